"""Whether a fill may be handed out at all, whatever the obligations: the guards before pickup.

pickup-and-compliance.md sections 2 and 12; the payers' own return-to-stock limits are data that
widens RETURN_TO_STOCK_DAYS, the advice for an unknown payer.
"""

from datetime import date

from terminal.domain.policy import RETURN_TO_STOCK_DAYS, RETURN_TO_STOCK_WARNING_DAYS
from terminal.domain.prescription import ClaimState, Fill, FillStatus
from terminal.domain.refusal import Refusal, Why

_STATUS = {
    FillStatus.SOLD: Why.FILL_SOLD,
    FillStatus.ON_HOLD: Why.FILL_ON_HOLD,
    FillStatus.CANCELLED: Why.FILL_CANCELLED,
    FillStatus.PREPARING: Why.FILL_NOT_READY,
}
_CLAIM = {
    ClaimState.LIMBO: Why.CLAIM_UNDECIDED,
    ClaimState.REJECTED: Why.CLAIM_REJECTED,
}


def days_waiting(fill: Fill, day: date) -> int:
    """Whole days since the fill became ready; 0 when the PhMS does not say."""
    return 0 if fill.ready_since is None else (day - fill.ready_since.date()).days


def guard_of(fill: Fill, day: date) -> Refusal | None:
    """Why this fill cannot be handed out on `day`, or None when it can."""
    why = _STATUS.get(fill.status) or _CLAIM.get(fill.claim)
    if why is None and fill.copay is None:
        why = Why.NO_COPAY
    if why is None and fill.do_not_dispense_after is not None and day > fill.do_not_dispense_after:
        why = Why.TOO_LATE_TO_DISPENSE
    if why is None and days_waiting(fill, day) > RETURN_TO_STOCK_DAYS:
        why = Why.RETURN_TO_STOCK
    return None if why is None else Refusal(why, str(fill.key))


def soon_returned(fill: Fill, day: date) -> bool:
    """Whether the return-to-stock limit is close: a call is due."""
    return days_waiting(fill, day) >= RETURN_TO_STOCK_WARNING_DAYS
