"""What the windows of simulated devices are put together from: sections, commands, choosers."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from terminal.app.inputs import Do, Input, Intent
from terminal.presentation.views import Action, Emphasis, Tone
from terminal.ui import paint
from terminal.ui.presses import Presses
from terminal.ui.theme import RADIUS, Look, Role, Size, Weight
from terminal.ui.widgets.button import ButtonRow, ButtonSize
from terminal.ui.widgets.labels import Label, Panel

FIELD_HEIGHT: Final = 40
PAD: Final = 16
GAP: Final = 8

Tell = Callable[[str], None]
"""Says a command to the device."""


def says(
    command: str,
    label: str,
    *,
    chosen: bool = False,
    enabled: bool = True,
    tone: Tone = Tone.PLAIN,
    filled: bool = False,
    icon: str = "",
) -> Action:
    """A button's action that says a command to the device."""
    emphasis = Emphasis.CHOSEN if chosen else Emphasis.FILLED if filled else Emphasis.PLAIN
    intent = Intent(Do.DISMISS, command)
    return Action(intent, label, enabled=enabled, emphasis=emphasis, tone=tone, icon=icon)


def presses_saying(tell: Tell) -> Presses:
    """Whatever is pressed is said, as often as it is pressed."""

    def pressed(what: Input) -> None:
        presses.screen_arrived()  # nothing is spent: a device can be fed twice
        if isinstance(what, Intent) and what.argument:
            tell(what.argument)

    presses = Presses(pressed)
    return presses


class Section(Panel):
    """A card with a small title; what is added stands below each other."""

    def __init__(self, look: Look, title: str) -> None:
        super().__init__(look)
        self._look = look
        self.column = QVBoxLayout(self)
        pad = look.px(PAD)
        self.column.setContentsMargins(pad, look.px(12), pad, pad)
        self.column.setSpacing(look.px(GAP + 2))
        if title:
            heading = Label(look, Size.SMALL, Role.MUTED, Weight.SEMIBOLD)
            heading.render_text(title)
            self.column.addWidget(heading)

    def add(self, widget: QWidget) -> None:
        self.column.addWidget(widget)


def command_row(look: Look, presses: Presses) -> ButtonRow:
    """Compact buttons of equal width side by side."""
    return ButtonRow(look, presses, ButtonSize.COMPACT, gap=GAP)


class Labelled(QWidget):
    """A row: what it is about at the left, something at the right."""

    def __init__(self, look: Look, words: str, widget: QWidget) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(GAP))
        label = Label(look, Size.SMALL, Role.MUTED)
        label.render_text(words)
        label.setFixedWidth(look.px(72))
        row.addWidget(label)
        row.addWidget(widget, 1)


class Chooser(QComboBox):
    """One of some choices; `chosen` is told its value when a person picks it."""

    def __init__(
        self, look: Look, choices: Sequence[tuple[str, str]], chosen: Callable[[str], None]
    ) -> None:
        super().__init__()
        self._look = look
        for label, value in choices:
            self.addItem(label, value)
        self.setFont(look.font(Size.SMALL))
        self.view().setFont(look.font(Size.SMALL))
        self.setFixedHeight(look.px(FIELD_HEIGHT))
        self.setMaxVisibleItems(16)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(8)
        self.activated.connect(lambda at: chosen(str(self.itemData(at))))

    def value(self) -> str:
        return str(self.currentData())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  (Qt's name)
        event.ignore()  # scrolling past it is no choice

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  (Qt's name)
        look, painter, rect = self._look, QPainter(self), QRectF(self.rect())
        line = look.colour(Role.FOCUS if self.hasFocus() else Role.LINE)
        width = look.px(2) if self.hasFocus() else 1
        paint.rounded(painter, rect, look.px(RADIUS), look.colour(Role.CARD), line, width)
        pad, arrow = look.px(PAD), look.px(10)
        words = rect.adjusted(pad, 0, -pad - arrow - look.px(GAP), 0)
        paint.text(painter, words, self.currentText(), self.font(), look.colour(Role.INK))
        right, middle = rect.right() - pad, rect.center().y()
        painter.setPen(QPen(look.colour(Role.MUTED), look.px(2)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(
            QPolygonF(
                [
                    QPointF(right - arrow, middle - arrow / 4),
                    QPointF(right - arrow / 2, middle + arrow / 4),
                    QPointF(right, middle - arrow / 4),
                ]
            )
        )


class LineField(QLineEdit):
    """A line of text in a rounded frame; Enter hands it over."""

    def __init__(self, look: Look, placeholder: str, entered: Callable[[str], None]) -> None:
        super().__init__()
        self._look = look
        self.setFont(look.font(Size.SMALL))
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setFixedHeight(look.px(FIELD_HEIGHT))
        self.setMaxLength(4_096)
        self.returnPressed.connect(lambda: entered(self.text()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        look = self._look
        role = Role.FOCUS if self.hasFocus() else Role.LINE
        ring = QPainter(self)
        width = look.px(2) if self.hasFocus() else 1
        rect = QRectF(self.rect())
        paint.rounded(ring, rect, look.px(RADIUS), look.colour(Role.CARD), look.colour(role), width)
        ring.end()
        super().paintEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        return QSize(self._look.px(160), self._look.px(FIELD_HEIGHT))


def own_style(look: Look) -> str:
    """What Qt paints by itself of the parts above."""
    value, px = look.theme.value, look.px
    return f"""
QComboBox QAbstractItemView {{
    background: {value(Role.CARD)}; color: {value(Role.INK)};
    border: 1px solid {value(Role.LINE)}; outline: 0; padding: {px(4)}px;
    selection-background-color: {value(Role.PRIMARY_SOFT)};
    selection-color: {value(Role.INK)};
}}
QComboBox QAbstractItemView::item {{ min-height: {px(32)}px; padding: 0 {px(8)}px; }}
QScrollBar:horizontal {{ height: 0; }}
"""
