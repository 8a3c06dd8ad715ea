"""One question of an obligation: choices, and a field where something must be entered."""

from terminal.presentation.views import PromptView, Row
from terminal.ui.pages.page import Page
from terminal.ui.presses import Presses
from terminal.ui.theme import Look, Role, Size, Weight
from terminal.ui.widgets.button import ButtonFlow, ButtonRow, ButtonSize
from terminal.ui.widgets.field import EntryField
from terminal.ui.widgets.labels import Label, Panel, Scroller
from terminal.ui.widgets.notice import Notices
from terminal.ui.widgets.rows import RowsList
from terminal.ui.widgets.ticket import EMPTY_TICKET, TicketPanel

BLANK = PromptView(EMPTY_TICKET, "", "", "", (), "", (), None, "", "", (), ())


class PromptPage(Page):
    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__(look, presses)
        self._ticket = TicketPanel(look, presses)
        self._heading = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._ask = Label(look, Size.HEADING, Role.INK, Weight.SEMIBOLD, wrap=True)
        self._explain = Label(look, Size.TEXT, Role.MUTED, wrap=True)
        self._rows = RowsList(look, presses, grow=True)
        self._choices_title = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._choices = ButtonFlow(look, presses)
        self._field_title = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._field = EntryField(look, presses)
        self._why = Label(look, Size.SMALL, Role.MUTED, wrap=True)
        self._notices = Notices(look, presses)
        self._buttons = ButtonRow(look, presses, ButtonSize.LARGE)
        self._body = body = Scroller(look)
        self._follows = False
        body.verticalScrollBar().rangeChanged.connect(self._to_the_newest)
        body.column.setSpacing(0)
        body.column.addLayout(
            self.padded(self._heading, self._ask, self._explain, top=12, bottom=12)
        )
        body.column.addWidget(self._rows)
        body.column.addLayout(self.padded(self._choices_title, self._choices, top=6, bottom=6))
        body.column.addStretch(1)
        right = Panel(look)
        column = self.column(right, flush=True)
        column.setSpacing(0)
        column.addWidget(body, 1)
        foot = (self._field_title, self._field, self._notices, self._why, self._buttons)
        column.addLayout(self.padded(*foot, top=12, bottom=16))  # the field stays in sight
        self.split(self._ticket, right)

    def entry(self) -> EntryField | None:
        return self._field if self._field.field.name else None

    def show_view(self, view: PromptView) -> None:
        self._ticket.render_ticket(view.ticket)
        self._heading.render_text(view.heading)
        self._ask.render_text(view.ask)
        self._explain.render_text(view.explain)
        self._rows.setAccessibleName(view.heading)
        self._follow(view.rows)
        self._rows.render_rows(view.rows)
        self._choices_title.render_text(view.choices_title)
        self._choices.render_actions(view.choices)
        self._field_title.render_text(view.field_title)
        self._field.render_field(view.field)
        self._why.render_text(view.why)
        self._notices.render_notices(view.notices)
        self._buttons.render_actions(view.buttons)

    def _follow(self, rows: tuple[Row, ...]) -> None:
        """An answer that came below the others is brought into sight, and what follows it."""
        before = self._rows.rows
        if rows == before:
            return
        self._follows = 0 < len(before) < len(rows) and rows[: len(before)] == before

    def _to_the_newest(self, _lowest: int, highest: int) -> None:
        if self._follows:
            self._body.verticalScrollBar().setValue(highest)

    def clear(self) -> None:
        self.show_view(BLANK)
