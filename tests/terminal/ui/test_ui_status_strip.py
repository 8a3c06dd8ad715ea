"""A strip without room for all keeps what is worst in sight, and counts the rest."""

from terminal.presentation.views import StatusItem, Tone
from terminal.ui.widgets.status_strip import fitting

PHMS = StatusItem("PhMS not reached", Tone.DANGER)
CARD = StatusItem("Card", Tone.GOOD)
PRINTER = StatusItem("Printer: paper low", Tone.ATTENTION)
SCANNER = StatusItem("Scanner: unplugged", Tone.DANGER)
ALL = (PHMS, CARD, PRINTER, SCANNER)


def one_each(items: tuple[StatusItem, ...]) -> float:
    return float(len(items))


def test_everything_is_shown_in_its_order_where_there_is_room() -> None:
    assert fitting(ALL, one_each, 4) == ALL


def test_what_works_is_left_out_first_and_counted() -> None:
    assert fitting(ALL, one_each, 3) == (PHMS, SCANNER, StatusItem("+2", Tone.ATTENTION))


def test_the_count_is_as_grave_as_the_worst_that_it_stands_for() -> None:
    assert fitting(ALL, one_each, 2) == (PHMS, StatusItem("+3", Tone.DANGER))


def test_no_room_shows_nothing() -> None:
    assert fitting(ALL, one_each, 1) == ()
