"""The rules of the pickup counter as rows: where each holds, from when to when, and who says so.

Rules that hold here (pickup-and-compliance.md section 1):

1. A row is federal, of one state, for every state without a row of its own, or the store's own.
2. Federal, state and store rows hold together; each kind of rule joins them by what is stricter.
   So a store tightens by adding rows, and no row of it can loosen anything.
3. A row that no primary source confirmed says so wherever it is shown.
4. A row of a store's file takes the place of one of the program's only while it holds, only where
   the program's is a careful guess or the new one asks for all that it asks, and says so wherever
   it is shown (decision 0035).
5. What its terms mean is the business of the module of that kind (counselling.py, pse.py ...).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, Protocol, TypeVar, runtime_checkable

from terminal.domain.postal import is_state

FEDERAL: Final = "US"
ELSEWHERE: Final = "*"
"""Holds in states without a row of the same kind: careful, until theirs is known."""
STORE: Final = "store"
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@runtime_checkable
class Wording(Protocol):
    """Terms that can tell of others of their kind whether they ask for as much."""

    def asks_all_of(self, other: object) -> bool: ...


T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Rule(Generic[T_co]):
    """One row. Several rows of one name follow each other in time and never overlap."""

    name: str
    jurisdiction: str
    since: date
    until: date | None
    """The last day on which it holds."""
    source: str
    text: str
    """What it asks for, in words for the counter."""
    confirmed: bool
    """Whether the primary source was read; if not, a store checks it with its state."""
    terms: T_co
    filed: str = ""
    """The file of the store in which it stands; none: it travels with the program."""
    instead_of: str = ""
    """The program's row whose place it takes while it holds."""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError("a rule's name is small letters and digits, joined by hyphens")
        if self.jurisdiction not in (FEDERAL, ELSEWHERE, STORE) and not is_state(self.jurisdiction):
            raise ValueError('a jurisdiction is "US", a state such as "US-TX", "*" or "store"')
        if self.until is not None and self.until < self.since:
            raise ValueError("a rule ends on or after the day it begins")
        if not self.source.strip():
            raise ValueError("source: a rule names its source")
        if not self.text.strip():
            raise ValueError("text: a rule says what it asks for")

    @property
    def ref(self) -> str:
        """What is recorded beside an answer: this very row, also when its name gets a new one."""
        return f"{self.name}@{self.since.isoformat()}"

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    @property
    def speaks_law(self) -> bool:
        """Whether what it grants is granted; a store's wish, and what it has not read, only ask."""
        return self.jurisdiction != STORE and (self.confirmed or not self.filed)

    def may_replace(self, law: "Rule[object]") -> bool:
        """Whether this later row can stand for `law` without loosening what is known."""
        if isinstance(self.terms, Wording):
            return self.terms.asks_all_of(law.terms)
        return self.confirmed and not law.confirmed

    def meets(self, other: "Rule[object]") -> bool:
        """Whether both would hold on some day under one name."""
        ends = self.until or date.max
        others_end = other.until or date.max
        return self.name == other.name and self.since <= others_end and other.since <= ends


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rows that can hold in one store."""

    jurisdiction: str
    rules: tuple[Rule[object], ...] = ()

    @classmethod
    def of(cls, rules: Iterable[Rule[object]], jurisdiction: str) -> "RuleBook":
        """The part of all rows that concerns a store in `jurisdiction`, such as `US-TX`."""
        here = (FEDERAL, ELSEWHERE, STORE, jurisdiction)
        return cls(jurisdiction, tuple(each for each in rules if each.jurisdiction in here))

    def in_force(self, terms: type[T], day: date) -> tuple[Rule[T], ...]:
        """The rows of one kind on the store's local date `day`, federal and state ones first."""
        found = tuple(
            each for each in self.rules if isinstance(each.terms, terms) and each.in_force(day)
        )
        replaced = {each.instead_of for each in found}
        found = tuple(each for each in found if each.ref not in replaced)
        if any(each.jurisdiction == self.jurisdiction and each.speaks_law for each in found):
            found = tuple(each for each in found if each.jurisdiction != ELSEWHERE)
        return found  # type: ignore[return-value]  # narrowed by isinstance above

    def named(self, ref: str) -> Rule[object] | None:
        """The very row that was recorded as `ref`, if it is still known."""
        return next((each for each in self.rules if each.ref == ref), None)

    def replacing(self, rule: Rule[object]) -> tuple[Rule[object], ...]:
        """The rows of the store's files that take this row's place while they hold."""
        return tuple(each for each in self.rules if each.instead_of == rule.ref)
