"""A device as the system lists it, and which of several is the wanted one.

A port's name changes with the order of plugging in; a device is known by vendor, product and serial
number, or where it has none by the place it is plugged into (scanners-printers-displays.md
section 19). Two devices that cannot be told apart are refused rather than guessed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from drivers.wire.errors import WireLost, WireMissing
from drivers.wire.urls import UsbIdentity


@dataclass(frozen=True, slots=True)
class AttachedPort:
    """A port that is there now; `usb` is None for one on the main board."""

    path: str
    text: str
    usb: UsbIdentity | None


Enumerator = Callable[[], Iterable[AttachedPort]]


def find_path(wanted: UsbIdentity, ports: Iterable[AttachedPort]) -> str:
    """Return the path of the one port that is the wanted device."""
    found = [port.path for port in ports if port.usb is not None and wanted.matches(port.usb)]
    if not found:
        raise WireMissing(str(wanted))
    if len(found) > 1:
        raise WireLost(f"{wanted} fits {len(found)} devices; assign it anew in the settings")
    return found[0]
