"""`rxlane book`: the record book of Schedule V as a table, with every field of 21 CFR 1306.26.

It names buyers: whoever prints it shows own number and PIN, and that is recorded.
"""

import csv
import sys
from datetime import date
from pathlib import Path
from typing import Final

from terminal.app.permissions import Right
from terminal.commands.desk import Asking, desk_of
from terminal.domain.facts import RecordsRead
from terminal.store.record_book import BookRow, book_rows

COLUMNS: Final = (
    *("date", "time", "drug", "packages", "amount", "buyer", "address", "birth date", "id number"),
    *("known by", "pharmacist", "ticket", "line", "became"),
)


def print_book(
    folder: Path | None, by: Asking, since: date | None, until: date | None, *, demo: bool
) -> None:
    """Comma separated values on the standard output; the counter has to be closed."""
    first, last = since or date.min, until or date.max
    with desk_of(folder, by, Right.READ_RECORDS, demo=demo) as desk:
        found = book_rows(desk.connection)
        rows = tuple(row for row in found if first <= row.entry.sold_on <= last)
        desk.connection.rollback()
        desk.record(RecordsRead("record book", len(rows)))
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(COLUMNS)
    for row in rows:
        table.writerow(_cells(row))


def _cells(row: BookRow) -> tuple[str, ...]:
    entry = row.entry
    buyer = entry.buyer
    return (
        f"{entry.sold_on:%m/%d/%Y}",
        f"{row.at:%H:%M}",
        entry.drug,
        str(entry.quantity),
        f"{entry.amount} {entry.measure.value}",
        f"{buyer.given} {buyer.family}",
        buyer.address,
        "" if buyer.born is None else f"{buyer.born:%m/%d/%Y}",
        buyer.id_number,
        entry.basis.value,
        entry.pharmacist_name,
        entry.sale,
        str(entry.line),
        row.became.value,
    )
