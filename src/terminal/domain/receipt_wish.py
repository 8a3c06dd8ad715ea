"""How a customer wants a receipt: its language, what it says of prescriptions, what it is for."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from terminal.domain.identity import AttemptRef, LineId
from terminal.domain.language import Language


class RxWords(Enum):
    """What a receipt says of a prescription (money-tax-iias.md section 12.3)."""

    HIDDEN = "hidden"
    """That there is one: for what leaves the counter by mail or message."""
    NUMBER = "number"
    NAME = "name"
    """The medicine too: the patient asked for it."""


class Form(Enum):
    RECEIPT = "receipt"
    GIFT = "gift"
    """Goods without their prices, for who may bring them back."""
    CARD = "card"
    """What became of a card: a payment that was voided, or one that was declined."""


NO_ATTEMPT: Final = AttemptRef("")


@dataclass(frozen=True, slots=True)
class Wish:
    """`lines` of a gift receipt are those that are on it; `attempt` is what a card's slip tells of:
    the void, or the payment that was declined.
    """

    language: Language = Language.ENGLISH
    rx: RxWords = RxWords.NUMBER
    form: Form = Form.RECEIPT
    lines: tuple[LineId, ...] = ()
    attempt: AttemptRef = NO_ATTEMPT


PLAIN_WISH: Final = Wish()
