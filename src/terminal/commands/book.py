"""`rxlane book`: the record book of Schedule V as a table, with every field of 21 CFR 1306.26."""

import csv
import sys
from datetime import date
from pathlib import Path
from typing import Final

from terminal.commands.opening import open_secret, store_path
from terminal.store.record_book import BookRow, book_rows
from terminal.store.store import alone

COLUMNS: Final = (
    *("date", "time", "drug", "packages", "amount", "buyer", "address", "birth date", "id number"),
    *("known by", "pharmacist", "ticket", "line", "became"),
)


def print_book(folder: Path | None, since: date | None, until: date | None, *, demo: bool) -> None:
    """Comma separated values on the standard output; the counter has to be closed."""
    path = store_path(folder, demo=demo)
    secret = open_secret(path, demo=demo, new=False)
    with alone(path, secret.database_key(), demo=demo) as (_, connection):
        rows = book_rows(connection)
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(COLUMNS)
    for row in rows:
        if (since or date.min) <= row.entry.sold_on <= (until or date.max):
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
