"""What a rule in force asks of a register itself: how soon it is produced, what does for the same.

Rule that holds here: of several rows the shortest time counts; a report that satisfies one row
satisfies no other.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from terminal.domain.controlled import ControlledIdTerms
from terminal.domain.rules import RuleBook

CONTROLLED: Final = "controlled"


@dataclass(frozen=True, slots=True)
class RecordTerms:
    """`within_hours` 0: no row asks. `reported`: the sources that take a PDMP report as well."""

    within_hours: int = 0
    source: str = ""
    reported: tuple[str, ...] = ()


NO_TERMS: Final = RecordTerms()


def record_terms(register: str, book: RuleBook, day: date) -> RecordTerms:
    if register != CONTROLLED:
        return NO_TERMS
    rows = book.in_force(ControlledIdTerms, day)
    timed = sorted(
        (row for row in rows if row.terms.produce_within_hours),
        key=lambda row: row.terms.produce_within_hours,
    )
    reported = tuple(
        dict.fromkeys(row.source for row in rows if row.terms.satisfied_by_pdmp_report)
    )
    if not timed:
        return RecordTerms(reported=reported)
    return RecordTerms(timed[0].terms.produce_within_hours, timed[0].source, reported)
