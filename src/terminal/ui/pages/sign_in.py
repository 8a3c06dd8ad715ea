"""Sign-in and lock: who is there. Shows nothing of the ticket but that there is one."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from terminal.presentation.views import SignInView
from terminal.ui.pages.page import NO_FIELD, Page
from terminal.ui.presses import Presses
from terminal.ui.theme import Look, Role, Size, Weight
from terminal.ui.widgets.button import ButtonFlow
from terminal.ui.widgets.field import EntryField
from terminal.ui.widgets.keypad import Keypad
from terminal.ui.widgets.labels import FittedScroller, Label, Panel
from terminal.ui.widgets.notice import NoticeBox

CARD_WIDTH = 520
BLANK = SignInView("", "", "", "", NO_FIELD, (), "")


class SignInPage(Page):
    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__(look, presses)
        self._lane = Label(look, Size.TEXT, Role.MUTED)
        self._clock = Label(look, Size.TOTAL, Role.INK, Weight.BOLD)
        self._heading = Label(look, Size.TITLE, Role.INK, Weight.SEMIBOLD, wrap=True)
        self._prompt = Label(look, Size.TEXT, Role.MUTED, wrap=True)
        self._people = ButtonFlow(look, presses)
        people = FittedScroller(look)
        people.column.addWidget(self._people)
        people.column.addStretch(1)
        self._field = EntryField(look, presses, centred=True)
        self._notice = NoticeBox(look, presses)
        self._keypad = Keypad(look, presses)
        self._hint = Label(look, Size.SMALL, Role.MUTED, wrap=True)
        card = Panel(look)
        card.setFixedWidth(look.px(CARD_WIDTH))
        column = QVBoxLayout(card)
        column.setContentsMargins(look.px(32), look.px(16), look.px(32), look.px(16))
        column.setSpacing(look.px(8))
        top = QHBoxLayout()
        top.addWidget(self._lane, 1)
        top.addWidget(self._clock)
        column.addLayout(top)
        for widget in (self._heading, self._prompt, people, self._field, self._notice):
            column.addWidget(widget)
        column.addWidget(self._keypad)
        column.addWidget(self._hint)
        middle = QVBoxLayout(self)
        middle.setContentsMargins(0, 0, 0, look.px(8))
        middle.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card)
        row.addStretch(1)
        middle.addLayout(row)
        middle.addStretch(1)

    def entry(self) -> EntryField:
        return self._field

    def show_view(self, view: SignInView) -> None:
        self._lane.render_text(view.lane)
        self._clock.render_text(view.clock)
        self._heading.render_text(view.heading)
        self._prompt.render_text(view.prompt)
        self._people.render_actions(view.people)
        self._field.render_field(view.field)
        self._notice.render_notice(view.notice)
        self._keypad.render_keys(view.keypad)
        self._hint.render_text("" if view.notice else view.hint)  # there is room for one of them

    def clear(self) -> None:
        self.show_view(BLANK)
