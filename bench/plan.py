"""How much is measured: the figures to reach at full size, or everything once and small."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.shops import Size, copy_of


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes and rounds. `shop` and `long_shop` differ only in the length of their history."""

    shop: Size
    long_shop: Size
    small_shop: Size
    tickets: int
    """Tickets of 20 lines that are scanned into the window."""
    long_tickets: int
    lines: int
    """Lines of a long ticket."""
    rounds: int
    """Turns that two things that are compared take."""
    lookups: int
    searches: int
    changed_fills: int
    starts: int
    device_scans: int
    stalls: int
    """Turns with a printer that takes no bytes."""
    idle_s: float
    log_rows: int
    """Logged sales of the shorter log; the longer one has ten times as many."""
    tickets_reported: int


FULL: Final = Plan(
    shop=Size(1_000_000, 200_000, 100_000),
    long_shop=Size(1_000_000, 200_000, 1_000_000),
    small_shop=Size(20_000, 2_000, 10_000),
    tickets=60,
    long_tickets=5,
    lines=500,
    rounds=40,
    lookups=4_000,
    searches=3,
    changed_fills=100_000,
    starts=7,
    device_scans=1_000,
    stalls=5,
    idle_s=10.0,
    log_rows=100_000,
    tickets_reported=100_000,
)
QUICK: Final = Plan(
    shop=Size(2_000, 300, 500),
    long_shop=Size(2_000, 300, 2_000),
    small_shop=Size(2_000, 300, 1_000),
    tickets=1,
    long_tickets=1,
    lines=25,
    rounds=2,
    lookups=50,
    searches=1,
    changed_fills=200,
    starts=1,
    device_scans=20,
    stalls=1,
    idle_s=1.5,
    log_rows=800,
    tickets_reported=600,
)
LINES_OF_A_SALE: Final = 20
FRAME_MS: Final = 16.7
"""One picture of a 60 Hz screen (DESIGN.md section 10)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one part measures: on copies in a folder that is thrown away."""

    plan: Plan
    scratch: Path

    @property
    def shop(self) -> Path:
        return copy_of(self.plan.shop, self.scratch)

    @property
    def long_shop(self) -> Path:
        return copy_of(self.plan.long_shop, self.scratch)

    @property
    def small_shop(self) -> Path:
        return copy_of(self.plan.small_shop, self.scratch)
