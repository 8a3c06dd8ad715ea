"""Small tables around sync and set-up: cursors, work items, settings.

Each function runs inside the caller's transaction.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from terminal.store.database import scalar
from terminal.store.times import maybe_instant, utc_text


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far one list of changes has been read."""

    source: str
    watermark: datetime | None = None
    page_token: str | None = None
    last_complete_at: datetime | None = None


def cursor(connection: Connection, source: str) -> Cursor:
    """The stored cursor, or an empty one."""
    row = connection.exec_driver_sql(
        "SELECT watermark, page_token, last_complete_at FROM cursor WHERE source = ?", (source,)
    ).first()
    if row is None:
        return Cursor(source)
    return Cursor(
        source,
        maybe_instant(row.watermark),
        row.page_token,
        maybe_instant(row.last_complete_at),
    )


def put_cursor(connection: Connection, moved: Cursor) -> None:
    connection.exec_driver_sql(
        "INSERT INTO cursor(source, watermark, page_token, last_complete_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT(source) DO UPDATE SET watermark = excluded.watermark,"
        " page_token = excluded.page_token, last_complete_at = excluded.last_complete_at",
        (
            moved.source,
            None if moved.watermark is None else utc_text(moved.watermark),
            moved.page_token,
            None if moved.last_complete_at is None else utc_text(moved.last_complete_at),
        ),
    )


def setting(connection: Connection, name: str) -> str | None:
    found = scalar(connection, "SELECT value FROM setting WHERE name = ?", (name,))
    return None if found is None else str(found)


def put_setting(connection: Connection, name: str, value: str) -> None:
    connection.exec_driver_sql(
        "INSERT INTO setting(name, value) VALUES (?, ?)"
        " ON CONFLICT(name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
