"""A scanner in USB-HID-POS mode: cuts labels into reports, as its vendor does.

Written from scanners-printers-displays.md section 2, with nothing of the driver's.
"""

from enum import Enum
from typing import Final

SIZE: Final = 64
ROOM: Final = 56


class Vendor(Enum):
    """Whose layout; the two differ in where the content begins and in the AIM id."""

    MOST = "most"
    IDTECH = "idtech"


def reports(vendor: Vendor, aim: str, label: bytes) -> list[bytes]:
    """Write a label as the reports that carry it."""
    written = []
    rest = label
    while True:
        piece, rest = rest[:ROOM], rest[ROOM:]
        report = bytearray(SIZE)
        report[0], report[1] = 2, len(piece)
        if vendor is Vendor.MOST:
            report[2:5] = aim.encode("ascii")
            report[5 : 5 + len(piece)] = piece
        else:
            report[2 : 2 + len(piece)] = piece
        report[63] = 1 if rest else 0
        written.append(bytes(report))
        if not rest:
            return written


class HidScannerSimulator:
    """A scanner whose reports travel over any simulated cable."""

    def __init__(self, vendor: Vendor = Vendor.MOST) -> None:
        """Set up as that vendor's."""
        self._vendor = vendor
        self._leaving = bytearray()

    def scan(self, aim: str, label: bytes) -> None:
        """Read a label."""
        self._leaving += b"".join(reports(self._vendor, aim, label))

    def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._leaving += data

    def connected(self, now: float) -> None:
        """Be asked for reports from now on."""

    def disconnected(self, now: float) -> None:  # noqa: ARG002 - the shape of every simulated device
        """Drop the reports that nobody asks for."""
        self._leaving.clear()

    def receive(self, data: bytes, now: float) -> None:
        """Nothing that this driver says."""

    def tick(self, now: float) -> None:
        """Nothing happens by itself."""

    def outgoing(self) -> bytes:
        """Drain the reports."""
        said = bytes(self._leaving)
        self._leaving.clear()
        return said
