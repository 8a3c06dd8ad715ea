"""The yardsticks: SQLCipher without Rxlane, with the same key, pages and durability.

What is compared with them differs in what the counter adds and in nothing else.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import NullPool

from terminal.store.database import driver_of, engine_for

BODY = bytes(200)
"""A row of the size of a small fact."""


class BareTable:
    """A file with one table; `commit` makes one row durable."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._connection = engine_for(path, key).connect()
        self._driver = driver_of(self._connection)
        self._driver.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")

    def commit(self, times: int = 1) -> None:
        execute = self._driver.execute
        for _ in range(times):
            execute("BEGIN IMMEDIATE")
            execute("INSERT INTO bare(body) VALUES (?)", (BODY,))
            execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


def plain_engine(path: Path, key: bytes) -> Engine:
    """The engine of `engine_for` on a plain file: the same library, the same pragmas, no key."""
    import sqlcipher3  # noqa: PLC0415  only this yardstick asks the driver itself

    with engine_for(path.with_suffix(".pragmas"), key).connect() as encrypted:
        pragmas = _settings(driver_of(encrypted))
    engine = create_engine(f"sqlite:///{path}", module=sqlcipher3.dbapi2, poolclass=NullPool)

    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for name, value in pragmas.items():
            connection.execute(f"PRAGMA {name} = {value}")

    event.listen(engine, "connect", configure)
    event.listen(engine, "begin", lambda each: each.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


_NAMES = (
    *("foreign_keys", "busy_timeout", "trusted_schema", "cell_size_check", "journal_mode"),
    *("synchronous", "secure_delete", "wal_autocheckpoint", "cache_size"),
)


def _settings(driver: Any) -> dict[str, object]:
    """What the store's own connection is set to, asked of it and not copied from its code."""
    return {name: driver.execute(f"PRAGMA {name}").fetchone()[0] for name in _NAMES}
