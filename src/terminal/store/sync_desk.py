"""The store as sync sees it: `terminal.app.sync_store.SyncStore` over the writer and the reader.

Rules that hold here:

1. Every change is one transaction of the writer, behind the counter's commits.
2. What only looks goes to the reader, so that it never waits for a disk that has stopped.
3. Whether a fill is news is decided inside the transaction that would take it, because two sync
   threads bring fills.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from terminal.app.faults import KnownFault
from terminal.app.ports import Batch
from terminal.app.sync_store import (
    CachedFill,
    FillNews,
    Outgoing,
    PullMark,
    WaitingCount,
    WorkNote,
)
from terminal.domain.identity import LineId, SaleId, StaffId
from terminal.domain.prescription import Fill, FillKey
from terminal.domain.shown_id import ShownId
from terminal.store import fills, outbox, upkeep, will_call, work_items
from terminal.store.database import driver_of
from terminal.store.faults import DiskFull, StoreBusy, StoreUnavailable
from terminal.store.fills import Held
from terminal.store.outbox import OutboxState
from terminal.store.shown_ids import shown_on
from terminal.store.staff import name_of
from terminal.store.store import Store
from terminal.store.times import utc_text

_PASSING = (DiskFull, StoreBusy, StoreUnavailable)


class SyncDesk:
    """Implements `SyncStore` for an open store; close the store after the uplink has stopped."""

    def __init__(self, store: Store) -> None:
        self._writer = store.writer
        self._reader = store.reader
        self._demo = store.meta.demo

    @property
    def demo(self) -> bool:
        return self._demo

    def may_pass(self, fault: KnownFault) -> bool:
        return isinstance(fault, _PASSING)

    # --- what leaves

    def due(
        self, destination: str, now: datetime, horizon: timedelta, limit: int
    ) -> Sequence[Outgoing]:
        return self._reader.wait(lambda c: outbox.due(c, destination, now, horizon, limit))

    def next_due_at(self, destination: str) -> datetime | None:
        return self._reader.wait(lambda c: outbox.next_due_at(c, destination))

    def mark_sent(self, key: str, now: datetime) -> None:
        self._writer.wait(lambda c: outbox.mark_sent(c, key, now))

    def mark_retry(
        self, key: str, *, due_at: datetime, tries: int, unknown: bool, error: str
    ) -> None:
        self._writer.wait(
            lambda c: outbox.mark_retry(
                c, key, due_at=due_at, tries=tries, unknown=unknown, error=error
            )
        )

    def mark_done(self, key: str, answer: str, facts: Callable[[Outgoing], Batch]) -> Outgoing:
        def job(connection: Connection) -> tuple[Outgoing, Batch]:
            row = _row(connection, key)
            outbox.mark_done(connection, key, answer)
            return row, facts(row)

        return self._writer.wait_recorded(job)

    def mark_stopped(
        self,
        key: str,
        *,
        dead: bool,
        tries: int,
        note: WorkNote,
        facts: Callable[[Outgoing], Batch],
    ) -> Outgoing:
        state = OutboxState.DEAD if dead else OutboxState.HELD

        def job(connection: Connection) -> tuple[Outgoing, Batch]:
            row = _row(connection, key)
            outbox.mark_stopped(connection, key, state, tries=tries, error=note.detail)
            batch = facts(row)
            _open(connection, note, batch.at)
            return row, batch

        return self._writer.wait_recorded(job)

    def hold_destination(self, name: str, reason: str, now: datetime) -> None:
        self._writer.wait(lambda c: outbox.hold_destination(c, name, reason, now))

    def release_destination(self, name: str) -> None:
        self._writer.wait(lambda c: outbox.release_destination(c, name))

    def held_reason(self, name: str) -> str | None:
        return self._reader.wait(lambda c: outbox.held_reason(c, name))

    def staff_name(self, staff: StaffId) -> str:
        return self._reader.wait(lambda c: name_of(c, staff))

    def id_shown(self, sale: SaleId, line: LineId) -> ShownId | None:
        return self._reader.wait(lambda c: shown_on(c, sale, line))

    # --- what comes

    def pull_mark(self, source: str) -> PullMark:
        found = self._reader.wait(lambda c: upkeep.cursor(c, source))
        return PullMark(found.source, found.watermark, found.page_token, found.last_complete_at)

    def take(
        self,
        news: Sequence[FillNews],
        notes: Sequence[WorkNote],
        mark: PullMark | None,
        at: datetime,
    ) -> None:
        def job(connection: Connection) -> None:
            _take(connection, news)
            for note in notes:
                _open(connection, note, at)
            if mark is not None:
                moved = upkeep.Cursor(
                    mark.source, mark.watermark, mark.page_token, mark.last_complete_at
                )
                upkeep.put_cursor(connection, moved)

        self._writer.wait(job)

    def ready_keys(self) -> frozenset[FillKey]:
        return self._reader.wait(fills.ready_keys)

    def mark_missing(self, key: FillKey, reason: str, at: datetime) -> None:
        self._writer.wait(lambda c: fills.mark_missing(c, key, reason, at))

    # --- for the counter

    def ask_fill(
        self, key: FillKey, told: Fill | None, done: Callable[[Fill | KnownFault | None], None]
    ) -> None:
        def job(connection: Connection) -> Fill | None:
            if told is None:
                return will_call.known(connection, key)
            here = fills.sold_here(connection, key)
            sold_or_not = will_call.shown(Held(told, told.read_at, "", here))
            return will_call.with_papers(connection, sold_or_not)

        self._reader.ask(job, done)

    def keep(self, news: Sequence[FillNews], done: Callable[[KnownFault | None], None]) -> None:
        self._writer.submit(lambda c: _take(c, news), done)

    def keep_missing(
        self, key: FillKey, reason: str, at: datetime, done: Callable[[KnownFault | None], None]
    ) -> None:
        def job(connection: Connection) -> None:
            fills.mark_missing(connection, key, reason, at)

        self._writer.submit(job, done)

    def ask_waiting(self, done: Callable[[WaitingCount | KnownFault], None]) -> None:
        def job(connection: Connection) -> WaitingCount:
            counted = outbox.waiting(connection)
            return counted.waiting, counted.stuck, counted.oldest, work_items.how_many(connection)

        self._reader.ask(job, done)


def _row(connection: Connection, key: str) -> outbox.Outgoing:
    row = outbox.get(connection, key)
    assert row is not None, "a row that was sent is there"
    return row


def _open(connection: Connection, note: WorkNote, at: datetime) -> None:
    work_items.open_item(
        connection,
        kind=note.kind,
        subject=note.subject,
        detail=note.detail,
        once=note.once,
        at=utc_text(at),
        event=note.event,
    )


def _take(connection: Connection, news: Sequence[FillNews]) -> None:
    """A page may hold two records of one fill: the later is compared with the earlier."""
    here: dict[FillKey, CachedFill | None] = {}
    taken = []
    for one in news:
        key = one.fill.key
        held = here[key] if key in here else _cached(connection, key)
        if one.replaces(held):
            here[key] = CachedFill(one.source, one.tombstone)
            taken.append(
                fills.FillUpdate(one.fill, one.changed_at, one.phone, one.source, one.tombstone)
            )
    if taken:
        fills.apply(connection, taken)


def _cached(connection: Connection, key: FillKey) -> CachedFill | None:
    """Straight to the driver: asked for each fill of every page."""
    row = (
        driver_of(connection)
        .execute(
            "SELECT source, tombstone FROM fill WHERE rx = ? AND fill_no = ?", (key.rx, key.fill)
        )
        .fetchone()
    )
    return None if row is None else CachedFill(row[0], row[1] or "")
