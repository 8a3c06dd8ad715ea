"""The Qt application round the window: its loop, its timers, the mailbox, its end.

Rules that hold here: everything here runs on the GUI thread but `mailbox.post`; a bug of any thread
covers the window with the crash page and ends with exit status 3.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QTimer, qVersion
from PySide6.QtWidgets import QApplication

from terminal.app.inputs import Input
from terminal.presentation.customer import CustomerView
from terminal.presentation.views import ScreenView
from terminal.ui.bridge import GuiMailbox
from terminal.ui.customer_window import CustomerScreen
from terminal.ui.faults import FaultReport, catch_bugs
from terminal.ui.theme import LIGHT, THEMES, LaneProfile
from terminal.ui.window import CounterWindow

FIRST_PAINT_MS: Final = 20
"""One frame at 60 Hz and a little: what waits this long does not hold up the first picture."""
RESTART_STATUS: Final = 3
"""Exit status after a bug: whoever started the program may start it again."""


def has_display() -> bool:
    """Whether a window can be seen here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def use_offscreen() -> None:
    """Paint into memory; before the application is made."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


class CounterApplication:
    """The one application of the process, with its window."""

    def __init__(
        self,
        send: Callable[[Input], None],
        *,
        drive_through: bool,
        theme: str,
        log: Callable[[str], None],
    ) -> None:
        application = QApplication.instance() or QApplication(["rxlane"])
        assert isinstance(application, QApplication)
        self._application = application
        self._application.setQuitOnLastWindowClosed(True)
        self.mailbox = GuiMailbox()
        profile = LaneProfile.DRIVE_THROUGH if drive_through else LaneProfile.COUNTER
        self.window = CounterWindow(send, profile, THEMES.get(theme, LIGHT))
        self.customer: CustomerScreen | None = None
        self._timers: list[QTimer] = []
        self._undo_catching = catch_bugs(self.mailbox, self._show_fault, log)

    def show_screen(self, screen: ScreenView, theme: str) -> None:
        self.window.set_theme(THEMES.get(theme, LIGHT))
        self.window.show_screen(screen)

    def open_customer_screen(self, wanted: str, found: Callable[[bool], None]) -> None:
        """Show a second screen to the customer from now on; `found` says whether it is there."""
        assert self.customer is None, "there is one customer"
        self.customer = CustomerScreen(wanted, self.window, self.window.theme, found)

    def show_customer(self, view: CustomerView, theme: str) -> None:
        if self.customer is not None:
            self.customer.render_view(view, THEMES.get(theme, LIGHT))

    def after_paint(self, call: Callable[[], None]) -> None:
        """Call once, when the window has been painted for the first time."""
        QTimer.singleShot(FIRST_PAINT_MS, self.window, call)

    def every(self, seconds: float, call: Callable[[], None]) -> None:
        """Call again and again, on the GUI thread, until the end."""
        timer = QTimer()
        timer.timeout.connect(call)
        timer.start(int(seconds * 1000))
        self._timers.append(timer)

    def show_window(self, *, full_screen: bool) -> None:
        self.window.resize(1366, 768)
        if full_screen:
            self.window.showFullScreen()
        else:
            self.window.show()

    def run(self) -> int:
        """The loop; returns the exit status. A request to end (SIGTERM, Ctrl+C) ends it cleanly."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._application.quit())
        return self._application.exec()

    def beep(self) -> None:
        """The computer's own sound, for what the person may not be looking at."""
        self._application.beep()

    def turn(self) -> None:
        """Work off what waits, once: for whoever plays the window by program."""
        self._application.processEvents()

    def close(self) -> None:
        """After the loop: no timer, no mail, no window."""
        for timer in self._timers:
            timer.stop()
        self.mailbox.close()
        self._undo_catching()
        if self.customer is not None:
            self.customer.stop()
        self.window.close()
        # now, not with the process: its keyboard looks at every event of the application
        self.window.deleteLater()
        self._application.sendPostedEvents(self.window, QEvent.Type.DeferredDelete)

    def _show_fault(self, report: FaultReport) -> None:
        self.window.show_fault(report, lambda: self._application.exit(RESTART_STATUS))


def qt_version() -> str:
    return qVersion()


def tell_in_window(title: str, message: str, remedy: str) -> None:
    """Say why the program cannot start to somebody who sees no console."""
    application = QApplication.instance() or QApplication(["rxlane"])
    assert isinstance(application, QApplication)
    window = CounterWindow(lambda _input: None)
    window.show_fault(FaultReport(title, message, remedy, ""), application.quit)
    window.resize(1024, 720)
    window.show()
    application.exec()
    window.close()
