"""What a simulated device still knows when its power was cut: one small SQLite file.

Rules that hold here: a file belongs to one kind of device and is open in one program; what was kept
is there after the program was killed, whatever it was doing; a file that cannot be used says so in
words when it is opened, and never later.
"""

import json
import sqlite3
import weakref
from contextlib import closing
from pathlib import Path
from typing import Final

FORGETFUL: Final = ":memory:"
_TABLE: Final = "known"
_SCHEMA: Final = f"CREATE TABLE IF NOT EXISTS {_TABLE} (name TEXT PRIMARY KEY, value TEXT) STRICT"
_VERSION: Final = 1
LOCK_WAIT_S: Final = 0.5
"""A program that was just killed lets go of the file within this."""


class MemoryUnusable(Exception):
    """The file is in use, is no state, or is another device's; `str()` says which."""


def open_book(path: Path | str, schema: str, kind: str) -> sqlite3.Connection:
    """A file of tables that lose nothing, not even with the whole machine; for one program.

    Raises `MemoryUnusable`; the file of another kind of device has other tables.
    """
    db = _connect(path)
    try:
        _lay_out(db, schema, kind)
    except MemoryUnusable:
        db.close()
        raise
    return db


def _connect(path: Path | str) -> sqlite3.Connection:
    try:
        # A simulator may be built on one thread and run on its host's: never on two at once.
        return sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, timeout=LOCK_WAIT_S
        )
    except sqlite3.Error as error:
        raise MemoryUnusable(_in_words(error)) from error


def _lay_out(db: sqlite3.Connection, schema: str, kind: str) -> None:
    try:
        db.execute("PRAGMA locking_mode=EXCLUSIVE")
        foreign = _tables(db) - _tables_of(schema)
        if not foreign:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=FULL")
            db.execute("BEGIN EXCLUSIVE")
            for statement in schema.split(";"):
                db.execute(statement)
            db.execute("COMMIT")
    except sqlite3.Error as error:
        raise MemoryUnusable(_in_words(error)) from error
    if foreign:
        raise MemoryUnusable(f"it holds the state of something else, not of a {kind}")


def _tables_of(schema: str) -> set[str]:
    with closing(sqlite3.connect(FORGETFUL)) as db:
        db.executescript(schema)
        return _tables(db)


def _tables(db: sqlite3.Connection) -> set[str]:
    rows = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {str(name) for (name,) in rows}


class DeviceMemory:
    """Names and small values; a value is anything JSON can write. Used on the host's thread."""

    def __init__(self, path: Path | str = FORGETFUL, kind: str = "device") -> None:
        """Open or make the file; raises `MemoryUnusable`."""
        self._db = _connect(path)
        # A device may be thrown away at any step, as by a power cut; its file is let go with it.
        self._let_go = weakref.finalize(self, self._db.close)
        try:
            self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode=WAL")
            # A killed program loses nothing that was committed; only the whole machine could.
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.execute("BEGIN IMMEDIATE")
            tables = _tables(self._db)
            foreign = bool(tables) and _TABLE not in tables
            if not foreign:
                self._db.execute(_SCHEMA)
            self._db.execute("COMMIT")
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            holds = None if foreign else self.recall("kind", kind)
        except sqlite3.Error as error:
            self.close()
            raise MemoryUnusable(_in_words(error)) from error
        if holds != kind or version > _VERSION:
            self.close()
            other = "something else" if foreign else f"a {holds}"
            raise MemoryUnusable(f"it holds the state of {other}, not of a {kind}")
        self._db.execute(f"PRAGMA user_version={_VERSION}")
        self.keep("kind", kind)

    @property
    def database(self) -> sqlite3.Connection:
        """For what a device keeps beyond single values, in tables of its own."""
        return self._db

    def close(self) -> None:
        """Let go of the file."""
        self._let_go()

    def keep(self, name: str, value: object) -> None:
        """Remember a value under a name, in place of the one before."""
        self._db.execute("INSERT OR REPLACE INTO known VALUES (?, ?)", (name, json.dumps(value)))

    def recall(self, name: str, default: object = None) -> object:
        """What was kept under that name."""
        row = self._db.execute("SELECT value FROM known WHERE name = ?", (name,)).fetchone()
        return default if row is None else json.loads(row[0])


def _in_words(error: sqlite3.Error) -> str:
    """What SQLite says, as a person can use it."""
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return "another program has it open"
    if isinstance(error, sqlite3.OperationalError):
        return "the file cannot be made or opened there"
    return "the file is no state of a simulated device"
