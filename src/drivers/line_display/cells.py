"""Text as the cells of a 2 x 20 display: one byte a column, whatever the text holds.

What the display's character set lacks becomes its closest plain letters, and what has none becomes
`?`. No control byte of a text ever reaches the display.
"""

import unicodedata
from enum import StrEnum
from typing import Final

COLUMNS: Final = 20
ROWS: Final = 2


class CharacterSet(StrEnum):
    """What a display can show; the value is the codec's name."""

    CP437 = "cp437"
    ASCII = "ascii"


_UNMAPPABLE: Final = b"?"
_FIRST_PRINTABLE: Final = 0x20
_DELETE: Final = 0x7F
_PLAINER: Final = {
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "−": "-",
    "…": "...",
    "×": "x",
    "€": "EUR",
    "®": "(R)",
    "©": "(C)",
    "™": "TM",
    "ø": "o",
    "Ø": "O",
    "œ": "oe",
    "Œ": "OE",
}
"""What is common in product names and has no decomposition, or a worse one, in Unicode."""
_INVISIBLE: Final = frozenset({"Mn", "Me", "Cf"})
_MOST_READ: Final = 4 * COLUMNS
"""Letters of a text that are looked at: twenty cells, with room for what cannot be seen."""


def row(text: str, characters: CharacterSet) -> bytes:
    """Return exactly `COLUMNS` printable bytes."""
    plain = unicodedata.normalize("NFC", text[:_MOST_READ])
    cells = b"".join(_cells(char, characters) for char in plain)
    return cells[:COLUMNS].ljust(COLUMNS)


def _cells(char: str, characters: CharacterSet) -> bytes:
    if char.isspace():
        return b" "
    if unicodedata.category(char) in _INVISIBLE:
        return b""
    return _encoded(char, characters) or _closest(char, characters) or _UNMAPPABLE


def _closest(char: str, characters: CharacterSet) -> bytes:
    plain = _PLAINER.get(char) or unicodedata.normalize("NFKD", char)
    letters = [one for one in plain if unicodedata.category(one) not in _INVISIBLE]
    return b"".join(_encoded(one, characters) or _UNMAPPABLE for one in letters)


def _encoded(char: str, characters: CharacterSet) -> bytes:
    code = char.encode(characters, errors="ignore")
    printable = bool(code) and code[0] >= _FIRST_PRINTABLE and code[0] != _DELETE
    return code if printable else b""
