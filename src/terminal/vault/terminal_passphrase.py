"""The passphrase that a card terminal's messages are sealed with, encrypted beside the store.

Rules that hold here:

1. It is encrypted (AES-256-GCM) with a key derived from the store's secret: whatever guards that
   one, keyring, passphrase or recovery code, guards this one too, and nobody is asked twice a day.
2. It never appears in a repr, a log or an exception; nor does it in any setting.
"""

import base64
import binascii
import os
from pathlib import Path
from typing import Final, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from terminal.app.effects import Secret
from terminal.vault.faults import TerminalPassphraseUnusable
from terminal.vault.secret import StoreSecret
from terminal.vault.wrapping import MAX_FILE_BYTES, write_private

MAX_LENGTH: Final = 256
"""Far more than the vendor's customer area takes."""
_NONCE_BYTES: Final = 12
_HEADER: Final = b"rxlane sealed terminal passphrase 1"
_AGAIN: Final = "Type it again: rxlane key terminal."


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: Literal["rxlane sealed terminal passphrase"]
    version: Literal[1]
    nonce: str
    sealed: str


def keep(file: Path, secret: StoreSecret, passphrase: Secret) -> None:
    """Write the file, readable by this user only; an older one is replaced in one step."""
    _check(passphrase.text)
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(secret.terminal_key()).encrypt(nonce, passphrase.text.encode(), _HEADER)
    content = msgspec.json.encode(
        _File("rxlane sealed terminal passphrase", 1, _text(nonce), _text(sealed))
    )
    write_private(file, msgspec.json.format(content, indent=2) + b"\n")


def read(file: Path, secret: StoreSecret) -> Secret:
    """Raises `TerminalPassphraseUnusable`: damaged, or of another store."""
    with file.open("rb") as opened:
        content = opened.read(MAX_FILE_BYTES)
    try:
        found = msgspec.json.decode(content, type=_File)
        nonce = base64.b64decode(found.nonce, validate=True)
        sealed = base64.b64decode(found.sealed, validate=True)
        plain = AESGCM(secret.terminal_key()).decrypt(nonce, sealed, _HEADER)
    except (msgspec.DecodeError, binascii.Error, InvalidTag, ValueError):
        raise TerminalPassphraseUnusable(
            "The card terminal's passphrase cannot be read",
            f"{file.name} is damaged, or belongs to another store.",
            _AGAIN,
        ) from None
    return Secret(plain.decode())


def _check(text: str) -> None:
    """ASCII only: the vendor's own libraries disagree about every other character."""
    if not text or not text.isascii() or not text.isprintable() or len(text) > MAX_LENGTH:
        raise TerminalPassphraseUnusable(
            "That cannot be the terminal's passphrase",
            f"It has 1 to {MAX_LENGTH} letters, digits and signs of a US keyboard.",
            "Copy it from the key of the terminal in the vendor's customer area.",
        )


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
