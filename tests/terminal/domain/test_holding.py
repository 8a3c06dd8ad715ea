"""What is listed is what holds: a row of the state takes the place of the careful ones."""

from dataclasses import replace
from datetime import date

import pytest

from terminal.domain.catalog import ItemClass
from terminal.domain.controlled import ControlledIdTerms
from terminal.domain.holding import holding, without_superseded
from terminal.domain.restricted import RestrictedTerms, rows_of
from terminal.domain.rules import ELSEWHERE, RuleBook
from terminal.rules_files import packaged_rules

DAY = date(2026, 11, 20)


def names(state: str, day: date = DAY) -> set[str]:
    return {each.name for each in holding(RuleBook.of(packaged_rules(), state), day)}


def careful(kind: type) -> set[str]:
    rows = [each for each in packaged_rules() if isinstance(each.terms, kind)]
    return {each.name for each in rows if each.jurisdiction == ELSEWHERE}


def test_the_careful_row_of_a_kind_holds_only_where_the_state_has_none() -> None:
    assert careful(ControlledIdTerms)
    assert not careful(ControlledIdTerms) & names("US-NC")
    assert careful(ControlledIdTerms) <= names("US-WY")


@pytest.mark.parametrize("state", ["US-NC", "US-TX", "US-AK", "US-TN", "US-WY"])
def test_of_restricted_goods_it_is_said_class_by_class(state: str) -> None:
    book = RuleBook.of(packaged_rules(), state)
    listed = {e.ref for e in holding(book, DAY) if isinstance(e.terms, RestrictedTerms)}
    assert listed == {rule.ref for each in ItemClass for rule in rows_of(each, book, DAY)}


def test_a_row_that_has_not_begun_does_not_hold() -> None:
    assert "us-nc-controlled-id" not in names("US-NC", date(2012, 2, 29))


def test_a_superseded_row_is_left_out_unless_that_of_the_state_ends() -> None:
    book = RuleBook.of(packaged_rules(), "US-NC")
    shown = {each.name for each in without_superseded(book, DAY)}
    assert not careful(ControlledIdTerms) & shown
    assert "us-nc-controlled-id" in shown
    ends = [
        replace(each, until=date(2027, 1, 31)) if each.jurisdiction == "US-NC" else each
        for each in book.rules
    ]
    later = without_superseded(RuleBook.of(ends, "US-NC"), DAY)
    assert careful(ControlledIdTerms) <= {each.name for each in later}
