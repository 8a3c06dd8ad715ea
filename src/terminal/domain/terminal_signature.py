"""A signature that was drawn on a card terminal, laid on our pad.

Rules that hold here:

1. It keeps its proportions: the pad's units are shares of its sides, which are not equally long.
2. A terminal tells no times: every point has 0 ms.
3. What is no signature, or more than one, is none: nothing is cut off.
"""

from typing import Final

from terminal.domain.signature import MAX_POINTS, Point, Strokes
from terminal.domain.signature_picture import HEIGHT, UNITS, WIDTH

Drawn = tuple[tuple[tuple[int, int], ...], ...]
"""Strokes of points in the terminal's own units, which nobody tells us."""
MARGIN: Final = 20
"""Dots of the picture that stay free on each side."""
_ROOM_X: Final = WIDTH - 2 * MARGIN
_ROOM_Y: Final = HEIGHT - 2 * MARGIN


def on_the_pad(drawn: Drawn) -> Strokes | None:
    """The drawing as large as the pad allows, in its middle; None if it is no signature."""
    points = [point for stroke in drawn for point in stroke]
    if not points or len(points) > MAX_POINTS:
        return None
    left, top = min(x for x, _ in points), min(y for _, y in points)
    width, height = max(x for x, _ in points) - left, max(y for _, y in points) - top
    by_width = width * _ROOM_Y >= height * _ROOM_X
    room, size = (_ROOM_X, width) if by_width else (_ROOM_Y, height)
    size = max(size, 1)  # a dot has no size
    free_x, free_y = WIDTH * size - width * room, HEIGHT * size - height * room

    def place(x: int, y: int) -> Point:
        across = (2 * (x - left) * room + free_x) * UNITS // (2 * WIDTH * size)
        down = (2 * (y - top) * room + free_y) * UNITS // (2 * HEIGHT * size)
        return Point(across, down, 0)

    strokes = Strokes(tuple(tuple(place(x, y) for x, y in stroke) for stroke in drawn))
    return strokes or None
