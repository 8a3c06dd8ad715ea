"""How long a bag may wait before its claim is taken back, by payer (section 12).

Rules that hold here:

1. The clock starts when the claim was adjudicated, or the fill was made, as the payer has it. What
   the PhMS did not tell is taken as the earliest day that is known, so that no claim waits longer.
2. Of several rows that speak of a payer, the earliest end counts. A payer of whom none speaks has
   the window for unknown payers. Rows of the store end it earlier, never later.
3. Business days leave out Saturdays, Sundays and the days of the row's calendar. The last of them
   is the last day: a weekend behind it does not count. A store's own holidays close nothing here.
4. What the patient pays alone has no claim: only the store's own rows speak of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final

from terminal.domain.payer import Payer
from terminal.domain.prescription import ClaimState, Fill
from terminal.domain.rules import FEDERAL, STORE, Rule, RuleBook

WARNING_DAYS: Final = 2
"""A call is due so many days of the row's kind before its last one (section 12)."""
LONGEST: Final = 60
"""No payer waits longer; a longer window was mistyped."""
_DAY: Final = timedelta(days=1)


class DayKind(Enum):
    CALENDAR = "calendar"
    BUSINESS = "business"


class ClockStart(Enum):
    ADJUDICATED = "adjudicated"
    FILLED = "filled"


@dataclass(frozen=True, slots=True)
class ReturnToStockTerms:
    """Whom it is about: every payer, or one that fits each of the lists that is not empty."""

    days: int
    day_kind: DayKind = DayKind.CALENDAR
    calendar: str = ""
    start: ClockStart = ClockStart.ADJUDICATED
    payers: tuple[str, ...] = ()
    bins: tuple[str, ...] = ()
    pcns: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.days <= LONGEST:
            raise ValueError(f"days: a window has 1 to {LONGEST} days")
        if (self.day_kind is DayKind.BUSINESS) != bool(self.calendar):
            raise ValueError("business days need a calendar of holidays, and only they have one")

    @property
    def names_a_payer(self) -> bool:
        return bool(self.payers or self.bins or self.pcns or self.groups)

    def speaks_of(self, payer: Payer) -> bool:
        return (
            (not self.payers or any(payer.is_called(each) for each in self.payers))
            and (not self.bins or payer.bin in self.bins)
            and (not self.pcns or payer.pcn.upper() in self.pcns)
            and (not self.groups or payer.group.upper() in self.groups)
        )


@dataclass(frozen=True, slots=True)
class HolidayTerms:
    """Days of a calendar that are no business days."""

    calendar: str
    days: tuple[date, ...]

    def __post_init__(self) -> None:
        if not self.calendar or not self.days:
            raise ValueError("a holiday row names its calendar and its days")


UNKNOWN_PAYER: Final[Rule[ReturnToStockTerms]] = Rule(
    "us-return-to-stock",
    FEDERAL,
    date(2020, 1, 1),
    None,
    "Advice of PAAS National for a payer whose window is not known",
    "A claim is reversed when its bag has waited 10 days.",
    False,
    ReturnToStockTerms(10),
)
"""Counts where the rule files say nothing at all: no missing file opens the window."""


@dataclass(frozen=True, slots=True)
class ReturnWindow:
    """When a fill goes back: the last day on which it may be sold, and from when to call."""

    last_day: date
    call_from: date
    rules: tuple[Rule[ReturnToStockTerms], ...]
    """The rows that end it."""

    def over(self, day: date) -> bool:
        return day > self.last_day

    def call_due(self, day: date) -> bool:
        """RTS_WARNING: the window is open, and ends soon."""
        return self.call_from <= day <= self.last_day


def window_of(fill: Fill, book: RuleBook, day: date) -> ReturnWindow | None:
    """The fill's window by the rows in force on `day`; None when no clock runs.

    That is: it waits for no claim, or nothing tells since when it waits.
    """
    rules = tuple(rules_for(fill, book, day))
    ends = [(rule, start) for rule in rules if (start := _start(fill, rule.terms, day))]
    if not ends:
        return None
    closed = {rule.terms.calendar: _closed(rule.terms, book, day) for rule, _ in ends}
    last = {r.ref: _end(r.terms, s, r.terms.days, closed[r.terms.calendar]) for r, s in ends}
    calls = (
        _end(r.terms, s, max(0, r.terms.days - WARNING_DAYS), closed[r.terms.calendar])
        for r, s in ends
    )
    last_day = min(last.values())
    ending = tuple(rule for rule, _ in ends if last[rule.ref] == last_day)
    return ReturnWindow(last_day, min(calls), ending)


def rules_for(fill: Fill, book: RuleBook, day: date) -> Iterator[Rule[ReturnToStockTerms]]:
    rows = book.in_force(ReturnToStockTerms, day)
    if fill.claim is ClaimState.CASH:
        yield from (r for r in rows if r.jurisdiction == STORE and not r.terms.names_a_payer)
        return
    speaking = [rule for rule in rows if rule.terms.speaks_of(fill.payer)]
    yield from (rule for rule in speaking if not rule.speaks_law)
    others = [rule for rule in speaking if rule.speaks_law]
    own = [rule for rule in others if rule.terms.names_a_payer]
    yield from own or others or [UNKNOWN_PAYER]


def _start(fill: Fill, terms: ReturnToStockTerms, day: date) -> date | None:
    """Since when the clock runs; a day to come is a slip of whoever told it."""
    ready = None if fill.ready_since is None else fill.ready_since.date()
    told = fill.adjudicated if terms.start is ClockStart.ADJUDICATED else fill.filled
    if told is not None and told <= day:
        return told
    known = [each for each in (fill.adjudicated, fill.filled, ready) if each and each <= day]
    return min(known, default=None)


def _closed(terms: ReturnToStockTerms, book: RuleBook, day: date) -> frozenset[date]:
    """The holidays of the row's calendar; those of a store would let a claim wait longer."""
    rows = (rule for rule in book.in_force(HolidayTerms, day) if rule.speaks_law)
    return frozenset(
        each for rule in rows if rule.terms.calendar == terms.calendar for each in rule.terms.days
    )


def _end(terms: ReturnToStockTerms, start: date, count: int, closed: frozenset[date]) -> date:
    """The `count`th day of the row's kind after `start`."""
    if terms.day_kind is DayKind.CALENDAR:
        return start + timedelta(days=count)
    end = start
    while count:
        end += _DAY
        count -= end.weekday() < 5 and end not in closed  # Monday is 0
    return end
