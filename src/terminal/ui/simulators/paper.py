"""The paper as it comes out of the printer, and the receipts that came out before.

Rules that hold here: the newest paper is at the bottom, where it leaves the printer, and grows
there; what was drawn once is kept as a picture, and only what can be seen is drawn.
"""

from collections import OrderedDict
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPaintEvent,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from drivers.simulator.printer_paper import MARGIN, PAPER, Graphic, Line, Receipt, piece
from terminal.presentation.text import tr
from terminal.ui import paint
from terminal.ui.theme import Look, Role, Size

MAX_WIDTH: Final = 432
"""80 mm of paper at arm's length."""
GAP: Final = 18
TOOTH: Final = 6
STUB_DOTS: Final = 16
"""What looks out of the slot when nothing was printed."""
BLANK_DOTS: Final = 20
"""White above the first line and below the last."""
KEPT_RECEIPTS: Final = 8
"""So many receipts stay drawn; a screen shows two or three."""
SHADOW: Final = QColor(0, 0, 0, 38)


class Drawn:
    """The marks of one receipt, each drawn once."""

    def __init__(self) -> None:
        self.items: list[Line | Graphic] = []
        self.pictures: list[QPixmap] = []

    def grow(self, receipt: Receipt, pixels: float) -> None:
        """Draw what is new; start again when it is another paper."""
        if self.items and receipt.items[: len(self.items)] != tuple(self.items):
            self.items, self.pictures = [], []
        for item in receipt.items[len(self.items) :]:
            self.items.append(item)
            self.pictures.append(_pixmap(item, receipt.width, pixels))


def _pixmap(item: Line | Graphic, width: int, pixels: float) -> QPixmap:
    drawn = piece(item, width)
    stride = drawn.width * 3
    image = QImage(drawn.tobytes(), drawn.width, drawn.height, stride, QImage.Format.Format_RGB888)
    size = image.size().scaled(
        round((width + 2 * MARGIN) * pixels), 1 << 16, Qt.AspectRatioMode.KeepAspectRatio
    )
    smooth = Qt.TransformationMode.SmoothTransformation
    return QPixmap.fromImage(image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth))


class PaperView(QAbstractScrollArea):
    """All paper, scrolled to where it comes out."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._first = 0
        self._papers: tuple[Receipt, ...] = ()
        self._roll_out = False
        self._drawn: OrderedDict[int, Drawn] = OrderedDict()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(tr("Paper"))

    @property
    def papers(self) -> tuple[Receipt, ...]:
        """What is shown, oldest first; the last one hangs out of the printer."""
        return self._papers

    def show_paper(
        self, first: int, receipts: tuple[Receipt, ...], hanging: Receipt, *, roll_out: bool
    ) -> None:
        """Show the receipts, of which the first has that number, and what hangs out."""
        bar = self.verticalScrollBar()
        follow = bar.value() >= bar.maximum() - self._look.px(4)
        self._first, self._papers, self._roll_out = first, (*receipts, hanging), roll_out
        last = hanging if hanging.items else receipts[-1] if receipts else hanging
        self.setAccessibleDescription(last.text())
        self._measure()
        if follow:
            bar.setValue(bar.maximum())
        self.viewport().update()

    # --- measuring

    def _dots(self) -> float:
        """Pixels of a dot."""
        width = self._papers[-1].width if self._papers else 512
        room = min(self.viewport().width() - 2 * self._look.px(GAP), self._look.px(MAX_WIDTH))
        return float(max(room, 120) / (width + 2 * MARGIN))

    def _height(self, at: int) -> float:
        receipt, hangs = self._papers[at], at == len(self._papers) - 1
        if hangs and not receipt.length:
            return 0.0 if self._roll_out else STUB_DOTS * self._dots()
        ends = BLANK_DOTS if hangs else 2 * BLANK_DOTS
        return (receipt.length + ends) * self._dots()

    def _measure(self) -> None:
        gap = self._look.px(GAP)
        whole = gap + sum(self._height(at) + gap for at in range(len(self._papers))) - gap
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(self._look.px(40))
        bar.setRange(0, max(0, round(whole) - self.viewport().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        super().resizeEvent(event)
        bar = self.verticalScrollBar()
        follow = bar.value() >= bar.maximum() - self._look.px(4)
        if event.size().width() != event.oldSize().width():
            self._drawn.clear()
        self._measure()
        if follow:
            bar.setValue(bar.maximum())

    # --- painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  (Qt's name)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        bar, gap = self.verticalScrollBar(), self._look.px(GAP)
        bottom = float(self.viewport().height() + bar.maximum() - bar.value())
        for at in range(len(self._papers) - 1, -1, -1):
            height = self._height(at)
            top = bottom - height
            if bottom > 0 and top < self.viewport().height() and height:
                self._paint_one(painter, at, top, height)
            bottom = top - gap
            if bottom < 0:
                break
        if len(self._papers) == 1 and not self._papers[0].length:
            self._paint_empty(painter)

    def _paint_one(self, painter: QPainter, at: int, top: float, height: float) -> None:
        receipt, dots = self._papers[at], self._dots()
        hangs = at == len(self._papers) - 1
        width = (receipt.width + 2 * MARGIN) * dots
        left = (self.viewport().width() - width) / 2
        outline = _outline(
            QRectF(left, top, width, height), None if hangs else self._look.px(TOOTH), receipt.cut
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(SHADOW)
        painter.drawPolygon(outline.translated(self._look.px(2), self._look.px(3)))
        painter.setBrush(QColor(*PAPER))
        painter.drawPolygon(outline)
        drawn = self._of(at)
        drawn.grow(receipt, dots * self.devicePixelRatioF())
        for item, picture in zip(drawn.items, drawn.pictures, strict=True):
            y = top + (item.y + BLANK_DOTS) * dots
            if y < self.viewport().height() and y + picture.height() > 0:
                painter.drawPixmap(QRectF(left, y, width, item.height * dots), picture, QRectF())

    def _of(self, at: int) -> Drawn:
        number = self._first + at
        drawn = self._drawn.setdefault(number, Drawn())
        self._drawn.move_to_end(number)
        while len(self._drawn) > KEPT_RECEIPTS:
            self._drawn.popitem(last=False)
        return drawn

    def _paint_empty(self, painter: QPainter) -> None:
        words = tr("Nothing printed yet")
        font, ink = self._look.font(Size.TEXT), self._look.colour(Role.MUTED)
        paint.text(painter, QRectF(self.viewport().rect()), words, font, ink, paint.CENTRE)


def _outline(rect: QRectF, tooth: int | None, cut: bool) -> QPolygonF:
    """A straight top; below nothing, the cutter's teeth, or the slant of a torn edge."""
    points = [rect.topLeft(), rect.topRight()]
    if tooth is None:
        points += [rect.bottomRight(), rect.bottomLeft()]
    elif cut:
        count = max(2, round(rect.width() / tooth))
        for step in range(count + 1):
            x = rect.right() - rect.width() * step / count
            points.append(QPointF(x, rect.bottom() - (step % 2) * tooth))
        points.append(QPointF(rect.left(), rect.bottom() - tooth))
    else:
        points += [
            rect.bottomRight() - QPointF(0, 3 * tooth),
            rect.bottomLeft() + QPointF(rect.width() / 3, 0),
            rect.bottomLeft() - QPointF(0, tooth),
        ]
    return QPolygonF(points)
