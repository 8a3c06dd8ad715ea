"""The window of a lane, painted into memory, and the moment when its pixels are there."""

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from bench.lane import PATIENCE_S
from terminal.app.inputs import Input
from terminal.app.state import TerminalState
from terminal.presentation.screen import Presenter
from terminal.ui.bridge import GuiMailbox
from terminal.ui.window import CounterWindow

SIZE = (1366, 768)
"""The commonest screen of a counter (design/)."""


MARK = QEvent.Type(QEvent.registerEventType())
MARKS = 3
"""One may be under way already, and one come before a layout's own request to paint."""


class Painted(QObject):
    """Implements `bench.lane.Turns` with Qt's event loop, and shows each state as the counter does.

    Qt paints a window in one go, by an event of low priority, after layouts have found their sizes.
    A mark that goes the same way again and again is back when all is done, or nothing was to do.
    """

    def __init__(self) -> None:
        self._application = QApplication.instance() or QApplication(["bench"])
        super().__init__()
        self._mailbox = GuiMailbox()
        self._presenter = Presenter()
        self.window = CounterWindow(self._dropped)
        self.window.resize(*SIZE)
        self._owed = 0
        self._wake = QTimer()  # so that a wait for events ends, and patience with it
        self._wake.timeout.connect(lambda: None)
        self._wake.start(int(PATIENCE_S * 1000))
        self.window.show()

    def _dropped(self, _what: Input) -> None:
        """Nobody presses keys here: what the window itself tells changes no figure."""

    def show(self, state: TerminalState) -> None:
        self.window.show_screen(self._presenter.screen(state))
        if not self._owed:
            self._mark()
        self._owed = MARKS

    def _mark(self) -> None:
        QCoreApplication.postEvent(self, QEvent(MARK), Qt.EventPriority.LowEventPriority.value)

    def customEvent(self, _event: QEvent) -> None:  # noqa: N802  (Qt's name)
        self._owed -= 1
        if self._owed:
            self._mark()

    def post(self, call: Callable[[], None]) -> None:
        self._mailbox.post(call)

    def turn(self) -> None:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def until_painted(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while self._owed:
            self.turn()
            if time.monotonic() > deadline:
                raise TimeoutError("the window does not paint")

    def rest(self, seconds: float) -> None:
        """Let the loop run without input, as between two customers' goods."""
        over: list[bool] = []
        QTimer.singleShot(int(seconds * 1000), lambda: over.append(True))
        while not over:
            self.turn()

    def close(self) -> None:
        self._wake.stop()
        self._mailbox.close()
        self.window.close()
