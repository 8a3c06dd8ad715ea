"""`rxlane journal verify`: every row of the chain, with a progress bar."""

from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress

from terminal.commands.opening import is_quiet, open_secret, store_path
from terminal.store.database import check_every_page
from terminal.store.journal import Verdict, verify
from terminal.store.retention import unproved
from terminal.store.store import alone


def verify_journal(folder: Path | None, *, demo: bool) -> int:
    """0 when the journal is whole; 1, with the first bad row, when it is not."""
    path = store_path(folder, demo=demo)
    secret = open_secret(path, demo=demo, new=False)
    key = secret.signing_key().public_key().public_bytes_raw()
    with (
        alone(path, secret.database_key(), demo=demo) as (meta, connection),
        Progress(console=Console(stderr=True), disable=is_quiet()) as bar,
    ):
        check_every_page(connection)
        task = bar.add_task("Verifying", total=None)
        verdict = verify(
            connection,
            meta.store_id,
            key,
            lambda done, rows: bar.update(task, completed=done, total=rows),
        )
        lost = unproved(connection) if verdict.removed else ""
    return _tell(verdict, lost)


def _tell(verdict: Verdict, lost: str) -> int:
    counts = f"{verdict.rows} rows, {verdict.checkpoints} signed checkpoints"
    removed = f", {verdict.removed} bodies removed by retention" if verdict.removed else ""
    if lost:
        typer.secho("Records were removed that nobody recorded", fg="red", err=True)
        typer.echo(f"{lost} ({counts})", err=True)
        return 1
    if verdict.good:
        typer.echo(f"The journal is whole: {counts}{removed}")
        return 0
    typer.secho(f"The journal is broken at row {verdict.first_bad_seq}", fg="red", err=True)
    typer.echo(f"{verdict.trouble} ({counts})", err=True)
    typer.echo("Keep this store as it is, and call support: do not delete anything.", err=True)
    return 1
