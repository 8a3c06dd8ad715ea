"""Where an ESC/POS command ends: the simulated printer's grammar.

A command is known by its first two bytes; `SIZES` says how many argument bytes follow, and a shape
how to find the end of those that carry data. What is not a command is text.
"""

from collections.abc import Callable
from typing import Final

NUL, DLE, ESC, FS, GS = 0x00, 0x10, 0x1B, 0x1C, 0x1D
FIRST_TEXT: Final = 0x20

SIZES: Final = {
    ESC: {"!": 1, "$": 2, "%": 1, " ": 1, "-": 1, "2": 0, "3": 1, "=": 1, "?": 1, "@": 0, "A": 1,
          "E": 1, "G": 1, "J": 1, "K": 1, "L": 0, "M": 1, "R": 1, "S": 0, "T": 1, "U": 1, "V": 1,
          "W": 8, "\\": 2, "a": 1, "c": 2, "d": 1, "e": 1, "i": 0, "m": 0, "p": 3, "r": 1, "t": 1,
          "u": 1, "v": 0, "{": 1},
    GS: {"!": 1, "$": 2, ":": 0, "B": 1, "H": 1, "I": 1, "L": 2, "P": 2, "T": 1, "W": 2, "\\": 2,
         "^": 3, "a": 1, "b": 1, "f": 1, "h": 1, "j": 1, "r": 1, "w": 1, "/": 1},
    FS: {"!": 1, "&": 0, "-": 1, ".": 0, "C": 1, "S": 2, "W": 1, "p": 2, "?": 2},
}  # fmt: skip
"""Argument bytes after prefix and command letter."""


def _counted(low: int, start: int, size: int = 2) -> Callable[[bytes], int | None]:
    """End of a command whose count (little endian, `size` bytes) stands at `low`."""

    def end(head: bytes) -> int | None:
        if len(head) < low + size:
            return None
        return start + int.from_bytes(head[low : low + size], "little")

    return end


def _raster_end(head: bytes) -> int | None:
    if len(head) < 8:
        return None
    across, down = int.from_bytes(head[4:6], "little"), int.from_bytes(head[6:8], "little")
    return 8 + across * down


def _bit_image_end(head: bytes) -> int | None:
    if len(head) < 5:
        return None
    columns = int.from_bytes(head[3:5], "little")
    return 5 + columns * (3 if head[2] & 0x20 else 1)


def _barcode_end(head: bytes) -> int | None:
    if len(head) < 4:
        return None
    if head[2] >= 65:
        return 4 + head[3]
    end = head.find(NUL, 3)
    return end + 1 if end > 0 else None


def _until_nul(head: bytes) -> int | None:
    end = head.find(NUL, 2)
    return end + 1 if end > 0 else None


def _cut_end(head: bytes) -> int | None:
    if len(head) < 3:
        return None
    return 3 if head[2] in (0, 1, 48, 49) else 4


def _real_time_end(head: bytes) -> int | None:
    """Real-time commands were carried out on arrival; in the buffer they are passed over."""
    if len(head) < 3:
        return None
    return {0x14: {1: 5, 2: 5, 8: 10}.get(head[2], 3)}.get(head[1], 3)


SHAPES: Final = {
    b"\x1b*": _bit_image_end, b"\x1bD": _until_nul, b"\x1b(": _counted(3, 5),
    b"\x1d(": _counted(3, 5), b"\x1d8": _counted(3, 7, 4), b"\x1dv": _raster_end,
    b"\x1dk": _barcode_end, b"\x1dV": _cut_end, b"\x1c(": _counted(3, 5),
    b"\x10\x04": _real_time_end, b"\x10\x05": _real_time_end, b"\x10\x14": _real_time_end,
}  # fmt: skip
"""Commands that carry data, or end by a rule of their own."""


def end_of_first(buffer: bytearray) -> int | None:
    """Where the first command ends, or None while that cannot be said."""
    if not buffer:
        return None
    first = buffer[0]
    if first >= FIRST_TEXT:
        return next((at for at, byte in enumerate(buffer) if byte < FIRST_TEXT), len(buffer))
    if first not in (ESC, GS, FS, DLE):
        return 1
    if len(buffer) < 2:
        return None
    shape = SHAPES.get(bytes(buffer[:2]))
    if shape is not None:
        return shape(bytes(buffer[:64]))
    if first == DLE:
        return 1
    return 2 + SIZES[first].get(chr(buffer[1]), 0)
