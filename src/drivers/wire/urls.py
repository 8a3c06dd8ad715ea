"""Where a device is, as settings write it: `serial:PATH?options` or `tcp://host:port`.

An address is checked when it is made, so that a typing mistake is found in the settings and not
when the first customer stands there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast
from urllib.parse import parse_qsl, urlsplit

Parity = Literal["N", "E", "O"]

BAUD_RATES: Final = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400)
_PARITIES: Final = ("N", "E", "O")
_BYTE_SIZES: Final = (7, 8)
_STOP_BITS: Final = (1, 2)
_PORT_MAX: Final = 65535
_SERIAL_OPTIONS: Final = frozenset({"baud", "parity", "bytesize", "stopbits", "rtscts", "xonxoff"})
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


Address = SerialAddress | TcpAddress


def parse_url(url: str) -> Address:
    """Read a device address; a ValueError says what is wrong with it."""
    scheme, _, rest = url.partition(":")
    if scheme == "serial":
        path, _, query = rest.partition("?")
        return _serial(path, dict(parse_qsl(query, keep_blank_values=True)))
    if scheme == "tcp":
        parts = urlsplit(url)
        return TcpAddress(parts.hostname or "", parts.port or 0)
    raise ValueError(f"a device address begins with serial: or tcp://, not {scheme!r}")


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
