"""The passphrase that a card terminal's messages are sealed with, encrypted beside the store."""

from pathlib import Path
from typing import Final

from terminal.app.effects import Secret
from terminal.vault import sealed
from terminal.vault.faults import TerminalPassphraseUnusable
from terminal.vault.secret import StoreSecret

MAX_LENGTH: Final = 256
"""Far more than the vendor's customer area takes."""
_KIND: Final = "terminal passphrase"
_AGAIN: Final = "Type it again: rxlane key terminal."


def keep(file: Path, secret: StoreSecret, passphrase: Secret) -> None:
    """Write the file, readable by this user only; an older one is replaced in one step."""
    _check(passphrase.text)
    sealed.keep(file, secret.terminal_key(), _KIND, passphrase)


def read(file: Path, secret: StoreSecret) -> Secret:
    """Raises `TerminalPassphraseUnusable`: damaged, or of another store."""
    try:
        return sealed.read(file, secret.terminal_key(), _KIND)
    except sealed.NotReadable:
        raise TerminalPassphraseUnusable(
            "The card terminal's passphrase cannot be read",
            f"{file.name} is damaged, or belongs to another store.",
            _AGAIN,
        ) from None


def _check(text: str) -> None:
    """ASCII only: the vendor's own libraries disagree about every other character."""
    if not text or not text.isascii() or not text.isprintable() or len(text) > MAX_LENGTH:
        raise TerminalPassphraseUnusable(
            "That cannot be the terminal's passphrase",
            f"It has 1 to {MAX_LENGTH} letters, digits and signs of a US keyboard.",
            "Copy it from the key of the terminal in the vendor's customer area.",
        )
