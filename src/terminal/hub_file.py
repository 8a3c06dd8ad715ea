"""`store-hub.toml`: which store hub this lane has joined, and whose authority it believes.

Rules that hold here: `rxlane hub join` writes both files and nobody else needs to; neither holds a
secret, the lane's token is in the vault; a file that cannot be read is told, never passed over.
"""

import ssl
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import tomli_w

from terminal.app.faults import KnownFault
from terminal.domain.identity import LaneId
from terminal.paths import put_in_place

NAME: Final = "store-hub.toml"
AUTHORITY_NAME: Final = "store-hub.pem"
_HEAD: Final = "# Written by rxlane hub join. Without this file the lane belongs to no store hub.\n"


class _File(msgspec.Struct, forbid_unknown_fields=True):
    address: str
    lane: str


@dataclass(frozen=True, slots=True)
class JoinedHub:
    """The hub at `address`, and the name under which it knows this lane."""

    address: str
    lane: LaneId
    authority_file: Path


def save_hub(folder: Path, address: str, lane: str, authority: bytes) -> None:
    """`authority`: the certificate in DER. The address comes last: with it the lane has joined."""
    _write(folder / AUTHORITY_NAME, ssl.DER_cert_to_PEM_cert(authority))
    plain = msgspec.to_builtins(_File(address, lane))
    _write(folder / NAME, _HEAD + tomli_w.dumps(plain))


def joined_hub(folder: Path) -> JoinedHub | None:
    """None: this lane has joined none. Raises `KnownFault`."""
    path, authority = folder / NAME, folder / AUTHORITY_NAME
    if not path.exists():
        return None
    try:
        found = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
        ssl.create_default_context(cafile=str(authority))
    except (ValueError, OSError, msgspec.MsgspecError) as error:
        raise KnownFault(
            f"{NAME} or {AUTHORITY_NAME} cannot be read",
            f"{error}.",
            f"Join again (rxlane hub join), or delete {NAME}: the lane then sells alone.",
        ) from error
    return JoinedHub(found.address, LaneId(found.lane), authority)


def _write(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    put_in_place(part, path)
