"""The hash chain of the journal: each row's hash covers the row before and its body's digest.

A body can go when its retention ends, because only its digest is chained (DESIGN.md section 4).
Fields are length-prefixed, so that no two different rows have the same bytes. A checkpoint is a
signature (Ed25519) over one row's place and hash: whoever rewrites the chain from some row on
cannot sign it again.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

DIGEST_BYTES: Final = 32

Sign = Callable[[bytes], bytes]
"""Signs a message with the store's Ed25519 key, which the vault keeps."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain stands: the last row, its hash, and the store's epoch for new rows."""

    epoch: int
    seq: int
    hash: bytes

    def __post_init__(self) -> None:
        if self.epoch < 1 or self.seq < 0 or len(self.hash) != DIGEST_BYTES:
            raise ValueError("not a head of a chain")


class Link(NamedTuple):
    """What one row's hash covers, beside the hash before it: the row's columns, in their order."""

    seq: int
    epoch: int
    at: str
    lane: str
    actor: str
    entity: str
    name: str
    body_digest: bytes


def genesis(store_id: str) -> bytes:
    """The hash before the first row: a chain belongs to one store."""
    return hashlib.sha256(b"rxlane journal 1\0" + store_id.encode()).digest()


def digest(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()


def link_hash(before: bytes, link: Link) -> bytes:
    fields = (
        before,
        *(str(field).encode() for field in link[:-1]),
        link.body_digest,
    )
    return hashlib.sha256(
        b"".join(len(field).to_bytes(4, "big") + field for field in fields)
    ).digest()


def checkpoint_message(store_id: str, seq: int, row_hash: bytes) -> bytes:
    """What a checkpoint signs."""
    return b"rxlane checkpoint 1\0" + store_id.encode() + b"\0%d\0" % seq + row_hash


def is_signed(public_key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True
