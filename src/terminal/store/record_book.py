"""What of the record book counts towards a buyer's limit: found by digest, whatever the history.

The book itself are the facts; a row here goes when its line is struck or changed.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from terminal.domain import facts
from terminal.domain.catalog import ItemClass, Measure
from terminal.domain.identity import EMPTY_DIGEST, Digest
from terminal.domain.record_book import BuyerMarks, Counted, EarlierSale
from terminal.store.buyer_marks import marked
from terminal.store.registry import Proven
from terminal.store.times import instant, utc_text

_COLUMNS: Final = "sale, line, at, item_class, measure, amount"


def earlier_sales(
    connection: Connection, person: Digest, document: Digest, since: datetime
) -> tuple[EarlierSale, ...]:
    """What this buyer got at or after `since`, on any ticket of this store, oldest first."""
    start = utc_text(since)
    rows = dict(_found(connection, "person", person, start))
    if document != EMPTY_DIGEST:
        rows |= dict(_found(connection, "document", document, start))
    return tuple(sorted(rows.values(), key=lambda each: each.at))


def marks(connection: Connection, person: Digest, document: Digest) -> BuyerMarks:
    """How an entry names this buyer."""
    return BuyerMarks(marked(connection, person), marked(connection, document))


def _found(
    connection: Connection, key: str, value: Digest, start: str
) -> Iterator[tuple[tuple[str, int], EarlierSale]]:
    more = " AND document <> ''" if key == "document" else ""  # the index is of those alone
    rows = connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM book_entry WHERE {key} = marked(?) AND at >= ?{more}",  # noqa: S608  constants
        (value, start),
    )
    for row in rows:
        counted = Counted(ItemClass(row.item_class), Measure(row.measure), row.amount)
        yield (row.sale, row.line), EarlierSale(instant(row.at), counted)


# --- the book itself, for whoever inspects it


class Became(StrEnum):
    """What became of an entry."""

    OPEN = "open"
    SOLD = "sold"
    TAKEN_BACK = "taken back"


def became(entry: Proven, ticket: Iterable[Proven]) -> Became | None:
    """Told by what its ticket did after it; None where that part of the ticket was removed."""
    made = entry.fact
    assert isinstance(made, facts.BookEntryMade)
    opened = False
    for each in ticket:
        fact = each.fact
        opened = opened or isinstance(fact, facts.SaleOpened)
        if each.seq <= entry.seq:
            continue
        match fact:
            case facts.LineVoided() | facts.QuantityChanged() if fact.line == made.line:
                return Became.TAKEN_BACK
            case facts.SaleAbandoned():
                return Became.TAKEN_BACK
            case facts.SaleCompleted():
                return Became.SOLD
    return Became.OPEN if opened else None
