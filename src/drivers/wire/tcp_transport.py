"""A device on the store's network: one TCP connection, woken through a socket pair.

`TCP_NODELAY` because device protocols are short questions and answers; keep-alive because a printer
whose power was pulled never says goodbye (a send alone raises nothing,
scanners-printers-displays.md section 13).
"""

import select
import socket
from contextlib import suppress
from typing import Final

from drivers.wire.errors import FOREIGN, WireLost, translated
from drivers.wire.urls import TcpAddress

CONNECT_TIMEOUT_S: Final = 2.0
"""On a store's network an answer takes milliseconds; quitting waits for this at the worst."""
CHUNK_BYTES: Final = 512
"""As on a serial port, so that both are watched equally closely."""
KEEPALIVE_IDLE_S: Final = 10
KEEPALIVE_INTERVAL_S: Final = 5
KEEPALIVE_PROBES: Final = 3
"""A device that lost its power is noticed after 10 + 3 x 5 = 25 s at the latest."""
_WAKE_LIMIT: Final = 1024


class TcpTransport:
    """One connection to a networked device."""

    hears = True

    def __init__(self, address: TcpAddress) -> None:
        """Remember the address; nothing is opened yet."""
        self._address = address
        self._link: socket.socket | None = None
        self._wake_read: socket.socket | None = None
        self._wake_write: socket.socket | None = None

    @property
    def where(self) -> str:
        """Host and port."""
        return f"{self._address.host}:{self._address.port}"

    def open(self) -> None:
        """Connect."""
        assert self._link is None, "a transport is opened once at a time"
        with translated(self.where):
            link = socket.create_connection(
                (self._address.host, self._address.port), timeout=CONNECT_TIMEOUT_S
            )
            try:
                _tune(link)
                self._wake_read, self._wake_write = socket.socketpair()
                self._wake_read.setblocking(False)
                self._wake_write.setblocking(False)
            except OSError:
                link.close()
                raise
            self._link = link

    def close(self) -> None:
        """Close the connection, whatever state it is in."""
        for one in (self._link, self._wake_read, self._wake_write):
            if one is not None:
                one.close()
        self._link = self._wake_read = self._wake_write = None

    def read(self, limit: int, timeout_s: float, *, until_room: bool = False) -> bytes:
        """Return the bytes that are there, or the first ones to come within `timeout_s`."""
        link, wake = self._link, self._wake_read
        if link is None or wake is None:
            raise WireLost(f"{self.where} is not open")
        with translated(self.where):
            writing = [link] if until_room else []
            ready, _, _ = select.select([link, wake], writing, [], timeout_s)
            if wake in ready:
                wake.recv(_WAKE_LIMIT)
            if link not in ready:
                return b""
            try:
                data = link.recv(limit)
            except BlockingIOError:
                return b""
        if not data:
            raise WireLost(f"{self.where} closed the connection")
        return data

    def write(self, data: bytes) -> int:
        """Hand over at most one chunk; 0 when the connection takes nothing now."""
        link = self._link
        if link is None:
            raise WireLost(f"{self.where} is not open")
        with translated(self.where):
            try:
                return link.send(data[:CHUNK_BYTES])
            except BlockingIOError:
                return 0

    def interrupt(self) -> None:
        """Wake the reading thread."""
        wake = self._wake_write
        if wake is None:
            return
        with suppress(*FOREIGN):  # full means it is awake already; closed means nobody is reading
            wake.send(b"\0")


def _tune(link: socket.socket) -> None:
    link.setblocking(False)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    link.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_KEEPIDLE", KEEPALIVE_IDLE_S),
        ("TCP_KEEPINTVL", KEEPALIVE_INTERVAL_S),
        ("TCP_KEEPCNT", KEEPALIVE_PROBES),
    ):
        option: int | None = getattr(socket, name, None)  # not every platform has each of them
        if option is not None:
            link.setsockopt(socket.IPPROTO_TCP, option, value)
