"""A recording of what went over one wire, for the person who installs it; off unless asked for.

Bytes are turned into text by the driver's own `redact` function before they are kept: a scan can
hold a name and a card frame an account. Without one, only lengths are kept.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final

FRAMES_KEPT: Final = 500
"""A few minutes of a busy counter; the oldest go first."""


class Direction(Enum):
    """Which way the bytes went, as seen from the terminal."""

    SENT = "sent"
    RECEIVED = "received"


Redact = Callable[[Direction, bytes], str]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One piece of a conversation, already redacted."""

    at: float
    direction: Direction
    text: str


def lengths_only(_direction: Direction, data: bytes) -> str:
    """Redact everything but the length."""
    return f"{len(data)} bytes"


class WireRecorder:
    """Keeps the last pieces of a conversation, redacted."""

    def __init__(
        self,
        redact: Redact = lengths_only,
        keep: int = FRAMES_KEPT,
        told: Callable[[Recorded], None] | None = None,
    ) -> None:
        """Keep at most `keep` pieces; `told` hears each, on the device's thread."""
        self._redact = redact
        self._told = told
        self._frames: deque[Recorded] = deque(maxlen=keep)

    def record(self, direction: Direction, data: bytes, now: float) -> None:
        """Keep one piece; called on the device's thread."""
        piece = Recorded(now, direction, self._redact(direction, data))
        self._frames.append(piece)
        if self._told is not None:
            self._told(piece)

    def frames(self) -> tuple[Recorded, ...]:
        """Return what is kept, oldest first; safe from any thread."""
        return tuple(self._frames.copy())
