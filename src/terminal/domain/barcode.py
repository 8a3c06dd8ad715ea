"""What a scanned or typed code means: goods, label, badge, ID card, coupon, or NotUnderstood.

Rules that hold here (scanners-printers-displays.md sections 4 to 8):

1. The AIM symbology identifier routes first; only then the characters are looked at.
2. A number that fails its check digit is refused, never repaired.
3. Two readings of one code are both kept; a person or the catalogue decides, never a guess.
4. A price or a name in a label is never used.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Final, NewType

from terminal.domain.coupon import UPC_COUPON, CouponCode, upc_coupon
from terminal.domain.id_card import IdCard, IdCardTrouble, is_id_card, read_id_card
from terminal.domain.ndc import NdcCandidate, ten_digit_readings, typed_readings
from terminal.domain.rx_mask import DEFAULT_RX_MASKS, RxMask

Gtin = NewType("Gtin", str)
"""A GTIN-14: 14 digits with a valid check digit; shorter forms are padded with zeros."""
RxNumber = NewType("RxNumber", str)

_GTIN_LENGTHS: Final = (8, 12, 13, 14)


class EntryMethod(Enum):
    SCANNED = "scanned"
    WEDGE = "wedge"
    """By a scanner that types: less is known of what it read."""
    KEYED = "keyed"


@dataclass(frozen=True, slots=True)
class RxLabel:
    """A prescription label: the number, and the fill when the label carries it."""

    rx: RxNumber
    fill: int | None


@dataclass(frozen=True, slots=True)
class GtinCode:
    """A retail code: one GTIN, or every reading of a number without symbology."""

    candidates: tuple[Gtin, ...]
    expires: date | None = None
    """The pack's last day (GS1 element 17), where its code gives one."""
    lot: str = ""
    serial: str = ""
    """GS1 elements 10 and 21, where the separators behind them survived."""
    ndc: str = ""
    """GS1 element 715, as it stands there: its layout is not told."""
    label: RxLabel | None = None
    """What else a number without symbology may be; looked for when no item has the code."""


@dataclass(frozen=True, slots=True)
class StaffBadge:
    number: str


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """`title` and `remedy` are for the person; the code itself is not kept."""

    title: str
    remedy: str
    of_goods: bool = False
    """The remedy is about goods: no help where only labels and ID cards are scanned."""


@dataclass(frozen=True, slots=True)
class TicketCode:
    """The barcode at the foot of our own receipts: `2-000482`."""

    number: str


@dataclass(frozen=True, slots=True)
class GiftCode:
    """A gift card of the store. Its number goes to the store's digest and nowhere else."""

    number: str = field(repr=False)


Meaning = (
    GtinCode | RxLabel | StaffBadge | TicketCode | IdCard | CouponCode | GiftCode | NotUnderstood
)


def check_digit(digits: str) -> str:
    """The GS1 check digit of `digits` (without one): weights 3, 1, 3 ... from the right."""
    weighted = sum(
        int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))
    )
    return str(-weighted % 10)


def is_gtin(text: str) -> bool:
    return (
        len(text) == 14 and text.isascii() and text.isdigit() and check_digit(text[:-1]) == text[-1]
    )


def gtin(text: str) -> Gtin:
    """A GTIN-8, -12, -13 or -14 as GTIN-14. ValueError when length or check digit is wrong."""
    if len(text) not in _GTIN_LENGTHS or not is_gtin(text.zfill(14)):
        raise ValueError("not a GTIN: wrong length or check digit")
    return Gtin(text.zfill(14))


def expand_upc_e(text: str) -> Gtin:
    """A 6-, 7- or 8-digit UPC-E as GTIN-14. ValueError when it is none."""
    if not (text.isascii() and text.isdigit()) or len(text) not in (6, 7, 8):
        raise ValueError("not a UPC-E")
    number_system = "0" if len(text) == 6 else text[0]
    six = text if len(text) == 6 else text[1:7]
    if number_system not in "01":
        raise ValueError("a UPC-E begins with 0 or 1")
    d1, d2, d3, d4, d5, last = tuple(six)
    match last:
        case "0" | "1" | "2":
            body = f"{number_system}{d1}{d2}{last}0000{d3}{d4}{d5}"
        case "3":
            body = f"{number_system}{d1}{d2}{d3}00000{d4}{d5}"
        case "4":
            body = f"{number_system}{d1}{d2}{d3}{d4}00000{d5}"
        case _:
            body = f"{number_system}{d1}{d2}{d3}{d4}{d5}0000{last}"
    check = check_digit(body)
    if len(text) == 8 and text[7] != check:
        raise ValueError("wrong check digit")
    return gtin(body + check)


def ndc_candidates(code: Gtin) -> tuple[NdcCandidate, ...]:
    """Every NDC that this GTIN could carry: three readings, or none outside the drug range.

    A candidate, never proof: devices and supplements also use the range 03.
    """
    return ten_digit_readings(code[3:13]) if code[1:3] == "03" else ()


def gtins_of_ndc(readings: Sequence[NdcCandidate]) -> tuple[Gtin, ...]:
    """The codes of the packs that these readings of an NDC can stand for (section 6)."""
    tens = {each.plain(): None for each in readings if each.layout.digits == 10}
    return tuple(gtin("003" + ten + check_digit("003" + ten)) for ten in tens)


_GS1: Final = ("]C1", "]d2", "]Q3")
"""Element strings: `17281231` is an expiry there, never a prescription number."""
_LABELS: Final = ("]C", "]A", "]Q", "]F", "]G", "]d")
"""Symbologies that a pharmacy prints itself: its labels and badges."""
_CARDS: Final = "]L"
"""PDF417, with any of its modifiers 0 to 2: what a driver licence is printed in (section 4)."""
_BADGE: Final = re.compile(r"STAFF-(\d{2,6})")
_TICKET: Final = re.compile(r"([0-9A-Z]{1,2}-\d{6})(-G)?", re.ASCII)
"""With the mark of a gift receipt (app/tickets.py), which leads to the same ticket."""
_GIFT: Final = re.compile(r"[0-9]{8,19}", re.ASCII)
_UNREADABLE: Final = NotUnderstood(
    "This code is not one the counter knows",
    "Scan the other code on the pack, or type the number.",
    of_goods=True,
)
_ADD_ON: Final = NotUnderstood(
    "This is only the small code of an issue", "Scan the larger code beside it.", of_goods=True
)
_TYPED_CARD: Final = NotUnderstood(
    "A scanner that types cannot read an ID card",
    "Read the card and type what is asked. Set up as a USB serial port, the scanner reads cards.",
)
_BAD_CHECK: Final = NotUnderstood(
    "The check digit is wrong",
    "Wipe the code flat and scan again, or type the number below it.",
    of_goods=True,
)


def _as_text(data: bytes) -> str | None:
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() else None


def rx_label(text: str, masks: Sequence[RxMask]) -> RxLabel | NotUnderstood | None:
    """The label's meaning under the masks; None when no mask fits; two meanings are refused."""
    found = {mask.reading(text) for mask in masks} - {None}
    readings = {RxLabel(RxNumber(each[0]), each[1]) for each in found if each is not None}
    if len(readings) > 1:
        return NotUnderstood(
            "This label can be read in two ways", "Type the prescription number and the fill."
        )
    return readings.pop() if readings else None


def _retail(text: str) -> Meaning:
    """A UPC or EAN as scanners send it: 13, 12, 8, 7 or 6 digits (symbology ]E0)."""
    if not (text.isascii() and text.isdigit()):
        return _UNREADABLE
    try:
        if len(text) in (12, 13, 14):
            return _goods_or_coupon(gtin(text))
        if len(text) in (6, 7, 8):
            return GtinCode((expand_upc_e(text),))
    except ValueError:
        return _BAD_CHECK
    return _UNREADABLE


def _goods_or_coupon(code: Gtin) -> GtinCode | CouponCode:
    return upc_coupon(code) if code.startswith(UPC_COUPON) else GtinCode((code,))


def meaning_of_typed(text: str, masks: Sequence[RxMask] = DEFAULT_RX_MASKS) -> Meaning:
    """A number typed by a person, without symbology: retail codes first, then Rx numbers.

    An 8-digit number is an EAN-8, a UPC-E and perhaps an Rx number: all valid retail readings are
    candidates; the caller tries the Rx number when the catalogue has none of them.
    """
    digits = text.strip()
    if not digits.isascii():
        return _UNREADABLE
    candidates = _typed_candidates(digits) or gtins_of_ndc(typed_readings(digits))
    if len(candidates) == 1 and candidates[0].startswith(UPC_COUPON):
        return upc_coupon(candidates[0])
    if candidates:
        other = rx_label(digits, masks)
        return GtinCode(candidates, label=other if isinstance(other, RxLabel) else None)
    if len(digits) in (12, 13, 14) and digits.isdigit():
        return _BAD_CHECK
    label = rx_label(digits, masks)
    return label if label is not None else ticket_code(digits) or _UNREADABLE


def ticket_code(text: str) -> TicketCode | None:
    """The number of a receipt, as printed, scanned or typed."""
    found = _TICKET.fullmatch(text.strip().upper())
    return None if found is None else TicketCode(found[1])


def _typed_candidates(digits: str) -> tuple[Gtin, ...]:
    found: list[Gtin] = []
    for reading in (gtin, expand_upc_e):
        try:
            code = reading(digits)
        except ValueError:
            continue
        if code not in found and (reading is gtin or len(digits) == 8):
            found.append(code)
    return tuple(found)


def meaning_of_scan(
    symbology: str,
    data: bytes,
    masks: Sequence[RxMask] = DEFAULT_RX_MASKS,
    entry: EntryMethod = EntryMethod.SCANNED,
) -> Meaning:
    """What a scan means. `symbology` is the AIM identifier `]cm`, or empty when the scanner
    sends none. GS1 element strings (]C1 ]d2 ]e0 ]Q3) are resolved by the device adapter first.
    A scanner that types loses the line ends of a card: what is left of it is not guessed at.
    """
    if symbology.startswith(_CARDS) or (not symbology and is_id_card(data)):
        return _TYPED_CARD if entry is EntryMethod.WEDGE else _id_card(data)
    text = _as_text(data)
    if text is None:
        return _UNREADABLE
    match symbology[:3]:
        case "]E0":
            return _retail(text.split("]C1", 1)[0])
        case "]E1" | "]E2":
            return _ADD_ON
        case "]E3":
            return _retail(_without_add_on(text))
        case "]E4":
            return _ean_8(text)
        case "]I0" | "]I1" | "]I3":
            return _case_code(text)
        case "":
            badge = _BADGE.fullmatch(text)
            return StaffBadge(badge[1]) if badge else meaning_of_typed(text, masks)
        case label_code if label_code not in _GS1 and label_code[:2] in _LABELS:
            return _internal(text, masks)
        case _:
            return _UNREADABLE


def gift_code(symbology: str, data: bytes, prefix: str) -> GiftCode | None:
    """The number of a store's own gift card, of a code that means nothing else.

    Of a scanner that names no symbology, 12 to 14 digits are a retail code that was read badly.
    """
    text = _as_text(data)
    if text is None or not _GIFT.fullmatch(text) or not text.startswith(prefix):
        return None
    if not symbology:
        return None if len(text) in (12, 13, 14) else GiftCode(text)
    label = symbology[:3] not in _GS1 and symbology[:2] in _LABELS
    return GiftCode(text) if label else None


def _id_card(data: bytes) -> IdCard | NotUnderstood:
    card = read_id_card(data)
    if not isinstance(card, IdCardTrouble):
        return card
    if card is IdCardTrouble.NOT_A_CARD:
        return _UNREADABLE
    return NotUnderstood(card.value, "Scan it again, or read the card and type what is asked.")


def _without_add_on(text: str) -> str:
    """The main code of a magazine: 12 or 13 digits, with 2 or 5 of the issue behind them."""
    main = {14: 12, 17: 12, 15: 13, 18: 13}.get(len(text))
    return "" if main is None else text[:main]


def _ean_8(text: str) -> Meaning:
    return _gtin_of_length(text, 8)


def _case_code(text: str) -> Meaning:
    """An ITF code is a case's GTIN-14; shorter ITF codes are nobody's GTIN."""
    return _gtin_of_length(text, 14)


def _gtin_of_length(text: str, length: int) -> Meaning:
    if len(text) != length or not text.isdigit():
        return _UNREADABLE
    try:
        return GtinCode((gtin(text),))
    except ValueError:
        return _BAD_CHECK


def _internal(text: str, masks: Sequence[RxMask]) -> Meaning:
    badge = _BADGE.fullmatch(text)
    if badge is not None:
        return StaffBadge(badge[1])
    label = rx_label(text, masks)
    return label if label is not None else ticket_code(text) or _UNREADABLE
