"""Cash rounding: on the cash part only, after tax, last; posted to its own account.

Rules that hold here (money-tax-iias.md section 4):

1. Where a state's row is mandatory, cash is rounded, whatever the store has set. Elsewhere the
   store decides; no row can make it round less than its state asks for.
2. The digit table is that of the state's row; a row without one takes Alabama's symmetrical table.
3. Cash that goes back is rounded by the same table, unless the row in force says otherwise.
4. Tax and the total of the sale never change; no other tender is ever rounded.

The US cent was last minted on 12 November 2025.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from terminal.domain.money import ZERO, Money
from terminal.domain.rules import STORE, Rule, RuleBook

ADJUSTMENT_BY_LAST_DIGIT: Final = (0, -1, -2, 2, 1, 0, -1, -2, 2, 1)
"""Alabama's Act 2026-548; the default for every other state, *unconfirmed* there."""


class CashRounding(Enum):
    """What the store has set."""

    OFF = "off"
    MANDATORY = "mandatory"
    PERMISSIVE_ON = "permissive, on"


class RoundingStatus(Enum):
    """What a row says of a state."""

    MANDATORY = "mandatory"
    PERMISSIVE = "permissive"
    OFF = "off"
    """No rule is known; the store may switch it on where that is lawful."""


@dataclass(frozen=True, slots=True)
class RoundingTerms:
    """`digits`: what is added to the cash due by its last digit, in cents; none: Alabama's."""

    status: RoundingStatus
    digits: tuple[int, ...] = ()
    refunds: bool = True

    def __post_init__(self) -> None:
        if not self.digits:
            return
        if len(self.digits) != len(ADJUSTMENT_BY_LAST_DIGIT):
            raise ValueError("a digit table has ten adjustments, for the last digits 0 to 9")
        if any((digit + cents) % 5 for digit, cents in enumerate(self.digits)):
            raise ValueError("a digit table rounds each last digit to 0 or 5")
        if any(abs(cents) >= 5 for cents in self.digits):
            raise ValueError("a digit table moves an amount by less than 5 cents")


@dataclass(frozen=True, slots=True)
class Rounding:
    """How cash is rounded here today, and which rows say so."""

    on: bool
    digits: tuple[int, ...] = ADJUSTMENT_BY_LAST_DIGIT
    refunds: bool = True
    rules: tuple[Rule[RoundingTerms], ...] = ()

    def of(self, cash_due: Money) -> Money:
        """What is added to the exact cash due (negative: taken off)."""
        if not self.on or (cash_due < ZERO and not self.refunds):
            return ZERO
        return _adjusted(cash_due, self.digits)


def rounding_here(book: RuleBook, day: date, store: CashRounding) -> Rounding:
    """`store`: what the store has set for itself."""
    rules = book.in_force(RoundingTerms, day)
    must = any(rule.terms.status is RoundingStatus.MANDATORY for rule in rules)
    told = [rule for rule in rules if rule.jurisdiction != STORE] or list(rules)
    return Rounding(
        must or store is not CashRounding.OFF,
        next((rule.terms.digits for rule in told if rule.terms.digits), ADJUSTMENT_BY_LAST_DIGIT),
        all(rule.terms.refunds for rule in told),
        rules,
    )


def _adjusted(cash_due: Money, digits: Sequence[int]) -> Money:
    sign = -1 if cash_due < ZERO else 1
    return Money(sign * digits[abs(cash_due.cents) % 10])
