"""What differs from scanner to scanner: how the host makes it beep, and whether it waits for that.

Honeywell: section 9 of scanners-printers-displays.md (`ESC 7 ,` good read, twice `ESC 8 ,` error).
A scanner that acknowledges them does so with single ACK, ENQ or NAK bytes between its scans. Set up
for host acknowledge it is silent after each read and reads nothing more until the host has sent one
of them, or until it has given up with an error tone of its own.
"""

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class ScannerProfile:
    """One family of scanners."""

    name: str
    beep_good: bytes = b""
    beep_error: bytes = b""
    beep_seen: bytes = b""
    """For a label that was taken a moment ago and is still there."""
    replies: frozenset[int] = frozenset()
    """Bytes that answer a host command and belong to no scan when they come between scans."""
    waits_s: float | None = None
    """How long it reads nothing after a scan that the host has not answered; None: not at all."""

    def __post_init__(self) -> None:
        """Refuse a scanner that waits for a sound which nobody can make."""
        sounds = (self.beep_good, self.beep_error, self.beep_seen)
        if self.waits_s is not None and not all(sounds):
            raise ValueError("a scanner that waits for the host is answered by sounds")


PLAIN: Final = ScannerProfile("plain")
"""Any scanner; it beeps by itself and cannot be told to."""
HONEYWELL: Final = ScannerProfile(
    name="honeywell",
    beep_good=b"\x1b7,",
    beep_error=b"\x1b8,\x1b8,",
    beep_seen=b"\x1b4,",
    replies=frozenset({0x05, 0x06, 0x15}),
)
HONEYWELL_HOST_ACK: Final = replace(HONEYWELL, name="honeywell-host-ack", waits_s=10.0)
"""Set up for host acknowledge (section 9: suspended until answered or 10 s)."""
PROFILES: Final = {profile.name: profile for profile in (PLAIN, HONEYWELL, HONEYWELL_HOST_ACK)}
