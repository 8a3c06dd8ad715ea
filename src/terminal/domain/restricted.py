"""Goods with an age, a seller or an amount that the law sets, by the rows in force (section 11).

Rules that hold here:

1. Each row that speaks of an age holds for itself: its age, what shows it, up to which looks. Of
   several rows the highest age, the strictest way of showing it and the highest challenge age
   hold. So a row more never lets anybody through who was turned away.
2. A row "for every other state" gives way to the state's own row of the same class, not to one of
   another class.
3. A class without any row is not sold: what its rule would be is not guessed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from terminal.domain.age import age_on
from terminal.domain.catalog import COUNTED, Item, ItemClass, Restriction
from terminal.domain.refusal import Refusal, Why
from terminal.domain.rules import Rule, RuleBook
from terminal.domain.staff import Role, StaffMember

OLDEST_LIMIT: Final = 99
"""No law asks for more years; a higher number is a slip."""
LIMIT_HOURS: Final = 48
"""21 CFR 1306.26(b)."""


class AgeMethod(Enum):
    """How an age was shown; each is stricter than the one before."""

    VISUAL = "visual"
    DOB_ENTRY = "birth date entered"
    ID_SCAN = "id scanned"

    @property
    def strictness(self) -> int:
        return list(AgeMethod).index(self)


class RefusedBecause(Enum):
    """Why a sale was refused at the counter; that is kept, and nothing of the person."""

    UNDER_AGE = "under age"
    NO_ID = "no id"
    ID_EXPIRED = "id expired"
    OVER_LIMIT = "over the limit"

    @property
    def final(self) -> bool:
        """Whether the line leaves the ticket; another ID, or less of it, may still do."""
        return self in (RefusedBecause.UNDER_AGE, RefusedBecause.NO_ID)


class LogField(Enum):
    """What a sale has to leave in the record book (21 CFR 1306.26(e)), and what states add."""

    NAME = "name"
    ADDRESS = "address"
    DRUG = "drug"
    QUANTITY = "quantity"
    DATE = "date"
    PHARMACIST = "pharmacist"
    BIRTH_DATE = "birth date"
    ID_NUMBER = "id number"


@dataclass(frozen=True, slots=True)
class RestrictedTerms:
    """One row. What is left out, the row does not speak about."""

    item_class: ItemClass
    min_age: int = 0
    """0: it does not speak of an age."""
    id_if_appears_under: int | None = None
    """Who looks younger shows an ID; only where the eye may be enough."""
    method: AgeMethod | None = None
    """The least that shows the age. VISUAL: an ID only of who looks too young."""
    rx_exempts: bool = False
    """Whether a prescription takes its place; a pharmacist signs for that."""
    seller_roles: frozenset[Role] = frozenset(Role)
    seller_min_age: int = 0
    limit_cc: int | None = None
    limit_units: int | None = None
    limit_hours: int = LIMIT_HOURS
    log_fields: frozenset[LogField] = frozenset()
    without_prescription: bool = True
    """Whether it may be sold over the counter at all (21 CFR 1306.26(f))."""

    def __post_init__(self) -> None:
        speaks = self.min_age > 0
        if not 0 <= self.min_age <= OLDEST_LIMIT or not 0 <= self.seller_min_age <= OLDEST_LIMIT:
            raise ValueError(f"an age is 1 to {OLDEST_LIMIT}")
        if speaks is not (self.method is not None):
            raise ValueError("a rule with an age says what shows it, and no other one does")
        if (self.method is AgeMethod.VISUAL) is not (self.id_if_appears_under is not None):
            raise ValueError(
                "who looks older than what is said where the eye is enough, only there"
            )
        looks = self.id_if_appears_under
        if looks is not None and not self.min_age <= looks <= OLDEST_LIMIT:
            raise ValueError(f"the challenge age is the age itself or more, up to {OLDEST_LIMIT}")
        if self.rx_exempts and not speaks:
            raise ValueError("a prescription exempts from an age")
        if not self.seller_roles:
            raise ValueError("somebody may sell it; what nobody may needs a prescription")
        if (self._limits or self.log_fields) and self.item_class not in COUNTED:
            raise ValueError("amounts and a record book are of schedule V")
        if any(each < 1 for each in (*self._limits, self.limit_hours)):
            raise ValueError("a limit is 1 or more")

    @property
    def _limits(self) -> tuple[int, ...]:
        return tuple(each for each in (self.limit_cc, self.limit_units) if each is not None)

    def shown_by(self, age: int, method: AgeMethod) -> bool:
        """Whether this is enough. By the eye, `age` is what the person looks at least."""
        if self.method is None:
            return True
        needed = self.min_age
        if method is AgeMethod.VISUAL and self.id_if_appears_under is not None:
            needed = self.id_if_appears_under
        return age >= needed and method.strictness >= self.method.strictness


RestrictedRule = Rule[RestrictedTerms]


@dataclass(frozen=True, slots=True)
class Demand:
    """What the rows of some goods ask for, all of them together."""

    rules: tuple[RestrictedRule, ...] = ()

    def __add__(self, other: "Demand") -> "Demand":
        known = {rule.ref: rule for rule in (*self.rules, *other.rules)}
        return Demand(tuple(known.values()))

    @property
    def terms(self) -> Iterator[RestrictedTerms]:
        return (rule.terms for rule in self.rules)

    @property
    def of_age(self) -> tuple[RestrictedRule, ...]:
        """The rows that ask for an age."""
        return tuple(rule for rule in self.rules if rule.terms.method is not None)

    @property
    def min_age(self) -> int:
        return max((each.min_age for each in self.terms), default=0)

    @property
    def method(self) -> AgeMethod:
        """The least that is enough."""
        asked = (each.method for each in self.terms if each.method is not None)
        return max(asked, key=lambda method: method.strictness, default=AgeMethod.VISUAL)

    @property
    def looks_over(self) -> int | None:
        """Who looks this old needs no ID; None where the eye is never enough."""
        if self.method is not AgeMethod.VISUAL:
            return None
        looks = (each.id_if_appears_under for each in self.terms)
        return max((each for each in looks if each is not None), default=None)

    @property
    def rx_exempts(self) -> bool:
        return bool(self.of_age) and all(rule.terms.rx_exempts for rule in self.of_age)

    @property
    def without_prescription(self) -> bool:
        return all(each.without_prescription for each in self.terms)

    @property
    def log_fields(self) -> frozenset[LogField]:
        return frozenset().union(*(each.log_fields for each in self.terms))

    @property
    def refs(self) -> tuple[str, ...]:
        """What is recorded beside an answer."""
        return tuple(rule.ref for rule in self.rules)

    def shown_by(self, age: int, method: AgeMethod) -> bool:
        return all(each.shown_by(age, method) for each in self.terms)

    def sold_by(self, seller: StaffMember, day: date) -> Refusal | None:
        """Why this person may not sell it, or None."""
        if not all(seller.role in each.seller_roles for each in self.terms):
            return Refusal(Why.SELLER_ROLE)
        least = max((each.seller_min_age for each in self.terms), default=0)
        if least and seller.born is None:
            return Refusal(Why.SELLER_AGE_UNKNOWN, str(least))
        if seller.born is not None and age_on(seller.born, day) < least:
            return Refusal(Why.SELLER_TOO_YOUNG, str(least))
        return None


def rows_of(item_class: ItemClass, book: RuleBook, day: date) -> tuple[RestrictedRule, ...]:
    """The rows of one class; the careful ones only where the state has none of that class."""
    everywhere = RuleBook(
        book.jurisdiction,
        tuple(
            each
            for each in book.rules
            if isinstance(each.terms, RestrictedTerms) and each.terms.item_class is item_class
        ),
    )
    return everywhere.in_force(RestrictedTerms, day)


def demand_of(item: Item, book: RuleBook, day: date) -> Demand:
    classes = item.restricted_as
    return Demand(tuple(rule for each in classes for rule in rows_of(each, book, day)))


def not_sold(item: Item, book: RuleBook, day: date) -> Refusal | None:
    """Why the item may not come on a ticket at all, or None."""
    classes = item.restricted_as
    if item.restriction is Restriction.AGE and not classes:
        return Refusal(Why.RESTRICTED_AGE, item.name)
    if not all(rows_of(each, book, day) for each in classes):
        return Refusal(Why.RESTRICTED_AGE, item.name)
    if not demand_of(item, book, day).without_prescription:
        return Refusal(Why.NEEDS_PRESCRIPTION, item.name)
    return None


def age_class(age: int, book: RuleBook, day: date) -> int:
    """The highest age that any row asks for and this person has: all that is kept of an age."""
    asked = (
        each.terms.min_age
        for each in book.rules
        if isinstance(each.terms, RestrictedTerms) and each.in_force(day)
    )
    return max((each for each in asked if each <= age), default=0)
