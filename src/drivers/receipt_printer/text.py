"""Any text in, printable bytes of the printer's code page out.

Rules:

1. What leaves here has no control byte: text of outside origin (a product name, a person's name)
   can never become a printer command, least of all one that opens the drawer.
2. A sign that the code page lacks becomes its closest ASCII (our own table first, then Unicode's
   compatibility decomposition), else "?". It never disappears silently, control signs excepted.
3. The repertoire is CP437 or CP858 only (scanners-printers-displays.md section 10).
"""

import unicodedata
from enum import Enum
from functools import lru_cache
from typing import Final

SUBSTITUTE: Final = "?"
FIRST_PRINTABLE: Final = 0x20
DELETE: Final = 0x7F


class CodePage(Enum):
    """A character table of the printer: Python's codec name and `n` of ESC t n (section 10)."""

    CP437 = ("cp437", 0)
    CP858 = ("cp858", 19)

    @property
    def codec(self) -> str:
        """Name of the Python codec."""
        return self.value[0]

    @property
    def number(self) -> int:
        """The table's number in ESC t n."""
        return self.value[1]


CLOSEST: Final = {
    "\u2018": "'", "\u2019": "'", "\u201a": ",", "\u201b": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2015": "-",
    "\u2212": "-", "\u2044": "/", "\u2022": "*", "\u2032": "'", "\u2033": '"',
    "\u00a9": "(C)", "\u00ae": "(R)", "\u20ac": "EUR", "\u00d7": "x", "\u00a4": SUBSTITUTE,
    "\u00d8": "O", "\u00f8": "o", "\u00de": "Th", "\u00fe": "th", "\u00d0": "D", "\u00f0": "d",
    "\u0110": "D", "\u0111": "d", "\u0141": "L", "\u0142": "l", "\u0131": "i", "\u0152": "OE",
    "\u0153": "oe", "\u03bc": "\u00b5",
}  # fmt: skip
"""Signs that Unicode does not decompose, or decomposes badly, and what a person reads for them."""


@lru_cache(maxsize=4096)
def _sign(sign: str, page: CodePage) -> str:
    """One sign as the page can print it."""
    category = unicodedata.category(sign)
    if sign.isspace():
        return " "
    if category in {"Cc", "Cf", "Cs"}:
        return ""
    for candidate in (sign, CLOSEST.get(sign, "")):
        if candidate and _fits(candidate, page):
            return candidate
    parts = unicodedata.normalize("NFKD", sign)
    kept = "".join(CLOSEST.get(part, part) for part in parts if not unicodedata.combining(part))
    if not kept and unicodedata.combining(sign):
        return ""
    return kept if kept and _fits(kept, page) else SUBSTITUTE


def _fits(text: str, page: CodePage) -> bool:
    try:
        encoded = text.encode(page.codec)
    except UnicodeEncodeError:
        return False
    return all(byte >= FIRST_PRINTABLE and byte != DELETE for byte in encoded)


def printable(text: str, page: CodePage) -> str:
    """The text as this page prints it: one sign per column, no control signs."""
    return "".join(_sign(sign, page) for sign in unicodedata.normalize("NFC", text))


def encoded(text: str, page: CodePage) -> bytes:
    """The text as bytes of this page, none below 20 and none 7F."""
    return printable(text, page).encode(page.codec)


def plain_ascii(text: str) -> str:
    """Only the signs 20 to 7E of a text, as Code 128 set B carries them."""
    return "".join(sign for sign in text if FIRST_PRINTABLE <= ord(sign) < DELETE)


def plain_unicode(text: str) -> str:
    """A text without control signs and lone surrogates, as a QR code carries it in UTF-8."""
    return "".join(sign for sign in text if unicodedata.category(sign) not in {"Cc", "Cs"})
