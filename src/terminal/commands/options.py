"""Options that several commands share."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from terminal.commands.opening import day_typed

if TYPE_CHECKING:
    from terminal.commands.desk import Asking

EXAMPLE: Final = "Example:  rxlane "
DAY: Final = "DAY"
WRITTEN: Final = "Like 2026-01-31 or 01/31/2026."
Folder = Annotated[
    Path | None,
    typer.Option(help="Folder of the store and its settings; the user's own when left out."),
]
Demo = Annotated[bool, typer.Option("--demo", help="The demo with invented people and devices.")]
By = Annotated[str, typer.Option(help="Your staff number; the PIN is asked for.")]
PinStdin = Annotated[
    bool,
    typer.Option("--pin-stdin", help="For scripts: the PIN is the first line of the input."),
]
Day = Annotated[datetime | None, typer.Option(parser=day_typed, metavar=DAY, help=WRITTEN)]
FromDay = Annotated[
    datetime | None,
    typer.Option(parser=day_typed, metavar=DAY, help=f"30 days before the last day. {WRITTEN}"),
]
ToDay = Annotated[
    datetime | None,
    typer.Option(parser=day_typed, metavar=DAY, help=f"The last day; today. {WRITTEN}"),
]
OnDay = Annotated[
    datetime | None,
    typer.Option("--on", parser=day_typed, metavar=DAY, help=f"Today when left out. {WRITTEN}"),
]
Pdf = Annotated[Path | None, typer.Option(help="Write a PDF there.")]
Csv = Annotated[Path | None, typer.Option(help="Write a CSV there.")]


def asking_by(by: str, *, pin_stdin: bool) -> "Asking":
    from terminal.commands.desk import asking  # noqa: PLC0415  see cli.py

    return asking(by, pin_stdin=pin_stdin)


def dates_of(*typed: datetime | None) -> tuple[date | None, ...]:
    return tuple(None if each is None else each.date() for each in typed)
