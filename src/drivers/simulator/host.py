"""Runs one simulated device at the other end of a real wire, on a thread of its own.

    with SimulatorHost(device, "pty:?baud=115200") as host:
        DeviceRunner("printer", host.url, ...)

A device's own state belongs to the host's thread: tests reach it through `call`, windows, which
must not wait, through `ask`.
"""

import logging
import queue
import random
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final, Protocol, Self, TypeVar
from urllib.parse import urlsplit

from drivers.simulator.endpoint import Endpoint, PtyEndpoint, TcpEndpoint, Visitor, pty_possible
from drivers.simulator.faults import PERFECT, FaultyLine, LinkFaults

_log = logging.getLogger(__name__)

TICK_S: Final = 0.01
"""How finely a simulated device feels time."""
SPLIT_TICK_S: Final = 0.0005
"""The pace while a faulty line still has bytes under way."""
GRACE_S: Final = 0.02
"""How long the last bytes before a cut have to be read by the terminal."""
UNHEARD_S: Final = 0.05
"""How long words wait for a listener: a pty's opening is noticed a little after it happened."""
CALL_LIMIT_S: Final = 10.0
"""A device that does not take a call for this long has crashed; its caller must not hang."""

T = TypeVar("T")


class SimulatedDevice(Protocol):
    """A device as its cable sees it; time comes in as `now`."""

    def connected(self, now: float) -> None:
        """Somebody opened the wire."""

    def disconnected(self, now: float) -> None:
        """Nobody has the wire open any more."""

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes from the terminal, in any split."""

    def tick(self, now: float) -> None:
        """Let time pass."""

    def outgoing(self) -> bytes:
        """Drain the bytes for the terminal; what comes while nobody is there is lost."""


def listen(url: str, visitor: Visitor | None = None) -> Endpoint:
    """Make the endpoint for `pty:`, `pty:/path/of/link`, `pty:?baud=9600` or `tcp://host:port`."""
    scheme, _, rest = url.partition(":")
    if scheme == "tcp":
        parts = urlsplit(url)
        return TcpEndpoint(parts.hostname or "127.0.0.1", parts.port or 0, visitor)
    if scheme == "pty":
        if not pty_possible():
            _log.warning("no ptys on this system: the simulated device listens on TCP instead")
            return TcpEndpoint("127.0.0.1", 0, visitor)
        link, _, options = rest.partition("?")
        return PtyEndpoint(link, options)
    raise ValueError(f"a simulated device listens at pty: or tcp://, not {scheme!r}")


class SimulatorHost:
    """A simulated device, plugged in."""

    def __init__(
        self,
        device: SimulatedDevice,
        url: str = "pty:",
        *,
        to_terminal: LinkFaults = PERFECT,
        from_terminal: LinkFaults = PERFECT,
        visitor: Visitor | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Set up; the device appears with `start`; `visitor` answers a second TCP connection."""
        self._device = device
        self._endpoint = listen(url, visitor)
        self._clock = clock
        self._faults = (to_terminal, from_terminal)
        self._to_terminal = FaultyLine(to_terminal)
        self._from_terminal = FaultyLine(from_terminal)
        self._leaving = bytearray()
        self._unheard = bytearray()
        self._unheard_since = 0.0
        self._pull_at: float | None = None
        self._silent = False
        self._stale = False
        self._late_s = 0.0
        self._said_last = b""
        self._later: list[tuple[float, Callable[[], None]]] = []
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._wake_read, self._wake_write = socket.socketpair()
        self._wake_read.setblocking(False)
        self._wake_write.setblocking(False)
        self._thread = threading.Thread(target=self._run, name="simulator", daemon=False)
        self._stopping = threading.Event()
        self._plugged = False
        self._present = False

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop."""
        self.stop()

    @property
    def url(self) -> str:
        """The address for the driver; a new one after each replug of a pty without a link."""
        return self._endpoint.url

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self._plugged

    @property
    def in_use(self) -> bool:
        """Whether somebody has the wire open."""
        return self._present

    @property
    def silent(self) -> bool:
        """Whether nothing that the device says gets out."""
        return self._silent

    @property
    def faults(self) -> tuple[LinkFaults, LinkFaults]:
        """What is wrong with the cable now, towards the terminal and away from it."""
        return self._to_terminal.faults, self._from_terminal.faults

    def start(self) -> None:
        """Plug in and start the thread; OSError when the plug does not fit."""
        try:
            self._plug(*self._faults)
        except BaseException:
            self.stop()
            raise
        self._thread.start()

    def stop(self) -> None:
        """Unplug and end the thread."""
        if self._thread.is_alive():
            self._stopping.set()
            self._wake()
            self._thread.join()
        self._pull()
        self._wake_read.close()
        self._wake_write.close()

    def unplug(self) -> None:
        """Pull the cable."""
        self.call(self._pull)

    def replug(
        self,
        to_terminal: LinkFaults = PERFECT,
        from_terminal: LinkFaults = PERFECT,
        *,
        elsewhere: bool = False,
    ) -> None:
        """Plug the cable in again, with new faults if any; `elsewhere` under another name."""
        self.call(lambda: self._plug(to_terminal, from_terminal, elsewhere=elsewhere))

    def call(self, function: Callable[[], T]) -> T:
        """Run a function on the device's thread and return what it returns."""
        return self.ask(function).result(CALL_LIMIT_S)

    def ask(self, function: Callable[[], T]) -> "Future[T]":
        """Have a function run on the device's thread, without waiting for it."""
        answer: Future[T] = Future()

        def carry_out() -> None:
            try:
                answer.set_result(function())
            except Exception as error:  # noqa: BLE001 - it is the caller's, and raised there
                answer.set_exception(error)

        if not self._thread.is_alive() or threading.current_thread() is self._thread:
            carry_out()
            return answer
        self._calls.put(carry_out)
        self._wake()
        return answer

    def become(self, to_terminal: LinkFaults, from_terminal: LinkFaults) -> None:
        """Give the cable other faults while it is in use; positions count from now."""
        self.call(lambda: self._become(to_terminal, from_terminal))

    def put_on_line(self, data: bytes) -> None:
        """Let bytes appear towards the terminal that the device never said: noise, an XOFF."""
        self.call(lambda: self._speak(data, self._clock()))

    def noise(self, length: int, seed: int = 0) -> None:
        """Let garbage of any bytes appear towards the terminal."""
        self.put_on_line(random.Random(seed).randbytes(length))  # noqa: S311 - noise, no secret

    def be_silent(self, *, silent: bool) -> None:
        """Swallow whatever the device says, or let it speak again."""
        self.call(lambda: setattr(self, "_silent", silent))

    def delay_next_answer(self, seconds: float) -> None:
        """Let what the device says next come late, and all behind it."""
        self.call(lambda: setattr(self, "_late_s", seconds))

    def repeat_last_answer(self) -> None:
        """Answer the next question as the one before it."""
        self.call(lambda: setattr(self, "_stale", True))

    def after(self, seconds: float, function: Callable[[], None]) -> None:
        """Have a function run on the device's thread when so much time has passed."""
        self.call(lambda: self._later.append((self._clock() + seconds, function)))

    # --- everything below runs on the host's thread, or while there is none ---

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._turn()
        self._carry_out()

    def _turn(self) -> None:
        began = self._clock()
        here, data = self._endpoint.exchange(
            self._leaving,
            self._wake_read.fileno(),
            self._pause(began),
            hear=not self._from_terminal.stalled(began),
        )
        now = self._clock()
        self._drain_wake()
        self._notice(here or bool(data), now)
        self._from_terminal.feed(data, now)
        arrived = self._from_terminal.due(now)
        if arrived:
            self._device.receive(arrived, now)
        self._carry_out()
        self._do_later(now)
        self._device.tick(now)
        self._collect(now)
        if self._plugged and self._cut():
            self._break(now)

    def _pause(self, now: float) -> float:
        """Until the next byte under way arrives, but no longer than a device's tick."""
        if self._leaving:
            return SPLIT_TICK_S
        under_way = [line.next_at() for line in (self._to_terminal, self._from_terminal)]
        soonest = min((at for at in under_way if at is not None), default=now + TICK_S)
        return min(max(soonest - now, SPLIT_TICK_S), TICK_S)

    def _do_later(self, now: float) -> None:
        due = [each for at, each in self._later if at <= now]
        self._later = [(at, each) for at, each in self._later if at > now]
        for function in due:
            function()

    def _collect(self, now: float) -> None:
        """Put what the device says on the cable, if somebody is there to hear it."""
        said = b"" if self._from_terminal.cut else self._device.outgoing()
        if self._silent:
            said = b""
        if said:
            said, self._said_last = self._misplaced(said), said
            if self._late_s:
                self._to_terminal.hold(now + self._late_s)
                self._late_s = 0.0
        self._speak(said, now)

    def _misplaced(self, said: bytes) -> bytes:
        """What was said, or, once when that is asked for, what was said before it."""
        if not self._stale or not self._said_last:
            return said
        self._stale = False
        return self._said_last

    def _speak(self, said: bytes, now: float) -> None:
        if said and not self._unheard:
            self._unheard_since = now
        self._unheard += said
        if self._present:
            self._to_terminal.feed(bytes(self._unheard), now)
            self._leaving += self._to_terminal.due(now)
        if self._present or now - self._unheard_since > UNHEARD_S:
            self._unheard.clear()

    def _break(self, now: float) -> None:
        """Pull the cable at the very byte the faults name: what came before it still arrives.

        Closing the master of a pty discards what the other side has not read yet.
        """
        if self._pull_at is None or not self._settled():
            self._pull_at = now + GRACE_S
        elif now >= self._pull_at:
            self._pull()

    def _cut(self) -> bool:
        return self._to_terminal.cut or self._from_terminal.cut

    def _settled(self) -> bool:
        return self._to_terminal.drained() and self._from_terminal.drained() and not self._leaving

    def _notice(self, present: bool, now: float) -> None:
        if present == self._present:
            return
        self._present = present
        if present:
            self._device.connected(now)
        else:
            self._leaving.clear()
            self._device.disconnected(now)

    def _become(self, to_terminal: LinkFaults, from_terminal: LinkFaults) -> None:
        self._to_terminal.become(to_terminal)
        self._from_terminal.become(from_terminal)

    def _plug(
        self, to_terminal: LinkFaults, from_terminal: LinkFaults, *, elsewhere: bool = False
    ) -> None:
        if self._plugged:
            return
        self._to_terminal = FaultyLine(to_terminal)
        self._from_terminal = FaultyLine(from_terminal)
        self._pull_at = None
        self._endpoint.plug(elsewhere=elsewhere)
        self._plugged = True

    def _pull(self) -> None:
        self._endpoint.unplug()
        self._plugged = False
        self._leaving.clear()
        self._notice(False, self._clock())

    def _carry_out(self) -> None:
        while True:
            try:
                function = self._calls.get_nowait()
            except queue.Empty:
                return
            function()

    def _wake(self) -> None:
        try:
            self._wake_write.send(b"\0")
        except BlockingIOError:
            return  # it is awake already

    def _drain_wake(self) -> None:
        try:
            self._wake_read.recv(1024)
        except BlockingIOError:
            return
