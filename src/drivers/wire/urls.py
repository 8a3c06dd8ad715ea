"""Where a device is, as settings write it.

| address | device |
|---|---|
| `serial:PATH?options` | a serial port by its name |
| `usb-serial:DEVICE?options` | a serial port by what is plugged into it |
| `usblp:PATH`, `usb-printer:DEVICE` | a USB printer on Linux, by name or by what it is |
| `spool:PRINTER NAME` | a printer of Windows, raw through its spooler |
| `hid:DEVICE` | a scanner that speaks USB-HID-POS |
| `tcp://host:port` | a device on the store's network |

DEVICE is `VID:PID:SERIAL` or `VID:PID@PLACE`; `%xx` stands for a character that would end it.

An address is checked when it is made, so that a typing mistake is found in the settings and not
when the first customer stands there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, cast
from urllib.parse import parse_qsl, quote, unquote, urlsplit

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
_PLAIN_IN_DEVICE: Final = "!$&'()*+,-./:;=_~{}"
"""What serial numbers and places hold unchanged; `%`, `?`, `@`, `#` and spaces are written %xx."""
_NAME_MAX: Final = 220
"""Windows' own limit for a printer's name."""


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


_HOST_MAX: Final = 253
"""The longest name that there is in the domain name system (RFC 1035)."""


@dataclass(frozen=True, slots=True)
class TcpAddress:
    """A device on the store's network."""

    host: str
    port: int

    def __post_init__(self) -> None:
        """Refuse an address without a host or with an impossible port."""
        _must(bool(self.host), "a network address needs a host: tcp://192.168.1.20:9100")
        plain = len(self.host) <= _HOST_MAX and self.host.isascii() and self.host.isprintable()
        _must(plain and " " not in self.host, "that is no name of a computer in a network")
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

    def written(self) -> str:
        """Write it as an address does: by serial number, else by place."""
        device = f"{self.vendor:04X}:{self.product:04X}"
        if self.serial:
            return f"{device}:{quote(self.serial, safe=_PLAIN_IN_DEVICE)}"
        return f"{device}@{quote(self.place, safe=_PLAIN_IN_DEVICE)}" if self.place else device

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


@dataclass(frozen=True, slots=True)
class UsbLpAddress:
    """A printer of the kernel's usblp driver, by today's name."""

    path: str

    def __post_init__(self) -> None:
        """Refuse an address without a path."""
        _must(self.path.startswith("/"), "a usblp address needs a device: usblp:/dev/usb/lp0")


@dataclass(frozen=True, slots=True)
class UsbPrinterAddress:
    """A USB printer, found by what it is."""

    usb: UsbIdentity


@dataclass(frozen=True, slots=True)
class SpoolAddress:
    """A printer as Windows knows it; bytes go through its spooler unchanged."""

    printer: str

    def __post_init__(self) -> None:
        """Refuse a name that no printer has."""
        _must(bool(self.printer.strip()), "a spool address needs a printer: spool:Receipt")
        _must(len(self.printer) <= _NAME_MAX, f"a printer's name has at most {_NAME_MAX} letters")
        _must(self.printer.isprintable(), "a printer's name holds no control characters")


@dataclass(frozen=True, slots=True)
class HidAddress:
    """A scanner that speaks USB-HID-POS, found by what it is."""

    usb: UsbIdentity


Address = (
    SerialAddress
    | UsbSerialAddress
    | UsbLpAddress
    | UsbPrinterAddress
    | SpoolAddress
    | HidAddress
    | TcpAddress
)
SCHEMES: Final = ("serial:", "usb-serial:", "usblp:", "usb-printer:", "spool:", "hid:", "tcp://")


def parse_url(url: str) -> Address:
    """Read a device address; a ValueError says what is wrong with it."""
    scheme, _, rest = url.partition(":")
    target, _, query = rest.partition("?")
    match scheme:
        case "serial":
            return _serial(target, _options(query))
        case "usb-serial":
            return UsbSerialAddress(_usb(scheme, target), _serial(target, _options(query)))
        case "usblp":
            return UsbLpAddress(_without_options(scheme, rest))
        case "usb-printer":
            return UsbPrinterAddress(_usb(scheme, _without_options(scheme, rest)))
        case "spool":
            return SpoolAddress(rest)
        case "hid":
            return HidAddress(_usb(scheme, _without_options(scheme, rest)))
        case "tcp":
            parts = urlsplit(url)
            return TcpAddress(parts.hostname or "", parts.port or 0)
    raise ValueError(f"a device address begins with {_listed(SCHEMES)}; not {scheme!r}")


def _usb(scheme: str, device: str) -> UsbIdentity:
    found = _USB.fullmatch(device)
    if found is None:
        raise ValueError(f"a USB device is named by {scheme}:VID:PID:SERIAL or VID:PID@PLACE")
    return UsbIdentity(
        int(found["vendor"], 16),
        int(found["product"], 16),
        unquote(found["serial"] or ""),
        unquote(found["place"] or ""),
    )


def _without_options(scheme: str, rest: str) -> str:
    _must("?" not in rest, f"a {scheme}: address has no options")
    return rest


def _options(query: str) -> dict[str, str]:
    return dict(parse_qsl(query, keep_blank_values=True))


def _serial(path: str, options: Mapping[str, str]) -> SerialAddress:
    """Line settings; the constructor checks them."""
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
