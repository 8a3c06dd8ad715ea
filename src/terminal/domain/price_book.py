"""The prices of an item over time: which one is in force on a day, and which comes next.

Rules that hold here:

1. A price holds from its first day to the end of its last one, by the store's own calendar.
2. Of regular prices that hold on one day the one that began last counts; when it ends, the one
   before it is back. Of sales the lowest counts, and only if it is lower than the regular price.
3. Nothing is switched at midnight: the price is asked for a day, so it changes with the day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final, NamedTuple

from terminal.domain.money import ZERO, Money

MAX_PRICES: Final = 24
"""Dated prices of one item: two years of monthly ones."""
ALWAYS: Final = date.min
"""The first day of a price that has none."""


class PriceKind(Enum):
    REGULAR = "regular"
    SALE = "sale"


@dataclass(frozen=True, slots=True)
class DatedPrice:
    """One row of the price book; without `until` it holds until another replaces it."""

    kind: PriceKind
    price: Money
    since: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.price < ZERO:
            raise ValueError("a price is not negative")
        if self.until is not None and self.until < self.since:
            raise ValueError("a price ends on or after the day it begins")
        if self.kind is PriceKind.SALE and self.until is None:
            raise ValueError("a sale has a last day")

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class OpenPrice:
    """Between which amounts a price that is asked at the counter may lie."""

    least: Money
    most: Money

    def __post_init__(self) -> None:
        if not ZERO < self.least <= self.most:
            raise ValueError("an open price has a least and a most, above 0.00 and in this order")

    def holds(self, price: Money) -> bool:
        return self.least <= price <= self.most


class PriceNow(NamedTuple):
    """`regular` is there while `price` is that of a sale."""

    price: Money | None
    regular: Money | None = None


def price_on(prices: Iterable[DatedPrice], day: date) -> PriceNow:
    in_force = [each for each in prices if each.in_force(day)]
    regular = [each for each in in_force if each.kind is PriceKind.REGULAR]
    sales = [each.price for each in in_force if each.kind is PriceKind.SALE]
    price = max(regular, key=lambda each: each.since).price if regular else None
    if not sales or (price is not None and min(sales) >= price):
        return PriceNow(price)
    return PriceNow(min(sales), price)


def next_change(prices: Sequence[DatedPrice], day: date) -> tuple[date, PriceNow] | None:
    now = price_on(prices, day)
    starts = {each.since for each in prices}
    ends = {each.until + timedelta(days=1) for each in prices if each.until not in (None, date.max)}
    for then in sorted(each for each in starts | ends if each > day):
        found = price_on(prices, then)
        if found.price != now.price:
            return then, found
    return None
