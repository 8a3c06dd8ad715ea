"""What of the record book counts towards a buyer's limit: found by digest, whatever the history.

The book itself are the facts; a row here goes when its line is struck or changed.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from terminal.domain.catalog import ItemClass, Measure
from terminal.domain.identity import EMPTY_DIGEST, Digest
from terminal.domain.record_book import Counted, EarlierSale
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


def _found(
    connection: Connection, key: str, value: Digest, start: str
) -> Iterator[tuple[tuple[str, int], EarlierSale]]:
    more = " AND document <> ''" if key == "document" else ""  # the index is of those alone
    rows = connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM book_entry WHERE {key} = ? AND at >= ?{more}",  # noqa: S608  constants
        (value, start),
    )
    for row in rows:
        counted = Counted(ItemClass(row.item_class), Measure(row.measure), row.amount)
        yield (row.sale, row.line), EarlierSale(instant(row.at), counted)
