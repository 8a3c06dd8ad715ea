"""Bars with marks, names and values, in the colours and letters that they are given.

Rules that hold here: nothing keeps state; a value is written at its bar wherever it fits, so that
nobody has to measure by eye; a name that does not fit is left out or shortened, never overlaid.
"""

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from terminal.presentation.chart import Bar, Chart, marks_of
from terminal.ui import paint

HEIGHT_STANDING = 250
ROW = 38
NAMES = 0.3
"""The share of the width that the names of lying bars take."""
GAP = 10


@dataclass(frozen=True, slots=True)
class ChartInk:
    """`px` is one pixel of the design, on this screen or on paper."""

    px: float
    bar: QColor
    before: QColor
    ink: QColor
    muted: QColor
    line: QColor
    title: QFont
    text: QFont


def height_of(chart: Chart, ink: ChartInk) -> float:
    """What the chart needs, whatever its width."""
    head = _head(chart, ink)
    if chart.standing:
        return head + HEIGHT_STANDING * ink.px
    return head + len(chart.bars) * ROW * ink.px


def paint_chart(painter: QPainter, rect: QRectF, chart: Chart, ink: ChartInk) -> None:
    head = _head(chart, ink)
    top = QRectF(rect.x(), rect.y(), rect.width(), head)
    paint.text(painter, top, chart.title, ink.title, ink.muted)
    if chart.legend is not None:
        _legend(painter, top, chart.legend, ink)
    body = rect.adjusted(0, head, 0, 0)
    if chart.standing:
        _standing(painter, body, chart, ink)
    else:
        _lying(painter, body, chart, ink)


def _head(chart: Chart, ink: ChartInk) -> float:
    return 34 * ink.px if chart.title else 0.0


def _legend(painter: QPainter, rect: QRectF, words: tuple[str, str], ink: ChartInk) -> None:
    at, side = rect.right(), 12 * ink.px
    for word, colour in ((words[1], ink.before), (words[0], ink.bar)):
        wide = _wide(ink.text, word)
        place = QRectF(at - wide, rect.y(), wide, rect.height())
        paint.text(painter, place, word, ink.text, ink.muted)
        square = QRectF(place.x() - side - 6 * ink.px, rect.center().y() - side / 2, side, side)
        painter.fillRect(square, colour)
        at = square.x() - 18 * ink.px


# --- standing: a course of time


def _standing(painter: QPainter, rect: QRectF, chart: Chart, ink: ChartInk) -> None:
    marks = marks_of(chart)
    letters = QFontMetricsF(ink.text).height()
    axis = max(_wide(ink.text, mark.text) for mark in marks) + GAP * ink.px
    plot = rect.adjusted(axis, letters, 0, -letters - 6 * ink.px)
    scale = plot.height() / max(marks[-1].value, 1)
    for mark in marks:
        y = plot.bottom() - mark.value * scale
        _across(painter, plot, y, ink)
        place = QRectF(rect.x(), y - letters / 2, axis - GAP * ink.px, letters)
        paint.text(painter, place, mark.text, ink.text, ink.muted, paint.RIGHT)
    slot = plot.width() / len(chart.bars)
    each = _every(chart.bars, slot, ink)
    told = all(_wide(ink.text, bar.text) <= slot for bar in chart.bars)
    for number, bar in enumerate(chart.bars):
        left = plot.x() + number * slot
        tall = max(0, bar.value) * scale
        wide = min(slot * 0.7, 64 * ink.px)
        column = QRectF(left + (slot - wide) / 2, plot.bottom() - tall, wide, tall)
        _column(painter, column, ink.bar, ink)
        if told and bar.value:
            over = QRectF(left, column.y() - letters, slot, letters)
            paint.text(painter, over, bar.text, ink.text, ink.ink, paint.CENTRE)
        if number % each == 0:
            name = QRectF(left + slot / 2 - slot * each / 2, plot.bottom() + 4 * ink.px,
                          slot * each, letters)  # fmt: skip
            paint.text(painter, name, bar.label, ink.text, ink.muted, paint.CENTRE)


def _every(bars: tuple[Bar, ...], slot: float, ink: ChartInk) -> int:
    """Every how many bars a name has room."""
    widest = max(_wide(ink.text, bar.label) for bar in bars) + GAP * ink.px
    return max(1, ceil(widest / slot))


def _across(painter: QPainter, plot: QRectF, y: float, ink: ChartInk) -> None:
    painter.setPen(QPen(ink.line, max(1.0, ink.px)))
    painter.drawLine(QLineF(plot.left(), y, plot.right(), y))


# --- lying: things with names


def _lying(painter: QPainter, rect: QRectF, chart: Chart, ink: ChartInk) -> None:
    row = ROW * ink.px
    names = min(rect.width() * NAMES, max(_wide(ink.text, bar.label) for bar in chart.bars) + GAP)
    values = max(_wide(ink.text, bar.text) for bar in chart.bars) + 2 * GAP * ink.px
    room = rect.width() - names - GAP * ink.px - values
    scale = max(room, 1.0) / chart.most
    start = rect.x() + names + GAP * ink.px
    for number, bar in enumerate(chart.bars):
        top = rect.y() + number * row
        name = QRectF(rect.x(), top, names, row)
        paint.text(painter, name, bar.label, ink.text, ink.ink)
        thick = row * (0.56 if bar.before is None else 0.42)
        long = max(0, bar.value) * scale
        offset = (row - thick) / 2 if bar.before is None else row * 0.16
        _column(painter, QRectF(start, top + offset, long, thick), ink.bar, ink)
        if bar.before is not None:
            under = QRectF(start, top + offset + thick, max(0, bar.before) * scale, row * 0.2)
            _column(painter, under, ink.before, ink)
            long = max(long, under.width())
        value = QRectF(start + long + GAP * ink.px, top, values, row)
        paint.text(painter, value, bar.text, ink.text, ink.ink)
    painter.setPen(QPen(ink.line, max(1.0, ink.px)))
    painter.drawLine(QLineF(start, rect.y(), start, rect.y() + row * len(chart.bars)))


def _column(painter: QPainter, rect: QRectF, colour: QColor, ink: ChartInk) -> None:
    """At least a line, so that a little is told from nothing by its text alone."""
    if min(rect.width(), rect.height()) <= 0:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    radius = min(3 * ink.px, rect.width() / 2, rect.height() / 2)
    painter.drawRoundedRect(rect, radius, radius)


def _wide(font: QFont, words: str) -> float:
    return QFontMetricsF(font).horizontalAdvance(words)
