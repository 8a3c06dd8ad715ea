"""The reports page: the reports on the left; days, figures, bars and lines on the right."""

from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from terminal.presentation.views import Field, ReportView
from terminal.ui.pages.page import Page
from terminal.ui.presses import Presses
from terminal.ui.theme import STEP, Look, Role, Size, Weight
from terminal.ui.widgets.button import ButtonRow, ButtonSize
from terminal.ui.widgets.chart import ChartCanvas
from terminal.ui.widgets.field import EntryField
from terminal.ui.widgets.grid import Grid, Tiles
from terminal.ui.widgets.labels import Hairline, Label, Panel, Scroller
from terminal.ui.widgets.notice import Notices
from terminal.ui.widgets.rows import RowsList

BLANK = ReportView("", (), "", "", (), Field("", "", "", 0), (), None, None, "", "", (), ())
SHARES = (6, 19)


class ReportPage(Page):
    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__(look, presses)
        self._title = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._reports = RowsList(look, presses)
        left = Panel(look)
        column = self.column(left, flush=True)
        column.setSpacing(0)
        column.addLayout(self.padded(self._title, top=16, bottom=8))
        column.addWidget(Hairline(look))
        column.addWidget(self._reports, 1)

        self._heading = Label(look, Size.HEADING, Role.INK, Weight.SEMIBOLD)
        self._explain = Label(look, Size.TEXT, Role.MUTED)
        self._spans = ButtonRow(look, presses, ButtonSize.NORMAL)
        self._field = EntryField(look, presses)
        self._tiles = Tiles(look)
        self._chart = ChartCanvas(look)
        self._table = Grid(look)
        self._empty = Label(look, Size.TEXT, Role.MUTED, wrap=True)
        self._note = Label(look, Size.TEXT, Role.MUTED, wrap=True)
        self._notices = Notices(look, presses)
        self._buttons = ButtonRow(look, presses, ButtonSize.NORMAL)
        self._body = Scroller(look)
        told = (self._tiles, self._chart, self._empty, self._table, self._note)
        self._body.column.addLayout(self.padded(*told, top=12, bottom=12))
        self._body.column.addStretch(1)
        right = Panel(look)
        column = self.column(right, flush=True)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(Hairline(look))
        column.addWidget(self._body, 1)
        column.addLayout(self.padded(self._notices, bottom=12))
        self.split(left, right, SHARES)

    def _head(self) -> QGridLayout:
        """What is shown beside what can be done with it, so that the report has the height."""
        side, gap = self.look.px(4 * STEP), self.look.px(3 * STEP)
        titles = QVBoxLayout()
        titles.setSpacing(self.look.px(STEP))
        titles.addWidget(self._heading)
        titles.addWidget(self._explain)
        head = QGridLayout()
        head.setContentsMargins(side, gap, side, gap)
        head.setSpacing(gap)
        head.addLayout(titles, 0, 0)
        head.addWidget(self._buttons, 0, 1)
        head.addWidget(self._spans, 1, 0)
        head.addWidget(self._field, 1, 1)
        head.setColumnStretch(0, 3)
        head.setColumnStretch(1, 2)
        return head

    def entry(self) -> EntryField | None:
        return self._field if self._field.field.name else None

    def show_view(self, view: ReportView) -> None:
        self._title.render_text(view.title)
        self._reports.setAccessibleName(view.title)
        self._reports.render_rows(view.reports)
        self._heading.render_text(view.heading)
        self._explain.render_text(view.explain)
        self._spans.render_actions(view.spans)
        self._field.render_field(view.field)
        self._tiles.render_tiles(view.tiles)
        self._chart.render_chart(view.chart)
        self._table.render_table(view.table)
        self._empty.render_text(view.empty)
        self._note.render_text(view.note)
        self._notices.render_notices(view.notices)
        self._buttons.render_actions(view.buttons)

    def clear(self) -> None:
        self.show_view(BLANK)
