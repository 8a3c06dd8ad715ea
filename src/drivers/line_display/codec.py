"""Text and commands as the bytes of an Epson DM-D display (section 16 of
scanners-printers-displays.md).

Text becomes code page 437, one byte per column: what the page lacks becomes its closest plain
letters, and what has none becomes `?`. No control byte of a text ever reaches the display.
"""

import unicodedata
from typing import Final

COLUMNS: Final = 20
ROWS: Final = 2
INITIALISE: Final = b"\x1b@"
OVERWRITE_MODE: Final = b"\x1f\x01"
CURSOR_OFF: Final = b"\x1fC\x00"
CODE_PAGE_437: Final = b"\x1bt\x00"
CLEAR: Final = b"\x0c"
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


def row(text: str) -> bytes:
    """Return exactly `COLUMNS` bytes of code page 437."""
    cells = b"".join(map(_cells, unicodedata.normalize("NFC", text)))
    return cells[:COLUMNS].ljust(COLUMNS)


def screen(line1: str, line2: str) -> bytes:
    """Write both lines in place, without clearing first, so that nothing flickers."""
    return _position(1) + row(line1) + _position(2) + row(line2)


def brightness(level: int) -> bytes:
    """Set the brightness, 1 to 4."""
    return b"\x1fX" + bytes((level,))


def hello(level: int) -> bytes:
    """Bring a display in any state to a known one."""
    return INITIALISE + CODE_PAGE_437 + OVERWRITE_MODE + CURSOR_OFF + brightness(level)


def _position(line: int) -> bytes:
    return b"\x1f$" + bytes((1, line))


def _cells(char: str) -> bytes:
    if char.isspace():
        return b" "
    if unicodedata.category(char) in _INVISIBLE:
        return b""
    return _encoded(char) or _closest(char) or _UNMAPPABLE


def _closest(char: str) -> bytes:
    plain = _PLAINER.get(char) or unicodedata.normalize("NFKD", char)
    letters = [one for one in plain if unicodedata.category(one) not in _INVISIBLE]
    return b"".join(_encoded(one) or _UNMAPPABLE for one in letters)


def _encoded(char: str) -> bytes:
    code = char.encode("cp437", errors="ignore")
    printable = bool(code) and code[0] >= _FIRST_PRINTABLE and code[0] != _DELETE
    return code if printable else b""
