"""A copay that is not paid now: left owed where the payer's law has it so, or waived (section 13).

Rules that hold here:

1. Nobody on Medicaid goes without medicine because the copay cannot be paid: it is left owed.
2. A waiver is one person's approval with a reason. Waived as a routine, copays are a kickback; so
   each is recorded, and the rate can be read.
3. Either takes the whole copay of one fill off the ticket. What the PhMS is told is what was paid.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from terminal.domain.payer import PayerKind
from terminal.domain.prescription import Fill
from terminal.domain.rules import Rule, RuleBook


class Relief(Enum):
    OWED = "owed"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class ReliefTerms:
    """What a row is about: one kind of relief, for all payers or for some kinds of them."""

    relief: Relief
    payers: tuple[PayerKind, ...] = ()

    def __post_init__(self) -> None:
        if self.relief is Relief.OWED and not self.payers:
            raise ValueError("payers: a copay is left owed with certain payers only")


def relief_rules(
    relief: Relief, fill: Fill, book: RuleBook, day: date
) -> tuple[Rule[ReliefTerms], ...]:
    return tuple(
        rule
        for rule in book.in_force(ReliefTerms, day)
        if rule.terms.relief is relief
        and (not rule.terms.payers or fill.payer.kind in rule.terms.payers)
    )


def may_be_owed(fill: Fill, book: RuleBook, day: date) -> bool:
    return bool(relief_rules(Relief.OWED, fill, book, day))
