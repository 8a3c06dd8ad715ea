"""Asks a simulated device how it is, a few times a second, and never waits for the answer."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final, Generic, Protocol, TypeVar

from PySide6.QtCore import QTimer

from terminal.ui.bridge import GuiMailbox

CALM_MS: Final = 250
"""How often one looks while nothing happens: slow enough to cost nothing."""
LIVELY_MS: Final = 33
"""While something moves: 30 pictures a second."""
LIVELY_S: Final = 1.0
STUCK_S: Final = 2.0
"""A device that has not answered for so long is said to hang."""

Answer = TypeVar("Answer")
Seen = TypeVar("Seen")


class Watching(Protocol):
    """A watch, whatever it sees."""

    def look(self) -> None:
        """Ask now."""

    def carry(self, future: "Future[Answer]", take: Callable[[Answer], None]) -> None:
        """Bring what a future will hold to the GUI thread."""

    def stop(self) -> None:
        """Ask no more."""


class Watch(Generic[Seen]):
    """Calls `show` on the GUI thread with each change, `stuck` when the device hangs or is back."""

    def __init__(
        self,
        ask: "Callable[[], Future[Seen]]",
        show: Callable[[Seen], None],
        stuck: Callable[[bool], None],
    ) -> None:
        self._ask, self._show, self._stuck = ask, show, stuck
        self._mailbox = GuiMailbox()
        self._asked_at: float | None = None
        self._last: Seen | None = None
        self._lively_until = 0.0
        self._is_stuck = False
        self._timer = QTimer()
        self._timer.timeout.connect(self.look)
        self._timer.start(LIVELY_MS)

    def look(self) -> None:
        """Ask now, unless an answer is still owed."""
        now = time.monotonic()
        if self._asked_at is not None:
            if now - self._asked_at > STUCK_S:
                self._say_stuck(stuck=True)
            return
        self._asked_at = now
        self.carry(self._ask(), self._answered)

    def carry(self, future: "Future[Answer]", take: "Callable[[Answer], None]") -> None:
        """Bring what a future will hold to the GUI thread, and look again after it."""

        def arrived(done: "Future[Answer]") -> None:
            self._mailbox.post(lambda: take(done.result()))

        future.add_done_callback(arrived)

    def stop(self) -> None:
        """Ask no more, and drop what still arrives."""
        self._timer.stop()
        self._mailbox.close()

    def _answered(self, seen: Seen) -> None:
        self._asked_at = None
        now, was_stuck = time.monotonic(), self._is_stuck
        self._say_stuck(stuck=False)
        if seen != self._last or was_stuck:
            self._last = seen
            self._lively_until = now + LIVELY_S
            self._show(seen)
        self._timer.setInterval(LIVELY_MS if now < self._lively_until else CALM_MS)

    def _say_stuck(self, *, stuck: bool) -> None:
        if stuck != self._is_stuck:
            self._is_stuck = stuck
            self._stuck(stuck)
