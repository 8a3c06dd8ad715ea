"""A receipt laid out as the printer would, for whoever shows it otherwise."""

from collections.abc import Iterator
from typing import assert_never

from drivers.receipt_printer.document import Align, Code128, Cut, Feed, Logo, Qr
from drivers.receipt_printer.layout import Block, Row, blocks
from drivers.receipt_printer.text import CodePage
from terminal.app.receipt import Receipt
from terminal.app.sheet import Sheet, SheetLine, SheetRow, SheetSymbol, Symbology
from terminal.devices.printer import document_of


def sheet_of(receipt: Receipt, columns: int) -> Sheet:
    """Without the logo, which only the printer has, and the cut."""
    document = document_of(receipt)
    rows = (
        row for block in blocks(document, columns, CodePage.CP858) for row in _rows(block, columns)
    )
    return Sheet(columns, tuple(rows))


def _rows(block: Block, columns: int) -> Iterator[SheetRow]:
    match block:
        case Row():
            width = columns // block.factor
            text = block.line(width)
            if block.align is Align.CENTER and not block.right:
                text = block.left.strip().center(width)
            yield SheetLine(text, block.bold, block.factor > 1)
        case Feed(lines):
            yield from (SheetLine("") for _ in range(lines))
        case Code128(data):
            yield SheetSymbol(Symbology.CODE128, data)
        case Qr(data):
            yield SheetSymbol(Symbology.QR, data)
        case Logo() | Cut():
            return
        case _:
            assert_never(block)
