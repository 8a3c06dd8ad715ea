"""A message where it is met: what happened, what to do, and the buttons that do it."""

from html import escape

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from terminal.presentation.views import Action, Notice
from terminal.ui import paint
from terminal.ui.presses import Presses
from terminal.ui.theme import RADIUS, TONE_ROLES, Look, Size
from terminal.ui.widgets.button import NO_ACTION, Button, ButtonRow

BESIDE_THE_WORDS = 2
"""Buttons that leave room for the words; more of them stand below."""


class NoticeBox(QWidget):
    """Renders one `Notice`; hidden while there is none."""

    def __init__(self, look: Look, presses: Presses, *, square: bool = False) -> None:
        super().__init__()
        self._look, self._presses = look, presses
        self._radius = 0 if square else look.px(RADIUS)
        self._notice: Notice | None = None
        self._buttons: list[Button] = []
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setFont(look.font(Size.TEXT))
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._below = ButtonRow(look, presses)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(6), look.px(8), look.px(6))
        column.setSpacing(look.px(6))
        self._row = QHBoxLayout()
        self._row.setSpacing(look.px(8))
        self._row.addWidget(self._words, 1)
        column.addLayout(self._row)
        column.addWidget(self._below)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumHeight(look.px(48))
        self.setVisible(False)

    def render_notice(self, notice: Notice | None) -> None:
        if notice == self._notice:
            return
        self._notice = notice
        self._words.setText(_html(notice) if notice else "")
        self.setAccessibleName(f"{notice.title} {notice.detail}".strip() if notice else "")
        if notice:
            palette = self._words.palette()
            ink = self._look.colour(TONE_ROLES[notice.tone][0])
            palette.setColor(QPalette.ColorRole.WindowText, ink)
            self._words.setPalette(palette)
        actions = notice.actions if notice else ()
        many = len(actions) > BESIDE_THE_WORDS
        self._render_beside(() if many else actions)
        self._below.render_actions(actions if many else ())
        self.setVisible(notice is not None)
        self.update()

    def _render_beside(self, actions: tuple[Action, ...]) -> None:
        while len(self._buttons) < len(actions):
            button = Button(self._look, self._presses)
            self._row.addWidget(button)
            self._buttons.append(button)
        for at, button in enumerate(self._buttons):
            button.render_action(actions[at] if at < len(actions) else NO_ACTION)
            button.setVisible(at < len(actions))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  (Qt's name)
        if self._notice is None:
            return
        ground = self._look.colour(TONE_ROLES[self._notice.tone][1])
        paint.rounded(QPainter(self), QRectF(self.rect()), self._radius, ground)


def _html(notice: Notice) -> str:
    title, detail = escape(notice.title), escape(notice.detail)
    return f'<span style="font-weight:600">{title}</span>&nbsp; {detail}'


class Notices(QWidget):
    """Notices under each other."""

    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__()
        self._look, self._presses = look, presses
        self._notices: tuple[Notice, ...] = ()
        self._boxes: list[NoticeBox] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(8))
        self.setVisible(False)

    def render_notices(self, notices: tuple[Notice, ...]) -> None:
        if notices == self._notices:
            return
        self._notices = notices
        while len(self._boxes) < len(notices):
            box = NoticeBox(self._look, self._presses)
            self._column.addWidget(box)
            self._boxes.append(box)
        for at, box in enumerate(self._boxes):
            box.render_notice(notices[at] if at < len(notices) else None)
        self.setVisible(bool(notices))
