"""Everything that can be assigned now: where it is, what it says it is, and who holds it.

Rules that hold here:

1. Nothing is opened and no byte is written: opening alone moves DTR, which restarts some devices,
   and a printer's bytes can reconfigure a scanner (scanners-printers-displays.md section 19).
2. What a device may be is a guess. Only a person assigns.
3. The address is one that finds the device again wherever the system puts it: by serial number
   where it has one of its own, else by its place, else by the port's name.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from drivers.wire import identity
from drivers.wire.errors import permission_words
from drivers.wire.holders import Holder, holders
from drivers.wire.makers import Guess, guess_of, maker_of
from drivers.wire.ports import AttachedPort, Enumerator
from drivers.wire.urls import UsbIdentity


class PortKind(Enum):
    """What carries the bytes; the value is the scheme of its address by identity, or by name."""

    SERIAL = "usb-serial"
    USB_PRINTER = "usb-printer"
    HID_SCANNER = "hid"
    SPOOLED_PRINTER = "spool"


@dataclass(frozen=True, slots=True)
class Attached:
    """One device, or a cable to one, that is there now."""

    address: str
    """What the settings should say, without line settings such as `?baud=`."""
    path: str
    """Today's name of the port, for the eye alone."""
    text: str
    """What the system calls it."""
    kind: PortKind
    usb: UsbIdentity | None
    """None for a port on the main board."""
    maker: str
    """By the USB vendor; empty where that is none of ours."""
    guess: Guess
    holder: Holder | None
    """The program that has it open, where that can be known; `holder.ours` for this one."""
    trouble: str = ""
    """Why it cannot be opened now, and what to do."""

    @property
    def usable(self) -> bool:
        """Whether nothing is known that keeps this program from using it."""
        return not self.trouble


def _permitted(path: str) -> bool:
    """Whether this account may open it; a name that is no file has no permissions."""
    return not Path(path).exists() or os.access(path, os.R_OK | os.W_OK)


@dataclass(frozen=True, slots=True)
class System:
    """What discovery asks; a test gives its own."""

    serial_ports: Enumerator = identity.serial_ports
    usb_printers: Enumerator = identity.usb_printers
    hid_scanners: Enumerator = identity.hid_scanners
    spooled_printers: Enumerator = identity.spooled_printers
    holders: Callable[[Iterable[str]], Mapping[str, Holder]] = holders
    permitted: Callable[[str], bool] = _permitted


def attached(system: System | None = None) -> tuple[Attached, ...]:
    """Return every serial port, USB printer and HID-POS scanner; tens of milliseconds."""
    asked = System() if system is None else system
    listed = [
        *((PortKind.SERIAL, port) for port in asked.serial_ports()),
        *((PortKind.USB_PRINTER, port) for port in asked.usb_printers()),
        *((PortKind.HID_SCANNER, port) for port in asked.hid_scanners()),
        *((PortKind.SPOOLED_PRINTER, port) for port in asked.spooled_printers()),
    ]
    shared = _shared_numbers(listed)
    held = asked.holders([port.path for _, port in listed])
    return tuple(
        Attached(
            address=_address(kind, port, shared),
            path=port.path,
            text=port.text,
            kind=kind,
            usb=port.usb,
            maker=maker_of(port.usb),
            guess=_guess(kind, port),
            holder=held.get(port.path),
            trouble=_trouble(port.path, held.get(port.path), asked.permitted),
        )
        for kind, port in listed
    )


_Number = tuple[PortKind, int, int, str]


def _number(kind: PortKind, usb: UsbIdentity) -> _Number:
    return (kind, usb.vendor, usb.product, usb.serial)


def _shared_numbers(listed: Iterable[tuple[PortKind, AttachedPort]]) -> frozenset[_Number]:
    """Serial numbers that name several ports: cheap cables, and cables with several ports."""
    counted = Counter(_number(kind, port.usb) for kind, port in listed if port.usb is not None)
    return frozenset(number for number, times in counted.items() if times > 1)


def _address(kind: PortKind, port: AttachedPort, shared: frozenset[_Number]) -> str:
    usb = port.usb
    if usb is None:
        scheme = "spool" if kind is PortKind.SPOOLED_PRINTER else "serial"
        return f"{scheme}:{port.path}"
    by_place = not usb.serial or _number(kind, usb) in shared
    if by_place and usb.place:
        usb = UsbIdentity(usb.vendor, usb.product, place=usb.place)
    return f"{kind.value}:{usb.written()}"


def _guess(kind: PortKind, port: AttachedPort) -> Guess:
    match kind:
        case PortKind.SERIAL:
            return guess_of(port.usb, port.text)
        case PortKind.USB_PRINTER | PortKind.SPOOLED_PRINTER:
            return Guess.PRINTER
        case PortKind.HID_SCANNER:
            return Guess.SCANNER


def _trouble(path: str, holder: Holder | None, permitted: Callable[[str], bool]) -> str:
    if holder is not None and not holder.ours:
        return f"in use by another program ({holder}); close that program"
    return "" if permitted(path) else permission_words(path)
