"""The entry field: the one place where typing goes, with the orange ring around it.

Rules that hold here: the terminal overwrites the text only when the field's name or revision
changes (views.py rule 3); a date is typed as digits and sent as digits; a secret is never shown,
copied or kept for undo; what was entered is marked as long as it stays, so that after a refusal,
whenever that is told, the next letter begins anew, and an arrow goes on with what is there.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy

from terminal.presentation.views import Field
from terminal.ui import paint
from terminal.ui.date_mask import date_digits, date_hint, date_shown
from terminal.ui.presses import Presses
from terminal.ui.theme import RADIUS, Look, Role, Size, Weight


class EntryField(QLineEdit):
    """Renders a `Field` and sends what is typed."""

    def __init__(self, look: Look, presses: Presses, *, centred: bool = False) -> None:
        super().__init__()
        self._look, self._presses = look, presses
        self._field = Field("")
        self._typed = False
        self.setFont(look.font(Size.AMOUNT if not centred else Size.TITLE))
        self.setFixedHeight(look.px(56))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAttribute(Qt.WidgetAttribute.WA_MacShowFocusRect, on=False)
        if centred:
            self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.textEdited.connect(self._edited)

    @property
    def field(self) -> Field:
        return self._field

    def render_field(self, field: Field | None) -> None:
        self.setVisible(field is not None)
        field = field or Field("")
        if field == self._field:
            return
        old, self._field = self._field, field
        self.setMaxLength(field.most)
        self.setEchoMode(QLineEdit.EchoMode.Password if field.secret else QLineEdit.EchoMode.Normal)
        self.setAccessibleName(field.placeholder or field.name)
        self.setPlaceholderText("" if field.date else field.placeholder)
        letters = Size.HEADING if field.date else Size.AMOUNT
        self.setFont(
            _spaced(self._look.font(letters)) if field.secret else self._look.font(letters)
        )
        if (field.name, field.revision) != (old.name, old.revision):
            self._typed = False
            self.setText(date_shown(field.text) if field.date else field.text)
        self.update()

    @property
    def fresh(self) -> bool:
        """Whether a person typed something that was neither submitted nor left for an action."""
        return self._typed and bool(self.text())

    def settle(self) -> None:
        """The person went on to something else; what was typed is no longer waiting."""
        self._typed = False

    def value(self) -> str:
        """What is sent: the text, of a date its digits."""
        return date_digits(self.text()) if self._field.date else self.text()

    def submit(self) -> None:
        if self._field.name:
            self._typed = False
            self.selectAll()
            self._presses.submit(self._field.name, self.value())

    def _edited(self, text: str) -> None:
        if self._field.date:
            self.setText(date_shown(date_digits(text)))
        self._typed = True
        self._presses.edit(self._field.name, self.value())

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        return QSize(self._look.px(240), self._look.px(56))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        look = self._look
        role = Role.FOCUS if self.hasFocus() else Role.LINE
        role = Role.DANGER if self._field.invalid else role
        width = look.px(2) if role is not Role.LINE else 1
        ring = QPainter(self)
        rect, radius = QRectF(self.rect()), look.px(RADIUS)
        paint.rounded(ring, rect, radius, look.colour(Role.CARD), look.colour(role), width)
        ring.end()
        super().paintEvent(event)
        if self._field.date:
            self._paint_date_hint()

    def _paint_date_hint(self) -> None:
        """What is still to be typed, after what is."""
        look, font = self._look, self.font()
        x = look.px(16) + QFontMetricsF(font).horizontalAdvance(self.text())
        box = QRectF(x, 0, self.width() - x, self.height())
        hint = date_hint(self.value())
        muted = look.colour(Role.MUTED)
        painter = QPainter(self)
        paint.text(painter, box, hint, look.font(Size.HEADING, Weight.REGULAR), muted)


def _spaced(font: QFont) -> QFont:
    """Hidden characters stand apart, so that a person can count them."""
    wide = QFont(font)
    wide.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 150)
    return wide
