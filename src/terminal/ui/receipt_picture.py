"""A receipt drawn as it lies on paper: on the screen, as a PNG, as a PDF of the paper's own size.

Rules that hold here: each sign stands in its own column, whatever the type face, so that the
picture has the columns of the paper; the barcode is drawn, with its text below; black on white in
both themes, since it is a picture of paper.
"""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from terminal.app.sheet import Sheet, SheetLine, SheetRow, SheetSymbol, Symbology
from terminal.presentation.code128 import QUIET, modules
from terminal.ui.fonts import paper_family
from terminal.ui.paper_pdf import offscreen_application

COLUMN: Final = 12
"""Dots of a column and of a line, those of font A at 203 dpi."""
LINE: Final = 30
BAR_HEIGHT: Final = 84
MARGIN: Final = 36
"""White around what is printed."""
DOTS_PER_MM: Final = 8
_PDF_DPI: Final = 203
_EM: Final = 0.72
"""Of a line's height: a sign with its accent, and room between two lines."""
_PAPER: Final = QColor("#ffffff")
_INK: Final = QColor("#111111")


def size_of(sheet: Sheet) -> tuple[int, int]:
    """Width and height in dots, with the white around."""
    height = sum(_height(row) for row in sheet.rows)
    return sheet.columns * COLUMN + 2 * MARGIN, height + 2 * MARGIN


def _height(row: SheetRow) -> int:
    if isinstance(row, SheetLine):
        return LINE * 2 if row.double else LINE
    return BAR_HEIGHT + LINE + LINE // 2


def paint_sheet(sheet: Sheet, painter: QPainter) -> None:
    """In dots, from the upper left corner of the white."""
    width, height = size_of(sheet)
    painter.fillRect(QRectF(0, 0, width, height), _PAPER)
    painter.setPen(_INK)
    top = MARGIN
    for row in sheet.rows:
        if isinstance(row, SheetLine):
            _line(painter, row, top, sheet.columns)
        else:
            _symbol(painter, sheet, row, top)
        top += _height(row)


def _line(painter: QPainter, row: SheetLine, top: int, columns: int) -> None:
    factor = 2 if row.double else 1
    font = QFont(paper_family())
    font.setPixelSize(round(LINE * _EM * factor))
    font.setBold(row.bold)
    painter.setFont(font)
    room = columns * COLUMN - len(row.text) * COLUMN * factor
    first = MARGIN + (room / 2 if row.centred else 0)
    for place, sign in enumerate(row.text):
        if sign != " ":
            left = first + place * COLUMN * factor
            cell = QRectF(left - COLUMN, top, COLUMN * (factor + 2), LINE * factor)
            painter.drawText(cell, int(Qt.AlignmentFlag.AlignCenter), sign)


def _symbol(painter: QPainter, sheet: Sheet, row: SheetSymbol, top: int) -> None:
    """A code that would be wider than the paper is told by its text alone, as the printer does."""
    room = sheet.columns * COLUMN
    words_at = top + LINE // 4
    if row.symbology is Symbology.CODE128:
        bars = modules(row.data)
        dots = next((each for each in (3, 2) if (len(bars) + 2 * QUIET) * each <= room), 0)
        left = MARGIN + (room - len(bars) * dots) / 2
        for place, dark in enumerate(bars):
            if dark and dots:
                bar = QRectF(left + place * dots, top + LINE // 4, dots, BAR_HEIGHT)
                painter.fillRect(bar, _INK)
        words_at += BAR_HEIGHT if dots else 0
    _line(painter, SheetLine(row.data, centred=True), words_at, sheet.columns)


def image_of(sheet: Sheet) -> QImage:
    offscreen_application()
    width, height = size_of(sheet)
    image = QImage(width, height, QImage.Format.Format_Grayscale8)
    image.fill(_PAPER)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    paint_sheet(sheet, painter)
    painter.end()
    return image


def png_of(sheet: Sheet) -> bytes:
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image_of(sheet).save(buffer, "PNG")  # type: ignore[call-overload]  # the stub names its bytes
    buffer.close()
    return bytes(kept.data())


def write_sheet_pdf(sheet: Sheet, path: Path, title: str) -> None:
    """One page, as wide and as long as the paper."""
    path.write_bytes(pdf_of(sheet, title))


def pdf_of(sheet: Sheet, title: str) -> bytes:
    """The same as bytes; also off the GUI thread, since it is painted in memory alone."""
    offscreen_application()
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    width, height = size_of(sheet)
    writer = QPdfWriter(buffer)
    writer.setResolution(_PDF_DPI)
    writer.setTitle(title)
    writer.setCreator("Rxlane")
    size = QSizeF(width / DOTS_PER_MM, height / DOTS_PER_MM)
    page = QPageSize(size, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch)
    no_margins = QMarginsF(0, 0, 0, 0)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, no_margins))
    painter = QPainter(writer)
    painter.scale(writer.width() / width, writer.height() / height)
    paint_sheet(sheet, painter)
    painter.end()
    buffer.close()
    return bytes(kept.data())


def paint_scaled(sheet: Sheet, painter: QPainter, at: QPointF, width: float) -> None:
    """For a screen: `width` of the whole paper; whole dots would be too coarse."""
    painter.save()
    painter.translate(at)
    scale = width / size_of(sheet)[0]
    painter.scale(scale, scale)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_sheet(sheet, painter)
    painter.restore()
