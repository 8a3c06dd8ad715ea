"""The one secret of a store; the database key and the signing key are derived from it.

Rules that hold here: a secret never appears in a repr, a log or an exception; the derived keys are
independent (HKDF with its own label each, RFC 5869), so that one of them tells nothing of another.
"""

import base64
import binascii
import os
from dataclasses import dataclass, field
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECRET_BYTES: Final = 32
_PREFIX: Final = "rxlane1:"
_DATABASE: Final = b"rxlane 1 database key"
_SIGNING: Final = b"rxlane 1 journal signing key"
_TERMINAL: Final = b"rxlane 1 card terminal passphrase"


@dataclass(frozen=True, slots=True)
class StoreSecret:
    """256 random bits."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.raw) != SECRET_BYTES:
            raise ValueError("a store's secret has 256 bits")

    @classmethod
    def new(cls) -> Self:
        return cls(os.urandom(SECRET_BYTES))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The form kept in a keyring. ValueError when it is none."""
        if not text.startswith(_PREFIX):
            raise ValueError("not a secret of a store")
        try:
            return cls(base64.b64decode(text.removeprefix(_PREFIX), validate=True))
        except binascii.Error:
            raise ValueError("not a secret of a store") from None

    def to_text(self) -> str:
        return _PREFIX + base64.b64encode(self.raw).decode("ascii")

    def database_key(self) -> bytes:
        return self._derive(_DATABASE)

    def signing_key(self) -> Ed25519PrivateKey:
        """Signs the journal's checkpoints: `.sign`, `.public_key().public_bytes_raw()`."""
        return Ed25519PrivateKey.from_private_bytes(self._derive(_SIGNING))

    def terminal_key(self) -> bytes:
        """Encrypts the card terminal's passphrase beside the store."""
        return self._derive(_TERMINAL)

    def _derive(self, label: bytes) -> bytes:
        return HKDF(SHA256(), length=32, salt=None, info=label).derive(self.raw)
