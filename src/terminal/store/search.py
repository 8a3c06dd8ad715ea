"""Search as you type over the catalogue: beginnings of words, in any order.

Rules that hold here:

1. Nothing is read in proportion to how common a word is. FTS5 merges the whole lists of all words
   behind a prefix (50 to 130 ms for `tablet` at a million items) unless an index of exactly that
   length exists: it does for one to three characters; a longer beginning is expanded to the whole
   words that begin so, whose lists are read only as far as needed.
2. Only a bounded set of candidates is ranked: `ORDER BY rank` over a common word reads its whole
   list, 80 to 250 ms (DESIGN.md section 4).
3. The index keeps no positions (`detail=none`), so each word is asked for by itself and quoted:
   nothing that is typed is ever read as query syntax.
4. What can be sold is found before what is only listed: the index holds a word that marks it.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection

from terminal.domain.catalog import Item
from terminal.store.catalog import columns, item_of
from terminal.store.database import driver_of
from terminal.store.tables import SHELF_WORD
from terminal.store.words import fold, split

LIMIT: Final = 20
CANDIDATES: Final = 120
"""Rows fetched to choose the best from; each may be a page to decrypt, about 20 us when cold."""
MAX_WORDS: Final = 6
MAX_WORD: Final = 24
"""Longer words are cut: their beginning finds them."""
INDEXED_PREFIX: Final = 3
"""The longest beginning with an index of its own (`prefix='1 2 3'` in the schema)."""
EXPANSIONS: Final = 40
"""Words that one typed beginning may stand for; four characters rarely have more."""

_LAST: Final = "\U0010ffff"


def words(text: str) -> tuple[str, ...]:
    return tuple(word[:MAX_WORD] for word in split(text)[:MAX_WORDS])


def search_items(connection: Connection, text: str, limit: int = LIMIT) -> tuple[Item, ...]:
    """The best `limit` items whose words begin with the typed ones."""
    typed = words(text)
    query = match_query(connection, typed)
    if query is None:
        return ()
    rows = _candidates(connection, f'{query} AND "{SHELF_WORD}"')
    if len(rows) < limit:
        known = {row[0] for row in rows}
        rows += [row for row in _candidates(connection, query) if row[0] not in known]
    rows.sort(key=lambda row: _rank(row, typed[0]))
    return tuple(item_of(row) for row in rows[:limit])


def match_query(connection: Connection, typed: Sequence[str]) -> str | None:
    """The FTS5 query for the typed beginnings; None when nothing can match."""
    parts = [_part(connection, word) for word in typed]
    return " AND ".join(parts) if parts and all(parts) else None


def _part(connection: Connection, word: str) -> str:
    if len(word) <= INDEXED_PREFIX:
        return f'"{word}"*'
    whole = (
        driver_of(connection)
        .execute(
            "SELECT word FROM item_word WHERE word BETWEEN ? AND ? LIMIT ?",
            (word, word + _LAST, EXPANSIONS),
        )
        .fetchall()
    )
    if not whole:
        return ""
    return "(" + " OR ".join(f'"{row[0]}"' for row in whole) + ")"


def _candidates(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = (
        driver_of(connection)
        .execute(
            f"SELECT {columns()} FROM item_fts AS f CROSS JOIN item AS i ON i.gtin = f.rowid"  # noqa: S608  our own column names, no value
            " WHERE item_fts MATCH ? LIMIT ?",
            (query, CANDIDATES),
        )
        .fetchall()
    )
    return found


def _rank(row: Sequence[Any], first: str) -> tuple[bool, bool, int, str]:
    """What can be sold first, then names that begin as typed, then the plainest name."""
    name = fold(row[1])
    return (row[2] is None, not name.startswith(first), len(name), name)
