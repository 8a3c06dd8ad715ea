"""Commands on their way to a device's thread: bounded, in order, and waking it."""

import threading
from collections import deque
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from drivers.wire.errors import CommandsFull, WireLost

COMMANDS_MAX: Final = 64
"""More than a person can ask of one device while it is busy; beyond it something is stuck."""

CommandT = TypeVar("CommandT")


class CommandInbox(Generic[CommandT]):
    """A queue with one reader, which waits either here or in a read that `wake` interrupts."""

    def __init__(self, name: str) -> None:
        """Start empty and open; `name` is the device's name in an error text."""
        self._name = name
        self._changed = threading.Condition()
        self._waiting: deque[CommandT] = deque()
        self._wake: Callable[[], None] | None = None
        self._closed = False
        self._nudged = False

    def put(self, command: CommandT) -> None:
        """From any thread: add a command and wake the reader."""
        with self._changed:
            if self._closed:
                raise WireLost(f"{self._name} is switched off")
            if len(self._waiting) >= COMMANDS_MAX:
                raise CommandsFull(self._name)
            self._waiting.append(command)
            self._rouse()

    def close(self) -> None:
        """From any thread: take no more commands and wake the reader."""
        with self._changed:
            self._closed = True
            self._rouse()

    def nudge(self) -> None:
        """From any thread: end the wait of now, or else the next one."""
        with self._changed:
            self._nudged = True
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        """Whether the end was asked for."""
        with self._changed:
            return self._closed

    def take(self) -> CommandT | None:
        """Return the oldest command that waits, or None."""
        with self._changed:
            return self._waiting.popleft() if self._waiting else None

    def wait(self, timeout_s: float) -> bool:
        """Sleep until a command comes, the inbox closes, or the time is over; True for a nudge."""
        with self._changed:
            if not self._waiting and not self._closed and not self._nudged:
                self._changed.wait(timeout_s)
            nudged, self._nudged = self._nudged, False
            return nudged

    def wait_closed(self, timeout_s: float) -> None:
        """Sleep through commands until the inbox closes or the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed, timeout_s)

    def wake_by(self, wake: Callable[[], None] | None) -> None:
        """Name what wakes the reader while it waits elsewhere; None before that thing goes away."""
        with self._changed:
            self._wake = wake

    def _rouse(self) -> None:
        self._changed.notify_all()
        if self._wake is not None:
            self._wake()
