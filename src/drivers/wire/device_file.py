"""A device that Linux shows as a file: the printers of usblp, the scanners of hidraw.

Both are opened for this program alone by a lock on the file, as pyserial does; usblp itself refuses
a second program as well. A lock stops only programs that ask for one.
"""

import os
import sys
from contextlib import suppress

from drivers.wire.descriptor import Descriptor
from drivers.wire.errors import FOREIGN, WireLost, translated


class DeviceFile:
    """An open device, or a closed one that says so."""

    def __init__(self) -> None:
        """Start closed."""
        self.where = "not found yet"
        self._number: int | None = None
        self._file: Descriptor | None = None

    def open(self, path: str) -> None:
        """Open it for reading and writing, for this program alone."""
        assert self._number is None, "a transport is opened once at a time"
        self.where = path
        with translated(path):
            self._number = _opened(path)
            self._file = Descriptor(self._number)

    def close(self) -> None:
        """Close it, whatever state it is in."""
        number, self._number = self._number, None
        file, self._file = self._file, None
        if number is not None:
            with suppress(OSError):
                os.close(number)
        if file is not None:
            file.close()

    @property
    def descriptor(self) -> Descriptor:
        """The open file."""
        if self._file is None:
            raise WireLost(f"{self.where} is not open")
        return self._file

    def interrupt(self) -> None:
        """From any thread: wake the reader."""
        file = self._file
        if file is not None:
            with suppress(*FOREIGN):  # closed in this very moment: nobody is reading
                file.interrupt()


def _opened(path: str) -> int:
    if sys.platform == "win32":
        raise WireLost(f"{path} is a name of Linux; this is Windows")
    else:  # noqa: RET506 - so that a type check for either system sees only its own half
        import fcntl  # noqa: PLC0415 - does not exist on Windows

        number = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(number)
            raise
        return number
