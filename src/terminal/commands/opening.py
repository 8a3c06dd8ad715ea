"""Opening the store of a lane from the command line: its folder, its key, its faults in words."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NoReturn

import typer

from terminal.app.faults import KnownFault
from terminal.setup_files import STORE_NAME, data_folder
from terminal.vault.secret import StoreSecret
from terminal.vault.vault import Opened, PassphraseNeeded, Vault

FAULT_STATUS: Final = 1
TRIES: Final = 3


def fail(fault: KnownFault) -> NoReturn:
    """Say what happened and what to do, on stderr; exit non-zero."""
    typer.secho(fault.title, fg=typer.colors.RED, err=True)
    for more in (fault.message, fault.remedy):
        if more:
            typer.echo(more, err=True)
    raise typer.Exit(FAULT_STATUS)


@contextmanager
def faults_in_words() -> Iterator[None]:
    """Known faults end the command with their words; a bug keeps its traceback."""
    try:
        yield
    except KnownFault as fault:
        fail(fault)


def store_path(folder: Path | None, *, demo: bool) -> Path:
    return (folder or data_folder(demo=demo)) / STORE_NAME


def open_secret(store: Path, *, demo: bool) -> StoreSecret:
    """The store's secret: from the keyring, the demo's key file, or a passphrase asked for here."""
    vault = Vault(store, demo=demo)
    found = vault.open()
    if isinstance(found, Opened):
        return found.secret
    return _ask(vault, found)


def _ask(vault: Vault, needed: PassphraseNeeded) -> StoreSecret:
    typer.echo(needed.why, err=True)
    if not sys.stdin.isatty():
        raise KnownFault(
            "A passphrase is needed",
            "It can only be typed on a console, and there is none here.",
            "Start the program from a console, or set up the keyring of this user.",
        )
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


def is_quiet() -> bool:
    """Whether nobody watches: no progress bars in a log."""
    return not sys.stderr.isatty() or bool(os.environ.get("CI"))
