"""The key under which all lanes of a store mark a buyer for the store hub, which never has it.

Rules that hold here (docs/decisions/0031):

1. The first lane of a store makes the key by chance. Another gets it in a box that is sealed to its
   public key (X25519, HKDF, AES-GCM), which the hub carries and cannot open.
2. A lane's private key follows from its store's secret, so nothing more is kept, and the box that
   lies at the hub opens again after a restore.
3. A box is bound to the public key it is sealed to and to the key's check: one for another lane, or
   of another key, does not open.
4. The key is on the disk, sealed, before the first mark is made with it.
5. What the lanes say to each other about tickets is sealed with a key that follows from it
   (AES-SIV: the same text is the same seal, so what did not change is not written again).
"""

import base64
import binascii
import hmac
import os
from collections.abc import Callable
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from terminal.app.effects import Secret
from terminal.app.faults import KnownFault
from terminal.domain.identity import Digest
from terminal.vault.secret import StoreSecret

KEY_BYTES: Final = 32
_PUBLIC_BYTES: Final = 32
_LANE_LABEL: Final = b"rxlane 1 lane's private key for the store's key"
_BOX_LABEL: Final = b"rxlane 1 box of the store's key"
_CHECK_LABEL: Final = b"rxlane 1 check of the store's key"
_MARK_LABEL: Final = b"rxlane 1 mark of a buyer"
_LOCK_LABEL: Final = b"rxlane 1 what lanes say to each other"
_NO_NONCE: Final = bytes(12)
"""Each box has a key of its own, so a nonce is used once in any case."""


class HubKeyring:
    """`keep` writes the key's text durably; `held` is what it wrote, from an earlier start."""

    def __init__(
        self, secret: StoreSecret, keep: Callable[[Secret], None], held: Secret | None
    ) -> None:
        self._lane = X25519PrivateKey.from_private_bytes(secret.key_of(_LANE_LABEL))
        self._keep = keep
        self._key = None if held is None else _key_of(held.text)

    @property
    def public(self) -> str:
        return self._lane.public_key().public_bytes_raw().hex()

    @property
    def check(self) -> str:
        return "" if self._key is None else _check(self._key)

    def begin(self) -> None:
        if self._key is None:
            self._hold(os.urandom(KEY_BYTES))

    def open(self, sealed: str, check: str) -> bool:
        key = self._opened(sealed, check)
        if key is None or not hmac.compare_digest(_check(key), check):
            return False
        self._hold(key)
        return True

    def seal(self, public: str) -> str:
        assert self._key is not None, "a lane gives what it holds"
        other = X25519PublicKey.from_public_bytes(bytes.fromhex(public))
        once = X25519PrivateKey.generate()
        box = AESGCM(_box_key(once.exchange(other), public))
        bound = _bound(public, _check(self._key))
        sealed = box.encrypt(_NO_NONCE, self._key, bound)
        return (once.public_key().public_bytes_raw() + sealed).hex()

    def mark(self, digest: Digest) -> str:
        assert self._key is not None, "nothing is told before there is a key"
        return hmac.new(self._key, _MARK_LABEL + digest.encode("ascii"), "sha256").hexdigest()

    def lock(self, text: bytes, about: str) -> str:
        assert self._key is not None, "nothing is told before there is a key"
        sealed = AESSIV(_lock_key(self._key)).encrypt(text, [about.encode()])
        return base64.urlsafe_b64encode(sealed).decode("ascii")

    def unlock(self, sealed: str, about: str) -> bytes | None:
        if self._key is None:
            return None
        try:
            raw = base64.urlsafe_b64decode(sealed)
            return AESSIV(_lock_key(self._key)).decrypt(raw, [about.encode()])
        except (binascii.Error, InvalidTag, ValueError):
            return None

    def _opened(self, sealed: str, check: str) -> bytes | None:
        try:
            raw = bytes.fromhex(sealed)
            other = X25519PublicKey.from_public_bytes(raw[:_PUBLIC_BYTES])
            box = AESGCM(_box_key(self._lane.exchange(other), self.public))
            return box.decrypt(_NO_NONCE, raw[_PUBLIC_BYTES:], _bound(self.public, check))
        except (ValueError, InvalidTag):
            return None

    def _hold(self, key: bytes) -> None:
        try:
            self._keep(Secret(key.hex()))
        except OSError as error:
            raise KnownFault("The store's key for buyers cannot be kept", "", "") from error
        self._key = key


def _key_of(text: str) -> bytes | None:
    """What was kept; None for anything else: the key comes again from the hub's box."""
    try:
        key = binascii.unhexlify(text)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == KEY_BYTES else None


def _check(key: bytes) -> str:
    return hmac.new(key, _CHECK_LABEL, "sha256").hexdigest()[:32]


def _lock_key(key: bytes) -> bytes:
    return HKDF(SHA256(), length=64, salt=None, info=_LOCK_LABEL).derive(key)


def _box_key(shared: bytes, public: str) -> bytes:
    label = _BOX_LABEL + bytes.fromhex(public)
    return HKDF(SHA256(), length=32, salt=None, info=label).derive(shared)


def _bound(public: str, check: str) -> bytes:
    return f"{public} {check}".encode("ascii")
