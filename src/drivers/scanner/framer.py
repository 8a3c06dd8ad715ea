"""Where one scan ends and the next begins (scanners-printers-displays.md section 2).

Rules that hold here:

1. A scan ends at CR, LF, CRLF or TAB, or when `silence` is called, and is never empty.
2. A PDF417 licence holds LF and CR itself. A scan that begins with `]L` or `@ LF` ends only at the
   length that its AAMVA header declares, or with silence.
3. More than `SCAN_MAX_BYTES` without an end is told once; the rest of it is skipped.
"""

import re
from dataclasses import dataclass
from typing import Final

SCAN_MAX_BYTES: Final = 4096
"""No label holds more: a PDF417 at most 2,710 digits, a licence 400 to 700 bytes (section 2)."""
_CR: Final = 0x0D
_LF: Final = 0x0A
_ENDS: Final = frozenset({_CR, _LF, 0x09})
_LICENCE_STARTS: Final = (b"]L", b"@\n")
_AIM_BYTES: Final = 3
_HEADER: Final = re.compile(rb"@\n\x1e\rANSI \d{6}(?!01)\d{2}\d{2}(?P<entries>\d{2})")
"""Section 8. Version 01 has another header (unconfirmed), so silence ends it."""
_ENTRY: Final = re.compile(rb"[A-Z0-9]{2}(?P<offset>\d{4})(?P<length>\d{4})")
_ENTRY_BYTES: Final = 10


@dataclass(frozen=True, slots=True)
class Overlong:
    """A scan that did not end in time; `length` bytes of it had come by then."""

    length: int


class Framer:
    """Cuts a stream of bytes into scans."""

    def __init__(self, between: frozenset[int] = frozenset()) -> None:
        """Start between two scans; bytes of `between` do not begin one."""
        self._between = between
        self._scan = bytearray()
        self._skipping: frozenset[int] | None = None
        """While the rest of something overlong is skipped: the bytes that end it."""

    @property
    def open(self) -> bool:
        """Whether a scan has begun that only silence or more bytes can end."""
        return bool(self._scan) or self._skipping is not None

    def feed(self, data: bytes) -> list[bytes | Overlong]:
        """Take bytes in any split; return what they completed, in order."""
        frames: list[bytes | Overlong] = []
        for byte in data:
            frame = self._take(byte)
            if frame is not None:
                frames.append(frame)
        return frames

    def silence(self) -> bytes | None:
        """End the scan under way; a licence loses the suffix that the scanner put behind it."""
        scan, licence = bytes(self._scan), self._in_licence()
        self.reset()
        return (scan.rstrip(bytes(_ENDS)) if licence else scan) or None

    def reset(self) -> None:
        """Forget the scan under way."""
        self._scan.clear()
        self._skipping = None

    def _take(self, byte: int) -> bytes | Overlong | None:
        if self._skipping is not None:
            if byte in self._skipping:
                self._skipping = None
            return None
        if byte in _ENDS and not self._holds(byte):
            return self._complete() if self._scan else None
        if not self._scan and byte in self._between:
            return None
        if len(self._scan) == SCAN_MAX_BYTES:
            self._skipping = frozenset() if self._in_licence() else _ENDS
            self._scan.clear()
            return Overlong(SCAN_MAX_BYTES + 1)
        self._scan.append(byte)
        return self._complete() if byte == _CR and self._licence_complete() else None

    def _complete(self) -> bytes:
        scan = bytes(self._scan)
        self._scan.clear()
        return scan

    def _holds(self, byte: int) -> bool:
        """Whether an end byte belongs to the scan: inside a licence, and as its second byte."""
        return self._in_licence() or (byte == _LF and self._scan == b"@")

    def _in_licence(self) -> bool:
        return self._scan.startswith(_LICENCE_STARTS)

    def _licence_complete(self) -> bool:
        """Whether the scan is as long as its header says; the last byte must be the final CR."""
        start = _AIM_BYTES if self._scan.startswith(b"]") else 0
        header = _HEADER.match(self._scan, start)
        if header is None:
            return False
        end, position = 0, header.end()
        for _ in range(int(header["entries"])):
            entry = _ENTRY.match(self._scan, position)
            if entry is None:
                return False
            end = max(end, int(entry["offset"]) + int(entry["length"]))
            position += _ENTRY_BYTES
        return len(self._scan) == start + end
