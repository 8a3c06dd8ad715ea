"""A simulated nexo terminal on the network: HTTPS with a certificate that was made at start.

Rules that hold here: the terminal is touched under one lock only, and a person's commands are
carried out on the clock's thread; `stop` cuts every line and joins every thread. Its wire is TCP,
which loses and damages nothing: what can go wrong is silence, refusal, resets, and time.
"""

import queue
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Final, Self, TypeVar

from drivers.simulator.nexo_certificates import Chain, certificate_name, make_chain
from drivers.simulator.nexo_door import Door, Line, server_context
from drivers.simulator.nexo_envelope import HttpAnswer
from drivers.simulator.nexo_http import read_post, written
from drivers.simulator.nexo_script import PLAIN_TRAVEL, Travel
from drivers.simulator.nexo_terminal import NexoTerminalSimulator

IDLE_S: Final = 0.05
"""How long the clock may sleep although it has nothing to wait for."""
LEFT_SEEN_S: Final = 0.5
"""How soon a client that gave up is noticed."""
IN_USE_S: Final = 90.0
"""A counter greets an idle terminal every minute, and keeps no connection in between."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NetworkFaults:
    """What is wrong with the network until it is mended."""

    travel: Travel = PLAIN_TRAVEL
    delay_s: float = 0.0
    unplug_at: int | None = None
    foreign_certificate: bool = False

    @property
    def words(self) -> Iterator[str]:
        """As it is said in commands."""
        if self.travel.drip:
            yield "split"
        if self.travel.stall_at is not None:
            yield f"stall {self.travel.stall_at} {self.travel.stall_s:g}s"
        if self.delay_s:
            yield f"delay {self.delay_s:g}s"
        if self.unplug_at is not None:
            yield f"unplug at {self.unplug_at}"
        if self.foreign_certificate:
            yield "certificate other"


GOOD_NETWORK: Final = NetworkFaults()


class NexoTerminalHost:
    """Runs a `NexoTerminalSimulator` on a port of this machine (0: a free one)."""

    def __init__(
        self, terminal: NexoTerminalSimulator, port: int = 0, *, chain: Chain | None = None
    ) -> None:
        self.terminal = terminal
        self.certificate_name = certificate_name(terminal.poi_id)
        self.chain = chain or make_chain(self.certificate_name)
        self._own = server_context(self.chain)
        self._foreign: ssl.SSLContext | None = None
        self._changed = threading.Condition(threading.RLock())
        self._stopping = False
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._later: list[tuple[float, Callable[[], None]]] = []
        self._clock = threading.Thread(target=self._pass_time, name="nexo simulator clock")
        self._faults = GOOD_NETWORK
        self._silent = False
        self._stale = False
        self._late_s = 0.0
        self._said_last: HttpAnswer | None = None
        self._asked_at: float | None = None
        self._closed: list[Door] = []
        self._door: Door | None = Door(port, self._serve)
        self.port = self._door.port

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        """Stop."""
        self.stop()

    def start(self) -> None:
        """Answer from now on."""
        self._clock.start()
        if self._door is not None:
            self._door.open()

    def stop(self) -> None:
        """Switch the terminal off and close the port."""
        with self._changed:
            self._stopping = True
            self.terminal.power_off()
            self.unplug()
        if self._clock.is_alive():
            self._clock.join()
        for door in self._closed:
            door.wait_for_lines()
        self._carry_out()

    # --- its thread

    def call(self, do: Callable[[], T]) -> T:
        """Do something to the terminal, under its lock."""
        with self._changed:
            result = do()
            self._changed.notify_all()
            return result

    def ask(self, do: Callable[[], T]) -> "Future[T]":
        """Have something done on the terminal's own thread, without waiting for it."""
        answer: Future[T] = Future()

        def carry_out() -> None:
            try:
                answer.set_result(self.call(do))
            except Exception as error:  # noqa: BLE001 - it is the caller's, and raised there
                answer.set_exception(error)

        if self._clock.is_alive() and threading.current_thread() is not self._clock:
            self._calls.put(carry_out)
        else:
            carry_out()
        return answer

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        """Have something done on the terminal's own thread when so much time has passed."""
        self.call(lambda: self._later.append((time.monotonic() + seconds, do)))

    # --- the cable

    @property
    def url(self) -> str:
        """The address for the driver."""
        return f"https://127.0.0.1:{self.port}/nexo"

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self._door is not None

    @property
    def in_use(self) -> bool:
        """Whether a till was here lately."""
        return self._asked_at is not None and time.monotonic() - self._asked_at < IN_USE_S

    @property
    def silent(self) -> bool:
        """Whether nothing that it says gets out."""
        return self._silent

    @property
    def faults(self) -> NetworkFaults:
        """What is wrong with the network now."""
        return self._faults

    def unplug(self) -> None:
        """Pull the cable: every connection is cut, and new ones are refused."""
        with self._changed:
            door, self._door, self._asked_at = self._door, None, None
            if door is not None:
                door.close()
                self._closed = [door, *(each for each in self._closed if each.is_busy)]
            self._changed.notify_all()

    def replug(self, *, elsewhere: bool = False) -> None:
        """Plug it in again, into a good network; `elsewhere` at another port."""
        with self._changed:
            if self._door is None and not self._stopping:
                door = Door(0 if elsewhere else self.port, self._serve)
                self.become(GOOD_NETWORK)
                self._door, self.port = door, door.port
                door.open()

    def become(self, faults: NetworkFaults) -> None:
        """Let this be wrong with the network; the bytes of `unplug_at` count from now."""
        if faults.foreign_certificate and self._foreign is None:
            self._foreign = server_context(make_chain(self.certificate_name))
        self.call(lambda: setattr(self, "_faults", faults))

    def be_silent(self, *, silent: bool) -> None:
        """Take connections and say nothing to anybody, or speak again to the next ones."""
        self.call(lambda: setattr(self, "_silent", silent))

    def delay_next_answer(self, seconds: float) -> None:
        """Let the next answer come late."""
        self.call(lambda: setattr(self, "_late_s", seconds))

    def repeat_last_answer(self) -> None:
        """Answer the next request as the one before it."""
        self.call(lambda: setattr(self, "_stale", True))

    # --- everything below runs on the threads of connections, and on the clock's

    def _serve(self, line: Line) -> None:
        if not self.terminal.powered:
            line.hang_up()
            return
        if self._silent:
            line.swallow()
            return
        context = self._foreign if self._faults.foreign_certificate else self._own
        assert context is not None, "made when it was asked for"
        line.secure(context)
        with line.reader() as file:
            body = read_post(file)
        if body is None:
            return
        answer = body if isinstance(body, HttpAnswer) else self._post(line, body)
        if answer is not None:
            self._say(line, answer)

    def _post(self, line: Line, body: bytes) -> HttpAnswer | None:
        """Bring a request to the terminal and wait for its word, on the connection's thread."""
        told: list[HttpAnswer | None] = []

        def reply(answer: HttpAnswer | None) -> None:
            with self._changed:
                told.append(answer)
                self._changed.notify_all()

        with self._changed:
            self._asked_at = time.monotonic()
            self.terminal.post(body, reply, self._asked_at)
            self._changed.notify_all()
            while not (told or self._stopping or line.is_cut or line.is_left):
                self._changed.wait(LEFT_SEEN_S)
            return told[0] if told else None

    def _say(self, line: Line, answer: HttpAnswer) -> None:
        with self._changed:
            if self._stale and self._said_last is not None:
                self._stale, answer = False, self._said_last
            self._said_last = answer
            pause, self._late_s = self._late_s + self._faults.delay_s, 0.0
        line.wait(pause)
        if self._silent:
            line.swallow()
            return
        data = written(answer)
        with self._changed:
            faults, left = self._faults, self._faults.unplug_at
            if left is not None and left > len(data):
                self._faults = replace(faults, unplug_at=left - len(data))
        plain = answer.travel == PLAIN_TRAVEL
        line.deliver(data[:left], faults.travel if plain else answer.travel)
        if left is not None and left <= len(data):
            self.unplug()

    def _pass_time(self) -> None:
        while not self._stopping:
            self._carry_out()
            with self._changed:
                now = time.monotonic()
                due = [do for at, do in self._later if at <= now]
                self._later = [(at, do) for at, do in self._later if at > now]
                for do in due:
                    do()
                self.terminal.tick(now)
                deadline = self.terminal.deadline()
                wait = IDLE_S if deadline is None else min(max(deadline - now, 0.001), IDLE_S)
                self._changed.wait(wait)

    def _carry_out(self) -> None:
        while True:
            try:
                call = self._calls.get_nowait()
            except queue.Empty:
                return
            call()
