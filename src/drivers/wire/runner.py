"""The thread of one device: it owns the wire and turns the protocol's crank.

Rules that hold here:

1. One plain, named thread per device opens, reads, writes and closes the wire, calls the protocol
   and delivers its events. `send`, `look_again` and `stop` are all that other threads may call.
2. A lost wire is normal: it is closed, the protocol is told, and it is opened again after 0.5, 1,
   2, 5, 5 ... seconds (scanners-printers-displays.md section 19, rule 3) for as long as the
   protocol wants it. A wire that was not wanted and now is, is opened at once: a person waits.
   So is one after `look_again`: something was plugged in.
3. `disconnected` also follows an attempt to open that failed, so that a command which waits for
   the wire is settled.
4. An exception out of a protocol is a bug: it is reported, and the conversation starts anew.
5. Silence is only told of when it was looked for: the time given to `tick` is never later than the
   last look at the wire, so that a thread that was held up does not cut a scan in two.
6. An idle wire is waited for, not polled: bytes, a hang-up and a command end the wait. A stalled
   one is tried ten times a second at most.
"""

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Final, Generic, TypeVar

from drivers.wire.errors import WireFault, WireLost
from drivers.wire.inbox import CommandInbox
from drivers.wire.link import LinkDown, LinkEvent, LinkIdle, LinkUp
from drivers.wire.protocol import CountsWritten, WireProtocol
from drivers.wire.recorder import Direction, WireRecorder
from drivers.wire.telling import bug_in_driver, hand_over
from drivers.wire.transport import Transport, transport_for

BACK_OFF_S: Final = (0.5, 1.0, 2.0, 5.0)
"""Pauses before the next attempt to open; the last one repeats (section 19, rule 3)."""
STABLE_AFTER_S: Final = 5.0
"""A wire that stood this long was really there: the next loss starts with the shortest pause."""
READ_LIMIT_BYTES: Final = 4096
WRITE_OFFER_BYTES: Final = 4096
"""What a wire is offered at once; it takes less."""
READ_SLICE_S: Final = 1.0
"""The longest single read. What matters ends it early; this is for a loss that nothing tells."""
STALL_LOOK_S: Final = 0.1
"""How often a wire is tried that said there is room and took nothing."""
WRITE_PATIENCE_S: Final = 2.0
"""A wire that takes no byte for this long is lost (section 19, rule 1)."""
UNSENT_MAX_BYTES: Final = 1_048_576
"""A raster receipt is 77 kB (section 14); more than this waiting to go out is a bug in a driver."""
LAST_WORDS_S: Final = 0.5
"""How long stopping waits for bytes that are still to be written."""
_OVERDUE_S: Final = 0.001
"""Read at least this long when a deadline has passed, so that no driver can spin the thread."""

CommandT = TypeVar("CommandT")
EventT = TypeVar("EventT")


class DeviceRunner(Generic[CommandT, EventT]):
    """Drives one protocol over one wire."""

    def __init__(
        self,
        name: str,
        transport: str | Callable[[], Transport],
        protocol: WireProtocol[CommandT, EventT],
        on_event: Callable[[EventT | LinkEvent], None],
        *,
        clock: Callable[[], float] = time.monotonic,
        recorder: WireRecorder | None = None,
        write_patience_s: float = WRITE_PATIENCE_S,
    ) -> None:
        """Set up; `transport` is an address or makes a fresh closed transport for each attempt."""
        self._name = name
        self._new_transport = (
            partial(transport_for, transport) if isinstance(transport, str) else transport
        )
        self._protocol = protocol
        self._counts = protocol if isinstance(protocol, CountsWritten) else None
        self._on_event = on_event
        self._clock = clock
        self._recorder = recorder
        self._write_patience_s = write_patience_s
        self._inbox: CommandInbox[CommandT] = CommandInbox(name)
        self._thread = threading.Thread(target=self._run, name=f"device {name}", daemon=False)
        self._link: Transport | None = None
        self._unsent = bytearray()
        self._accepted_at = 0.0
        self._refusals = 0
        self._opened_at = 0.0
        self._retry_at = 0.0
        self._failures = 0
        self._said: LinkEvent = LinkIdle()

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def send(self, command: CommandT) -> None:
        """From any thread: give the device a command; `CommandsFull` when too many wait."""
        self._inbox.put(command)

    def look_again(self) -> None:
        """From any thread: try at once to open a wire that is not; something was plugged in."""
        self._inbox.nudge()

    def stop(self) -> None:
        """From any other thread: take what was sent so far, close the wire, end the thread."""
        self._inbox.close()
        if self._thread.is_alive():
            self._thread.join()

    # --- everything below runs on the device's thread ---

    def _run(self) -> None:
        try:
            while not self._inbox.closed:
                self._turn()
            self._finish()
        finally:
            self._let_go()

    def _turn(self) -> None:
        try:
            self._work()
        except WireFault as fault:
            self._lost(str(fault))
        except Exception as bug:  # noqa: BLE001 - rule 4: a driver's mistake must be heard of
            self._report(bug)

    def _work(self) -> None:
        now = self._clock()
        self._take_commands(now)
        if self._link is None:
            self._tick(now)  # before it is asked for its wish: time passing may change that
            wanted = self._protocol.wants_wire()
            if wanted and now >= self._retry_at:
                self._open()
            else:
                self._rest(now, wanted=wanted)
            return
        self._unsent += self._protocol.outgoing()
        if not self._unsent and not self._protocol.wants_wire():
            self._idle()
            return
        self._write()
        self._read()

    def _take_commands(self, now: float) -> None:
        while (command := self._inbox.take()) is not None:
            self._protocol.command(command, now)
        self._deliver()

    def _tick(self, now: float) -> None:
        deadline = self._protocol.deadline()
        if deadline is not None and now >= deadline:
            self._protocol.tick(now)
            self._deliver()

    def _open(self) -> None:
        link = self._new_transport()
        try:
            link.open()
        except BaseException:
            link.close()
            raise
        self._link = link
        self._inbox.wake_by(link.interrupt)
        self._unsent.clear()
        self._refusals = 0
        self._opened_at = self._accepted_at = self._clock()
        self._say(LinkUp(link.where, link.hears))
        self._protocol.connected(self._opened_at)
        self._deliver()

    def _rest(self, now: float, *, wanted: bool) -> None:
        if not wanted:
            self._failures, self._retry_at = 0, 0.0  # rule 2: the next need is served at once
        wakes = [now + BACK_OFF_S[-1]]
        wakes += [self._retry_at] if wanted else []
        deadline = self._protocol.deadline()
        wakes += [] if deadline is None else [deadline]
        if self._inbox.wait(max(min(wakes) - now, _OVERDUE_S)):
            self._failures, self._retry_at = 0, 0.0

    def _write(self) -> None:
        assert self._link is not None, "only an open wire is written to"
        if len(self._unsent) > UNSENT_MAX_BYTES:
            raise OverflowError("a driver asked for more bytes than a wire may hold back")
        if not self._unsent:
            return
        taken = self._link.write(bytes(self._unsent[:WRITE_OFFER_BYTES]))
        now = self._clock()
        if taken:
            self._accepted_at, self._refusals = now, 0
            self._record(Direction.SENT, bytes(self._unsent[:taken]), now)
            del self._unsent[:taken]
            if self._counts is not None:
                self._counts.written(taken, now)
            return
        self._refusals += 1
        if now - self._accepted_at > self._write_patience_s:
            raise WireLost(f"{self._link.where} takes no bytes")

    def _read(self) -> None:
        assert self._link is not None, "only an open wire is read from"
        now = self._clock()
        if not self._unsent:
            self._accepted_at = now  # patience is counted from the first byte that has to wait
        until_room = self._refusals == 1  # once: whoever said so and took nothing is not believed
        data = self._link.read(READ_LIMIT_BYTES, self._pause(now), until_room=until_room)
        if data:
            now = self._clock()
            self._record(Direction.RECEIVED, data, now)
            self._take_commands(now)  # a scanner that was disarmed while this waited is disarmed
            self._protocol.receive(data, now)
            self._deliver()
        self._tick(now)  # rule 5: without data, `now` is from before the read that found none

    def _pause(self, now: float) -> float:
        """How long to wait for the wire: not at all while it takes what is to be written."""
        longest = READ_SLICE_S
        if self._unsent:
            if not self._refusals:
                return 0.0
            patience = max(self._accepted_at + self._write_patience_s - now, _OVERDUE_S)
            longest = min(patience, READ_SLICE_S if self._refusals == 1 else STALL_LOOK_S)
        deadline = self._protocol.deadline()
        if deadline is None:
            return longest
        return min(max(deadline - now, _OVERDUE_S), longest)

    def _idle(self) -> None:
        self._let_go()
        self._protocol.disconnected(self._clock())
        self._say(LinkIdle())
        self._deliver()

    def _lost(self, reason: str) -> None:
        self._let_go()
        now = self._clock()
        self._back_off(now)
        self._say(LinkDown(reason))
        try:
            self._protocol.disconnected(now)
            self._deliver()
        except Exception as bug:  # noqa: BLE001 - rule 4
            self._report(bug)

    def _report(self, bug: Exception) -> None:
        """Tell of a driver's mistake, pause, and let the conversation start anew."""
        self._let_go()
        self._hand_over(bug_in_driver(bug))
        self._say(LinkDown(f"the driver of {self._name} made a mistake and starts anew"))
        pause = self._back_off(self._clock())
        self._inbox.wait_closed(pause)
        try:
            self._protocol.disconnected(self._clock())
        except Exception as again:  # noqa: BLE001 - rule 4
            self._hand_over(bug_in_driver(again))

    def _back_off(self, now: float) -> float:
        if self._opened_at and now - self._opened_at >= STABLE_AFTER_S:
            self._failures = 0
        self._opened_at = 0.0
        pause = BACK_OFF_S[min(self._failures, len(BACK_OFF_S) - 1)]
        self._failures += 1
        self._retry_at = now + pause
        return pause

    def _finish(self) -> None:
        """Carry out what was sent before the stop, as far as the wire takes it quickly."""
        give_up = self._clock() + LAST_WORDS_S
        try:
            self._take_commands(self._clock())
            if self._link is not None:
                self._unsent += self._protocol.outgoing()
                while self._unsent and self._clock() < give_up:
                    self._write()
                    if self._refusals:  # wait for room; what is heard now has no listener
                        self._link.read(READ_LIMIT_BYTES, STALL_LOOK_S, until_room=True)
            self._protocol.disconnected(self._clock())
            self._deliver()
        except WireFault as fault:
            self._lost(str(fault))
        except Exception as bug:  # noqa: BLE001 - rule 4
            self._report(bug)

    def _let_go(self) -> None:
        link, self._link = self._link, None
        self._inbox.wake_by(None)
        self._unsent.clear()
        if link is not None:
            link.close()

    def _say(self, event: LinkEvent) -> None:
        if event != self._said:
            self._said = event
            self._hand_over(event)

    def _deliver(self) -> None:
        for event in self._protocol.events():
            self._hand_over(event)

    def _hand_over(self, event: EventT | LinkEvent) -> None:
        hand_over(self._on_event, event)

    def _record(self, direction: Direction, data: bytes, now: float) -> None:
        if self._recorder is not None:
            self._recorder.record(direction, data, now)
