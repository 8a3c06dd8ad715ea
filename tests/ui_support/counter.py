"""A counter's window with samples to show, and what it sent."""

from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from terminal.app.inputs import Activity, Input
from terminal.presentation.samples import sample_screens
from terminal.presentation.views import ScreenView
from terminal.ui.theme import LaneProfile
from terminal.ui.window import CounterWindow

SAMPLES: Final = sample_screens()
"""Values, so all tests can share them."""


@dataclass
class Counter:
    """A window, the inputs that it sent, and the clock that it reads."""

    sent: list[Input] = field(default_factory=list)
    now: float = 0.0
    profile: LaneProfile = LaneProfile.COUNTER

    def __post_init__(self) -> None:
        self.window = CounterWindow(self.sent.append, self.profile, now=lambda: self.now)
        self.samples = SAMPLES

    def show(self, name: str) -> ScreenView:
        """Show a sample and forget what was sent before."""
        screen = self.samples[name]
        self.window.show_screen(screen)
        self.sent.clear()
        return screen

    def asked(self) -> list[Input]:
        """What was sent, without the sign of life."""
        return [each for each in self.sent if each != Activity()]

    def close(self) -> None:
        """Take the window away at once, with its filter on all events of the application."""
        self.window.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete)
