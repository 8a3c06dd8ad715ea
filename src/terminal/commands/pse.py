"""`rxlane pse duress`: every stop of the exchange that was passed over, and by whom."""

from pathlib import Path

import typer

from terminal.app.dates import on_paper
from terminal.commands.opening import open_secret, store_path
from terminal.store.pse import overridden
from terminal.store.store import alone


def list_overridden(folder: Path | None, *, demo: bool) -> None:
    """Print them, oldest first: apart from what managers release, and without the buyer."""
    path = store_path(folder, demo=demo)
    secret = open_secret(path, demo=demo, new=False)
    with alone(path, secret.database_key(), demo=demo) as (_, connection):
        found = overridden(connection)
    for each in found:
        when = on_paper(each.at.astimezone())
        typer.echo(f"{when}  ticket {each.fact.sale}  staff {each.fact.by}  lane {each.lane}")
    typer.echo(f"Stops passed over under duress: {len(found)}")
