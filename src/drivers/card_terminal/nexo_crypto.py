"""The seal around every local nexo message: encrypted, and bound to a shared passphrase.

Rules that hold here (card-terminal.md section 13, "Local encryption"):

1. material = PBKDF2-HMAC-SHA1(passphrase, "AdyenNexoV1Salt", 4000), 80 bytes: HMAC key 32, cipher
   key 32, initialisation vector 16.
2. The blob is AES-256-CBC with PKCS#7 under iv XOR nonce; the HMAC-SHA256 is over the *plaintext*,
   so it can only be verified after decryption: in constant time, and every way of being wrong is
   told as the same `BadSeal`.
3. Nothing here shows a key, a passphrase or a plaintext in a repr or an exception.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

NONCE_BYTES: Final = 16
CRYPTO_VERSION: Final = "1"
_SALT: Final = b"AdyenNexoV1Salt"
_ITERATIONS: Final = 4000
_KEY_BYTES: Final = 32
_MATERIAL_BYTES: Final = 80
_BLOCK_BITS: Final = 128
MAX_KEY_VERSION: Final = 2_147_483_647


class BadSeal(Exception):
    """The message was not sealed with our key, or not whole; it does not say which."""


@dataclass(frozen=True, slots=True)
class SealingKey:
    """The passphrase's key material with its name, as the terminal's settings name it."""

    identifier: str
    version: int
    hmac_key: bytes = field(repr=False)
    cipher_key: bytes = field(repr=False)
    iv: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not (self.identifier and self.identifier.isascii() and self.identifier.isprintable()):
            raise ValueError("a key identifier is printable ASCII")
        if not 0 <= self.version <= MAX_KEY_VERSION:
            raise ValueError("a key version is a small whole number")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A message as it travels; every field is text of the envelope."""

    blob: str = field(repr=False)
    nonce: str
    hmac: str
    key_identifier: str
    key_version: str
    crypto_version: str = CRYPTO_VERSION


def key_from(passphrase: str, identifier: str, version: int) -> SealingKey:
    """Stretch the passphrase; a few milliseconds.

    ASCII only: the vendor's libraries disagree with each other about every other character.
    """
    if not passphrase or not passphrase.isascii():
        raise ValueError("a passphrase is ASCII and not empty")
    material = hashlib.pbkdf2_hmac("sha1", passphrase.encode(), _SALT, _ITERATIONS, _MATERIAL_BYTES)
    return SealingKey(
        identifier,
        version,
        hmac_key=material[:_KEY_BYTES],
        cipher_key=material[_KEY_BYTES : 2 * _KEY_BYTES],
        iv=material[2 * _KEY_BYTES :],
    )


def seal(key: SealingKey, plaintext: bytes, nonce: bytes) -> Sealed:
    """Encrypt and sign; `nonce` is 16 bytes of chance, new for each message."""
    if len(nonce) != NONCE_BYTES:
        raise ValueError(f"a nonce has {NONCE_BYTES} bytes")
    padder = PKCS7(_BLOCK_BITS).padder()
    padded = padder.update(plaintext) + padder.finalize()
    encryptor = _cipher(key, nonce).encryptor()
    return Sealed(
        blob=_text(encryptor.update(padded) + encryptor.finalize()),
        nonce=_text(nonce),
        hmac=_text(_mac(key, plaintext)),
        key_identifier=key.identifier,
        key_version=str(key.version),
    )


def unseal(key: SealingKey, sealed: Sealed) -> bytes:
    """Decrypt and verify; `BadSeal` unless every byte is as the terminal sealed it."""
    named = (sealed.key_identifier, sealed.key_version, sealed.crypto_version)
    if named != (key.identifier, str(key.version), CRYPTO_VERSION):
        raise BadSeal
    try:
        blob, nonce, mac = (_bytes(text) for text in (sealed.blob, sealed.nonce, sealed.hmac))
        if len(nonce) != NONCE_BYTES:
            raise BadSeal
        decryptor = _cipher(key, nonce).decryptor()
        padded = decryptor.update(blob) + decryptor.finalize()
        unpadder = PKCS7(_BLOCK_BITS).unpadder()
        plaintext = unpadder.update(padded) + unpadder.finalize()
    except ValueError:
        raise BadSeal from None
    if not hmac.compare_digest(mac, _mac(key, plaintext)):
        raise BadSeal
    return plaintext


def envelope(header: Mapping[str, object], sealed: Sealed) -> dict[str, object]:
    """The parts of a sealed message beside its header, which travels in clear as well."""
    return {
        "MessageHeader": dict(header),
        "NexoBlob": sealed.blob,
        "SecurityTrailer": {
            "AdyenCryptoVersion": int(sealed.crypto_version),
            "KeyIdentifier": sealed.key_identifier,
            "KeyVersion": int(sealed.key_version),
            "Nonce": sealed.nonce,
            "Hmac": sealed.hmac,
        },
    }


def _cipher(key: SealingKey, nonce: bytes) -> Cipher[modes.CBC]:
    iv = bytes(ours ^ theirs for ours, theirs in zip(key.iv, nonce, strict=True))
    return Cipher(algorithms.AES256(key.cipher_key), modes.CBC(iv))


def _mac(key: SealingKey, plaintext: bytes) -> bytes:
    return hmac.digest(key.hmac_key, plaintext, "sha256")


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise BadSeal from None
