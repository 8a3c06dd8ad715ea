"""The threads of a device that is asked over HTTPS: one turns the crank, one waits per request.

Rules that hold here:

1. One plain, named thread per device calls the protocol and delivers its events. `send` and `stop`
   are all that other threads may call.
2. Each request travels on a thread and a connection of its own, since a payment waits for minutes
   and its abort must overtake it. What the protocol does not await any more is cut.
3. An exception out of a protocol is a bug: it is reported, and what was under way is settled.
4. `stop` settles what is under way, cuts every call and joins every thread.
"""

import ssl
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from drivers.wire.errors import CommandsFull, WireLost
from drivers.wire.exchange import Answer, ExchangeProtocol, NoAnswer, Request
from drivers.wire.https_call import HttpsAddress, HttpsCall
from drivers.wire.inbox import COMMANDS_MAX
from drivers.wire.link import LinkEvent
from drivers.wire.recorder import Direction, WireRecorder
from drivers.wire.telling import bug_in_driver, hand_over

PATIENCE_S: Final = 600.0
"""The longest that one call lasts. A protocol gives up earlier and has the call cut."""
MAX_CALLS: Final = 8
"""A payment, its abort, a status request and calls that are being cut; more is a driver's bug."""
_OVERDUE_S: Final = 0.001
"""Rest at least this long when a deadline has passed, so that no driver can spin the thread."""

CommandT = TypeVar("CommandT")
EventT = TypeVar("EventT")
ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class _Sent:
    number: int


@dataclass(frozen=True, slots=True)
class _Answered:
    number: int
    answer: Answer | NoAnswer


@dataclass(frozen=True, slots=True)
class _Call:
    call: HttpsCall
    thread: threading.Thread


class ExchangeRunner(Generic[CommandT, EventT]):
    """Drives one protocol towards one address."""

    def __init__(
        self,
        name: str,
        address: HttpsAddress,
        protocol: ExchangeProtocol[CommandT, EventT],
        on_event: Callable[[EventT | LinkEvent], None],
        *,
        recorder: WireRecorder | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Set up; a ValueError says that the address cannot be used."""
        self._name = name
        self._address = address
        self._context: ssl.SSLContext = address.context()
        self._protocol = protocol
        self._on_event = on_event
        self._recorder = recorder
        self._clock = clock
        self._changed = threading.Condition()
        self._commands: deque[CommandT] = deque()
        self._news: deque[_Sent | _Answered] = deque()
        self._closed = False
        self._calls: dict[int, _Call] = {}
        self._thread = threading.Thread(target=self._run, name=f"device {name}", daemon=False)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def send(self, command: CommandT) -> None:
        """From any thread: give the device a command; `CommandsFull` when too many wait."""
        with self._changed:
            if self._closed:
                raise WireLost(f"{self._name} is switched off")
            if len(self._commands) >= COMMANDS_MAX:
                raise CommandsFull(self._name)
            self._commands.append(command)
            self._changed.notify_all()

    def stop(self) -> None:
        """From any other thread: settle what was sent so far, cut every call, end the threads."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    # --- everything below runs on the device's thread, but for `_carry` ---

    def _run(self) -> None:
        try:
            while self._rest():
                self._turn(self._work)
            self._turn(self._hear_last_words)
            self._turn(self._settle)
        finally:
            self._cut(set(self._calls))
            for number in list(self._calls):
                self._calls.pop(number).thread.join()

    def _rest(self) -> bool:
        """Sleep until something happens or the protocol's deadline; False at the end."""
        deadline = self._protocol.deadline()
        with self._changed:
            if not self._commands and not self._news and not self._closed:
                pause = None if deadline is None else max(deadline - self._clock(), _OVERDUE_S)
                self._changed.wait(pause)
            return not self._closed

    def _turn(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as bug:  # noqa: BLE001 - rule 3: a driver's mistake must be heard of
            self._hand_over(bug_in_driver(bug))
            if work == self._work:
                self._turn(self._settle)

    def _work(self) -> None:
        while (news := self._take(self._news)) is not None:
            self._hear(news)
        while (command := self._take(self._commands)) is not None:
            self._protocol.command(command, self._clock())
            self._carry_on()
        deadline = self._protocol.deadline()
        if deadline is not None and (now := self._clock()) >= deadline:
            self._protocol.tick(now)
        self._carry_on()

    def _hear(self, news: _Sent | _Answered) -> None:
        now = self._clock()
        if isinstance(news, _Sent):
            self._protocol.sent(news.number, now)
        else:
            self._calls.pop(news.number).thread.join()
            if isinstance(news.answer, Answer):
                self._record(Direction.RECEIVED, news.answer.body)
            self._protocol.answer(news.number, news.answer, now)
        self._carry_on()

    def _carry_on(self) -> None:
        """Tell what happened, send what is to be sent, cut what is not awaited."""
        for event in self._protocol.events():
            self._hand_over(event)
        for request in self._protocol.requests():
            self._begin(request)
        self._cut(set(self._calls) - self._protocol.awaited())

    def _hear_last_words(self) -> None:
        """Take what was sent before the stop; it is settled, not sent."""
        while (command := self._take(self._commands)) is not None:
            self._protocol.command(command, self._clock())

    def _settle(self) -> None:
        self._protocol.close(self._clock())
        for event in self._protocol.events():
            self._hand_over(event)

    def _begin(self, request: Request) -> None:
        if len(self._calls) >= MAX_CALLS:
            raise OverflowError("a driver asked for more connections than a device may have")
        self._record(Direction.SENT, request.body)
        call = HttpsCall(self._address, self._context, request)
        name = f"device {self._name} request {request.number}"
        thread = threading.Thread(
            target=self._carry, args=(call, request.number), name=name, daemon=False
        )
        self._calls[request.number] = _Call(call, thread)
        thread.start()

    def _record(self, direction: Direction, body: bytes) -> None:
        if self._recorder is not None:
            self._recorder.record(direction, body, self._clock())

    def _carry(self, call: HttpsCall, number: int) -> None:
        """Run one call; on its own thread."""
        answer = call.run(lambda: self._report(_Sent(number)), PATIENCE_S)
        self._report(_Answered(number, answer))

    def _report(self, news: _Sent | _Answered) -> None:
        with self._changed:
            self._news.append(news)
            self._changed.notify_all()

    def _cut(self, numbers: set[int]) -> None:
        for number in numbers:
            self._calls[number].call.cut()

    def _take(self, queue: deque[ItemT]) -> ItemT | None:
        with self._changed:
            return queue.popleft() if queue else None

    def _hand_over(self, event: EventT | LinkEvent) -> None:
        hand_over(self._on_event, event)
