"""A catalogue item, as the shelf and the law see it."""

from dataclasses import dataclass
from enum import Enum

from terminal.domain.barcode import Gtin, is_gtin
from terminal.domain.money import ZERO, Money
from terminal.domain.pse_content import PseContent

MAX_NAME = 120
"""Longer than any shelf label; what is longer was not meant as a name."""


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
    """Goods that are not sold without their rules: refused, never guessed."""

    NONE = "none"
    PSE = "pseudoephedrine"
    AGE = "age"


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
    pse: PseContent | None = None
    """What a package holds; None where the catalogue does not say: then it cannot be sold."""

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
