"""Search as you type over the catalogue: prefixes of words, in any order.

Rules that hold here:

1. Only a bounded set of candidates is ranked: `ORDER BY rank` over a common prefix reads its whole
   list, 80 to 250 ms at a million items (DESIGN.md section 4).
2. The index keeps no positions (`detail=none`), so each word is asked for by itself and quoted:
   nothing that is typed is ever read as query syntax.
3. What can be sold is found before what is only listed: the index holds a word that marks it.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection

from terminal.domain.catalog import Item
from terminal.store.catalog import columns, item_of
from terminal.store.database import driver_of
from terminal.store.tables import SHELF_WORD

LIMIT: Final = 20
CANDIDATES: Final = 120
"""Rows fetched to choose the best from; each may be a page to decrypt, about 20 us when cold."""
MAX_WORDS: Final = 6
MAX_WORD: Final = 24
"""Longer words are cut: their beginning finds them."""

_WORD: Final = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case without accents, as the index and the name columns hold text."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def words(text: str) -> tuple[str, ...]:
    return tuple(word[:MAX_WORD] for word in _WORD.findall(fold(text))[:MAX_WORDS])


def match_query(text: str) -> str | None:
    """The FTS5 query: every word as a prefix; None when nothing searchable was typed."""
    typed = words(text)
    return " ".join(f'"{word}"*' for word in typed) if typed else None


def search_items(connection: Connection, text: str, limit: int = LIMIT) -> tuple[Item, ...]:
    """The best `limit` items whose words begin with the typed ones."""
    query = match_query(text)
    if query is None:
        return ()
    rows = _candidates(connection, f'"{SHELF_WORD}" {query}')
    if len(rows) < limit:
        known = {row[0] for row in rows}
        rows += [row for row in _candidates(connection, query) if row[0] not in known]
    first = words(text)[0]
    rows.sort(key=lambda row: _rank(row, first))
    return tuple(item_of(row) for row in rows[:limit])


def _candidates(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = (
        driver_of(connection)
        .execute(
            f"SELECT {columns()} FROM item_fts AS f CROSS JOIN item AS i ON i.gtin = f.rowid"  # noqa: S608
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
