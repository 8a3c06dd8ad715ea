"""The hub's connections to PostgreSQL: few, and never waited for without end."""

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg

from sync.hub.errors import DatabaseTrouble
from sync.hub.tables import SCHEMA, TABLES, UPGRADES

MANY: Final = 8
"""Requests are short; more would wait for the same rows."""
CONNECT_TIMEOUT_S: Final = 5
PATIENCE_S: Final = 5.0
_OPTIONS: Final = "-c statement_timeout=5s -c lock_timeout=4s -c timezone=UTC"
Connection = psycopg.Connection[tuple[Any, ...]]


class Database:
    """A few connections to the database at `url`, shared by threads."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._idle: queue.LifoQueue[Connection | None] = queue.LifoQueue()
        for _ in range(MANY):
            self._idle.put(None)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction, committed at the end. Raises `DatabaseTrouble`."""
        try:
            held = self._idle.get(timeout=PATIENCE_S)
        except queue.Empty:
            raise DatabaseTrouble("every connection is in use") from None
        keep: Connection | None = None
        try:
            keep = _usable(held) or _connect(self._url)
            with keep.transaction():
                yield keep
        except psycopg.Error as error:
            raise DatabaseTrouble(type(error).__name__) from error
        finally:
            if keep is not None and keep.broken:
                keep.close()
            self._idle.put(_usable(keep))

    def close(self) -> None:
        """Let go of the connections; nobody uses them any more."""
        for _ in range(MANY):
            held = self._idle.get(timeout=PATIENCE_S)
            if held is not None:
                held.close()


def _usable(held: Connection | None) -> Connection | None:
    return None if held is None or held.closed else held


def _connect(url: str) -> Connection:
    return psycopg.connect(
        url, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S, options=_OPTIONS
    )


def make_tables(database: Database, made_at: object) -> bool:
    """Whether they had to be made. Raises `DatabaseTrouble`, also for tables of another program."""
    with database.transaction() as connection:
        found = connection.execute("SELECT to_regclass('store') IS NOT NULL").fetchone()
        if found is not None and found[0]:
            _upgrade(connection)
            _check_schema(connection)
            return False
        connection.execute(TABLES.encode())
        connection.execute(
            "INSERT INTO store (id, schema, seq, made_at) VALUES (1, %s, 0, %s)", (SCHEMA, made_at)
        )
        return True


def check(database: Database) -> None:
    """Tables of an earlier version are brought to this one's, in one transaction.

    Raises `DatabaseTrouble` when it is not a hub's database, or one of a later version.
    """
    with database.transaction() as connection:
        _upgrade(connection)
        _check_schema(connection)


def _upgrade(connection: Connection) -> None:
    """Under the lock of the store's row: of two programs that start at once one waits."""
    row = connection.execute("SELECT schema FROM store WHERE id = 1 FOR UPDATE").fetchone()
    schema = None if row is None else row[0]
    while schema in UPGRADES:
        connection.execute(UPGRADES[schema].encode())
        schema += 1


def _check_schema(connection: Connection) -> None:
    row = connection.execute("SELECT schema FROM store WHERE id = 1").fetchone()
    if row is None or row[0] != SCHEMA:
        raise DatabaseTrouble("the tables are those of another version of the program")
