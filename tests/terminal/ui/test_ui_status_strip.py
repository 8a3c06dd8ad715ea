"""A strip without room for all keeps what is worst in sight, and counts the rest."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from terminal.app.inputs import Do, Intent
from terminal.presentation.views import StatusItem, Tone
from terminal.ui.widgets.status_strip import StatusBar, fitting
from ui_support.counter import Counter

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


def touch(counter: Counter) -> None:
    (strip,) = counter.window.findChildren(StatusBar)
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(strip.width() // 2, 10))


def test_touching_the_strip_opens_the_devices_page_from_the_ticket(counter: Counter) -> None:
    counter.show("sale-ready")
    touch(counter)
    assert counter.asked() == [Intent(Do.DEVICES)]


def test_the_strip_does_nothing_while_a_customer_pays_or_the_screen_is_locked(
    counter: Counter,
) -> None:
    for name in ("tender", "locked"):
        counter.show(name)
        touch(counter)
        assert counter.asked() == []
