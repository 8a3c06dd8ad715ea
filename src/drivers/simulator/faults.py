"""What can happen to bytes between a simulated device and the terminal.

One `FaultyLine` is one direction of a cable: bytes go in, and come out split, glued, late, damaged
or not at all (scanners-printers-displays.md section 21). Time comes in as `now`; byte positions
count from the moment the cable was plugged in, or from the last change of its faults. What is left
to chance follows from `seed`, so that a failure can be played again.
"""

import random
from collections import deque
from dataclasses import dataclass, field
from typing import Final

FLIPPED_BIT: Final = 0x01
"""The bit that a corrupted byte has changed: one bit, the hardest damage to notice."""
SPLIT_PAUSE_S: Final = 0.03
"""What makes one message two reads; shorter than the 40 ms at which a scan's frame ends (2)."""


@dataclass(frozen=True, slots=True)
class LinkFaults:
    """One direction's faults; the default is a perfect cable."""

    byte_by_byte: bool = False
    glue_s: float = 0.0
    delay_s: float = 0.0
    drop_at: frozenset[int] = field(default_factory=frozenset)
    drop_chance: float = 0.0
    duplicate_at: frozenset[int] = field(default_factory=frozenset)
    duplicate_chance: float = 0.0
    corrupt_at: frozenset[int] = field(default_factory=frozenset)
    split_at: frozenset[int] = field(default_factory=frozenset)
    stall_at: int | None = None
    stall_s: float = 0.0
    unplug_at: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        """Times and positions do not run backwards, and nothing is more than certain."""
        if min(self.glue_s, self.delay_s, self.stall_s) < 0:
            raise ValueError("a fault's time is not negative")
        positions = [
            *self.drop_at,
            *self.duplicate_at,
            *self.corrupt_at,
            *self.split_at,
            self.stall_at or 0,
            self.unplug_at or 0,
        ]
        if min(positions) < 0:
            raise ValueError("a fault's position is not negative")
        if not all(0 <= chance <= 1 for chance in (self.drop_chance, self.duplicate_chance)):
            raise ValueError("a chance is between 0 and 1")


PERFECT: Final = LinkFaults()


class FaultyLine:
    """One direction of a cable."""

    def __init__(self, faults: LinkFaults = PERFECT) -> None:
        """Start as freshly plugged in."""
        self._under_way: deque[tuple[float, bytes]] = deque()
        self._release_at = 0.0
        self.cut = False
        """Whether the cable was pulled at `unplug_at`: nothing more comes out."""
        self.become(faults)

    @property
    def faults(self) -> LinkFaults:
        """What is wrong with it now."""
        return self._faults

    def become(self, faults: LinkFaults) -> None:
        """Change the faults of a cable in use; positions count from here."""
        self._faults = faults
        self._passed = 0
        self._chance = random.Random(faults.seed)  # noqa: S311 - noise, no secret

    def hold(self, until: float) -> None:
        """Let nothing out that is put in from now on, before that moment."""
        self._release_at = max(self._release_at, until)

    def stalled(self, now: float) -> bool:
        """Whether it is in a stall: what is behind it has to wait."""
        return now < self._release_at

    def feed(self, data: bytes, now: float) -> None:
        """Put bytes in at this end."""
        faults = self._faults
        for byte in data:
            position = self._passed
            if faults.unplug_at is not None and position >= faults.unplug_at:
                self.cut = True
                return
            self._passed += 1
            if position in faults.drop_at or self._happens(faults.drop_chance):
                continue
            if position == faults.stall_at:
                self.hold(now + faults.stall_s)
            if position in faults.split_at:
                self.hold(now + SPLIT_PAUSE_S)
            damaged = byte ^ FLIPPED_BIT if position in faults.corrupt_at else byte
            twice = position in faults.duplicate_at or self._happens(faults.duplicate_chance)
            piece = bytes((damaged,)) * (1 + twice)
            self._join(max(now + faults.delay_s, self._release_at), piece, now)
        if data and faults.unplug_at is not None and self._passed >= faults.unplug_at:
            self.cut = True

    def due(self, now: float) -> bytes:
        """Take out what has arrived; at most one byte when the line splits everything."""
        arrived = bytearray()
        while self._under_way and self._under_way[0][0] <= now:
            arrived += self._under_way.popleft()[1]
            if self._faults.byte_by_byte:
                break
        return bytes(arrived)

    def drained(self) -> bool:
        """Whether nothing is under way."""
        return not self._under_way

    def next_at(self) -> float | None:
        """When the next byte comes out; None while nothing is under way."""
        return self._under_way[0][0] if self._under_way else None

    def _happens(self, chance: float) -> bool:
        return chance > 0 and self._chance.random() < chance

    def _join(self, at: float, byte: bytes, now: float) -> None:
        """Queue a byte; a gluing line holds it until the pieces before it go out too."""
        if self._faults.glue_s:
            waiting = self._under_way[0][0] if self._under_way else now + self._faults.glue_s
            at = max(at, waiting)
        if self._under_way and self._under_way[-1][0] > at:
            at = self._under_way[-1][0]  # a cable keeps the order
        self._under_way.append((at, byte))
