"""Money in integer cents, with named rounding and splits that sum exactly.

No float enters or leaves (money-tax-iias.md section 1).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Self

_PLAIN: Final = re.compile(r"(?P<sign>-?)(?P<whole>\d{1,9})(?:\.(?P<cents>\d{2}))?", re.ASCII)
PPM: Final = 1_000_000
"""Tax rates are integer parts per million: 7 % is 70_000."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of US dollars, in cents; negative for refunds and coupons."""

    cents: int

    def __post_init__(self) -> None:
        if not isinstance(self.cents, int) or isinstance(self.cents, bool):
            raise TypeError("money is a whole number of cents")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `15`, `15.00` or `-0.05`; anything else is a ValueError."""
        match = _PLAIN.fullmatch(text.strip())
        if match is None:
            raise ValueError("not an amount like 12.34")
        cents = int(match["whole"]) * 100 + int(match["cents"] or 0)
        return cls(-cents if match["sign"] else cents)

    @classmethod
    def of_decimal(cls, value: Decimal) -> Self:
        """Take a decimal number of dollars that is a whole number of cents."""
        if not value.is_finite():
            raise ValueError("an amount is a finite number")
        cents = value * 100
        if cents != cents.to_integral_value():
            raise ValueError("an amount has at most two decimals")
        return cls(int(cents))

    def __add__(self, other: Self) -> Self:
        return type(self)(self.cents + other.cents)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.cents - other.cents)

    def __neg__(self) -> Self:
        return type(self)(-self.cents)

    def __mul__(self, times: int) -> Self:
        return type(self)(self.cents * times)

    def __bool__(self) -> bool:
        return self.cents != 0

    def __str__(self) -> str:
        """Digits with two decimals and no currency: `-0.05`, `1234.50`."""
        whole, cents = divmod(abs(self.cents), 100)
        return f"{'-' if self.cents < 0 else ''}{whole}.{cents:02}"


ZERO: Final = Money(0)


def total(amounts: Iterable[Money]) -> Money:
    return Money(sum(amount.cents for amount in amounts))


def at_rate_half_up(amount: Money, rate_ppm: int) -> Money:
    """`amount` times a rate in parts per million, rounded half-up (away from zero) to the cent."""
    raw = abs(amount.cents) * rate_ppm
    cents = (raw + PPM // 2) // PPM
    return Money(-cents if amount.cents < 0 else cents)


def apportion(amount: Money, bases: Sequence[Money]) -> tuple[Money, ...]:
    """Split `amount` over `bases` by largest remainder; ties go to the earlier base.

    The shares sum exactly to `amount` (money-tax-iias.md section 3). Bases are not negative and
    not all zero.
    """
    weight = sum(base.cents for base in bases)
    if weight <= 0 or any(base.cents < 0 for base in bases):
        raise ValueError("bases must be positive to split over")
    sign = -1 if amount.cents < 0 else 1
    pairs = [divmod(abs(amount.cents) * base.cents, weight) for base in bases]
    shares = [floor for floor, _ in pairs]
    rest = abs(amount.cents) - sum(shares)
    by_remainder = sorted(range(len(bases)), key=lambda index: (-pairs[index][1], index))
    for index in by_remainder[:rest]:
        shares[index] += 1
    return tuple(Money(sign * share) for share in shares)
