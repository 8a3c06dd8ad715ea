"""Bags that nobody has picked up: by age, and what came of a call (sections 2 and 12)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

from terminal.domain.prescription import Fill
from terminal.domain.return_to_stock import window_of
from terminal.domain.rules import RuleBook


class UnclaimedList(Enum):
    """The work lists. Ages count from the moment the bag was ready."""

    ALL = "all"
    TWO_DAYS = "48 to 72 hours"
    WEEK = "7 days"
    TEN_DAYS = "10 days"
    FORTNIGHT = "14 days"
    RETURNS = "back to stock"
    NO_BIN = "no bin"

    @property
    def ages(self) -> tuple[timedelta, timedelta | None]:
        """From which age, and up to which one (None: any), a bag is on the list."""
        return _AGES.get(self, (timedelta(0), None))


_AGES = {
    UnclaimedList.TWO_DAYS: (timedelta(hours=48), timedelta(hours=72)),
    UnclaimedList.WEEK: (timedelta(days=7), timedelta(days=10)),
    UnclaimedList.TEN_DAYS: (timedelta(days=10), timedelta(days=14)),
    UnclaimedList.FORTNIGHT: (timedelta(days=14), None),
}


class CallResult(Enum):
    WILL_COME = "will come"
    MESSAGE_LEFT = "message left"
    NO_ANSWER = "no answer"
    WRONG_NUMBER = "wrong number"
    NOT_WANTED = "not wanted"


@dataclass(frozen=True, slots=True)
class LastCall:
    at: datetime
    result: CallResult


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """One ready fill that waits, with the telephone of its patient."""

    fill: Fill
    phone: str = field(default="", repr=False)
    called: LastCall | None = None


def goes_back(fill: Fill, book: RuleBook, day: date) -> date | None:
    """The last day of a fill whose window ends soon or is over; None of any other."""
    window = window_of(fill, book, day)
    return window.last_day if window is not None and day >= window.call_from else None
