"""Every question about a fill is answered exactly once and in time, whatever the network does.

The link keeps to its budget as far as its sockets do; looking up a name can take half a minute on
a line that is down. So a thread of our own watches the time: whoever claims a question first, the
answer or the deadline, answers it, and the other is too late.
"""

import threading
import time
from collections.abc import Callable
from typing import Final

from terminal.domain.prescription import FillKey

JOIN_TIMEOUT_S: Final = 5.0


class OpenReads:
    """Questions that wait. `late` is called on the thread `read-deadlines`: post, do not work."""

    def __init__(self, budget_s: float, late: Callable[[FillKey], None]) -> None:
        self._budget_s = budget_s
        self._late = late
        self._changed = threading.Condition()
        self._open: dict[int, tuple[float, FillKey]] = {}
        """In the order of asking, which is that of the deadlines."""
        self._asked = 0
        self._stopping = False
        self._thread = threading.Thread(target=self._watch, name="read-deadlines")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread; questions that are still open are late now."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(JOIN_TIMEOUT_S)
            assert not self._thread.is_alive(), "the deadlines' thread did not end"

    def ask(self, key: FillKey) -> int:
        """The number of a new question, to claim it with."""
        with self._changed:
            self._asked += 1
            self._open[self._asked] = (time.monotonic() + self._budget_s, key)
            self._changed.notify()
            return self._asked

    def claim(self, number: int) -> bool:
        """True for the first who asks: that one answers."""
        with self._changed:
            return self._open.pop(number, None) is not None

    def _watch(self) -> None:
        while True:
            with self._changed:
                overdue = self._overdue()
                if not overdue:
                    if self._stopping:
                        return
                    self._changed.wait(self._patience_s())
            for key in overdue:
                self._late(key)

    def _overdue(self) -> list[FillKey]:
        now = time.monotonic()
        late = [
            number
            for number, (deadline, _) in self._open.items()
            if self._stopping or deadline <= now
        ]
        return [self._open.pop(number)[1] for number in late]

    def _patience_s(self) -> float | None:
        first = next(iter(self._open.values()), None)
        return None if first is None else max(0.0, first[0] - time.monotonic())
