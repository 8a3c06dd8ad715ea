"""What is to be printed, as values: no bytes, no columns, no printer.

Rules: a document is bounded, so that no job can run away; text may hold any Unicode (the codec
decides what a printer can show); an invalid element cannot exist.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MAX_ELEMENTS: Final = 2_000
"""A 500-line ticket prints about 1,200 elements; more is a bug, and metres of paper."""

MAX_TEXT_CHARS: Final = 1_000
"""One element is one paragraph; legal texts come as several."""

MAX_QR_BYTES: Final = 512
"""A receipt link needs under 200; 512 bytes at level L is version 14, 73 modules, 25 mm wide."""

MAX_CODE128_CHARS: Final = 18
"""What fits 512 dots with two dots a module: 11 n + 55 modules <= 256 (section 14)."""

MAX_FEED_LINES: Final = 20


class Align(StrEnum):
    """Where a line stands on the paper."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Size(StrEnum):
    """Normal, or twice as wide and high."""

    NORMAL = "normal"
    DOUBLE = "double"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; with `right`, two columns: long left text wraps, the right one never moves."""

    left: str
    right: str = ""
    bold: bool = False
    size: Size = Size.NORMAL
    align: Align = Align.LEFT

    def __post_init__(self) -> None:
        if len(self.left) + len(self.right) > MAX_TEXT_CHARS:
            raise ValueError(f"a text has at most {MAX_TEXT_CHARS} characters")
        if self.right and self.align is not Align.LEFT:
            raise ValueError("a text of two columns has no alignment of its own")


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper; heavy above a total."""

    heavy: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """Empty lines."""

    lines: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.lines <= MAX_FEED_LINES:
            raise ValueError(f"a feed is 1 to {MAX_FEED_LINES} lines")


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code (model 2, level L, UTF-8), in the middle of the paper."""

    data: str

    def __post_init__(self) -> None:
        if not 1 <= len(self.data.encode("utf-8", "replace")) <= MAX_QR_BYTES:
            raise ValueError(f"a QR code holds 1 to {MAX_QR_BYTES} bytes")


@dataclass(frozen=True, slots=True)
class Code128:
    """A Code 128 barcode with its text below, in the middle of the paper."""

    data: str

    def __post_init__(self) -> None:
        if not 1 <= len(self.data) <= MAX_CODE128_CHARS:
            raise ValueError(f"a Code 128 holds 1 to {MAX_CODE128_CHARS} characters")


def check_logo_key(key: str) -> None:
    """ValueError for what no logo can be stored under."""
    if len(key) != 2 or not all(" " <= sign <= "~" for sign in key):
        raise ValueError("a logo key is two characters of 20 to 7E")


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that was stored in the printer before, by its two-character key."""

    key: str

    def __post_init__(self) -> None:
        check_logo_key(self.key)


@dataclass(frozen=True, slots=True)
class Cut:
    """Feed to the cutter and cut, leaving a corner."""


Element = Text | Rule | Feed | Qr | Code128 | Logo | Cut


@dataclass(frozen=True, slots=True)
class Document:
    """What comes out of the printer, from top to bottom."""

    elements: tuple[Element, ...]

    def __post_init__(self) -> None:
        if len(self.elements) > MAX_ELEMENTS:
            raise ValueError(f"a document has at most {MAX_ELEMENTS} elements")

    def __iter__(self) -> Iterator[Element]:
        return iter(self.elements)
