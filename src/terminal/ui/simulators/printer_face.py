"""The printer's body with its lamps, and the cash drawer below it, drawn."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from drivers.simulator.printer_state import Condition, Fault, Roll
from terminal.presentation.text import tr
from terminal.ui import paint
from terminal.ui.theme import Look, Size, Weight

BODY: Final = QColor("#2B3237")
BODY_EDGE: Final = QColor("#3E474D")
SLOT: Final = QColor("#14181B")
LETTERS: Final = QColor("#C3CCD1")
DARK_LAMP: Final = QColor("#1B2023")
POWER_LAMP: Final = QColor("#5BE08B")
ERROR_LAMP: Final = QColor("#FF6B5E")
PAPER_LAMP: Final = QColor("#FFB84D")
STEEL: Final = QColor("#4A545A")
TRAY: Final = QColor("#1A1F22")
NOTE: Final = QColor("#8FB59B")
COIN: Final = QColor("#C9B27A")
ROLL: Final = QColor("#F7F5EE")
ROLL_EDGE: Final = QColor("#BDB9AC")
CORE: Final = QColor("#8A6A48")
FACE_HEIGHT: Final = 92
OPENING_HEIGHT: Final = 44
DRAWER_HEIGHT: Final = 104


class PrinterFace(QWidget):
    """What stands under the paper: slot, lamps, and the lid when it is open."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._condition, self._powered, self._printing = Condition(), True, False
        self.setFixedHeight(look.px(FACE_HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def render_condition(self, condition: Condition, *, powered: bool, printing: bool) -> None:
        self._condition, self._powered, self._printing = condition, powered, printing
        lit = [name for name, _colour, on in self.lamps() if on]
        self.setAccessibleName(", ".join([*lit, self.trouble()]))
        self.update()

    def lamps(self) -> tuple[tuple[str, QColor, bool], ...]:
        """Name, colour and whether it is lit, as on the machine."""
        how, on = self._condition, self._powered
        return (
            ("POWER", POWER_LAMP, on),
            ("ERROR", ERROR_LAMP, on and how.stopped),
            ("PAPER", PAPER_LAMP, on and how.roll is not Roll.OK),
        )

    def trouble(self) -> str:
        """What is the matter, in words."""
        how = self._condition
        words = {
            Fault.CUTTER: tr("the cutter is jammed"),
            Fault.HOT: tr("the head is too hot"),
            Fault.UNRECOVERABLE: tr("broken"),
        }
        causes = [tr("cover open")] if how.cover_open else []
        causes += [words[how.fault]] if how.fault in words else []
        causes += [tr("no paper")] if how.roll is Roll.OUT else []
        causes += [tr("paper low")] if how.roll is Roll.LOW else []
        if not self._powered:
            return tr("off")
        return ", ".join(causes) or (tr("printing") if self._printing else tr("ready"))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  (Qt's name)
        look, painter = self._look, QPainter(self)
        body = QRectF(self.rect()).adjusted(look.px(8), 0, -look.px(8), 0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shade = QLinearGradient(body.topLeft(), body.bottomLeft())
        shade.setColorAt(0.0, BODY_EDGE)
        shade.setColorAt(0.25, BODY)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawRoundedRect(body, look.px(12), look.px(12))
        self._paint_slot(painter, body)
        self._paint_lamps(painter, body)

    def _paint_slot(self, painter: QPainter, body: QRectF) -> None:
        """A slot from which the paper comes; with the cover open, the roll is seen in it."""
        look, is_open = self._look, self._condition.cover_open
        inset = look.px(14)
        height = look.px(OPENING_HEIGHT) if is_open else look.px(8)
        slot = QRectF(body.left() + inset, body.top(), body.width() - 2 * inset, height)
        painter.setBrush(SLOT)
        painter.drawRoundedRect(slot, 4, 4)
        if not is_open:
            return
        out = self._condition.roll is Roll.OUT
        thick = {Roll.OK: 0.78, Roll.LOW: 0.42, Roll.OUT: 0.2}[self._condition.roll] * height
        roll = QRectF(0, 0, slot.width() * 0.86, thick)
        roll.moveCenter(slot.center())
        rolled = QLinearGradient(roll.topLeft(), roll.bottomLeft())
        rolled.setColorAt(0.0, CORE if out else ROLL_EDGE)
        rolled.setColorAt(0.4, CORE.lighter(120) if out else ROLL)
        rolled.setColorAt(1.0, CORE.darker(130) if out else ROLL_EDGE)
        painter.setBrush(rolled)
        painter.drawRoundedRect(roll, 4, 4)

    def _paint_lamps(self, painter: QPainter, body: QRectF) -> None:
        look = self._look
        side, step = look.px(10), look.px(78)
        y = body.bottom() - look.px(26)
        x = body.left() + look.px(22)
        font = look.font(Size.CAP, Weight.SEMIBOLD)
        for name, colour, lit in self.lamps():
            painter.setPen(Qt.PenStyle.NoPen)
            if lit:
                halo = QColor(colour)
                halo.setAlpha(60)
                painter.setBrush(halo)
                painter.drawEllipse(QPointF(x + side / 2, y), side, side)
            painter.setBrush(colour if lit else DARK_LAMP)
            painter.drawEllipse(QPointF(x + side / 2, y), side / 2, side / 2)
            box = QRectF(x + side + look.px(8), y - look.px(12), step, look.px(24))
            paint.text(painter, box, name, font, LETTERS if lit else BODY_EDGE.lighter(150))
            x += step
        room = QRectF(x, y - look.px(12), body.right() - look.px(20) - x, look.px(24))
        paint.text(painter, room, self.trouble(), look.font(Size.SMALL), LETTERS, paint.RIGHT)


class DrawerPicture(QWidget):
    """The cash drawer, closed or pulled out."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._open = look, False
        self.setFixedHeight(look.px(DRAWER_HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def is_open(self) -> bool:
        return self._open

    def render_open(self, *, is_open: bool) -> None:
        self._open = is_open
        self.setAccessibleName(tr("The drawer is open") if is_open else tr("The drawer is closed"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  (Qt's name)
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        pulled = look.px(44) if self._open else 0
        top, front = look.px(6), look.px(44)
        side = look.px(34)
        back = QRectF(whole.left() + side, top, whole.width() - 2 * side, look.px(8))
        face = QRectF(
            whole.left() + side - pulled * 0.45,
            top + back.height() + pulled,
            whole.width() - 2 * side + pulled * 0.9,
            front,
        )
        painter.setBrush(BODY_EDGE)
        painter.drawRoundedRect(back.adjusted(0, 0, 0, look.px(4)), 4, 4)
        if self._open:
            self._paint_tray(painter, back, face)
        painter.setBrush(STEEL)
        painter.drawRoundedRect(face, look.px(5), look.px(5))
        painter.setBrush(BODY)
        lock = face.center() + QPointF(0, -look.px(4))
        painter.drawEllipse(lock, look.px(6), look.px(6))
        words = tr("open") if self._open else tr("closed")
        box = face.adjusted(look.px(14), 0, -look.px(14), -look.px(2))
        paint.text(painter, box, words, look.font(Size.CAP, Weight.SEMIBOLD), LETTERS)

    def _paint_tray(self, painter: QPainter, back: QRectF, face: QRectF) -> None:
        """Notes behind, coins in front, in perspective."""
        far, near = back.bottom(), face.top()
        tray = QPolygonF(
            [
                QPointF(back.left(), far),
                QPointF(back.right(), far),
                QPointF(face.right(), near),
                QPointF(face.left(), near),
            ]
        )
        painter.setBrush(TRAY)
        painter.drawPolygon(tray)
        for row, (count, colour, depth) in enumerate(((4, NOTE, 0.1), (5, COIN, 0.6))):
            for at in range(count):
                start, end = depth, depth + 0.34
                quad = [
                    _between(back, face, (at + 0.1) / count, start),
                    _between(back, face, (at + 0.9) / count, start),
                    _between(back, face, (at + 0.9) / count, end),
                    _between(back, face, (at + 0.1) / count, end),
                ]
                painter.setBrush(colour.darker(100 + 12 * ((at + row) % 3)))
                painter.drawPolygon(QPolygonF(quad))


def _between(back: QRectF, face: QRectF, across: float, along: float) -> QPointF:
    """A point of the tray: `across` from left to right, `along` from the far to the near edge."""
    far = QPointF(back.left() + back.width() * across, back.bottom())
    near = QPointF(face.left() + face.width() * across, face.top())
    return far + (near - far) * along
