"""Open the encrypted database: key, durability, limits; nothing about what is in it.

Rules that hold here:

1. The key is 256 raw bits (`PRAGMA key = "x'...'"`): no passphrase is stretched at open, the vault
   has done that where there is one. Page cipher and HMAC are SQLCipher's defaults.
2. Write-ahead log with `synchronous=FULL`: a commit that returned has survived a power cut.
3. Parameters never reach an exception's text: they may name a patient.
4. `cipher_memory_security` stays off: locking and wiping each allocation made searches six times
   and imports fifteen times as slow, and the key is in memory while the counter is open anyway.
"""

from pathlib import Path
from typing import Any, Final, Literal

import sqlcipher3
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy import Connection as Connection  # noqa: PLC0414  the name for those outside
from sqlalchemy.pool import NullPool

from terminal.store.buyer_marks import Marker, offer
from terminal.store.faults import StoreDamaged, damaged, translated

KEY_BYTES: Final = 32
PAGE_BYTES: Final = 4096
"""SQLCipher 4's page: the file is a whole number of them."""

BUSY_TIMEOUT_MS: Final = 2_000
"""Only a copying tool can be in the way, since the store lock keeps other programs out."""
WRITER_CACHE_KIB: Final = 16 * 1024
READER_CACHE_KIB: Final = 32 * 1024
"""The upper levels of the search index of a million items; 200 MB is the whole program's limit."""
AUTOCHECKPOINT_PAGES: Final = 16_000
"""A ceiling of 64 MB: the writer checkpoints when it is idle, long before (worker.py), so that a
scan does not wait for it."""


def engine_for(path: Path, key: bytes, *, read_only: bool = False) -> Engine:
    """An engine whose connections are opened one by one and owned by one thread each."""
    if len(key) != KEY_BYTES:
        raise ValueError("a database key has 256 bits")
    _silence_cipher_log()
    url = URL.create("sqlite+pysqlcipher", password=f"x'{key.hex()}'", database=str(path))
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    pragmas = _READER if read_only else _WRITER
    marker = Marker(key)

    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # BEGIN and COMMIT are ours, below
        for pragma in pragmas:
            connection.execute(pragma)
        offer(connection, marker)

    event.listen(engine, "connect", configure)
    if not read_only:
        event.listen(engine, "begin", _begin)
    return engine


_COMMON: Final = (
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)
_WRITER: Final = (
    *_COMMON,
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",  # a removed body is overwritten
    f"PRAGMA wal_autocheckpoint = {AUTOCHECKPOINT_PAGES}",
    f"PRAGMA cache_size = -{WRITER_CACHE_KIB}",
)
_READER: Final = (
    *_COMMON,
    "PRAGMA query_only = ON",
    f"PRAGMA cache_size = -{READER_CACHE_KIB}",
)


def _begin(connection: Connection) -> None:
    """Straight to the driver: every commit of the counter begins here."""
    driver_of(connection).execute("BEGIN IMMEDIATE")


def _silence_cipher_log() -> None:
    """SQLCipher writes to stderr by itself; its troubles reach us as result codes."""
    memory = sqlcipher3.connect(":memory:")
    memory.execute("PRAGMA cipher_log_level = NONE")
    memory.close()


def scalar(connection: Connection, sql: str, parameters: tuple[object, ...] = ()) -> Any:
    """The first column of the first row, or None."""
    return connection.exec_driver_sql(sql, parameters).scalar()


def driver_of(connection: Connection) -> Any:
    """The sqlcipher3 connection underneath, for what must happen outside a transaction."""
    driver = connection.connection.driver_connection
    assert driver is not None
    return driver


def checkpoint(connection: Connection, mode: Literal["PASSIVE", "TRUNCATE"]) -> None:
    """Write the log back into the file. The connection has no open transaction."""
    assert not connection.in_transaction()
    driver_of(connection).execute(f"PRAGMA wal_checkpoint({mode})").fetchall()


def check_size(path: Path) -> None:
    """Refuse a file that cannot be whole, before any key is tried on it."""
    with translated():
        size = path.stat().st_size
    if size == 0 or size % PAGE_BYTES:
        raise damaged(f"It is {size} bytes long, which is not a whole number of pages: cut short.")


def check_whole(connection: Connection, path: Path) -> None:
    """A check whose cost does not grow with the history: the length that the file says it has.

    The log is written into the file first, so that the two lengths can be compared.
    """
    checkpoint(connection, "TRUNCATE")
    pages = scalar(connection, "PRAGMA page_count")
    if path.stat().st_size != pages * PAGE_BYTES:
        raise damaged("It is shorter than it says itself.")


def check_every_page(connection: Connection) -> None:
    """Read every page, its HMAC and every index: cost grows with the file."""
    bad_pages = connection.exec_driver_sql("PRAGMA cipher_integrity_check").fetchall()
    if bad_pages:
        raise damaged(f"{len(bad_pages)} pages fail their integrity check.")
    answer = scalar(connection, "PRAGMA integrity_check(1)")
    if answer != "ok":
        raise StoreDamaged(
            "The store file is damaged",
            "Its tables and indexes do not agree.",
            "Restore the latest backup, or call support before anything else is tried.",
        )


def cipher_version() -> str:
    """The version of SQLCipher, asked of the library that is really loaded."""
    connection = sqlcipher3.connect(":memory:")
    try:
        return str(connection.execute("PRAGMA cipher_version").fetchone()[0])
    finally:
        connection.close()
