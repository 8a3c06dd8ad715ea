"""A scanner in USB-HID-POS mode (usage page 8C): reports in, scans out.

Rules that hold here (scanners-printers-displays.md section 2):

1. A report is `REPORT_BYTES` long and begins with its id; where the AIM id and the content stand in
   it differs by vendor.
2. A label longer than a report goes on in the next one, as long as the report says so; the AIM id
   is that of the first. A rest that does not come, or that belongs to another label, is told.
3. Each scan passes the gate, like that of any scanner.
4. A lost wire forgets half a label.

There is nothing to say to such a scanner: the output reports that make it beep are each vendor's
own and in no document that this was written from, so it is left to beep by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from drivers.scanner.framer import SCAN_MAX_BYTES
from drivers.scanner.gate import Gate, split_aim
from drivers.scanner.messages import (
    Arm,
    BeepError,
    BeepGood,
    Disarm,
    Garbage,
    ScanGarbage,
    ScannerCommand,
    ScannerEvent,
    Sound,
)

REPORT_BYTES: Final = 64
"""A full-speed interrupt transfer; byte 63 is the last one named (section 2)."""
REPORT_ID: Final = 0x02
PIECE_MAX_BYTES: Final = 56
_LENGTH_AT: Final = 1
_FLAGS_AT: Final = 63
_CONTINUES: Final = 0x01
_AIM_BYTES: Final = 3
REST_S: Final = 0.255
"""For the next report: a USB interrupt endpoint is asked every 255 ms at the rarest."""
_LINE_ENDS: Final = b"\r\n\t"


@dataclass(frozen=True, slots=True)
class HidLayout:
    """Where a vendor puts what; `aim_at` is None for a scanner that sends no AIM id."""

    name: str
    data_at: int
    aim_at: int | None = None

    def __post_init__(self) -> None:
        """Refuse a layout that does not fit into a report."""
        if not 2 <= self.data_at <= _FLAGS_AT - PIECE_MAX_BYTES:
            raise ValueError("the content stands between the length and the flags")


STANDARD: Final = HidLayout("standard", data_at=5, aim_at=2)
"""Bytes 2 to 4 AIM id, 5 to 60 content (section 2; Honeywell, Zebra, Datalogic and others)."""
WITHOUT_AIM: Final = HidLayout("without-aim", data_at=2)
"""Bytes 2 to 57 content (section 2; IDTECH, and Newland whose engines are inside many)."""
_WITHOUT_AIM_VENDORS: Final = frozenset({0x0ACD, 0x1EAB})
"""USB vendor ids of IDTECH and Newland."""


def layout_of(vendor: int) -> HidLayout:
    """The layout of a USB vendor's reports."""
    return WITHOUT_AIM if vendor in _WITHOUT_AIM_VENDORS else STANDARD


class HidPosProtocol:
    """One HID-POS scanner; a `WireProtocol[ScannerCommand, ScannerEvent]`.

    Reports may come whole, as the operating system delivers them, or in any split.
    """

    def __init__(self, layout: HidLayout = STANDARD, *, armed: bool = True) -> None:
        """Start with the wire closed."""
        self._layout = layout
        self._gate = Gate(armed=armed)
        self._buffer = bytearray()
        self._skipped = 0
        self._aim = b""
        self._label = bytearray()
        self._continues = False
        self._rest_by: float | None = None
        self._events: list[ScannerEvent] = []

    def connected(self, now: float) -> None:  # noqa: ARG002 - the shape of every protocol
        """Begin between two labels."""
        self._forget()

    def disconnected(self, now: float) -> None:  # noqa: ARG002 - the shape of every protocol
        """Forget half a label."""
        self._forget()

    def receive(self, data: bytes, now: float) -> None:
        """Take reports; what cannot be the start of one is skipped."""
        self._buffer += data
        while self._buffer:
            if not self._may_be_report():
                del self._buffer[0]
                self._skipped += 1
            elif len(self._buffer) < REPORT_BYTES:
                break
            else:
                report = bytes(self._buffer[:REPORT_BYTES])
                del self._buffer[:REPORT_BYTES]
                self._tell_skipped()
                self._take(report, now)
        open_end = self._buffer or self._skipped or self._continues
        self._rest_by = now + REST_S if open_end else None

    def command(self, command: ScannerCommand, now: float) -> None:  # noqa: ARG002 - as above
        """Arm or disarm; see above for the beeps."""
        match command:
            case Arm():
                self._gate.armed = True
            case Disarm():
                self._gate.armed = False
            case BeepGood() | BeepError() | Sound():
                return
            case _:
                assert_never(command)

    def tick(self, now: float) -> None:
        """Give up a rest that does not come."""
        if self._rest_by is None or now < self._rest_by:
            return
        self._rest_by = None
        self._skipped += len(self._buffer)
        self._buffer.clear()
        self._tell_skipped()
        if self._continues:
            self._cut_short()

    def deadline(self) -> float | None:
        """When a rest is given up."""
        return self._rest_by

    def outgoing(self) -> bytes:
        """Nothing is ever said."""
        return b""

    def events(self) -> Sequence[ScannerEvent]:
        """Drain what happened."""
        events, self._events = self._events, []
        return events

    def wants_wire(self) -> bool:
        """A scanner may speak at any time."""
        return True

    def _may_be_report(self) -> bool:
        if self._buffer[0] != REPORT_ID:
            return False
        return len(self._buffer) == 1 or self._buffer[_LENGTH_AT] <= PIECE_MAX_BYTES

    def _take(self, report: bytes, now: float) -> None:
        start, aim = self._layout.data_at, self._aim_of(report)
        if self._continues and aim != self._aim:
            self._cut_short()
        if not self._continues:
            self._aim = aim
        if len(self._label) <= SCAN_MAX_BYTES:
            self._label += report[start : start + report[_LENGTH_AT]]
        self._continues = bool(report[_FLAGS_AT] & _CONTINUES)
        if not self._continues:
            self._finish(now)

    def _aim_of(self, report: bytes) -> bytes:
        """The AIM id's three bytes; nothing where there is none."""
        at = self._layout.aim_at
        found = b"" if at is None else report[at : at + _AIM_BYTES]
        return found if split_aim(found)[0] else b""

    def _finish(self, now: float) -> None:
        label = bytes(self._label)
        self._label.clear()
        if len(label) > SCAN_MAX_BYTES:
            self._events.append(ScanGarbage(len(label), Garbage.OVERLONG))
        else:
            self._events.append(self._gate.judge(self._aim + label.rstrip(_LINE_ENDS), now))

    def _cut_short(self) -> None:
        self._events.append(ScanGarbage(len(self._label), Garbage.CUT_SHORT))
        self._label.clear()
        self._continues = False

    def _tell_skipped(self) -> None:
        if self._skipped:
            self._events.append(ScanGarbage(self._skipped, Garbage.NOISE))
        self._skipped = 0

    def _forget(self) -> None:
        self._buffer.clear()
        self._label.clear()
        self._skipped, self._continues, self._rest_by = 0, False, None
