"""What may be done with a till: `decide_till(book, command) -> fact | Refusal`.

Rules that hold here:

1. Nothing is counted twice by a double press: a command that does not fit the till's state is
   refused.
2. Amounts are positive and of a size that a counter moves; more is a mistyped number.
3. Cash that moves without a ticket has a reason. A drop has none but the bag's number.
4. A close over something that is open has a reason too, and both are recorded.
5. No refusal depends on what should be in the drawer: nobody learns it from one.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, assert_never

from terminal.domain import till_facts as t
from terminal.domain.cash_count import MAX_COUNTED, Counted, amount_of, to_deposit
from terminal.domain.identity import LaneId, StaffId, TillId
from terminal.domain.money import ZERO, Money
from terminal.domain.refusal import Refusal, Why
from terminal.domain.three_way import Difference, Way, ways_of
from terminal.domain.till import Till, TillBook, till_id

MAX_MOVED: Final = Money(10_000_00)
"""Paid in, paid out or dropped at once."""
MAX_NOTE: Final = 120


@dataclass(frozen=True, slots=True)
class OpenTill:
    """`amount` where the float is not counted piece by piece."""

    lane: LaneId
    staff: StaffId
    day: date
    counted: Counted
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class CountCash:
    by: StaffId
    counted: Counted


@dataclass(frozen=True, slots=True)
class PayIn:
    by: StaffId
    amount: Money
    reason: str


@dataclass(frozen=True, slots=True)
class PayOut:
    by: StaffId
    amount: Money
    reason: str


@dataclass(frozen=True, slots=True)
class DropCash:
    by: StaffId
    amount: Money
    bag: str


@dataclass(frozen=True, slots=True)
class TakeTillOver:
    """`counted` None: without a count."""

    staff: StaffId
    counted: Counted | None


@dataclass(frozen=True, slots=True)
class AcceptClock:
    by: StaffId
    before: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class CloseTill:
    """`keeps`: what should stay as the next float."""

    by: StaffId
    day: date
    counted: Counted
    keeps: Money
    unsettled: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class SettleDifference:
    """`reason` where the way asks for one."""

    by: StaffId
    difference: Difference
    way: Way
    reason: str = ""


TillCommand = (
    OpenTill
    | CountCash
    | PayIn
    | PayOut
    | DropCash
    | TakeTillOver
    | AcceptClock
    | CloseTill
    | SettleDifference
)


def decide_till(book: TillBook, command: TillCommand) -> t.TillFact | Refusal:
    if isinstance(command, OpenTill):
        return _open(book, command)
    if isinstance(command, AcceptClock):
        return _accept_clock(book, command)
    if isinstance(command, SettleDifference):
        return _settle(book, command)
    if book.open is None:
        return Refusal(Why.TILL_NOT_OPEN)
    return _decide(book.open, command)


def _open(book: TillBook, command: OpenTill) -> t.TillOpened | Refusal:
    if book.open is not None:
        return Refusal(Why.TILL_IS_OPEN)
    amount = amount_of(command.counted) if command.amount is None else command.amount
    if not ZERO <= amount <= MAX_COUNTED:
        return Refusal(Why.TILL_AMOUNT)
    number = book.number + 1
    name = till_id(command.lane, number)
    return t.TillOpened(
        name,
        number,
        command.lane,
        command.staff,
        command.day,
        amount,
        command.counted,
        book.left,
    )


def _decide(
    till: Till,
    command: CountCash | PayIn | PayOut | DropCash | TakeTillOver | CloseTill,
) -> t.TillFact | Refusal:
    match command:
        case CountCash():
            counted = amount_of(command.counted)
            if counted > MAX_COUNTED:
                return Refusal(Why.TILL_AMOUNT)
            return t.CashCounted(
                till.id, till.staff, command.by, counted, command.counted, till.expected
            )
        case PayIn() | PayOut():
            refused = _wrong_amount(command.amount) or _wrong_reason(command.reason)
            if refused is not None:
                return refused
            kind = t.PaidIn if isinstance(command, PayIn) else t.PaidOut
            return kind(till.id, command.by, command.amount, command.reason.strip())
        case DropCash():
            refused = _wrong_amount(command.amount)
            if refused is not None:
                return refused
            return t.SafeDropped(
                till.id, command.by, command.amount, command.bag.strip()[:MAX_NOTE]
            )
        case TakeTillOver():
            return _take_over(till, command)
        case CloseTill():
            return _close(till, command)
        case _:
            assert_never(command)


def _accept_clock(book: TillBook, command: AcceptClock) -> t.TillClockAccepted | Refusal:
    """Also while no till is open: the next one is opened under that clock."""
    refused = _wrong_reason(command.reason)
    if refused is not None:
        return refused
    till = TillId("") if book.open is None else book.open.id
    return t.TillClockAccepted(till, command.by, command.before, command.reason.strip())


def _settle(book: TillBook, command: SettleDifference) -> t.DifferenceSettled | Refusal:
    """Also while no till is open. What is told no more has somebody's reason and name."""
    assert command.way in ways_of(command.difference), "what the page offered"
    refused = _wrong_reason(command.reason) if command.way.asks_why else None
    if refused is not None:
        return refused
    each = command.difference
    till = TillId("") if book.open is None else book.open.id
    return t.DifferenceSettled(
        till,
        command.by,
        each.side,
        command.way,
        each.key,
        each.about,
        each.amount,
        command.reason.strip(),
    )


def _take_over(till: Till, command: TakeTillOver) -> t.TillTakenOver | Refusal:
    if command.staff == till.staff:
        return Refusal(Why.TILL_IS_YOURS)
    counted = command.counted
    amount = None if counted is None else amount_of(counted)
    if amount is not None and amount > MAX_COUNTED:
        return Refusal(Why.TILL_AMOUNT)
    return t.TillTakenOver(till.id, till.staff, command.staff, amount, counted or (), till.expected)


def _close(till: Till, command: CloseTill) -> t.TillClosed | Refusal:
    amount = amount_of(command.counted)
    if amount > MAX_COUNTED:
        return Refusal(Why.TILL_AMOUNT)
    if command.unsettled and not command.reason.strip():
        return Refusal(Why.TILL_UNSETTLED)
    wrong = _wrong_reason(command.reason) if command.reason.strip() else None
    if wrong is not None:
        return wrong
    deposit = to_deposit(command.counted, command.keeps)
    return t.TillClosed(
        till.id,
        till.number,
        till.staff,
        command.by,
        command.day,
        amount,
        command.counted,
        till.expected,
        amount - amount_of(deposit),
        deposit,
        command.unsettled,
        command.reason.strip(),
    )


def _wrong_amount(amount: Money) -> Refusal | None:
    return None if ZERO < amount <= MAX_MOVED else Refusal(Why.TILL_AMOUNT)


def _wrong_reason(reason: str) -> Refusal | None:
    """Counts are typed on the same pages: a number alone is no reason."""
    text = reason.strip()
    if not text or len(text) > MAX_NOTE:
        return Refusal(Why.TILL_REASON)
    return None if any(map(str.isalpha, text)) else Refusal(Why.REASON_IN_WORDS)
