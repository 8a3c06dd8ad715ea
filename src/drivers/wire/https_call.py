"""One POST over one TLS connection to a device whose certificate is pinned.

Rules that hold here:

1. The pinned authorities are the only ones; those of the operating system are not asked. The
   certificate must carry the name in the settings, since the address is one of the store's network.
2. What the network does becomes a `NoAnswer`, never an exception. Before the first byte of the
   request is offered to the connection it says `sent=False`, from then on `sent=True`.
3. A call can be cut from another thread at any time, and ends within one look at the wire, on every
   system: nobody shuts a socket under a reading thread. One cut before its first byte sends none.
4. No redirects, no proxies, nothing kept alive, and an end to every wait and to every answer.
"""

import http.client
import io
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from drivers.wire.exchange import Answer, NoAnswer, Request

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CONNECT_S: Final = 5.0
"""To connect, and again for TLS, on the store's own network; a person waits at the counter."""
READ_SLICE_S: Final = 0.25
"""The longest single read; after it a cut is noticed (scanners-printers-displays.md section 19)."""
MAX_ANSWER_BYTES: Final = 262_144
"""An answer with two receipts is below 20 kB."""
_PORT_MAX: Final = 65535


@dataclass(frozen=True, slots=True)
class HttpsAddress:
    """Where the device is, and how it proves that it is the one.

    `authority_pem`: one or more certificates that may have signed the device's. `certificate_name`:
    the name that the device's certificate carries.
    """

    host: str
    port: int
    authority_pem: str = field(repr=False)
    certificate_name: str

    def __post_init__(self) -> None:
        if not self.host:
            raise ValueError("a network address needs a host")
        if not 1 <= self.port <= _PORT_MAX:
            raise ValueError(f"a network address needs a port from 1 to {_PORT_MAX}")
        if not self.certificate_name:
            raise ValueError("the name in the device's certificate must be known")

    def context(self) -> ssl.SSLContext:
        """Make what connections are checked with; a ValueError says that the PEM is not one."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            context.load_verify_locations(cadata=self.authority_pem)
        except ssl.SSLError as error:
            raise ValueError("the pinned certificates cannot be read") from error
        return context


class HttpsCall:
    """One request on its way. `run` is called once, on a thread of its own; `cut` on any."""

    def __init__(self, address: HttpsAddress, context: ssl.SSLContext, request: Request) -> None:
        self._address = address
        self._context = context
        self._request = request
        self._cut = threading.Event()

    def run(self, on_sent: Callable[[], None], patience_s: float) -> Answer | NoAnswer:
        """Bring the request there and the answer back within about `patience_s`."""
        give_up = time.monotonic() + patience_s
        try:
            connection = self._connect()
        except (OSError, ValueError) as error:
            return NoAnswer(_reason(error), sent=False)
        try:
            if self._cut.is_set():
                return NoAnswer("given up before it was sent", sent=False)
            return self._exchange(connection, on_sent, give_up)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return NoAnswer(_reason(error), sent=True)
        finally:
            connection.close()

    def cut(self) -> None:
        """From any thread: end the call as soon as can be."""
        self._cut.set()

    def _connect(self) -> ssl.SSLSocket:
        where = (self._address.host, self._address.port)
        plain = socket.create_connection(where, timeout=CONNECT_S)
        try:
            return self._context.wrap_socket(plain, server_hostname=self._address.certificate_name)
        except BaseException:
            plain.close()
            raise

    def _exchange(
        self, connection: ssl.SSLSocket, on_sent: Callable[[], None], give_up: float
    ) -> Answer | NoAnswer:
        http_connection = http.client.HTTPConnection(self._address.host, self._address.port)
        http_connection.sock = connection
        http_connection.auto_open = 0  # never a second connection, so never a second charge
        headers = {"Content-Type": "application/json", "Connection": "close"}
        http_connection.request("POST", self._request.path, self._request.body, headers)
        on_sent()
        connection.settimeout(READ_SLICE_S)
        # All that HTTPResponse asks of a socket is `makefile`.
        reading = cast("socket.socket", _Reading(connection, self._cut, give_up))
        with http.client.HTTPResponse(reading, method="POST") as response:
            response.begin()
            body = response.read(MAX_ANSWER_BYTES + 1)
            if len(body) > MAX_ANSWER_BYTES:
                return NoAnswer("an answer without an end", sent=True)
            if response.length:  # read(limit) does not complain about an answer that ends early
                return NoAnswer("the connection broke before the answer was whole", sent=True)
            return Answer(response.status, body)


class _Reading(io.RawIOBase):
    """What a connection brings, in short reads, until a cut or the end of patience."""

    def __init__(self, connection: ssl.SSLSocket, cut: threading.Event, give_up: float) -> None:
        super().__init__()
        self._connection = connection
        self._cut = cut
        self._give_up = give_up

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Be read through a buffer."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Wait for the next bytes; TimeoutError if nobody waits for them any more."""
        while not self._cut.is_set() and time.monotonic() < self._give_up:
            with suppress(TimeoutError):
                return self._connection.recv_into(buffer)
        raise TimeoutError


def _reason(error: Exception) -> str:
    """The kind of failure in words; the exception's own text may hold bytes of an answer."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return "the certificate is not the one that belongs to this device"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens there"
    return f"the connection broke ({type(error).__name__})"
