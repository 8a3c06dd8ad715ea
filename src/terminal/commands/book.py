"""`rxlane book`: the record book of Schedule V as a table, with every field of 21 CFR 1306.26.

It is the counter's register, whole and oldest first, as a bound book is read. It names buyers:
whoever prints it shows own number and PIN, and that is recorded.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from sys import maxsize
from typing import Final

import typer

from terminal import registers
from terminal.app.permissions import Right
from terminal.commands.desk import Asking, desk_of
from terminal.domain.facts import RecordsRead
from terminal.paper_files import as_csv

REGISTER: Final = "schedule-v"
_BEFORE_ALL: Final = date(1980, 1, 1)
_AFTER_ALL: Final = date(2199, 12, 31)


def print_book(
    folder: Path | None, by: Asking, since: date | None, until: date | None, *, demo: bool
) -> None:
    """Comma separated values on the standard output; the counter has to be closed."""
    register = registers.register_of(REGISTER)
    assert register is not None, "it is one of them"
    with desk_of(folder, by, Right.READ_RECORDS, demo=demo) as desk:
        first = max(since or _BEFORE_ALL, _BEFORE_ALL)
        last = min(until or _AFTER_ALL, _AFTER_ALL) + timedelta(days=1)
        start, end = (datetime.combine(day, time(), desk.zone) for day in (first, last))
        page = registers.read(desk.connection, register, start, end, desk.people, most=maxsize)
        desk.connection.rollback()
        desk.record(RecordsRead("record book", len(page.rows)))
    as_a_book = replace(page, rows=page.rows[::-1])
    typer.echo(as_csv(registers.table_of(as_a_book)).replace("\r\n", "\n"), nl=False)
