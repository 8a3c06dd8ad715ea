"""Process ids of print jobs: four characters that the printer answers when the paper is out."""

from typing import Final

FIRST: Final = 0x21
SYMBOLS: Final = 94
"""Characters 21..7E (scanners-printers-displays.md section 12): 94^4 ids before one comes again."""


def process_id(counter: int) -> str:
    """The id of the `counter`-th job."""
    digits = []
    rest = counter % SYMBOLS**4
    for _ in range(4):
        rest, digit = divmod(rest, SYMBOLS)
        digits.append(chr(FIRST + digit))
    return "".join(reversed(digits))
