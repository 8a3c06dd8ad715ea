"""`rxlane catalogue import`: with a progress bar, and every refused row with its reason."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import typer
from rich.console import Console
from rich.progress import Progress

from terminal.app.counted import form_of
from terminal.app.faults import KnownFault
from terminal.app.ports import Batch
from terminal.commands.opening import is_quiet, open_secret, store_path, today_in
from terminal.demo.lane import demo_settings
from terminal.domain.catalog import EligibilitySource
from terminal.domain.identity import LaneId
from terminal.setup_files import SETTINGS_NAME, load_settings
from terminal.store import catalog, eligibility_lists, journal
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
    lists: Counter[str] = Counter()
    with alone(path, secret.database_key(), demo=demo) as (meta, connection):
        report = _with_progress(file, connection, today_in(path.parent), lists)
        new = eligibility_lists.new_versions(connection, lists.most_common())
        connection.rollback()
        if new:
            with connection.begin():
                head = journal.head(connection, meta.store_id, meta.epoch)
                batch = Batch(new, datetime.now(UTC), _lane_of(path.parent, demo=demo), None)
                journal.append(connection, head, batch)
    _tell(report)
    for each in new:
        rows = form_of(each.items, "1 item", f"{each.items} items")
        typer.echo(f"  eligible products of {each.version}: {rows}, new to this store")
    return 2 if report.rejected_rows else 0


def _lane_of(folder: Path, *, demo: bool) -> LaneId:
    """A lane that is not set up yet is the first one, as the settings have it."""
    settings = folder / SETTINGS_NAME
    if demo:
        return demo_settings().lane
    return load_settings(settings).lane if settings.exists() else LaneId("1")


def _with_progress(
    file: Path, connection: Connection, day: date, lists: Counter[str]
) -> ImportReport:
    """`lists` counts the rows of each version of the eligible products list."""

    def take(rows: Sequence[Listed]) -> Taken:
        items = (each.item for each in rows if each.says_eligibility)
        lists.update(
            each.list_version
            for each in items
            if each.eligibility_source is EligibilitySource.EPL and each.list_version
        )
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
