"""One POST over one TLS connection to a device whose certificate is pinned.

Rules that hold here:

1. The pinned authorities are the only ones; those of the operating system are not asked. The
   certificate must carry the name in the settings, since the address is one of the store's network.
2. What the network does becomes a `NoAnswer`, never an exception. Before the first byte of the
   request is offered to the connection it says `sent=False`, from then on `sent=True`.
3. A call can be cut from another thread at any time; then it ends soon. One cut before its first
   byte sends none.
4. No redirects, no proxies, nothing kept alive, and an end to every wait and to every answer.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from drivers.wire.exchange import Answer, NoAnswer, Request

CONNECT_S: Final = 5.0
"""To connect, and again for TLS, on the store's own network; a person waits at the counter."""
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
        self._lock = threading.Lock()
        self._socket: ssl.SSLSocket | None = None
        self._cut = False

    def run(self, on_sent: Callable[[], None], patience_s: float) -> Answer | NoAnswer:
        """Bring the request there and the answer back; no single wait is over `patience_s`."""
        try:
            connection = self._connect()
        except (OSError, ValueError) as error:
            return NoAnswer(_reason(error), sent=False)
        try:
            with self._lock:
                if self._cut:
                    return NoAnswer("given up before it was sent", sent=False)
                self._socket = connection
            return self._exchange(connection, on_sent, patience_s)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return NoAnswer(_reason(error), sent=True)
        finally:
            with self._lock:
                self._socket = None
            connection.close()

    def cut(self) -> None:
        """From any thread: end the call as soon as can be."""
        with self._lock:
            self._cut = True
            if self._socket is None:
                return
            try:
                # Of the plain socket: SSLSocket.shutdown pulls TLS from under the reading thread.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
            except OSError:
                return  # the device was quicker

    def _connect(self) -> ssl.SSLSocket:
        where = (self._address.host, self._address.port)
        plain = socket.create_connection(where, timeout=CONNECT_S)
        try:
            return self._context.wrap_socket(plain, server_hostname=self._address.certificate_name)
        except BaseException:
            plain.close()
            raise

    def _exchange(
        self, connection: ssl.SSLSocket, on_sent: Callable[[], None], patience_s: float
    ) -> Answer | NoAnswer:
        http_connection = http.client.HTTPConnection(self._address.host, self._address.port)
        http_connection.sock = connection
        http_connection.auto_open = 0  # never a second connection, so never a second charge
        headers = {"Content-Type": "application/json", "Connection": "close"}
        http_connection.request("POST", self._request.path, self._request.body, headers)
        on_sent()
        connection.settimeout(patience_s)
        with http_connection.getresponse() as response:
            body = response.read(MAX_ANSWER_BYTES + 1)
            if len(body) > MAX_ANSWER_BYTES:
                return NoAnswer("an answer without an end", sent=True)
            if response.length:  # read(limit) does not complain about an answer that ends early
                return NoAnswer("the connection broke before the answer was whole", sent=True)
            return Answer(response.status, body)


def _reason(error: Exception) -> str:
    """The kind of failure in words; the exception's own text may hold bytes of an answer."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return "the certificate is not the one that belongs to this device"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens there"
    return f"the connection broke ({type(error).__name__})"
