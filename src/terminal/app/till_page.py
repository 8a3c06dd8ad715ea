"""The page of the till as a value: what is asked on it, and what was entered so far."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from terminal.domain.cash_count import DENOMINATIONS, Counted
from terminal.domain.money import Money
from terminal.domain.three_way import CloseSheet, Way
from terminal.domain.till import ClosedTill, CountRow


class TillMode(Enum):
    HOME = "home"  # what can be done with the open till
    OPEN = "open"
    COUNT = "count"
    CLOSE = "close"
    WHY = "why"  # the reason of a close over something that is open
    PAID_IN = "paid in"
    PAID_OUT = "paid out"
    DROP = "drop"
    TAKE_OVER = "take over"
    TAKE_COUNT = "take count"
    CLOCK = "clock"
    REPORT = "report"  # the X
    CLOSED = "closed"  # right after the Z
    HISTORY = "history"
    PAST = "past"  # one of the history
    MATCH = "match"  # till, PhMS and card batch side by side
    SETTLE = "settle"  # the reason for one of their differences


COUNTING: Final = frozenset({TillMode.OPEN, TillMode.COUNT, TillMode.CLOSE, TillMode.TAKE_COUNT})
MOVING: Final = frozenset({TillMode.PAID_IN, TillMode.PAID_OUT, TillMode.DROP})
WORDS: Final = frozenset({TillMode.WHY, TillMode.CLOCK, TillMode.SETTLE})
"""Where a reason is asked."""
LAST_PIECE: Final = len(DENOMINATIONS) - 1


@dataclass(frozen=True, slots=True)
class TillPage:
    """`amount`: what is moved, while its reason is asked. `history` None: being read."""

    mode: TillMode = TillMode.HOME
    typed: str = ""
    counted: Counted = ()
    highlighted: int = 0
    amount: Money | None = None
    check: CloseSheet | None = None
    """What the store said for the close; None until then."""
    unsettled: tuple[str, ...] = ()
    history: tuple[ClosedTill, ...] | None = None
    counts: tuple[CountRow, ...] = ()
    chosen: int | None = None
    writing: bool = False
    written: str = ""
    trouble: str = ""
    way: Way | None = None
    """What is done about the difference that is looked at, while its reason is asked."""
    leaving: bool = False
    """Esc was pressed over a count, which is lost with the next one."""

    @property
    def has_field(self) -> bool:
        return self.mode in COUNTING | MOVING | WORDS

    @property
    def past(self) -> ClosedTill | None:
        """The one that was chosen of the history."""
        return next((each for each in self.history or () if each.till.number == self.chosen), None)
