"""Process ids of print jobs: four characters that the printer answers when the paper is out."""

from typing import Final

FIRST: Final = 0x21
SYMBOLS: Final = 94
"""Characters 21..7E (scanners-printers-displays.md section 12): 93 * 94^3 receipts before an id
comes again."""


RESERVED: Final = chr(FIRST + SYMBOLS - 1)
"""The first sign of ids that belong to no receipt: a late answer to one must not confirm another.

The printer keeps the latest id that nobody heard, and tells it whenever somebody listens again.
"""
RECEIPTS: Final = (SYMBOLS - 1) * SYMBOLS**3


def process_id(counter: int) -> str:
    """The id of the `counter`-th receipt."""
    return _signs(counter % RECEIPTS, 4)


def spare_id(number: int) -> str:
    """An id for what is no receipt: a test page, a logo."""
    return RESERVED + _signs(number % SYMBOLS**3, 3)


def _signs(number: int, length: int) -> str:
    signs = []
    for _ in range(length):
        number, digit = divmod(number, SYMBOLS)
        signs.append(chr(FIRST + digit))
    return "".join(reversed(signs))
