"""What the tickets page lists and looks for: values alone.

A search tells by its form what it is for: `482` or `2-000482` is a ticket, `23.54` an amount,
`16:05` or `4:05 pm` a time of day, `10/12` a day; the last two go together.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from terminal.app.sheet import Sheet
from terminal.domain.identity import LaneId, SaleId, StaffId
from terminal.domain.money import Money
from terminal.domain.receipt_message import MessageOutcome, Via
from terminal.domain.receipt_wish import Wish
from terminal.domain.sale import Sale

GIFT_MARK: Final = "-G"
"""Behind the ticket's number in the barcode of a gift receipt."""
AROUND: Final = timedelta(minutes=15)
"""A customer who says when it was is right to a quarter of an hour."""
SHOWN: Final = 50

_TICKET: Final = re.compile(r"(?:(?P<lane>[0-9A-Za-z]{1,2})-)?(?P<number>\d{1,9})", re.ASCII)
_AMOUNT: Final = re.compile(r"\$?(\d{1,7}\.\d\d)", re.ASCII)
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d\d)\s?([ap]m?)?", re.ASCII | re.IGNORECASE)
_DAY: Final = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?", re.ASCII)
NOON: Final = 12


@dataclass(frozen=True, slots=True)
class TicketSought:
    """Which tickets: all of the lane when nothing is said. `since` <= closed < `before`."""

    lane: LaneId
    number: int | None = None
    amount: Money | None = None
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket that is over: sold, voided, or moved to another lane."""

    sale: SaleId
    number: int
    lane: LaneId
    at: datetime
    total: Money
    staff: StaffId
    voided: bool = False
    """Nothing of it was sold here: it has no paper."""
    moved: bool = False
    """Another lane goes on with it."""


@dataclass(frozen=True, slots=True)
class SentReceipt:
    """One of them; `outcome` None: it waits, or is on its way."""

    via: Via
    to: str
    """Masked."""
    outcome: MessageOutcome | None = None


@dataclass(frozen=True, slots=True)
class DrawnTicket:
    """A ticket read from the store, with its paper as it lies there for this wish."""

    sale: Sale = field(repr=False)
    at: datetime
    cashier: str
    wish: Wish
    sheet: Sheet = field(repr=False)
    messages: tuple[SentReceipt, ...] = ()
    """E-mails and text messages of it, in the order in which they were asked for."""


def sought_of(typed: str, lane: LaneId, today: date, zone: tzinfo) -> TicketSought | None:
    """What was typed; None: nobody can tell what it means."""
    text = typed.strip().removesuffix(GIFT_MARK).removesuffix(GIFT_MARK.lower())
    if not text:
        return TicketSought(lane)
    if found := _TICKET.fullmatch(text):
        return TicketSought(LaneId(found["lane"] or lane), number=int(found["number"]))
    if found := _AMOUNT.fullmatch(text):
        return TicketSought(lane, amount=Money.parse(found[1]))
    return _when(text, lane, today, zone)


def _when(text: str, lane: LaneId, today: date, zone: tzinfo) -> TicketSought | None:
    day, clock, rest = _DAY.search(text), _CLOCK.search(text), text
    for found in (day, clock):
        rest = rest.replace(found[0], "", 1) if found else rest
    if rest.strip() or not (day or clock):
        return None
    try:
        on = _day_of(day, today) if day else today
        at = _clock_of(clock) if clock else None
    except ValueError:
        return None
    if at is None:
        since = datetime.combine(on, time(), zone)
        before = datetime.combine(on + timedelta(days=1), time(), zone)
        return TicketSought(lane, since=since, before=before)
    middle = datetime.combine(on, at, zone)
    return TicketSought(lane, since=middle - AROUND, before=middle + AROUND)


def _day_of(found: re.Match[str], today: date) -> date:
    """Without its year it is the last such day. ValueError for 02/30."""
    month, day, year = int(found[1]), int(found[2]), found[3]
    if year:
        return date(int(year), month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year <= today else date(today.year - 1, month, day)


def _clock_of(found: re.Match[str]) -> time:
    hour, minute = int(found[1]), int(found[2])
    half = (found[3] or "").casefold()[:1]
    if half:
        if not 1 <= hour <= NOON:
            raise ValueError("the hour of a half day")
        hour = hour % NOON + (NOON if half == "p" else 0)
    return time(hour, minute)
