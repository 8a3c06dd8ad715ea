"""Why the counter asks, and who may pass it over."""

from dataclasses import replace
from datetime import date

import pytest

from terminal.domain.controlled import BypassBy, ControlledIdTerms
from terminal.domain.obligation import Kind, Obligation
from terminal.domain.rules import Rule
from terminal.presentation.why import why_of, words_of
from terminal.rules_files import load_rules

RULES = load_rules(None).rules
NOBODY = "Nobody can pass it over"


@pytest.mark.parametrize("kind", list(Kind))
def test_each_line_says_who_may_pass_it_over(kind: Kind) -> None:
    why = why_of(Obligation(kind, (), met=False, rules=RULES[:1]))
    assert any(word in why for word in (NOBODY, "pharmacist", "for a reason"))


def test_a_row_of_the_store_s_own_file_says_so() -> None:
    own = replace(RULES[0], filed="own.toml")
    assert words_of([own]).endswith("(this store's file).")
    instead = replace(own, instead_of=RULES[0].ref)
    assert words_of([instead]).endswith("(replaced by this store's file).")
    assert "this store" not in words_of(RULES)


@pytest.mark.parametrize("kind", [Kind.PSE, Kind.NOTICE, Kind.REFUSED, Kind.BAGS])
def test_some_have_no_override_at_all(kind: Kind) -> None:
    assert NOBODY in why_of(Obligation(kind, (), met=False))


@pytest.mark.parametrize("by", list(BypassBy))
def test_the_id_can_be_done_without_where_the_state_lets_a_pharmacist(by: BypassBy) -> None:
    terms = ControlledIdTerms(frozenset({2}), bypass=by)
    row = Rule("us-nc-id", "US-NC", date(2012, 3, 1), None, "law", "An ID is shown.", True, terms)
    why = why_of(Obligation(Kind.CONTROLLED, (), met=False, rules=(row,)))
    assert ("A pharmacist may do without" in why) is (by is BypassBy.PHARMACIST)
