"""A serial port: RS-232, USB-CDC, a virtual COM port or one side of a pty.

The practice of scanners-printers-displays.md section 19: exclusive, never DSR/DTR (pyserial has no
such flow control on Linux), short writes, always closed, and every foreign exception translated.
"""

import os
import select
import sys
import time
from contextlib import suppress
from typing import Final

import serial

from drivers.wire.errors import FOREIGN, WireLost, translated
from drivers.wire.urls import SerialAddress

CHUNK_BYTES: Final = 512
"""One write: small enough to look at the status and at a cancel in between (section 19, rule 2)."""
WRITE_TIMEOUT_S: Final = 2.0
"""The longest a write may block where it cannot be asked first, on Windows (section 19, rule 1)."""
WRITE_WAIT_S: Final = 0.02
"""How long a write waits for room before it reports a stall and lets the reader look."""
DRAIN_LIMIT_S: Final = 0.5
"""How long closing waits for bytes in the kernel; a stalled port would hold close() for 30 s."""
_DRAIN_POLL_S: Final = 0.01


class SerialTransport:
    """A serial port, claimed for this program alone while it is open."""

    def __init__(self, address: SerialAddress) -> None:
        """Remember the settings; nothing is opened yet."""
        self._address = address
        self._port: serial.Serial | None = None

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

    def close(self) -> None:
        """Close the port, whatever state it is in."""
        port, self._port = self._port, None
        if port is None:
            return
        # A port that vanished has nothing left to drain, and perhaps nothing to close either.
        with suppress(*FOREIGN):
            try:
                _drain(port)
            finally:
                port.close()

    def read(self, limit: int, timeout_s: float) -> bytes:
        """Return the bytes that are there, or the first ones to come within `timeout_s`."""
        port = self._claimed()
        with translated(self.where):
            if port.timeout != timeout_s:
                port.timeout = timeout_s
            first: bytes = port.read(1)
        return first + _read_waiting(port, limit - 1) if first else b""

    def write(self, data: bytes) -> int:
        """Hand over at most one chunk; 0 when the port takes nothing now."""
        port = self._claimed()
        with translated(self.where):
            if sys.platform == "win32":
                return port.write(data[:CHUNK_BYTES]) or 0
            else:  # noqa: RET505 - so that a type check for either system sees only its own half
                return _write_now(port.fileno(), data[:CHUNK_BYTES])

    def interrupt(self) -> None:
        """Wake the reading thread."""
        port = self._port
        if port is None:
            return
        with suppress(*FOREIGN, AttributeError):  # closed in this very moment: nobody is reading
            port.cancel_read()

    def _claimed(self) -> serial.Serial:
        if self._port is None:
            raise WireLost(f"{self.where} is not open")
        return self._port


def _read_waiting(port: serial.Serial, limit: int) -> bytes:
    """Return what else is there; a loss in this moment must not take the first byte with it."""
    with suppress(*FOREIGN):  # the next read will meet it again
        more = min(port.in_waiting, limit)
        if more:
            rest: bytes = port.read(more)
            return rest
    return b""


def _write_now(descriptor: int, chunk: bytes) -> int:
    """Write what fits: pyserial's own write does not say how much went out before a timeout."""
    _, writable, _ = select.select([], [descriptor], [], WRITE_WAIT_S)
    if not writable:
        return 0
    try:
        return os.write(descriptor, chunk)
    except BlockingIOError:
        return 0


def _drain(port: serial.Serial) -> None:
    """Let what was written leave, within reason; drop the rest so that close() cannot hang."""
    give_up = time.monotonic() + DRAIN_LIMIT_S
    while port.out_waiting:
        if time.monotonic() >= give_up:
            port.reset_output_buffer()
            return
        time.sleep(_DRAIN_POLL_S)
