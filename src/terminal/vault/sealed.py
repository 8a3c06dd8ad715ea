"""A secret that is not the store's own, encrypted into a small file beside the store.

Rules that hold here:

1. It is encrypted (AES-256-GCM) with a key derived from the store's secret: whatever guards that
   one, keyring, passphrase or recovery code, guards this one too, and nobody is asked twice a day.
2. It never appears in a repr, a log or an exception; nor does it in any setting.
3. What the secret is for is authenticated with it: one file cannot stand in for another.
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
from terminal.vault.wrapping import MAX_FILE_BYTES, write_private

_NONCE_BYTES: Final = 12


class NotReadable(Exception):
    """Damaged, of another kind, or of another store."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: str
    version: Literal[1]
    nonce: str
    sealed: str


def keep(file: Path, key: bytes, kind: str, secret: Secret) -> None:
    """Write the file, readable by this user only; an older one is replaced in one step."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, secret.text.encode(), _header(kind))
    content = msgspec.json.encode(_File(_format(kind), 1, _text(nonce), _text(sealed)))
    write_private(file, msgspec.json.format(content, indent=2) + b"\n")


def read(file: Path, key: bytes, kind: str) -> Secret:
    """Raises `NotReadable`."""
    with file.open("rb") as opened:
        content = opened.read(MAX_FILE_BYTES)
    try:
        found = msgspec.json.decode(content, type=_File)
        if found.format != _format(kind):
            raise NotReadable
        nonce = base64.b64decode(found.nonce, validate=True)
        sealed = base64.b64decode(found.sealed, validate=True)
        return Secret(AESGCM(key).decrypt(nonce, sealed, _header(kind)).decode())
    except (msgspec.DecodeError, binascii.Error, InvalidTag, ValueError):
        raise NotReadable from None


def _format(kind: str) -> str:
    return f"rxlane sealed {kind}"


def _header(kind: str) -> bytes:
    return f"{_format(kind)} 1".encode()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
