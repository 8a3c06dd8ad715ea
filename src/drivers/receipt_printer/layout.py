"""A document on paper of so many columns: the one place that decides what stands where.

Rules: the printer's bytes and the text that a person reads come from the same rows; a row is never
wider than the paper; an amount on the right stands at the right edge of its first row, whatever
the text on the left does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap
from typing import Final, assert_never

from drivers.receipt_printer.document import (
    Align,
    Code128,
    Cut,
    Document,
    Feed,
    Logo,
    Qr,
    Rule,
    Size,
    Text,
)
from drivers.receipt_printer.text import CodePage, plain_ascii, plain_unicode, printable

GAP: Final = 1
"""Columns that stay empty between the text and the amount."""

LEAST_LEFT: Final = 8
"""With fewer columns than this left for the text, the amount gets a row of its own."""

NORMAL_FACTOR: Final = 1
DOUBLE_FACTOR: Final = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One printed line of text, in signs that the code page has."""

    left: str
    right: str = ""
    bold: bool = False
    size: Size = Size.NORMAL
    align: Align = Align.LEFT

    @property
    def factor(self) -> int:
        """How many columns one sign takes."""
        return DOUBLE_FACTOR if self.size is Size.DOUBLE else NORMAL_FACTOR

    def line(self, width: int) -> str:
        """The row on `width` signs, without blanks at its end."""
        if self.right:
            return self.left + self.right.rjust(width - len(self.left))
        if self.align is Align.CENTER:
            return centered(self.left, width)
        return (self.left.rjust(width) if self.align is Align.RIGHT else self.left).rstrip()


Block = Row | Feed | Qr | Code128 | Logo | Cut


def blocks(document: Document, columns: int, page: CodePage) -> Iterator[Block]:
    """The document as rows no wider than the paper, and the blocks that are not text."""
    for element in document:
        match element:
            case Text():
                yield from _paragraph(element, columns, page)
            case Rule(heavy):
                yield Row(("=" if heavy else "-") * columns)
            case Feed() | Qr() | Code128() | Logo() | Cut():
                yield element
            case _:
                assert_never(element)


def layout(document: Document, columns: int, page: CodePage = CodePage.CP858) -> list[str]:
    """The document as a person reads it, one string a line, none longer than `columns`."""
    lines: list[str] = []
    for block in blocks(document, columns, page):
        match block:
            case Row():
                lines.append(block.line(columns))
            case Feed(count):
                lines.extend([""] * count)
            case Qr(data):
                lines.extend(_boxed(f"[QR code: {plain_unicode(data)}]", columns))
            case Code128(data):
                lines.extend(_boxed(f"[barcode: {plain_ascii(data)}]", columns))
            case Logo(key):
                lines.extend(_boxed(f"[logo {key}]", columns))
            case Cut():
                lines.append(("- " * columns)[:columns].rstrip())
            case _:
                assert_never(block)
    return lines


def centered(text: str, width: int) -> str:
    """The text in the middle; an odd blank goes to its right."""
    return (" " * ((width - len(text)) // 2) + text).rstrip()


def _boxed(text: str, columns: int) -> list[str]:
    return [centered(line, columns) for line in wrap(text, columns)]


def _paragraph(text: Text, columns: int, page: CodePage) -> Iterator[Row]:
    style = Row("", "", text.bold, text.size, text.align)
    width = columns // style.factor
    left, right = printable(text.left, page), printable(text.right, page)
    room = width - len(right) - GAP if right else width
    if right and room < LEAST_LEFT:
        for line in _wrapped(left, width) if left.strip() else []:
            yield Row(line, "", text.bold, text.size)
        for line in _wrapped(right, width):
            yield Row(line, "", text.bold, text.size, Align.RIGHT)
        return
    first, *others = _wrapped(left, room)
    yield Row(first, right, text.bold, text.size, text.align)
    for line in others:
        yield Row(line, "", text.bold, text.size, text.align)


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width`; the indent of the paragraph is kept on every line."""
    body = text.lstrip(" ")
    indent = " " * min(len(text) - len(body), width // 2)
    lines = wrap(
        body,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        drop_whitespace=True,
        break_on_hyphens=False,
    )
    return lines or [""]
