"""What a card terminal said when its batch was closed: its books, and whose they are."""

from dataclasses import dataclass
from enum import Enum

from terminal.domain.money import Money


class CardClass(Enum):
    """The books of a card terminal (card-terminal.md section 6, B01)."""

    CREDIT = "credit"
    DEBIT = "debit"
    EBT = "ebt"
    GIFT = "gift"
    LOYALTY = "loyalty"
    CASH = "cash"


@dataclass(frozen=True, slots=True)
class ClassTotal:
    """What one book held; `amount` is negative when more was given back than taken."""

    card_class: CardClass
    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class BatchReport:
    """The batch is closed. `totals` is empty where they could not be read; `warning` says it.

    `tid` and `mid` name the terminal and the merchant at the bank, `closed_at` is the terminal's
    own time stamp.
    """

    totals: tuple[ClassTotal, ...] = ()
    tid: str = ""
    mid: str = ""
    batch: str = ""
    closed_at: str = ""
    warning: str = ""
