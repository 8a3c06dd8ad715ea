"""The one door to hidapi, the library for HID devices on Windows and macOS.

Linux does without: its wheel's module `hid` goes through libusb and takes the device away from the
kernel, its `hidraw` cannot be woken from a read; the kernel's own interface can (hid_transport.py).

Everything that comes through is checked here: the library has no types, and the strings are the
device's own.
"""

from typing import Final, Protocol

from drivers.wire.ports import AttachedPort
from drivers.wire.sysfs import POS_PAGE, WORD_MAX
from drivers.wire.urls import UsbIdentity

_INSTANCE_AT: Final = 2
"""Windows: `\\\\?\\HID#VID_0C2E&PID_0B6A#INSTANCE#{class}`; the instance stays with the socket."""


class HidDevice(Protocol):
    """One device, as the library opens it; anything fails with OSError or ValueError."""

    def open_path(self, _path: bytes, /) -> None:
        """Open it by the path of `enumerate`."""

    def read(self, _limit: int, _timeout_ms: int, /) -> list[int]:
        """Return one input report, or nothing after the time."""

    def write(self, _report: bytes, /) -> int:
        """Send one output report; negative when it failed."""

    def close(self) -> None:
        """Close it."""


class HidApi(Protocol):
    """The library."""

    def enumerate(self) -> list[dict[str, object]]:
        """List what is attached."""

    def device(self) -> HidDevice:
        """Make a closed device."""


def library() -> HidApi:
    """Load the library."""
    import hid  # noqa: PLC0415 - only where it is used

    api: HidApi = hid
    return api


def scanners(api: HidApi | None = None) -> list[AttachedPort]:
    """Return the HID devices that say they are bar code scanners; nothing is sent to them."""
    listed = (library() if api is None else api).enumerate()
    return [port for entry in listed if (port := _port(entry)) is not None]


def _port(entry: dict[str, object]) -> AttachedPort | None:
    match entry:
        case {
            "path": bytes(path),
            "vendor_id": int(vendor),
            "product_id": int(product),
            "usage_page": int(page),
        } if page == POS_PAGE:
            name = path.decode("utf-8", "replace")
            words = (_words(entry, "manufacturer_string"), _words(entry, "product_string"))
            serial = _words(entry, "serial_number")
            usb = UsbIdentity(vendor & 0xFFFF, product & 0xFFFF, serial, _place(name))
            return AttachedPort(name, " ".join(filter(None, words)) or str(usb), usb)
    return None


def _words(entry: dict[str, object], key: str) -> str:
    value = entry.get(key)
    text = value if isinstance(value, str) else ""
    return "".join(char for char in text if char.isprintable())[:WORD_MAX].strip()


def _place(path: str) -> str:
    parts = path.split("#")
    return parts[_INSTANCE_AT] if len(parts) > _INSTANCE_AT else ""
