"""The end of a sale: the change, what became of receipt and pickups, the next customer."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from terminal.presentation.views import DoneView, Figure
from terminal.ui.pages.page import Page
from terminal.ui.presses import Presses
from terminal.ui.theme import Look, Role, Size, Weight
from terminal.ui.widgets.button import ButtonRow, ButtonSize
from terminal.ui.widgets.figures import BigFigure
from terminal.ui.widgets.labels import Hairline, Label, Panel
from terminal.ui.widgets.notice import Notices
from terminal.ui.widgets.rows import RowsList

BLANK = DoneView("", Figure("", ""), (), (), ())
CARD_WIDTH = 720


class DonePage(Page):
    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__(look, presses)
        self._heading = Label(look, Size.HEADING, Role.INK, Weight.SEMIBOLD, wrap=True)
        self._figure = BigFigure(look, Size.HERO)
        self._rows = RowsList(look, presses)
        self._notices = Notices(look, presses)
        self._buttons = ButtonRow(look, presses, ButtonSize.LARGE)
        card = Panel(look)
        card.setFixedWidth(look.px(CARD_WIDTH))
        column = self.column(card, flush=True)
        column.setSpacing(0)
        column.addLayout(self.padded(self._heading, self._figure, top=16, bottom=8))
        column.addWidget(Hairline(look))
        column.addWidget(self._rows, 1)
        column.addLayout(self.padded(self._notices, self._buttons, top=12, bottom=12))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card)
        row.addStretch(1)
        outer = QVBoxLayout(self)
        margin = look.px(12)
        outer.setContentsMargins(margin, margin, margin, margin)
        outer.addLayout(row)

    def show_view(self, view: DoneView) -> None:
        self._heading.render_text(view.heading)
        self._figure.render_figure(view.figure)
        self._rows.setAccessibleName(view.heading)
        self._rows.render_rows(view.rows)
        self._notices.render_notices(view.notices)
        self._buttons.render_actions(view.buttons)

    def clear(self) -> None:
        self.show_view(BLANK)
