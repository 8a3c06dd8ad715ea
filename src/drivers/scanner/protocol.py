"""A serial scanner: frames become scans, guarded against noise, repeats and bad moments.

Rules that hold here (scanners-printers-displays.md sections 2, 3, 4 and 9):

1. A scan ends where the framer says, at the latest after `SILENCE_S` without a byte.
2. Each scan passes the gate: its AIM id, repeats, and being disarmed are judged there.
3. A lost wire forgets half a scan.
4. A scanner that waits for the host is answered once per scan: by the program's beep for a scan
   that was passed on, here for any other. What comes after it gave up is no answer any more: it
   would be heard as that of the next scan.
"""

from collections.abc import Sequence
from typing import Final, assert_never

from drivers.scanner.framer import Framer, Overlong
from drivers.scanner.gate import Gate
from drivers.scanner.messages import (
    Arm,
    BeepError,
    BeepGood,
    Disarm,
    Dropped,
    Garbage,
    ScanDropped,
    ScanGarbage,
    Scanned,
    ScannerCommand,
    ScannerEvent,
)
from drivers.scanner.profile import PLAIN, ScannerProfile

SILENCE_S: Final = 0.040
"""Ends a scan of a scanner without suffix (section 2: 30 to 50 ms)."""


class ScannerProtocol:
    """One scanner; a `WireProtocol[ScannerCommand, ScannerEvent]`."""

    def __init__(self, profile: ScannerProfile = PLAIN, *, armed: bool = True) -> None:
        """Start with the wire closed."""
        self._profile = profile
        self._gate = Gate(armed=armed)
        self._framer = Framer(between=profile.replies)
        self._open = False
        self._silent_at: float | None = None
        self._waits_until: float | None = None
        """While the scanner waits for the program's answer to its last scan."""
        self._missed = False
        """Whether it gave that up, so that the answer still to come is not sent."""
        self._out = bytearray()
        self._events: list[ScannerEvent] = []

    def connected(self, now: float) -> None:  # noqa: ARG002 - the shape of every protocol
        """Begin between two scans."""
        self._forget()
        self._open = True

    def disconnected(self, now: float) -> None:  # noqa: ARG002 - the shape of every protocol
        """Forget half a scan, and beeps that nobody will hear."""
        self._forget()
        self._open = False

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes as they came."""
        for frame in self._framer.feed(data):
            self._judge(frame, now)
        self._silent_at = now + SILENCE_S if self._framer.open else None

    def command(self, command: ScannerCommand, now: float) -> None:
        """Arm, disarm or beep; a beep answers the scan that waits for one."""
        self._give_up_waiting(now)
        match command:
            case Arm():
                self._gate.armed = True
            case Disarm():
                self._gate.armed = False
            case BeepGood():
                self._answer(self._profile.beep_good)
            case BeepError():
                self._answer(self._profile.beep_error)
            case _:
                assert_never(command)

    def tick(self, now: float) -> None:
        """End a scan by silence, and a wait by its time."""
        self._give_up_waiting(now)
        if self._silent_at is None or now < self._silent_at:
            return
        self._silent_at = None
        frame = self._framer.silence()
        if frame is not None:
            self._judge(frame, now)

    def deadline(self) -> float | None:
        """When silence ends the scan under way, or the scanner no longer waits."""
        moments = (self._silent_at, self._waits_until)
        return min((at for at in moments if at is not None), default=None)

    def outgoing(self) -> bytes:
        """Drain the bytes to write."""
        out = bytes(self._out)
        self._out.clear()
        return out

    def events(self) -> Sequence[ScannerEvent]:
        """Drain what happened."""
        events, self._events = self._events, []
        return events

    def wants_wire(self) -> bool:
        """A scanner may speak at any time."""
        return True

    def _judge(self, frame: bytes | Overlong, now: float) -> None:
        event: ScannerEvent
        if isinstance(frame, Overlong):
            event = ScanGarbage(frame.length, Garbage.OVERLONG)
        else:
            event = self._gate.judge(frame, now)
        self._events.append(event)
        if self._profile.waits_s is None:
            return
        self._missed = False
        match event:
            case Scanned():
                self._waits_until = now + self._profile.waits_s
            case ScanDropped(Dropped.DUPLICATE):
                self._beep(self._profile.beep_seen)
            case ScanDropped() | ScanGarbage():
                self._beep(self._profile.beep_error)
            case _:
                assert_never(event)

    def _answer(self, sound: bytes) -> None:
        if not self._missed:
            self._beep(sound)
        self._waits_until, self._missed = None, False

    def _give_up_waiting(self, now: float) -> None:
        if self._waits_until is not None and now >= self._waits_until:
            self._waits_until, self._missed = None, True

    def _beep(self, sound: bytes) -> None:
        if self._open:
            self._out += sound

    def _forget(self) -> None:
        self._framer.reset()
        self._silent_at = self._waits_until = None
        self._missed = False
        self._out.clear()
