"""A scan as the diagnostics may show it: the code of a pack in clear, nothing of a person.

Rules that hold here (scanners-printers-displays.md sections 2 and 7): what stands on a shelf is
shown; a label's digits and letters are not, since it may hold a name; of a card only the length.
"""

from typing import Final, assert_never

from terminal.domain.barcode import (
    GiftCode,
    GtinCode,
    Meaning,
    NotUnderstood,
    RxLabel,
    StaffBadge,
    TicketCode,
    is_gtin,
)
from terminal.domain.coupon import CouponCode
from terminal.domain.id_card import IdCard, is_id_card

SHOWN_MAX: Final = 120
_IN_CLEAR: Final = ("]E", "]I", "]e", "]C1", "]d2", "]Q3")
"""Retail codes and GS1 element strings: printed by who made the pack."""
_DIGITS_SHOWN: Final = 2
_NAMES: Final = {
    0x04: "EOT",
    0x09: "TAB",
    0x0A: "LF",
    0x0D: "CR",
    0x1C: "FS",
    0x1D: "GS",
    0x1E: "RS",
    0x1F: "US",
}


def shown_scan(symbology: str, data: bytes) -> str:
    """What was scanned, masked where it may hold a person's data."""
    if symbology.startswith("]L") or is_id_card(data):
        return f"ID card, {len(data)} characters"
    clear = symbology.startswith(_IN_CLEAR) or (not symbology and _is_retail(data))
    digits, shown = 0, []
    for byte in data:
        digit = 0x30 <= byte <= 0x39
        digits += digit
        hidden = byte >= 0x80 or chr(byte).isalpha() or (digit and digits > _DIGITS_SHOWN)
        shown.append(_sign(byte) if clear or not hidden else ("#" if digit else "x"))
    text = "".join(shown)
    return text if len(text) <= SHOWN_MAX else f"{text[:SHOWN_MAX]}… ({len(data)} characters)"


def _is_retail(data: bytes) -> bool:
    """Without a symbology, a number long enough for no prescription and with its check digit."""
    text = data.decode("latin-1")
    return len(text) >= 12 and is_gtin(text.zfill(14))


def _sign(byte: int) -> str:
    if 0x20 <= byte < 0x7F:
        return chr(byte)
    return f"<{_NAMES.get(byte, f'{byte:02X}')}>"


def kind_of_code(meaning: Meaning) -> str:
    """What the counter took it for, in words, with nothing of its content."""
    match meaning:
        case GtinCode(candidates=(_,)):
            return "an item's code"
        case GtinCode():
            return "an item's code with two readings"
        case RxLabel():
            return "a prescription label"
        case StaffBadge():
            return "a staff badge"
        case TicketCode():
            return "a receipt of ours"
        case IdCard():
            return "an ID card"
        case CouponCode():
            return "a coupon"
        case GiftCode():
            return "a gift card"
        case NotUnderstood(title=title):
            return title
        case _:
            assert_never(meaning)
