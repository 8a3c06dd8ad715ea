"""Payment: what is left, what was taken, and every way to pay the rest."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from terminal.presentation.views import Figure, TenderView
from terminal.ui import paint
from terminal.ui.pages.page import NO_FIELD, Page
from terminal.ui.presses import Presses
from terminal.ui.theme import Look, Role, Size
from terminal.ui.widgets.button import ButtonRow, ButtonSize
from terminal.ui.widgets.field import EntryField
from terminal.ui.widgets.figures import BigFigure
from terminal.ui.widgets.labels import Hairline, Label, Panel, Scroller
from terminal.ui.widgets.notice import Notices
from terminal.ui.widgets.rows import RowsList
from terminal.ui.widgets.ticket import EMPTY_TICKET, TicketPanel

BLANK = TenderView(EMPTY_TICKET, Figure("", ""), None, (), (), (), (), (), NO_FIELD, "")


class TenderPage(Page):
    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__(look, presses)
        self._ticket = TicketPanel(look, presses)
        self._due = BigFigure(look, Size.HERO)
        self._eligible = BigFigure(look, Size.HEADING, role=Role.INFO, align=paint.RIGHT)
        self._field = EntryField(look, presses)
        self._taken = RowsList(look, presses, grow=True)
        self._notices = Notices(look, presses)
        self._main = ButtonRow(look, presses, ButtonSize.LARGE)
        self._quick = ButtonRow(look, presses)
        self._more = ButtonRow(look, presses)
        self._footnote = Label(look, Size.SMALL, Role.MUTED, wrap=True)
        right = Panel(look)
        column = self.column(right, flush=True)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(8))
        top.addWidget(self._due, 3)
        top.addWidget(self._eligible, 2, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        column.addWidget(Hairline(look))
        body = Scroller(look)
        body.column.setSpacing(0)
        body.column.addWidget(self._taken)
        body.column.addLayout(self.padded(self._notices, top=12))
        body.column.addStretch(1)
        column.addWidget(body, 1)
        foot = self.padded(
            self._field, self._main, self._quick, self._more, self._footnote, top=12, bottom=16
        )
        foot.setSpacing(look.px(12))
        column.addLayout(foot)
        self.split(self._ticket, right)

    def entry(self) -> EntryField | None:
        return self._field if self._field.field.name else None

    def show_view(self, view: TenderView) -> None:
        self._ticket.render_ticket(view.ticket)
        self._due.render_figure(view.due)
        self._eligible.render_figure(view.eligible)
        self._field.render_field(view.field)
        self._taken.setAccessibleName(view.due.label)
        self._taken.render_rows(view.taken)
        self._notices.render_notices(view.notices)
        self._main.render_actions(view.main)
        self._quick.render_actions(view.quick)
        self._more.render_actions(view.more)
        self._footnote.render_text(view.footnote)

    def clear(self) -> None:
        self.show_view(BLANK)
