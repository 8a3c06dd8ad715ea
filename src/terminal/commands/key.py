"""`rxlane key` and `rxlane backup`: the printed recovery code, and a proved copy of the store."""

from datetime import UTC, datetime
from pathlib import Path

import typer

from terminal.app.faults import KnownFault
from terminal.commands.opening import open_secret, store_path
from terminal.store.backup import back_up
from terminal.store.store import alone
from terminal.vault.faults import KeyringUnusable
from terminal.vault.vault import Vault


def print_code(folder: Path | None, *, demo: bool) -> None:
    """Make a recovery code; an earlier one opens nothing any more."""
    path = store_path(folder, demo=demo)
    if not path.exists():
        raise KnownFault(
            "There is no store here yet", "", "Start the counter once, then try again."
        )
    secret = open_secret(path, demo=demo)
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


def make_backup(target: Path, folder: Path | None, *, demo: bool) -> None:
    """Copy the closed store to `target`, a folder or a file, and prove the copy."""
    path = store_path(folder, demo=demo)
    secret = open_secret(path, demo=demo)
    if target.is_dir():
        target = target / f"rxlane-{datetime.now(UTC):%Y%m%d-%H%M%S}.db"
    if target.exists():
        raise KnownFault(f"{target.name} exists already", "", "Choose another name.")
    with alone(path, secret.database_key(), demo=demo) as (_, connection):
        back_up(connection, target, secret.database_key())
    typer.echo(f"The store was copied to {target}, and every page of the copy was checked.")
    typer.echo("The copy is encrypted with the same key: keep the recovery code apart from it.")
