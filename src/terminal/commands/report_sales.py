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
from terminal.app.reports import OVERVIEW
from terminal.app.settings import Settings
from terminal.commands.opening import is_quiet, open_secret, store_path
from terminal.commands.report import period_of, zone_of
from terminal.domain.report import Report
from terminal.paper_files import writer_for
from terminal.presentation.report_paper import days_words, paper_of, table_for_file
from terminal.presentation.report_sections import sections
from terminal.presentation.report_table import table_of
from terminal.setup_files import SETTINGS_NAME, load_settings
from terminal.store import reports
from terminal.store.database import Connection
from terminal.store.store import alone

DEMO_STORE: Final = "Demo"


def report_sales(
    folder: Path | None,
    since: datetime | None,
    until: datetime | None,
    files: Sequence[Path],
    *,
    demo: bool,
) -> None:
    """Print the report of whole days, today's when none are given, or write it to files."""
    writers = [writer_for(path) for path in files]
    path = store_path(folder, demo=demo)
    zone = zone_of(path.parent, demo=demo)
    first, last = period_of(since, until, 1, zone)
    now = datetime.now(zone)
    secret = open_secret(path, demo=demo, new=False)
    with alone(path, secret.database_key(), demo=demo) as (_meta, connection):
        _count(connection, zone)
        report = reports.report(connection, first, last, None, now)
        connection.rollback()
    store = DEMO_STORE if demo else _settings(path).store.name
    paper = paper_of(report, OVERVIEW, store, on_paper(now))
    for write, file in zip(writers, files, strict=True):
        write(paper, table_for_file(report, OVERVIEW), file)
        typer.echo(f"{file}: {days_words(report)}")
    if not files:
        for line in lines_of(report):
            typer.echo(line)


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


def _settings(path: Path) -> Settings:
    return load_settings(path.parent / SETTINGS_NAME)


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
