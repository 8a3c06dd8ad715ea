"""The lane's line to its PhMS: sync's threads on one side, inputs for the engine on the other.

Rules that hold here:

1. A question about a fill gets exactly one `FillRead`, within half a second: the PhMS's answer
   when it comes in time, else the cache's with why (phms-and-sync.md section 8: at most 400 ms).
2. What is posted of a fill went through the store's one rule for what counts here: a fill that
   this store has handed out is sold, whatever the PhMS still says.
3. Nothing here blocks its caller but `stop`; the HTTP client is imported on the sync threads.
4. A demo store talks to this machine alone (DESIGN.md section 4).
"""

import random
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from sync.messages import (
    FillAbsent,
    FillFound,
    FillUnreachable,
    PhmsHealth,
    PhmsState,
    utc_now,
)
from sync.messages import FillKey as PhmsFillKey
from sync.messages import FillRead as PhmsFillRead
from sync.phms.fhir import FhirConnector
from sync.ports import Settlement
from sync.runner import LinkSettings, PhmsLink
from sync.transport import Destination, HttpxTransport, is_loopback
from terminal.app.faults import KnownFault
from terminal.app.inputs import (
    Condition,
    FillRead,
    Input,
    OutboxCounted,
    PhmsHealthChanged,
    PickupSettled,
    ReadFrom,
)
from terminal.app.sync_store import SyncStore, WaitingCount
from terminal.domain.prescription import Fill, FillKey
from terminal.uplink.faults import BadAddress, DemoKeepsToItself
from terminal.uplink.health import health_at_counter
from terminal.uplink.inbox import StoreInbox, news_of
from terminal.uplink.mapping import key_at_phms
from terminal.uplink.outbox import StoreOutbox
from terminal.uplink.patience import RETRY_S, Patience
from terminal.uplink.reads import OpenReads

READ_BUDGET_S: Final = 0.4
"""phms-and-sync.md section 8, copay changed before the sale: re-read in 400 ms, else cached."""
READ_GRACE_S: Final = 0.05
"""For an answer that came at the last moment and is still being read."""
REQUEST_TIMEOUT_S: Final = 5.0
"""A quit waits for the request under way: with 3 s to connect and as long to write and to read
this stays below the 15 s after which sync calls a thread lost (`sync.runner.JOIN_TIMEOUT_S`)."""
SETTINGS: Final = LinkSettings(request_timeout_s=REQUEST_TIMEOUT_S)

NOT_SET_UP: Final = "no pharmacy system is set up"
NOT_IN_TIME: Final = "the pharmacy system did not answer in time"
NOT_THERE: Final = "the pharmacy system does not have it"
NO_NUMBER: Final = "this is no prescription number"
CLOSED: Final = "the connection to the pharmacy system is closed"


class PhmsUplink:
    """One lane and its PhMS at `url`; an empty `url` means that there is none.

    `post` is called from several threads and must not block. Raises `KnownFault` for an address
    that cannot be used, and for a demo store with an address outside this machine.
    """

    def __init__(
        self,
        store: SyncStore,
        url: str,
        post: Callable[[Input], None],
        clock: Callable[[], datetime] = utc_now,
        *,
        token: str | None = None,
        ca_file: str | None = None,
        settings: LinkSettings = SETTINGS,
        rnd: Callable[[], float] = random.random,
        store_retry_s: float = RETRY_S,
    ) -> None:
        self._store = store
        self._post = post
        self._clock = clock
        self._counted: WaitingCount | None = None
        self._health = PhmsHealthChanged(Condition.ABSENT)
        self._failed = False
        self._closed = False
        self._reads = OpenReads(READ_BUDGET_S + READ_GRACE_S, self._late)
        self._patience = Patience(store, self._store_waits, store_retry_s)
        self._link: PhmsLink | None = None
        if url:
            destination = _destination(url, token, ca_file, demo=store.demo)
            self._health = health_at_counter(PhmsHealth(PhmsState.STARTING, clock()))
            self._link = PhmsLink(
                FhirConnector(destination.base_url),
                lambda: HttpxTransport(destination),
                StoreOutbox(store, self._patience, clock, self._settled),
                StoreInbox(store, self._patience, clock),
                self,
                settings,
                clock=clock,
                rnd=rnd,
            )

    def start(self) -> None:
        """Say how things stand, and begin. May be called once."""
        self._post(self._health)
        self._count()
        if self._link is not None:
            self._reads.start()
            self._link.start()

    def stop(self) -> None:
        """End every thread; a request under way comes to its end first. The store stays open."""
        self._closed = True
        self._patience.stop()
        if self._link is not None:
            self._link.stop()
            self._reads.stop()

    def wake(self) -> None:
        """A pickup was recorded, or a person wants fresh data."""
        if self._closed:
            return
        self._count()
        if self._link is not None:
            self._link.wake()

    def release(self) -> None:
        """A person has renewed the PhMS's key: send what was held with it."""
        if self._link is not None:
            self._link.release()

    def read_fill(self, key: FillKey) -> None:
        """Ask the PhMS about one fill; one `FillRead` is posted, soon."""
        if self._closed:
            self._post(FillRead(key, None, ReadFrom.CACHE, CLOSED))
            return
        if self._link is None:
            self._from_cache(key, NOT_SET_UP)
            return
        try:
            there = key_at_phms(key)
        except ValueError:
            self._from_cache(key, NO_NUMBER)
            return
        number = self._reads.ask(key)
        self._link.read_fill(
            there, READ_BUDGET_S, lambda answer: self._answered(number, key, answer)
        )

    # --- answers about a fill, on a thread of sync's or of the deadlines

    def _answered(self, number: int, key: FillKey, answer: PhmsFillRead) -> None:
        match answer:
            case FillFound(told):
                news = news_of(told, self._clock(), reread=True)
                if self._reads.claim(number):
                    self._told(key, news.fill)
                self._store.keep((news,), self._kept)
            case FillAbsent():
                if self._reads.claim(number):
                    self._post(FillRead(key, None, ReadFrom.PHMS, NOT_THERE))
                self._store.keep_missing(key, NOT_THERE, self._clock(), self._kept)
            case FillUnreachable(reason):
                if self._reads.claim(number):
                    self._from_cache(key, reason)

    def _late(self, key: FillKey) -> None:
        self._from_cache(key, NOT_IN_TIME)

    def _told(self, key: FillKey, told: Fill) -> None:
        def done(fill: Fill | KnownFault | None) -> None:
            if isinstance(fill, KnownFault):
                self._post(FillRead(key, None, ReadFrom.CACHE, fill.title))
            else:
                self._post(FillRead(key, fill, ReadFrom.PHMS))

        self._store.ask_fill(key, told, done)

    def _from_cache(self, key: FillKey, trouble: str) -> None:
        def done(fill: Fill | KnownFault | None) -> None:
            if isinstance(fill, KnownFault):
                self._post(FillRead(key, None, ReadFrom.CACHE, fill.title))
            else:
                self._post(FillRead(key, fill, ReadFrom.CACHE, trouble))

        self._store.ask_fill(key, None, done)

    def _kept(self, fault: KnownFault | None) -> None:
        """A fill that was told and not stored is told again by the next pull."""
        if fault is not None:
            self._store_waits(fault)

    # --- sync.ports.Listener, on the sync threads

    def health_changed(self, health: PhmsHealth) -> None:
        self._health = health_at_counter(health)
        if not self._failed:
            self._post(self._health)

    def fills_changed(self, keys: Sequence[PhmsFillKey]) -> None:
        """Nothing is posted: the next search finds them, and a sale reads its fills again."""
        del keys

    def row_settled(self, key: str, settlement: Settlement) -> None:  # noqa: ARG002  sync's port
        self._count()

    def sync_failed(self, error: BaseException) -> None:
        """The thread's own end reports the error; here the counter learns that it is alone."""
        if self._closed:
            return
        self._failed = True
        why = error.title if isinstance(error, KnownFault) else "a fault in the program"
        detail = f"stopped by {why}: restart when there is time"
        self._post(PhmsHealthChanged(Condition.DOWN, detail, self._health.last_good))

    # --- the rest

    def _settled(self, key: FillKey, conflict: str) -> None:
        self._post(PickupSettled(key, conflict))

    def _store_waits(self, fault: KnownFault | None) -> None:
        if fault is None:
            self._post(self._health)
        else:
            last_good = self._health.last_good
            self._post(PhmsHealthChanged(Condition.ATTENTION, fault.title, last_good))

    def _count(self) -> None:
        self._store.ask_waiting(self._count_known)

    def _count_known(self, counted: WaitingCount | KnownFault) -> None:
        """On the reader's thread, in the order of asking. After a fault the next change tells."""
        if not isinstance(counted, KnownFault) and counted != self._counted:
            self._counted = counted
            self._post(OutboxCounted(*counted))


def _destination(url: str, token: str | None, ca_file: str | None, *, demo: bool) -> Destination:
    """A typed address may lack its last slash. Raises `KnownFault`."""
    base_url = url if url.endswith("/") else f"{url}/"
    try:
        destination = Destination(base_url, token, ca_file)
    except ValueError as error:
        raise BadAddress(str(error)) from error
    if demo and not is_loopback(base_url):
        raise DemoKeepsToItself
    return destination
