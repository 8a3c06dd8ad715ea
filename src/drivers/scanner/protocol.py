"""A serial scanner: frames become scans, guarded against noise, repeats and bad moments.

Rules that hold here (scanners-printers-displays.md sections 2, 3, 4 and 9):

1. A scan ends where the framer says, at the latest after `SILENCE_S` without a byte.
2. Each scan passes the gate: its AIM id, repeats, and being disarmed are judged there.
3. A lost wire forgets half a scan.
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
    Garbage,
    ScanGarbage,
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

    def command(self, command: ScannerCommand, now: float) -> None:  # noqa: ARG002 - as above
        """Arm, disarm or beep."""
        match command:
            case Arm():
                self._gate.armed = True
            case Disarm():
                self._gate.armed = False
            case BeepGood():
                self._beep(self._profile.beep_good)
            case BeepError():
                self._beep(self._profile.beep_error)
            case _:
                assert_never(command)

    def tick(self, now: float) -> None:
        """End a scan by silence."""
        if self._silent_at is None or now < self._silent_at:
            return
        self._silent_at = None
        frame = self._framer.silence()
        if frame is not None:
            self._judge(frame, now)

    def deadline(self) -> float | None:
        """When silence ends the scan under way."""
        return self._silent_at

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
        if isinstance(frame, Overlong):
            self._events.append(ScanGarbage(frame.length, Garbage.OVERLONG))
            return
        self._events.append(self._gate.judge(frame, now))

    def _beep(self, sound: bytes) -> None:
        if self._open:
            self._out += sound

    def _forget(self) -> None:
        self._framer.reset()
        self._silent_at = None
        self._out.clear()
