"""The store's own gift cards: what is on one, what it may pay, and how much may be put on it.

Rules that hold here (money-tax-iias.md section 9):

1. Money put on a card is owed to its holder and no sale: no tax, never discounted, never eligible.
2. A card's number is never kept: a digest with the store's own key stands for it, and its last
   four digits.
3. What no customer may turn into another kind of money buys no gift card: not another gift card,
   not EBT, not FSA/HSA, no benefit.
4. The ledger is this lane's own. Where other lanes sell and take cards too and cannot be asked,
   this lane takes nothing, or up to a limit that the store sets from each card.
"""

import re
from dataclasses import dataclass
from typing import Final, NewType

from terminal.domain.money import ZERO, Money
from terminal.domain.refusal import Refusal, Why

GiftDigest = NewType("GiftDigest", str)
"""32 letters from a to p: no digit, so that none of it can be taken for a card's number."""
GIFT_DIGEST: Final = re.compile(r"[a-p]{32}")
_DIGITS: Final = re.compile(r"[0-9]{8,19}", re.ASCII)
_PREFIX: Final = re.compile(r"[0-9]{2,8}", re.ASCII)
_SPACES: Final = re.compile(r"[ -]")


@dataclass(frozen=True, slots=True)
class GiftRules:
    """How the store sells and takes its own cards."""

    cards: bool = False
    on_terminal: bool = False
    """The processor's gift cards instead: the card terminal reads, charges and issues them."""
    prefix: str = "98"
    """What the numbers of its cards begin with; no bank card begins with 98."""
    most_cents: int = 500_00
    """The most that is on one card."""
    only_lane: bool = True
    """No other lane sells or takes cards: what this lane knows is all there is."""
    offline_cents: int = 0
    """Otherwise: the most that this lane takes from one card; nothing unless the store says so."""

    def __post_init__(self) -> None:
        if self.cards and self.on_terminal:
            raise ValueError("gift cards are the store's own, or the card terminal's")
        if not _PREFIX.fullmatch(self.prefix):
            raise ValueError("the prefix of gift cards is 2 to 8 digits")
        if not 1_00 <= self.most_cents <= 10_000_00:
            raise ValueError("most_cents of gift cards is 1.00 to 10,000.00")
        if self.offline_cents < 0:
            raise ValueError("offline_cents is not negative")


@dataclass(frozen=True, slots=True)
class GiftStanding:
    """A card as this lane's ledger knows it just now."""

    card: GiftDigest
    last4: str
    balance: Money = ZERO
    known: bool = False
    """Money was put on it before."""
    taken_here: Money = ZERO
    """What of it this lane has taken."""

    def __post_init__(self) -> None:
        if not GIFT_DIGEST.fullmatch(self.card) or not re.fullmatch(r"[0-9]{4}", self.last4):
            raise ValueError("a card is kept as its digest and its last four digits")


def gift_number(text: str, rules: GiftRules) -> str | None:
    """The number that was typed, without its spaces; None: it is none of this store's cards."""
    number = _SPACES.sub("", text)
    own = _DIGITS.fullmatch(number) and number.startswith(rules.prefix)
    return number if own else None


def payable(standing: GiftStanding, rules: GiftRules) -> Money:
    """The most that the card may pay now."""
    most = standing.balance
    if not rules.only_lane:
        most = min(most, Money(rules.offline_cents) - standing.taken_here)
    return max(ZERO, most)


def pay_trouble(standing: GiftStanding, amount: Money, rules: GiftRules) -> Refusal | None:
    """Why the card does not pay so much."""
    if not standing.known:
        return Refusal(Why.GIFT_UNKNOWN)
    if standing.balance <= ZERO:
        return Refusal(Why.GIFT_EMPTY)
    most = payable(standing, rules)
    if amount <= most and most > ZERO:
        return None
    if amount <= standing.balance:
        return Refusal(Why.GIFT_OFFLINE_LIMIT, str(most))
    return Refusal(Why.GIFT_OVER_BALANCE, str(most))


def load_trouble(before: Money, amount: Money, rules: GiftRules) -> Refusal | None:
    """Why so much cannot be put on a card that holds `before`."""
    if amount <= ZERO:
        return Refusal(Why.AMOUNT_OUT_OF_RANGE)
    room = max(ZERO, Money(rules.most_cents) - before)
    return Refusal(Why.GIFT_LOAD_LIMIT, str(room)) if amount > room else None
