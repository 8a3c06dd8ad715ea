"""A picture that the printer keeps, and the command that stores it (section 10: GS ( L fn 67).

Rules:

1. A picture holds no real-time command (10 04, 10 05, 10 14): those are obeyed wherever they stand
   in the stream, would open the drawer or clear the buffer, and DLE EOT cannot be switched off.
2. The memory wears out: at most ten writes a day. Whoever stores a logo keeps the times of the
   writes durably, writes a new one down *before* the bytes go out, and asks `may_write`.
3. One GS ( L carries it: beyond 65,535 bytes it would have to be GS 8 L, but a picture ends where
   the zeros that end an interrupted command still reach (job.FLUSH).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

DOTS_PER_BYTE: Final = 8
MAX_WIDTH_DOTS: Final = 576
"""80 mm paper at 203 dpi (section 14)."""

MAX_LOGO_BYTES: Final = 8_000
"""14 mm high at the widest. An interrupted logo must be ended by the 8,192 zeros of section 12."""

REAL_TIME: Final = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
"""DLE EOT, DLE ENQ and DLE DC4: what a printer obeys in the middle of data."""

MAX_WRITES: Final = 10
PER: Final = timedelta(days=1)
"""Section 10: at most 10 NV writes a day."""

STORE: Final = b"\x1d\x28\x4c"
DEFINE_RASTER: Final = b"\x30\x43\x30"
"""m, fn 67, a: define NV graphics as rows of dots."""

ONE_COLOUR: Final = b"\x01"
FIRST_COLOUR: Final = b"\x31"


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows of dots from the top: packed, most significant bit first, 1 is black."""

    width: int
    height: int
    bits: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not 0 < self.width <= MAX_WIDTH_DOTS or self.width % DOTS_PER_BYTE:
            raise ValueError(f"a picture is 8, 16 ... {MAX_WIDTH_DOTS} dots wide: {self.width}")
        if self.height < 1 or len(self.bits) != self.width // DOTS_PER_BYTE * self.height:
            raise ValueError("a picture has as many bytes as its rows need")
        if len(self.bits) > MAX_LOGO_BYTES:
            raise ValueError(f"a picture has at most {MAX_LOGO_BYTES} bytes: {len(self.bits)}")
        if any(command in self.bits for command in REAL_TIME):
            raise ValueError("a picture must not hold a real-time command")


def without_commands(bits: bytes) -> bytes:
    """The same dots with one more beside each place that a printer would take for a command."""
    for command in REAL_TIME:
        bits = bits.replace(command, bytes((command[0] | 0x20, command[1])))
    return bits


def define_logo(key: str, picture: Picture) -> bytes:
    """Store the picture under this key, in place of the one that was there."""
    data = (
        DEFINE_RASTER
        + key.encode("ascii")
        + ONE_COLOUR
        + picture.width.to_bytes(2, "little")
        + picture.height.to_bytes(2, "little")
        + FIRST_COLOUR
        + picture.bits
    )
    return STORE + len(data).to_bytes(2, "little") + data


def may_write(writes: Iterable[datetime], now: datetime) -> bool:
    """Whether the memory may be written once more. A time in the future counts: clocks go wrong."""
    return sum(now - at < PER for at in writes) < MAX_WRITES
