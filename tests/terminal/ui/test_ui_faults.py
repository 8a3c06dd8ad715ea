"""A bug ends on the crash page, and its report gives nothing away."""

import sys
import threading

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from terminal.ui.bridge import GuiMailbox
from terminal.ui.faults import FaultPage, FaultReport, catch_bugs, redacted, report_of
from terminal.ui.theme import LIGHT, LaneProfile, Look
from ui_support.counter import Counter
from ui_support.hands import strike


def bug() -> Exception:
    """An exception with a cause, both with something secret in their words."""
    patient = "ROMERO, Maria"
    error = ValueError(f"4111 1111 1111 1111 of {patient}")
    error.__cause__ = KeyError(patient)
    try:
        raise error
    except ValueError as caught:
        return caught


def test_a_report_names_places_and_types_but_no_values() -> None:
    text = redacted(bug())
    assert "ValueError" in text
    assert "KeyError" in text
    assert "test_ui_faults.py" in text
    assert "ROMERO" not in text
    assert "4111" not in text


def test_the_crash_page_covers_the_screen_and_restarts_on_enter(
    counter: Counter,
) -> None:
    restarted: list[bool] = []
    counter.show("sale")
    counter.window.show_fault(report_of(bug()), lambda: restarted.append(True))
    (page,) = counter.window.findChildren(FaultPage)
    assert page.isVisible()
    counter.window.show_screen(counter.samples["sale"])
    assert page.isVisible()
    strike(counter.window, Qt.Key.Key_F5)
    assert QGuiApplication.clipboard().text() == redacted(bug())
    strike(counter.window, Qt.Key.Key_Return)
    strike(counter.window, Qt.Key.Key_Return)
    assert restarted == [True]
    assert counter.asked() == []


def test_an_exception_of_any_thread_comes_to_the_page(qtbot: QtBot) -> None:
    shown: list[FaultReport] = []
    before = sys.excepthook, threading.excepthook
    undo = catch_bugs(GuiMailbox(), shown.append)
    try:
        sys.excepthook(ValueError, bug(), None)
        worker = threading.Thread(target=lambda: 1 // 0)
        worker.start()
        worker.join()
        qtbot.waitUntil(lambda: len(shown) == 2)
    finally:
        undo()
    assert "ZeroDivisionError" in shown[1].details
    assert (sys.excepthook, threading.excepthook) == before


def test_trouble_at_the_start_is_told_with_its_remedy_and_nothing_to_send(qtbot: QtBot) -> None:
    look = Look(LIGHT, LaneProfile.COUNTER)
    page = FaultPage(look, FaultReport("Not set up", "No file.", "Copy one.", ""), lambda: None)
    qtbot.addWidget(page)
    assert [action.label for action in page.actions_shown] == ["Close"]
