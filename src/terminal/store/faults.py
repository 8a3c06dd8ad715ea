"""The one place where an error of SQLite or the file system becomes a fault a person can act on.

The choice is made from SQLite's own result codes (sqlite.org/rescode.html), never from its words.
A code that is not listed here is a bug of ours and is left alone (DESIGN.md section 9).
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import sqlcipher3
from sqlalchemy.exc import DBAPIError

from terminal.app.faults import KnownFault


class DiskFull(KnownFault):
    """No room for another page. Nothing of the batch happened."""


class WrongKey(KnownFault):
    """The key does not open the file, or its first page is not what we wrote."""


class StoreDamaged(KnownFault):
    """The file is not whole."""


class StoreLocked(KnownFault):
    """Another program holds the store."""


class StoreNewer(KnownFault):
    """A newer program has written the store."""


class StoreMismatch(KnownFault):
    """A demo store where a real one was asked for, or the other way round."""


class StoreUnavailable(KnownFault):
    """The disk or the file does not let us read or write."""


class StoreBusy(KnownFault):
    """More waits to be written than the writer may hold."""


_RESTORE: Final = "Restore the latest backup, or call support before anything else is tried."

_PRIMARY_CODE: Final = 0xFF
"""An extended result code carries its primary code in the low eight bits."""

_FULL_ERRNOS: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def disk_full() -> DiskFull:
    return DiskFull(
        "The disk is full",
        "The last step was not saved; everything before it is safe.",
        "Free some space on this computer's disk, then try the step again.",
    )


def damaged(detail: str) -> StoreDamaged:
    return StoreDamaged("The store file is damaged", detail, _RESTORE)


def locked(holder: str) -> StoreLocked:
    return StoreLocked(
        "The store is in use by another program",
        f"It is held by {holder}.",
        "Close the other Rxlane window or command on this computer and start again.",
    )


def _of_code(code: int) -> KnownFault | None:
    match code & _PRIMARY_CODE:
        case 13:  # SQLITE_FULL
            return disk_full()
        case 26:  # SQLITE_NOTADB: with encryption, also what a wrong key looks like
            return WrongKey(
                "The key does not open this store",
                "The store was made with another key, or its beginning is damaged.",
                "Check that this is the right store; else use the recovery code or a backup.",
            )
        case 11:  # SQLITE_CORRUPT
            return damaged("A part of it cannot be read.")
        case 5 | 6:  # SQLITE_BUSY, SQLITE_LOCKED
            return locked("a program that reads or copies the file")
        case 3 | 8 | 14:  # SQLITE_PERM, SQLITE_READONLY, SQLITE_CANTOPEN
            return StoreUnavailable(
                "The store file cannot be opened for writing",
                "The file or its folder is missing or protected.",
                "Check that the folder exists and that this user may write in it.",
            )
        case 10:  # SQLITE_IOERR
            return StoreUnavailable(
                "The disk does not answer as it should",
                f"Reading or writing the store failed (SQLite code {code}).",
                "Check the disk and its free space; nothing that was shown as saved is lost.",
            )
        case _:
            return None


def fault_of(error: BaseException) -> KnownFault | None:
    """The fault that `error` stands for, or None when it is a bug."""
    match error:
        case KnownFault():
            return error
        case DBAPIError():
            return fault_of(error.orig) if error.orig is not None else None
        case sqlcipher3.Error():
            code = getattr(error, "sqlite_errorcode", None)
            return _of_code(code) if isinstance(code, int) else None
        case OSError():
            return _of_os(error)
        case _:
            return None


def _of_os(error: OSError) -> KnownFault:
    if error.errno in _FULL_ERRNOS:
        return disk_full()
    return StoreUnavailable(
        "The store's folder cannot be used",
        error.strerror or "The operating system refused.",
        "Check that the folder exists and that this user may write in it.",
    )


@contextmanager
def translated() -> Iterator[None]:
    """Raise the world's troubles as `KnownFault`; let bugs pass as they are."""
    try:
        yield
    except (DBAPIError, sqlcipher3.Error, OSError) as error:
        fault = fault_of(error)
        if fault is None:
            raise
        raise fault from error
