"""A work list on the left, the chosen one of it and what is done about it on the right."""

from terminal.presentation.views import WorkListView
from terminal.ui.pages.page import Page
from terminal.ui.presses import Presses
from terminal.ui.theme import Look, Role, Size, Weight
from terminal.ui.widgets.button import ButtonFlow, ButtonRow, ButtonSize
from terminal.ui.widgets.field import EntryField
from terminal.ui.widgets.figures import Figures
from terminal.ui.widgets.labels import Hairline, Label, Panel, Scroller
from terminal.ui.widgets.notice import Notices
from terminal.ui.widgets.rows import RowsList

BLANK = WorkListView("", (), (), "", (), "", "", (), "", (), (), ())


class WorkListPage(Page):
    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__(look, presses)
        self._title = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._lists = ButtonFlow(look, presses)
        self._rows = RowsList(look, presses)
        self._empty = Label(look, Size.TEXT, Role.MUTED, wrap=True)
        self._figures = Figures(look)
        left = Panel(look)
        column = self.column(left, flush=True)
        column.setSpacing(0)
        column.addLayout(self.padded(self._title, self._lists, self._empty, top=16, bottom=8))
        column.addWidget(Hairline(look))
        column.addWidget(self._rows, 1)
        column.addWidget(Hairline(look))
        column.addLayout(self.padded(self._figures, top=12, bottom=12))

        self._heading = Label(look, Size.HEADING, Role.INK, Weight.SEMIBOLD, wrap=True)
        self._explain = Label(look, Size.TEXT, Role.MUTED, wrap=True)
        self._details = Figures(look)
        self._choices_title = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._choices = ButtonFlow(look, presses)
        self._field_title = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._field = EntryField(look, presses)
        self._notices = Notices(look, presses)
        self._buttons = ButtonRow(look, presses, ButtonSize.LARGE)
        right = Panel(look)
        body = Scroller(look)
        about = (self._heading, self._explain, self._details)
        asked = (self._field_title, self._field, self._choices_title, self._choices)
        body.column.addLayout(self.padded(*about, *asked, top=16, bottom=12))
        body.column.addStretch(1)
        column = self.column(right, flush=True)
        column.setSpacing(0)
        column.addWidget(body, 1)
        column.addLayout(self.padded(self._notices, self._buttons, top=12, bottom=16))
        self.split(left, right)

    def entry(self) -> EntryField | None:
        return self._field if self._field.field.name else None

    def show_view(self, view: WorkListView) -> None:
        self._title.render_text(view.title)
        self._lists.render_actions(view.lists)
        self._rows.setAccessibleName(view.title)
        self._rows.render_rows(view.rows)
        self._empty.render_text(view.empty)
        self._figures.render_figures(view.figures)
        self._heading.render_text(view.heading)
        self._explain.render_text(view.explain)
        self._details.render_figures(view.details)
        self._choices_title.render_text(view.choices_title)
        self._choices.render_actions(view.choices)
        self._field_title.render_text(view.field_title)
        self._field.render_field(view.field)
        self._notices.render_notices(view.notices)
        self._buttons.render_actions(view.buttons)

    def clear(self) -> None:
        self.show_view(BLANK)
