"""What Linux says of serial ports, USB printers and HID-POS scanners, without opening any of them.

pyserial could list the serial ports, but on kernels since 6.5 it names 32 that no board has, and it
fails as a whole when one device is pulled out meanwhile.

Rules that hold here:

1. Only `/sys` is read, and the names in `/dev`: no device hears of being looked at.
2. A device may vanish between two lines, and what it says of itself is foreign: what cannot be read
   is left out, and nothing raises.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from drivers.wire.ports import AttachedPort
from drivers.wire.urls import UsbIdentity

SYS: Final = Path("/sys")
DEV: Final = Path("/dev")
POS_PAGE: Final = 0x8C
"""The HID usage page of bar code scanners (section 2)."""
DESCRIPTOR_MAX_BYTES: Final = 4096
"""The kernel's own limit for a report descriptor."""
NO_UART: Final = "0"
"""serial_core.h, PORT_UNKNOWN: the kernel keeps names for ports that the board does not have."""
CLASSES: Final = ("tty", "usbmisc", "hidraw")
WORD_MAX: Final = 120
"""A USB string has at most 126 characters."""

_LONG_ITEM: Final = 0xFE
_USAGE_PAGE: Final = 0x04
_COLLECTION: Final = 0xA0
_END_COLLECTION: Final = 0xC0
_KIND_MASK: Final = 0xFC
_SIZES: Final = (0, 1, 2, 4)


def serial_ports(sys: Path = SYS, dev: Path = DEV) -> list[AttachedPort]:
    """Return the serial ports on USB and on the main board; consoles and ptys are none."""
    found = _ports(sys / "class/tty", "*", dev, _is_serial)
    return [replace(port, text=_with_console(port, sys)) for port in found]


def usb_printers(sys: Path = SYS, dev: Path = DEV) -> list[AttachedPort]:
    """Return the printers of the kernel's usblp driver."""
    return list(_ports(sys / "class/usbmisc", "lp*", dev / "usb", _is_on_usb))


def hid_scanners(sys: Path = SYS, dev: Path = DEV) -> list[AttachedPort]:
    """Return the HID devices that say they are bar code scanners."""
    return list(_ports(sys / "class/hidraw", "hidraw*", dev, _is_scanner))


def glance(sys: Path = SYS) -> frozenset[tuple[str, int]]:
    """Return names and numbers that change whenever a port comes or goes; some 50 microseconds.

    The number is the directory entry's own: a device that is plugged in anew has a new one.
    """
    seen: set[tuple[str, int]] = set()
    for name in CLASSES:
        try:
            with os.scandir(sys / "class" / name) as entries:
                seen.update((entry.name, entry.inode()) for entry in entries)
        except OSError:  # a class exists from the first device of its kind on
            continue
    return frozenset(seen)


def usage_pages(descriptor: bytes) -> frozenset[int]:
    """Return the usage pages of a report descriptor's outermost collections (HID 1.11, 6.2.2)."""
    pages: set[int] = set()
    page = depth = at = 0
    while at < len(descriptor):
        prefix = descriptor[at]
        if prefix == _LONG_ITEM:
            at += 3 + (descriptor[at + 1] if at + 1 < len(descriptor) else 0)
            continue
        size = _SIZES[prefix & 0x03]
        kind = prefix & _KIND_MASK
        if kind == _USAGE_PAGE:
            page = int.from_bytes(descriptor[at + 1 : at + 1 + size], "little")
        elif kind == _COLLECTION:
            pages |= {page} if depth == 0 else set()
            depth += 1
        elif kind == _END_COLLECTION:
            depth = max(0, depth - 1)
        at += 1 + size
    return frozenset(pages)


def _ports(
    nodes: Path, pattern: str, dev: Path, fits: Callable[[Path], bool]
) -> Iterator[AttachedPort]:
    for node in sorted(nodes.glob(pattern)):
        if fits(node) and (dev / node.name).exists():
            usb, text = _described(node)
            yield AttachedPort(str(dev / node.name), text or node.name, usb)


def _described(node: Path) -> tuple[UsbIdentity | None, str]:
    """The identity of the USB device that a node belongs to, if any, and what it calls itself."""
    try:
        interface = _interface(node)
        if interface is None:
            return None, ""
        device = interface.parent
        several = int(_line(device / "bNumInterfaces") or "1") > 1
        usb = UsbIdentity(
            int(_line(device / "idVendor"), 16),
            int(_line(device / "idProduct"), 16),
            _line(device / "serial"),
            interface.name if several else device.name,
        )
    except (OSError, ValueError):
        return None, ""
    return usb, f"{_line(device / 'manufacturer')} {_line(device / 'product')}".strip()


def _interface(node: Path) -> Path | None:
    """The USB interface that a device stands on: itself (CDC, usblp), or the one above it."""
    here = (node / "device").resolve(strict=True)
    for candidate in (here, here.parent):
        if (candidate.parent / "idVendor").exists():
            return candidate
    return None


def _is_serial(node: Path) -> bool:
    return (node / "device").exists() and _line(node / "type") != NO_UART


def _with_console(port: AttachedPort, sys: Path) -> str:
    """Warn of a port on which the system itself speaks."""
    console = _line(sys / "class/tty" / Path(port.path).name / "console") == "Y"
    return f"{port.text} (console of the system)" if console else port.text


def _is_on_usb(node: Path) -> bool:
    return _described(node)[0] is not None


def _line(path: Path) -> str:
    """One line of foreign words, short and printable; nothing where there is none."""
    try:
        with path.open("rb") as file:
            text = file.read(4 * WORD_MAX).decode("utf-8", "replace")
    except OSError:
        return ""
    first = text.split("\n", 1)[0]
    return "".join(char for char in first if char.isprintable())[:WORD_MAX].strip()


def _is_scanner(node: Path) -> bool:
    if not _is_on_usb(node):
        return False
    try:
        with (node / "device/report_descriptor").open("rb") as file:
            return POS_PAGE in usage_pages(file.read(DESCRIPTOR_MAX_BYTES))
    except OSError:
        return False
