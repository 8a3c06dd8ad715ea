"""What can go wrong with a wire, in words an operator can act on.

Rules that hold here:

1. Three faults of the world: nothing is there, somebody else has it, it was there and is gone.
2. Foreign exceptions (pyserial, sockets, termios) become one of them in this module and nowhere
   else. pyserial raises `TypeError` when a descriptor is closed under a read, and `termios.error`,
   which is no `OSError` (scanners-printers-displays.md section 19, rule 3).
3. No message carries bytes that travelled over the wire.
"""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from drivers.wire.holders import Holder, holder_of

if sys.platform == "win32":
    FOREIGN: Final[tuple[type[Exception], ...]] = (OSError, TypeError)
else:
    import termios

    FOREIGN: Final[tuple[type[Exception], ...]] = (OSError, TypeError, termios.error)

_MISSING: Final = frozenset({errno.ENOENT, errno.ENXIO, errno.ENODEV, errno.ENOTDIR})
_BUSY: Final = frozenset({errno.EBUSY, errno.EAGAIN, errno.EWOULDBLOCK})
_DENIED: Final = frozenset({errno.EACCES, errno.EPERM})
_NO_ANSWER: Final = frozenset(
    {errno.ECONNREFUSED, errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN}
)


class WireFault(Exception):
    """The wire cannot be used now; the text says so to the person at the counter."""


class WireMissing(WireFault):
    """Nothing is connected where the settings say the device is."""

    def __init__(self, where: str) -> None:
        super().__init__(f"nothing answers at {where}; check the cable and the power")


class WireBusy(WireFault):
    """Another program, or another part of this one, holds the port."""

    def __init__(self, where: str, holder: Holder | None = None) -> None:
        if holder is not None and holder.ours:
            text = f"{where} is in use by another device of this counter; assign one of them anew"
        else:
            named = "" if holder is None else f" ({holder})"
            text = f"{where} is in use by another program{named}; close that program"
        super().__init__(text)


class WireDenied(WireFault):
    """The operating system does not let this account use the port."""

    def __init__(self, where: str) -> None:
        super().__init__(permission_words(where))


class WireLost(WireFault):
    """The wire was open and is not any more, or cannot be used as it is set up."""


class CommandsFull(WireFault):
    """A device was given more commands than it can have waiting."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not keeping up with what it is asked to do")


def permission_words(where: str) -> str:
    """Say which group or which rule is missing, by the kind of the port."""
    if where.startswith("/dev/hidraw"):
        way_in = (
            "copy 70-rxlane.rules to /etc/udev/rules.d and plug the scanner in again "
            "(the Debian package brings it)"
        )
    else:
        group = "lp" if where.startswith("/dev/usb/lp") else "dialout"
        way_in = f"add this account to the group '{group}' and sign in again"
    return f"no permission to use {where}; {way_in}"


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Turn what the operating system and pyserial raise into a `WireFault` about `where`."""
    try:
        yield
    except FOREIGN as error:
        raise fault_of(error, where) from error


def fault_of(error: Exception, where: str) -> WireFault:
    """Choose the fault that a foreign exception means."""
    number = _errno_of(error)
    if number in _MISSING or number in _NO_ANSWER or isinstance(error, TimeoutError):
        return WireMissing(where)
    if number in _BUSY:
        return WireBusy(where, holder_of(where))
    if number in _DENIED:
        # Windows answers "access denied" when a port is open elsewhere; it has no port permissions.
        return WireBusy(where) if sys.platform == "win32" else WireDenied(where)
    return WireLost(f"the connection to {where} was lost ({_reason(error, number)})")


def _errno_of(error: Exception) -> int | None:
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno
    first = error.args[0] if error.args else None
    if isinstance(first, int):  # termios.error
        return first
    text = str(error)  # pyserial on Windows keeps only the text of the first exception
    if "FileNotFoundError(" in text:
        return errno.ENOENT
    if "PermissionError(" in text:
        return errno.EACCES
    return None


def _reason(error: Exception, number: int | None) -> str:
    return errno.errorcode.get(number, str(number)) if number else type(error).__name__
