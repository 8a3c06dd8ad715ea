"""The mail server's password and the text gateway's key, encrypted beside the store.

Rules that hold here: as for the card terminal's passphrase (terminal_passphrase.py), whatever
guards the store's secret guards these too; they are in no repr, log, exception or setting. A file
that was put in the other's place is not read as it.
"""

import os
from enum import Enum
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from terminal.app.effects import Secret
from terminal.vault.faults import LinePasswordUnusable
from terminal.vault.secret import StoreSecret
from terminal.vault.wrapping import MAX_FILE_BYTES, write_private

MAX_LENGTH: Final = 512
_NONCE_BYTES: Final = 12
_HEADER: Final = b"rxlane sealed line password 1: "


class Line(Enum):
    MAIL = "mail"
    TEXTS = "texts"


def keep(file: Path, secret: StoreSecret, line: Line, password: Secret) -> None:
    """Write the file, readable by this user only. Raises `LinePasswordUnusable`."""
    text = password.text
    if not text or not text.isprintable() or len(text) > MAX_LENGTH:
        raise LinePasswordUnusable(
            "That cannot be a password",
            f"It has 1 to {MAX_LENGTH} signs that can be printed.",
            "Copy it from the provider's page.",
        )
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(secret.messages_key()).encrypt(nonce, text.encode(), _label(line))
    write_private(file, nonce + sealed)


def read(file: Path, secret: StoreSecret, line: Line) -> Secret:
    """Raises `LinePasswordUnusable`: damaged, of the other line, or of another store."""
    with file.open("rb") as opened:
        content = opened.read(MAX_FILE_BYTES)
    nonce, sealed = content[:_NONCE_BYTES], content[_NONCE_BYTES:]
    try:
        plain = AESGCM(secret.messages_key()).decrypt(nonce, sealed, _label(line))
    except (InvalidTag, ValueError):
        raise LinePasswordUnusable(
            f"The password of {line.value} cannot be read",
            f"{file.name} is damaged, or belongs to another store.",
            f"Type it again: rxlane key {line.value}.",
        ) from None
    return Secret(plain.decode())


def _label(line: Line) -> bytes:
    return _HEADER + line.value.encode()
