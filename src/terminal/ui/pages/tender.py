"""Payment: what is left, what was taken, and every way to pay the rest."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout

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

LOW = 580
"""Below this height the ways to pay and a taken card do not fit under each other."""


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
        body.column.addStretch(1)
        column.addWidget(body, 1)
        self._cash = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._cash.setSpacing(look.px(12))
        self._cash.addWidget(self._field, 2)
        self._cash.addWidget(self._quick, 3)
        self._foot = self.padded(self._notices, top=8, bottom=16)
        self._foot.addLayout(self._cash)
        for widget in (self._main, self._more, self._footnote):
            self._foot.addWidget(widget)
        self._foot.setSpacing(look.px(12))
        column.addLayout(self._foot)
        self.split(self._ticket, right)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Where there is little height, the amounts move beside the field."""
        super().resizeEvent(event)
        low = self.height() < self.look.px(LOW)
        way = QBoxLayout.Direction
        self._cash.setDirection(way.LeftToRight if low else way.TopToBottom)
        self._foot.setSpacing(self.look.px(8 if low else 12))

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
