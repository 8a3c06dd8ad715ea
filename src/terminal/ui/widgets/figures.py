"""Labels with an amount at the right: the subtotals, and the one number of the page."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from terminal.presentation.views import Figure
from terminal.ui import paint
from terminal.ui.theme import Look, Role, Size, Weight

LINE = 26


class Figures(QWidget):
    """Small figures under each other."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._figures: tuple[Figure, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(0)

    def render_figures(self, figures: tuple[Figure, ...]) -> None:
        if figures == self._figures:
            return
        self._figures = figures
        self.setAccessibleName(", ".join(f"{each.label} {each.amount}" for each in figures))
        self.setFixedHeight(self._look.px(LINE) * len(figures))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  (Qt's name)
        painter, look = QPainter(self), self._look
        font, muted, line = look.font(Size.TEXT), look.colour(Role.MUTED), look.px(LINE)
        for at, figure in enumerate(self._figures):
            box = QRectF(0, at * line, self.width(), line)
            amount = QFontMetricsF(font).horizontalAdvance(figure.amount)
            words = box.adjusted(0, 0, -amount - look.px(12), 0)
            paint.text(painter, words, figure.label, font, muted)
            paint.text(painter, box, figure.amount, font, muted, paint.RIGHT)


class BigFigure(QWidget):
    """The one number of a page. Beside its label at the foot of a ticket, under it elsewhere."""

    def __init__(
        self,
        look: Look,
        size: Size = Size.TOTAL,
        *,
        beside: bool = False,
        role: Role = Role.INK,
        align: Qt.AlignmentFlag = paint.LEFT,
    ) -> None:
        super().__init__()
        self._look, self._size, self._beside = look, size, beside
        self._role, self._align = role, align
        self._figure: Figure | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def render_figure(self, figure: Figure | None) -> None:
        if figure == self._figure:
            return
        self._figure = figure
        self.setAccessibleName(f"{figure.label} {figure.amount}" if figure else "")
        self.setVisible(figure is not None)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        look = self._look
        number = look.px(self._size.value * 1.15)
        height = number if self._beside else number + look.px(24)
        return QSize(look.px(120), height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  (Qt's name)
        if self._figure is None:
            return
        painter, look, rect = QPainter(self), self._look, QRectF(self.rect())
        number, ink = look.font(self._size, Weight.BOLD), look.colour(self._role)
        if self._beside:
            title = look.font(Size.TITLE, Weight.SEMIBOLD)
            metrics = QFontMetricsF(number)
            base = rect.center().y() + metrics.capHeight() / 2
            painter.setFont(title)
            painter.setPen(ink)
            painter.drawText(0, round(base), self._figure.label)
            paint.text(painter, rect, self._figure.amount, number, ink, paint.RIGHT)
            return
        top = look.px(24)
        label = QRectF(rect.x(), rect.y(), rect.width(), top)
        muted = look.colour(Role.MUTED)
        paint.text(painter, label, self._figure.label, look.font(Size.TEXT), muted, self._align)
        box = rect.adjusted(0, top, 0, 0)
        paint.text(painter, box, self._figure.amount, number, ink, self._align)
