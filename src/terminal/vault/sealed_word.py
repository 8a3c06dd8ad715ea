"""Words that others gave this lane, encrypted beside the store: one small file each.

Rules that hold here:

1. Each is encrypted (AES-256-GCM) with a key of its own, derived from the store's secret: whatever
   guards that one, keyring, passphrase or recovery code, guards these too, and nobody is asked
   twice a day.
2. None appears in a repr, a log or an exception; nor does it in any setting.
"""

import base64
import binascii
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from terminal.app.effects import Secret
from terminal.vault.faults import SealedWordUnusable
from terminal.vault.secret import StoreSecret
from terminal.vault.wrapping import write_private


@dataclass(frozen=True, slots=True)
class Word:
    """Which word it is: its file, the label of its key, and what a person is told about it."""

    name: str
    """As in "The card terminal's passphrase cannot be read"."""
    ending: str
    format: str
    label: bytes
    most: int
    source: str
    """Where a person gets it."""
    command: str
    """What asks for it."""
    only_ascii: bool = True
    """Those who made it and those who check it disagree about every other character."""

    def of(self, store: Path) -> Path:
        return store.with_name(store.name + self.ending)


TERMINAL: Final = Word(
    "The card terminal's passphrase",
    ".terminal",
    "rxlane sealed terminal passphrase",
    b"rxlane 1 card terminal passphrase",
    256,  # far more than the vendor's customer area takes
    "Copy it from the key of the terminal in the vendor's customer area.",
    "rxlane key terminal",
)
PHMS: Final = Word(
    "The PhMS's key",
    ".phms",
    "rxlane sealed PhMS key",
    b"rxlane 1 PhMS key",
    4096,  # a signed token may be long; a header of HTTP may not be longer
    "Copy the bearer token that the vendor of the PhMS made for this lane.",
    "rxlane key phms",
)
MAIL: Final = Word(
    "The mail server's password",
    ".mail",
    "rxlane sealed mail password",
    b"rxlane 1 mail password",
    512,
    "Copy it from the provider's page.",
    "rxlane key mail",
    only_ascii=False,
)
TEXTS: Final = Word(
    "The text gateway's key",
    ".texts",
    "rxlane sealed text gateway key",
    b"rxlane 1 text gateway key",
    512,
    "Copy it from the provider's page.",
    "rxlane key texts",
)
HUB: Final = Word(
    "This lane's token for the store hub",
    ".hub",
    "rxlane sealed hub token",
    b"rxlane 1 store hub token",
    512,
    "At the hub: rxlane hub add-lane; then join with its code.",
    "rxlane hub join",
)
HUB_KEY: Final = Word(
    "The key that marks buyers for the store hub",
    ".hub-key",
    "rxlane sealed key for buyers at the hub",
    b"rxlane 1 key for buyers at the hub",
    64,
    "It comes from the store hub by itself.",
    "rxlane hub join",
)
VERSION: Final = 1
_NONCE_BYTES: Final = 12
_MAX_FILE_BYTES: Final = 16_384


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: str
    version: int
    nonce: str
    sealed: str


def keep(word: Word, file: Path, secret: StoreSecret, text: Secret) -> None:
    """Write the file, readable by this user only; an older one is replaced in one step.

    Raises `SealedWordUnusable` when it cannot be one.
    """
    _check(word, text.text)
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(secret.key_of(word.label)).encrypt(nonce, text.text.encode(), _header(word))
    content = msgspec.json.encode(_File(word.format, VERSION, _text(nonce), _text(sealed)))
    write_private(file, msgspec.json.format(content, indent=2) + b"\n")


def read(word: Word, file: Path, secret: StoreSecret) -> Secret:
    """Raises `SealedWordUnusable`: damaged, or of another store."""
    with file.open("rb") as opened:
        content = opened.read(_MAX_FILE_BYTES)
    try:
        found = msgspec.json.decode(content, type=_File)
        nonce = base64.b64decode(found.nonce, validate=True)
        sealed = base64.b64decode(found.sealed, validate=True)
        plain = AESGCM(secret.key_of(word.label)).decrypt(nonce, sealed, _header(word))
    except (msgspec.DecodeError, binascii.Error, InvalidTag, ValueError):
        raise SealedWordUnusable(
            f"{word.name} cannot be read",
            f"{file.name} is damaged, or belongs to another store.",
            f"Type it again: {word.command}.",
        ) from None
    return Secret(plain.decode())


def _header(word: Word) -> bytes:
    return f"{word.format} {VERSION}".encode()


def _check(word: Word, text: str) -> None:
    plain = text.isprintable() and (text.isascii() or not word.only_ascii)
    keyboard = " of a US keyboard" if word.only_ascii else ""
    if not text or not plain or len(text) > word.most:
        raise SealedWordUnusable(
            f"{word.name} cannot be this",
            f"It has 1 to {word.most} letters, digits and signs{keyboard}.",
            word.source,
        )


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
