"""Why the counter asks: the rows of the rules in force, each with its source."""

from collections.abc import Iterable, Sequence

from terminal.domain.obligation import SOURCES, Obligation
from terminal.domain.rules import Rule
from terminal.presentation.text import tr


def why_of(obligation: Obligation) -> str:
    """The rows that ask for it, or what is asked in every state."""
    if obligation.rules:
        return words_of(obligation.rules)
    return tr(SOURCES[obligation.kind])


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
    return f"{tr(rule.text)} {rule.source}{doubt}."
