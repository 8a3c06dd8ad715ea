"""PAX framing: bytes to signals and back, one byte at a time (card-terminal.md section 2).

Rules that hold here:

1. The check byte is the XOR of every byte after STX up to and including ETX. It may be any byte,
   also a control character: after the first ETX exactly one more byte is taken, unconditionally.
2. STX never occurs inside a field, so an STX inside a frame starts the frame anew.
3. Nothing raises on any input, and no more than `MAX_FRAME_BYTES` are ever held.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from drivers.card_terminal.messages import FrameFault

STX, ETX, EOT, ENQ, ACK, NAK = 0x02, 0x03, 0x04, 0x05, 0x06, 0x15
FS, US = "\x1c", "\x1f"

# The longest answer we ask for (T01 with EMV tags and the 1.54 tails) stays under 2 kB; the rest is
# room for gateway data. A signature (A09), which could be longer, is asked for in chunks.
MAX_FRAME_BYTES = 8192


def clean(text: str) -> str:
    """`text` as it may stand in a field: printable ASCII only."""
    return "".join(c for c in text if c.isascii() and c.isprintable())


class Control(Enum):
    """A single control character between frames."""

    ACK = ACK
    NAK = NAK
    EOT = EOT


@dataclass(frozen=True, slots=True)
class Frame:
    """The payload between STX and ETX, its check byte verified. May hold card data: not in repr."""

    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class BadFrame:
    """A frame that ended but cannot be used; its bytes are gone."""

    kind: FrameFault


@dataclass(frozen=True, slots=True)
class Stray:
    """Bytes between frames that mean nothing (ENQ, line noise)."""


Signal = Control | Frame | BadFrame | Stray


def check_byte(body: bytes) -> int:
    """XOR over `body`, which begins after STX and ends with ETX."""
    lrc = 0
    for byte in body:
        lrc ^= byte
    return lrc


def encode(payload: bytes) -> bytes:
    """The frame that carries `payload`, which holds neither STX nor ETX."""
    assert STX not in payload
    assert ETX not in payload
    body = payload + bytes([ETX])
    return bytes([STX]) + body + bytes([check_byte(body)])


class _State(Enum):
    BETWEEN = auto()
    INSIDE = auto()
    OVERLONG = auto()
    CHECK = auto()
    CHECK_OVERLONG = auto()


class FrameReader:
    """Bytes in, signals out; holds at most one unfinished frame."""

    __slots__ = ("_body", "_state")

    def __init__(self) -> None:
        self._state = _State.BETWEEN
        self._body = bytearray()

    @property
    def inside_frame(self) -> bool:
        """Whether a frame has begun and not ended: the inter-byte time runs."""
        return self._state is not _State.BETWEEN

    def reset(self) -> None:
        """Forget an unfinished frame."""
        self._state = _State.BETWEEN
        self._body.clear()

    def expire(self) -> BadFrame:
        """The rest of the frame did not come in time."""
        self.reset()
        return BadFrame(FrameFault.TRUNCATED)

    def feed(self, data: bytes) -> Iterator[Signal]:
        """The signals that `data` completes, in order; consume them all."""
        strays = False
        for byte in data:
            signal = self._step(byte)
            if isinstance(signal, Stray):
                strays = True
            elif signal is not None:
                yield signal
        if strays:  # one per chunk: a flood of noise is one finding, not thousands
            yield Stray()

    def _step(self, byte: int) -> Signal | None:
        match self._state:
            case _State.BETWEEN:
                return self._between(byte)
            case _State.INSIDE:
                return self._inside(byte)
            case _State.OVERLONG:
                self._state = {ETX: _State.CHECK_OVERLONG, STX: _State.INSIDE}.get(
                    byte, _State.OVERLONG
                )
                return None
            case _State.CHECK:
                return self._close(byte)
            case _State.CHECK_OVERLONG:
                self.reset()
                return BadFrame(FrameFault.TOO_LONG)

    def _between(self, byte: int) -> Signal | None:
        if byte == STX:
            self._state = _State.INSIDE
            return None
        if byte in {ACK, NAK, EOT}:
            return Control(byte)
        return Stray()

    def _inside(self, byte: int) -> Signal | None:
        if byte == STX:
            self._body.clear()
        elif byte == ETX:
            self._state = _State.CHECK
        elif len(self._body) >= MAX_FRAME_BYTES:
            self._body.clear()
            self._state = _State.OVERLONG
        else:
            self._body.append(byte)
        return None

    def _close(self, lrc: int) -> Signal:
        payload = bytes(self._body)
        self.reset()
        if check_byte(payload + bytes([ETX])) != lrc:
            return BadFrame(FrameFault.BAD_CHECK_BYTE)
        return Frame(payload)
