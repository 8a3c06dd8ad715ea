"""Both ends of a wire, as small as they can be, and a runner between them."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest

from drivers.wire.link import LinkEvent, LinkUp
from drivers.wire.recorder import WireRecorder
from drivers.wire.runner import DeviceRunner
from drivers.wire.transport import Transport

PATIENCE_S = 30.0
needs_pty = pytest.mark.skipif(sys.platform != "linux", reason="needs a pty")


def until(holds: Callable[[], bool]) -> None:
    """Poll a real port, with a bound."""
    give_up = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < give_up, "it did not happen in time"
        time.sleep(0.001)


def together(parrot: "Parrot", events: "list[Event]") -> None:
    """Wait until both ends know of each other: opening a port flushes what came before."""
    until(lambda: parrot.presence[-1:] == [True] and any(isinstance(e, LinkUp) for e in events))


class Echo:
    """A driver that sends each command and reports each byte it gets."""

    def __init__(self, *, on_demand: bool = False) -> None:
        self.calls: list[str] = []
        self.due: float | None = None
        self._on_demand = on_demand
        self._wanted = not on_demand
        self._out = bytearray()
        self._events: list[bytes | str] = []

    def connected(self, now: float) -> None:
        self.calls.append("connected")

    def disconnected(self, now: float) -> None:
        self.calls.append("disconnected")
        if self._on_demand:
            self._wanted = False

    def receive(self, data: bytes, now: float) -> None:
        if data == b"bug":
            raise LookupError("4111111111111111 must not be told")
        self._events.append(data)
        if self._on_demand:
            self._wanted = False

    def command(self, command: bytes, now: float) -> None:
        if command == b"alarm":
            self.due = now + 0.05
            return
        self._out += command
        self._wanted = True

    def tick(self, now: float) -> None:
        self.due = None
        self._events.append("alarm")

    def deadline(self) -> float | None:
        return self.due

    def outgoing(self) -> bytes:
        out = bytes(self._out)
        self._out.clear()
        return out

    def events(self) -> Sequence[bytes | str]:
        events, self._events = self._events, []
        return events

    def wants_wire(self) -> bool:
        return self._wanted


class Parrot:
    """A device that keeps what it hears, with the instant, and says what it is told to."""

    def __init__(self) -> None:
        self.heard = bytearray()
        self.heard_at: list[float] = []
        self.presence: list[bool] = []
        self.saying = bytearray()

    def connected(self, now: float) -> None:
        self.presence.append(True)

    def disconnected(self, now: float) -> None:
        self.presence.append(False)

    def receive(self, data: bytes, now: float) -> None:
        self.heard += data
        self.heard_at.append(now)

    def tick(self, now: float) -> None:
        pass

    def outgoing(self) -> bytes:
        said = bytes(self.saying)
        self.saying.clear()
        return said


Event = bytes | str | LinkEvent


@contextmanager
def running(
    url: str | Callable[[], Transport], driver: Echo, recorder: WireRecorder | None = None
) -> Iterator[tuple[DeviceRunner[bytes, bytes | str], list[Event]]]:
    events: list[Event] = []
    runner = DeviceRunner("parrot", url, driver, events.append, recorder=recorder)
    runner.start()
    try:
        yield runner, events
    finally:
        runner.stop()
