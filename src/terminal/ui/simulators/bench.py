"""All windows of simulated devices that belong together, and the loop they live in."""

import threading
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from drivers.simulator.stand import Stand
from drivers.simulator.stand_card_terminal import CardTerminalStand
from drivers.simulator.stand_display import DisplayStand
from drivers.simulator.stand_nexo import NexoStand
from drivers.simulator.stand_printer import PrinterStand
from drivers.simulator.stand_scanner import ScannerStand
from drivers.simulator.stand_scanner_hid import HidScannerStand
from drivers.simulator.stand_scanner_ssi import SsiScannerStand
from terminal.ui.simulators.card_terminal import CardTerminalWindow
from terminal.ui.simulators.display import DisplayWindow
from terminal.ui.simulators.printer import PrinterWindow
from terminal.ui.simulators.scanner import ScannerWindow, ShelfItem
from terminal.ui.simulators.window import DeviceWindow
from terminal.ui.theme import LIGHT, Theme

OVER_MS: Final = 200
"""How often the request to end is looked at; it also lets signals through."""
CASCADE: Final = 36


def window_for(stand: Stand, shelf: Sequence[ShelfItem], theme: Theme) -> DeviceWindow:
    """The window that fits a device."""
    match stand:
        case PrinterStand():
            return PrinterWindow(stand, theme)
        case DisplayStand():
            return DisplayWindow(stand, theme)
        case ScannerStand() | SsiScannerStand() | HidScannerStand():
            return ScannerWindow(stand, shelf, theme)
        case CardTerminalStand() | NexoStand():
            return CardTerminalWindow(stand, theme)


class Bench:
    """Windows of some stands. `run` is for a program that has nothing else to show."""

    def __init__(
        self,
        stands: Sequence[Stand],
        shelf: Sequence[ShelfItem],
        *,
        theme: Theme = LIGHT,
        over: threading.Event | None = None,
    ) -> None:
        application = QApplication.instance() or QApplication(["rxlane"])
        assert isinstance(application, QApplication)
        self._application = application
        self._over = over or threading.Event()
        self.windows = [window_for(stand, shelf, theme) for stand in stands]
        for window in self.windows:
            window.on_close = self._closed

    def show(self) -> None:
        """Open them beside each other from the right, as far as the screen reaches."""
        screen = QGuiApplication.primaryScreen().availableGeometry()
        for at, window in enumerate(self.windows):
            step = at * CASCADE
            room = screen.right() - window.width() - step
            window.move(max(screen.left(), room), screen.top() + step)
            window.show()

    def run(self) -> int:
        """Show them until the last is closed, or `over` is set."""
        self.show()
        timer = QTimer()
        timer.timeout.connect(self._look_for_the_end)
        timer.start(OVER_MS)
        status = self._application.exec()
        timer.stop()
        self.close()
        return status

    def close(self) -> None:
        """Close every window."""
        for window in self.windows:
            window.close()

    def _look_for_the_end(self) -> None:
        if self._over.is_set():
            self._application.quit()

    def _closed(self) -> None:
        if not any(window.isVisible() and not window.closing for window in self.windows):
            self._over.set()
