"""Cash rounding: on the cash part only, after tax, last; posted to its own account.

The US cent was last minted on 12 November 2025. The symmetrical digit table is Alabama's Act
2026-548; it is the default for other states (money-tax-iias.md section 4, *unconfirmed* there).
"""

from enum import Enum
from typing import Final

from terminal.domain.money import Money

ADJUSTMENT_BY_LAST_DIGIT: Final = (0, -1, -2, 2, 1, 0, -1, -2, 2, 1)


class CashRounding(Enum):
    OFF = "off"
    MANDATORY = "mandatory"
    PERMISSIVE_ON = "permissive, on"


def rounding_of(cash_due: Money, mode: CashRounding) -> Money:
    """What is added to the exact cash due (negative: taken off)."""
    if mode is CashRounding.OFF:
        return Money(0)
    sign = -1 if cash_due.cents < 0 else 1
    return Money(sign * ADJUSTMENT_BY_LAST_DIGIT[abs(cash_due.cents) % 10])
