"""Whether a fill may be handed out at all, whatever the obligations: the guards before pickup.

Rules that hold here (pickup-and-compliance.md sections 2, 12 and 13):

1. A guard looks at the fill as it was last told and at the rows in force, so it holds offline too.
2. After the last day that the PhMS names (REMS) nobody lets a fill go.
3. A pharmacist may answer, with a reason, for a return-to-stock window that is over, and for a
   recall where the lot is not known. What was answered for is on the ticket (`released`).
"""

from datetime import date
from enum import Enum
from typing import Final

from terminal.domain.prescription import ClaimState, Fill, FillStatus
from terminal.domain.recall import recall_of
from terminal.domain.refusal import Refusal, Why
from terminal.domain.return_to_stock import window_of
from terminal.domain.rules import Rule, RuleBook

_STATUS: Final = {
    FillStatus.SOLD: Why.FILL_SOLD,
    FillStatus.ON_HOLD: Why.FILL_ON_HOLD,
    FillStatus.CANCELLED: Why.FILL_CANCELLED,
    FillStatus.PREPARING: Why.FILL_NOT_READY,
}
_CLAIM: Final = {
    ClaimState.LIMBO: Why.CLAIM_UNDECIDED,
    ClaimState.REJECTED: Why.CLAIM_REJECTED,
    ClaimState.REVERSED: Why.CLAIM_REVERSED,
}


class Stop(Enum):
    """What a pharmacist may answer for."""

    RETURN_TO_STOCK = "return to stock"
    LOT_UNKNOWN = "lot unknown"


STOPS: Final = {Why.RETURN_TO_STOCK: Stop.RETURN_TO_STOCK, Why.LOT_UNKNOWN: Stop.LOT_UNKNOWN}
NOTHING_RELEASED: Final[frozenset[Stop]] = frozenset()


def days_waiting(fill: Fill, day: date) -> int:
    """Whole days since the fill became ready; 0 when the PhMS does not say."""
    return 0 if fill.ready_since is None else max(0, (day - fill.ready_since.date()).days)


def guard_of(
    fill: Fill, day: date, book: RuleBook, released: frozenset[Stop] = NOTHING_RELEASED
) -> Refusal | None:
    """Why this fill cannot be handed out on the store's local date `day`, or None when it can."""
    why = (
        _STATUS.get(fill.status)
        or _CLAIM.get(fill.claim)
        or (Why.NO_COPAY if fill.copay is None else None)
        or _too_late(fill, day)
        or _recalled(fill, day, book, released)
        or _waited(fill, day, book, released)
    )
    return None if why is None else Refusal(why, str(fill.key))


def last_chance(fill: Fill, day: date) -> bool:
    """Whether this is the last day on which it may be handed out."""
    return fill.do_not_dispense_after == day


def rules_of(stop: Stop, fill: Fill, day: date, book: RuleBook) -> tuple[Rule[object], ...]:
    """The rows that stop it."""
    if stop is Stop.LOT_UNKNOWN:
        recall = recall_of(fill, book, day)
        return () if recall is None else recall.rules
    window = window_of(fill, book, day)
    return () if window is None else window.rules


def _too_late(fill: Fill, day: date) -> Why | None:
    last = fill.do_not_dispense_after
    return Why.TOO_LATE_TO_DISPENSE if last is not None and day > last else None


def _recalled(fill: Fill, day: date, book: RuleBook, released: frozenset[Stop]) -> Why | None:
    recall = recall_of(fill, book, day)
    if recall is None:
        return None
    if recall.certain:
        return Why.LOT_RECALLED
    return None if Stop.LOT_UNKNOWN in released else Why.LOT_UNKNOWN


def _waited(fill: Fill, day: date, book: RuleBook, released: frozenset[Stop]) -> Why | None:
    window = window_of(fill, book, day)
    if window is None or not window.over(day) or Stop.RETURN_TO_STOCK in released:
        return None
    return Why.RETURN_TO_STOCK
