"""The record book of Schedule V sold without a prescription, and what one buyer may have.

Rules that hold here (pickup-and-compliance.md section 11; 21 CFR 1306.26):

1. An entry names the buyer with address, the drug and its quantity, the date and the pharmacist.
   Anything more of a person is kept only where a row asks for it.
2. One buyer is one name with one birth date, or one ID number: whichever is met again.
3. A limit counts everything of its class that the buyer got within its hours, up to the very second
   at which they end, and also what has a later time (the clock was set back).
4. Nothing of a person is in a repr; ledger and entry hold keyed digests: an ID's number is kept in
   no form that somebody without the store's key could try out (section 14).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Final

from terminal.domain.catalog import ItemClass, Measure
from terminal.domain.identity import EMPTY_DIGEST, Digest
from terminal.domain.likeness import key_of, letters, person_key, signs
from terminal.domain.restricted import Demand, LogField

MAX_NAME: Final = 60
MAX_ADDRESS: Final = 160
MAX_NUMBER: Final = 40
"""The longest number of an AAMVA card has 25 characters."""


class BuyerBasis(Enum):
    """How the pharmacist knows who buys (1306.26(d))."""

    KNOWN = "known to the pharmacist"
    ID_SEEN = "id seen"
    ID_SCANNED = "id scanned"


@dataclass(frozen=True, slots=True)
class BookBuyer:
    family: str = field(repr=False)
    given: str = field(repr=False)
    address: str = field(repr=False)
    born: date | None = field(default=None, repr=False)
    id_number: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        for text, limit in ((self.family, MAX_NAME), (self.given, MAX_NAME)):
            if not letters(text) or len(text) > limit or not text.isprintable():
                raise ValueError(f"a name has letters, {limit} at most")
        if not letters(self.address) or len(self.address) > MAX_ADDRESS:
            raise ValueError(f"an address has letters, {MAX_ADDRESS} at most")
        if not self.address.isprintable() or not self.id_number.isprintable():
            raise ValueError("what is in the book can be printed")
        if len(self.id_number) > MAX_NUMBER:
            raise ValueError(f"the number of an ID has at most {MAX_NUMBER} characters")

    def kept(self, fields: frozenset[LogField]) -> "BookBuyer":
        """What of it stands in the book."""
        born = self.born if LogField.BIRTH_DATE in fields else None
        number = self.id_number if LogField.ID_NUMBER in fields else ""
        return replace(self, born=born, id_number=number)

    @property
    def person(self) -> Digest:
        assert self.born is not None, "the counter asks for it"
        return person_key(self.family, self.given, self.born)

    @property
    def document(self) -> Digest:
        number = signs(self.id_number)
        return key_of("document", number) if number else EMPTY_DIGEST


@dataclass(frozen=True, slots=True)
class BuyerMarks:
    """How the store knows this buyer the next time: digests under its own key."""

    person: Digest
    document: Digest


# --- what one buyer may have


@dataclass(frozen=True, slots=True)
class Counted:
    item_class: ItemClass
    measure: Measure
    amount: int


@dataclass(frozen=True, slots=True)
class EarlierSale:
    """What the same buyer got before."""

    at: datetime
    counted: Counted


@dataclass(frozen=True, slots=True)
class OverLimit:
    """The limit that would be passed, and what of it is left."""

    limit: int
    measure: Measure
    hours: int
    left: int


def longest_window(demand: Demand) -> timedelta:
    """How far back the ledger is read for these goods."""
    return timedelta(hours=max((each.limit_hours for each in demand.terms), default=0))


def over_limit(
    demand: Demand, wanted: Sequence[Counted], earlier: Iterable[EarlierSale], at: datetime
) -> OverLimit | None:
    """The first limit of any row that these goods would pass, on top of what was sold before."""
    before = tuple(earlier)
    for terms in demand.terms:
        start = at - timedelta(hours=terms.limit_hours)
        had = [each.counted for each in before if each.at >= start]
        for limit, measure in ((terms.limit_cc, Measure.CC), (terms.limit_units, Measure.UNITS)):
            if limit is None:
                continue
            got = _sum(had, terms.item_class, measure)
            if got + _sum(wanted, terms.item_class, measure) > limit:
                return OverLimit(limit, measure, terms.limit_hours, max(0, limit - got))
    return None


def _sum(goods: Iterable[Counted], item_class: ItemClass, measure: Measure) -> int:
    return sum(
        each.amount for each in goods if (each.item_class, each.measure) == (item_class, measure)
    )
