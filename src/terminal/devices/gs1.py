"""GS1 element strings and Digital Links: what stands on a pack or a case, by its symbology.

Rules that hold here (scanners-printers-displays.md section 5):

1. biip reads them, and only for symbologies that carry them: it would turn a prescription label
   into groceries. It is imported when the first such code is scanned (0.1 s).
2. A lot and a serial number end at a separator. Where none came, or none can come (a scanner that
   types), what looks like a lot may hold the serial number too: neither is taken.
3. What has a fixed length in front of them, the item and the expiry, is good all the same.
4. A coupon is no item; one that is not understood whole is not taken (domain/coupon.py).
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from terminal.domain.barcode import GtinCode, Meaning, NotUnderstood, gtin
from terminal.domain.coupon import read_coupon

SYMBOLOGIES: Final = ("]C1", "]d2", "]e0", "]Q3")
"""Element strings (section 4)."""
_LINKS: Final = ("]Q1", "]d1", *SYMBOLOGIES, "")
"""A Digital Link is a plain QR code; a scanner may also name none."""
_WEB: Final = (b"http://", b"https://", b"HTTP://", b"HTTPS://")
_COUPON_8110: Final = "8110"
_COUPONS: Final = (_COUPON_8110, "8101", "8112")
_GS: Final = "\x1d"
_SEPARATED_MAX: Final = 20
"""Letters of a lot, a serial number or an NDC (section 5)."""
_FIXED: Final = {"01": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2}
_NO_GTIN: Final = NotUnderstood(
    "This code holds no item number", "Scan the retail code (UPC) on the pack.", of_goods=True
)
_BAD_CHECK: Final = NotUnderstood(
    "The check digit is wrong",
    "Wipe the code flat and scan again, or type the number below it.",
    of_goods=True,
)
_COUPON: Final = NotUnderstood(
    "The counter cannot read what this coupon asks for",
    "It is not taken. A manager can change the price of the line (Ctrl+O).",
    of_goods=True,
)
Elements = Mapping[str, tuple[str, date | None]]


def is_gs1(symbology: str, data: bytes) -> bool:
    """Whether a scan is read here; without a symbology only when it can be nothing else."""
    if symbology[:3] in SYMBOLOGIES or is_link(symbology, data):
        return True
    text = data.decode("latin-1").lstrip(_GS)
    if not symbology and text.startswith(_COUPON_8110):
        return read_coupon(text[4:]) is not None
    return not symbology and len(text) > len("01") + 14 and text[:2] == "01" and _is_gtin(text)


def is_link(symbology: str, data: bytes) -> bool:
    return symbology[:3] in _LINKS and data.startswith(_WEB)


def read_gs1(symbology: str, data: bytes, *, typed: bool) -> Meaning:
    """The item of a pack. `typed`: by a scanner that types, which loses separators."""
    try:
        text = data.decode("ascii").lstrip(_GS)
    except UnicodeDecodeError:
        return _NO_GTIN
    link = is_link(symbology, data)
    if not link and text.startswith(_COUPONS):
        coupon = read_coupon(text[4:]) if text.startswith(_COUPON_8110) else None
        return coupon or _COUPON
    elements = _link(text) if link else _front(text)
    if not link and _GS in text and not typed:
        elements = {**elements, **_all(text)}
    return _code(elements)


def _code(elements: Elements) -> Meaning:
    def separated(ai: str) -> str:
        value = elements.get(ai, ("", None))[0]
        return value if len(value) <= _SEPARATED_MAX and value.isprintable() else ""

    if "01" not in elements:
        return _NO_GTIN
    try:
        code = gtin(elements["01"][0])
    except ValueError:
        return _BAD_CHECK
    expires = elements.get("17", ("", None))[1]
    return GtinCode((code,), expires, separated("10"), separated("21"), separated("715"))


def _front(text: str) -> Elements:
    """The elements of fixed length that stand before the first other one."""
    end = 0
    while text[end : end + 2] in _FIXED:
        end += 2 + _FIXED[text[end : end + 2]]
    whole = _all(text[:end])
    return whole or _item_only(text)


def _item_only(text: str) -> Elements:
    """The item in front of what nobody can read."""
    return {"01": (text[2:16], None)} if text[:2] == "01" and len(text) >= 16 else {}


def _all(text: str) -> Elements:
    from biip import ParseError  # noqa: PLC0415  rule 1
    from biip.gs1_messages import GS1Message  # noqa: PLC0415

    try:
        message = GS1Message.parse(text)
    except (ValueError, ParseError):
        return {}
    return {each.ai.ai: (each.value, each.date) for each in message.element_strings}


def _link(text: str) -> Elements:
    from biip import ParseError  # noqa: PLC0415  rule 1
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI  # noqa: PLC0415

    scheme, _, rest = text.partition(":")
    try:
        link = GS1DigitalLinkURI.parse(f"{scheme.lower()}:{rest}")
    except (ValueError, ParseError):
        return {}
    return {each.ai.ai: (each.value, each.date) for each in link.element_strings}


def _is_gtin(text: str) -> bool:
    try:
        gtin(text[2:16])
    except ValueError:
        return False
    return True
