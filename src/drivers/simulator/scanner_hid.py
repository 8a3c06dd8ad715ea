"""A scanner in USB-HID-POS mode: cuts labels into reports, as its vendor does.

Written from scanners-printers-displays.md section 2, with nothing of the driver's.
"""

from enum import Enum
from typing import Final

from drivers.simulator.memory import DeviceMemory

SIZE: Final = 64
ROOM: Final = 56
FLAGS_AT: Final = 63
CONTINUES: Final = 0x01
SCAN_REPORT, STATUS_REPORT = 0x02, 0x03


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
        report[0], report[1] = SCAN_REPORT, len(piece)
        if vendor is Vendor.MOST:
            report[2:5] = aim.encode("ascii")
            report[5 : 5 + len(piece)] = piece
        else:
            report[2 : 2 + len(piece)] = piece
        report[FLAGS_AT] = CONTINUES if rest else 0
        written.append(bytes(report))
        if not rest:
            return written


class HidScannerSimulator:
    """A scanner whose reports travel over any simulated cable. It keeps its layout in its memory.

    No operating system stands between it and the driver: what a cable cuts or loses is no whole
    report any more, which a real one never delivers.
    """

    def __init__(self, vendor: Vendor = Vendor.MOST, *, memory: DeviceMemory | None = None) -> None:
        """Set up as that vendor's, or as its memory says."""
        self._memory = memory
        kept = None if memory is None else memory.recall("layout")
        self._vendor = next((each for each in Vendor if each.value == kept), vendor)
        self._leaving = bytearray()
        self.powered = True
        self.cut_next = False
        """Whether the last report of the next label never comes, though one was promised."""
        self.read = 0
        """How many labels it has read since it was switched on."""

    @property
    def vendor(self) -> Vendor:
        """Whose layout its reports have."""
        return self._vendor

    def set_up(self, vendor: Vendor) -> None:
        """Be another vendor's from now on."""
        self._vendor = vendor
        if self._memory is not None:
            self._memory.keep("layout", vendor.value)

    def power_off(self) -> None:
        """Go dark: USB takes it away, and nothing can be read."""
        self.powered = False
        self._leaving.clear()

    def power_on(self) -> None:
        """Be there again."""
        if not self.powered:
            self.powered, self.read = True, 0

    def scan(self, aim: str, label: bytes) -> bool:
        """Read a label; False while dark."""
        if not self.powered:
            return False
        written = reports(self._vendor, aim, label)
        if self.cut_next:
            self.cut_next = False
            written = written[:-1] or [written[0][:FLAGS_AT] + bytes((CONTINUES,))]
        self._leaving += b"".join(written)
        self.read += 1
        return True

    def tell_status(self) -> None:
        """Send a report that holds no label, as some do when they are switched or charged."""
        self._leaving += bytes((STATUS_REPORT,)).ljust(SIZE, b"\0")

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
