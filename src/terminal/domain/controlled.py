"""Which ID a controlled fill asks for, by the rows in force (section 7).

Rules that hold here:

1. There is no federal rule: a state's row asks, or the careful row where the state has none.
2. Of several rows the strictest counts, for each question by itself: all fields, only the
   documents that every row takes, known to the pharmacist only where every row lets that do.
   So a store's row can ask for more and never for less.
3. Who collects for several people is one person with one ID: it answers for all fills of the
   ticket, and then has to satisfy the rows of all of them.
4. Where a row wants a copy of the ID or name and address instead, name and address are written
   down: nothing here takes pictures of documents.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Final

from terminal.domain.lines import RxLine
from terminal.domain.pickup import Relationship
from terminal.domain.prescription import Fill
from terminal.domain.rules import Rule, RuleBook
from terminal.domain.sale import Sale
from terminal.domain.shown_id import IdField, IdType


class Dispensing(Enum):
    NEW = "new"
    REFILL = "refill"


class Party(Enum):
    PATIENT = "patient"
    REPRESENTATIVE = "representative"


class CopyOfId(Enum):
    """From the least to the most; the join takes the most."""

    NONE = "none"
    IMAGE_OR_NAME_ADDRESS = "image or name and address"
    IMAGE = "image"


class BypassBy(Enum):
    PHARMACIST = "pharmacist"
    NOBODY = "nobody"


_COPIES: Final = tuple(CopyOfId)
_PROVES_NOTHING: Final = frozenset({IdField.RELATIONSHIP})
"""Who picks up is recorded with every pickup."""
SCHEDULES: Final = frozenset({2, 3, 4, 5})


@dataclass(frozen=True, slots=True)
class ControlledIdTerms:
    schedules: frozenset[int]
    fields: frozenset[IdField] = frozenset()
    """What is written down; nothing: the ID is looked at."""
    accepted: frozenset[IdType] = frozenset(IdType)
    own_state_id_only: bool = False
    """A state ID counts only where this state issued it."""
    applies_to: frozenset[Dispensing] = frozenset(Dispensing)
    who: frozenset[Party] = frozenset(Party)
    drugs: tuple[str, ...] = ()
    """Beginnings of NDCs that are asked about whatever their schedule: a state's own list."""
    if_unknown_only: bool = False
    """A person whom the pharmacist knows shows no ID."""
    must_be_unexpired: bool = True
    copy: CopyOfId = CopyOfId.NONE
    keep_years: int = 5
    produce_within_hours: int = 0
    """0: no such term."""
    satisfied_by_pdmp_report: bool = False
    """The state takes the PhMS's report to its PDMP for the same: told, and asked all the same."""
    bypass: BypassBy = BypassBy.PHARMACIST

    def __post_init__(self) -> None:
        if not self.schedules <= SCHEDULES or not (self.schedules or self.drugs):
            raise ValueError("a rule is for DEA schedules 2 to 5, or for drugs by their NDC")
        if not all(each.isdigit() and len(each) >= 4 for each in self.drugs):
            raise ValueError("a drug is the beginning of its NDC: digits, at least the labeler's 4")
        if not self.accepted or not self.applies_to or not self.who:
            raise ValueError("a rule takes some document, at some dispensing, of somebody")
        if not 1 <= self.keep_years <= 30 or self.produce_within_hours < 0:
            raise ValueError("records are kept 1 to 30 years")

    @property
    def fields_written(self) -> frozenset[IdField]:
        """With name and address, where they stand for a copy; one of another row adds to them."""
        if self.copy is not CopyOfId.IMAGE_OR_NAME_ADDRESS:
            return self.fields
        return self.fields | {IdField.NAME, IdField.ADDRESS}


@dataclass(frozen=True, slots=True)
class IdDemand:
    """What is asked for one person and the fills that this person takes."""

    fields: frozenset[IdField]
    accepted: frozenset[IdType]
    own_state_id_only: bool
    known_is_enough: bool
    must_be_unexpired: bool
    copy: CopyOfId
    keep_years: int
    may_bypass: bool
    rules: tuple[Rule[ControlledIdTerms], ...] = field(repr=False)

    @property
    def written(self) -> frozenset[IdField]:
        """What has to be read off the document or asked of the person."""
        return self.fields - _PROVES_NOTHING


def party_of(relationship: Relationship) -> Party:
    patient = relationship is Relationship.PATIENT
    return Party.PATIENT if patient else Party.REPRESENTATIVE


def rules_for(
    fill: Fill, relationship: Relationship | None, book: RuleBook, day: date
) -> tuple[Rule[ControlledIdTerms], ...]:
    """The rows that ask for an ID at this fill; nobody named yet counts as anybody."""
    parties = frozenset(Party) if relationship is None else frozenset({party_of(relationship)})
    return tuple(
        rule
        for rule in book.in_force(ControlledIdTerms, day)
        if covers(rule.terms, fill) and parties & rule.terms.who
    )


def covers(terms: ControlledIdTerms, fill: Fill) -> bool:
    """Whether the row is about this fill, whoever takes it."""
    digits = "".join(sign for sign in fill.ndc if sign.isdigit())
    listed = any(digits.startswith(each) for each in terms.drugs)
    dispensing = Dispensing.NEW if fill.is_new else Dispensing.REFILL
    return (fill.schedule in terms.schedules or listed) and dispensing in terms.applies_to


def joined(rules: Iterable[Rule[ControlledIdTerms]]) -> IdDemand | None:
    """One demand that satisfies every row; None for none."""
    every = tuple({rule.ref: rule for rule in rules}.values())
    if not every:
        return None
    terms = [rule.terms for rule in every]
    return IdDemand(
        fields=frozenset[IdField]().union(*(each.fields_written for each in terms)),
        accepted=frozenset(IdType).intersection(*(each.accepted for each in terms)),
        own_state_id_only=any(each.own_state_id_only for each in terms),
        known_is_enough=all(each.if_unknown_only for each in terms),
        must_be_unexpired=any(each.must_be_unexpired for each in terms),
        copy=max((each.copy for each in terms), key=_COPIES.index),
        keep_years=max(each.keep_years for each in terms),
        may_bypass=all(each.bypass is BypassBy.PHARMACIST for each in terms),
        rules=every,
    )


def id_asked(
    sale: Sale, book: RuleBook, day: date
) -> tuple[tuple[RxLine, tuple[Rule[ControlledIdTerms], ...]], ...]:
    """The lines of the ticket that ask for an ID, answered ones too, with the rows that do."""
    asked = (
        (line, rules_for(line.fill, sale.picker_of(line.fill.patient.id), book, day))
        for line in sale.rx_lines
    )
    return tuple((line, rules) for line, rules in asked if rules)


def id_wanted(sale: Sale, book: RuleBook, day: date) -> tuple[tuple[RxLine, ...], IdDemand | None]:
    """The lines that still wait for an ID, and what is asked for all of them together."""
    open_ones = [(line, rules) for line, rules in id_asked(sale, book, day) if not line.id_settled]
    demand = joined(rule for _, rules in open_ones for rule in rules)
    return tuple(line for line, _ in open_ones), demand
