"""What waits to leave for the PhMS, and how each row's tries went.

Rules that hold here (phms-and-sync.md section 7):

1. A row is made by the journal in the sale's own transaction; only its progress is written here.
2. Order holds within a stream: a row that is not done stops the later ones of its stream, and only
   those.
3. `first_sent_at` is set exactly while the outcome is unknown, before the bytes go.
4. What is held or dead waits for a person, with a work item beside it. Only what is done goes, with
   the fact that it told, when that has been kept long enough (retention.py).

Each function runs inside the caller's transaction (`Writer.wait`).
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection

from terminal.domain.facts import Fact, FillHandedOver
from terminal.store.codec import decode, encode
from terminal.store.database import scalar
from terminal.store.times import DUE_AT_ONCE, instant, maybe_instant, utc_text

MESSAGES: Final = "messages"
"""The destination of receipts by e-mail and text message (uplink/message_line.py)."""


class OutboxState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    DONE = "done"
    HELD = "held"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A fact on its way, with who recorded it and when. `at` is in UTC."""

    seq: int
    key: str
    destination: str
    stream: str
    fact: Fact = field(repr=False)
    at: datetime
    lane: str
    actor: str
    state: OutboxState
    tries: int
    due_at: datetime
    first_sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """For the status strip: rows that go by themselves, rows that wait for a person."""

    waiting: int
    stuck: int
    oldest: datetime | None = None
    """When the first of those that go by themselves was recorded."""


_COLUMNS: Final = (
    "o.seq, o.key, o.destination, o.stream, o.name, o.body, o.at, o.lane, o.actor, o.state,"
    " o.tries, o.due_at, o.first_sent_at"
)
# By its index: for `ORDER BY seq` SQLite would rather read every row that was ever sent.
_HEADS: Final = (
    " FROM outbox AS o INDEXED BY outbox_waiting"
    " WHERE o.state <> 'done' AND o.state IN ('queued', 'sent') AND o.destination = ?"
    " AND NOT EXISTS (SELECT 1 FROM outbox AS before"
    " WHERE before.state <> 'done' AND before.stream = o.stream AND before.seq < o.seq)"
)


def due(
    connection: Connection, destination: str, now: datetime, horizon: timedelta, limit: int
) -> tuple[Outgoing, ...]:
    """The heads of their streams that may go now, oldest first.

    A due time beyond `horizon` means that our clock stepped back: such a row may go.
    """
    rows = connection.exec_driver_sql(
        f"SELECT {_COLUMNS}{_HEADS} AND (o.due_at <= ? OR o.due_at > ?) ORDER BY o.seq LIMIT ?",
        (destination, utc_text(now), utc_text(now + horizon), limit),
    )
    return tuple(_outgoing(row) for row in rows)


def next_due_at(connection: Connection, destination: str) -> datetime | None:
    """The earliest due time among rows that only wait for their time."""
    found = scalar(connection, f"SELECT min(o.due_at){_HEADS}", (destination,))
    return maybe_instant(found)


def get(connection: Connection, key: str) -> Outgoing | None:
    row = connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM outbox AS o WHERE o.key = ?",  # noqa: S608  our own column names, no value
        (key,),
    ).first()
    return None if row is None else _outgoing(row)


def mark_sent(connection: Connection, key: str, now: datetime) -> None:
    """QUEUED or SENT -> SENT, keeping an earlier `first_sent_at`. Before the bytes go."""
    _move(
        connection,
        "state = 'sent', first_sent_at = coalesce(first_sent_at, ?)",
        (utc_text(now),),
        key,
    )


def mark_done(connection: Connection, key: str, answer: str) -> None:
    _move(
        connection,
        "state = 'done', answer = ?, first_sent_at = NULL, last_error = ''",
        (answer,),
        key,
    )


def mark_retry(
    connection: Connection, key: str, *, due_at: datetime, tries: int, unknown: bool, error: str
) -> None:
    """-> SENT with its `first_sent_at` while the outcome is unknown, else QUEUED without."""
    _move(
        connection,
        "state = ?, due_at = ?, tries = ?, last_error = ?,"
        " first_sent_at = CASE WHEN ? THEN first_sent_at END",
        ("sent" if unknown else "queued", utc_text(due_at), tries, error, unknown),
        key,
    )


def mark_stopped(
    connection: Connection, key: str, state: OutboxState, *, tries: int, error: str
) -> None:
    """-> HELD or DEAD. The caller opens the work item in the same transaction."""
    if state not in (OutboxState.HELD, OutboxState.DEAD):
        raise ValueError("only held and dead rows are stopped")
    _move(connection, "state = ?, tries = ?, last_error = ?", (state, tries, error), key)


def send_again(connection: Connection, key: str) -> None:
    """A person has looked: a stopped row goes once more, from its first try.

    The PhMS is asked first whether it has it. Nobody can be asked that of an e-mail or a text
    message: there the person's word is that it goes again.
    """
    changed = connection.exec_driver_sql(
        "UPDATE outbox SET state = CASE WHEN first_sent_at IS NULL OR destination = ?"
        " THEN 'queued' ELSE 'sent' END,"
        " first_sent_at = CASE WHEN destination = ? THEN NULL ELSE first_sent_at END,"
        " tries = 0, due_at = ? WHERE key = ? AND state IN ('held', 'dead')",
        (MESSAGES, MESSAGES, DUE_AT_ONCE, key),
    ).rowcount
    assert changed == 1, "only a stopped row is sent again"


def send_as_now(connection: Connection, key: str, version: str) -> None:
    """A person has compared a stopped pickup with that version of its fill: it goes for this one.

    What was sold stays in the journal as it was, and so does the id that the PhMS knows it by.
    """
    row = get(connection, key)
    assert row is not None, "only a stopped row is sent again"
    assert isinstance(row.fact, FillHandedOver), "only pickups have a fill"
    body = encode(replace(row.fact, version=version))
    connection.exec_driver_sql("UPDATE outbox SET body = ? WHERE key = ?", (body, key))
    send_again(connection, key)


def settled_elsewhere(connection: Connection, key: str, resolution: str) -> None:
    """A person has settled a stopped row in the PhMS itself: the stream goes on."""
    changed = connection.exec_driver_sql(
        "UPDATE outbox SET state = 'done', answer = ? WHERE key = ? AND state IN ('held', 'dead')",
        (resolution, key),
    ).rowcount
    assert changed == 1, "only a stopped row is settled by a person"


def forget(connection: Connection, key: str) -> None:
    """The fact behind it has been kept long enough; what has not arrived stays."""
    connection.exec_driver_sql("DELETE FROM outbox WHERE key = ? AND state = 'done'", (key,))


def waiting(connection: Connection) -> Waiting:
    row = connection.exec_driver_sql(
        "SELECT count(*) AS open, count(*) FILTER (WHERE state IN ('held', 'dead')) AS stuck,"
        " min(at) FILTER (WHERE state NOT IN ('held', 'dead')) AS oldest"
        " FROM outbox WHERE state <> 'done'"
    ).one()
    return Waiting(row.open - row.stuck, row.stuck, maybe_instant(row.oldest))


# --- a whole destination


def hold_destination(connection: Connection, name: str, reason: str, now: datetime) -> None:
    """Nothing more goes there until a person has mended the credentials."""
    connection.exec_driver_sql(
        "INSERT INTO destination(name, held_reason, held_at) VALUES (?, ?, ?)"
        " ON CONFLICT(name) DO UPDATE SET held_reason = excluded.held_reason",
        (name, reason, utc_text(now)),
    )


def release_destination(connection: Connection, name: str) -> None:
    connection.exec_driver_sql("DELETE FROM destination WHERE name = ?", (name,))


def held_reason(connection: Connection, name: str) -> str | None:
    found = scalar(connection, "SELECT held_reason FROM destination WHERE name = ?", (name,))
    return None if found is None else str(found)


def _move(connection: Connection, change: str, parameters: tuple[object, ...], key: str) -> None:
    changed = connection.exec_driver_sql(
        f"UPDATE outbox SET {change} WHERE key = ? AND state IN ('queued', 'sent')",  # noqa: S608
        (*parameters, key),
    ).rowcount
    assert changed == 1, "a row on its way exists once and is not settled yet"


def _outgoing(row: Any) -> Outgoing:
    return Outgoing(
        row.seq,
        row.key,
        row.destination,
        row.stream,
        decode(row.name, row.body),
        instant(row.at),
        row.lane,
        row.actor,
        OutboxState(row.state),
        row.tries,
        instant(row.due_at),
        maybe_instant(row.first_sent_at),
    )
