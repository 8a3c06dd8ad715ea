"""The till: what is counted or reported on the left, what is asked and can be done on the right."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from terminal.presentation.views import TillView
from terminal.ui.pages.page import Page
from terminal.ui.presses import Presses
from terminal.ui.theme import Look, Role, Size, Weight
from terminal.ui.widgets.button import ButtonFlow, ButtonRow, ButtonSize
from terminal.ui.widgets.field import EntryField
from terminal.ui.widgets.figures import BigFigure, Figures
from terminal.ui.widgets.labels import Hairline, Label, Panel, Scroller
from terminal.ui.widgets.notice import Notices
from terminal.ui.widgets.rows import RowsList

BLANK = TillView("", (), (), None, "", "", "", (), (), "", (), None, "", (), ())


class TillPage(Page):
    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__(look, presses)
        self._title = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._rows = RowsList(look, presses, from_top=True)
        self._more_rows = RowsList(look, presses)
        self._total = BigFigure(look, beside=True)
        left = Panel(look)
        column = self.column(left, flush=True)
        column.setSpacing(0)
        column.addLayout(self.padded(self._title, top=16, bottom=8))
        column.addWidget(Hairline(look))
        lists = QHBoxLayout()
        lists.setSpacing(0)
        lists.addWidget(self._rows, 1)
        lists.addWidget(self._more_rows, 1)
        column.addLayout(lists, 1)
        self._foot = QWidget()
        foot_column = QVBoxLayout(self._foot)
        foot_column.setContentsMargins(0, 0, 0, 0)
        foot_column.setSpacing(0)
        foot_column.addWidget(Hairline(look))
        foot_column.addLayout(self.padded(self._total, top=12, bottom=12))
        column.addWidget(self._foot)

        self._heading = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._ask = Label(look, Size.HEADING, Role.INK, Weight.SEMIBOLD, wrap=True)
        self._explain = Label(look, Size.TEXT, Role.MUTED, wrap=True)
        self._words = Label(look, Size.TEXT, Role.INK, wrap=True)
        self._figures = Figures(look)
        self._choices_title = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._choices = ButtonFlow(look, presses)
        self._field_title = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD, wrap=True)
        self._field = EntryField(look, presses)
        self._notices = Notices(look, presses)
        self._buttons = ButtonRow(look, presses, ButtonSize.LARGE)
        right = Panel(look)
        body = Scroller(look)
        about = (self._heading, self._ask, self._explain, self._words, self._figures)
        body.column.addLayout(self.padded(*about, top=16, bottom=12))
        body.column.addLayout(self.padded(self._choices_title, self._choices, bottom=12))
        body.column.addStretch(1)
        column = self.column(right, flush=True)
        column.setSpacing(0)
        column.addWidget(body, 1)
        foot = (self._notices, self._field_title, self._field, self._buttons)
        column.addLayout(self.padded(*foot, top=12, bottom=16))
        self.split(left, right)

    def entry(self) -> EntryField | None:
        return self._field if self._field.field.name else None

    def show_view(self, view: TillView) -> None:
        self._title.render_text(view.title)
        self._rows.setAccessibleName(view.title)
        self._rows.render_rows(view.rows)
        self._more_rows.setAccessibleName(view.title)
        self._more_rows.render_rows(view.more_rows)
        self._more_rows.setVisible(bool(view.more_rows))
        self._total.render_figure(view.total)
        self._foot.setVisible(view.total is not None)
        self._heading.render_text(view.heading)
        self._ask.render_text(view.ask)
        self._explain.render_text(view.explain)
        self._words.render_text("\n".join(view.words))
        self._figures.render_figures(view.figures)
        self._choices_title.render_text(view.choices_title)
        self._choices.render_actions(view.choices)
        self._field_title.render_text(view.field_title)
        self._field.render_field(view.field)
        self._notices.render_notices(view.notices)
        self._buttons.render_actions(view.buttons)

    def clear(self) -> None:
        self.show_view(BLANK)
