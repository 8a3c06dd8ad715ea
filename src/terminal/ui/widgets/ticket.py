"""The ticket: its lines, its figures and the total, on the left of the counter's pages."""

from PySide6.QtWidgets import QVBoxLayout

from terminal.presentation.views import Figure, TicketView
from terminal.ui.presses import Presses
from terminal.ui.theme import Look, Role, Size, Weight
from terminal.ui.widgets.figures import BigFigure, Figures
from terminal.ui.widgets.labels import Hairline, Label, Panel
from terminal.ui.widgets.rows import RowsList

EMPTY_TICKET = TicketView("", (), (), Figure("", ""))


class TicketPanel(Panel):
    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__(look)
        self._shown: TicketView | None = None
        self._title = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._title.setContentsMargins(look.px(16), look.px(10), look.px(16), look.px(10))
        self.lines = RowsList(look, presses)
        self._figures = Figures(look)
        self._total = BigFigure(look, beside=True)
        foot = QVBoxLayout()
        foot.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        foot.setSpacing(look.px(4))
        foot.addWidget(self._figures)
        foot.addWidget(self._total)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._title)
        column.addWidget(Hairline(look))
        column.addWidget(self.lines, 1)
        column.addWidget(Hairline(look))
        column.addLayout(foot)

    def render_ticket(self, ticket: TicketView) -> None:
        if ticket is self._shown:
            return
        self._shown = ticket  # its parts compare themselves: a long ticket is compared once
        self._title.render_text(ticket.title)
        self.lines.setAccessibleName(ticket.title)
        self.lines.render_rows(ticket.lines, ticket.empty)
        self._figures.render_figures(ticket.figures)
        self._total.render_figure(ticket.total)
