"""Prices with dates, open prices, departments and further barcodes, as a catalogue file tells them.

Rules that hold here:

1. Each of these columns may be missing from a file; then what the store knows of it stays.
2. A price without days is the regular one from now on; with `price_from` it is one for later, or
   for a while. A sale has both its days. Nothing of a date is guessed: 2026-11-30 and no other way.
3. A further barcode sells one piece, or as many as stand behind a star, for so many times the
   item's price or for the price behind the sign: `10012345678902*12=19.99`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from terminal.domain.barcode import Gtin, gtin
from terminal.domain.catalog import COUNTED, MAX_PIECES, Item
from terminal.domain.money import ZERO, Money
from terminal.domain.price_book import ALWAYS, DatedPrice, OpenPrice, PriceKind

DEPARTMENT: Final = "department"
PRICE_DAYS: Final = ("price_from", "price_to")
SALE: Final = ("sale_price", "sale_from", "sale_to")
OPEN_PRICE: Final = "open_price"
BARCODES: Final = "barcodes"
MAX_BARCODES: Final = 20
"""Of one item: more were a file whose columns slipped."""
MAX_PRICE: Final = Money(1_000_000)
"""10,000.00 USD: dearer than anything a pharmacy's shelf holds; a slip of the decimal point."""
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_BARCODE: Final = re.compile(
    r"(?P<code>\d{8,14})(?:\*(?P<pieces>\d{1,3}))?(?:=(?P<price>.+))?", re.ASCII
)
_DATED: Final = re.compile(r"([rs])(\d+)@([\d-]{10})(?:\.\.([\d-]{10}))?", re.ASCII)
_LETTERS: Final = {PriceKind.REGULAR: "r", PriceKind.SALE: "s"}
_KINDS: Final = {letter: kind for kind, letter in _LETTERS.items()}


@dataclass(frozen=True, slots=True)
class Barcode:
    """A further code of an item: how many pieces it sells, and what they cost together."""

    code: Gtin
    pieces: int = 1
    price: Money | None = None
    """None: as many times the price of one."""

    def __post_init__(self) -> None:
        if not 1 <= self.pieces <= MAX_PIECES:
            raise ValueError(f"a case holds 1 to {MAX_PIECES} pieces")
        if self.price is not None and self.pieces == 1:
            raise ValueError("only a case has a price of its own")


# --- a row of a file; each raises `ValueError` in words


def price_of(text: str, column: str = "price") -> Money | None:
    """None where the file leaves the price open."""
    if not text:
        return None
    try:
        price = Money.parse(text)
    except ValueError:
        raise ValueError(f"its {column} is not an amount like 12.34") from None
    if not ZERO < price <= MAX_PRICE:
        raise ValueError(f"its {column} is not between 0.01 and {MAX_PRICE}")
    return price


def dated_prices(row: Mapping[str, str], price: Money | None) -> tuple[DatedPrice, ...]:
    """What the row says of prices with days; `price` is the one of its price column."""
    found = (*_regular(row, price), *_sale(row))
    if found and _text(row, OPEN_PRICE):
        raise ValueError("what has an open_price has no other")
    return found


def _regular(row: Mapping[str, str], price: Money | None) -> tuple[DatedPrice, ...]:
    since, until = (_day(row, column) for column in PRICE_DAYS)
    if since is None:
        if until is not None:
            raise ValueError("its price_to stands without a price_from")
        return ()
    if price is None:
        raise ValueError("its price_from stands without a price")
    return (_dated(PriceKind.REGULAR, price, since, until, PRICE_DAYS[1]),)


def _sale(row: Mapping[str, str]) -> tuple[DatedPrice, ...]:
    price = price_of(_text(row, SALE[0]), SALE[0])
    since, until = (_day(row, column) for column in SALE[1:])
    if price is None and since is None and until is None:
        return ()
    if price is None or since is None or until is None:
        raise ValueError("a sale has sale_price, sale_from and sale_to")
    return (_dated(PriceKind.SALE, price, since, until, SALE[2]),)


def _dated(
    kind: PriceKind, price: Money, since: date, until: date | None, column: str
) -> DatedPrice:
    if until is not None and until < since:
        raise ValueError(f"its {column} lies before its first day")
    return DatedPrice(kind, price, since, until)


def has_days(row: Mapping[str, str]) -> bool:
    """Whether the price of this row is for days, and not the one from now on."""
    return bool(_text(row, PRICE_DAYS[0]))


def open_price(row: Mapping[str, str]) -> OpenPrice | None:
    text = _text(row, OPEN_PRICE)
    if not text:
        return None
    least, _, most = text.partition("-")
    try:
        limits = OpenPrice(Money.parse(least), Money.parse(most))
    except ValueError:
        raise ValueError("its open_price is no pair of amounts like 1.00-50.00") from None
    if limits.most > MAX_PRICE:
        raise ValueError(f"its open_price goes beyond {MAX_PRICE}")
    return limits


def department(row: Mapping[str, str]) -> str:
    return _text(row, DEPARTMENT)


def barcodes(row: Mapping[str, str], item: Item) -> tuple[Barcode, ...] | None:
    """The further codes of the item; None where the file knows nothing of them."""
    if BARCODES not in row:
        return None
    written = [each.strip() for each in _text(row, BARCODES).split(";") if each.strip()]
    if len(written) > MAX_BARCODES:
        raise ValueError(f"it has more than {MAX_BARCODES} barcodes")
    found = tuple(_barcode(each) for each in written)
    codes = [each.code for each in found]
    if len(set(codes)) < len(codes) or item.gtin in codes:
        raise ValueError("it names one of its barcodes twice")
    counted = item.pse is not None or COUNTED.intersection(item.classes)
    if counted and any(each.pieces > 1 for each in found):
        raise ValueError("goods that are counted by law are sold by the piece: no case of them")
    if item.open_price is not None and any(each.pieces > 1 for each in found):
        raise ValueError("what has an open price is sold by the piece: no case of it")
    return found


def _barcode(text: str) -> Barcode:
    found = _BARCODE.fullmatch(text)
    if found is None:
        raise ValueError("its barcodes are not like 012345678905;10012345678902*12=19.99")
    try:
        code = gtin(found["code"])
    except ValueError:
        raise ValueError(f"its barcode {found['code']} has a wrong length or check digit") from None
    return Barcode(code, int(found["pieces"] or 1), price_of(found["price"] or "", BARCODES))


def _day(row: Mapping[str, str], column: str) -> date | None:
    text = _text(row, column)
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or not _DAY.fullmatch(text):
        raise ValueError(f"its {column} is no day like 2026-11-30")
    return found


def _text(row: Mapping[str, str], column: str) -> str:
    text = row.get(column, "").strip()
    if not text.isprintable():
        raise ValueError(f"its {column} has characters that cannot be printed")
    return text


# --- a column of the store


def prices_text(prices: tuple[DatedPrice, ...]) -> str:
    """`r1299@2026-12-01;s999@2026-11-20..2026-11-27`; the price without days has a column."""
    return ";".join(_dated_text(each) for each in prices if each.since != ALWAYS)


def _dated_text(each: DatedPrice) -> str:
    until = "" if each.until is None else f"..{each.until.isoformat()}"
    return f"{_LETTERS[each.kind]}{each.price.cents}@{each.since.isoformat()}{until}"


def prices_from(text: str, base: Money | None) -> tuple[DatedPrice, ...]:
    """The price book of a row: nothing where it has no dates."""
    if not text:
        return ()
    always = () if base is None else (DatedPrice(PriceKind.REGULAR, base, ALWAYS),)
    return (*always, *(_dated_from(each) for each in text.split(";")))


def _dated_from(text: str) -> DatedPrice:
    found = _DATED.fullmatch(text)
    assert found is not None, "the store wrote it"
    kind, cents, since, until = found.groups()
    last = None if until is None else date.fromisoformat(until)
    return DatedPrice(_KINDS[kind], Money(int(cents)), date.fromisoformat(since), last)


def open_text(limits: OpenPrice | None) -> str:
    return "" if limits is None else f"{limits.least.cents}-{limits.most.cents}"


def open_from(text: str) -> OpenPrice | None:
    if not text:
        return None
    least, _, most = text.partition("-")
    return OpenPrice(Money(int(least)), Money(int(most)))
