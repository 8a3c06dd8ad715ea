"""What a tender is booked as: one name for each line of a day's totals (section 5)."""

from enum import Enum
from typing import Final


class TenderKind(Enum):
    CASH = "CASH"
    CREDIT = "CREDIT"
    FSA_HSA = "FSA_HSA"
    EBT_SNAP = "EBT_SNAP"
    EBT_CASH = "EBT_CASH"
    DEBIT = "DEBIT"
    HOUSE = "HOUSE"
    CHECK = "CHECK"
    EXTERNAL_BENEFIT = "EXTERNAL_BENEFIT"
    CHARITY_VOUCHER = "CHARITY_VOUCHER"
    OTHER = "OTHER"


FOR_CERTAIN_GOODS: Final = frozenset({TenderKind.FSA_HSA, TenderKind.EBT_SNAP})
