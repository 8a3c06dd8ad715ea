"""A signature as vectors, bound by hash to the exact text and fills that were signed."""

import hashlib
from dataclasses import dataclass

from terminal.domain.identity import Digest

MAX_POINTS = 20_000
"""A long signature at 120 points a second is below 2,000; more is not a signature."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the pad in 1/10,000 of its width and height, and ms since the first touch."""

    x: int
    y: int
    ms: int


@dataclass(frozen=True, slots=True)
class Strokes:
    """Pen-down to pen-up movements, in order."""

    strokes: tuple[tuple[Point, ...], ...] = ()

    def __post_init__(self) -> None:
        if sum(len(stroke) for stroke in self.strokes) > MAX_POINTS:
            raise ValueError("more points than a signature has")

    def __bool__(self) -> bool:
        """A dot is not a signature: at least two points in one stroke."""
        return any(len(stroke) > 1 for stroke in self.strokes)

    def canonical(self) -> bytes:
        """A stable form for storage and hashing: `x,y,ms x,y,ms;...`."""
        return ";".join(
            " ".join(f"{point.x},{point.y},{point.ms}" for point in stroke)
            for stroke in self.strokes
        ).encode("ascii")


def digest_of(content: bytes) -> Digest:
    return Digest(hashlib.sha256(content).hexdigest())
