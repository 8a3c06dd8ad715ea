"""The terminal's side of sync in memory: an outbox and an inbox that behave, and a listener."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from sync.messages import (
    Cursor,
    Envelope,
    FillKey,
    FillSnapshot,
    FillStatus,
    PhmsHealth,
    PhmsId,
    UnreadableFill,
    WorkItem,
    WorkItemKind,
    utc_now,
)
from sync.ports import Dead, Done, Hold, OutboxRow, RowState, Settlement, TryAgain
from sync.protocol import is_due, is_news

WAITING = (RowState.QUEUED, RowState.SENT)


class MemoryOutbox:
    """`sync.ports.Outbox`, with the history of every row."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.rows: dict[str, OutboxRow] = {}
        self.work_items: list[WorkItem] = []
        self.history: list[tuple[str, str]] = []
        self._held: dict[str, str] = {}

    def put(self, envelope: Envelope, now: datetime | None = None) -> OutboxRow:
        with self._lock:
            row = OutboxRow(
                seq=len(self.rows) + 1,
                destination="phms",
                stream=envelope.key.stream,
                envelope=envelope,
                state=RowState.QUEUED,
                tries=0,
                due_at=now or utc_now() - timedelta(seconds=1),
            )
            assert row.key not in self.rows
            self.rows[row.key] = row
            return row

    def states(self) -> list[RowState]:
        with self._lock:
            return [row.state for row in self.rows.values()]

    def hurry(self) -> None:
        """Let every waiting row be due now, as if its time had come."""
        with self._lock:
            for row in self.rows.values():
                self.rows[row.key] = replace(row, due_at=utc_now() - timedelta(seconds=1))

    def _heads(self, destination: str) -> list[OutboxRow]:
        heads: dict[str, OutboxRow] = {}
        for row in sorted(self.rows.values(), key=lambda one: one.seq):
            if row.destination == destination and row.state is not RowState.DONE:
                heads.setdefault(row.stream, row)
        return [row for row in heads.values() if row.state in WAITING]

    def due(self, destination: str, now: datetime, limit: int) -> Sequence[OutboxRow]:
        with self._lock:
            return [row for row in self._heads(destination) if is_due(row.due_at, now)][:limit]

    def next_due_at(self, destination: str) -> datetime | None:
        with self._lock:
            return min((row.due_at for row in self._heads(destination)), default=None)

    def mark_sent(self, key: str, now: datetime) -> None:
        with self._lock:
            row = self.rows[key]
            assert row.state in WAITING
            first = row.first_sent_at or now
            self.rows[key] = replace(row, state=RowState.SENT, first_sent_at=first)
            self.history.append((key, "sent"))

    def settle(self, key: str, settlement: Settlement) -> None:
        with self._lock:
            row = self.rows[key]
            self.history.append((key, type(settlement).__name__))
            match settlement:
                case Done():
                    self.rows[key] = replace(row, state=RowState.DONE)
                case TryAgain(due_at, tries, unknown):
                    self.rows[key] = replace(
                        row,
                        state=RowState.SENT if unknown else RowState.QUEUED,
                        first_sent_at=row.first_sent_at if unknown else None,
                        due_at=due_at,
                        tries=tries,
                    )
                case Hold(work_item, tries):
                    self.rows[key] = replace(row, state=RowState.HELD, tries=tries)
                    self.work_items.append(work_item)
                case Dead(work_item, tries):
                    self.rows[key] = replace(row, state=RowState.DEAD, tries=tries)
                    self.work_items.append(work_item)
                case _:
                    assert_never(settlement)

    def hold_destination(self, destination: str, reason: str, now: datetime) -> None:
        with self._lock:
            self._held[destination] = reason

    def release_destination(self, destination: str) -> None:
        with self._lock:
            self._held.pop(destination, None)

    def held_reason(self, destination: str) -> str | None:
        with self._lock:
            return self._held.get(destination)


class MemoryInbox:
    """`sync.ports.Inbox`."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.fills: dict[PhmsId, FillSnapshot] = {}
        self.cursors: dict[str, Cursor] = {}
        self.work_items: list[WorkItem] = []
        self.missing: dict[FillKey, str] = {}
        self.applied = 0
        self.full = False
        self._unreadable: set[UnreadableFill] = set()

    def by_key(self, key: FillKey) -> FillSnapshot | None:
        with self._lock:
            return next((one for one in self.fills.values() if one.key == key), None)

    def cursor(self, source: str) -> Cursor:
        with self._lock:
            return self.cursors.get(source, Cursor(source))

    def apply_page(
        self,
        fills: Sequence[FillSnapshot],
        unreadable: Sequence[UnreadableFill],
        cursor: Cursor | None,
    ) -> None:
        if self.full:
            raise OSError("disk full")
        with self._lock:
            for fill in fills:
                if is_news(self.fills.get(fill.phms_id), fill):
                    self.fills[fill.phms_id] = fill
                    self.applied += 1
            for one in unreadable:
                if one not in self._unreadable:
                    self._unreadable.add(one)
                    kind = WorkItemKind.UNREADABLE_FILL
                    self.work_items.append(WorkItem(kind, one.phms_id, one.reason))
            if cursor is not None:
                self.cursors[cursor.source] = cursor

    def ready_keys(self) -> frozenset[FillKey]:
        with self._lock:
            ready = (one for one in self.fills.values() if one.status is FillStatus.READY)
            return frozenset(one.key for one in ready if one.key not in self.missing)

    def mark_missing(self, key: FillKey, reason: str, now: datetime) -> None:
        with self._lock:
            self.missing[key] = reason


class Ear:
    """`sync.ports.Listener` that can wait, within bounds, for what it wants to hear."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.health: list[PhmsHealth] = []
        self.changed: list[FillKey] = []
        self.settled: list[tuple[str, Settlement]] = []
        self.errors: list[BaseException] = []

    def _note(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def health_changed(self, health: PhmsHealth) -> None:
        self.health.append(health)
        self._note()

    def fills_changed(self, keys: Sequence[FillKey]) -> None:
        self.changed += keys
        self._note()

    def row_settled(self, key: str, settlement: Settlement) -> None:
        self.settled.append((key, settlement))
        self._note()

    def sync_failed(self, error: BaseException) -> None:
        self.errors.append(error)
        self._note()

    def wait_for(self, what: Callable[[], bool], within_s: float = 30.0) -> None:
        deadline = time.monotonic() + within_s
        with self._changed:
            while not what():
                assert not self.errors, self.errors
                left_s = deadline - time.monotonic()
                assert left_s > 0, f"did not happen in {within_s} s; health {self.health[-1:]}"
                self._changed.wait(min(left_s, 0.05))
