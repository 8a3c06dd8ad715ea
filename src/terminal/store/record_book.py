"""What of the record book counts towards a buyer's limit: found by digest, whatever the history.

The book itself are the facts; a row here goes when its line is struck or changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from terminal.domain import facts
from terminal.domain.catalog import ItemClass, Measure
from terminal.domain.identity import EMPTY_DIGEST, Digest, LineId, SaleId
from terminal.domain.record_book import BuyerMarks, Counted, EarlierSale
from terminal.store.buyer_marks import marked
from terminal.store.journal import all_facts
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


@dataclass(frozen=True, slots=True)
class BookRow:
    at: datetime
    entry: facts.BookEntryMade = field(repr=False)
    became: Became = Became.OPEN


def book_rows(connection: Connection) -> tuple[BookRow, ...]:
    """Every entry that was ever made, in order. Reads the whole journal: for a command."""
    rows: list[BookRow] = []
    for recorded in all_facts(connection):
        fact = recorded.fact
        match fact:
            case facts.BookEntryMade():
                rows.append(BookRow(recorded.at, fact))
            case facts.LineVoided() | facts.QuantityChanged():
                _settle(rows, Became.TAKEN_BACK, fact.sale, fact.line)
            case facts.SaleAbandoned():
                _settle(rows, Became.TAKEN_BACK, fact.sale)
            case facts.SaleCompleted():
                _settle(rows, Became.SOLD, fact.sale)
    return tuple(rows)


def _settle(rows: list[BookRow], became: Became, sale: SaleId, line: LineId | None = None) -> None:
    for place, row in enumerate(rows):
        same = row.entry.sale == sale and line in (None, row.entry.line)
        if same and row.became is Became.OPEN:
            rows[place] = replace(row, became=became)
