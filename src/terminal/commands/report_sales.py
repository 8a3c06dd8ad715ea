"""`rxlane report sales`: what some days brought, on the console, as CSV and as PDF with charts."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import Progress

from terminal.app.dates import on_paper
from terminal.app.permissions import Right, may
from terminal.app.reports import OVERVIEW
from terminal.commands.desk import Asking, Desk, desk_of
from terminal.commands.opening import is_quiet, store_path
from terminal.commands.report import period_of, zone_of
from terminal.domain.report import Report, seen
from terminal.domain.till_facts import TillTakingsShown
from terminal.paper_files import writer_for
from terminal.presentation.report_paper import days_words, paper_of, table_for_file
from terminal.presentation.report_sections import sections
from terminal.presentation.report_table import table_of
from terminal.store import reports, tills
from terminal.store.database import Connection

DEMO_STORE: Final = "Demo"
HIDDEN: Final = (
    "The till of these days is still open: what tells its cash is left out until it is counted and"
    " closed. Who does not hold it may see it with --takings, and counts it no more."
)


def report_sales(
    folder: Path | None,
    by: Asking,
    since: datetime | None,
    until: datetime | None,
    files: Sequence[Path],
    *,
    takings: bool = False,
    demo: bool,
) -> None:
    """Print the report of whole days, today's when none are given, or write it to files."""
    writers = [writer_for(path) for path in files]
    zone = zone_of(store_path(folder, demo=demo).parent, demo=demo)
    first, last = period_of(since, until, 1, zone)
    now = datetime.now(zone)
    with desk_of(folder, by, Right.READ_REPORTS, demo=demo) as desk:
        _count(desk.connection, zone)
        report = reports.report(desk.connection, first, last, None, now)
        desk.connection.rollback()
        report = _for(desk, report, takings=takings)
        made = f"{on_paper(now)}, {desk.person.name}"
    store = DEMO_STORE if demo else desk.settings.store.name
    paper = paper_of(report, OVERVIEW, store, made)
    for write, file in zip(writers, files, strict=True):
        write(paper, table_for_file(report, OVERVIEW), file)
        typer.echo(f"{file}: {days_words(report)}")
    if not files:
        for line in lines_of(report):
            typer.echo(line)


def _for(desk: Desk, report: Report, *, takings: bool) -> Report:
    """What of it is for the person who asks, as on the counter's page (app/step_reports.py)."""
    till = tills.load_book(desk.connection, desk.settings.lane).open
    desk.connection.rollback()
    who, oversees = desk.person.id, may(desk.person, Right.OVERSEE_TILLS)
    hidden = till is not None and till.takings_hidden(who, report.until, oversees=oversees)
    if hidden and takings and till is not None and till.staff != who:
        desk.record(TillTakingsShown(till.id, who))
        hidden = False
    if hidden:
        typer.echo(HIDDEN, err=True)
    return seen(report, cash=not hidden, tills=oversees)


def _count(connection: Connection, zone: ZoneInfo) -> None:
    """What the journal has had since the last report; each step is durable before the next."""
    with Progress(console=Console(stderr=True), disable=is_quiet(), transient=True) as bar:
        task = bar.add_task("Counting", total=None)

        def keep(step: reports.Counted) -> None:
            connection.rollback()  # what was read for the step
            with connection.begin():
                reports.keep(connection, step)

        reports.catch_up(
            connection, zone, keep, lambda done, rows: bar.update(task, completed=done, total=rows)
        )
        connection.rollback()


def lines_of(report: Report) -> Iterator[str]:
    """Every report as text, one under the other."""
    yield days_words(report)
    for section in sections(report):
        if not section.lines:
            continue
        table = table_of(section)
        yield ""
        yield section.title
        widths = [
            max(len(row[place]) for row in (table.columns, *table.rows))
            for place in range(len(table.columns))
        ]
        for row in (table.columns, *table.rows):
            cells = (
                cell.rjust(width) if place in table.numbers else cell.ljust(width)
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            yield "  " + "  ".join(cells).rstrip()
