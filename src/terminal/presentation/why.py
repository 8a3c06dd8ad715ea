"""Why the counter asks: the rows of the rules in force, each with its source."""

from collections.abc import Iterable, Sequence
from typing import Final

from terminal.domain.controlled import ControlledIdTerms, joined
from terminal.domain.obligation import SOURCES, Kind, Obligation
from terminal.domain.rules import Rule
from terminal.presentation.text import tr

_NOBODY: Final = "Nobody can pass it over."
_OVERRIDES: Final = {
    Kind.IDENTITY: "After two misses a pharmacist confirms it with own PIN.",
    Kind.BAGS: "Nobody can pass it over: a bag that is not here comes off the ticket. A number"
    " that is typed because its label cannot be scanned is recorded as typed.",
    Kind.COUNSELLING: "A pharmacist may say why it is not practicable; the patient may refuse.",
    Kind.QUESTIONS: "A pharmacist may answer otherwise with own PIN.",
    Kind.SIGNATURE: "Only a text with “Not signed” can do without, for a reason that is kept.",
    Kind.AGE: "Nobody can pass it over; with a prescription a pharmacist releases it.",
    Kind.RECORD_BOOK: "A pharmacist alone dispenses it, with own PIN.",
}
"""Who may pass it over; of pseudoephedrine nothing is said to who looks on."""


def why_of(obligation: Obligation) -> str:
    """The rows that ask for it, or what is asked in every state; then who may pass it over."""
    rules = words_of(obligation.rules) if obligation.rules else tr(SOURCES[obligation.kind])
    if obligation.kind is Kind.CONTROLLED:
        return f"{rules} {tr(_of_id(obligation))}"
    return f"{rules} {tr(_OVERRIDES.get(obligation.kind, _NOBODY))}"


def _of_id(obligation: Obligation) -> str:
    rules = (each for each in obligation.rules if isinstance(each.terms, ControlledIdTerms))
    demand = joined(rules)  # type: ignore[arg-type]  # narrowed by isinstance above
    if demand is None or not demand.may_bypass:
        return _NOBODY
    return "A pharmacist may do without, for a reason that is kept."


def words_of(rules: Sequence[Rule[object]]) -> str:
    return " ".join(_row(each) for each in rules)


def sources_of(rules: Iterable[Rule[object]]) -> str:
    """One row in words; of several the sources alone, to stay in a line or two."""
    known = {rule.ref: rule for rule in rules}
    if len(known) == 1:
        return words_of(tuple(known.values()))
    return " · ".join(dict.fromkeys(rule.source for rule in known.values()))


def _row(rule: Rule[object]) -> str:
    doubt = "" if rule.confirmed or "unconfirmed" in rule.source else tr(" (unconfirmed)")
    own = tr(" (this store's file)") if rule.filed else ""
    if rule.instead_of:
        own = tr(" (replaced by this store's file)")
    return f"{tr(rule.text)} {rule.source}{doubt}{own}."
