"""Which serial port is which device, whatever it is called today.

A port's name changes with the order of plugging in; a device is known by vendor, product and serial
number, or where it has none by the place it is plugged into (scanners-printers-displays.md
section 19). Two devices that cannot be told apart are refused rather than guessed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from serial.tools import list_ports

from drivers.wire.errors import WireLost, WireMissing
from drivers.wire.serial_transport import SerialTransport
from drivers.wire.urls import UsbIdentity, UsbSerialAddress


@dataclass(frozen=True, slots=True)
class AttachedPort:
    """A serial port that is there now; `usb` is None for one on the main board."""

    path: str
    text: str
    usb: UsbIdentity | None


Enumerator = Callable[[], Iterable[AttachedPort]]


def attached_ports() -> list[AttachedPort]:
    """Ask the operating system; about 1 ms. It does not list ptys."""
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


def find_path(wanted: UsbIdentity, ports: Iterable[AttachedPort]) -> str:
    """Return the path of the one port that is the wanted device."""
    found = [port.path for port in ports if port.usb is not None and wanted.matches(port.usb)]
    if not found:
        raise WireMissing(str(wanted))
    if len(found) > 1:
        raise WireLost(f"{wanted} fits {len(found)} devices; assign it anew in the settings")
    return found[0]


class UsbSerialTransport(SerialTransport):
    """A serial port that is looked for by its identity each time it is opened."""

    def __init__(self, address: UsbSerialAddress, ports: Enumerator = attached_ports) -> None:
        """Remember the device; nothing is opened yet."""
        super().__init__(address.line("not found yet"))
        self._device = address
        self._ports = ports

    def open(self) -> None:
        """Find the device and open its port."""
        self._address = self._device.line(find_path(self._device.usb, self._ports()))
        super().open()
