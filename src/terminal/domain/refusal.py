"""The closed set of refusals: expected, a value, told to the person with the way out.

Their words stand in presentation/text.py; here is only what was refused.
"""

from dataclasses import dataclass
from enum import Enum, auto


class Why(Enum):
    TICKET_NOT_OPEN = auto()
    OTHER_TICKET_OPEN = auto()
    TICKET_FULL = auto()
    TICKET_TOO_LARGE = auto()
    TICKET_EMPTY = auto()
    QUANTITY_OUT_OF_RANGE = auto()
    QUANTITY_OF_A_FILL = auto()
    NO_SUCH_LINE = auto()
    LINE_PAID_FOR = auto()
    NO_PRICE = auto()
    NO_TAX_RULE = auto()
    RESTRICTED_PSE = auto()
    RESTRICTED_AGE = auto()
    FILL_ALREADY_HERE = auto()
    FILL_ON_OTHER_TICKET = auto()
    FILL_SOLD = auto()
    FILL_ON_HOLD = auto()
    FILL_CANCELLED = auto()
    FILL_NOT_READY = auto()
    FILL_UNKNOWN = auto()
    FILL_BEING_READ = auto()
    CLAIM_UNDECIDED = auto()
    CLAIM_REJECTED = auto()
    NO_COPAY = auto()
    TOO_LATE_TO_DISPENSE = auto()
    RETURN_TO_STOCK = auto()
    MEDICINE_CHANGED = auto()
    COPAY_CHANGED = auto()
    IDENTITY_OPEN = auto()
    PICKER_OPEN = auto()
    ALL_BAGS_SCANNED = auto()
    NOTHING_TO_COUNSEL = auto()
    NOTHING_TO_SIGN = auto()
    NOTE_MISSING = auto()
    SIGNATURE_EMPTY = auto()
    OBLIGATIONS_OPEN = auto()
    PAYMENT_PENDING = auto()
    NOTHING_DUE = auto()
    SOMETHING_DUE = auto()
    NOTHING_ELIGIBLE = auto()
    FSA_OFF = auto()
    FSA_NOT_ON_TERMINAL = auto()
    ELIGIBLE_NOT_ON_TERMINAL = auto()
    CASH_OUT_OF_RANGE = auto()
    TENDERS_TAKEN = auto()
    NO_SUCH_TENDER = auto()
    NOT_PENDING = auto()
    NOT_PERMITTED = auto()
    PHARMACIST_NEEDED = auto()
    ID_EXPIRED = auto()
    ID_NOT_TAKEN = auto()
    ID_INCOMPLETE = auto()
    ID_NOT_ASKED = auto()
    PATIENT_ONLY = auto()
    PICKER_NAME_OPEN = auto()
    NOTHING_TO_ANSWER = auto()
    FILL_STAYS = auto()


@dataclass(frozen=True, slots=True)
class Refusal:
    """`detail` names what it is about, where that helps: a fill, an amount. Never a person."""

    why: Why
    detail: str = ""
