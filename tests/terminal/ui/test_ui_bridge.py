"""Other threads reach the GUI thread by one road, in order."""

import threading

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from terminal.ui.bridge import GuiMailbox


def test_messages_arrive_in_order_on_the_gui_thread(qtbot: QtBot) -> None:
    got: list[tuple[object, threading.Thread]] = []
    mailbox = GuiMailbox(lambda message: got.append((message, threading.current_thread())))

    def work() -> None:
        for number in range(100):
            mailbox.post(number)

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: len(got) == 100)
    assert [message for message, _ in got] == list(range(100))
    assert {thread for _, thread in got} == {threading.current_thread()}


def test_a_callable_runs_there_and_never_during_the_posting(qtbot: QtBot) -> None:
    ran: list[threading.Thread] = []
    mailbox = GuiMailbox()
    mailbox.post(lambda: ran.append(threading.current_thread()))
    assert ran == []
    qtbot.waitUntil(lambda: bool(ran))
    assert ran == [threading.current_thread()]


def test_a_closed_mailbox_delivers_nothing(qapp: QApplication) -> None:
    got: list[object] = []
    mailbox = GuiMailbox(got.append)
    mailbox.post("late")
    mailbox.close()
    QApplication.processEvents()
    assert got == []


@pytest.mark.parametrize("message", ["text", 7])
def test_a_message_without_a_taker_is_a_bug(qapp: QApplication, message: object) -> None:
    with pytest.raises(TypeError):
        GuiMailbox()._deliver(message)
