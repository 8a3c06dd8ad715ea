"""A document as PDF, on letter paper, in the program's own type face, each page numbered.

Rules that hold here: a table's head is repeated on every page; nothing is drawn beyond the paper;
words come from outside and are never markup.
"""

import base64
import html
from itertools import zip_longest
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)
from PySide6.QtWidgets import QApplication

from terminal.presentation.chart import Chart
from terminal.presentation.paper import Block, Heading, Paper, Paragraph, Picture, Table
from terminal.presentation.text import tr
from terminal.ui.chart_paint import ChartInk, height_of, paint_chart
from terminal.ui.fonts import text_family

DPI: Final = 300
MARKUP_DPI: Final = 96
MARGIN_MM: Final = 12.0
FOOTER_MM: Final = 8.0
POINTS: Final = 9
CHART_MM: Final = 190.0
CHART_PIXELS: Final = 1_000
"""How wide a chart of the screen would be that is drawn `CHART_MM` wide."""
_MM_PER_INCH: Final = 25.4
_INK: Final = QColor("#1a1a1a")
_STYLE: Final = """
h1 { font-size: 16pt; margin-bottom: 6px; }
h2 { font-size: 11pt; margin-top: 30px; margin-bottom: 8px; }
p { margin-top: 6px; margin-bottom: 10px; } p.sub { color: #555555; margin-bottom: 20px; }
th { background-color: #e6e6e6; }
"""
_CELL_DOTS: Final = 5
_EVERY_OTHER: Final = "#f6f6f6"


def write_pdf(paper: Paper, path: Path) -> int:
    """Write the document to `path`; how many pages it has."""
    offscreen_application()
    writer = QPdfWriter(str(path))
    writer.setResolution(DPI)
    writer.setTitle(paper.title)
    writer.setCreator("Rxlane")
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    way = QPageLayout.Orientation
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.Letter),
            way.Landscape if paper.landscape else way.Portrait,
            margins,
            QPageLayout.Unit.Millimeter,
        )
    )
    painter = QPainter(writer)
    try:
        return _paint(paper, writer, painter)
    finally:
        painter.end()


def offscreen_application() -> None:
    """Fonts need an application; a command has none, and no window either."""
    if QApplication.instance() is None:
        global _kept  # noqa: PLW0603  it must outlive this call
        _kept = QApplication(["rxlane", "-platform", "offscreen"])


_kept: QApplication | None = None


def _paint(paper: Paper, writer: QPdfWriter, painter: QPainter) -> int:
    dots_per_mm = DPI / _MM_PER_INCH
    width = float(writer.width())
    height = float(writer.height()) - FOOTER_MM * dots_per_mm
    document = QTextDocument()
    document.documentLayout().setPaintDevice(writer)
    document.setDocumentMargin(0)
    document.setDefaultFont(QFont(text_family(), POINTS))
    document.setDefaultStyleSheet(_STYLE)
    for each in paper.blocks:
        if isinstance(each, Chart):
            kind, name = QTextDocument.ResourceType.ImageResource.value, QUrl(_name_of(each))
            document.addResource(kind, name, _drawn(each, dots_per_mm))
    document.setHtml(_html(paper, dots_per_mm))
    document.setPageSize(QSizeF(width, height))
    pages = document.pageCount()
    for page in range(pages):
        if page:
            writer.newPage()
        painter.save()
        painter.translate(0, -page * height)
        painter.setClipRect(QRectF(0, page * height, width, height))
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = QRectF(0, page * height, width, height)
        context.palette.setColor(context.palette.ColorRole.Text, _INK)
        document.documentLayout().draw(painter, context)
        painter.restore()
        _footer(paper, painter, QRectF(0, height, width, FOOTER_MM * dots_per_mm), page, pages)
    return pages


def _footer(paper: Paper, painter: QPainter, place: QRectF, page: int, pages: int) -> None:
    painter.setFont(QFont(text_family(), POINTS - 2))
    painter.setPen(_INK)
    bottom = QPointF(place.left(), place.bottom() - 4)
    painter.drawText(bottom, paper.footer)
    number = tr("Page {n} of {all}", n=page + 1, all=pages)
    room = painter.fontMetrics().horizontalAdvance(number)
    painter.drawText(QPointF(place.right() - room, bottom.y()), number)


# --- as the markup that Qt lays out


def _html(paper: Paper, dots_per_mm: float) -> str:
    head = f"<h1>{_safe(paper.title)}</h1><p class='sub'>{_safe(paper.subtitle)}</p>"
    return head + "".join(_block(each, dots_per_mm) for each in paper.blocks)


def _block(block: Block, dots_per_mm: float) -> str:
    match block:
        case Heading(text):
            return f"<h2>{_safe(text)}</h2>"
        case Paragraph(text):
            return f"<p>{_safe(text)}</p>"
        case Picture(png, caption, height):
            data = base64.b64encode(png).decode("ascii")
            size = round(height * dots_per_mm)
            picture = f"<img src='data:image/png;base64,{data}' height='{size}'>"
            return f"<p>{picture}<br>{_safe(caption)}</p>"
        case Table():
            return _table(block)
        case Chart():
            return _chart(block, dots_per_mm)


def _drawn(chart: Chart, dots_per_mm: float) -> QImage:
    """In the dots of the paper: Qt's markup has no lines of its own."""
    ink = _ink(dots_per_mm)
    wide, tall = round(CHART_MM * dots_per_mm), round(height_of(chart, ink))
    image = QImage(wide, tall, QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    try:
        paint_chart(painter, QRectF(0, 0, wide, tall), chart, ink)
    finally:
        painter.end()
    return image


def _name_of(chart: Chart) -> str:
    """What the markup calls its picture by; the same chart is the same picture."""
    return f"chart:{hash(chart)}"


def _chart(chart: Chart, dots_per_mm: float) -> str:
    tall = height_of(chart, _ink(dots_per_mm))
    size = f"width='{_of_markup(CHART_MM * dots_per_mm)}' height='{_of_markup(tall)}'"
    return f"<p><img src='{_name_of(chart)}' {size}></p>"


def _of_markup(dots: float) -> int:
    """The same length in the pixels of markup, which Qt takes for 1/96 of an inch."""
    return round(dots * MARKUP_DPI / DPI)


def _ink(dots_per_mm: float) -> ChartInk:
    """Black, grey and one colour, as it comes out of any office printer."""
    px = CHART_MM * dots_per_mm / CHART_PIXELS
    title, text = QFont(text_family()), QFont(text_family())
    title.setPixelSize(round(17 * px))
    title.setWeight(QFont.Weight.DemiBold)
    text.setPixelSize(round(15 * px))
    return ChartInk(
        *(px, QColor("#1f5f8b"), QColor("#9a9a9a"), _INK, QColor("#555555"), QColor("#cccccc")),
        *(title, text),
    )


def _table(table: Table) -> str:
    all_of_it = sum(table.widths)
    shares = [f" width='{100 * width // all_of_it}%'" for width in table.widths]
    head = "".join(
        f"<th align='{_side(table, place)}'{share}>{_safe(name)}</th>"
        for place, (name, share) in enumerate(zip_longest(table.columns, shares, fillvalue=""))
    )
    rows = "".join(
        f"<tr bgcolor='{_EVERY_OTHER if number % 2 else '#ffffff'}'>{_cells(table, row)}</tr>"
        for number, row in enumerate(table.rows)
    )
    return (
        f"<table width='100%' border='0' cellspacing='0' cellpadding='{_CELL_DOTS}'>"
        f"<thead><tr>{head}</tr></thead>{rows}</table>"
    )


def _cells(table: Table, row: tuple[str, ...]) -> str:
    return "".join(
        f"<td align='{_side(table, place)}'>{_safe(cell)}</td>" for place, cell in enumerate(row)
    )


def _side(table: Table, place: int) -> str:
    return "right" if place in table.numbers else "left"


def _safe(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")
