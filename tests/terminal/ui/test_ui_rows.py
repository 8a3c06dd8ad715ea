"""Long lists stay fast, because only what changed is touched."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QApplication

from terminal.presentation.samples import long_ticket
from terminal.presentation.screen import Presenter
from terminal.presentation.views import Row
from terminal.ui.theme import LaneProfile
from terminal.ui.widgets.rows import RowsList, RowsModel
from ui_support.counter import Counter
from ui_support.hands import settle


class Touched:
    """Counts the rows that a model reports as changed."""

    def __init__(self, model: RowsModel) -> None:
        self.rows = 0
        model.rowsInserted.connect(self._span)
        model.rowsRemoved.connect(self._span)
        model.dataChanged.connect(self._changed)
        model.modelReset.connect(self._reset)

    def _span(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.rows += last - first + 1

    def _changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self.rows += last.row() - first.row() + 1

    def _reset(self) -> None:
        raise AssertionError("a reset paints everything again")


def test_line_500_touches_two_rows(counter: Counter) -> None:
    presenter = Presenter()
    counter.window.show_screen(presenter.screen(long_ticket(499)))
    lines = max(counter.window.findChildren(RowsList), key=lambda each: len(each.rows))
    model = lines.model()
    assert isinstance(model, RowsModel)
    touched = Touched(model)
    counter.window.show_screen(presenter.screen(long_ticket(500)))
    assert len(lines.rows) == 500
    assert touched.rows == 2  # the new one, and the one that is no longer chosen
    assert lines.visualRect(model.index(499)).bottom() <= lines.viewport().height()


def test_the_chosen_line_stays_in_sight_when_the_figures_grow(qapp: QApplication) -> None:
    """Bug: a payment added a figure below the ticket, and its chosen line slid out of sight."""
    counter = Counter(profile=LaneProfile.DRIVE_THROUGH)
    counter.window.resize(1366, 768)
    counter.window.show()
    counter.show("tender")
    settle()
    counter.show("tender-partly")
    settle()
    (lines,) = [each for each in counter.window.findChildren(RowsList) if len(each.rows) == 5]
    assert lines.visualRect(lines.model().index(4, 0)).bottom() <= lines.viewport().height()
    counter.close()


rows = st.lists(
    st.sampled_from("abcdefgh").map(lambda name: Row(name, name.upper())), max_size=8
).map(tuple)


@given(rows, rows)
def test_a_list_becomes_what_it_is_told(old: tuple[Row, ...], new: tuple[Row, ...]) -> None:
    model = RowsModel()
    model.replace(old)
    count = [len(old)]
    model.rowsInserted.connect(lambda _p, a, b: count.append(count.pop() + b - a + 1))
    model.rowsRemoved.connect(lambda _p, a, b: count.append(count.pop() - (b - a + 1)))
    model.replace(new)
    assert model.rows == new
    assert count == [len(new)]
