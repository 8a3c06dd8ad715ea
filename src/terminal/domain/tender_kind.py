"""What a tender is booked as: one name for each line of a day's totals (section 5)."""

from enum import Enum


class TenderKind(Enum):
    CASH = "CASH"
    CREDIT = "CREDIT"
    FSA_HSA = "FSA_HSA"
    HOUSE = "HOUSE"
    CHECK = "CHECK"
    EXTERNAL_BENEFIT = "EXTERNAL_BENEFIT"
    CHARITY_VOUCHER = "CHARITY_VOUCHER"
    OTHER = "OTHER"
