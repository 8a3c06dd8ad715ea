"""What waits for a person: opened once for each trouble, closed by the fact that settles it."""

from typing import Final

from sqlalchemy import Connection

from terminal.domain.facts import WorkItemSettled
from terminal.domain.work_item import Settlement, WorkItem, WorkItemId
from terminal.store import outbox
from terminal.store.database import driver_of, scalar
from terminal.store.outbox import OutboxState
from terminal.store.times import instant

MOST_SHOWN: Final = 200


def open_item(
    connection: Connection,
    *,
    kind: str,
    subject: str,
    detail: str,
    once: str,
    at: str,
    event: str | None = None,
) -> bool:
    """Unless `once` was opened before, be it settled since. True when it is new.

    `subject` names a fill, a ticket or an account, never the patient; `event` is the key of the
    outbox row that it stopped.
    """
    rows: int = (
        driver_of(connection)
        .execute(
            "INSERT INTO work_item(kind, subject, detail, event, once, opened_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT(once) DO NOTHING",
            (kind, subject, detail, event, once, at),
        )
        .rowcount
    )
    return rows == 1


def open_items(connection: Connection, limit: int = MOST_SHOWN) -> tuple[WorkItem, ...]:
    """What waits for a person, oldest first."""
    rows = connection.exec_driver_sql(
        "SELECT item.once, item.kind, item.subject, item.detail, item.opened_at, item.event,"
        " coalesce(message.state IN ('held', 'dead'), 0) AS stopped"
        " FROM work_item AS item LEFT JOIN outbox AS message ON message.key = item.event"
        " WHERE item.resolved_at IS NULL ORDER BY item.opened_at, item.id LIMIT ?",
        (limit,),
    )
    return tuple(
        WorkItem(
            WorkItemId(row.once),
            row.kind,
            row.subject,
            row.detail,
            instant(row.opened_at),
            bool(row.stopped),
            row.event or "",
        )
        for row in rows
    )


def how_many(connection: Connection) -> int:
    return int(scalar(connection, "SELECT count(*) FROM work_item WHERE resolved_at IS NULL"))


def settle(connection: Connection, fact: WorkItemSettled, by: str, at: str) -> None:
    """Close it, and let its message go on; one that another person settled stays as it is."""
    row = connection.exec_driver_sql(
        "SELECT item.event, message.state IN ('held', 'dead') AS stopped FROM work_item AS item"
        " LEFT JOIN outbox AS message ON message.key = item.event"
        " WHERE item.once = ? AND item.resolved_at IS NULL",
        (fact.item,),
    ).first()
    if row is None:
        return
    if row.stopped:
        settle_message(connection, row.event, fact.how, by, at, fact.version)
    else:
        connection.exec_driver_sql(
            "UPDATE work_item SET resolved_at = ?, resolved_by = ?, resolution = ? WHERE once = ?",
            (at, by, fact.how.value, fact.item),
        )


def settle_message(
    connection: Connection, key: str, how: Settlement, by: str, at: str, version: str = ""
) -> None:
    """A stopped message goes on, and with it every item that it opened; one that goes is left."""
    row = outbox.get(connection, key)
    if row is None or row.state not in (OutboxState.HELD, OutboxState.DEAD):
        return
    if how is Settlement.SENT_AGAIN:
        outbox.send_again(connection, key)
    elif how is Settlement.SENT_AS_NOW:
        outbox.send_as_now(connection, key, version)
    else:
        outbox.settled_elsewhere(connection, key, how.value)
    connection.exec_driver_sql(
        "UPDATE work_item SET resolved_at = ?, resolved_by = ?, resolution = ?"
        " WHERE resolved_at IS NULL AND event = ?",
        (at, by, how.value, key),
    )
