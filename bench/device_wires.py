"""Wires to measure on: a pty whose far end is in hand, and a count of how a port is looked at."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from drivers.wire.transport import Transport, transport_for


@contextmanager
def far_end() -> Iterator[tuple[int, str]]:
    """A raw pty: its master, and the address of its slave."""
    import tty  # noqa: PLC0415 - does not exist on Windows

    master, slave = os.openpty()
    tty.setraw(slave)
    try:
        yield master, f"serial:{os.ttyname(slave)}?baud=115200"
    finally:
        os.close(slave)
        os.close(master)


def has_ptys() -> bool:
    """Whether there is something to measure on: the figures are about real ports."""
    return sys.platform == "linux"


class Watched:
    """A transport, when it was looked at, and in `refused` how many writes took nothing."""

    hears = True

    def __init__(self, wire: Transport | str) -> None:
        self._wire = transport_for(wire) if isinstance(wire, str) else wire
        self.looked_at: list[float] = []
        self.refused = 0

    @property
    def where(self) -> str:
        return self._wire.where

    def open(self) -> None:
        self.looked_at.append(monotonic())
        self._wire.open()

    def close(self) -> None:
        self._wire.close()

    def read(self, limit: int, timeout_s: float, *, until_room: bool = False) -> bytes:
        self.looked_at.append(monotonic())
        return self._wire.read(limit, timeout_s, until_room=until_room)

    def write(self, data: bytes) -> int:
        taken = self._wire.write(data)
        self.refused += not taken
        return taken

    def interrupt(self) -> None:
        self._wire.interrupt()


def busiest_second(moments: list[float]) -> int:
    """The most of them that fall into any one second."""
    first = most = 0
    for count, moment in enumerate(moments, start=1):
        while moments[first] <= moment - 1.0:
            first += 1
        most = max(most, count - first)
    return most
