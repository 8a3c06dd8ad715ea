"""The folder of a hub: where its database is, its names, its authority.

`hub.toml` may hold a database password and `authority.key` signs what lanes trust: both are
readable by the hub's user alone.
"""

import os
import ssl
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
import tomli_w

from sync.hub.authority import Pair, make_authority, make_server

SETTINGS: Final = "hub.toml"
CERTIFICATE: Final = "authority.pem"
KEY: Final = "authority.key"
DEFAULT_PORT: Final = 8447


@dataclass(frozen=True, slots=True)
class HubSettings:
    database: str = field(repr=False)
    """As PostgreSQL's own programs take it: postgresql://user:password@host/name."""
    names: tuple[str, ...]
    """Host names and addresses under which the lanes reach this computer."""
    listen: str = "0.0.0.0"  # noqa: S104  lanes come over the store's network; TLS and tokens guard
    port: int = DEFAULT_PORT

    def __post_init__(self) -> None:
        if not self.names or not all(self.names):
            raise ValueError("a hub has at least one name or address")
        if not 0 <= self.port <= 65535:
            raise ValueError("a port lies between 0 and 65535")
        if not self.database.startswith(("postgresql://", "postgres://")):
            raise ValueError("the address of the database begins with postgresql://")


class FolderTrouble(Exception):
    """What is wrong with the hub's folder, in words."""


@dataclass(frozen=True, slots=True)
class HubFolder:
    path: Path

    @property
    def exists(self) -> bool:
        return (self.path / SETTINGS).exists()

    def make(self, settings: HubSettings, now: datetime) -> None:
        """Write everything a hub needs; an authority that is there stays, for the lanes pin it."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (self.path / KEY).exists():
            pair = make_authority(now)
            _write_private(self.path / CERTIFICATE, pair.certificate)
            _write_private(self.path / KEY, pair.key)
        content = tomli_w.dumps(msgspec.to_builtins(settings))
        _write_private(self.path / SETTINGS, content.encode())

    def settings(self) -> HubSettings:
        """Raises `FolderTrouble`."""
        try:
            plain = tomllib.loads((self.path / SETTINGS).read_text(encoding="utf-8"))
            return msgspec.convert(plain, HubSettings)
        except FileNotFoundError:
            raise FolderTrouble(f"there is no {SETTINGS} in {self.path}") from None
        except (ValueError, msgspec.MsgspecError):  # its text may quote the password
            raise FolderTrouble(f"{SETTINGS} has a mistake") from None

    def authority(self) -> Pair:
        """Raises `FolderTrouble`."""
        try:
            return Pair((self.path / CERTIFICATE).read_bytes(), (self.path / KEY).read_bytes())
        except FileNotFoundError as error:
            raise FolderTrouble(f"{Path(error.filename).name} is gone") from None

    def authority_der(self) -> bytes:
        return ssl.PEM_cert_to_DER_cert(self.authority().certificate.decode("ascii"))

    def context(self, names: tuple[str, ...], now: datetime) -> ssl.SSLContext:
        """TLS with a certificate that was made just now."""
        authority = self.authority()
        server = make_server(authority, names, now)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        _with_file(server.key + server.certificate, context.load_cert_chain)
        return context


def _with_file(content: bytes, use: Callable[[str], object]) -> None:
    """`ssl` reads a key from a file alone: one that only this user can read, for a moment."""
    handle, name = tempfile.mkstemp(prefix="rxlane-hub-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        use(name)
    finally:
        Path(name).unlink()


def _write_private(path: Path, content: bytes) -> None:
    """Whole or not at all, and readable by this user alone."""
    unfinished = path.with_name(path.name + ".new")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
