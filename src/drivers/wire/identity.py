"""The ports that the operating system lists now, by kind.

Nothing is opened and no byte is written: a printer's bytes can reconfigure a scanner (section 19).
"""

import sys

from serial.tools import list_ports

from drivers.wire import sysfs
from drivers.wire.ports import AttachedPort
from drivers.wire.urls import UsbIdentity


def serial_ports() -> list[AttachedPort]:
    """Return the serial ports that are really there; about 1 ms. Ptys are not listed."""
    if sys.platform == "linux":
        return sysfs.serial_ports()
    else:  # noqa: RET505 - so that a type check for each system sees only its own half
        return [
            AttachedPort(
                path=port.device,
                text=port.description or port.device,
                usb=UsbIdentity(port.vid, port.pid, port.serial_number or "", port.location or "")
                if port.vid is not None and port.pid is not None
                else None,
            )
            for port in list_ports.comports()
        ]


def usb_printers() -> list[AttachedPort]:
    """Return the USB printers that can be written to directly: on Windows, the spooler has them."""
    return sysfs.usb_printers() if sys.platform == "linux" else []


def hid_scanners() -> list[AttachedPort]:
    """Return the scanners that speak USB-HID-POS."""
    if sys.platform == "linux":
        return sysfs.hid_scanners()
    else:  # noqa: RET505 - as above
        from drivers.wire import hidapi_door  # noqa: PLC0415 - a library that Linux does without

        return hidapi_door.scanners()


def spooled_printers() -> list[AttachedPort]:
    """Return the printers of Windows, by name; the spooler does not tell what they hang on."""
    if sys.platform == "win32":
        from drivers.wire.winspool import WinSpool  # noqa: PLC0415 - exists on Windows alone

        return [AttachedPort(name, name, None) for name in WinSpool().printers()]
    else:  # noqa: RET505 - as above
        return []
