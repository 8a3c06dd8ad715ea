"""The rules in force on the screen: what nobody confirmed stands first and says so."""

from dataclasses import replace

import pytest

from helpers.counter import MARY, Counter, a_counter
from helpers.sales import DAY, POLICY
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.state import AuditPage, RecordsPage, RulesPage, SalePage
from terminal.app.step_rules import rules_shown
from terminal.domain.controlled import ControlledIdTerms
from terminal.domain.rules import ELSEWHERE, STORE, RuleBook
from terminal.presentation.views import RecordsView
from terminal.rules_files import laid_over, load_rules

BOOK = RuleBook.of(load_rules(None).rules, "US-TN")


@pytest.fixture
def counter() -> Counter:
    made = a_counter(person=MARY, policy=replace(POLICY, rules=BOOK))
    made.press("Ctrl+Y")
    made.press("Ctrl+Up")  # from the first to the last
    assert isinstance(made.state.page, RulesPage)
    return made


def view(counter: Counter) -> RecordsView:
    shown = counter.screen.page
    assert isinstance(shown, RecordsView)
    return shown


def test_what_nobody_confirmed_stands_first_and_says_so(counter: Counter) -> None:
    marked = [bool(row.badges) for row in view(counter).rows]
    assert marked == sorted(marked, reverse=True)
    assert any(marked)
    assert f"not confirmed: {sum(marked)}" in view(counter).explain


def test_a_row_that_the_state_s_own_supersedes_is_not_shown() -> None:
    book = RuleBook.of(load_rules(None).rules, "US-NC")
    made = a_counter(person=MARY, policy=replace(POLICY, rules=book))
    made.press("Ctrl+Y")
    made.press("Ctrl+Up")
    assert isinstance(made.state.page, RulesPage)
    shown = rules_shown(made.state, made.state.page)
    assert "us-nc-controlled-id" in [rule.name for rule in shown]
    assert not [
        rule
        for rule in shown
        if isinstance(rule.terms, ControlledIdTerms) and rule.jurisdiction == ELSEWHERE
    ]


def test_a_search_finds_words_of_a_row_as_they_are_typed(counter: Counter) -> None:
    counter.send(i.FieldEdited("rules", "obra-90"))
    assert all("OBRA-90" in row.detail for row in view(counter).rows)
    counter.send(i.FieldEdited("rules", "no such words"))
    assert view(counter).empty == "No row has these words."
    assert view(counter).detail == ()


def test_the_chosen_row_is_told_in_full(counter: Counter) -> None:
    counter.press("Down")
    told = {figure.label: figure.amount for figure in view(counter).detail}
    chosen = view(counter).rows[1]
    assert view(counter).words == (chosen.title, chosen.detail)
    assert told["confirmed"].startswith("no")


def test_a_row_of_the_store_s_file_is_marked() -> None:
    law = load_rules(None).rules
    (old,) = [rule for rule in law if rule.name == "us-ct-controlled-id"]
    new = replace(old, since=DAY, source="read", confirmed=True, filed="own.toml")
    own = replace(new, name="own-id", jurisdiction=STORE)
    book = RuleBook.of(laid_over(law, [new, own]), "US-CT")
    made = a_counter(person=MARY, policy=replace(POLICY, rules=book))
    made.press("Ctrl+Y")
    made.press("Ctrl+Up")
    made.send(i.FieldEdited("rules", "asked for"))
    badges = {row.id: [badge.text for badge in row.badges] for row in view(made).rows}
    assert badges[new.ref] == ["replaced by this store's file"]
    assert badges[own.ref] == ["this store's file"]
    assert old.ref not in badges
    place = [row.id for row in view(made).rows].index(new.ref)
    for _ in range(place):
        made.press("Down")
    told = {figure.label: figure.amount for figure in view(made).detail}
    assert told["stands in"] == f"this store's file own.toml, in place of {old.ref}"


@pytest.mark.parametrize(
    ("key", "page"), [("audit", AuditPage), ("npp", RecordsPage), ("nothing", RulesPage)]
)
def test_another_page_is_chosen(counter: Counter, key: str, page: type) -> None:
    counter.do(Do.CHOOSE_REGISTER, key)
    assert isinstance(counter.state.page, page)


def test_esc_leads_back(counter: Counter) -> None:
    counter.press("Esc")
    assert isinstance(counter.state.page, SalePage)


def test_a_lock_leads_back_to_the_ticket(counter: Counter) -> None:
    counter.press("Ctrl+L")
    assert isinstance(counter.state.behind, SalePage)
