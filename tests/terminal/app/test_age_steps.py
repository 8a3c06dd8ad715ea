"""Goods with an age at the counter: typed, scanned, judged, refused."""

from dataclasses import replace
from datetime import date

import pytest

from helpers.cards import an_id_card
from helpers.counter import ANA, MARY, PHIL, Counter, a_counter
from helpers.restricted import CIGARETTES, SYRUP, WINE, row, with_rows
from helpers.sales import CANDY, POLICY, RULES
from helpers.screens import texts
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.state import AgePage, Msg, PharmacistPage, SalePage
from terminal.domain import facts as f
from terminal.domain.catalog import ItemClass
from terminal.domain.obligation import Kind
from terminal.domain.refusal import Why
from terminal.domain.restricted import AgeMethod, RefusedBecause, RestrictedTerms
from terminal.domain.rules import RuleBook
from terminal.rules_files import packaged_rules

SHELF = (SYRUP, CIGARETTES, WINE, CANDY)
OF_AGE, TOO_YOUNG = "07141961", "07022005"
"""The counter's day is 1 July 2026: the second turns 21 tomorrow."""


def counter_with(*items: object, person: object = ANA, **more: object) -> Counter:
    counter = a_counter(items=SHELF, person=person, **more)  # type: ignore[arg-type]
    for item in items:
        counter.scan_item(item)  # type: ignore[arg-type]
    return counter


def show(counter: Counter, born: str, expires: date | None = date(2031, 1, 31)) -> None:
    counter.send(i.CodeScanned(an_id_card(born, expires=expires)))


def open_kinds(counter: Counter) -> list[Kind]:
    return [each.kind for each in counter.state.open_obligations]


def test_a_scanned_age_item_is_on_the_ticket_and_its_age_on_the_list() -> None:
    counter = counter_with(SYRUP)
    assert [line.net for line in counter.sale.live_lines] == [SYRUP.price]
    assert not counter.can_press("F9")
    counter.press("Ctrl+G")
    counter.on(AgePage)
    words = " ".join(texts(counter.screen.page))
    assert "Born on or before 07/01/2008" in words
    assert "us-tx" not in words
    assert "Texas (unconfirmed: check with the state)" in words, "why it asks"


def test_a_typed_date_opens_payment() -> None:
    counter = counter_with(SYRUP)
    counter.press("Ctrl+G")
    counter.enter(OF_AGE)
    counter.on(SalePage)
    assert counter.told() is Msg.AGE_SHOWN
    assert counter.can_press("F9")
    (shown,) = counter.recorded(f.AgeVerified)
    assert isinstance(shown, f.AgeVerified)
    assert (shown.age, shown.method, shown.by) == (21, AgeMethod.DOB_ENTRY, ANA.id)


@pytest.mark.parametrize("text", ["", "0714", "13131990", "07022026", "07141861", "x"])
def test_what_is_no_birth_date_asks_again(text: str) -> None:
    counter = counter_with(SYRUP)
    counter.press("Ctrl+G")
    counter.enter(text)
    counter.on(AgePage)
    assert counter.told() is Msg.DATE_NOT_UNDERSTOOD
    assert counter.field.text == ""
    assert counter.recorded(f.AgeVerified, f.RestrictedRefused) == ()


@pytest.mark.parametrize("at_page", [True, False])
def test_the_card_answers_at_its_page_and_on_the_ticket(at_page: bool) -> None:
    counter = counter_with(SYRUP, CIGARETTES)
    if at_page:
        counter.press("Ctrl+G")
    show(counter, OF_AGE)
    counter.on(SalePage)
    assert open_kinds(counter) == []
    (shown,) = counter.recorded(f.AgeVerified)
    assert isinstance(shown, f.AgeVerified)
    assert (shown.age, shown.method) == (21, AgeMethod.ID_SCAN)
    counter.check_scanner()


def test_nothing_of_the_card_is_kept_or_shown() -> None:
    counter = counter_with(SYRUP)
    show(counter, OF_AGE)
    kept = repr((counter.facts, counter.state)) + " ".join(texts(counter.screen))
    assert not [each for each in ("ROSSI", "MARIA", "D12345678", "1961") if each in kept]


def test_who_is_under_age_is_refused_and_the_line_can_only_leave() -> None:
    counter = counter_with(CANDY, CIGARETTES)
    show(counter, TOO_YOUNG)
    assert counter.told() is Msg.AGE_REFUSED
    assert open_kinds(counter) == [Kind.REFUSED]
    (refused,) = counter.recorded(f.RestrictedRefused)
    assert isinstance(refused, f.RestrictedRefused)
    assert (refused.reason, refused.age) == (RefusedBecause.UNDER_AGE, 21)
    counter.do(Do.CASH)
    assert counter.told() is Why.OBLIGATIONS_OPEN
    show(counter, OF_AGE)
    assert counter.told() is Msg.ID_CARD_NOT_ASKED, "the line stays refused"
    counter.press("Ctrl+K")
    assert counter.can_press("F9")
    assert [line.id for line in counter.sale.live_lines] == [1]


def test_with_its_only_line_the_refused_ticket_is_over() -> None:
    counter = counter_with(CIGARETTES)
    show(counter, TOO_YOUNG)
    counter.press("Ctrl+K")
    assert counter.state.sale is None
    assert counter.last_batch() == ("LineVoided", "SaleAbandoned")


def test_an_expired_card_shows_nothing_and_another_one_may_be_shown() -> None:
    counter = counter_with(SYRUP)
    counter.press("Ctrl+G")
    show(counter, OF_AGE, expires=date(2026, 6, 30))
    counter.on(AgePage)
    assert counter.told() is Msg.AGE_ID_EXPIRED
    (refused,) = counter.recorded(f.RestrictedRefused)
    assert isinstance(refused, f.RestrictedRefused)
    assert refused.reason is RefusedBecause.ID_EXPIRED
    show(counter, OF_AGE, expires=date(2026, 7, 1))
    assert open_kinds(counter) == []


def test_without_an_id_the_sale_is_refused_and_recorded() -> None:
    counter = counter_with(SYRUP, CANDY)
    counter.press("Ctrl+G")
    counter.press("Ctrl+2")
    assert counter.told() is Msg.AGE_NO_ID
    assert open_kinds(counter) == [Kind.REFUSED]


def test_who_looks_over_the_challenge_age_needs_no_id() -> None:
    counter = counter_with(SYRUP, CIGARETTES)
    counter.press("Ctrl+G")
    assert "Looks 30 or more" in texts(counter.screen)
    counter.press("Ctrl+1")
    assert open_kinds(counter) == []


def test_in_new_york_there_is_no_such_answer() -> None:
    policy = replace(POLICY, rules=RuleBook.of(packaged_rules(), "US-NY"))
    counter = counter_with(SYRUP, policy=policy)
    counter.press("Ctrl+G")
    assert not counter.can_press("Ctrl+1")
    assert "Everybody shows an ID" in " ".join(texts(counter.screen))


def test_where_the_card_must_be_scanned_no_date_is_typed() -> None:
    wish = row(RestrictedTerms(ItemClass.TOBACCO, 21, None, AgeMethod.ID_SCAN))
    counter = counter_with(CIGARETTES, policy=replace(POLICY, rules=with_rows(wish)))
    counter.press("Ctrl+G")
    counter.send(i.FieldSubmitted("birth", OF_AGE))
    assert counter.told() is Why.AGE_BY_SCAN_ONLY
    show(counter, OF_AGE)
    assert open_kinds(counter) == []


def test_a_prescription_is_a_pharmacist_s_word() -> None:
    counter = counter_with(SYRUP)
    counter.press("Ctrl+G")
    counter.press("Ctrl+3")
    counter.pharmacist_signs()
    (exempted,) = counter.recorded(f.AgeExempted)
    assert isinstance(exempted, f.AgeExempted)
    assert exempted.pharmacist == PHIL.id
    assert open_kinds(counter) == []


def test_tobacco_is_not_exempted_by_a_prescription() -> None:
    counter = counter_with(CIGARETTES)
    counter.press("Ctrl+G")
    assert not counter.can_press("Ctrl+3")
    counter.do(Do.ANSWER, "prescription")
    counter.pharmacist_signs()
    assert counter.told() is Why.AGE_NOT_EXEMPT


def test_where_the_cashier_may_not_sell_it_somebody_who_may_signs() -> None:
    managers = row(RestrictedTerms(ItemClass.TOBACCO, seller_roles=frozenset({MARY.role})))
    counter = counter_with(CIGARETTES, policy=replace(POLICY, rules=with_rows(managers)))
    show(counter, OF_AGE)
    counter.on(PharmacistPage)
    assert counter.told() is Why.SELLER_ROLE
    counter.pharmacist_signs(PHIL)
    assert counter.told() is Why.SELLER_ROLE, "neither may the pharmacist"
    counter.on(AgePage)
    counter.enter(OF_AGE)
    counter.pharmacist_signs(MARY)
    (shown,) = counter.recorded(f.AgeVerified)
    assert isinstance(shown, f.AgeVerified)
    assert shown.by == MARY.id


def test_a_seller_whose_age_nobody_knows_does_not_sell_alcohol() -> None:
    counter = counter_with(WINE)
    counter.press("Ctrl+G")
    counter.enter(OF_AGE)
    assert counter.told() is Why.SELLER_AGE_UNKNOWN
    counter.press("Esc")
    counter.on(AgePage)
    assert counter.recorded(f.AgeVerified) == ()


def test_only_an_id_card_is_scanned_at_the_age_s_page() -> None:
    counter = counter_with(SYRUP)
    counter.press("Ctrl+G")
    counter.scan_item(CANDY)
    assert counter.told() is Msg.SCAN_AGE_FIRST
    counter.scan("scratched", "]L2")
    assert counter.told() is Msg.CODE_NOT_UNDERSTOOD
    counter.on(AgePage)
    counter.check_scanner()


def test_esc_leaves_the_age_open_and_a_date_typed_before_a_lock_is_gone() -> None:
    counter = counter_with(SYRUP)
    counter.press("Ctrl+G")
    counter.press("Esc")
    assert open_kinds(counter) == [Kind.AGE]


def test_an_age_that_was_shown_is_shown_after_a_power_cut() -> None:
    counter = counter_with(SYRUP)
    show(counter, OF_AGE)
    again = counter.crash().sign_in(ANA)
    assert [each.met for each in again.state.obligations] == [True]


def test_a_plain_ticket_is_asked_nothing() -> None:
    counter = counter_with(CANDY)
    assert counter.state.obligations == ()
    show(counter, OF_AGE)
    assert counter.told() is Msg.ID_CARD_NOT_ASKED
    assert RULES.jurisdiction == "US-TX"


def test_what_is_no_answer_changes_nothing() -> None:
    counter = counter_with(SYRUP)
    counter.press("Ctrl+G")
    counter.do(Do.ANSWER, "nothing")
    counter.do(Do.ADD_FILLS)
    counter.send(i.FieldEdited("birth", "0"))
    counter.on(AgePage)
    assert counter.recorded(f.AgeVerified) == ()


def test_after_an_id_that_was_too_young_looks_are_not_offered_any_more() -> None:
    counter = counter_with(CIGARETTES)
    counter.press("Ctrl+G")
    counter.press("Ctrl+1")
    counter.scan_item(WINE)
    show(counter, TOO_YOUNG)
    (refused,) = counter.recorded(f.RestrictedRefused)
    assert isinstance(refused, f.RestrictedRefused)
    assert len(refused.lines) == 2, "to refuse takes no right to sell"
    counter.scan_item(CIGARETTES)
    counter.press("Ctrl+G")
    assert not counter.can_press("Ctrl+1")
    counter.do(Do.ANSWER, "looks")
    assert counter.told() is Why.AGE_WAS_READ
    assert Kind.AGE in open_kinds(counter)
