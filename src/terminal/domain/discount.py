"""What comes off a price: given by a person, for one of the store's reasons, within a limit.

Rules that hold here (money-tax-iias.md section 3):

1. A prescription's copay is never discounted, and neither are gift cards; a discount on the whole
   ticket leaves fees out as well.
2. Nothing takes more off than there is, and never more than the limit under which it was given:
   also when the price that it stands on becomes smaller afterwards.
3. A discount on the ticket is spread by largest remainder; the shares sum exactly. Those of a
   percentage are of the percentage itself, so that a line more leaves the others as they were.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from terminal.domain.identity import LineId, StaffId
from terminal.domain.money import ZERO, Money, apportion_cents, apportion_rate, at_rate_half_up
from terminal.domain.staff import Role
from terminal.domain.tax import TaxCharge

WHOLE: Final = 10_000
"""All of a price, in hundredths of a percent."""
_PPM: Final = 100
MAX_REASONS: Final = 9
"""As many as there are keys for them."""


def percent_words(value: int) -> str:
    """Hundredths of a percent as `10 %` or `12.5 %`."""
    whole, rest = divmod(value, 100)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".") + " %"


class DiscountKind(Enum):
    PERCENT = "percent"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Discount:
    """`value` is hundredths of a percent, or cents; `most` the limit of who gave it."""

    kind: DiscountKind
    value: int
    reason: str
    by: StaffId
    most: int = WHOLE
    group: str = ""
    """The rate group of the customer that it is the rate of; `by` is who saw the proof."""
    leaves_out: tuple[str, ...] = ()
    """Departments that bear none of it."""
    holder: str = ""
    """The number of the employee whose rate it is."""

    def __post_init__(self) -> None:
        if self.value <= 0 or not 0 < self.most <= WHOLE:
            raise ValueError("a discount takes something off, and at most all of it")
        if self.kind is DiscountKind.PERCENT and self.value > WHOLE:
            raise ValueError("a discount takes at most 100 % off")
        if not self.reason:
            raise ValueError("a discount has a reason")

    @property
    def words(self) -> str:
        """`10 % off`, or `off`: how much an amount is stands beside it."""
        return f"{percent_words(self.value)} off" if self.kind is DiscountKind.PERCENT else "off"

    @property
    def rate_ppm(self) -> int:
        """What a percentage takes off, at most its limit."""
        return min(self.value, self.most) * _PPM

    def shares(self, bases: Sequence[int]) -> list[int]:
        """What each of these amounts bears, in cents, of all that it takes off them together."""
        amount = self.off(Money(sum(bases))).cents
        if self.kind is DiscountKind.PERCENT:
            return apportion_rate(amount, self.rate_ppm, bases)
        return apportion_cents(amount, bases)

    def off(self, price: Money) -> Money:
        """What it takes off `price`."""
        if self.kind is DiscountKind.PERCENT:
            return at_rate_half_up(price, self.rate_ppm)
        return min(Money(self.value), at_rate_half_up(price, self.most * _PPM))


@dataclass(frozen=True, slots=True)
class Override:
    """Why a line has another price than the shelf's, and who said so."""

    reason: str
    by: StaffId
    dearer: Money = ZERO
    """How much more the ticket cost by it than with the line as it was, promotions and all."""
    entered: Money | None = None
    """Of goods without a price of their own: what was entered when they were scanned."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one line bears of the ticket's discount, and its tax with it."""

    line: LineId
    amount: Money
    tax: TaxCharge


class Weekday(Enum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEK: Final = tuple(Weekday)
MAX_RATES: Final = 9
"""As many as there are keys for them."""
MAX_RATE_NAME: Final = 24
MAX_HOLDER: Final = 20


@dataclass(frozen=True, slots=True)
class RateGroup:
    """Customers who pay less: seniors on Tuesdays, employees with their number."""

    name: str
    percent: int
    days: tuple[Weekday, ...] = ()
    """On which days; none: on all."""
    leave_out: tuple[str, ...] = ()
    """Departments that keep their price."""
    asks_number: bool = False
    """The employee's number is asked for and recorded."""
    manager_signs: bool = False

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > MAX_RATE_NAME:
            raise ValueError(f"a rate group has a name of at most {MAX_RATE_NAME} letters")
        if not 1 <= self.percent <= 100:
            raise ValueError("the rate of a group is 1 to 100 percent")

    def holds_on(self, day: date) -> bool:
        return not self.days or WEEK[day.weekday()] in self.days

    def given(self, by: StaffId, holder: str) -> Discount:
        return Discount(
            DiscountKind.PERCENT,
            self.percent * (WHOLE // 100),
            self.name,
            by,
            group=self.name,
            leaves_out=self.leave_out,
            holder=holder,
        )


@dataclass(frozen=True, slots=True)
class DiscountPolicy:
    """The store's reasons, and how many percent each role may take off a price."""

    reasons: tuple[str, ...] = (
        "shelf label says less",
        "price match",
        "damaged or opened",
        "short date",
        "customer care",
    )
    cashier_percent: int = 10
    window_clerk_percent: int = 10
    pharmacist_percent: int = 20
    manager_percent: int = 100
    rates: tuple[RateGroup, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.reasons) <= MAX_REASONS or not all(map(str.strip, self.reasons)):
            raise ValueError(f"a store has 1 to {MAX_REASONS} reasons for a discount, none empty")
        if len(set(self.reasons)) != len(self.reasons):
            raise ValueError("each reason for a discount stands there once")
        if len({each.name for each in self.rates}) != len(self.rates):
            raise ValueError("each rate group has a name of its own")
        if len(self.rates) > MAX_RATES:
            raise ValueError(f"a store has at most {MAX_RATES} rate groups")
        if not all(0 <= percent <= 100 for percent in self._percents.values()):
            raise ValueError("a limit of discounts is 0 to 100 percent")

    @property
    def _percents(self) -> dict[Role, int]:
        return {
            Role.CASHIER: self.cashier_percent,
            Role.WINDOW_CLERK: self.window_clerk_percent,
            Role.PHARMACIST: self.pharmacist_percent,
            Role.MANAGER: self.manager_percent,
        }

    def most(self, role: Role) -> int:
        """The limit of this role, in hundredths of a percent."""
        return self._percents[role] * (WHOLE // 100)

    def rate(self, name: str) -> RateGroup | None:
        return next((each for each in self.rates if each.name == name), None)
