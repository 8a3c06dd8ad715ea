"""The line on which receipts leave: one thread, the store's outbox is the queue.

Rules that hold here:

1. A message is marked as begun on the disk before its first byte; one that was begun and has no
   end (the power went) is unknown, and is shown to a person. It is never sent twice by itself.
2. Without a line it waits, as long as `PATIENCE` lasts. Who says no is asked again, later each
   time, `MAX_TRIES` times; then a person is told, with a work item.
3. No address and no content is in a log or a work item.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from sync.messages import utc_now
from terminal.app.faults import KnownFault
from terminal.app.ports import Batch
from terminal.app.sync_store import Outgoing, WorkNote
from terminal.domain.identity import LaneId
from terminal.domain.receipt_message import (
    MessageOutcome,
    ReceiptMessageAsked,
    ReceiptMessageSettled,
    Via,
)
from terminal.domain.work_item import RECEIPT_NOT_SENT, RECEIPT_UNKNOWN
from terminal.uplink.carriers import Carrier, Delivered, Undelivered, Unknown

DESTINATION: Final = "messages"
IDLE_S: Final = 15.0
RETRY_S: Final = 30.0
MAX_RETRY_S: Final = 3600.0
NO_LINE_S: Final = 60.0
"""How often it is tried while nobody is reached."""
MAX_TRIES: Final = 8
PATIENCE: Final = timedelta(days=3)
"""A receipt that comes later helps nobody."""
HORIZON: Final = timedelta(hours=2)
MANY: Final = 10
JOIN_TIMEOUT_S: Final = 75.0
FAILED, UNKNOWN = RECEIPT_NOT_SENT, RECEIPT_UNKNOWN


class MessageStore(Protocol):
    """What the line needs of the outbox (store/sync_desk.py has it)."""

    def due(
        self, destination: str, now: datetime, horizon: timedelta, limit: int
    ) -> Sequence[Outgoing]: ...

    def mark_sent(self, key: str, now: datetime) -> None: ...

    def mark_retry(
        self, key: str, *, due_at: datetime, tries: int, unknown: bool, error: str
    ) -> None: ...

    def mark_done(self, key: str, answer: str, facts: Callable[[Outgoing], Batch]) -> Outgoing: ...

    def mark_stopped(
        self,
        key: str,
        *,
        dead: bool,
        tries: int,
        note: WorkNote,
        facts: Callable[[Outgoing], Batch],
    ) -> Outgoing: ...


class MessageLine:
    """Without a carrier for a message it waits: somebody may set one up."""

    def __init__(
        self,
        store: MessageStore,
        carriers: Mapping[Via, Carrier],
        clock: Callable[[], datetime] = utc_now,
        idle_s: float = IDLE_S,
    ) -> None:
        self._store = store
        self._carriers = carriers
        self._clock = clock
        self._idle_s = idle_s
        self._changed = threading.Condition()
        self._woken = True
        self._stopping = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        if self._carriers:
            self._thread = threading.Thread(target=self._run, name="messages")
            self._thread.start()

    def stop(self) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(JOIN_TIMEOUT_S)
            assert not self._thread.is_alive(), "the messages' thread did not end"

    def wake(self) -> None:
        with self._changed:
            self._woken = True
            self._changed.notify()

    # --- our thread

    def _run(self) -> None:
        while True:
            with self._changed:
                if not (self._woken or self._stopping):
                    self._changed.wait(self._idle_s)
                if self._stopping:
                    return
                self._woken = False
            self.round()

    def round(self) -> None:
        """Everything that is due; a full or broken disk is met again at the next round."""
        try:
            for row in self._store.due(DESTINATION, self._clock(), HORIZON, MANY):
                if self._stopping:
                    return
                self._send(row)
        except KnownFault:
            return

    def _send(self, row: Outgoing) -> None:
        message = row.fact
        assert isinstance(message, ReceiptMessageAsked), "nothing else goes this way"
        if row.first_sent_at is not None:
            self._stop(row, message, Unknown("it was interrupted while it was being sent"))
            return
        carrier = self._carriers.get(message.via)
        if carrier is None:
            self._put_off(row, row.tries, MAX_RETRY_S, "not set up on this lane")
            return
        self._store.mark_sent(row.key, self._clock())
        match carrier.carry(message):
            case Delivered(answer):
                settled = self._settled(message, MessageOutcome.SENT, "")
                self._store.mark_done(row.key, answer, settled)
            case Unknown() as unknown:
                self._stop(row, message, unknown)
            case Undelivered() as refused:
                self._refused(row, message, refused)

    def _refused(self, row: Outgoing, message: ReceiptMessageAsked, why: Undelivered) -> None:
        tries = row.tries + (1 if why.reached else 0)
        late = self._clock() - row.at > PATIENCE
        if why.final or tries >= MAX_TRIES or late:
            self._stop(row, message, why)
            return
        wait = min(RETRY_S * 2**tries, MAX_RETRY_S) if why.reached else NO_LINE_S
        self._put_off(row, tries, wait, why.reason)

    def _put_off(self, row: Outgoing, tries: int, wait_s: float, reason: str) -> None:
        due_at = self._clock() + timedelta(seconds=wait_s)
        self._store.mark_retry(row.key, due_at=due_at, tries=tries, unknown=False, error=reason)

    def _stop(
        self, row: Outgoing, message: ReceiptMessageAsked, why: Undelivered | Unknown
    ) -> None:
        """A person has to know: the customer waits for it, or may have it twice if asked again."""
        unknown = isinstance(why, Unknown)
        outcome = MessageOutcome.UNKNOWN if unknown else MessageOutcome.FAILED
        kind = UNKNOWN if unknown else FAILED
        detail = f"receipt of ticket {message.sale} by {message.via.value}: {why.reason}"
        once = f"{kind}:{message.message}:{self._clock():%Y%m%dT%H%M%S}"
        note = WorkNote(kind, message.message, detail, once, event=row.key)
        settled = self._settled(message, outcome, why.reason)
        self._store.mark_stopped(
            row.key, dead=not unknown, tries=row.tries + 1, note=note, facts=settled
        )

    def _settled(
        self, message: ReceiptMessageAsked, outcome: MessageOutcome, reason: str
    ) -> Callable[[Outgoing], Batch]:
        fact = ReceiptMessageSettled(message.sale, message.message, outcome, reason)
        return lambda row: Batch((fact,), self._clock(), LaneId(row.lane), None)
