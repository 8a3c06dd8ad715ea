"""What the sync runner needs from whoever embeds it: an outbox, an inbox and someone to tell.

Rules that an implementation keeps:

1. A method returns only when what it did is durable; each is one transaction.
2. An outbox row is taken into the sale's own transaction by the terminal; only its progress is
   written through this port.
3. Methods are called from the sync threads and may block those, never the counter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from sync.messages import (
    Cursor,
    Envelope,
    FillKey,
    FillSnapshot,
    PhmsHealth,
    UnreadableFill,
    WorkItem,
)


class RowState(StrEnum):
    """States of an outbox row; HELD and DEAD wait for a person and stop only their stream."""

    QUEUED = "queued"
    SENT = "sent"  # bytes may have left: the outcome is unknown until settled
    DONE = "done"
    HELD = "held"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One envelope on its way. `first_sent_at` is set exactly while the outcome is unknown."""

    seq: int
    destination: str
    stream: str
    envelope: Envelope
    state: RowState
    tries: int
    due_at: datetime
    first_sent_at: datetime | None = None

    @property
    def key(self) -> str:
        """The event id: unique, and the same at the PhMS."""
        return self.envelope.event_id


@dataclass(frozen=True, slots=True)
class Done:
    """-> DONE. The PhMS has it, once."""

    answer: str


@dataclass(frozen=True, slots=True)
class TryAgain:
    """-> SENT (first_sent_at kept) when `unknown`, else QUEUED (first_sent_at cleared)."""

    due_at: datetime
    tries: int
    unknown: bool
    error: str


@dataclass(frozen=True, slots=True)
class Hold:
    """-> HELD, and the work item opens in the same transaction."""

    work_item: WorkItem
    tries: int


@dataclass(frozen=True, slots=True)
class Dead:
    """-> DEAD, and the work item opens in the same transaction. Never deleted by itself."""

    work_item: WorkItem
    tries: int


Settlement: TypeAlias = Done | TryAgain | Hold | Dead


class Outbox(Protocol):
    """Envelopes that wait for their destination, in the store of the terminal."""

    def due(self, destination: str, now: datetime, limit: int) -> Sequence[OutboxRow]:
        """Rows that may go now, oldest `seq` first, at most one per stream.

        A row qualifies when it is QUEUED or SENT, `protocol.is_due(row.due_at, now)`, and no row
        of its stream with a lower `seq` is in any state but DONE.
        """

    def next_due_at(self, destination: str) -> datetime | None:
        """The earliest `due_at` among rows that only wait for their time, or None."""

    def mark_sent(self, key: str, now: datetime) -> None:
        """QUEUED or SENT -> SENT, keeping an earlier `first_sent_at`. Called before bytes go."""

    def settle(self, key: str, settlement: Settlement) -> None:
        """Write what came of a try, with its work item if it has one."""

    def hold_destination(self, destination: str, reason: str, now: datetime) -> None:
        """Nothing more goes there until `release_destination`; the manager is told."""

    def release_destination(self, destination: str) -> None:
        """A person has mended the credentials: go on."""

    def held_reason(self, destination: str) -> str | None:
        """Why the destination is held, or None while it is not."""


class Inbox(Protocol):
    """The terminal's cache of what the PhMS owns."""

    def cursor(self, source: str) -> Cursor:
        """The stored cursor, or an empty one."""

    def apply_page(
        self,
        fills: Sequence[FillSnapshot],
        unreadable: Sequence[UnreadableFill],
        cursor: Cursor | None,
    ) -> None:
        """Take the fills and store the cursor in one transaction.

        A fill is taken when `protocol.is_news` says so; an unreadable version opens one work item
        however often it is seen; a cursor of None leaves the stored cursors alone.
        """

    def ready_keys(self) -> frozenset[FillKey]:
        """The fills held as ready, for the comparison with the PhMS's whole list."""

    def mark_missing(self, key: FillKey, reason: str, now: datetime) -> None:
        """The PhMS no longer has the fill: keep the row, with why (section 7, tombstones)."""


class Listener(Protocol):
    """Whoever shows how the PhMS is doing. Called on a sync thread: post, do not work."""

    def health_changed(self, health: PhmsHealth) -> None:
        """The state or its reason is another than before, or `last_ok` moved."""

    def fills_changed(self, keys: Sequence[FillKey]) -> None:
        """A page with these fills has been applied."""

    def row_settled(self, key: str, settlement: Settlement) -> None:
        """One outbox row moved."""

    def sync_failed(self, error: BaseException) -> None:
        """A bug or a broken store stopped a sync thread; nothing is lost, nothing moves."""
