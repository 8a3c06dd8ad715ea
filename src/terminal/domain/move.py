"""A ticket that was put aside at one lane goes on at another: what is recorded of it.

What may leave its lane is decided in move_decider.py.
"""

from dataclasses import dataclass, field
from enum import Enum

from terminal.domain.barcode import Gtin
from terminal.domain.identity import LaneId, SaleId, StaffId
from terminal.domain.prescription import FillKey


class Stays(Enum):
    """Why a ticket goes on at its own lane alone."""

    PAYMENT = "payment"
    RETURN = "return"
    DEBT = "debt"
    LOGGED = "logged"
    PRICE = "price"


class Moved(Enum):
    """What a lane says about a ticket that another one asked for."""

    TAKEN = "taken"  # the lane that asked has it, durably
    OVER = "over"  # it waits there no more
    STAYS = "stays"  # it may not leave
    FIRST = "first"  # another lane asked before
    SILENT = "silent"  # nobody decided in time: nothing moved


@dataclass(frozen=True, slots=True)
class MovedGoods:
    gtin: Gtin
    quantity: int


# --- facts


@dataclass(frozen=True, slots=True)
class SaleMovedAway:
    """The ticket is over here; lane `to` goes on with it. `by` asked for it there."""

    sale: SaleId
    move: str
    to: LaneId
    by: StaffId
    goods: tuple[MovedGoods, ...]
    fills: tuple[FillKey, ...]
    name: str = field(repr=False)
    reason: str


@dataclass(frozen=True, slots=True)
class MoveSettled:
    """The other lane has it: it need not be brought again."""

    move: str


@dataclass(frozen=True, slots=True)
class SaleMovedHere:
    """Where this ticket comes from. `missing` are goods that this lane could not add."""

    sale: SaleId
    move: str
    lane: LaneId
    ticket: str
    fills: tuple[FillKey, ...]
    missing: tuple[MovedGoods, ...]


MoveFact = SaleMovedAway | SaleMovedHere
"""Of one ticket each."""
