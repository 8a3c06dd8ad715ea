"""A store's secret, encrypted into a small file: by a passphrase, or by a recovery code.

The file is JSON with a version. Everything in it but the nonce and the wrapped secret is
authenticated with it (AES-256-GCM), so that no parameter can be weakened unnoticed. Costs read
from a file are bounded before they are used.
"""

import base64
import binascii
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from terminal.paths import put_in_place
from terminal.vault.faults import key_file_damaged
from terminal.vault.secret import StoreSecret

MAX_FILE_BYTES: Final = 4096
SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs, as Argon2id parameters; bounded, since they come from a file."""

    memory_kib: int
    iterations: int
    lanes: int

    def __post_init__(self) -> None:
        if not (
            8 * self.lanes <= self.memory_kib <= 1024 * 1024
            and 1 <= self.iterations <= 64
            and 1 <= self.lanes <= 16
        ):
            raise ValueError("cost of a key derivation out of bounds")


PASSPHRASE_COST: Final = Cost(memory_kib=64 * 1024, iterations=3, lanes=4)
"""The second recommended option of RFC 9106 section 4: about 100 ms on a store PC, once a day."""

Door = Literal["passphrase", "recovery code"]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: Literal["rxlane wrapped secret"]
    version: Literal[1]
    door: Door
    memory_kib: int
    iterations: int
    lanes: int
    salt: str
    nonce: str
    wrapped: str


def wrap(file: Path, secret: StoreSecret, phrase: bytes, door: Door, cost: Cost) -> None:
    """Write the file, readable by this user only; an older one is replaced in one step."""
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(_NONCE_BYTES)
    key = _derive(phrase, salt, cost)
    sealed = AESGCM(key).encrypt(nonce, secret.raw, _header(door, cost, salt))
    content = msgspec.json.encode(
        _File(
            "rxlane wrapped secret",
            1,
            door,
            cost.memory_kib,
            cost.iterations,
            cost.lanes,
            _text(salt),
            _text(nonce),
            _text(sealed),
        )
    )
    write_private(file, msgspec.json.format(content, indent=2) + b"\n")


def unwrap(file: Path, phrase: bytes, door: Door) -> StoreSecret | None:
    """The secret, or None when the phrase is wrong. Raises `KeyFileDamaged`."""
    content = file.read_bytes()
    if len(content) > MAX_FILE_BYTES:
        raise key_file_damaged(file.name, "it is larger than a key file")
    try:
        read = msgspec.json.decode(content, type=_File)
        cost = Cost(read.memory_kib, read.iterations, read.lanes)
        salt, nonce, sealed = (_bytes(text) for text in (read.salt, read.nonce, read.wrapped))
    except (msgspec.DecodeError, ValueError) as error:
        raise key_file_damaged(file.name, "it is not what the program wrote") from error
    if read.door != door or len(nonce) != _NONCE_BYTES or len(salt) != SALT_BYTES:
        raise key_file_damaged(file.name, "it is not a key file of this kind")
    try:
        raw = AESGCM(_derive(phrase, salt, cost)).decrypt(nonce, sealed, _header(door, cost, salt))
    except InvalidTag:
        return None
    return StoreSecret(raw)


def write_private(file: Path, content: bytes) -> None:
    """Durable under the final name, or not there at all."""
    unfinished = file.with_name(file.name + ".new")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    put_in_place(unfinished, file)


def _derive(phrase: bytes, salt: bytes, cost: Cost) -> bytes:
    return Argon2id(
        salt=salt,
        length=32,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    ).derive(phrase)


def _header(door: Door, cost: Cost, salt: bytes) -> bytes:
    return msgspec.json.encode(
        ["rxlane 1", door, cost.memory_kib, cost.iterations, cost.lanes, salt.hex()]
    )


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
