"""The store's own choices, which the deciders are given: never read from anywhere else."""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Final

from terminal.domain.discount import DiscountPolicy
from terminal.domain.keyed import TenderRules
from terminal.domain.money import Money
from terminal.domain.promotion import PromotionBook
from terminal.domain.refund import ReturnRules
from terminal.domain.rounding import CashRounding, Rounding, rounding_here
from terminal.domain.rules import RuleBook
from terminal.domain.tax import TaxTable

MAX_LINES: Final = 999
"""Line numbers have three digits on the receipt."""
MAX_QUANTITY: Final = 999
MAX_TICKET: Final = Money(99_999_99)
"""Above this a number was mistyped; a card request has 9 digits (card-terminal.md section 2)."""
MAX_CHANGE: Final = Money(100_00)
"""A hundred is the largest note: who hands over more than is due never gets back as much."""
MAX_CASH: Final = Money(9_999_99)
"""More cash than any counter takes at once; a mistyped amount is caught here."""


class FsaMode(Enum):
    """How the store stands with SIGIS (money-tax-iias.md section 6.1)."""

    OFF = "off"
    NINETY_PERCENT = "90 percent"
    IIAS = "iias"

    @property
    def on_screens(self) -> bool:
        """Whether the counter tells what is eligible, and an FSA/HSA card is asked for it."""
        return self is FsaMode.IIAS

    @property
    def on_receipts(self) -> bool:
        """By the 90 % rule it stands there for the customer's own claim."""
        return self is not FsaMode.OFF


class Certification(Enum):
    """Whether the acquirer's test and the self-assessment are passed (section 6.1 f).

    Amounts are sent either way, for the test is made with them: until then, and when it lapsed,
    issuers decline such cards (section 6.8).
    """

    PENDING = "pending"
    CERTIFIED = "certified"


class FsaOnCards(Enum):
    """What becomes of FSA/HSA amounts at this lane's card terminal.

    A terminal that cannot be told them must not charge an FSA/HSA card as if nothing were eligible.
    """

    SENT = "sent"
    REFUSED = "refused"  # no card pays for what is eligible
    LEFT_OUT = "left out"  # the store chose so: cards pay, as ordinary ones


class ResumedPrices(Enum):
    """What becomes of the prices of a ticket that was put aside and is taken up on another day."""

    KEPT = "kept"
    TODAY = "today"


@dataclass(frozen=True, slots=True)
class Policy:
    tax: TaxTable
    rounding: CashRounding
    fsa: FsaMode
    rules: RuleBook
    """What is asked for at pickup, and of restricted goods (domain/rules.py)."""
    device: str
    """The identity of this store file: makes pickup ids unique without chance."""
    fsa_on_cards: FsaOnCards = FsaOnCards.SENT
    pse_exchange: bool = False
    """Whether an exchange is set up: where a row asks for one, nothing is sold without."""
    schedule_v_only_lane: bool = False
    """Whether this lane alone sells Schedule V over the counter: only then its book tells all that
    a buyer got (21 CFR 1306.26)."""
    discounts: DiscountPolicy = field(default_factory=DiscountPolicy)
    tenders: TenderRules = field(default_factory=TenderRules)
    """What is taken beside cash and cards."""
    promotions: PromotionBook = field(default_factory=PromotionBook)
    """What the store has declared (`promotions.toml`)."""
    resumed_prices: ResumedPrices = ResumedPrices.KEPT
    returns: ReturnRules = field(default_factory=ReturnRules)
    """What the store takes back."""

    def cash_rounding(self, day: date) -> Rounding:
        """What the state's rows and the store's setting make of it on this day."""
        return rounding_here(self.rules, day, self.rounding)
