"""What differs from scanner to scanner: the bytes by which the host makes it beep.

Honeywell: section 9 of scanners-printers-displays.md (`ESC 7 ,` good read, twice `ESC 8 ,` error).
A scanner that acknowledges them does so with single ACK, ENQ or NAK bytes between its scans.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ScannerProfile:
    """One family of scanners."""

    name: str
    beep_good: bytes = b""
    beep_error: bytes = b""
    replies: frozenset[int] = frozenset()
    """Bytes that answer a host command and belong to no scan when they come between scans."""


PLAIN: Final = ScannerProfile("plain")
"""Any scanner; it beeps by itself and cannot be told to."""
HONEYWELL: Final = ScannerProfile(
    name="honeywell",
    beep_good=b"\x1b7,",
    beep_error=b"\x1b8,\x1b8,",
    replies=frozenset({0x05, 0x06, 0x15}),
)
PROFILES: Final = {profile.name: profile for profile in (PLAIN, HONEYWELL)}
