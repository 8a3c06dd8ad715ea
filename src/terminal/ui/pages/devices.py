"""The devices page: every device with its health on the left, the chosen one on the right."""

from terminal.presentation.views import DevicesView
from terminal.ui.pages.page import Page
from terminal.ui.presses import Presses
from terminal.ui.theme import Look, Role, Size, Weight
from terminal.ui.widgets.button import ButtonFlow, ButtonRow, ButtonSize
from terminal.ui.widgets.field import EntryField
from terminal.ui.widgets.figures import Figures
from terminal.ui.widgets.labels import Hairline, Label, Panel, Scroller
from terminal.ui.widgets.notice import Notices
from terminal.ui.widgets.rows import RowsList

BLANK = DevicesView("", (), "", "", (), "", (), "", "", (), "", None, (), ())
SHARES = (10, 13)


class DevicesPage(Page):
    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__(look, presses)
        self._title = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._devices = RowsList(look, presses)
        left = Panel(look)
        column = self.column(left, flush=True)
        column.setSpacing(0)
        column.addLayout(self.padded(self._title, top=16, bottom=8))
        column.addWidget(Hairline(look))
        column.addWidget(self._devices, 1)

        self._heading = Label(look, Size.HEADING, Role.INK, Weight.SEMIBOLD, wrap=True)
        self._explain = Label(look, Size.TEXT, Role.MUTED, wrap=True)
        self._figures = Figures(look)
        self._found_title = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._found = RowsList(look, presses, grow=True)
        self._empty = Label(look, Size.TEXT, Role.MUTED, wrap=True)
        self._kinds_title = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._kinds = ButtonFlow(look, presses)
        self._field_title = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._field = EntryField(look, presses)
        self._notices = Notices(look, presses)
        self._buttons = ButtonRow(look, presses, ButtonSize.LARGE)
        body = Scroller(look)
        body.column.setSpacing(0)
        about = (self._heading, self._explain, self._figures, self._found_title)
        body.column.addLayout(self.padded(*about, top=16, bottom=8))
        body.column.addWidget(self._found)
        rest = (self._empty, self._kinds_title, self._kinds)
        body.column.addLayout(self.padded(*rest, top=8, bottom=8))
        body.column.addStretch(1)
        right = Panel(look)
        column = self.column(right, flush=True)
        column.setSpacing(0)
        column.addWidget(body, 1)
        foot = (self._field_title, self._field, self._notices, self._buttons)
        column.addLayout(self.padded(*foot, top=12, bottom=16))
        self.split(left, right, SHARES)

    def entry(self) -> EntryField | None:
        return self._field if self._field.field.name else None

    def show_view(self, view: DevicesView) -> None:
        self._title.render_text(view.title)
        self._devices.setAccessibleName(view.title)
        self._devices.render_rows(view.devices)
        self._heading.render_text(view.heading)
        self._explain.render_text(view.explain)
        self._figures.render_figures(view.figures)
        self._found_title.render_text(view.found_title)
        self._found.setAccessibleName(view.found_title)
        self._found.render_rows(view.found)
        self._empty.render_text(view.empty)
        self._kinds_title.render_text(view.kinds_title)
        self._kinds.render_actions(view.kinds)
        self._field_title.render_text(view.field_title)
        self._field.render_field(view.field)
        self._notices.render_notices(view.notices)
        self._buttons.render_actions(view.buttons)

    def clear(self) -> None:
        self.show_view(BLANK)
