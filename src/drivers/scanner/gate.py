"""What every scan passes on its way out, whichever cable it came on.

Rules that hold here (scanners-printers-displays.md sections 2 to 4):

1. The AIM id `]cm` in front is parsed off; a scanner that sends none gives the symbology `""`.
2. A scan without content, or with bytes that no label holds, is told as garbage.
3. The same label again within `REPEAT_S` of when it was last seen is dropped, so that an item held
   in front of the scanner is one item.
4. Disarmed, scans are dropped, each with an event: a scan must not answer a question on screen.
"""

import re
from typing import Final

from drivers.scanner.messages import Dropped, Garbage, ScanDropped, ScanGarbage, Scanned

REPEAT_S: Final = 0.400
"""Within this time nobody scans the same label twice on purpose (section 2)."""
_AIM: Final = re.compile(rb"\][A-Za-z][0-9A-Za-z]")
_FOREIGN_BYTES: Final = frozenset(range(0x20)) - frozenset(b"\x04\t\n\r\x1c\x1d\x1e\x1f")
"""Control bytes that no label holds, unlike the separators of GS1, AAMVA and ISO 15434 (EOT)."""


class Gate:
    """Lets good scans out."""

    def __init__(self, *, armed: bool = True) -> None:
        """Start without a label seen."""
        self.armed = armed
        self._last: tuple[str, bytes] | None = None
        self._last_at = 0.0

    def judge(self, frame: bytes, now: float) -> Scanned | ScanGarbage | ScanDropped:
        """Judge a scan with its AIM id, if there is one, still in front."""
        return self.admit(*split_aim(frame), now)

    def admit(self, symbology: str, data: bytes, now: float) -> Scanned | ScanGarbage | ScanDropped:
        """Judge a scan."""
        length = len(symbology) + len(data)
        if not data:
            return ScanGarbage(length, Garbage.EMPTY)
        if not _FOREIGN_BYTES.isdisjoint(data):
            return ScanGarbage(length, Garbage.NOISE)
        label = (symbology, data)
        repeated = label == self._last and now - self._last_at < REPEAT_S
        self._last, self._last_at = label, now
        if not self.armed:
            self._last = None  # scanned again once armed, it counts
            return ScanDropped(Dropped.DISARMED)
        return ScanDropped(Dropped.DUPLICATE) if repeated else Scanned(symbology, data, now)


def split_aim(frame: bytes) -> tuple[str, bytes]:
    """Separate the AIM id (section 4) from the content."""
    found = _AIM.match(frame)
    return (found[0].decode("ascii"), frame[found.end() :]) if found else ("", frame)
