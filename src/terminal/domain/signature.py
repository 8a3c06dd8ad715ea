"""A signature as vectors, bound by hash to the exact text and fills that were signed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from terminal.domain.identity import Digest, LineId
from terminal.domain.prescription import PatientId

LEAST_EXTENT = 200
"""2 % of the pad: a fingertip that rests trembles by less, and a pen that taps makes a dot."""
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
        """A dot is not a signature, nor are several: one stroke goes somewhere."""
        return any(_goes_somewhere(stroke) for stroke in self.strokes)

    def canonical(self) -> bytes:
        """A stable form for storage and hashing: `x,y,ms x,y,ms;...`."""
        return ";".join(
            " ".join(f"{point.x},{point.y},{point.ms}" for point in stroke)
            for stroke in self.strokes
        ).encode("ascii")


def _goes_somewhere(stroke: Sequence[Point]) -> bool:
    across, down = [point.x for point in stroke], [point.y for point in stroke]
    return any(max(each) - min(each) >= LEAST_EXTENT for each in (across, down) if each)


@dataclass(frozen=True, slots=True)
class PaperId:
    """One text with what it is signed for: fills, or a person."""

    rule: str
    """`Rule.ref` of the row that holds the text."""
    lines: tuple[LineId, ...]
    patient: PatientId | None = None


def bind(text: str, version: str, covers: Sequence[str], strokes: Digest) -> Digest:
    """One digest over what was seen, for which fills or whom, and what was drawn."""
    parts = [text, version, *covers, strokes]
    framed = b"".join(len(part.encode()).to_bytes(8, "big") + part.encode() for part in parts)
    return digest_of(framed)


def digest_of(content: bytes) -> Digest:
    return Digest(hashlib.sha256(content).hexdigest())
