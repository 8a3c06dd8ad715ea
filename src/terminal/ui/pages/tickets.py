"""Tickets: the list and its search on the left; the marked one, with its paper, on the right."""

from terminal.presentation.views import Field, TicketsView
from terminal.ui.pages.page import Page
from terminal.ui.presses import Presses
from terminal.ui.theme import Look, Role, Size, Weight
from terminal.ui.widgets.button import ButtonFlow
from terminal.ui.widgets.field import EntryField
from terminal.ui.widgets.figures import Figures
from terminal.ui.widgets.labels import Hairline, Label, Panel, Scroller
from terminal.ui.widgets.notice import Notices
from terminal.ui.widgets.rows import RowsList
from terminal.ui.widgets.sheet import SheetView

BLANK = TicketsView("", Field("", "", "", 0), (), "", "", "", (), (), None, (), ())


class TicketsPage(Page):
    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__(look, presses)
        self._title = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._field = EntryField(look, presses)
        self._empty = Label(look, Size.TEXT, Role.MUTED, wrap=True)
        self._tickets = RowsList(look, presses)
        left = Panel(look)
        column = self.column(left, flush=True)
        column.setSpacing(0)
        column.addLayout(self.padded(self._title, self._field, self._empty, top=16, bottom=12))
        column.addWidget(Hairline(look))
        column.addWidget(self._tickets, 1)

        self._heading = Label(look, Size.HEADING, Role.INK, Weight.SEMIBOLD, wrap=True)
        self._explain = Label(look, Size.TEXT, Role.MUTED, wrap=True)
        self._figures = Figures(look)
        self._rows = RowsList(look, presses, grow=True)
        self._sheet = SheetView(look)
        self._notices = Notices(look, presses)
        self._buttons = ButtonFlow(look, presses)
        right = Panel(look)
        body = Scroller(look)
        body.column.setSpacing(0)
        about = (self._heading, self._explain, self._figures)
        body.column.addLayout(self.padded(*about, top=16, bottom=12))
        body.column.addWidget(self._rows)
        body.column.addWidget(self._sheet)
        body.column.addStretch(1)
        column = self.column(right, flush=True)
        column.setSpacing(0)
        column.addWidget(body, 1)
        column.addLayout(self.padded(self._notices, self._buttons, top=12, bottom=16))
        self.split(left, right)

    def entry(self) -> EntryField | None:
        return self._field if self._field.field.name else None

    def show_view(self, view: TicketsView) -> None:
        self._title.render_text(view.title)
        self._field.render_field(view.field)
        self._empty.render_text(view.empty)
        self._tickets.setAccessibleName(view.title)
        self._tickets.render_rows(view.tickets)
        self._heading.render_text(view.heading)
        self._explain.render_text(view.explain)
        self._figures.render_figures(view.figures)
        self._rows.setAccessibleName(view.heading)
        self._rows.render_rows(view.rows)
        self._sheet.render_sheet(view.sheet)
        self._notices.render_notices(view.notices)
        self._buttons.render_actions(view.buttons)

    def clear(self) -> None:
        self.show_view(BLANK)
