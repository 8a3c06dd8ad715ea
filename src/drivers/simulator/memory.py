"""What a simulated device still knows when its power was cut: one small SQLite file.

Rules that hold here: a file belongs to one kind of device and is open in one program; what was kept
is there after the program was killed, whatever it was doing; a file that cannot be used says so in
words when it is opened, and never later.
"""

import json
import sqlite3
import weakref
from pathlib import Path
from typing import Final

FORGETFUL: Final = ":memory:"
_SCHEMA: Final = "CREATE TABLE IF NOT EXISTS known (name TEXT PRIMARY KEY, value TEXT) STRICT"
_VERSION: Final = 1
LOCK_WAIT_S: Final = 0.5
"""A program that was just killed lets go of the file within this."""


class MemoryUnusable(Exception):
    """The file is in use, is no state, or is another device's; `str()` says which."""


class DeviceMemory:
    """Names and small values; a value is anything JSON can write. Used on the host's thread."""

    def __init__(self, path: Path | str = FORGETFUL, kind: str = "device") -> None:
        """Open or make the file; raises `MemoryUnusable`."""
        try:
            self._db = sqlite3.connect(
                path, isolation_level=None, check_same_thread=False, timeout=LOCK_WAIT_S
            )
        except sqlite3.Error as error:
            raise MemoryUnusable(_in_words(error)) from error
        # A device may be thrown away at any step, as by a power cut; its file is let go with it.
        self._let_go = weakref.finalize(self, self._db.close)
        try:
            self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode=WAL")
            # A killed program loses nothing that was committed; only the whole machine could.
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute(_SCHEMA)
            self._db.execute("COMMIT")
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            known_kind = self.recall("kind", kind)
        except sqlite3.Error as error:
            self.close()
            raise MemoryUnusable(_in_words(error)) from error
        if known_kind != kind or version > _VERSION:
            self.close()
            raise MemoryUnusable(f"it holds the state of a {known_kind}, not of a {kind}")
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
