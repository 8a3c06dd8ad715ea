"""A simulated nexo terminal on the network: HTTPS with a certificate that was made at start.

Rules that hold here: the terminal is touched under one lock only; each connection is served on a
thread of its own; `stop` cuts every line and joins every thread.
"""

import ssl
import tempfile
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self, TypeVar

from drivers.simulator.nexo_certificates import Chain, certificate_name, make_chain
from drivers.simulator.nexo_envelope import HttpAnswer
from drivers.simulator.nexo_terminal import NexoTerminalSimulator

PATHS = frozenset({"/nexo", "/nexo/"})
MAX_BODY = 262_144
MAX_CHUNK_LINE = 100
HANDSHAKE_S = 5.0
IDLE_S = 0.05  # how long the clock may sleep although it has nothing to wait for

T = TypeVar("T")


class NexoTerminalHost:
    """Runs a `NexoTerminalSimulator` on a port of this machine (0: a free one)."""

    def __init__(
        self, terminal: NexoTerminalSimulator, port: int = 0, *, chain: Chain | None = None
    ) -> None:
        self.terminal = terminal
        self.certificate_name = certificate_name(terminal.poi_id)
        self.chain = chain or make_chain(self.certificate_name)
        self._changed = threading.Condition(threading.RLock())
        self._stopping = False
        self._server = _Server(("127.0.0.1", port), server_context(self.chain), self._post)
        self.port: int = self._server.server_address[1]
        self._threads = (
            threading.Thread(
                target=self._server.serve_forever, args=(0.05,), name="nexo simulator"
            ),
            threading.Thread(target=self._pass_time, name="nexo simulator clock"),
        )

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Switch the terminal off and close the port."""
        with self._changed:
            self._stopping = True
            self.terminal.power_off()
            self._changed.notify_all()
        self._server.shutdown()
        for thread in self._threads:
            thread.join()
        self._server.server_close()

    def call(self, do: Callable[[], T]) -> T:
        """Do something to the terminal, under its lock."""
        with self._changed:
            result = do()
            self._changed.notify_all()
            return result

    def _post(self, body: bytes) -> HttpAnswer | None:
        """Bring a request to the terminal and wait for its word, on a connection's thread."""
        told: list[HttpAnswer | None] = []

        def reply(answer: HttpAnswer | None) -> None:
            with self._changed:
                told.append(answer)
                self._changed.notify_all()

        with self._changed:
            self.terminal.post(body, reply, time.monotonic())
            self._changed.notify_all()
            self._changed.wait_for(lambda: told or self._stopping)
            return told[0] if told else None

    def _pass_time(self) -> None:
        with self._changed:
            while not self._stopping:
                now = time.monotonic()
                self.terminal.tick(now)
                deadline = self.terminal.deadline()
                wait = IDLE_S if deadline is None else min(max(deadline - now, 0.001), IDLE_S)
                self._changed.wait(wait)


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    allow_reuse_address = True

    def __init__(
        self,
        address: tuple[str, int],
        context: ssl.SSLContext,
        post: Callable[[bytes], HttpAnswer | None],
    ) -> None:
        super().__init__(address, _Handler)
        self.context = context
        self.post = post

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Speak TLS first, on the connection's own thread."""
        request.settimeout(HANDSHAKE_S)
        try:
            with self.context.wrap_socket(request, server_side=True) as secure:
                super().finish_request(secure, client_address)
        except OSError:
            return  # a client that does not trust us, or is gone


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Serve one request; a cut line is closed without an answer."""
        self.close_connection = True
        body = self._body()
        if body is None:
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        if self.path not in PATHS:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        answer = self.server.post(body)
        if answer is None:
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)

    def _body(self) -> bytes | None:
        """The request's body, of a length told before or in chunks; None if it is neither."""
        if self.headers.get("Transfer-Encoding", "") == "chunked":
            return self._chunks()
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MAX_BODY:
            return None
        return self.rfile.read(int(length))

    def _chunks(self) -> bytes | None:
        body = b""
        while len(body) <= MAX_BODY:
            try:
                size = int(self.rfile.readline(MAX_CHUNK_LINE).split(b";")[0], 16)
            except ValueError:
                return None
            body += self.rfile.read(min(max(size, 0), MAX_BODY))
            self.rfile.readline(MAX_CHUNK_LINE)
            if size <= 0:
                return body
        return None

    def log_message(self, *args: object) -> None:
        """Say nothing on the console."""


def server_context(chain: Chain) -> ssl.SSLContext:
    """What the terminal shows to those who connect."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "terminal.pem")
        path.touch(0o600)
        path.write_text(chain.key_pem + chain.certificate_pem, encoding="ascii")
        context.load_cert_chain(path)
    return context
