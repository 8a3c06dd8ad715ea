"""`rxlane key` and `rxlane backup`: the recovery code, the terminal's passphrase, a proved copy
of the store.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import typer

from terminal.app.effects import Secret
from terminal.app.faults import KnownFault
from terminal.app.settings import CardTerminalKind
from terminal.commands.opening import open_secret, store_path
from terminal.setup_files import SETTINGS_NAME, load_settings
from terminal.store.backup import back_up
from terminal.store.store import alone
from terminal.vault.faults import KeyringUnusable
from terminal.vault.sealed_word import PHMS, TERMINAL
from terminal.vault.secret import StoreSecret
from terminal.vault.vault import Vault
from terminal.vault.wrapping import write_private


def print_code(folder: Path | None, *, demo: bool) -> None:
    """Make a recovery code; an earlier one opens nothing any more."""
    path = store_path(folder, demo=demo)
    secret = open_secret(path, demo=demo, new=False)
    code = Vault(path, demo=demo).make_recovery_code(secret)
    typer.echo("Write this code down or print it, and keep it where the backups are not:")
    typer.echo(f"\n    {code}\n")
    typer.echo("It opens this store when the keyring or the passphrase is lost.")


def recover(folder: Path | None, *, demo: bool) -> None:
    """Take the printed code; the key goes into the keyring again, or behind a new passphrase."""
    path = store_path(folder, demo=demo)
    vault = Vault(path, demo=demo)
    secret = vault.recover(typer.prompt("Recovery code"))
    try:
        vault.keep(secret)
        typer.echo("The key is in the keyring of this user again.")
    except KeyringUnusable:
        chosen = typer.prompt(
            "No keyring here. Choose a passphrase", hide_input=True, confirmation_prompt=True
        )
        vault.add_passphrase(secret, chosen)
        typer.echo("The store is opened with the new passphrase from now on.")


def set_terminal_passphrase(folder: Path | None) -> None:
    """Ask for the passphrase of the lane's card terminal, twice and hidden, and keep it."""
    path = store_path(folder, demo=False)
    settings = load_settings(path.parent / SETTINGS_NAME)
    if settings.card_terminal_kind is not CardTerminalKind.NEXO or settings.nexo is None:
        raise KnownFault(
            "This lane's card terminal has no passphrase",
            'Only one with card_terminal_kind = "nexo" has.',
            f"See {SETTINGS_NAME} and docs/for-installers.md.",
        )
    secret = _at_a_console(path)
    key = f"{settings.nexo.key_identifier}, version {settings.nexo.key_version}"
    typer.echo(f"The passphrase of the key {key}, as in the vendor's customer area.", err=True)
    typed = typer.prompt(
        "Passphrase of the card terminal", hide_input=True, confirmation_prompt=True, err=True
    )
    Vault(path, demo=False).keep_word(TERMINAL, secret, Secret(typed))
    typer.echo(f"It is kept, encrypted, for the terminal {settings.nexo.poi_id}.")
    typer.echo("The counter uses it from its next start.")


def set_phms_key(folder: Path | None) -> None:
    """Ask for the bearer token of the PhMS, hidden, and keep it; what was held goes again."""
    path = store_path(folder, demo=False)
    settings = load_settings(path.parent / SETTINGS_NAME)
    if not settings.phms_url:
        raise KnownFault(
            "This lane has no PhMS", "phms_url is empty.", f"Set it in {SETTINGS_NAME} first."
        )
    secret = _at_a_console(path)
    typed = typer.prompt(f"Key of the PhMS at {settings.phms_url}", hide_input=True, err=True)
    Vault(path, demo=False).keep_word(PHMS, secret, Secret(typed.strip()))
    typer.echo("It is kept, encrypted. The counter uses it from its next start; what was held")
    typer.echo("while the PhMS did not let it in is sent from the page of Ctrl+Shift+W.")


def _at_a_console(store: Path) -> StoreSecret:
    if not sys.stdin.isatty():
        raise KnownFault(
            "A secret is typed on a console",
            "It is never read from a pipe or a file, where it would be left behind.",
            "Run this command from a console.",
        )
    return open_secret(store, demo=False, new=False)


def make_backup(target: Path, folder: Path | None, *, demo: bool) -> None:
    """Copy the closed store to `target`, a folder or a file, and prove the copy."""
    path = store_path(folder, demo=demo)
    secret = open_secret(path, demo=demo, new=False)
    if target.is_dir():
        target = target / f"rxlane-{datetime.now(UTC):%Y%m%d-%H%M%S}.db"
    if target.exists():
        raise KnownFault(f"{target.name} exists already", "", "Choose another name.")
    with alone(path, secret.database_key(), demo=demo) as (_, connection):
        back_up(connection, target, secret.database_key())
    target.chmod(0o600)
    guards = Vault(path, demo=demo).travelling_files()
    for guard in guards:
        beside = target.with_name(target.name + guard.name.removeprefix(path.name))
        write_private(beside, guard.read_bytes())
    typer.echo(f"The store was copied to {target}, and every page of the copy was checked.")
    if guards:
        typer.echo("What guards its key lies beside the copy: keep these files together.")
    else:
        typer.echo("Only the keyring of this user opens the copy: make a code with rxlane key code")
        typer.echo("and copy again, so that it can be restored on another computer.")
