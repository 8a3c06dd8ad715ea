"""A receipt on the screen: paper as wide as there is room, drawn when it is seen."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from terminal.app.sheet import Sheet
from terminal.ui.receipt_picture import paint_scaled, size_of
from terminal.ui.theme import Look, Role

WIDTH = 420
"""80 mm of paper at arm's length; smaller where the panel is."""


class SheetView(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._most = look.px(WIDTH)
        self._edge = look.colour(Role.LINE)
        self._sheet: Sheet | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def render_sheet(self, sheet: Sheet | None) -> None:
        if sheet == self._sheet:
            return
        self._sheet = sheet
        self.setAccessibleName("" if sheet is None else sheet.text)
        self.setVisible(sheet is not None)
        self.setFixedHeight(self._height())
        self.updateGeometry()
        self.update()

    def _height(self) -> int:
        if self._sheet is None:
            return 0
        width, height = size_of(self._sheet)
        return round(self._most * height / width)

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        return QSize(self._most, self._height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        if self._sheet is None:
            return
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        width = min(self._most, self.width())
        left = (self.width() - width) / 2
        paint_scaled(self._sheet, painter, QPointF(left, 0), width)
        painter.setPen(self._edge)
        painter.drawRect(QRectF(left + 0.5, 0.5, width - 1, self.height() - 1))
        painter.end()
