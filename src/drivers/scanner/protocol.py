"""A serial scanner: frames become scans, guarded against noise, repeats and bad moments.

Rules that hold here (scanners-printers-displays.md sections 2, 3, 4 and 9):

1. A scan ends where the framer says, at the latest after `SILENCE_S` without a byte.
2. The AIM id `]cm` in front is parsed off; a scanner that sends none gives the symbology `""`.
3. The same label again within `REPEAT_S` of when it was last seen is dropped, so that an item held
   in front of the scanner is one item.
4. Disarmed, scans are dropped, each with an event: a scan must not answer a question on screen.
5. A lost wire forgets half a scan.
"""

import re
from collections.abc import Sequence
from typing import Final, assert_never

from drivers.scanner.framer import Framer, Overlong
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
REPEAT_S: Final = 0.400
"""Within this time nobody scans the same label twice on purpose (section 2)."""
_AIM: Final = re.compile(rb"\][A-Za-z][0-9A-Za-z]")
_FOREIGN_BYTES: Final = frozenset(range(0x20)) - frozenset(b"\x04\t\n\r\x1c\x1d\x1e\x1f")
"""Control bytes that no label holds, unlike the separators of GS1, AAMVA and ISO 15434 (EOT)."""


class ScannerProtocol:
    """One scanner; a `WireProtocol[ScannerCommand, ScannerEvent]`."""

    def __init__(self, profile: ScannerProfile = PLAIN, *, armed: bool = True) -> None:
        """Start with the wire closed."""
        self._profile = profile
        self._armed = armed
        self._framer = Framer(between=profile.replies)
        self._open = False
        self._silent_at: float | None = None
        self._last: tuple[str, bytes] | None = None
        self._last_at = 0.0
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
                self._armed = True
            case Disarm():
                self._armed = False
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
        symbology, data = _split(frame)
        if not data:
            self._events.append(ScanGarbage(len(frame), Garbage.EMPTY))
        elif not _FOREIGN_BYTES.isdisjoint(data):
            self._events.append(ScanGarbage(len(frame), Garbage.NOISE))
        else:
            self._events.append(self._admit(Scanned(symbology, data, now)))

    def _admit(self, scan: Scanned) -> Scanned | ScanDropped:
        label = (scan.symbology, scan.data)
        repeated = label == self._last and scan.received_at - self._last_at < REPEAT_S
        self._last, self._last_at = label, scan.received_at
        if not self._armed:
            self._last = None  # scanned again once armed, it counts
            return ScanDropped(Dropped.DISARMED)
        return ScanDropped(Dropped.DUPLICATE) if repeated else scan

    def _beep(self, sound: bytes) -> None:
        if self._open:
            self._out += sound

    def _forget(self) -> None:
        self._framer.reset()
        self._silent_at = None
        self._out.clear()


def _split(frame: bytes) -> tuple[str, bytes]:
    """Separate the AIM id (section 4) from the content."""
    found = _AIM.match(frame)
    return (found[0].decode("ascii"), frame[found.end() :]) if found else ("", frame)
