"""The checklist in the way of payment: each obligation with its state, its key and its reason.

Rules that hold here: the reason ("why?") opens in place when the item is pressed, or with Space
when it has the focus; an item's shape tells its state as well as its colour does.
"""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from terminal.presentation.text import tr
from terminal.presentation.views import Badge, CheckItem, CheckState
from terminal.ui import paint
from terminal.ui.presses import Presses
from terminal.ui.theme import Look, Role, Size
from terminal.ui.widgets.button import NO_ACTION, Button
from terminal.ui.widgets.labels import Label, Scroller

HEIGHT = 66
MARK = 28
LEFT_OF_WORDS = 16 + MARK + 12


class CheckRow(QWidget):
    """One obligation."""

    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__()
        self._look = look
        self._item: CheckItem | None = None
        self._button = Button(look, presses)
        self._title = Label(look)
        self._detail = Label(look, Size.SMALL, Role.MUTED)
        self._why = Label(look, Size.SMALL, Role.MUTED, wrap=True)
        self._mark = MarkBadge(look)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        words.addStretch(1)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(look.px(12))
        top.addLayout(words, 1)
        top.addWidget(self._mark)
        top.addWidget(self._button)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(LEFT_OF_WORDS), look.px(8), look.px(16), look.px(9))
        column.setSpacing(look.px(4))
        column.addLayout(top)
        column.addWidget(self._why)
        self.setMinimumHeight(look.px(HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def render_item(self, item: CheckItem | None) -> None:
        if item == self._item:
            return
        if item is None or self._item is None or item.why != self._item.why:
            self._why.render_text("")
        self._item = item
        self._title.render_text(item.title if item else "")
        self._detail.render_text(_detail(item) if item else "")
        self._mark.render_mark(item.mark if item else "")
        action = item.action if item else None
        self._button.render_action(action or NO_ACTION)
        self._button.setVisible(action is not None)
        self.setAccessibleName(f"{item.title}, {tr(item.state.value)}" if item else "")
        self.setAccessibleDescription(item.why if item else "")
        self.setVisible(item is not None)
        self.update()

    def toggle_why(self) -> None:
        if self._item is not None:
            self._why.render_text("" if self._why.text() else self._item.why)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002, N802  (Qt's name)
        self.toggle_why()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        if event.key() == Qt.Key.Key_Space:
            self.toggle_why()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  (Qt's name)
        if self._item is None:
            return
        painter, look = QPainter(self), self._look
        side = look.px(MARK)
        middle = (look.px(HEIGHT) - 1) / 2
        box = QRectF(look.px(16), middle - side / 2, side, side)
        paint.check_mark(painter, look, box, self._item.state, self._item.number)
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.colour(Role.LINE))
        if self.hasFocus():
            paint.focus_ring(painter, look, QRectF(self.rect()))


def _detail(item: CheckItem) -> str:
    if not item.why or item.state is CheckState.MET:
        return item.detail
    return f"{item.detail} · {tr('why?')}" if item.detail else tr("why?")


class MarkBadge(QWidget):
    """When an obligation was met, in a small outline."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._badge = Badge("")
        self.setVisible(False)

    def render_mark(self, mark: str) -> None:
        self._badge = Badge(mark)
        self.setAccessibleName(mark)
        width = round(paint.badge_width(self._look, self._badge))
        self.setFixedSize(width, round(paint.badge_height(self._look)))
        self.setVisible(bool(mark))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  (Qt's name)
        paint.draw_badge(QPainter(self), self._look, QRectF(self.rect()), self._badge)


class CheckItems(QWidget):
    """Obligations under each other, as tall as they are."""

    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__()
        self._look, self._presses = look, presses
        self._items: tuple[CheckItem, ...] = ()
        self._rows: list[CheckRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def render_items(self, items: tuple[CheckItem, ...]) -> None:
        if items == self._items:
            return
        self._items = items
        while len(self._rows) < len(items):
            row = CheckRow(self._look, self._presses)
            self._column.addWidget(row)
            self._rows.append(row)
        for at, row in enumerate(self._rows):
            row.render_item(items[at] if at < len(items) else None)


class Checklist(Scroller):
    """The checklist of a ticket; scrolls when it is long."""

    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__(look)
        self._items = CheckItems(look, presses)
        self.column.addWidget(self._items)
        self.column.addStretch(1)

    def render_items(self, items: tuple[CheckItem, ...]) -> None:
        self._items.render_items(items)
