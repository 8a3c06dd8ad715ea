"""The network side of a simulated nexo terminal: an open port, and the connections through it.

Rules that hold here: each connection is served on a thread of its own; a closed door cuts them all
and waits for none of them; what a cut connection is asked to do raises OSError on its own thread.
"""

import select
import socket
import ssl
import struct
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from drivers.simulator.nexo_certificates import Chain
from drivers.simulator.nexo_script import Travel

HERE: Final = "127.0.0.1"
HANDSHAKE_S: Final = 5.0
CUT_SEEN_S: Final = 0.05
"""How soon a connection that says nothing notices that it was cut."""
PIECE_BYTES: Final = 4_096
_AT_ONCE: Final = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
"""SO_LINGER, on and 0 s: closing drops what is under way, and the other end is reset."""


class Line:
    """One connection; plain until it is secured."""

    def __init__(self, plain: socket.socket) -> None:
        plain.settimeout(HANDSHAKE_S)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = plain
        self._turn = threading.Lock()
        self._cut = threading.Event()

    @property
    def is_cut(self) -> bool:
        """Whether it was cut at this end."""
        return self._cut.is_set()

    @property
    def is_left(self) -> bool:
        """Whether the other end went away: it says nothing more after its request but goodbye."""
        return bool(select.select([self._socket], [], [], 0)[0])

    def cut(self) -> None:
        """From any thread: let nothing through any more."""
        with self._turn:
            self._cut.set()
            with suppress(OSError):
                # The plain one's: TLS's own would pull the session away under a reading thread.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def secure(self, context: ssl.SSLContext) -> None:
        """Speak TLS from now on."""
        with self._turn:
            secured = context.wrap_socket(
                self._socket, server_side=True, do_handshake_on_connect=False
            )
            self._socket = secured
        secured.do_handshake()

    def reader(self) -> BinaryIO:
        """What the other end says."""
        return self._socket.makefile("rb")

    def deliver(self, data: bytes, travel: Travel) -> None:
        """Say it, however it is to travel."""
        for at, piece in _pieces(data, travel):
            if at == travel.stall_at:
                self._cut.wait(travel.stall_s)
            if at == travel.reset_at:
                self.reset()
                return
            self._socket.sendall(piece)

    def wait(self, seconds: float) -> None:
        """Say nothing for so long, or until it is cut."""
        self._cut.wait(seconds)

    def hang_up(self) -> None:
        """Say goodbye at once, and hear the other end out: closed before, it would be reset."""
        socket.socket.shutdown(self._socket, socket.SHUT_WR)
        self.swallow()

    def swallow(self) -> None:
        """Hear and say nothing until one of the two goes away."""
        while not self.is_cut:
            ready, _, _ = select.select([self._socket], [], [], CUT_SEEN_S)
            if ready and not socket.socket.recv(self._socket, PIECE_BYTES):
                return

    def reset(self) -> None:
        """End it as a crash does: without a goodbye."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self.close()

    def close(self) -> None:
        """End it; by the thread that serves it."""
        with self._turn, suppress(OSError):
            self._socket.close()


class Door:
    """A port of this computer, open from the beginning; 0 takes a free one. OSError: it is taken.

    What comes in before `open` waits.
    """

    def __init__(self, port: int, serve: Callable[[Line], None]) -> None:
        self._serve = serve
        self._listener = socket.create_server((HERE, port))
        self.port: int = self._listener.getsockname()[1]
        self._wake, self._woken = socket.socketpair()
        self._porter = threading.Thread(target=self._receive, name="nexo simulator door")
        self._lines: dict[threading.Thread, Line] = {}
        self._turn = threading.Lock()

    @property
    def is_busy(self) -> bool:
        """Whether a connection is still served."""
        with self._turn:
            return bool(self._lines)

    def open(self) -> None:
        """Let them in."""
        self._porter.start()

    def close(self) -> None:
        """Let nobody in, and cut everybody off."""
        if self._porter.is_alive():
            self._wake.send(b"\0")
            self._porter.join()
        for each in (self._listener, self._wake, self._woken):
            each.close()
        with self._turn:
            lines = list(self._lines.values())
        for line in lines:
            line.cut()

    def wait_for_lines(self) -> None:
        """Until every connection is served to its end; after `close`."""
        with self._turn:
            threads = list(self._lines)
        for thread in threads:
            thread.join()

    def _receive(self) -> None:
        while True:
            ready, _, _ = select.select([self._listener, self._woken], [], [])
            if self._woken in ready:
                return
            try:
                line = Line(self._listener.accept()[0])
            except OSError:
                continue  # it was gone before it was let in
            thread = threading.Thread(target=self._attend, args=(line,), name="nexo simulator line")
            with self._turn:
                self._lines[thread] = line
            thread.start()

    def _attend(self, line: Line) -> None:
        try:
            self._serve(line)
        except OSError:
            pass  # a client that does not trust us or is gone, or a cut
        finally:
            line.close()
            with self._turn:
                del self._lines[threading.current_thread()]


def server_context(chain: Chain) -> ssl.SSLContext:
    """What the terminal shows to those who connect."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "terminal.pem")
        path.touch(0o600)
        path.write_text(chain.key_pem + chain.certificate_pem, encoding="ascii")
        context.load_cert_chain(path)
    return context


def _pieces(data: bytes, travel: Travel) -> Iterator[tuple[int, bytes]]:
    """Where each piece begins, and the piece; an empty one at the end."""
    ends = {len(data), *(range(len(data)) if travel.drip else ())}
    ends |= {at for at in (travel.stall_at, travel.reset_at) if at is not None and at < len(data)}
    start = 0
    for end in sorted(ends - {0}):
        yield start, data[start:end]
        start = end
    yield start, b""
