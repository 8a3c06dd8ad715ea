"""Coupons: what one says, which goods it is for, and what it is worth on a line.

Rules that hold here (money-tax-iias.md section 3; the GS1 coupon of application identifier 8110):

1. A coupon is for the goods of one company, told by the prefix of their number. It is bound to one
   line and takes at most that line's price off; no price ever becomes negative.
2. What is not read for certain is not taken: a coupon that asks for goods of two kinds, for a
   weight, or that gives anything but an amount is refused whole.
3. The old coupon in a UPC (number system 5) names its value by a table that was given up; whoever
   takes one types what is printed on it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from terminal.domain.money import ZERO, Money

UPC_COUPON: Final = "005"
"""How the GTIN-14 of a coupon begins that is printed as UPC."""
ANY_FAMILY: Final = "000"
MAX_VALUE: Final = Money(500_00)
"""No coupon of a drugstore is worth more; a mistyped value is caught here."""
_ANY: Final = "?"


@dataclass(frozen=True, slots=True)
class CouponCode:
    """What is read from a coupon. `prefix` begins the GTIN-13 of its goods; `?` is any digit."""

    code: str
    prefix: str
    save: Money | None = None
    """None: the value is only printed on it."""
    units: int = 1
    """How many pieces it asks for."""
    family: str = ANY_FAMILY
    """Which of the company's goods, by its own list, which is not known here."""
    serial: str = ""
    since: date | None = None
    until: date | None = None
    store: bool = False
    """A coupon of the store, not of a manufacturer."""

    def __post_init__(self) -> None:
        if not self.prefix or self.units < 1 or (self.save is not None and self.save <= ZERO):
            raise ValueError("a coupon is for somebody's goods and takes something off")

    def fits(self, gtin: str) -> bool:
        """Whether it is for the goods of this GTIN-14."""
        return all(
            want in (_ANY, digit) for want, digit in zip(self.prefix, gtin[1:], strict=False)
        )


@dataclass(frozen=True, slots=True)
class Coupon:
    """One on a line: `face` is what it says, `amount` what it takes off."""

    code: CouponCode
    face: Money
    amount: Money
    taxed: bool
    """The line is taxed as if the coupon were money (the rule of the state)."""
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CouponTerms:
    """Whether a manufacturer's coupon reduces what is taxed. A store's own always does."""

    reduces_tax: bool


def upc_coupon(gtin: str) -> CouponCode:
    """Of a GTIN-14 that begins with 005: the maker's five digits stand behind the 5."""
    return CouponCode(gtin, f"0{_ANY}{gtin[3:8]}", None, family=gtin[8:11])


def read_coupon(text: str) -> CouponCode | None:
    """The element string behind 8110; None where the counter cannot read all that it asks for."""
    if not (text.isascii() and text.isdigit()) or len(text) > _LONGEST:
        return None
    try:
        return _read(_Digits(text), text)
    except ValueError:
        return None


_LONGEST: Final = 70
"""Digits of the longest coupon."""
_UNITS: Final = "0"
_CENTS_OFF: Final = "00"


class _Digits:
    """What is left of the digits."""

    def __init__(self, text: str) -> None:
        self._left = text

    def __bool__(self) -> bool:
        return bool(self._left)

    def take(self, count: int) -> str:
        if len(self._left) < count:
            raise ValueError("the coupon is cut short")
        taken, self._left = self._left[:count], self._left[count:]
        return taken

    def sized(self, add: int, least: int, most: int) -> str:
        """A field behind a digit that gives its length, less `add`."""
        length = int(self.take(1))
        if not least <= length <= most:
            raise ValueError("a length that no such field has")
        return self.take(length + add)


def _read(digits: _Digits, text: str) -> CouponCode:
    prefix = digits.sized(6, 0, 6)
    digits.take(6)  # the offer
    save = Money(int(digits.sized(0, 1, 5)))
    units = int(digits.sized(0, 1, 5))
    if digits.take(1) != _UNITS:
        raise ValueError("it asks for an amount or a weight")
    family = digits.take(3)
    since = until = None
    serial, store, last = "", False, 0
    while digits:
        field = int(digits.take(1))
        if field <= last or field not in (3, 4, 5, 6, 9):
            raise ValueError("it asks for goods of two kinds, or its fields are out of order")
        last = field
        match field:
            case 3:
                until = _date(digits.take(6))
            case 4:
                since = _date(digits.take(6))
            case 5:
                serial = digits.sized(6, 0, 9)
            case 6:
                digits.sized(6, 1, 7)
            case _:
                if digits.take(2) != _CENTS_OFF:
                    raise ValueError("it gives something else than an amount off its goods")
                store = digits.take(2)[0] == "1"  # behind it: whether it may be doubled; never
    return CouponCode(text, prefix, save, units, family, serial, since, until, store)


def _date(text: str) -> date:
    """YYMMDD of this century. Raises `ValueError`."""
    return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
