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
    cents = [base.cents for base in bases]
    if any(base < 0 for base in cents) or not any(cents):
        raise ValueError("bases must be positive to split over")
    sign = -1 if amount.cents < 0 else 1
    return tuple(Money(sign * share) for share in apportion_cents(abs(amount.cents), cents))


def apportion_cents(amount: int, bases: Sequence[int]) -> list[int]:
    """The same in plain numbers, none of them negative and some base positive: for long tickets."""
    return _largest_remainder(amount, amount, bases, sum(bases))


def apportion_rate(amount: int, rate_ppm: int, bases: Sequence[int]) -> list[int]:
    """Split `amount`, which is `rate_ppm` of all bases rounded to the cent, by largest remainder.

    Each share is worked out from the rate itself and not from the rounded amount: so a base that is
    added moves one cent elsewhere at most, where it would move some on every tenth line.
    """
    return _largest_remainder(amount, rate_ppm, bases, PPM)


def _largest_remainder(amount: int, times: int, bases: Sequence[int], parts: int) -> list[int]:
    """Shares of `times / parts` of each base; the largest remainders first, of equal ones the
    earlier, which sorting keeps.
    """
    exact = [times * base for base in bases]
    shares = [each // parts for each in exact]
    rest = amount - sum(shares)
    if rest:
        left = [each % parts for each in exact]
        for index in sorted(range(len(bases)), key=left.__getitem__, reverse=True)[:rest]:
            shares[index] += 1
    return shares
