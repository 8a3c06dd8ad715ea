"""One program at a time: an operating system's lock on a file beside the store.

The lock belongs to the open file, so a killed program leaves none behind; the file itself stays
and means nothing. It holds the number of the process for the message only.
"""

import os
import sys
from pathlib import Path
from typing import IO, Self

from terminal.store.faults import locked, translated

_LOCK_AT = 1 << 20
"""Far beyond the text: Windows refuses to read bytes that another process has locked."""


class StoreLock:
    """Held from construction until `release`. Raises `StoreLocked` when another holds it."""

    def __init__(self, store: Path) -> None:
        path = store.with_name(store.name + ".lock")
        with translated():
            file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")
        try:
            _take(file)
        except OSError as error:
            holder = _holder(file)
            file.close()
            raise locked(holder) from error
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()
        self._file = file

    def release(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.release()


def _holder(file: IO[str]) -> str:
    file.seek(0)
    number = file.read(20).strip()
    return f"process {number}" if number.isdigit() else "another process"


def _take(file: IO[str]) -> None:
    """OSError when somebody else holds the lock."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415  only there

        file.seek(_LOCK_AT)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415  only there

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
