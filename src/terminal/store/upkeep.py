"""Small tables around sync and set-up: cursors, work items, settings.

Each function runs inside the caller's transaction.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from terminal.store.database import scalar
from terminal.store.times import instant, maybe_instant, utc_text


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


@dataclass(frozen=True, slots=True)
class WorkItem:
    """Something only a person can settle. `subject` names the fill, never the patient."""

    id: int
    kind: str
    subject: str
    detail: str
    event: str | None
    opened_at: datetime


def open_work_item(
    connection: Connection,
    *,
    kind: str,
    subject: str,
    detail: str,
    event: str | None,
    once: str,
    now: datetime,
) -> bool:
    """Open it, unless `once` was opened before, be it resolved since. True when it is new."""
    return (
        connection.exec_driver_sql(
            "INSERT INTO work_item(kind, subject, detail, event, once, opened_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT(once) DO NOTHING",
            (kind, subject, detail, event, once, utc_text(now)),
        ).rowcount
        == 1
    )


def open_work_items(connection: Connection, limit: int = 200) -> tuple[WorkItem, ...]:
    """What waits for a person, oldest first."""
    rows = connection.exec_driver_sql(
        "SELECT id, kind, subject, detail, event, opened_at FROM work_item"
        " WHERE resolved_at IS NULL ORDER BY opened_at, id LIMIT ?",
        (limit,),
    )
    return tuple(
        WorkItem(row.id, row.kind, row.subject, row.detail, row.event, instant(row.opened_at))
        for row in rows
    )


def work_items_of(connection: Connection, event: str) -> tuple[int, ...]:
    """The numbers of those that wait for a person about this event."""
    rows = connection.exec_driver_sql(
        "SELECT id FROM work_item WHERE resolved_at IS NULL AND event = ?", (event,)
    )
    return tuple(row.id for row in rows)


def resolve_work_item(
    connection: Connection, number: int, *, by: str, resolution: str, now: datetime
) -> bool:
    """False when somebody else has resolved it already."""
    return (
        connection.exec_driver_sql(
            "UPDATE work_item SET resolved_at = ?, resolved_by = ?, resolution = ?"
            " WHERE id = ? AND resolved_at IS NULL",
            (utc_text(now), by, resolution, number),
        ).rowcount
        == 1
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
