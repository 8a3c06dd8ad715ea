"""One session of a lane's till, by its facts and those of the tickets meanwhile.

Rules that hold here:

1. At most one session is open; its number is that of its Z, and none comes twice.
2. Totals are derived (till_ledger.py), never typed. What happens while no till is open belongs to
   no session; the journal has it all the same.
3. `staff` answers for the cash. Who takes over without a count is remembered with who left it.
4. Who counts has not seen what should be there: who chose to see it counts no more (decision 33).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from terminal.domain import facts as f
from terminal.domain import till_facts as t
from terminal.domain.identity import LaneId, StaffId, TillId
from terminal.domain.money import ZERO, Money
from terminal.domain.till_ledger import Account, Ledger, postings

CLOCK_TOLERANCE: Final = timedelta(minutes=2)
"""The system keeps its clock right by small steps, which may go backwards."""


@dataclass(frozen=True, slots=True)
class Till:
    """The open session. `shared_with`: who left it without a count, the first first."""

    id: TillId
    number: int
    lane: LaneId
    staff: StaffId
    day: date
    opened_at: datetime
    ledger: Ledger = field(default_factory=Ledger)
    shared_with: tuple[StaffId, ...] = ()
    shown_to: frozenset[StaffId] = frozenset()
    """Who chose to see what it took."""

    def takings_hidden(self, person: StaffId, until: date, *, oversees: bool) -> bool:
        """Whether a report up to that day leaves out what tells its cash. A manager without a till
        sees it anyway, and answers for counts that are not blind.
        """
        if until < self.day:
            return False
        return self.staff == person or not (oversees or person in self.shown_to)

    def may_count(self, person: StaffId, *, oversees: bool) -> bool:
        return oversees or person not in self.shown_to

    @property
    def expected(self) -> Money:
        """What should be in the drawer now; shown to nobody who is about to count."""
        return self.ledger.drawer

    @property
    def tickets(self) -> int:
        return self.ledger.times(Account.SALES)


@dataclass(frozen=True, slots=True)
class ClosedTill:
    """A session that is over, as its Z tells it."""

    till: Till
    closed: t.TillClosed
    closed_at: datetime

    @property
    def variance(self) -> Money:
        """More than expected is over, less is short."""
        return self.closed.amount - self.closed.expected


@dataclass(frozen=True, slots=True)
class TillBook:
    """What a lane knows of its till: the open session, or how the last one ended."""

    open: Till | None = None
    number: int = 0
    """The last one that was used."""
    left: Money | None = None
    """What the last close left in the drawer; None: there was none."""
    closed: ClosedTill | None = None
    """The last one that was closed since the program was started."""


def till_id(lane: LaneId, number: int) -> TillId:
    return TillId(f"{lane}-Z{number:05}")


def evolve(book: TillBook, fact: f.Fact, at: datetime) -> TillBook:
    """The book after a fact that was recorded at `at`."""
    if isinstance(fact, t.TillOpened):
        assert book.open is None, "one session at a time"
        new = Till(fact.till, fact.number, fact.lane, fact.staff, fact.day, at)
        return replace(book, open=_posted(new, fact), number=fact.number)
    if book.open is None:
        return book
    till = _posted(book.open, fact)
    match fact:
        case t.TillTakenOver():
            shared = () if fact.amount is not None else (*till.shared_with, fact.before)
            return replace(book, open=replace(till, staff=fact.staff, shared_with=shared))
        case t.TillTakingsShown():
            return replace(book, open=replace(till, shown_to=till.shown_to | {fact.by}))
        case t.TillClosed():
            over = ClosedTill(till, fact, at)
            return replace(book, open=None, left=fact.stays, closed=over)
        case _:
            return book if till is book.open else replace(book, open=till)


def replay(recorded: Iterable[tuple[f.Fact, datetime]]) -> TillBook:
    book = TillBook()
    for fact, at in recorded:
        book = evolve(book, fact, at)
    return book


def _posted(till: Till, fact: f.Fact) -> Till:
    moves = postings(fact)
    return replace(till, ledger=till.ledger.posted(moves)) if moves else till


@dataclass(frozen=True, slots=True)
class CountRow:
    """One count that tells about a person: at a take-over, in between, or at the close."""

    till: TillId
    kind: "CountKind"
    staff: StaffId
    at: datetime
    amount: Money
    expected: Money

    @property
    def variance(self) -> Money:
        return self.amount - self.expected


class CountKind(StrEnum):
    """A count in between changes nothing: its variance is in that of the close again."""

    BETWEEN = "between"
    TAKEN_OVER = "taken over"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PersonVariance:
    staff: StaffId
    counts: int
    over: Money
    short: Money

    @property
    def net(self) -> Money:
        return self.over + self.short


def by_person(rows: Iterable[CountRow]) -> tuple[PersonVariance, ...]:
    """What was over and short by who answered for it, the largest sum short first."""
    found: dict[StaffId, PersonVariance] = {}
    for row in rows:
        if row.kind is CountKind.BETWEEN:
            continue
        old = found.get(row.staff, PersonVariance(row.staff, 0, ZERO, ZERO))
        found[row.staff] = PersonVariance(
            row.staff,
            old.counts + 1,
            old.over + max(row.variance, ZERO),
            old.short + min(row.variance, ZERO),
        )
    return tuple(sorted(found.values(), key=lambda each: (each.short, each.staff)))
