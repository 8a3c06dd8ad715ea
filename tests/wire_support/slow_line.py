"""A line in a time of its own: bytes come in any pieces, late, behind noise, or not at all."""

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import pairwise
from types import FunctionType, GeneratorType, MethodType, ModuleType
from typing import Any, Final

from hypothesis import strategies as st

from drivers.wire.protocol import WireProtocol

GARBAGE_BYTES: Final = 4096
TICKS_MAX: Final = 1000
"""A protocol that wants to be ticked more often without time passing would spin its thread."""

GARBAGE = st.binary(max_size=GARBAGE_BYTES) | st.sampled_from(
    [
        b"\x00" * GARBAGE_BYTES,
        b"\xff" * GARBAGE_BYTES,
        b"\x02" * GARBAGE_BYTES,
        b"0" * GARBAGE_BYTES,
        b"]L" + b"x\r\n" * (GARBAGE_BYTES // 3),
        b"@\n\x1e\rANSI 63600009000199" + b"DL99999999" * (GARBAGE_BYTES // 10),
        b"\x02\x38" + b"\x01" * GARBAGE_BYTES,
        b"\xff\xf3\x00" * (GARBAGE_BYTES // 3),
        bytes(range(256)) * (GARBAGE_BYTES // 256),
    ]
)
"""Noise of any bytes, and the beginnings of what each kind of scanner may say."""
CUTS = st.lists(st.integers(0, GARBAGE_BYTES), max_size=8)


class SlowLine:
    """One protocol, its wire open from the start; whatever it says or tells is kept."""

    def __init__(self, protocol: WireProtocol[Any, Any]) -> None:
        self.protocol = protocol
        self.now = 100.0
        self.events: list[Any] = []
        self.said = bytearray()
        protocol.connected(self.now)
        self._drain()

    def hear(self, pieces: Iterable[bytes], gap_s: float = 0.0) -> "SlowLine":
        """Let these come, each so long after the one before."""
        for piece in pieces:
            self.protocol.receive(piece, self.now)
            self._drain()
            self.wait(gap_s)
        return self

    def wait(self, seconds: float) -> "SlowLine":
        """Let time pass, and tick at each deadline as the runner does."""
        until, ticks = self.now + seconds, 0
        while (deadline := self.protocol.deadline()) is not None and deadline <= until:
            ticks += 1
            assert ticks < TICKS_MAX, "the protocol spins"
            self.now = max(self.now, deadline)
            self.protocol.tick(self.now)
            self._drain()
        self.now = until
        return self

    def _drain(self) -> None:
        self.said += self.protocol.outgoing()
        self.events += self.protocol.events()


def cut(data: bytes, places: Sequence[int]) -> list[bytes]:
    """The same bytes in pieces."""
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[start:end] for start, end in pairwise(edges)]


def held_bytes(protocol: object) -> int:
    """How much a protocol keeps, whatever it calls the places where it keeps it.

    Bytes and characters count one each, and so does every object, so that none is free. Classes,
    functions and modules are the program's and are not counted.
    """
    seen: set[int] = set()
    waiting, held = [protocol], 0
    while waiting:
        each = waiting.pop()
        if id(each) in seen or isinstance(each, type | ModuleType | FunctionType):
            continue
        seen.add(id(each))
        held += 1
        if isinstance(each, str | bytes | bytearray | memoryview):
            held += len(each)
        else:
            waiting += _parts(each)
    return held


def _parts(each: object) -> list[object]:
    match each:
        case dict() as mapping:
            return [*mapping.keys(), *mapping.values()]
        case list() | tuple() | set() | frozenset() | deque():
            return list(each)
        case GeneratorType():
            frame = each.gi_frame
            return [each.gi_yieldfrom, *(frame.f_locals.values() if frame else ())]
        case MethodType():
            return [each.__self__]
        case _:
            slots = (name for one in type(each).__mro__ for name in getattr(one, "__slots__", ()))
            return [*getattr(each, "__dict__", {}).values()] + [
                getattr(each, name) for name in slots if hasattr(each, name)
            ]
