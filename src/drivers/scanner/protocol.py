"""A serial scanner: frames become scans, guarded against noise, repeats and bad moments.

Rules that hold here (scanners-printers-displays.md sections 2, 3, 4 and 9):

1. A scan ends where the framer says, at the latest after `SILENCE_S` without a byte.
2. Each scan passes the gate: its AIM id, repeats, and being disarmed are judged there.
3. A lost wire forgets half a scan.
4. A scanner that waits for the host is answered once per scan: by the program for whatever it was
   told of, be it a scan, a dropped one or garbage; here for a repeat, of which it need not know.
   The program's answers come in the order of what it was told. One for a scan that the scanner has
   given up is not sent, nor is any other sound while a scan waits: it would be heard as the answer.
"""

from collections import deque
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
    ScannerCommand,
    ScannerEvent,
    Sound,
)
from drivers.scanner.profile import PLAIN, ScannerProfile

SILENCE_S: Final = 0.040
"""Ends a scan of a scanner without suffix (section 2: 30 to 50 ms)."""
_GIVEN_UP: Final = float("-inf")
OWED_MAX: Final = 16
"""Answers that may still come for scans that the scanner has given up: the program is far slower
than any is; older ones are taken for lost."""


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
        self._owed: deque[float] = deque(maxlen=OWED_MAX)
        """When the scanner gives up waiting, for each answer that the program still owes."""
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
                self._answer(self._profile.beep_good, now)
            case BeepError():
                self._answer(self._profile.beep_error, now)
            case Sound(good) if self._waits_until is None:
                self._beep(self._profile.beep_good if good else self._profile.beep_error)
            case Sound():
                return
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
        if event == ScanDropped(Dropped.DUPLICATE):
            self._beep(self._profile.beep_seen)
            return
        self._waits_until = now + self._profile.waits_s
        self._owed.append(self._waits_until)

    def _answer(self, sound: bytes, now: float) -> None:
        """Send the answer to the oldest scan without one, if that is the one that waits."""
        given_up_at = self._owed.popleft() if self._owed else None
        late = given_up_at is not None and (now >= given_up_at or bool(self._owed))
        if not late:
            self._beep(sound)
            self._waits_until = None

    def _give_up_waiting(self, now: float) -> None:
        if self._waits_until is not None and now >= self._waits_until:
            self._waits_until = None

    def _beep(self, sound: bytes) -> None:
        if self._open:
            self._out += sound

    def _forget(self) -> None:
        """Nobody waits any more; answers that are still on their way belong to no later scan."""
        self._owed = deque((_GIVEN_UP for _ in self._owed), maxlen=OWED_MAX)
        self._framer.reset()
        self._silent_at = self._waits_until = None
        self._out.clear()
