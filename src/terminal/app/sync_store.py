"""What the uplink asks of the store, as a protocol with its values; the store implements it.

Rules that an implementation keeps:

1. A method that changes something is one transaction and returns when it is durable.
2. Methods may block a sync thread, never the counter: what the counter asks has a `done`, called
   once on a thread of the store.
3. Facts that come with a change go into the journal in that change's own transaction.
4. Everything raises `KnownFault` and no other; `may_pass` says whether trying again can help.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from terminal.app.faults import KnownFault
from terminal.app.ports import Batch
from terminal.domain.facts import Fact
from terminal.domain.identity import LineId, SaleId, StaffId
from terminal.domain.prescription import Fill, FillKey
from terminal.domain.shown_id import ShownId

WaitingCount = tuple[int, int, datetime | None, int]
"""Rows that go by themselves, stopped rows, since when the first one waits; open work items."""


@dataclass(frozen=True, slots=True)
class CachedFill:
    """What the cache holds of one fill. `source` is sync's own form, opaque to the store."""

    source: bytes = field(repr=False)
    tombstone: str
    """Why it will never be handed out; empty while it may be."""


@dataclass(frozen=True, slots=True)
class FillNews:
    """A fill that the PhMS told; `replaces` is asked inside the transaction that would take it."""

    fill: Fill
    changed_at: datetime
    """The PhMS's own stamp, never our clock."""
    source: bytes = field(repr=False)
    replaces: Callable[[CachedFill | None], bool] = field(repr=False, compare=False)
    phone: str = field(default="", repr=False)
    tombstone: str = ""


@dataclass(frozen=True, slots=True)
class WorkNote:
    """A work item to open. `subject` names the fill, never the patient; `once` opens one item."""

    kind: str
    subject: str
    detail: str
    once: str
    event: str | None = None


@dataclass(frozen=True, slots=True)
class PullMark:
    """How far one list of changes has been read."""

    source: str
    watermark: datetime | None = None
    page_token: str | None = None
    last_complete_at: datetime | None = None


class Outgoing(Protocol):
    """A fact on its way, with who recorded it and when."""

    @property
    def seq(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def destination(self) -> str: ...
    @property
    def stream(self) -> str: ...
    @property
    def fact(self) -> Fact: ...
    @property
    def at(self) -> datetime: ...
    @property
    def lane(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def tries(self) -> int: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def first_sent_at(self) -> datetime | None: ...


class SyncStore(Protocol):
    """The store of one lane, as sync sees it."""

    @property
    def demo(self) -> bool:
        """Whether the store holds invented people."""

    def may_pass(self, fault: KnownFault) -> bool:
        """Whether the fault can go away by itself or by a person's hand: a full disk."""

    # What leaves

    def due(
        self, destination: str, now: datetime, horizon: timedelta, limit: int
    ) -> Sequence[Outgoing]:
        """The heads of their streams that may go now, oldest first."""

    def next_due_at(self, destination: str) -> datetime | None:
        """The earliest due time among rows that only wait for their time."""

    def mark_sent(self, key: str, now: datetime) -> None:
        """The bytes are about to go."""

    def mark_retry(
        self, key: str, *, due_at: datetime, tries: int, unknown: bool, error: str
    ) -> None:
        """Later again."""

    def mark_done(self, key: str, answer: str, facts: Callable[[Outgoing], Batch]) -> Outgoing:
        """It is there. `facts` makes what the journal records of it; the row as it was."""

    def mark_stopped(
        self,
        key: str,
        *,
        dead: bool,
        tries: int,
        note: WorkNote,
        facts: Callable[[Outgoing], Batch],
    ) -> Outgoing:
        """A person has to look: the row, its work item and its facts. The row as it was."""

    def hold_destination(self, name: str, reason: str, now: datetime) -> None:
        """Nothing more goes there until it is released."""

    def release_destination(self, name: str) -> None:
        """Go on."""

    def held_reason(self, name: str) -> str | None:
        """Why the destination is held, or None while it is not."""

    def staff_name(self, staff: StaffId) -> str:
        """The name of who signed, also of somebody who left since; empty when it is not known."""

    def id_shown(self, sale: SaleId, line: LineId) -> ShownId | None:
        """The ID that was recorded for a line; None once its retention has ended."""

    # What comes

    def pull_mark(self, source: str) -> PullMark:
        """The stored mark, or an empty one."""

    def take(
        self,
        news: Sequence[FillNews],
        notes: Sequence[WorkNote],
        mark: PullMark | None,
        at: datetime,
    ) -> None:
        """Take what replaces what is held, open the work items, move the mark: together."""

    def ready_keys(self) -> frozenset[FillKey]:
        """The fills held as ready."""

    def mark_missing(self, key: FillKey, reason: str, at: datetime) -> None:
        """The PhMS no longer has the fill: keep the row, with why."""

    # For the counter: none of these blocks its caller

    def ask_fill(
        self, key: FillKey, told: Fill | None, done: Callable[[Fill | KnownFault | None], None]
    ) -> None:
        """The fill with the status that counts at this counter.

        `told` is what the PhMS just said, None asks the cache. A fill that this store has handed
        out is sold, one that the PhMS no longer has is cancelled, whatever else is known of it.
        """

    def keep(self, news: Sequence[FillNews], done: Callable[[KnownFault | None], None]) -> None:
        """`take` without waiting for it."""

    def keep_missing(
        self, key: FillKey, reason: str, at: datetime, done: Callable[[KnownFault | None], None]
    ) -> None:
        """`mark_missing` without waiting for it."""

    def ask_waiting(self, done: Callable[[WaitingCount | KnownFault], None]) -> None:
        """How many rows go by themselves, and how many wait for a person."""
