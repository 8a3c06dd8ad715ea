"""A catalogue item, as the shelf and the law see it."""

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Final

from terminal.domain.barcode import Gtin, is_gtin
from terminal.domain.money import ZERO, Money
from terminal.domain.price_book import DatedPrice, OpenPrice, PriceNow, next_change, price_on
from terminal.domain.pse_content import PseContent

MAX_NAME = 120
"""Longer than any shelf label; what is longer was not meant as a name."""
MAX_DEPARTMENT: Final = 40
MAX_PIECES: Final = 999
"""As many as a line holds: more are in no case that is sold whole."""


class ItemCategory(Enum):
    """What sales tax looks at (money-tax-iias.md section 2)."""

    RX_DRUG = "RX_DRUG"
    OTC_DRUG = "OTC_DRUG"
    MEDICAL_DEVICE = "MEDICAL_DEVICE"
    SUPPLEMENT = "SUPPLEMENT"
    FOOD = "FOOD"
    CANDY = "CANDY"
    BEVERAGE = "BEVERAGE"
    GENERAL = "GENERAL"
    TOBACCO = "TOBACCO"
    ALCOHOL = "ALCOHOL"
    SERVICE = "SERVICE"
    GIFT_CARD = "GIFT_CARD"
    FEE = "FEE"


class Eligibility(Enum):
    """Whether an FSA/HSA card may pay for it (money-tax-iias.md section 6.2)."""

    NONE = "NONE"
    HEALTHCARE_OTC = "HEALTHCARE_OTC"
    RX = "RX"


class EligibilitySource(Enum):
    NOT_LISTED = "NOT_LISTED"
    EPL = "EPL"
    PRIVATE_LABEL = "PRIVATE_LABEL"
    RX = "RX"
    MANUAL_OVERRIDE = "MANUAL_OVERRIDE"


class Restriction(Enum):
    """Goods that are not sold without their rules: refused, never guessed.

    AGE asks for a class beside it (`ItemClass`): without one nobody knows which age.
    """

    NONE = "none"
    PSE = "pseudoephedrine"
    AGE = "age"


class ItemClass(Enum):
    """What the law of restricted goods calls it (restricted.py); an item may be of several."""

    DEXTROMETHORPHAN = "dextromethorphan"
    TOBACCO = "tobacco"
    NICOTINE_REPLACEMENT = "nicotine replacement"
    ALCOHOL = "alcohol"
    SCHEDULE_V = "schedule v"
    SCHEDULE_V_OPIUM = "schedule v opium"
    HEARING_AID = "hearing aid"
    NITROUS_OXIDE = "nitrous oxide"
    SYRINGE = "syringe"
    LOTTERY = "lottery"


COUNTED: Final = frozenset({ItemClass.SCHEDULE_V, ItemClass.SCHEDULE_V_OPIUM})
"""Classes of which one buyer gets so much and no more: their items say how much is in a pack."""
_BY_CATEGORY: Final = MappingProxyType(
    {ItemCategory.TOBACCO: ItemClass.TOBACCO, ItemCategory.ALCOHOL: ItemClass.ALCOHOL}
)


NEVER_FOOD: Final = frozenset(
    {
        ItemCategory.RX_DRUG,
        ItemCategory.OTC_DRUG,
        ItemCategory.MEDICAL_DEVICE,
        ItemCategory.SUPPLEMENT,
        ItemCategory.TOBACCO,
        ItemCategory.ALCOHOL,
        ItemCategory.SERVICE,
        ItemCategory.GIFT_CARD,
        ItemCategory.FEE,
    }
)
"""No food whatever a catalogue says (7 CFR 271.2, "eligible foods"): alcohol, tobacco, medicine."""


class Measure(Enum):
    """What 21 CFR 1306.26 counts in."""

    CC = "cc"
    UNITS = "units"


MAX_PACK: Final = 10_000


@dataclass(frozen=True, slots=True)
class Pack:
    """How much one package holds: `120 cc`, `24 units`. A part of a cc counts as a whole one."""

    amount: int
    measure: Measure

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= MAX_PACK:
            raise ValueError(f"a package holds 1 to {MAX_PACK} cc or units")

    def __str__(self) -> str:
        return f"{self.amount} {self.measure.value}"

    @classmethod
    def parse(cls, text: str) -> "Pack":
        """Raises `ValueError`."""
        amount, _, measure = text.strip().partition(" ")
        if not (amount.isascii() and amount.isdigit() and len(amount) <= len(str(MAX_PACK))):
            raise ValueError('a pack is a whole number and "cc" or "units", such as 120 cc')
        return cls(int(amount), Measure(measure))


@dataclass(frozen=True, slots=True)
class Item:
    """An over-the-counter item with its price and its flags at the time it is sold."""

    gtin: Gtin
    name: str
    price: Money | None
    category: ItemCategory
    eligibility: Eligibility = Eligibility.NONE
    eligibility_source: EligibilitySource = EligibilitySource.NOT_LISTED
    list_version: str = ""
    restriction: Restriction = Restriction.NONE
    classes: tuple[ItemClass, ...] = ()
    pack: Pack | None = None
    pse: PseContent | None = None
    """What a package holds; None where the catalogue does not say: then it cannot be sold."""
    snap: bool = False
    """Food that EBT SNAP pays (7 CFR 271.2)."""
    department: str = ""
    """As the store calls it; reports and promotions go by it."""
    prices: tuple[DatedPrice, ...] = ()
    """Its price book, if its price has dates; `price` is then the one that `on` found in it."""
    regular: Money | None = None
    """What it costs without the sale that `price` is of; None: `price` is the regular one."""
    open_price: OpenPrice | None = None
    """The price is asked at the counter, within these limits."""
    pieces: int = 1
    """How many of it one scan of the code sells that was looked up: a case without own price."""
    each: Gtin | None = None
    """Of a case with its own price: the item that it holds `holds` pieces of."""
    holds: int = 1

    def __post_init__(self) -> None:
        if not is_gtin(self.gtin):
            raise ValueError("an item is keyed by a valid GTIN-14")
        if not self.name.strip() or len(self.name) > MAX_NAME:
            raise ValueError(f"an item has a name of at most {MAX_NAME} characters")
        if self.price is not None and self.price < ZERO:
            raise ValueError("a price is not negative")
        if self.eligibility is Eligibility.RX:
            raise ValueError("only a prescription line is eligible as RX")
        if self.pse is not None and self.restriction is not Restriction.PSE:
            raise ValueError("what holds a listed chemical is restricted")
        if len(COUNTED.intersection(self.classes)) > 1:
            raise ValueError("an item of schedule V holds opium or does not")
        if COUNTED.intersection(self.classes) and self.pack is None:
            raise ValueError("an item of schedule V says how much is in its pack")
        if self.snap and self.category in NEVER_FOOD:
            raise ValueError("medicine, alcohol, tobacco, cards and fees are no food for SNAP")

        if len(self.department) > MAX_DEPARTMENT:
            raise ValueError(f"a department has a name of at most {MAX_DEPARTMENT} characters")
        if not (1 <= self.pieces <= MAX_PIECES and 1 <= self.holds <= MAX_PIECES):
            raise ValueError(f"a case holds 1 to {MAX_PIECES} pieces")
        if self.open_price is not None and (self.price is not None or self.prices):
            raise ValueError("an open price is asked at the counter: there is no other")

    def on(self, day: date) -> "Item":
        """The item with the price that is in force on this day; the same on any other call."""
        if not self.prices:
            return self
        now = price_on(self.prices, day)
        if (now.price, now.regular) == (self.price, self.regular):
            return self
        return replace(self, price=now.price, regular=now.regular)

    def next_price(self, day: date) -> tuple[date, PriceNow] | None:
        """The first day after `day` on which it costs something else, and what then."""
        return next_change(self.prices, day)

    @property
    def shelf_price(self) -> Money | None:
        """Without any sale."""
        return self.price if self.regular is None else self.regular

    @property
    def restricted_as(self) -> tuple[ItemClass, ...]:
        """Its classes; tobacco and alcohol are of theirs whatever else the catalogue says."""
        own = _BY_CATEGORY.get(self.category)
        return self.classes if own is None or own in self.classes else (*self.classes, own)
