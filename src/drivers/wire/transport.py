"""A wire that is owned by one thread: open, read, write, close; woken from any other.

Rules that hold for each transport:

1. One thread opens, reads, writes and closes. `interrupt` alone may come from another thread, and
   makes the read that is waiting, or else the next one, return at once.
2. A read that gets nothing in its time, or less, returns `b""`; a wire that is gone raises
   `WireLost`.
3. A write never waits: it takes what the wire accepts now and says how much that was. A printer
   that is out of paper stops taking bytes but goes on sending its status; `until_room` lets one
   wait be for both.
4. `close` may be called at any time, any number of times, and never raises.
"""

from typing import Protocol

from drivers.wire.hid_transport import hid_transport
from drivers.wire.serial_transport import SerialTransport, UsbSerialTransport
from drivers.wire.spool_transport import SpoolTransport
from drivers.wire.tcp_transport import TcpTransport
from drivers.wire.urls import (
    HidAddress,
    SerialAddress,
    SpoolAddress,
    TcpAddress,
    UsbLpAddress,
    UsbPrinterAddress,
    UsbSerialAddress,
    parse_url,
)
from drivers.wire.usblp_transport import UsbLpTransport


class Transport(Protocol):
    """One wire."""

    @property
    def where(self) -> str:
        """The place in words for the operator: a port name or host and port."""

    @property
    def hears(self) -> bool:
        """Whether the device's words come back; fixed once it is open."""

    def open(self) -> None:
        """Claim the wire; raises `WireMissing`, `WireBusy`, `WireDenied` or `WireLost`."""

    def close(self) -> None:
        """Let go of the wire."""

    def read(self, limit: int, timeout_s: float, *, until_room: bool = False) -> bytes:
        """Return up to `limit` bytes as soon as there are any, or `b""` after `timeout_s`.

        With `until_room` it also returns as soon as the wire would take bytes again.
        """

    def write(self, data: bytes) -> int:
        """Give the wire the first part of `data`; return how many bytes it took (0 = stalled)."""

    def interrupt(self) -> None:
        """From any thread: wake the read that is waiting, or the next one."""


def transport_for(url: str) -> Transport:
    """Make the (still closed) transport for a device address; ValueError for a bad address."""
    match parse_url(url):
        case SerialAddress() as address:
            return SerialTransport(address)
        case UsbSerialAddress() as address:
            return UsbSerialTransport(address)
        case TcpAddress() as address:
            return TcpTransport(address)
        case UsbLpAddress() | UsbPrinterAddress() as address:
            return UsbLpTransport(address)
        case HidAddress() as address:
            return hid_transport(address)
        case SpoolAddress() as address:
            return SpoolTransport(address)


def open_url(url: str) -> Transport:
    """Make the transport for a device address and open it."""
    transport = transport_for(url)
    transport.open()
    return transport
