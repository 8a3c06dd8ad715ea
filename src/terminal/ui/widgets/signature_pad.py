"""The pad: draws with pen, finger or mouse, and reports strokes in 1/10,000 of its sides.

Rules that hold here: one pointer at a time; times are milliseconds since the first touch, from the
events themselves; more than `MAX_POINTS` is not a signature and is not taken; what is drawn is kept
only as points (scanners-printers-displays.md section 17).
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from terminal.domain.signature import MAX_POINTS, Point, Strokes
from terminal.presentation.text import tr
from terminal.ui import paint
from terminal.ui.presses import Presses
from terminal.ui.theme import RADIUS, Look, Role

UNITS = 10_000
"""A pad is this many units wide and this many high (terminal.domain.signature)."""
TOUCHES = frozenset({QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd})


class SignaturePad(QWidget):
    """Takes a signature and sends all strokes whenever the pen is lifted."""

    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__()
        self._look, self._presses = look, presses
        self._strokes: list[list[Point]] = []
        self._count = 0
        self._began_ms: int | None = None
        self._down = False
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Signature pad"))

    def strokes(self) -> Strokes:
        return Strokes(tuple(tuple(stroke) for stroke in self._strokes))

    def show_strokes(self, strokes: Strokes) -> None:
        """Replace what is drawn by what the terminal holds, unless it is the same."""
        if self._down or strokes == self.strokes():
            return
        self._strokes = [list(stroke) for stroke in strokes.strokes]
        self._count = sum(map(len, self._strokes))
        self._began_ms = None
        self.update()

    def clear(self) -> None:
        self._down = False
        self.show_strokes(Strokes())

    # --- the pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        self._begin(event.position(), event.timestamp())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        self._extend(event.position(), event.timestamp())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        self._lift(event.position(), event.timestamp())

    def tabletEvent(self, event: QTabletEvent) -> None:  # noqa: N802  (Qt's name)
        match event.type():
            case QEvent.Type.TabletPress:
                self._begin(event.position(), event.timestamp())
            case QEvent.Type.TabletMove:
                self._extend(event.position(), event.timestamp())
            case QEvent.Type.TabletRelease:
                self._lift(event.position(), event.timestamp())
            case _:
                return
        event.accept()

    def event(self, event: QEvent) -> bool:
        if event.type() in TOUCHES and isinstance(event, QTouchEvent) and event.points():
            first = event.points()[0]
            match event.type():
                case QEvent.Type.TouchBegin:
                    self._begin(first.position(), event.timestamp())
                case QEvent.Type.TouchUpdate:
                    self._extend(first.position(), event.timestamp())
                case _:
                    self._lift(first.position(), event.timestamp())
            event.accept()
            return True
        return super().event(event)

    def _begin(self, at: QPointF, ms: int) -> None:
        if self._down:
            return
        self._down = True
        self._strokes.append([])
        self._extend(at, ms)

    def _extend(self, at: QPointF, ms: int) -> None:
        if not self._down or self._count >= MAX_POINTS:
            return
        if self._began_ms is None:
            last = [stroke[-1].ms for stroke in self._strokes if stroke]
            self._began_ms = ms - (last[-1] if last else 0)
        stroke, point = self._strokes[-1], self._point(at, ms - self._began_ms)
        if stroke and (stroke[-1].x, stroke[-1].y) == (point.x, point.y):
            return
        stroke.append(point)
        self._count += 1
        self._update_end(stroke)

    def _lift(self, at: QPointF, ms: int) -> None:
        if not self._down:
            return
        self._extend(at, ms)
        self._down = False
        self._strokes = [stroke for stroke in self._strokes if stroke]
        self._presses.draw(self.strokes())

    def _point(self, at: QPointF, ms: int) -> Point:
        x = round(at.x() / max(self.width(), 1) * UNITS)
        y = round(at.y() / max(self.height(), 1) * UNITS)
        return Point(min(max(x, 0), UNITS), min(max(y, 0), UNITS), max(ms, 0))

    # --- painting

    def _update_end(self, stroke: list[Point]) -> None:
        """Repaint only around the newest piece of the line."""
        ends = QPolygonF([self._place(point) for point in stroke[-2:]]).boundingRect()
        margin = self._look.px(6)
        self.update(ends.adjusted(-margin, -margin, margin, margin).toAlignedRect())

    def _place(self, point: Point) -> QPointF:
        return QPointF(point.x / UNITS * self.width(), point.y / UNITS * self.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  (Qt's name)
        painter, look = QPainter(self), self._look
        rect = QRectF(self.rect())
        ring = look.colour(Role.FOCUS)
        paint.rounded(painter, rect, look.px(RADIUS), look.colour(Role.CARD), ring, look.px(2))
        base = round(self.height() * 0.76)
        painter.setPen(QPen(look.colour(Role.MUTED), 1))
        painter.drawLine(look.px(32), base, self.width() - look.px(32), base)
        pen = QPen(look.colour(Role.INK), look.px(3))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        for stroke in self._strokes:
            if len(stroke) == 1:
                painter.drawPoint(self._place(stroke[0]))
            else:
                painter.drawPolyline(QPolygonF([self._place(point) for point in stroke]))

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        return QSize(self._look.px(480), self._look.px(220))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        return QSize(self._look.px(240), self._look.px(150))
