"""`sync.ports.Outbox` over the terminal's store: facts become envelopes, settlements facts.

Rules that hold here:

1. A pickup that the PhMS took is recorded as `PickupConfirmed`, one that a person has to look at
   as `PickupDisputed`; either is in the transaction that moves its row.
2. `PickupConfirmed.version` is empty: a settlement does not carry the fill's new version, and the
   next pull brings it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, assert_never

from sync.messages import Envelope, WorkItem
from sync.ports import Dead, Done, Hold, OutboxRow, RowState, Settlement, TryAgain
from sync.protocol import RETRY_AFTER_MAX_S
from terminal.app.ports import Batch
from terminal.app.sync_store import Outgoing, SyncStore, WorkNote
from terminal.domain.facts import (
    FillHandedOver,
    PickupConfirmed,
    PickupDisputed,
    PickupUndone,
    PickupUndoSettled,
)
from terminal.domain.identity import LaneId
from terminal.domain.prescription import FillKey
from terminal.domain.shown_id import ShownId
from terminal.uplink.mapping import pickup_envelope, undo_envelope
from terminal.uplink.patience import Patience

HORIZON: Final = timedelta(seconds=RETRY_AFTER_MAX_S)
"""`sync.protocol.is_due`: a row that is due later than any wait means that our clock stepped."""


class StoreOutbox:
    """`settled` hears of each pickup that the PhMS took or that a person has to look at."""

    def __init__(
        self,
        store: SyncStore,
        patience: Patience,
        clock: Callable[[], datetime],
        settled: Callable[[FillKey, str], None],
    ) -> None:
        self._store = store
        self._until_done = patience.until_done
        self._clock = clock
        self._settled = settled

    def due(self, destination: str, now: datetime, limit: int) -> Sequence[OutboxRow]:
        rows = self._until_done(lambda: self._store.due(destination, now, HORIZON, limit))
        return [self._row(each) for each in rows]

    def next_due_at(self, destination: str) -> datetime | None:
        return self._until_done(lambda: self._store.next_due_at(destination))

    def mark_sent(self, key: str, now: datetime) -> None:
        self._until_done(lambda: self._store.mark_sent(key, now))

    def settle(self, key: str, settlement: Settlement) -> None:
        match settlement:
            case Done(answer):
                self._finish(key, answer)
            case TryAgain(due_at, tries, unknown, error):
                self._until_done(
                    lambda: self._store.mark_retry(
                        key, due_at=due_at, tries=tries, unknown=unknown, error=error
                    )
                )
            case Hold(work_item, tries):
                self._stop(key, work_item, tries, dead=False)
            case Dead(work_item, tries):
                self._stop(key, work_item, tries, dead=True)
            case _:
                assert_never(settlement)

    def hold_destination(self, destination: str, reason: str, now: datetime) -> None:
        self._until_done(lambda: self._store.hold_destination(destination, reason, now))

    def release_destination(self, destination: str) -> None:
        self._until_done(lambda: self._store.release_destination(destination))

    def held_reason(self, destination: str) -> str | None:
        return self._until_done(lambda: self._store.held_reason(destination))

    def _finish(self, key: str, answer: str) -> None:
        def facts(row: Outgoing) -> Batch:
            match fact := _leaving(row):
                case FillHandedOver():
                    return self._batch(row, PickupConfirmed(fact.pickup, fact.key, version=""))
                case PickupUndone():
                    return self._batch(row, PickupUndoSettled(fact.undo, fact.key))

        row = self._until_done(lambda: self._store.mark_done(key, answer, facts))
        self._settled(_leaving(row).key, "")

    def _stop(self, key: str, item: WorkItem, tries: int, *, dead: bool) -> None:
        once = f"outbox:{key}:{self._clock().isoformat()}"  # each stop of a row is a new matter
        note = WorkNote(item.kind, item.subject, item.detail, once, item.event_id)

        def facts(row: Outgoing) -> Batch:
            match fact := _leaving(row):
                case FillHandedOver():
                    disputed = PickupDisputed(fact.pickup, fact.key, item.detail)
                    return self._batch(row, disputed)
                case PickupUndone():
                    return self._batch(row, PickupUndoSettled(fact.undo, fact.key, item.detail))

        row = self._until_done(
            lambda: self._store.mark_stopped(key, dead=dead, tries=tries, note=note, facts=facts)
        )
        self._settled(_leaving(row).key, item.detail)

    def _row(self, row: Outgoing) -> OutboxRow:
        return OutboxRow(
            row.seq,
            row.destination,
            row.stream,
            self._envelope(row),
            RowState(row.state),
            row.tries,
            row.due_at,
            row.first_sent_at,
        )

    def _envelope(self, row: Outgoing) -> Envelope:
        fact = _leaving(row)
        if isinstance(fact, PickupUndone):
            return undo_envelope(fact, row.at)
        signed = fact.pharmacist
        name = "" if signed is None else self._until_done(lambda: self._store.staff_name(signed))
        return pickup_envelope(fact, row.at, row.lane, name, self._shown(fact))

    def _shown(self, fact: FillHandedOver) -> ShownId | None:
        if not fact.id_shown:
            return None
        return self._until_done(lambda: self._store.id_shown(fact.sale, fact.line))

    def _batch(
        self, row: Outgoing, fact: PickupConfirmed | PickupDisputed | PickupUndoSettled
    ) -> Batch:
        """In the counter's wall time, for the lane that made the pickup; nobody did it by hand."""
        return Batch((fact,), self._clock().astimezone(), LaneId(row.lane), None)


def _leaving(row: Outgoing) -> FillHandedOver | PickupUndone:
    assert isinstance(row.fact, FillHandedOver | PickupUndone), "only pickups leave for the PhMS"
    return row.fact
