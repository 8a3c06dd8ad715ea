"""Money that is taken without selling anything: it pays a debt or makes one, and is no revenue.

Rules that hold here (money-tax-iias.md section 9):

1. A payment on account is a ticket of its own: nothing is sold on it, and nobody pays a debt by
   making another one. A gift card may be bought beside other things (gift.py).
2. It has no tax, and no FSA/HSA card pays it.
3. Nobody pays more than is owed.
"""

from dataclasses import dataclass
from enum import Enum

from terminal.domain.barcode import EntryMethod
from terminal.domain.identity import LineId
from terminal.domain.iias import Buckets
from terminal.domain.money import ZERO, Money
from terminal.domain.tax import NO_TAX, TaxCharge


class DepositKind(Enum):
    ACCOUNT = "account"  # `reference` is the house account
    GIFT_CARD = "gift card"  # `reference` is its last four digits


@dataclass(frozen=True, slots=True)
class DepositLine:
    id: LineId
    kind: DepositKind
    reference: str
    amount: Money
    voided: bool = False
    card: str = ""
    """Of a gift card: its digest."""
    before: Money = ZERO
    """What was on it."""

    @property
    def entry(self) -> EntryMethod:
        """Always by hand."""
        return EntryMethod.KEYED

    @property
    def net(self) -> Money:
        return self.amount

    @property
    def tax(self) -> TaxCharge:
        return NO_TAX

    @property
    def saved(self) -> Money:
        return ZERO

    @property
    def buckets(self) -> Buckets:
        return Buckets(none=self.amount)
