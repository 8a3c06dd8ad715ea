"""Cash that was counted: how many of each piece.

Rules that hold here: a piece is one of `DENOMINATIONS`; a count is whole, not negative and of a
size that hands can count, so that a mistyped number is caught before it becomes money.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from terminal.domain.money import ZERO, Money

DENOMINATIONS: Final = (
    Money(100_00),
    Money(50_00),
    Money(20_00),
    Money(10_00),
    Money(5_00),
    Money(2_00),
    Money(1_00),
    Money(50),
    Money(25),
    Money(10),
    Money(5),
    Money(1),
)
"""Of the United States, in the order in which a drawer is counted; a dollar is note or coin."""
SMALLEST_NOTE: Final = Money(1_00)
MAX_PIECES: Final = 2_000
"""Of one kind; forty rolls of cents. More is a mistyped number."""
MAX_COUNTED: Final = Money(50_000_00)
"""What no drawer of a counter holds."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """`many` of one kind."""

    worth: Money
    many: int

    def __post_init__(self) -> None:
        if self.worth not in DENOMINATIONS:
            raise ValueError("there is no such note or coin")
        if not 0 <= self.many <= MAX_PIECES:
            raise ValueError("nobody counts so many pieces")

    @property
    def amount(self) -> Money:
        return self.worth * self.many


Counted = tuple[Pieces, ...]
"""One entry for each kind that was counted, the largest first."""


def amount_of(counted: Iterable[Pieces]) -> Money:
    return Money(sum(each.amount.cents for each in counted))


def with_pieces(counted: Counted, new: Pieces) -> Counted:
    """The count with this kind entered, or entered anew."""
    rest = (each for each in counted if each.worth != new.worth)
    return tuple(sorted((*rest, new), key=lambda each: -each.worth.cents))


def to_deposit(counted: Counted, stays: Money) -> Counted:
    """What goes to the bank so that at least `stays` is left: the large pieces first.

    No more than what is over goes; where the pieces do not fit, a little more stays.
    """
    over = amount_of(counted) - stays
    taken: list[Pieces] = []
    for each in counted:
        many = min(each.many, max(0, over.cents) // each.worth.cents)
        if many:
            taken.append(Pieces(each.worth, many))
            over = over - each.worth * many
    assert over >= ZERO or not taken, "no more is taken than is over"
    return tuple(taken)
