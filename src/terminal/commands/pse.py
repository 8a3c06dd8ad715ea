"""`rxlane pse duress`: every stop of the exchange that was passed over, and by whom."""

from pathlib import Path

import typer

from terminal.app.dates import on_paper
from terminal.app.permissions import Right
from terminal.app.records import STOPS_PASSED_OVER
from terminal.commands.desk import Asking, desk_of
from terminal.domain.facts import RecordsRead
from terminal.store.pse import overridden


def list_overridden(folder: Path | None, by: Asking, *, demo: bool) -> None:
    """Print them, oldest first: apart from what managers release, and without the buyer."""
    with desk_of(folder, by, Right.READ_RECORDS, demo=demo) as desk:
        found = overridden(desk.connection)
        desk.connection.rollback()
        desk.record(RecordsRead(STOPS_PASSED_OVER, len(found)))
    for each in found:
        when = on_paper(each.at.astimezone())
        typer.echo(f"{when}  ticket {each.fact.sale}  staff {each.fact.by}  lane {each.lane}")
    typer.echo(f"Stops passed over under duress: {len(found)}")
