"""Bring the schema to this program's: a verified backup first, never down, never from a newer one.

alembic is loaded only when there is something to do: it costs half a second of start-up.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

from terminal.paths import resource_root
from terminal.store.backup import back_up
from terminal.store.database import scalar
from terminal.store.faults import StoreNewer
from terminal.store.tables import SCHEMA

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS: Final = "migrations"


def schema_of(connection: Connection) -> str | None:
    """The revision the database is at; None when it is empty."""
    known = scalar(connection, "SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'")
    if known is None:
        return None
    found = scalar(connection, "SELECT version_num FROM alembic_version")
    return None if found is None else str(found)


def backup_path(store: Path, schema: str, now: datetime) -> Path:
    return store.with_name(f"{store.stem}.{schema}.{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.backup")


def migrate(
    connection: Connection, store: Path, key: bytes, now: Callable[[], datetime]
) -> Path | None:
    """Upgrade to `SCHEMA` in one transaction; the backup's path when one was made.

    Raises `StoreNewer` when the revision is not one that this program knows.
    """
    found = schema_of(connection)
    connection.rollback()
    if found == SCHEMA:
        return None
    if found is not None and found not in _revisions():
        raise StoreNewer(
            "The store was written by a newer version of the program",
            f"It has schema {found[:32]}; this program knows {SCHEMA}.",
            "Install the newer version on this computer; the store was left as it is.",
        )
    backup = None
    if found is not None:
        backup = backup_path(store, found, now())
        back_up(connection, backup, key)
        connection.rollback()
    with connection.begin():
        upgrade(connection)
    return backup


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the scripts inside the transaction that is open."""
    from alembic import command  # noqa: PLC0415  see the module's first sentence

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _revisions() -> frozenset[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    scripts = ScriptDirectory.from_config(_config())
    return frozenset(script.revision for script in scripts.walk_revisions())


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(resource_root() / MIGRATIONS).replace("%", "%%"))
    return config
