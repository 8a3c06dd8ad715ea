"""What happens to a till: opened, counted, paid in and out, taken over, closed.

The rules of facts.py hold. What tickets do to the cash is not recorded a second time: it follows
from their own facts (till_ledger.py).
"""

from dataclasses import dataclass
from datetime import date, datetime

from terminal.domain.cash_count import Counted
from terminal.domain.identity import LaneId, StaffId, TillId
from terminal.domain.money import Money
from terminal.domain.three_way import Side, Way


@dataclass(frozen=True, slots=True)
class TillOpened:
    """`amount` is the float. `expected` is what the close before had left; None: nothing known.

    `counted` is empty where nobody counts: a demo opens its till by itself.
    """

    till: TillId
    number: int
    lane: LaneId
    staff: StaffId
    day: date
    amount: Money
    counted: Counted
    expected: Money | None


@dataclass(frozen=True, slots=True)
class CashCounted:
    """The drawer was counted while the till goes on; `staff` answers for it, `by` counted."""

    till: TillId
    staff: StaffId
    by: StaffId
    amount: Money
    counted: Counted
    expected: Money


@dataclass(frozen=True, slots=True)
class PaidIn:
    till: TillId
    by: StaffId
    amount: Money
    reason: str


@dataclass(frozen=True, slots=True)
class PaidOut:
    till: TillId
    by: StaffId
    amount: Money
    reason: str


@dataclass(frozen=True, slots=True)
class SafeDropped:
    """Cash went from the drawer into the safe; `bag` is the number on its bag, if it has one."""

    till: TillId
    by: StaffId
    amount: Money
    bag: str


@dataclass(frozen=True, slots=True)
class TillTakenOver:
    """Another person answers for the till from now on.

    With a count, what was over or short is that of `before`, and the new person begins with
    `amount`. Without one (`amount` None) nobody can tell later whose it was.
    """

    till: TillId
    before: StaffId
    staff: StaffId
    amount: Money | None
    counted: Counted
    expected: Money


@dataclass(frozen=True, slots=True)
class TillClockAccepted:
    """The computer's clock went back while the till was open, and a person said why."""

    till: TillId
    by: StaffId
    before: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class TillClosed:
    """The Z: numbered as its till, once. `staff` answers for it, `by` closed it.

    `stays` is the next float, the rest (`deposit`) goes to the bank. `unsettled` is what was open
    and `reason` why it was closed all the same.
    """

    till: TillId
    number: int
    staff: StaffId
    by: StaffId
    day: date
    amount: Money
    counted: Counted
    expected: Money
    stays: Money
    deposit: Counted
    unsettled: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class TillTakingsShown:
    """Somebody who does not hold the open till chose to see what it took: a count by that person
    would not be blind (decision 33).
    """

    till: TillId
    by: StaffId


@dataclass(frozen=True, slots=True)
class DifferenceSettled:
    """A person settled what the three sides differed by; `about` names a fill or a batch.

    `till` is empty where none was open.
    """

    till: TillId
    by: StaffId
    side: Side
    way: Way
    key: str
    about: str
    amount: Money
    reason: str


TillFact = (
    TillOpened
    | CashCounted
    | PaidIn
    | PaidOut
    | SafeDropped
    | TillTakenOver
    | TillClockAccepted
    | TillClosed
    | DifferenceSettled
    | TillTakingsShown
)
"""Facts of one till session; replaying them with the facts of tickets gives the till again."""
