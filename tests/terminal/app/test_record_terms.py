"""What a rule asks of the register of IDs itself (section 7, North Carolina)."""

from dataclasses import replace
from datetime import date

import pytest

from helpers.counter import MARY, a_counter
from helpers.sales import POLICY
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.record_terms import CONTROLLED, NO_TERMS, RecordTerms, record_terms
from terminal.app.records import REGISTERS, RegisterPage, RegisterRow
from terminal.app.state import RecordsPage
from terminal.domain.controlled import ControlledIdTerms
from terminal.domain.rules import STORE, Rule, RuleBook
from terminal.presentation.record_words import words_of
from terminal.presentation.views import RecordsView
from terminal.rules_files import packaged_rules

DAY = date(2026, 11, 20)
LAW = "N.C.G.S. 90-106.1"


def book(state: str, *more: Rule[object]) -> RuleBook:
    return RuleBook.of((*packaged_rules(), *more), state)


def own(hours: int) -> Rule[object]:
    terms = ControlledIdTerms(frozenset({2}), produce_within_hours=hours)
    return Rule("own", STORE, date(2020, 1, 1), None, "the owner", "Ask.", True, terms)


def test_north_carolina_wants_the_register_within_72_hours_or_the_report() -> None:
    assert record_terms(CONTROLLED, book("US-NC"), DAY) == RecordTerms(72, LAW, (LAW,))


@pytest.mark.parametrize(("hours", "within"), [(24, 24), (96, 72)])
def test_the_shortest_time_of_all_rows_counts(hours: int, within: int) -> None:
    assert record_terms(CONTROLLED, book("US-NC", own(hours)), DAY).within_hours == within


def test_where_no_row_asks_nothing_is_said() -> None:
    assert record_terms(CONTROLLED, book("US-VA"), DAY) == NO_TERMS
    assert words_of(NO_TERMS) == ()


@pytest.mark.parametrize("register", [each for each in REGISTERS if each != CONTROLLED])
def test_no_other_register_is_meant(register: str) -> None:
    assert record_terms(register, book("US-NC"), DAY) == NO_TERMS


def test_the_page_says_it_and_the_paper_will() -> None:
    counter = a_counter(person=MARY, policy=replace(POLICY, rules=book("US-NC")))
    counter.press("Ctrl+Y")
    counter.do(Do.CHOOSE_REGISTER, CONTROLLED)
    shown = counter.state.page
    assert isinstance(shown, RecordsPage)
    assert shown.question is not None
    rows = (RegisterRow(1, "5e" * 32, ("", "", "", "")),)
    told = RegisterPage("IDs", ("date and time", "lane", "by", "prescriptions"), rows, more=False)
    counter.send(i.RegisterRead(shown.question, told))
    view = counter.screen.page
    assert isinstance(view, RecordsView)
    assert view.explain.splitlines()[1:] == list(words_of(RecordTerms(72, LAW, (LAW,))))
    assert "within 72 hours of a request (N.C.G.S. 90-106.1)" in view.explain
    counter.press("F9")
    (asked,) = [each for each in counter.effects if isinstance(each, e.WriteRegister)]
    assert asked.terms == RecordTerms(72, LAW, (LAW,))
