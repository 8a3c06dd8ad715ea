"""Will-call: who it is for on the left; the second identifier, the bags and the picker right."""

from terminal.presentation.views import PickupView
from terminal.ui.pages.page import NO_FIELD, Page
from terminal.ui.presses import Presses
from terminal.ui.theme import Look, Role, Size, Weight
from terminal.ui.widgets.button import ButtonFlow, ButtonRow, ButtonSize
from terminal.ui.widgets.field import EntryField
from terminal.ui.widgets.figures import Figures
from terminal.ui.widgets.labels import Hairline, Label, Panel, Scroller
from terminal.ui.widgets.notice import Notices
from terminal.ui.widgets.rows import RowsList

BLANK = PickupView(NO_FIELD, (), "", (), "", "", "", None, (), "", (), (), ())


class PickupPage(Page):
    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__(look, presses)
        self._field = EntryField(look, presses)
        self._people_title = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._people = RowsList(look, presses)
        self._figures = Figures(look)
        left = Panel(look)
        column = self.column(left, flush=True)
        column.setSpacing(0)
        column.addLayout(self.padded(self._field, self._people_title, top=16, bottom=8))
        column.addWidget(Hairline(look))
        column.addWidget(self._people, 1)
        column.addWidget(Hairline(look))
        column.addLayout(self.padded(self._figures, top=12, bottom=12))

        self._heading = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._ask = Label(look, Size.HEADING, Role.INK, Weight.SEMIBOLD, wrap=True)
        self._explain = Label(look, Size.TEXT, Role.MUTED, wrap=True)
        self._answer = EntryField(look, presses)
        self._fills = RowsList(look, presses, grow=True)
        self._pickers_title = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._pickers = ButtonFlow(look, presses)
        self._notices = Notices(look, presses)
        self._buttons = ButtonRow(look, presses, ButtonSize.LARGE)
        right = Panel(look)
        body = Scroller(look)
        body.column.setSpacing(0)
        body.column.addLayout(
            self.padded(self._heading, self._ask, self._explain, self._answer, top=12, bottom=12)
        )
        body.column.addWidget(self._fills)
        body.column.addLayout(self.padded(self._pickers_title, self._pickers, top=12, bottom=12))
        body.column.addStretch(1)
        column = self.column(right, flush=True)
        column.setSpacing(0)
        column.addWidget(body, 1)
        column.addLayout(self.padded(self._notices, self._buttons, top=12, bottom=16))
        self.split(left, right)

    def entry(self) -> EntryField:
        return self._answer if self._answer.field.name else self._field

    def show_view(self, view: PickupView) -> None:
        self._field.render_field(view.field)
        self._people_title.render_text(view.people_title)
        self._people.setAccessibleName(view.people_title)
        self._people.render_rows(view.people)
        self._figures.render_figures(view.figures)
        self._heading.render_text(view.heading)
        self._ask.render_text(view.ask)
        self._explain.render_text(view.explain)
        self._answer.render_field(view.answer)
        self._fills.setAccessibleName(view.heading)
        self._fills.render_rows(view.fills)
        self._pickers_title.render_text(view.pickers_title)
        self._pickers.render_actions(view.pickers)
        self._notices.render_notices(view.notices)
        self._buttons.render_actions(view.buttons)

    def clear(self) -> None:
        self.show_view(BLANK)
