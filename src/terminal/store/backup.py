"""A copy of the store, encrypted with the same key, and opened before it is called a backup."""

from pathlib import Path

from sqlalchemy import Connection

from terminal.paths import put_in_place
from terminal.store.database import check_every_page, checkpoint, driver_of, engine_for
from terminal.store.faults import damaged, translated

PAGES_PER_STEP = 1_000
"""4 MB: a copy of a live store lets other statements in between."""


def back_up(connection: Connection, target: Path, key: bytes) -> None:
    """Copy what `connection` sees to `target` and check every page of the copy.

    The copy is written under another name and moved into place when it has proved itself.
    """
    unproved = target.with_name(target.name + ".part")
    with translated():
        unproved.unlink(missing_ok=True)
        _copy(connection, unproved, key)
        _prove(unproved, key, _rows(connection))
        for suffix in ("-wal", "-shm"):
            unproved.with_name(unproved.name + suffix).unlink(missing_ok=True)
        put_in_place(unproved, target)


def _copy(connection: Connection, target: Path, key: bytes) -> None:
    engine = engine_for(target, key)
    with engine.connect() as copy:
        driver_of(connection).backup(driver_of(copy), pages=PAGES_PER_STEP)


def _prove(copy: Path, key: bytes, rows: int) -> None:
    with engine_for(copy, key).connect() as connection:
        check_every_page(connection)
        if _rows(connection) != rows:
            raise damaged("A copy of it came out with another number of journal rows.")
        connection.rollback()
        checkpoint(connection, "TRUNCATE")


def _rows(connection: Connection) -> int:
    """The last journal row; 0 in a schema that has none yet."""
    there = connection.exec_driver_sql("SELECT 1 FROM sqlite_schema WHERE name = 'journal'").first()
    if there is None:
        return 0
    found = connection.exec_driver_sql("SELECT coalesce(max(seq), 0) FROM journal").scalar()
    return int(found or 0)
