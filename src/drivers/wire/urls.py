"""Where a device is, as settings write it.

`serial:PATH?options`, `usb-serial:VID:PID:SERIAL?options`, `usb-serial:VID:PID@PLACE?options` or
`tcp://host:port`.

An address is checked when it is made, so that a typing mistake is found in the settings and not
when the first customer stands there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, cast
from urllib.parse import parse_qsl, urlsplit

Parity = Literal["N", "E", "O"]

BAUD_RATES: Final = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400)
_PARITIES: Final = ("N", "E", "O")
_BYTE_SIZES: Final = (7, 8)
_STOP_BITS: Final = (1, 2)
_PORT_MAX: Final = 65535
_SERIAL_OPTIONS: Final = frozenset({"baud", "parity", "bytesize", "stopbits", "rtscts", "xonxoff"})
_USB_ID_MAX: Final = 0xFFFF
_USB: Final = re.compile(
    r"(?P<vendor>[0-9A-Fa-f]{4}):(?P<product>[0-9A-Fa-f]{4})"
    r"(?::(?P<serial>[^?@]+)|@(?P<place>[^?]+))?"
)
_TRUTH: Final = {"0": False, "1": True}


@dataclass(frozen=True, slots=True)
class SerialAddress:
    """A serial port and its line settings; 9600 8N1 without flow control unless told otherwise."""

    path: str
    baud: int = 9600
    parity: Parity = "N"
    bytesize: int = 8
    stopbits: int = 1
    rtscts: bool = False
    xonxoff: bool = False

    def __post_init__(self) -> None:
        """Refuse what no port can be set to."""
        _must(bool(self.path), "a serial address needs a port: serial:/dev/ttyACM0 or serial:COM3")
        _must(self.baud in BAUD_RATES, f"baud must be one of {_listed(BAUD_RATES)}")
        _must(self.parity in _PARITIES, f"parity must be one of {_listed(_PARITIES)}")
        _must(self.bytesize in _BYTE_SIZES, f"bytesize must be one of {_listed(_BYTE_SIZES)}")
        _must(self.stopbits in _STOP_BITS, f"stopbits must be one of {_listed(_STOP_BITS)}")


@dataclass(frozen=True, slots=True)
class TcpAddress:
    """A device on the store's network."""

    host: str
    port: int

    def __post_init__(self) -> None:
        """Refuse an address without a host or with an impossible port."""
        _must(bool(self.host), "a network address needs a host: tcp://192.168.1.20:9100")
        _must(1 <= self.port <= _PORT_MAX, f"a network address needs a port from 1 to {_PORT_MAX}")


@dataclass(frozen=True, slots=True)
class UsbIdentity:
    """Vendor and product, and either a serial number or the place it is plugged into."""

    vendor: int
    product: int
    serial: str = ""
    place: str = ""

    def __post_init__(self) -> None:
        """Refuse numbers that no USB device has."""
        _must(0 <= self.vendor <= _USB_ID_MAX, "a USB vendor has four hexadecimal digits")
        _must(0 <= self.product <= _USB_ID_MAX, "a USB product has four hexadecimal digits")

    def __str__(self) -> str:
        """Write it as the operator finds it on a device list."""
        kind = f"USB device {self.vendor:04X}:{self.product:04X}"
        if self.serial:
            return f"{kind} number {self.serial}"
        return f"{kind} at {self.place}" if self.place else kind

    def matches(self, other: "UsbIdentity") -> bool:
        """Whether the attached device `other` is the wanted one: by number, else by place."""
        if (self.vendor, self.product) != (other.vendor, other.product):
            return False
        if self.serial:
            return self.serial == other.serial
        return not self.place or self.place == other.place


@dataclass(frozen=True, slots=True)
class UsbSerialAddress:
    """A serial device on USB, found by what it is and not by the name of its port."""

    usb: UsbIdentity
    settings: SerialAddress

    def line(self, path: str) -> SerialAddress:
        """Return the line settings for the port it is found at."""
        return replace(self.settings, path=path)


Address = SerialAddress | UsbSerialAddress | TcpAddress


def parse_url(url: str) -> Address:
    """Read a device address; a ValueError says what is wrong with it."""
    scheme, _, rest = url.partition(":")
    if scheme == "serial":
        path, _, query = rest.partition("?")
        return _serial(path, _options(query))
    if scheme == "usb-serial":
        device, _, query = rest.partition("?")
        found = _USB.fullmatch(device)
        if found is None:
            raise ValueError("a USB device is named by usb-serial:VID:PID:SERIAL or VID:PID@PLACE")
        usb = UsbIdentity(
            int(found["vendor"], 16),
            int(found["product"], 16),
            found["serial"] or "",
            found["place"] or "",
        )
        return UsbSerialAddress(usb, _serial(device, _options(query)))
    if scheme == "tcp":
        parts = urlsplit(url)
        return TcpAddress(parts.hostname or "", parts.port or 0)
    raise ValueError(f"a device address begins with serial:, usb-serial: or tcp://, not {scheme!r}")


def _options(query: str) -> dict[str, str]:
    return dict(parse_qsl(query, keep_blank_values=True))


def _serial(path: str, options: Mapping[str, str]) -> SerialAddress:
    unknown = sorted(options.keys() - _SERIAL_OPTIONS)
    _must(not unknown, f"unknown serial option {', '.join(unknown)}")
    return SerialAddress(
        path=path,
        baud=_number(options, "baud", 9600),
        parity=cast("Parity", options.get("parity", "N").upper()),  # checked by the constructor
        bytesize=_number(options, "bytesize", 8),
        stopbits=_number(options, "stopbits", 1),
        rtscts=_switch(options, "rtscts"),
        xonxoff=_switch(options, "xonxoff"),
    )


def _number(options: Mapping[str, str], name: str, default: int) -> int:
    text = options.get(name, str(default))
    _must(text.isascii() and text.isdigit(), f"{name} must be a number")
    return int(text)


def _switch(options: Mapping[str, str], name: str) -> bool:
    text = options.get(name, "0")
    _must(text in _TRUTH, f"{name} must be 0 or 1")
    return _TRUTH[text]


def _must(holds: bool, message: str) -> None:
    if not holds:
        raise ValueError(message)


def _listed(values: tuple[object, ...]) -> str:
    return ", ".join(str(value) for value in values)
