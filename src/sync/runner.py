"""The threads that talk to one PhMS, and what they do next.

Rules:

1. Two plain named threads: `sync` pulls and sends; `sync-read` serves the counter's re-reads, so
   that a slow pull never costs the counter its 400 ms. Each owns its own transport.
2. Pick-ups go before pages: between any two pages the outbox is looked at.
3. The rules of sending and pulling live in `sync.protocol`; here are only threads and waiting.
4. A bug, or a store that fails, stops a thread loudly: the listener is told, the exception goes
   to `threading.excepthook`, and everything that is durable stays as it is.
"""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

from sync.errors import Trouble, TroubleKind
from sync.http import Exchange, HttpAnswer, HttpRequest, NoAnswer, Transport, drive
from sync.messages import (
    FillAbsent,
    FillFound,
    FillKey,
    FillRead,
    FillUnreachable,
    Outcome,
    PhmsHealth,
    PhmsState,
    Retry,
    Unauthorised,
    utc_now,
)
from sync.ports import Inbox, Listener, Outbox, OutboxRow
from sync.protocol import (
    CLOSED_BREAKER,
    RETRY_AFTER_MAX_S,
    PhmsConnector,
    PullPass,
    RecentVersions,
    is_doubtful,
    settle,
)

ResultT = TypeVar("ResultT")

ROWS_PER_ROUND = 20
JOIN_TIMEOUT_S = 15.0  # longer than any request: a thread that stays is a bug and is said so
MAX_WAIT_S = 60.0  # a look at the outbox now and then, should a wake-up be forgotten
_CLOSED = "the connection to the PhMS is closed"
_PULLING, _SENDING = "pulling", "sending"
_ALL_AT_ONCE = frozenset({TroubleKind.UNREACHABLE, TroubleKind.UNAUTHORISED})
_STATES = {
    TroubleKind.UNREACHABLE: PhmsState.UNREACHABLE,
    TroubleKind.BUSY: PhmsState.TROUBLED,
    TroubleKind.GARBLED: PhmsState.TROUBLED,
    TroubleKind.REJECTED: PhmsState.TROUBLED,
    TroubleKind.UNAUTHORISED: PhmsState.UNAUTHORISED,
}


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """How often and how long. The defaults suit a PhMS in the same building."""

    destination: str = "phms"
    pull_every_s: float = 5.0
    request_timeout_s: float = 10.0
    ready_list_every_s: float = 24 * 3600.0  # phms-and-sync.md section 7, pull rule 6


@dataclass(frozen=True, slots=True)
class _ReadRequest:
    key: FillKey
    deadline: float
    done: Callable[[FillRead], None]


class PhmsLink:
    """One PhMS, kept in step with the terminal's store for as long as it runs."""

    def __init__(
        self,
        connector: PhmsConnector,
        open_transport: Callable[[], Transport],
        outbox: Outbox,
        inbox: Inbox,
        listener: Listener,
        settings: LinkSettings | None = None,
        *,
        clock: Callable[[], datetime] = utc_now,
        rnd: Callable[[], float] = random.random,
    ) -> None:
        self._connector = connector
        self._open_transport = open_transport
        self._outbox = outbox
        self._inbox = inbox
        self._settings = settings or LinkSettings()
        self._clock = clock
        self._rnd = rnd
        self._listener = listener
        self._health = _Health(listener, clock)
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._releasing = threading.Event()
        self._reads_open = threading.Lock()
        self._reads: SimpleQueue[_ReadRequest | None] = SimpleQueue()
        self._threads = (
            threading.Thread(target=self._guarded(self._sync), name="sync", daemon=False),
            threading.Thread(
                target=self._guarded(self._serve_reads), name="sync-read", daemon=False
            ),
        )
        self._breaker = CLOSED_BREAKER
        self._recent = RecentVersions()
        self._short_passes: dict[str, int] = {}
        self._pull_due = 0.0
        self._ready_due = 0.0  # the first look at the whole list is soon after every start
        self._asked = False

    @property
    def health(self) -> PhmsHealth:
        """How the PhMS is doing now."""
        return self._health.now

    def start(self) -> None:
        """Begin. May be called once."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Something is in the outbox, or a person wants to see fresh data: look now."""
        self._asked = True
        self._wake.set()

    def release(self) -> None:
        """A person has mended the credentials: send again what was held with them."""
        self._releasing.set()
        self.wake()

    def read_fill(self, key: FillKey, budget_s: float, done: Callable[[FillRead], None]) -> None:
        """Read one fill now; `done` is called once, within about `budget_s`.

        It is called on a sync thread, or at once on the caller's when nothing runs.
        """
        with self._reads_open:
            if self._threads[1].is_alive() and not self._stopping.is_set():
                self._reads.put(_ReadRequest(key, time.monotonic() + budget_s, done))
                return
        done(FillUnreachable(_CLOSED))

    def stop(self) -> None:
        """End both threads and wait for them; a request under way comes to its end first."""
        with self._reads_open:  # whoever asks from here on is answered at once
            self._stopping.set()
        self._wake.set()
        self._reads.put(None)
        for thread in self._threads:
            if thread.is_alive():
                thread.join(JOIN_TIMEOUT_S)
                if thread.is_alive():
                    raise RuntimeError(f"thread {thread.name} does not end")

    def _guarded(self, work: Callable[[Transport], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                transport = self._open_transport()
                try:
                    work(transport)
                finally:
                    transport.close()
            except BaseException as error:
                self._listener.sync_failed(error)
                raise

        return run

    # The sync thread

    def _sync(self, transport: Transport) -> None:
        held = self._outbox.held_reason(self._settings.destination)
        if held is not None:
            self._health.troubled(_SENDING, Trouble(TroubleKind.UNAUTHORISED, held))
        while True:
            self._wake.clear()
            if self._stopping.is_set():  # after the clearing: a stop is never cleared away
                return
            if self._releasing.is_set():
                self._releasing.clear()
                self._outbox.release_destination(self._settings.destination)
            asked, self._asked = self._asked, False
            if asked:
                self._breaker = self._breaker.probe_now()
                self._pull_due = time.monotonic()
            self._work(transport)
            self._wake.wait(self._pause_s())

    def _work(self, transport: Transport) -> None:
        """One round: the outbox, then the pull if its time has come."""
        if not self._may_try():
            return
        self._send_due(transport)
        if time.monotonic() < self._pull_due or not self._may_try():
            return
        trouble = self._pull_all(transport)
        wait_s = self._settings.pull_every_s
        if trouble is None:
            self._health.answered(_PULLING)
        else:
            self._health.troubled(_PULLING, trouble)
            wait_s = max(wait_s, min(trouble.retry_after_s or 0.0, RETRY_AFTER_MAX_S))
        self._pull_due = time.monotonic() + wait_s

    def _pull_all(self, transport: Transport) -> Trouble | None:
        """Every list once; a list that the PhMS does not give does not stop the others."""
        first: Trouble | None = None
        steps = [partial(self._pull, transport, source) for source in self._connector.sources]
        for step in (*steps, partial(self._compare_ready_list, transport)):
            try:
                step()
            except Trouble as trouble:
                first = first or trouble
                if trouble.kind in _ALL_AT_ONCE:
                    break
        return first

    def _may_try(self) -> bool:
        return not self._stopping.is_set() and self._breaker.allows(time.monotonic())

    def _pause_s(self) -> float:
        now = time.monotonic()
        due = [self._pull_due - now]
        next_row = self._outbox.next_due_at(self._settings.destination)
        if next_row is not None and not self._held():
            due.append((next_row - self._clock()).total_seconds())
        pause_s = max(min(due), 0.0)
        if self._breaker.open_until is not None:
            pause_s = max(pause_s, self._breaker.open_until - now)
        return min(pause_s, MAX_WAIT_S)

    def _held(self) -> bool:
        return self._outbox.held_reason(self._settings.destination) is not None

    def _send_due(self, transport: Transport) -> None:
        """Send what is due until nothing is, or the line is down."""
        while self._may_try() and not self._held():
            rows = self._outbox.due(self._settings.destination, self._clock(), ROWS_PER_ROUND)
            if not rows:
                return
            for row in rows:
                if not self._may_try() or self._held():
                    return
                self._send(transport, row)

    def _send(self, transport: Transport, row: OutboxRow) -> None:
        doubtful = is_doubtful(row, self._clock())
        outcome = self._drive(
            transport,
            self._connector.deliver(row.envelope, doubtful=doubtful),
            lambda: self._outbox.mark_sent(row.key, self._clock()),
        )
        settlement = settle(row, outcome, self._clock(), self._rnd())
        self._outbox.settle(row.key, settlement)
        if isinstance(outcome, Unauthorised):
            self._outbox.hold_destination(self._settings.destination, outcome.reason, self._clock())
        self._tell(outcome)
        self._listener.row_settled(row.key, settlement)

    def _tell(self, outcome: Outcome) -> None:
        match outcome:
            case Unauthorised(reason):
                self._health.troubled(_SENDING, Trouble(TroubleKind.UNAUTHORISED, reason))
            case Retry(reason):
                reached = self._breaker.failures == 0
                kind = TroubleKind.BUSY if reached else TroubleKind.UNREACHABLE
                self._health.troubled(_SENDING, Trouble(kind, reason))
            case _:
                self._health.answered(_SENDING)

    def _pull(self, transport: Transport, source: str) -> None:
        short_passes = self._short_passes.get(source, 0)
        reading = PullPass(self._inbox.cursor(source), short_passes)
        while not reading.complete and not self._stopping.is_set():
            exchange = self._connector.changes(
                source, reading.since, reading.page_token, self._recent
            )
            try:
                page = self._drive(transport, exchange)
            except Trouble as trouble:
                if trouble.kind is TroubleKind.REJECTED and reading.page_token is not None:
                    self._inbox.apply_page((), (), reading.restart())
                raise
            self._inbox.apply_page(page.fills, page.unreadable, reading.take(page, self._clock()))
            self._recent.add(page.seen)
            self._health.heard()
            if page.fills:
                self._listener.fills_changed(tuple(fill.key for fill in page.fills))
            self._send_due(transport)
        self._short_passes[source] = short_passes + 1 if reading.short else 0

    def _compare_ready_list(self, transport: Transport) -> None:
        """Close holes and find silent deletes: what we hold as ready and the PhMS does not."""
        if self._stopping.is_set() or time.monotonic() < self._ready_due:
            return
        there = self._drive(transport, self._connector.ready_keys())
        here = self._inbox.ready_keys()
        for key in sorted(here ^ there):
            self._look_again(transport, key)
        self._ready_due = time.monotonic() + self._settings.ready_list_every_s

    def _look_again(self, transport: Transport, key: FillKey) -> None:
        try:
            found = self._drive(transport, self._connector.fill(key))
        except Trouble as trouble:
            if trouble.kind is TroubleKind.GARBLED:
                return  # this fill cannot be read; it has its work item from the pull
            raise
        if found is None:
            self._inbox.mark_missing(key, "the PhMS no longer has it", self._clock())
        else:
            self._inbox.apply_page((found,), (), None)
        self._listener.fills_changed((key,))

    def _drive(
        self,
        transport: Transport,
        exchange: Exchange[ResultT],
        before_change: Callable[[], None] = lambda: None,
    ) -> ResultT:
        def carry(request: HttpRequest) -> HttpAnswer:
            if self._stopping.is_set():
                return NoAnswer(_CLOSED, sent=False)
            answer = transport.send(request, self._settings.request_timeout_s)
            if isinstance(answer, NoAnswer):
                self._breaker = self._breaker.failed(time.monotonic(), self._rnd())
            else:
                self._breaker = self._breaker.answered()
            return answer

        return drive(exchange, carry, before_change)

    # The reading thread

    def _serve_reads(self, transport: Transport) -> None:
        while (request := self._reads.get()) is not None:
            if self._stopping.is_set():
                request.done(FillUnreachable(_CLOSED))
            else:
                request.done(self._read(transport, request))

    def _read(self, transport: Transport, request: _ReadRequest) -> FillRead:
        def carry(one: HttpRequest) -> HttpAnswer:
            left_s = request.deadline - time.monotonic()
            if left_s <= 0:
                return NoAnswer("no answer in time", sent=False)
            return transport.send(one, left_s)

        try:
            found = drive(self._connector.fill(request.key), carry)
        except Trouble as trouble:
            return FillUnreachable(trouble.reason)
        if self._health.now.state is not PhmsState.OK:
            self.wake()  # it is back: let the sync thread know
        return FillAbsent() if found is None else FillFound(found)


class _Health:
    """The latest health, told on when it changes. Written by the sync thread alone.

    Pulling and sending are judged apart: a PhMS that lets us read and not write is in trouble
    until a write has been answered, however many pulls go well.
    """

    def __init__(self, listener: Listener, clock: Callable[[], datetime]) -> None:
        self._listener = listener
        self._clock = clock
        self._troubles: dict[str, Trouble] = {}
        self._last_ok: datetime | None = None
        self.now = PhmsHealth(PhmsState.STARTING, clock())

    def heard(self) -> None:
        """A page came: it is there, whatever the rest of the round brings."""
        self._last_ok = self._clock()
        if self.now.state in {PhmsState.STARTING, PhmsState.UNREACHABLE}:
            self._troubles.pop(_PULLING, None)
            self._tell()

    def answered(self, side: str) -> None:
        """It answered, and with what was asked."""
        self._last_ok = self._clock()
        self._troubles.pop(side, None)
        self._tell()

    def troubled(self, side: str, trouble: Trouble) -> None:
        """It did not."""
        self._troubles[side] = trouble
        self._tell()

    def _tell(self) -> None:
        trouble = self._troubles.get(_PULLING) or self._troubles.get(_SENDING)
        state = PhmsState.OK if trouble is None else _STATES[trouble.kind]
        since = self.now.since if self.now.state is state else self._clock()
        detail = "" if trouble is None else trouble.reason
        health = PhmsHealth(state, since, self._last_ok, detail)
        if health != self.now:
            self.now = health
            self._listener.health_changed(health)
