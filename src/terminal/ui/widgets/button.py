"""Whatever can be pressed: one button class, drawn from an `Action`, and groups of them.

Rules that hold here: a button keeps its key cap beside or above its word and never clips either; a
click does not take the focus from the entry field; the second half of a double tap is dropped, so
it cannot press what the next page puts under the finger.
"""

from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from terminal.app.inputs import Do, Intent
from terminal.presentation.views import Action, Emphasis, Tone
from terminal.ui import paint
from terminal.ui.fonts import icon_font, icon_glyph
from terminal.ui.presses import Presses, repeats
from terminal.ui.theme import RADIUS, TONE_ROLES, TOUCH, TOUCH_LARGE, Look, Role, Size, Weight

GAP = 8
PAD = 14
TIGHT = 10
"""The least padding: a word never touches the border."""
STACKED_PAD = 3
NO_ACTION = Action(Intent(Do.DISMISS), "", enabled=False)


class ButtonSize(Enum):
    COMPACT = (40, Size.SMALL)  # on windows beside the counter, which nobody touches in a hurry
    NORMAL = (TOUCH, Size.TEXT)
    KEY = (TOUCH + 4, Size.TEXT)
    LARGE = (TOUCH_LARGE, Size.AMOUNT)

    @property
    def height(self) -> int:
        return self.value[0]

    @property
    def letters(self) -> Size:
        return self.value[1]


class Button(QAbstractButton):
    """Draws one `Action` and sends its intent."""

    def __init__(self, look: Look, presses: Presses, size: ButtonSize = ButtonSize.NORMAL) -> None:
        super().__init__()
        self._look, self._presses, self._size = look, presses, size
        self._action = NO_ACTION
        self.stacked = False
        self.squeezable = False  # may be as low as a touch target where there is little room
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._pressed)

    @property
    def action(self) -> Action:
        return self._action

    def render_action(self, action: Action) -> None:
        if action == self._action:
            return
        self._action = action
        self.setText(action.label)
        self.setAccessibleName(action.label)
        self.setAccessibleDescription(f"{action.key} {action.why}".strip())
        self.setToolTip(action.why)
        self.setEnabled(action.asks is not None)
        self.updateGeometry()
        self.update()

    def _pressed(self) -> None:
        self._presses.press(self._action)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        if repeats(self._action.intent):
            self.mousePressEvent(event)
        else:
            event.accept()

    # --- measuring

    def inline_width(self, *, icon: bool = True) -> float:
        """The width of icon, cap and word side by side, with padding."""
        look, action = self._look, self._action
        width = self._word_width() + 2 * look.px(PAD)
        if action.key:
            width += paint.key_cap_width(look, action.key) + look.px(GAP)
        if icon and self._glyph():
            width += look.px(self._size.letters.value + 4) + look.px(GAP)
        return width

    def tight_width(self) -> float:
        """The same with the least padding and without the picture, which gives way first."""
        return self.inline_width(icon=False) - 2 * self._look.px(PAD - TIGHT)

    def stacked_width(self) -> float:
        """The least width with the cap above the word."""
        metrics = QFontMetricsF(self._stacked_letters())
        return metrics.horizontalAdvance(self._action.label) + 2 * STACKED_PAD

    def _word_width(self) -> float:
        font = self._look.font(self._size.letters, Weight.SEMIBOLD)
        return QFontMetricsF(font).horizontalAdvance(self._action.label)

    def _glyph(self) -> str:
        return icon_glyph(self._action.icon) if self._action.icon else ""

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        return QSize(round(self.inline_width()) + 1, self._look.px(self._size.height))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        low = TOUCH if self.squeezable else self._size.height
        return QSize(self._look.px(TOUCH), self._look.px(low))

    # --- painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  (Qt's name)
        painter = QPainter(self)
        fill, line, ink, width = self._colours()
        rect = QRectF(self.rect())
        if self.isDown():
            fill = ink if fill is None else _pressed_shade(fill, ink)
        paint.rounded(painter, rect, self._look.px(RADIUS), fill, line, width)
        filled = self._action.emphasis is Emphasis.FILLED and self._action.enabled
        cap_ink = ink if filled else None
        if self.stacked:
            self._paint_stacked(painter, rect, ink, cap_ink)
        else:
            self._paint_inline(painter, rect, ink, cap_ink)
        if self.hasFocus():
            paint.focus_ring(painter, self._look, rect)

    def _colours(self) -> tuple[QColor, QColor | None, QColor, float]:
        """Fill, outline, ink and the width of the outline."""
        of, action = self._look.colour, self._action
        if not action.enabled:
            return of(Role.GROUND), of(Role.LINE), of(Role.MUTED), 1.0
        strong, soft = TONE_ROLES[action.tone]
        if action.emphasis is Emphasis.FILLED:
            if action.tone is Tone.DANGER:
                return of(Role.DANGER), None, of(Role.CARD), 1.0
            return of(Role.PRIMARY), None, of(Role.ON_PRIMARY), 1.0
        if action.emphasis is Emphasis.CHOSEN:
            return of(Role.PRIMARY_SOFT), of(Role.PRIMARY), of(Role.INK), 2.0
        if action.tone in (Tone.PLAIN, Tone.PRIMARY):
            return of(Role.CARD), of(Role.LINE), of(Role.INK), 1.0
        return of(soft), None, of(strong), 1.0

    def _paint_inline(
        self, painter: QPainter, rect: QRectF, ink: QColor, cap_ink: QColor | None
    ) -> None:
        look, action = self._look, self._action
        glyph = self._glyph()
        if glyph and self.inline_width() > rect.width():
            glyph = ""  # the word and the key say it; the picture gives way
        gap, pad = look.px(GAP), look.px(PAD)
        cap = paint.key_cap_width(look, action.key)
        side = look.px(self._size.letters.value + 4) if glyph else 0
        extra = (cap + gap if cap else 0) + (side + gap if side else 0)
        tight = self.inline_width(icon=False) > rect.width()
        pad = look.px(TIGHT) if tight else pad
        word = min(self._word_width(), rect.width() - 2 * pad - extra)
        x = rect.x() + max(pad, (rect.width() - word - extra) / 2)
        if cap:
            height = paint.key_cap_height(look)
            box = QRectF(x, rect.center().y() - height / 2, cap, height)
            paint.key_cap(painter, look, box, action.key, on_filled=cap_ink)
            x += cap + gap
        if glyph:
            box = QRectF(x, rect.y(), side, rect.height())
            paint.text(painter, box, glyph, icon_font(side), ink, paint.CENTRE)
            x += side + gap
        box = QRectF(x, rect.y(), word + 1, rect.height())
        paint.text(painter, box, action.label, self._letters(), ink)

    def _paint_stacked(
        self, painter: QPainter, rect: QRectF, ink: QColor, cap_ink: QColor | None
    ) -> None:
        """The cap above the word, for narrow places."""
        look, action = self._look, self._action
        cap, height = paint.key_cap_width(look, action.key), look.px(18)
        large = self._size is ButtonSize.LARGE
        top = rect.y() + look.px(10 if large else 5)
        if cap:
            box = QRectF(rect.center().x() - cap / 2, top, cap, height)
            paint.key_cap(painter, look, box, action.key, on_filled=cap_ink)
        box = rect.adjusted(STACKED_PAD, top + height - rect.y() if cap else 0, -STACKED_PAD, 0)
        paint.text(painter, box, action.label, self._stacked_letters(), ink, paint.CENTRE)

    def _stacked_letters(self) -> QFont:
        large = self._size is ButtonSize.LARGE
        return self._look.font(Size.TEXT if large else Size.SMALL, Weight.SEMIBOLD)

    def _letters(self) -> QFont:
        weight = Weight.SEMIBOLD if self._action.enabled else Weight.REGULAR
        return self._look.font(self._size.letters, weight)


def _pressed_shade(fill: QColor, ink: QColor) -> QColor:
    """The fill with an eighth of the ink in it: what a held button looks like."""
    parts = (
        (fill.red(), ink.red()),
        (fill.green(), ink.green()),
        (fill.blue(), ink.blue()),
    )
    return QColor(*(round(ground * 7 / 8 + letter / 8) for ground, letter in parts))


class ButtonGroup(QWidget):
    """Buttons for so many actions; those that are not needed now wait hidden for the next ones."""

    def __init__(self, look: Look, presses: Presses, size: ButtonSize) -> None:
        super().__init__()
        self._look, self._presses, self._size = look, presses, size
        self._actions: tuple[Action, ...] = ()
        self.buttons: list[Button] = []
        self.setVisible(False)

    def render_actions(self, actions: tuple[Action, ...]) -> None:
        if actions == self._actions:
            return
        self._actions = actions
        while len(self.buttons) < len(actions):
            button = Button(self._look, self._presses, self._size)
            self._add(button)
            self.buttons.append(button)
        for button, action in zip(self.buttons, actions, strict=False):
            button.render_action(action)
            button.setVisible(True)
        for button in self.buttons[len(actions) :]:
            button.render_action(NO_ACTION)
            button.setVisible(False)
        self.setVisible(bool(actions))
        self.updateGeometry()
        self._arrange()

    @property
    def shown(self) -> list[Button]:
        return self.buttons[: len(self._actions)]

    def resizeEvent(self, event: object) -> None:  # noqa: ARG002, N802  (Qt's name)
        self._arrange()

    def _add(self, button: Button) -> None:
        """Take in a new button."""
        raise NotImplementedError

    def _arrange(self) -> None:
        """Place the shown buttons."""
        raise NotImplementedError


class ButtonRow(ButtonGroup):
    """Buttons of equal width side by side; when one does not fit, all put the cap above."""

    def __init__(
        self, look: Look, presses: Presses, size: ButtonSize = ButtonSize.NORMAL, gap: int = 10
    ) -> None:
        super().__init__(look, presses, size)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.px(gap))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _add(self, button: Button) -> None:
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._row.addWidget(button, 1)

    def _arrange(self) -> None:
        if not self.shown:
            return
        gaps = self._row.spacing() * (len(self.shown) - 1)
        each = (self.width() - gaps) / len(self.shown)
        stacked = any(button.tight_width() > each for button in self.shown)
        for button in self.shown:
            if button.stacked != stacked:
                button.stacked = stacked
                button.update()


class ButtonFlow(ButtonGroup):
    """Buttons at their natural width, broken into lines like words."""

    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__(look, presses, ButtonSize.NORMAL)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:  # noqa: N802  (Qt's name)
        return self._flow(width, move=False)

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        width = max(self.width(), self._look.px(320))
        return QSize(width, self._flow(width, move=False))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        return QSize(self._look.px(TOUCH * 3), self._look.px(TOUCH) if self._actions else 0)

    def _add(self, button: Button) -> None:
        button.setParent(self)

    def _arrange(self) -> None:
        self._flow(self.width(), move=True)

    def _flow(self, width: int, *, move: bool) -> int:
        """Place the buttons in lines of at most `width`; returns the height they take."""
        gap, x, y, line = self._look.px(10), 0, 0, 0
        for button in self.shown:
            hint = button.sizeHint()
            wide = min(hint.width(), max(width, 1))
            if x and x + wide > width:
                x, y = 0, y + line + gap
            if move:
                button.setGeometry(x, y, wide, hint.height())
            x, line = x + wide + gap, hint.height()
        return y + line
