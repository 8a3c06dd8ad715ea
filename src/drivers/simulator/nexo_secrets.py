"""The simulated nexo terminal's own reading of the seal: keys, blobs and signatures.

Written from card-terminal.md section 13 with other means than the driver, so that a mistake of one
is not repeated by the other.
"""

import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

BLOCK = 16


class NotOurs(Exception):
    """The message was sealed with another passphrase, or damaged."""


class Secrets:
    """One passphrase under its name and version."""

    def __init__(
        self,
        passphrase: str,
        identifier: str,
        version: int = 1,
        chance: Callable[[int], bytes] = os.urandom,
    ) -> None:
        kdf = PBKDF2HMAC(hashes.SHA1(), 80, b"AdyenNexoV1Salt", 4000)  # noqa: S303 - the protocol's
        material = kdf.derive(passphrase.encode("latin-1"))
        self._sign, self._crypt, self._vector = material[:32], material[32:64], material[64:]
        self._identifier, self._version = identifier, version
        self._chance = chance

    def close(self, plain: bytes) -> dict[str, Any]:
        """NexoBlob and SecurityTrailer for a message."""
        nonce = self._chance(BLOCK)
        fill = BLOCK - len(plain) % BLOCK
        worker = Cipher(AES(self._crypt), CBC(self._mixed(nonce))).encryptor()
        blob = worker.update(plain + bytes([fill]) * fill) + worker.finalize()
        return {
            "NexoBlob": b64encode(blob).decode(),
            "SecurityTrailer": {
                "AdyenCryptoVersion": 1,
                "Hmac": b64encode(self._signed(plain).finalize()).decode(),
                "KeyIdentifier": self._identifier,
                "KeyVersion": self._version,
                "Nonce": b64encode(nonce).decode(),
            },
        }

    def open(self, message: Mapping[str, Any]) -> bytes:
        """The message; `NotOurs` if anything about it is wrong."""
        try:
            trailer = message["SecurityTrailer"]
            if trailer["KeyIdentifier"] != self._identifier:
                raise NotOurs
            worker = Cipher(AES(self._crypt), CBC(self._mixed(b64decode(trailer["Nonce"]))))
            reader = worker.decryptor()
            padded = reader.update(b64decode(message["NexoBlob"])) + reader.finalize()
            plain = padded[: -padded[-1]]
            self._signed(plain).verify(b64decode(trailer["Hmac"]))
        except (KeyError, TypeError, ValueError, IndexError, InvalidSignature) as error:
            raise NotOurs from error
        return plain

    def _mixed(self, nonce: bytes) -> bytes:
        whole = int.from_bytes(self._vector, "big") ^ int.from_bytes(nonce, "big")
        return whole.to_bytes(BLOCK, "big")

    def _signed(self, plain: bytes) -> HMAC:
        signature = HMAC(self._sign, hashes.SHA256())
        signature.update(plain)
        return signature
