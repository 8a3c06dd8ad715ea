"""`rxlane catalogue import`: with a progress bar, and every refused row with its reason."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import typer
from rich.console import Console
from rich.progress import Progress

from terminal.app.faults import KnownFault
from terminal.commands.opening import is_quiet, open_secret, store_path, today_in
from terminal.store import catalog
from terminal.store.catalog import Listed, Taken
from terminal.store.catalogue_file import ImportReport, import_catalogue
from terminal.store.database import Connection
from terminal.store.store import alone

SHOWN_REJECTIONS: Final = 10


def import_file(file: Path, folder: Path | None, *, demo: bool) -> int:
    """Import `file` into the store; 0 when every row was taken, 2 when some were refused."""
    if not file.is_file():
        raise KnownFault(f"There is no file {file.name}", "", "Check the name and the folder.")
    path = store_path(folder, demo=demo)
    secret = open_secret(path, demo=demo, new=False)
    with alone(path, secret.database_key(), demo=demo) as (_, connection):
        report = _with_progress(file, connection, today_in(path.parent))
    _tell(report)
    return 2 if report.rejected_rows else 0


def _with_progress(file: Path, connection: Connection, day: date) -> ImportReport:
    def take(rows: Sequence[Listed]) -> Taken:
        with connection.begin():
            return catalog.take(connection, rows, day)

    with Progress(console=Console(stderr=True), disable=is_quiet()) as bar:
        task = bar.add_task(f"Importing {file.name}", total=None)
        return import_catalogue(
            file, take, lambda done, total: bar.update(task, completed=done, total=total)
        )


def _tell(report: ImportReport) -> None:
    taken = report.taken
    typer.echo(
        f"{report.rows} rows ({report.profile}): {taken.added} added, {taken.changed} changed,"
        f" {taken.unchanged} unchanged, {report.rejected_rows} refused"
    )
    for code in taken.clashes[:SHOWN_REJECTIONS]:
        typer.echo(f"  barcode {code.lstrip('0')} is another item's already: left to it")
    if len(taken.clashes) > SHOWN_REJECTIONS:
        typer.echo(f"  and {len(taken.clashes) - SHOWN_REJECTIONS} more such barcodes")
    for row in report.rejected[:SHOWN_REJECTIONS]:
        typer.echo(f"  line {row.line}: {row.reason}")
    more = report.rejected_rows - SHOWN_REJECTIONS
    if more > 0:
        typer.echo(f"  and {more} more")
