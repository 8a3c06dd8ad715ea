"""A scanner that speaks USB-HID-POS: whole reports, in a stream of bytes.

Rules that hold here (scanners-printers-displays.md section 2):

1. Only reports with scanned data, id 02, are handed over, each as exactly `REPORT_BYTES`: a short
   one is filled up with zeros. So the boundaries are kept in a stream of bytes, and a status report
   of the same device is never taken for half a label.
2. What is written is cut the same way: each `REPORT_BYTES` are one output report, its id first.
3. Linux: the kernel's hidraw, which can be woken. Elsewhere: hidapi, whose read cannot be; it is
   asked ten times a second, and returns at once when there is a report.
4. The port is found by the device's identity each time it is opened. Linux locks it for this
   program; hidapi offers no such thing.
"""

import sys
import threading
from contextlib import suppress
from typing import Final

from drivers.wire.device_file import DeviceFile
from drivers.wire.errors import FOREIGN, WireLost, translated
from drivers.wire.hidapi_door import HidApi, HidDevice, library
from drivers.wire.hidapi_door import scanners as listed_by_hidapi
from drivers.wire.identity import hid_scanners
from drivers.wire.ports import Enumerator, find_path
from drivers.wire.urls import HidAddress

REPORT_BYTES: Final = 64
"""A full-speed interrupt transfer (section 2)."""
SCAN_REPORT: Final = 0x02
HIDAPI_READ_S: Final = 0.1
"""The longest read that nothing can wake: no port is polled more than ten times a second."""
_MILLISECONDS: Final = 1000


class HidRawTransport:
    """A scanner on Linux."""

    hears = True

    def __init__(self, address: HidAddress, scanners: Enumerator = hid_scanners) -> None:
        """Remember the scanner; nothing is opened yet."""
        self._address = address
        self._scanners = scanners
        self._device = DeviceFile()

    @property
    def where(self) -> str:
        """Today's name of the device."""
        return self._device.where

    def open(self) -> None:
        """Find the scanner and open it."""
        self._device.open(find_path(self._address.usb, self._scanners()))

    def close(self) -> None:
        """Close it."""
        self._device.close()

    def read(self, limit: int, timeout_s: float, *, until_room: bool = False) -> bytes:
        """Return one report, as soon as there is one; the kernel gives them one by one."""
        assert limit >= REPORT_BYTES, "a report is not cut"
        with translated(self.where):
            report = self._device.descriptor.read(limit, timeout_s, until_room=until_room)
        if report == b"":
            raise WireLost(f"{self.where} was unplugged")
        return _cell(report or b"")

    def write(self, data: bytes) -> int:
        """Send one output report."""
        with translated(self.where):
            taken = self._device.descriptor.write(_filled(data))
        return min(taken, len(data))

    def interrupt(self) -> None:
        """Wake the reading thread."""
        self._device.interrupt()


class HidApiTransport:
    """A scanner on Windows or macOS."""

    hears = True

    def __init__(self, address: HidAddress, api: HidApi | None = None) -> None:
        """Remember the scanner; nothing is opened yet."""
        self._address = address
        self._api = api
        self._device: HidDevice | None = None
        self._woken = threading.Event()

    @property
    def where(self) -> str:
        """The scanner's identity: its path here is no name for a person."""
        return str(self._address.usb)

    def open(self) -> None:
        """Find the scanner and open it."""
        assert self._device is None, "a transport is opened once at a time"
        api = library() if self._api is None else self._api
        path = find_path(self._address.usb, listed_by_hidapi(api))
        device = api.device()
        try:
            device.open_path(path.encode())
        except (OSError, ValueError) as error:
            told = f"{self.where} does not open; close other programs that use it, or plug it again"
            raise WireLost(told) from error
        self._device = device

    def close(self) -> None:
        """Close it."""
        device, self._device = self._device, None
        if device is not None:
            with suppress(*FOREIGN, ValueError):
                device.close()

    def read(self, limit: int, timeout_s: float, *, until_room: bool = False) -> bytes:
        """Return one report, as soon as there is one."""
        assert limit >= REPORT_BYTES, "a report is not cut"
        device = self._claimed()
        if self._woken.is_set() or until_room:  # it has room, or fails
            self._woken.clear()
            timeout_s = 0.0
        wait_ms = max(1, int(min(timeout_s, HIDAPI_READ_S) * _MILLISECONDS))  # 0 would be for ever
        try:
            report = bytes(device.read(REPORT_BYTES, wait_ms))
        except (OSError, ValueError) as error:
            raise WireLost(f"{self.where} was unplugged") from error
        return _cell(report)

    def write(self, data: bytes) -> int:
        """Send one output report."""
        device = self._claimed()
        try:
            taken = device.write(_filled(data))
        except (OSError, ValueError) as error:
            raise WireLost(f"{self.where} was unplugged") from error
        if taken < 0:
            raise WireLost(f"{self.where} refuses what it is told")
        return min(REPORT_BYTES, len(data))

    def interrupt(self) -> None:
        """Let the next read return at once; the one of now ends within a tenth of a second."""
        self._woken.set()

    def _claimed(self) -> HidDevice:
        if self._device is None:
            raise WireLost(f"{self.where} is not open")
        return self._device


def hid_transport(address: HidAddress) -> HidRawTransport | HidApiTransport:
    """Make the (still closed) transport of this system."""
    return HidRawTransport(address) if sys.platform == "linux" else HidApiTransport(address)


def _cell(report: bytes) -> bytes:
    if not report or report[0] != SCAN_REPORT:
        return b""
    return _filled(report)


def _filled(data: bytes) -> bytes:
    return data[:REPORT_BYTES].ljust(REPORT_BYTES, b"\0")
