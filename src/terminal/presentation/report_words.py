"""What the keys of the reports are called; one that nobody has named yet reads as it is."""

from types import MappingProxyType
from typing import Final

from terminal.domain.money import Money
from terminal.presentation.text import sentence, tr

_DEPARTMENTS: Final = MappingProxyType(
    {
        "RX_DRUG": "Prescriptions",
        "OTC_DRUG": "Medicine without prescription",
        "MEDICAL_DEVICE": "Medical devices",
        "SUPPLEMENT": "Supplements",
        "FOOD": "Food",
        "CANDY": "Candy",
        "BEVERAGE": "Beverages",
        "GENERAL": "General goods",
        "TOBACCO": "Tobacco",
        "ALCOHOL": "Alcohol",
        "SERVICE": "Services",
        "GIFT_CARD": "Gift cards",
        "FEE": "Fees",
        "": "No longer kept",
    }
)
_TENDERS: Final = MappingProxyType(
    {
        "CASH": "Cash",
        "CREDIT": "Card",
        "DEBIT": "Debit card",
        "FSA_HSA": "FSA/HSA card",
        "EBT_SNAP": "EBT SNAP",
        "EBT_CASH": "EBT cash",
        "CHECK": "Check",
        "HOUSE": "House account",
        "GIFT": "Gift card",
        "EXTERNAL_BENEFIT": "Benefit card",
        "MEDICAID_COPAY_OWED": "Medicaid copay, owed",
        "CHARITY_VOUCHER": "Voucher",
        "OTHER": "Other",
        "": "No longer kept",
    }
)
_COPAYS: Final = MappingProxyType({"paid": "Paid", "owed": "Left owed", "waived": "Waived"})
_REDUCTIONS: Final = MappingProxyType(
    {
        "price": "Another price",
        "line": "Discount on a line",
        "ticket": "Discount on the ticket",
        "sale": "Sale price",
        "promotion": "Promotion",
        "store coupon": "Store coupon",
        "manufacturer coupon": "Manufacturer's coupon",
    }
)
_DEBTS: Final = MappingProxyType(
    {"account": "paid on a house account", "gift card": "put on a gift card"}
)
_TILL: Final = MappingProxyType(
    {
        "opened": "Opened, with its float",
        "counted": "Counted in between",
        "paid in": "Paid in",
        "paid out": "Paid out",
        "dropped": "Dropped into the safe",
        "taken over": "Taken over, counted",
        "taken over without a count": "Taken over without a count",
        "clock accepted": "A clock that went back, accepted",
        "difference settled": "Differences of a close settled",
        "closed": "Closed, counted",
        "deposited": "To the bank",
        "closed over what was open": "Closed over what was open",
    }
)
_VARIANCE: Final = MappingProxyType({"over": "Over", "short": "Short", "agreed": "Agreed"})
_COUNTS: Final = MappingProxyType(
    {"opening": "at the opening", "take-over": "at a take-over", "close": "at the close"}
)
_DRAWER: Final = MappingProxyType(
    {
        "cash": "For cash",
        "paper": "For a check or a voucher",
        "no sale": "No sale",
        "test": "Test",
        "opened unasked": "With its key, or by force",
        "till opening": "To open the till",
        "till count": "To count it",
        "paid in": "For cash paid in",
        "paid out": "For cash paid out",
        "safe drop": "For a drop into the safe",
        "till close": "To close the till",
    }
)
_BASKETS: Final = MappingProxyType(
    {
        "01": "1 item",
        "02": "2 items",
        "03": "3 items",
        "04": "4 items",
        "05": "5 items",
        "06": "6 to 10",
        "11": "11 to 20",
        "21": "21 and more",
    }
)


def department(key: str) -> str:
    return _named(_DEPARTMENTS, key)


def tender(key: str) -> str:
    return _named(_TENDERS, key)


def copay(key: str) -> str:
    return _named(_COPAYS, key)


def reduction(key: str) -> str:
    return _named(_REDUCTIONS, key)


def debt(key: str) -> str:
    """Of what was paid, the part that bought nothing: `of it put on a gift card`."""
    known = _DEBTS.get(key)
    return tr("of it {what}", what=key if known is None else tr(known))


def till(key: str) -> str:
    return _named(_TILL, key)


def place_in_day(key: str) -> int:
    """In the order in which a day does it; what nobody has named yet comes last."""
    return list(_TILL).index(key) if key in _TILL else len(_TILL)


def variance(key: str) -> str:
    return _named(_VARIANCE, key)


def count(key: str) -> str:
    return _named(_COUNTS, key)


def opening(key: str) -> str:
    return _named(_DRAWER, key)


def basket(key: str) -> str:
    return _named(_BASKETS, key)


def age(days: int | None) -> str:
    """How long a bag waits."""
    if days is None:
        return tr("The PhMS does not say")
    if days == 0:
        return tr("Less than 2 days")
    return tr("{n} days or more", n=days) if days == OLDEST else tr("{n} days", n=days)


OLDEST: Final = 14


def _named(names: MappingProxyType[str, str], key: str) -> str:
    known = names.get(key)
    return sentence(key.replace("_", " ").lower()) if known is None else tr(known)


def dollars(money: Money) -> str:
    """`1,234.50`: sums are longer than the amounts of a ticket."""
    whole, cents = divmod(abs(money.cents), 100)
    return f"{'-' if money.cents < 0 else ''}{whole:,}.{cents:02}"


def rate(ppm: int) -> str:
    """`7.25 %`"""
    whole, part = divmod(ppm, 10_000)
    digits = f"{part:04}".rstrip("0")
    return f"{whole}.{digits} %" if digits else f"{whole} %"


def average(amount: Money, count: int) -> Money:
    """Rounded half up to the cent; nothing of nothing."""
    return Money((2 * amount.cents + count) // (2 * count)) if count else amount


def tenths(value: int, count: int) -> str:
    """`2.3` of each, rounded half up."""
    whole, part = divmod((20 * value + count) // (2 * count), 10) if count else (0, 0)
    return f"{whole}.{part}"


def change(now: int, before: int) -> str:
    """`+12 %`, rounded down in size; nothing where there was nothing to compare with."""
    if before <= 0:
        return ""
    percent = abs(now - before) * 100 // before
    return f"{'-' if now < before else '+'}{percent} %"
