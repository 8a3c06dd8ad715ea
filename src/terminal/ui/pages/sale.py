"""The sale: the ticket on the left; the field, what is to do and how to pay on the right."""

from PySide6.QtWidgets import QStackedLayout

from terminal.presentation.text import tr
from terminal.presentation.views import SaleView
from terminal.ui.pages.page import NO_FIELD, Page
from terminal.ui.presses import Presses
from terminal.ui.theme import Look, Role, Size, Weight
from terminal.ui.widgets.button import ButtonRow, ButtonSize
from terminal.ui.widgets.checklist import Checklist
from terminal.ui.widgets.field import EntryField
from terminal.ui.widgets.labels import Hairline, Label, Panel
from terminal.ui.widgets.notice import NoticeBox
from terminal.ui.widgets.rows import RowsList
from terminal.ui.widgets.ticket import EMPTY_TICKET, TicketPanel

BLANK = SaleView(EMPTY_TICKET, NO_FIELD, (), "", (), None, (), "")


class SalePage(Page):
    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__(look, presses)
        self.ticket = TicketPanel(look, presses)
        self._field = EntryField(look, presses)
        self._title = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._results = RowsList(look, presses)
        self._checklist = Checklist(look, presses)
        self._more_ready = NoticeBox(look, presses)
        self._tenders = ButtonRow(look, presses, ButtonSize.LARGE)
        self._footnote = Label(look, Size.SMALL, Role.MUTED, wrap=True)
        right = Panel(look)
        column = self.column(right, flush=True)
        column.addLayout(self.padded(self._field, self._title, top=16))
        column.addWidget(Hairline(look))
        column.setSpacing(0)
        column.insertSpacing(1, look.px(8))
        self._middle = QStackedLayout()
        column.addLayout(self._middle, 1)  # first: without a parent it would show its widgets
        self._middle.addWidget(self._checklist)
        self._middle.addWidget(self._results)
        column.addLayout(
            self.padded(self._more_ready, self._tenders, self._footnote, top=12, bottom=12)
        )
        self.split(self.ticket, right)

    def entry(self) -> EntryField:
        return self._field

    def show_view(self, view: SaleView) -> None:
        self.ticket.render_ticket(view.ticket)
        self._field.render_field(view.field)
        searching = bool(view.results_title or view.results)
        title = tr("Before payment") if view.checklist else ""
        self._title.render_text(view.results_title if searching else title)
        self._results.setAccessibleName(view.results_title)
        self._results.render_rows(view.results)
        self._checklist.render_items(view.checklist)
        self._middle.setCurrentWidget(self._results if searching else self._checklist)
        self._more_ready.render_notice(view.more_ready)
        self._tenders.render_actions(view.tenders)
        self._footnote.render_text(view.footnote)

    def clear(self) -> None:
        self.show_view(BLANK)
