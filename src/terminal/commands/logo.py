"""`rxlane devices logo`: a picture into the printer's memory, with which each receipt begins."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import typer

from drivers.receipt_printer.logo import MAX_WRITES, PER, may_write
from drivers.receipt_printer.picture import PictureRefused
from terminal.app.faults import KnownFault
from terminal.app.print_ids import spare_id
from terminal.app.settings import Settings
from terminal.commands.opening import store_path
from terminal.devices.logo import LogoNotStored, picture_for, store_in_printer
from terminal.paths import put_in_place
from terminal.setup_files import SETTINGS_NAME, load_settings

WRITES_NAME: Final = "printer-logo-writes.txt"


def store_logo(file: Path, folder: Path | None) -> None:
    """Store the picture under the key of the settings. Raises `KnownFault` and `OSError`."""
    home = store_path(folder, demo=False).parent
    settings = load_settings(home / SETTINGS_NAME)
    _must_be_set_up(settings)
    try:
        picture = picture_for(file.read_bytes(), settings)
    except PictureRefused as refused:
        raise KnownFault(
            f"{file.name} is no logo", f"{refused}.", "Use a PNG in black and white."
        ) from refused
    writes = LogoWrites(home / WRITES_NAME)
    now = datetime.now(UTC)
    writes.check(now)
    try:
        confirmed = store_in_printer(
            settings, picture, spare_id(int(now.timestamp())), lambda: writes.add(now)
        )
    except LogoNotStored as trouble:
        raise _not_stored(trouble) from trouble
    typer.echo(f"{picture.width} x {picture.height} dots are stored as {settings.store.logo}.")
    if not confirmed:
        typer.echo("This printer cannot confirm it: look at the next receipt.")


def _must_be_set_up(settings: Settings) -> None:
    if not settings.devices.printer:
        raise KnownFault(
            "This lane has no printer", "", f"Name its address in {SETTINGS_NAME} under [devices]."
        )
    if not settings.store.logo:
        raise KnownFault(
            "The settings name no logo",
            "A logo is kept under two letters or digits, and receipts call for it by them.",
            f'Write logo = "RX" in {SETTINGS_NAME} under [store], then store it.',
        )


def _not_stored(trouble: LogoNotStored) -> KnownFault:
    if trouble.in_doubt:
        return KnownFault(
            "The printer did not say that the logo is stored",
            f"What is known: {trouble}.",
            "Print a test page to look at it, or store it again.",
        )
    return KnownFault(
        "The logo was not stored",
        f"The printer: {trouble}.",
        "Close the counter, put the printer right, then try again.",
    )


class LogoWrites:
    """When logos were written, in a file: the printer's memory wears out (section 10)."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def check(self, now: datetime) -> None:
        """`KnownFault` when the memory must not be written again today."""
        if not may_write(self._times(), now):
            raise KnownFault(
                f"The printer's memory was written {MAX_WRITES} times today",
                "It wears out.",
                "Try again tomorrow.",
            )

    def add(self, at: datetime) -> None:
        """Write this one down; it is on the disk when this returns, before the printer's memory."""
        kept = [each for each in self._times() if at - each < PER]
        lines = "".join(f"{each.isoformat()}\n" for each in (*kept, at))
        new = self._path.with_name(self._path.name + ".new")
        with new.open("w", encoding="ascii") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(new, self._path)

    def _times(self) -> list[datetime]:
        """The times that can be read; a damaged line is no reason to refuse a logo for ever."""
        try:
            lines = self._path.read_text(encoding="ascii", errors="replace").splitlines()
        except FileNotFoundError:
            return []
        return [time for time in map(_time, lines) if time is not None]


def _time(line: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(line)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
