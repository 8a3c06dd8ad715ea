"""The hub's socket: TLS, a bounded number of connections, bounded bodies, every wait with an end.

Rules that hold here:

1. The handshake is made on the connection's own thread: who connects and says nothing keeps nobody
   else waiting.
2. No connection above `MAX_CONNECTIONS`, none above `MAX_OF_ONE` from one address; the next is
   closed at once.
3. Nothing of a request is written anywhere (DESIGN.md section 9): a log has the status alone.
"""

import socket
import ssl
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from sync.hub.service import MAX_BODY_BYTES, Reply, Service

MAX_CONNECTIONS: Final = 128
"""Twenty lanes have one each, and leave one behind that is idle when their network was cut."""
MAX_OF_ONE: Final = 48
"""All lanes of a store may stand behind one address."""
IDLE_S: Final = 15.0
"""Lanes report every second; a connection on which nothing comes for so long is over."""
REQUEST_S: Final = 10.0
"""From the first byte of a request to its last."""
_PIECE: Final = 16 * 1024

BugSink = Callable[[BaseException], None]


class HubServer(ThreadingHTTPServer):
    """Serves until `stop`; a connection's thread ends with it."""

    daemon_threads = False
    allow_reuse_address = True
    request_queue_size = 32

    def __init__(
        self,
        address: tuple[str, int],
        service: Service,
        context: ssl.SSLContext,
        *,
        bug: BugSink,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        idle_s: float = IDLE_S,
        request_s: float = REQUEST_S,
    ) -> None:
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, _Request)
        self.service = service
        self.clock = clock
        self.idle_s = idle_s
        self.request_s = request_s
        self._context = context
        self._bug = bug
        self._lock = threading.Lock()
        self._open: dict[Any, str] = {}
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.1}, name="hub"
        )

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Close the door, cut what is open, wait for the threads."""
        self.shutdown()
        self._thread.join()
        with self._lock:
            waiting = list(self._open)
        for connection in waiting:
            _cut(connection)
        self.server_close()

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Rule 2."""
        peer = str(client_address[0])
        with self._lock:
            if len(self._open) >= MAX_CONNECTIONS:
                return False
            if Counter(self._open.values())[peer] >= MAX_OF_ONE:
                return False
            self._open[request] = peer
        return True

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.pop(request, None)
        super().shutdown_request(request)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """On the connection's thread (rule 1)."""
        request.settimeout(self.request_s)
        try:
            with self._context.wrap_socket(request, server_side=True) as secured:
                with self._lock:
                    self._open[secured] = self._open.pop(request, "")
                try:
                    super().finish_request(secured, client_address)
                finally:
                    with self._lock:
                        self._open.pop(secured, None)
        except OSError:  # no TLS, or the other side is gone: nothing to answer
            return

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002  the base's
        """Only a bug comes here."""
        error = sys.exc_info()[1]
        if error is not None:
            self._bug(error)


class _Request(BaseHTTPRequestHandler):
    server: HubServer
    protocol_version = "HTTP/1.1"
    server_version = "RxlaneHub/1"
    sys_version = ""
    wbufsize = -1  # head and body leave together
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.connection.settimeout(self.server.idle_s)

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, *_said: object, **_named: object) -> None:
        """Rule 3."""

    def _serve(self) -> None:
        try:
            body = self._body()
            if isinstance(body, Reply):
                self.close_connection = True
                self._send(body)
                return
            authorization = self.headers.get("Authorization", "")
            reply = self.server.service.answer(
                self.command, self.path, authorization, body, self.server.clock()
            )
            if reply.status in (401, 403):
                self.close_connection = True
            self._send(reply)
        except OSError:
            self.close_connection = True  # the other side did not wait

    def _body(self) -> bytes | Reply:
        if self.headers.get("Transfer-Encoding"):
            return Reply(411)
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit()) or len(length) > 9:
            return Reply(400)
        if int(length) > MAX_BODY_BYTES:
            return Reply(413)
        return self._read(int(length))

    def _read(self, length: int) -> bytes | Reply:
        """A body that trickles in is over when its time is."""
        deadline = time.monotonic() + self.server.request_s
        body = bytearray()
        while len(body) < length:
            piece = self.rfile.read1(min(_PIECE, length - len(body)))
            body += piece
            if not piece or time.monotonic() > deadline:
                return Reply(408)
        return bytes(body)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(reply.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(reply.body)
        self.wfile.flush()


def _cut(connection: Any) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it was over already
