"""FSA/HSA amounts: what an eligible card may pay of a ticket, after every other tender.

The algorithm is money-tax-iias.md section 6.4. The law of all processors holds for each request:
0 <= Rx <= HealthCare <= amount. Sales tax on an eligible line belongs to its eligible amount.
"""

from dataclasses import dataclass
from typing import assert_never

from terminal.domain.catalog import Eligibility
from terminal.domain.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Buckets:
    """Net plus tax by kind of line: prescriptions, eligible over-the-counter goods, the rest."""

    rx: Money = ZERO
    otc: Money = ZERO
    none: Money = ZERO

    @classmethod
    def of(cls, eligibility: Eligibility, amount: Money) -> "Buckets":
        match eligibility:
            case Eligibility.RX:
                return cls(rx=amount)
            case Eligibility.HEALTHCARE_OTC:
                return cls(otc=amount)
            case Eligibility.NONE:
                return cls(none=amount)
            case _:
                assert_never(eligibility)

    def __add__(self, other: "Buckets") -> "Buckets":
        return Buckets(self.rx + other.rx, self.otc + other.otc, self.none + other.none)

    def __sub__(self, other: "Buckets") -> "Buckets":
        return Buckets(self.rx - other.rx, self.otc - other.otc, self.none - other.none)

    @property
    def total(self) -> Money:
        return self.rx + self.otc + self.none

    @property
    def eligible(self) -> Money:
        """HealthCare: floored at zero, since returns are negative lines."""
        return max(ZERO, self.rx + self.otc)

    @property
    def rx_eligible(self) -> Money:
        return min(max(ZERO, self.rx), self.eligible)


NOTHING = Buckets()


@dataclass(frozen=True, slots=True)
class FsaAmounts:
    """What a card request tells the host; nothing is attached when healthcare is zero."""

    healthcare: Money
    rx: Money

    def __post_init__(self) -> None:
        if not ZERO <= self.rx <= self.healthcare:
            raise ValueError("0 <= Rx <= HealthCare")


def fsa_request(remaining: Buckets, amount: Money) -> FsaAmounts:
    """The amounts to send with a card request of `amount`."""
    healthcare = min(remaining.eligible, amount)
    return FsaAmounts(healthcare, min(remaining.rx_eligible, healthcare))


def used_by_fsa(remaining: Buckets, amount: Money) -> Buckets:
    """What an FSA/HSA tender consumes: RX first, then OTC."""
    rx = _part(amount, remaining.rx)
    otc = _part(amount - rx, remaining.otc)
    return Buckets(rx, otc, amount - rx - otc)


def used_by_other(remaining: Buckets, amount: Money) -> Buckets:
    """What any other tender consumes: NONE, then OTC, then RX, keeping room for FSA."""
    none = _part(amount, remaining.none)
    otc = _part(amount - none, remaining.otc)
    return Buckets(amount - none - otc, otc, none)


def _part(amount: Money, bucket: Money) -> Money:
    return max(ZERO, min(amount, bucket))
