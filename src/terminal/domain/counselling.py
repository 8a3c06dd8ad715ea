"""Which fills a pharmacist must talk about, by the rows in force (section 6).

Rules that hold here:

1. The PhMS's own word that counselling is needed (a DUR flag, a pharmacist's judgement) always
   counts. Its word that none is needed covers what it knows better, the medicine: not a rule that
   asks at refills too.
2. Where it says nothing, a first fill is a new medicine; a therapy it calls unchanged is none,
   whatever the number: a re-issued prescription is not a new therapy.
3. Of several rows that ask, the strictest way of asking holds.
4. What the patient asks for is no obligation: a pharmacist talks about any fill, and what came of
   it is recorded.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from terminal.domain.prescription import Fill, Therapy
from terminal.domain.rules import Rule, RuleBook


class Trigger(Enum):
    """What makes a row ask. FLAGGED: the PhMS asks, be it for a DUR flag or by judgement.

    REQUEST: the patient asks, of whatever fill; no fill is it by itself.
    """

    NEW = "new"
    CHANGED = "changed"
    REFILL = "refill"
    FLAGGED = "flagged"
    REQUEST = "request"


class Mode(Enum):
    OFFER = "offer"
    MUST_CONSULT = "must consult"


class OfferBy(Enum):
    PHARMACIST = "pharmacist"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class CounsellingTerms:
    triggers: frozenset[Trigger]
    mode: Mode = Mode.OFFER
    offer_by: OfferBy = OfferBy.PHARMACIST
    refusal_signed: bool = False
    """Whether the patient signs for refusing the offer."""

    def __post_init__(self) -> None:
        if not self.triggers:
            raise ValueError("a counselling rule names at least one trigger")
        if self.mode is Mode.MUST_CONSULT and self.offer_by is not OfferBy.PHARMACIST:
            raise ValueError("only a pharmacist consults")


@dataclass(frozen=True, slots=True)
class CounsellingDemand:
    """What is asked for one fill: why, how, by which rows."""

    trigger: Trigger
    mode: Mode
    offer_by: OfferBy
    refusal_signed: bool
    rules: tuple[Rule[CounsellingTerms], ...]


def trigger_of(fill: Fill) -> Trigger:
    """What this fill is to a row that asks."""
    if fill.counselling:
        return Trigger.FLAGGED
    if fill.therapy is Therapy.CHANGED:
        return Trigger.CHANGED
    if fill.therapy is Therapy.UNCHANGED or fill.counselling is False:
        return Trigger.REFILL
    return Trigger.NEW if fill.is_new or fill.therapy is Therapy.NEW else Trigger.REFILL


def reissued(fill: Fill) -> bool:
    """A first fill under a new number of a therapy that the patient knows."""
    return fill.is_new and fill.therapy is Therapy.UNCHANGED


def counselling_for(fill: Fill, book: RuleBook, day: date) -> CounsellingDemand | None:
    """What the rows in force ask for this fill; None when they ask nothing."""
    trigger = trigger_of(fill)
    asking = tuple(
        rule for rule in book.in_force(CounsellingTerms, day) if trigger in rule.terms.triggers
    )
    if not asking:
        return None
    terms = [rule.terms for rule in asking]
    by_anybody = all(each.offer_by is OfferBy.ANY for each in terms)
    return CounsellingDemand(
        trigger,
        Mode.MUST_CONSULT if any(t.mode is Mode.MUST_CONSULT for t in terms) else Mode.OFFER,
        OfferBy.ANY if by_anybody else OfferBy.PHARMACIST,
        any(each.refusal_signed for each in terms),
        asking,
    )


def counselling_on_request(book: RuleBook, day: date) -> CounsellingDemand:
    """Whoever asks for the pharmacist gets one; the rows that say so, if any does."""
    asking = tuple(
        rule
        for rule in book.in_force(CounsellingTerms, day)
        if Trigger.REQUEST in rule.terms.triggers
    )
    return CounsellingDemand(
        Trigger.REQUEST, Mode.MUST_CONSULT, OfferBy.PHARMACIST, refusal_signed=False, rules=asking
    )
