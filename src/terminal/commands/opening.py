"""Opening the store of a lane from the command line: its folder, its key, its faults in words."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, NoReturn
from zoneinfo import ZoneInfo

import typer

from terminal.app.faults import KnownFault
from terminal.setup_files import SETTINGS_NAME, STORE_NAME, data_folder, load_settings
from terminal.vault.secret import StoreSecret
from terminal.vault.vault import Opened, PassphraseNeeded, Vault

FAULT_STATUS: Final = 1
TRIES: Final = 3
DAY_FORMATS: Final = ("%Y-%m-%d", "%m/%d/%Y")
"""How a day is typed: as machines write it, and as people in the United States do."""


def fail(fault: KnownFault) -> NoReturn:
    """Say what happened and what to do, on stderr; exit non-zero."""
    typer.secho(fault.title, fg=typer.colors.RED, err=True)
    for more in (fault.message, fault.remedy):
        if more:
            typer.echo(more, err=True)
    raise typer.Exit(FAULT_STATUS)


@contextmanager
def faults_in_words(*, in_window: bool = False) -> Iterator[None]:
    """Known faults end the command with their words; a bug keeps its traceback.

    `in_window`: also in a window, when nobody sees a console.
    """
    try:
        yield
    except OSError as error:
        if error.filename is None:
            raise
        fail(KnownFault(f"{error.filename} cannot be used", f"{error.strerror}.", "Name another."))
    except KnownFault as fault:
        if in_window and not sys.stderr.isatty():
            _tell_in_window(fault)
        fail(fault)


def _tell_in_window(fault: KnownFault) -> None:
    from terminal.ui.application import has_display, tell_in_window  # noqa: PLC0415  Qt only here

    if has_display():
        tell_in_window(fault.title, fault.message, fault.remedy)


def today_in(folder: Path) -> date:
    """The store's own date; where a lane is not set up yet, that of this computer."""
    now = datetime.now(UTC)
    settings = folder / SETTINGS_NAME
    if not settings.exists():
        return now.astimezone().date()
    return now.astimezone(ZoneInfo(load_settings(settings).time_zone)).date()


def day_typed(text: str | datetime) -> datetime:
    """Of an option; the fault is told with the option's name."""
    if isinstance(text, datetime):
        return text
    for written in DAY_FORMATS:
        try:
            return datetime.strptime(text, written)  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise typer.BadParameter(f"{text} is no day. Write it like 2026-01-31 or 01/31/2026.")


def store_path(folder: Path | None, *, demo: bool) -> Path:
    return (folder or data_folder(demo=demo)) / STORE_NAME


def open_secret(store: Path, *, demo: bool, new: bool = True) -> StoreSecret:
    """The store's secret: from the keyring, the demo's key file, or a passphrase asked for here.

    `new`: whether it may be made, for a store that is not there yet.
    """
    if not new and not store.exists():
        raise KnownFault(
            "There is no store here yet",
            f"It would be {store}.",
            "Start the counter once, or name another folder with --folder.",
        )
    vault = Vault(store, demo=demo)
    found = vault.open()
    if isinstance(found, Opened):
        return found.secret
    return _ask(vault, found)


def _ask(vault: Vault, needed: PassphraseNeeded) -> StoreSecret:
    """On the console where there is one, else in a window."""
    if sys.stdin.isatty():
        return _ask_on_console(vault, needed)
    from terminal.ui.application import has_display  # noqa: PLC0415  Qt only where it is used

    if has_display():
        return _ask_in_window(vault, needed)
    raise KnownFault(
        "A passphrase is needed",
        "It can only be typed on a console or in a window, and there is neither.",
        "Start the program from a console, or set up the keyring of this user.",
    )


def _ask_on_console(vault: Vault, needed: PassphraseNeeded) -> StoreSecret:
    typer.echo(needed.why, err=True)
    for left in reversed(range(TRIES)):
        try:
            if needed.new:
                chosen = typer.prompt(
                    "Choose a passphrase", hide_input=True, confirmation_prompt=True, err=True
                )
                return vault.choose(chosen).secret
            return vault.unlock(typer.prompt("Passphrase", hide_input=True, err=True)).secret
        except KnownFault as fault:
            if not left:
                raise
            typer.echo(f"{fault.title}. {fault.remedy}", err=True)
    raise AssertionError("the last try returns or raises")


def _ask_in_window(vault: Vault, needed: PassphraseNeeded) -> StoreSecret:
    from terminal.ui.passphrase import ask_in_window  # noqa: PLC0415  Qt only where it is used

    opened: list[StoreSecret] = []

    def answer(typed: str) -> str:
        try:
            found = vault.choose(typed) if needed.new else vault.unlock(typed)
        except KnownFault as fault:
            return f"{fault.title}. {fault.message} {fault.remedy}"
        opened.append(found.secret)
        return ""

    if not ask_in_window(needed.why, answer, new=needed.new):
        raise typer.Exit(FAULT_STATUS)
    return opened[0]


def is_quiet() -> bool:
    """Whether nobody watches: no progress bars in a log."""
    return not sys.stderr.isatty() or bool(os.environ.get("CI"))
