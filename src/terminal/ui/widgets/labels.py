"""Words on a page, and the ground they stand on: `Label`, `Panel`, `Hairline`, `Scroller`."""

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QScroller,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from terminal.ui import paint
from terminal.ui.theme import PANEL_RADIUS, Look, Role, Size, Weight


class Label(QLabel):
    """Plain words in one role of the type scale; hidden while there are none."""

    def __init__(
        self,
        look: Look,
        size: Size = Size.TEXT,
        role: Role = Role.INK,
        weight: Weight = Weight.REGULAR,
        *,
        wrap: bool = False,
    ) -> None:
        super().__init__()
        self._look = look
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(look.font(size, weight))
        self.set_role(role)
        self.setWordWrap(wrap)
        self.setVisible(False)

    def set_role(self, role: Role) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, self._look.colour(role))
        self.setPalette(palette)

    def render_text(self, words: str) -> None:
        if words == self.text():
            return
        self.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        hint = super().minimumSizeHint()
        return hint if self.wordWrap() else QSize(0, hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        if self.wordWrap():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        paint.text(
            painter, QRectF(self.contentsRect()), self.text(), self.font(), ink, self.alignment()
        )


class Panel(QFrame):
    """A white card with a hairline around it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  (Qt's name)
        look = self._look
        paint.rounded(
            QPainter(self),
            QRectF(self.rect()),
            look.px(PANEL_RADIUS),
            look.colour(Role.CARD),
            look.colour(Role.LINE),
        )


class Hairline(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._colour = look.colour(Role.LINE)
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        QPainter(self).fillRect(event.rect(), self._colour)


class Scroller(QScrollArea):
    """A column that scrolls by touch and wheel when it is longer than its place."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(look.px(12))
        self.setWidget(inner)
        self._look = look
        self.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)


class FittedScroller(Scroller):
    """A scrolling column that asks for the height of what is in it, and gives way when it must."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        width = max(self.viewport().width(), self._look.px(240))
        height = self.column.heightForWidth(width)
        return QSize(width, height if height >= 0 else self.column.sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        return QSize(0, min(self._look.px(68), self.sizeHint().height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()  # a scroll area keeps this to itself
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
