"""A receipt printer on USB, through the kernel's usblp driver.

Rules that hold here:

1. A read may return nothing though it was said that there is something: a printer may answer the
   kernel's question for data with an empty packet (scanners-printers-displays.md section 13). That
   is no loss; it is asked again after 50 ms while an answer is due, else ten times a second.
2. Paper out stops the bytes (`ENOSPC`, or no room); that is a stall and no loss.
3. Closing kills what the kernel still holds, so it waits for that within reason.
4. A printer with a cable of one direction says so once (`EINVAL`) and is never read again.
"""

import errno
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from drivers.wire.device_file import DeviceFile
from drivers.wire.errors import FOREIGN, WireLost, translated
from drivers.wire.identity import usb_printers
from drivers.wire.ports import Enumerator, find_path
from drivers.wire.urls import UsbLpAddress, UsbPrinterAddress

EMPTY_REST_S: Final = 0.1
"""After an empty read: nothing is looked at more than ten times a second."""
ANSWER_REST_S: Final = 0.05
ANSWER_DUE_S: Final = 0.25
"""Section 13: five times 50 ms, from the last write on."""
DRAIN_LIMIT_S: Final = 0.5
"""How long closing waits for the last bytes: as on a serial port."""


class UsbLpTransport:
    """A USB printer, claimed for this program alone while it is open."""

    def __init__(
        self, address: UsbLpAddress | UsbPrinterAddress, printers: Enumerator = usb_printers
    ) -> None:
        """Remember the printer; nothing is opened yet."""
        self._address = address
        self._printers = printers
        self._device = DeviceFile()
        self._hears = True
        self._empty_until = 0.0
        self._written_at = float("-inf")

    @property
    def where(self) -> str:
        """Today's name of the device."""
        match self._address:
            case UsbLpAddress(path=path):
                return path
            case UsbPrinterAddress():
                return self._device.where

    @property
    def hears(self) -> bool:
        """False once the kernel said that this printer cannot answer."""
        return self._hears

    def open(self) -> None:
        """Find the printer and open it."""
        match self._address:
            case UsbLpAddress(path=path):
                self._device.open(path)
            case UsbPrinterAddress(usb=usb):
                self._device.open(find_path(usb, self._printers()))

    def close(self) -> None:
        """Let the last bytes leave, within reason, and close."""
        with suppress(WireLost, *FOREIGN):  # closed already, or pulled out
            self._device.descriptor.wait_for_room(DRAIN_LIMIT_S)
        self._device.close()

    def read(self, limit: int, timeout_s: float, *, until_room: bool = False) -> bytes:
        """Return what the printer says, as soon as it says something."""
        file, now = self._device.descriptor, time.monotonic()
        with translated(self.where):
            if not self._hears or now < self._empty_until:
                left_s = self._empty_until - now if self._hears else timeout_s
                file.rest(min(timeout_s, left_s), until_room=until_room)
                return b""
            try:
                data = file.read(limit, timeout_s, until_room=until_room)
            except OSError as error:
                if error.errno != errno.EINVAL:
                    raise
                self._hears = False
                return b""
        if data == b"":
            self._heard_nothing(time.monotonic())
        return data or b""

    def write(self, data: bytes) -> int:
        """Hand over at most one chunk; 0 when the printer takes nothing now."""
        with translated(self.where):
            try:
                taken = self._device.descriptor.write(data)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
                return 0
        self._written_at = time.monotonic()
        return taken

    def interrupt(self) -> None:
        """Wake the reading thread."""
        self._device.interrupt()

    def _heard_nothing(self, now: float) -> None:
        if not Path(self._device.where).exists():
            raise WireLost(f"{self.where} was unplugged")
        answer_due = now - self._written_at < ANSWER_DUE_S
        self._empty_until = now + (ANSWER_REST_S if answer_due else EMPTY_REST_S)
