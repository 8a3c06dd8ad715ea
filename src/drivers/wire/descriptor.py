"""An open device file: waited for, read and written without blocking, and woken through a pipe.

Linux and macOS only: Windows can wait for sockets alone in this way.
"""

import os
import select
import sys
from contextlib import suppress
from typing import Final

CHUNK_BYTES: Final = 512
"""One write: small enough to look at the status and at a cancel in between (section 19, rule 2)."""
_WAKE_LIMIT: Final = 1024


class Descriptor:
    """Somebody else's open file, and a pipe of its own; used by one thread but for `interrupt`."""

    def __init__(self, number: int) -> None:
        """Take an open descriptor; it stays its owner's to close."""
        self._number = number
        self._wake_read, self._wake_write = os.pipe()
        if sys.platform != "win32":  # where nobody makes one; told to the type check alone
            for each in (number, self._wake_read, self._wake_write):
                os.set_blocking(each, False)

    def close(self) -> None:
        """Close the pipe."""
        os.close(self._wake_read)
        os.close(self._wake_write)

    def read(self, limit: int, timeout_s: float, *, until_room: bool) -> bytes | None:
        """Return bytes as soon as there are any; None for nothing; `b""` as the device gave it."""
        if not self._wait(timeout_s, reading=True, until_room=until_room):
            return None
        try:
            return os.read(self._number, limit)
        except BlockingIOError:
            return None

    def rest(self, timeout_s: float, *, until_room: bool) -> None:
        """Wait as `read` does, without listening to the device."""
        self._wait(timeout_s, reading=False, until_room=until_room)

    def write(self, data: bytes) -> int:
        """Hand over at most one chunk; 0 when the device takes nothing now."""
        try:
            return os.write(self._number, data[:CHUNK_BYTES])
        except BlockingIOError:
            return 0

    def wait_for_room(self, timeout_s: float) -> bool:
        """Wait until the device takes bytes."""
        _, writable, _ = select.select([], [self._number], [], timeout_s)
        return bool(writable)

    def interrupt(self) -> None:
        """From any thread: end the read of now, or else the next one."""
        with suppress(BlockingIOError):  # full: it is awake already
            os.write(self._wake_write, b"\0")

    def _wait(self, timeout_s: float, *, reading: bool, until_room: bool) -> bool:
        """Wait; whether there is something to read."""
        listened = [self._wake_read, self._number] if reading else [self._wake_read]
        writing = [self._number] if until_room else []
        ready, _, _ = select.select(listened, writing, [], timeout_s)
        if self._wake_read in ready:
            os.read(self._wake_read, _WAKE_LIMIT)
        return self._number in ready
