"""The device's end of a wire: a pty on Linux, a TCP listener anywhere.

A pty's slave is closed in the parent, so that the kernel reports a hang-up while nobody has the
port open; closing the master is pulling the plug (scanners-printers-displays.md section 21).
"""

import errno
import os
import select
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

PIECE_BYTES: Final = 4096
ABSENT_POLL_S: Final = 0.005
"""How often a pty is looked at while nobody has it open: the kernel cannot wake us for that."""


class Endpoint(Protocol):
    """One plug."""

    @property
    def url(self) -> str:
        """The address a driver opens; valid while plugged in."""

    def plug(self, *, elsewhere: bool = False) -> None:
        """Appear; `elsewhere` under another name than the last time."""

    def unplug(self) -> None:
        """Vanish, in whatever state."""

    def exchange(
        self, outgoing: bytearray, wake: int, wait_s: float, *, hear: bool = True
    ) -> tuple[bool, bytes]:
        """Send from the front of `outgoing`, receive; return (somebody is there, their bytes).

        Without `hear` nothing is taken from the wire: whoever writes there comes to a stand.
        """


def pty_possible() -> bool:
    """Whether this system has ptys whose hang-up can be seen."""
    return sys.platform == "linux"


class PtyEndpoint:
    """A pseudo terminal, which a serial driver opens like any port."""

    def __init__(self, link: str, options: str) -> None:
        """Offer the slave's own name, or `link`, a symbolic link that follows each replug."""
        self._link = Path(link) if link else None
        self._first_link = self._link
        self._moves = 0
        self._options = f"?{options}" if options else ""
        self._master: int | None = None
        self._name = ""

    @property
    def url(self) -> str:
        """A serial address."""
        return f"serial:{self._link or self._name}{self._options}"

    def plug(self, *, elsewhere: bool = False) -> None:
        """Create the pair; elsewhere: beside the old link, or with a number it never had."""
        master, name = _new_pair()
        spare = []
        while elsewhere and name == self._name:
            spare.append(master)  # held, or the kernel gives the same number again
            master, name = _new_pair()
        for each in spare:
            os.close(each)
        self._master, self._name = master, name
        if self._first_link is not None and elsewhere:
            self._moves += 1
            self._link = self._first_link.with_name(f"{self._first_link.name}-{self._moves}")
        if self._link is not None:
            if self._link.is_symlink():  # an ordinary file is somebody's, and refuses the link
                self._link.unlink()
            self._link.symlink_to(name)

    def unplug(self) -> None:
        """Close the master: whoever has the slave open sees a hang-up."""
        if self._link is not None and self._link.is_symlink():
            self._link.unlink()
        if self._master is not None:
            os.close(self._master)
        self._master = None

    def exchange(
        self, outgoing: bytearray, wake: int, wait_s: float, *, hear: bool = True
    ) -> tuple[bool, bytes]:
        """Move bytes; see `Endpoint`."""
        if self._master is None:
            select.select([wake], [], [], wait_s)
            return False, b""
        poll = select.poll()
        wanted = (select.POLLIN if hear else 0) | (select.POLLOUT if outgoing else 0)
        poll.register(self._master, wanted)
        poll.register(wake, select.POLLIN)
        ready = dict(poll.poll(wait_s * 1000)).get(self._master, 0)
        if ready & select.POLLIN:
            return True, _read_pty(self._master)
        if ready & select.POLLHUP:
            select.select([wake], [], [], min(wait_s, ABSENT_POLL_S))
            return False, b""
        if ready & select.POLLOUT:
            del outgoing[: _write_some(self._master, outgoing)]
        return True, b""


def _new_pair() -> tuple[int, str]:
    """A raw pty: its master, and the name of its slave."""
    import tty  # noqa: PLC0415 - does not exist on Windows

    master, slave = os.openpty()
    tty.setraw(slave)
    name = os.ttyname(slave)
    os.close(slave)
    os.set_blocking(master, False)
    return master, name


def _read_pty(master: int) -> bytes:
    try:
        return os.read(master, PIECE_BYTES)
    except OSError as error:
        if error.errno not in (errno.EIO, errno.EAGAIN):  # EIO: hung up just now
            raise
        return b""


def _write_some(master: int, outgoing: bytearray) -> int:
    try:
        return os.write(master, outgoing[:PIECE_BYTES])
    except BlockingIOError:
        return 0


Visitor = Callable[[bytes], bytes]
"""Answers the bytes of a second connection, as card terminals do for a cancel."""


class TcpEndpoint:
    """A listener with one client at a time, as a networked device has.

    A second connection is refused, unless there is a `visitor` to answer it on the side
    (card-terminal.md section 3: a cancel over TCP comes on a second connection).
    """

    def __init__(self, host: str, port: int, visitor: Visitor | None = None) -> None:
        """Listen there; port 0 takes a free one and keeps it for each replug."""
        self._host = host
        self._port = port
        self._visitor = visitor
        self._guest: socket.socket | None = None
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None

    @property
    def url(self) -> str:
        """A network address."""
        return f"tcp://{self._host}:{self._port}"

    def plug(self, *, elsewhere: bool = False) -> None:
        """Listen; elsewhere at a free port."""
        port = 0 if elsewhere else self._port
        self._listener = socket.create_server((self._host, port))
        self._listener.setblocking(False)
        self._port = self._listener.getsockname()[1]

    def unplug(self) -> None:
        """Close the connections and the listener."""
        self._hang_up()
        self._dismiss()
        if self._listener is not None:
            self._listener.close()
        self._listener = None

    def exchange(
        self, outgoing: bytearray, wake: int, wait_s: float, *, hear: bool = True
    ) -> tuple[bool, bytes]:
        """Move bytes; see `Endpoint`."""
        asked: list[socket.socket | int] = [wake]
        heard = (self._listener, self._client if hear else None, self._guest)
        asked += [one for one in heard if one is not None]
        writing = [self._client] if self._client is not None and outgoing else []
        ready, writable, _ = select.select(asked, writing, [], wait_s)
        if self._client is not None and (writable or self._client in ready):
            # Before a newcomer is let in: a goodbye makes room, and has to be noticed as one.
            return self._serve(outgoing if writable else bytearray(), heard=self._client in ready)
        if self._guest in ready:
            self._answer_guest()
        if self._listener in ready:
            self._accept()
        return self._client is not None, b""

    def _serve(self, outgoing: bytearray, *, heard: bool) -> tuple[bool, bytes]:
        if outgoing:
            self._send(outgoing)
        data = self._receive() if heard and self._client is not None else b""
        return self._client is not None, data

    def _accept(self) -> None:
        assert self._listener is not None, "only a listener becomes readable"
        newcomer, _ = self._listener.accept()
        newcomer.setblocking(False)
        newcomer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._client is None:
            self._client = newcomer
        elif self._visitor is not None and self._guest is None:
            self._guest = newcomer
        else:
            newcomer.close()

    def _answer_guest(self) -> None:
        assert self._guest is not None, "only a guest is read from"
        assert self._visitor is not None, "nobody is let in without a visitor's desk"
        try:
            asked = self._guest.recv(PIECE_BYTES)
            if asked:
                self._guest.sendall(self._visitor(asked))
        except OSError:
            asked = b""
        if not asked:
            self._dismiss()

    def _dismiss(self) -> None:
        if self._guest is not None:
            self._guest.close()
        self._guest = None

    def _send(self, outgoing: bytearray) -> None:
        assert self._client is not None, "only a client is written to"
        try:
            del outgoing[: self._client.send(outgoing[:PIECE_BYTES])]
        except BlockingIOError:
            return
        except OSError:
            self._hang_up()  # the terminal went away

    def _receive(self) -> bytes:
        assert self._client is not None, "only a client is read from"
        try:
            data = self._client.recv(PIECE_BYTES)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._hang_up()
        return data

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None
