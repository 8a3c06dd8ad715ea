"""A signature as a picture, for a register or an audit that cannot read vectors.

A black-on-white PNG of one bit a dot (W3C PNG, third edition). The vectors stay the original: what
was signed is bound to them.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from terminal.domain.signature import Point, Strokes

WIDTH: Final = 640
HEIGHT: Final = 240
"""A pad is about two and a half times as wide as high; readable at two inches on paper."""
UNITS: Final = 10_000
_PEN: Final = ((0, 0), (1, 0), (0, 1), (1, 1))
"""A line two dots wide."""
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_WHITE: Final = 0xFF


def png_of(strokes: Strokes) -> bytes:
    """The same picture for the same strokes."""
    rows = [bytearray([_WHITE]) * (WIDTH // 8) for _ in range(HEIGHT)]
    for stroke in strokes.strokes:
        for x, y in _dots(stroke):
            rows[y][x // 8] &= ~(0x80 >> x % 8)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 1, 0, 0, 0, 0)  # one bit, grey, no interlace
    pixels = b"".join(b"\x00" + row for row in rows)  # every row unfiltered
    parts = (_chunk(b"IHDR", head), _chunk(b"IDAT", zlib.compress(pixels, 9)), _chunk(b"IEND", b""))
    return _SIGNATURE + b"".join(parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def _dots(stroke: tuple[Point, ...]) -> Iterator[tuple[int, int]]:
    """Every dot of the line through the points, inside the picture."""
    places = [(point.x * (WIDTH - 1) // UNITS, point.y * (HEIGHT - 1) // UNITS) for point in stroke]
    for (x0, y0), (x1, y1) in zip(places, places[1:] or places, strict=False):
        steps = max(abs(x1 - x0), abs(y1 - y0), 1)
        for step in range(steps + 1):
            x, y = x0 + (x1 - x0) * step // steps, y0 + (y1 - y0) * step // steps
            for right, down in _PEN:
                if 0 <= x + right < WIDTH and 0 <= y + down < HEIGHT:
                    yield x + right, y + down
