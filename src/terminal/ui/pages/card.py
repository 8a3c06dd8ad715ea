"""Waiting for the card terminal, or a payment that is not confirmed. Always with a way out."""

from terminal.presentation.views import CardView, Figure
from terminal.ui.pages.page import Page
from terminal.ui.presses import Presses
from terminal.ui.theme import Look, Role, Size, Weight
from terminal.ui.widgets.button import ButtonRow, ButtonSize
from terminal.ui.widgets.checklist import Checklist
from terminal.ui.widgets.figures import BigFigure
from terminal.ui.widgets.labels import Hairline, Label, Panel
from terminal.ui.widgets.notice import Notices
from terminal.ui.widgets.ticket import EMPTY_TICKET, TicketPanel

BLANK = CardView(EMPTY_TICKET, "", Figure("", ""), (), (), ())


class CardPage(Page):
    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__(look, presses)
        self._ticket = TicketPanel(look, presses)
        self._heading = Label(look, Size.HEADING, Role.INK, Weight.SEMIBOLD, wrap=True)
        self._amount = BigFigure(look, Size.HERO)
        self._steps = Checklist(look, presses)
        self._notices = Notices(look, presses)
        self._buttons = ButtonRow(look, presses, ButtonSize.LARGE)
        right = Panel(look)
        column = self.column(right, flush=True)
        column.setSpacing(0)
        column.addLayout(self.padded(self._heading, self._amount, top=12, bottom=12))
        column.addWidget(Hairline(look))
        column.addWidget(self._steps, 1)
        column.addLayout(self.padded(self._notices, self._buttons, top=12, bottom=16))
        self.split(self._ticket, right)

    def show_view(self, view: CardView) -> None:
        self._ticket.render_ticket(view.ticket)
        self._heading.render_text(view.heading)
        self._amount.render_figure(view.amount)
        self._steps.render_items(view.steps)
        self._notices.render_notices(view.notices)
        self._buttons.render_actions(view.buttons)

    def clear(self) -> None:
        self.show_view(BLANK)
