"""What only a person can settle: a work item, who may settle it, and how (phms-and-sync.md 8).

Rules that hold here:

1. An item is closed by a person's word alone; the word is a fact and stays in the journal.
2. Where a message to the PhMS was stopped, it is sent once more or was done there by hand; there is
   no third way out, or the PhMS would not know of the pickup for ever.
3. Everything but sending again is told in words: what was found, what was done. So is sending for a
   fill that was changed: somebody compared it (dispute.py).
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Final, NewType

WorkItemId = NewType("WorkItemId", str)
"""What opened it: the same trouble opens one item, however often it is met."""

SECOND_PICKUP: Final = "second_pickup_claim"
OVERSPENT: Final = "account_overspent"
PSE_DURESS: Final = "pse_duress"
PSE_EXCHANGE: Final = "pse_exchange"
PSE_RETURN: Final = "pse_return"
RECEIPT_NOT_SENT: Final = "receipt_not_sent"
RECEIPT_UNKNOWN: Final = "receipt_unknown"
OF_MESSAGES: Final = frozenset({RECEIPT_NOT_SENT, RECEIPT_UNKNOWN})
"""Of receipts by e-mail and text message: no business of the PhMS."""
OF_HEALTH: Final = frozenset(
    {
        SECOND_PICKUP,
        PSE_DURESS,
        PSE_EXCHANGE,
        PSE_RETURN,
        *("fill_changed_after_sale", "dispensed_on_reversed_claim", "dispensed_while_on_hold"),
    }
)
"""A pharmacist judges these: the wrong drug may be in somebody's hands."""


FILL_CHANGED: Final = "fill_changed_after_sale"


class Settlement(Enum):
    SENT_AGAIN = "sent again"
    SENT_AS_NOW = "sent as the fill is now"
    DONE_IN_PHMS = "done in the PhMS"
    PUT_RIGHT = "put right here"
    IN_ORDER = "in order as it is"


@dataclass(frozen=True, slots=True)
class WorkItem:
    """Something only a person can settle. `subject` names a fill, a ticket or an account."""

    id: WorkItemId
    kind: str
    subject: str
    detail: str = field(repr=False)
    opened_at: datetime
    stopped: bool = False
    """Its message to the PhMS does not go by itself any more."""
    message: str = ""
    """The key of that message, where it began with one."""

    @property
    def ways_out(self) -> tuple[Settlement, ...]:
        if self.kind in OF_MESSAGES:
            again = (Settlement.SENT_AGAIN,) if self.stopped else ()
            return *again, Settlement.IN_ORDER
        if self.stopped and self.kind == FILL_CHANGED:  # as it was it would only stop again
            return Settlement.SENT_AS_NOW, Settlement.DONE_IN_PHMS
        if self.stopped:
            return Settlement.SENT_AGAIN, Settlement.DONE_IN_PHMS
        return Settlement.DONE_IN_PHMS, Settlement.PUT_RIGHT, Settlement.IN_ORDER

    @property
    def of_health(self) -> bool:
        return self.kind in OF_HEALTH
