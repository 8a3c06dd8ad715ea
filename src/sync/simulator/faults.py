"""What the demo PhMS does wrong when it is told to, each a thing that real ones have done.

Rules: a fault is used up once per request that it matches; faults are taken in order; the
request is read whole before any of them.
"""

import threading
from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """The ways of failing."""

    STATUS = "status"  # answers with a status, does nothing
    HTML = "html"  # 200 with a login page, does nothing
    EMPTY = "empty"  # does it, answers 200 without a body
    HALF = "half"  # does it, answers with half of the body, neatly ended
    TORN = "torn"  # does it, promises the whole body, cuts in the middle of it
    CUT = "cut"  # does it, cuts the socket instead of answering
    REFUSE = "refuse"  # does nothing, cuts the socket
    SILENT = "silent"  # does nothing and does not answer until the server stops
    SLOW = "slow"  # does it, answers after a while


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure. `method` narrows it to GET, POST or PUT; None matches every request."""

    kind: FaultKind
    method: str | None = None
    status: int = 500
    retry_after_s: int | None = None
    delay_s: float = 0.0


class Faults:
    """Failures that wait for their request."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def add(self, fault: Fault, times: int = 1) -> None:
        """Let the next matching requests fail."""
        with self._lock:
            self._waiting += [fault] * times

    def __len__(self) -> int:
        """How many failures still wait for their request."""
        with self._lock:
            return len(self._waiting)

    def clear(self) -> None:
        """Be well again."""
        with self._lock:
            self._waiting.clear()

    def take(self, method: str) -> Fault | None:
        """The fault for a request, if there is one."""
        with self._lock:
            for index, fault in enumerate(self._waiting):
                if fault.method in {None, method}:
                    return self._waiting.pop(index)
        return None
