"""What the pages have in common: two cards side by side, where the focus goes, how to forget.

Rules that hold here: a page renders finished views and decides nothing; `clear` leaves no word of
the ticket in any widget, because the page stays in memory behind the lock.
"""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from terminal.app.inputs import Intent
from terminal.presentation.views import Field
from terminal.ui.presses import Presses
from terminal.ui.theme import STEP, Look
from terminal.ui.widgets.field import EntryField
from terminal.ui.widgets.labels import Panel

MARGIN = 3 * STEP
NO_FIELD = Field("")


class Page(QWidget):
    """One page of the window."""

    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__()
        self.look, self.presses = look, presses

    def entry(self) -> EntryField | None:
        """The field that has the focus on this page; None while there is none."""
        return None

    def clear(self) -> None:
        """Forget everything that was rendered."""
        raise NotImplementedError

    def pressed(self, intent: Intent) -> None:
        """An intent of this page was sent, by key or by touch."""

    def column(self, panel: Panel, *, flush: bool = False) -> QVBoxLayout:
        """A column inside a panel; `flush` lets lists reach the panel's edges."""
        pad = 1 if flush else self.look.px(4 * STEP)
        column = QVBoxLayout(panel)
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(self.look.px(3 * STEP))
        return column

    def padded(self, *widgets: QWidget, top: int = 0, bottom: int = 0) -> QVBoxLayout:
        """Widgets with the panel's side padding, for a flush column."""
        side = self.look.px(4 * STEP)
        column = QVBoxLayout()
        column.setContentsMargins(side, self.look.px(top), side, self.look.px(bottom))
        column.setSpacing(self.look.px(2 * STEP))
        for widget in widgets:
            column.addWidget(widget)
        return column

    def split(self, left: QWidget, right: QWidget, shares: tuple[int, int] = (12, 13)) -> None:
        """Two cards side by side; the shares hold whatever stands in them."""
        gap = self.look.px(MARGIN)
        row = QHBoxLayout(self)
        row.setContentsMargins(gap, gap, gap, gap)
        row.setSpacing(gap)
        for panel, share in ((left, shares[0]), (right, shares[1])):
            policy = panel.sizePolicy()
            policy.setHorizontalPolicy(policy.Policy.Ignored)
            panel.setSizePolicy(policy)
            row.addWidget(panel, share)
