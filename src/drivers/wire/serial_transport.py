"""A serial port: RS-232, USB-CDC, a virtual COM port or one side of a pty.

The practice of scanners-printers-displays.md section 19: exclusive, never DSR/DTR (pyserial has no
such flow control on Linux), short writes, always closed, and every foreign exception translated.
"""

import sys
import time
from contextlib import suppress
from typing import Final

import serial

from drivers.wire.descriptor import CHUNK_BYTES, Descriptor
from drivers.wire.errors import FOREIGN, WireLost, translated
from drivers.wire.identity import serial_ports
from drivers.wire.ports import Enumerator, find_path
from drivers.wire.urls import SerialAddress, UsbSerialAddress

WRITE_TIMEOUT_S: Final = 2.0
"""The longest a write may block where it cannot be asked first, on Windows (section 19, rule 1)."""
WINDOWS_READ_S: Final = 0.1
"""The longest read where a wake-up can be missed: pyserial cancels only a read that has begun."""
DRAIN_LIMIT_S: Final = 0.5
"""How long closing waits for bytes in the kernel; a stalled port would hold close() for 30 s."""
_DRAIN_POLL_S: Final = 0.01


class SerialTransport:
    """A serial port, claimed for this program alone while it is open."""

    hears = True

    def __init__(self, address: SerialAddress) -> None:
        """Remember the settings; nothing is opened yet."""
        self._address = address
        self._port: serial.Serial | None = None
        self._file: Descriptor | None = None

    @property
    def where(self) -> str:
        """The port's name."""
        return self._address.path

    def open(self) -> None:
        """Open the port for this program alone."""
        assert self._port is None, "a transport is opened once at a time"
        address = self._address
        with translated(self.where):
            self._port = serial.Serial(
                port=address.path,
                baudrate=address.baud,
                parity=address.parity,
                bytesize=address.bytesize,
                stopbits=address.stopbits,
                rtscts=address.rtscts,
                xonxoff=address.xonxoff,
                dsrdtr=False,
                exclusive=True,
                timeout=0,
                write_timeout=WRITE_TIMEOUT_S,
            )
            if sys.platform != "win32":
                self._file = Descriptor(self._port.fileno())

    def close(self) -> None:
        """Close the port, whatever state it is in."""
        port, self._port = self._port, None
        file, self._file = self._file, None
        if port is None:
            return
        # A port that vanished has nothing left to drain, and perhaps nothing to close either.
        with suppress(*FOREIGN):
            try:
                _drain(port)
            finally:
                port.close()
        if file is not None:
            file.close()

    def read(self, limit: int, timeout_s: float, *, until_room: bool = False) -> bytes:
        """Return the bytes that are there, or the first ones to come within `timeout_s`."""
        port = self._claimed()
        with translated(self.where):
            if self._file is None:
                return _read_on_windows(port, limit, min(timeout_s, WINDOWS_READ_S))
            data = self._file.read(limit, timeout_s, until_room=until_room)
        if data == b"":
            raise WireLost(f"{self.where} was unplugged")
        return data or b""

    def write(self, data: bytes) -> int:
        """Hand over at most one chunk; 0 when the port takes nothing now."""
        port = self._claimed()
        with translated(self.where):
            if self._file is None:
                return port.write(data[:CHUNK_BYTES]) or 0
            return self._file.write(data)

    def interrupt(self) -> None:
        """Wake the reading thread."""
        port, file = self._port, self._file
        with suppress(*FOREIGN, AttributeError):  # closed in this very moment: nobody is reading
            if file is not None:
                file.interrupt()
            elif port is not None:
                port.cancel_read()

    def _claimed(self) -> serial.Serial:
        if self._port is None:
            raise WireLost(f"{self.where} is not open")
        return self._port


class UsbSerialTransport(SerialTransport):
    """A serial port that is looked for by its identity each time it is opened."""

    def __init__(self, address: UsbSerialAddress, ports: Enumerator = serial_ports) -> None:
        """Remember the device; nothing is opened yet."""
        super().__init__(address.line("not found yet"))
        self._device = address
        self._ports = ports

    def open(self) -> None:
        """Find the device and open its port."""
        self._address = self._device.line(find_path(self._device.usb, self._ports()))
        super().open()


def _read_on_windows(port: serial.Serial, limit: int, timeout_s: float) -> bytes:
    if port.timeout != timeout_s:
        port.timeout = timeout_s
    first: bytes = port.read(1)
    if first:
        with suppress(*FOREIGN):  # a loss now must not take the first byte; the next read meets it
            rest: bytes = port.read(min(port.in_waiting, limit - 1))
            return first + rest
    return first


def _drain(port: serial.Serial) -> None:
    """Let what was written leave, within reason; drop the rest so that close() cannot hang."""
    give_up = time.monotonic() + DRAIN_LIMIT_S
    while port.out_waiting:
        if time.monotonic() >= give_up:
            port.reset_output_buffer()
            return
        time.sleep(_DRAIN_POLL_S)
