"""The registers page: the registers and the chosen row on the left, the rows on the right.

Rules that hold here: a list that is loaded from a file goes the same way as one that is pasted;
the dialog for it ends with the page, so that nothing stands in front of the lock.
"""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from terminal.app.audit_list import LIST_FIELD, MAX_BYTES, MAX_LETTERS, UNREADABLE, text_of
from terminal.app.inputs import Do, Intent
from terminal.presentation.text import tr
from terminal.presentation.views import Field, RecordsView
from terminal.ui.pages.page import Page
from terminal.ui.presses import Presses
from terminal.ui.theme import Look, Role, Size, Weight
from terminal.ui.widgets.button import ButtonFlow, ButtonRow, ButtonSize
from terminal.ui.widgets.field import EntryField
from terminal.ui.widgets.figures import Figures
from terminal.ui.widgets.labels import Hairline, Label, Panel, Scroller
from terminal.ui.widgets.notice import Notices
from terminal.ui.widgets.rows import RowsList

BLANK = RecordsView("", (), "", "", (), Field("", "", "", 0), (), "", "", (), (), ())
SHARES = (10, 16)


class RecordsPage(Page):
    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__(look, presses)
        self._title = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._registers = RowsList(look, presses)
        self._detail_title = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._detail = Figures(look)
        self._chosen = Scroller(look)
        self._chosen.column.setSpacing(0)
        self._words = Label(look, Size.TEXT, Role.INK, wrap=True)
        chosen = (self._detail_title, self._words, self._detail)
        self._chosen.column.addLayout(self.padded(*chosen, top=12, bottom=16))
        self._chosen.column.addStretch(1)
        left = Panel(look)
        column = self.column(left, flush=True)
        column.setSpacing(0)
        column.addLayout(self.padded(self._title, top=16, bottom=8))
        column.addWidget(Hairline(look))
        column.addWidget(self._registers, 2)
        column.addWidget(Hairline(look))
        column.addWidget(self._chosen, 3)

        self._heading = Label(look, Size.HEADING, Role.INK, Weight.SEMIBOLD)
        self._explain = Label(look, Size.TEXT, Role.MUTED, wrap=True)
        self._spans = ButtonFlow(look, presses)
        self._field = EntryField(look, presses)
        self._rows = RowsList(look, presses)
        self._empty = Label(look, Size.TEXT, Role.MUTED)
        self._notices = Notices(look, presses)
        self._buttons = ButtonRow(look, presses, ButtonSize.LARGE)
        right = Panel(look)
        column = self.column(right, flush=True)
        column.setSpacing(0)
        head = (self._heading, self._explain, self._spans, self._field, self._empty)
        column.addLayout(self.padded(*head, top=16, bottom=12))
        column.addWidget(Hairline(look))
        column.addWidget(self._rows, 1)
        column.addLayout(self.padded(self._notices, self._buttons, top=12, bottom=16))
        self.split(left, right, SHARES)
        self._dialog: QFileDialog | None = None

    def entry(self) -> EntryField | None:
        return self._field if self._field.field.name else None

    def show_view(self, view: RecordsView) -> None:
        self._title.render_text(view.title)
        self._registers.setAccessibleName(view.title)
        self._registers.render_rows(view.registers)
        self._detail_title.render_text(view.detail_title)
        self._detail.render_figures(view.detail)
        self._words.render_text("\n".join(view.words))
        self._chosen.setVisible(bool(view.detail))
        self._heading.render_text(view.heading)
        self._explain.render_text(view.explain)
        self._spans.render_actions(view.spans)
        self._field.render_field(view.field)
        self._rows.setAccessibleName(view.heading)
        self._rows.render_rows(view.rows)
        self._empty.render_text(view.empty)
        self._notices.render_notices(view.notices)
        self._buttons.render_actions(view.buttons)

    def clear(self) -> None:
        self._close_dialog()
        self.show_view(BLANK)

    def pressed(self, intent: Intent) -> None:
        if intent.do is Do.LOAD_LIST:
            self._ask_for_list()

    def _ask_for_list(self) -> None:
        self._close_dialog()
        dialog = QFileDialog(self, tr("Load a list"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([tr("Lists (*.txt *.csv)"), tr("All files (*)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._load)
        dialog.destroyed.connect(self._dialog_gone)
        self._dialog = dialog
        dialog.open()

    def _load(self, path: str) -> None:
        """As if its text was pasted; of a file without any the page says so."""
        try:
            with Path(path).open("rb") as file:
                text = text_of(file.read(MAX_BYTES))
        except OSError:
            text = None
        self.presses.submit(LIST_FIELD, UNREADABLE if text is None else text[:MAX_LETTERS])

    def _close_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.close()

    def _dialog_gone(self) -> None:
        self._dialog = None
