"""Schedule V over the counter: the entry, the ledger, the pharmacist, and the clerk's money."""

from dataclasses import replace
from datetime import date

import pytest

from helpers.cards import an_id_card
from helpers.counter import ANA, PHIL, Counter, a_counter
from helpers.restricted import CIGARETTES, CODEINE, MARKS, ORVILLE, OTC, row, sold
from helpers.sales import CANDY
from helpers.screens import texts
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.state import BookPage, DonePage, Msg, PharmacistPage, SalePage
from terminal.domain import facts as f
from terminal.domain.catalog import ItemClass, Measure
from terminal.domain.id_card import IdCard
from terminal.domain.obligation import Kind
from terminal.domain.record_book import BuyerBasis
from terminal.domain.refusal import Why
from terminal.domain.restricted import LogField, RefusedBecause, RestrictedTerms
from terminal.domain.rules import RuleBook

CARD = replace(
    an_id_card("07211967", "SAMPLETON", "ORVILLE"),
    street="100 SAMPLE ST",
    city="ANYTOWN",
    jurisdiction="TX",
    postal_code="75001",
)
ANSWERS = ("Sampleton", "Orville", "1 Elm Street, Austin TX 78701")


def counter_with(*items: object, **more: object) -> Counter:
    shelf = (CODEINE, CIGARETTES, CANDY)
    counter = a_counter(items=shelf, **({"policy": OTC} | more))  # type: ignore[arg-type]
    for item in items:
        counter.scan_item(item)  # type: ignore[arg-type]
    return counter


def show(counter: Counter, card: IdCard = CARD) -> None:
    counter.send(i.CodeScanned(card))


def type_all(counter: Counter, basis: str = "Ctrl+1") -> None:
    counter.press("Ctrl+B")
    counter.enter("07211967")
    counter.press(basis)
    for text in ANSWERS:
        counter.enter(text)


def entry(counter: Counter) -> f.BookEntryMade:
    (made,) = counter.recorded(f.BookEntryMade)
    assert isinstance(made, f.BookEntryMade)
    return made


def refused(counter: Counter) -> RefusedBecause:
    (fact,) = counter.recorded(f.RestrictedRefused)
    assert isinstance(fact, f.RestrictedRefused)
    return fact.reason


def open_kinds(counter: Counter) -> list[Kind]:
    return [each.kind for each in counter.state.open_obligations]


def test_a_card_fills_the_entry_and_a_pharmacist_dispenses() -> None:
    counter = counter_with(CODEINE)
    show(counter)
    assert counter.on(BookPage).earlier == ()
    words = texts(counter.screen.page)
    assert {"ORVILLE SAMPLETON", "100 SAMPLE ST, ANYTOWN, TX 75001"} <= set(words)
    counter.press("Ctrl+1")
    counter.on(PharmacistPage)
    counter.pharmacist_signs()
    assert counter.told() is Msg.BOOK_WRITTEN
    made = entry(counter)
    assert (made.buyer.family, made.basis) == ("SAMPLETON", BuyerBasis.ID_SCANNED)
    assert (made.pharmacist, made.pharmacist_name) == (PHIL.id, PHIL.name)
    counter.press("F9")
    counter.press("F9")
    counter.on(DonePage)


@pytest.mark.parametrize(
    ("key", "basis"), [("Ctrl+1", BuyerBasis.ID_SEEN), ("Ctrl+2", BuyerBasis.KNOWN)]
)
def test_it_is_asked_for_where_there_is_no_card(key: str, basis: BuyerBasis) -> None:
    counter = counter_with(CODEINE)
    type_all(counter, key)
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    made = entry(counter)
    assert made.basis is basis
    assert (made.buyer.family, made.buyer.given, made.buyer.address) == ANSWERS
    assert (made.person, made.document) == (MARKS.person, MARKS.document)


def test_a_pharmacist_at_the_counter_dispenses_without_another_pin() -> None:
    counter = counter_with(CODEINE, person=PHIL)
    show(counter)
    assert counter.recorded(f.BookEntryMade) == (), "a scan alone dispenses nothing"
    counter.press("Ctrl+1")
    assert entry(counter).pharmacist == PHIL.id


def test_a_cashier_s_pin_dispenses_nothing() -> None:
    counter = counter_with(CODEINE)
    show(counter)
    counter.press("Ctrl+1")
    counter.pharmacist_signs(ANA)
    assert counter.told() is Msg.NOT_A_PHARMACIST
    counter.press("Esc")
    counter.on(BookPage)


def test_the_ledger_is_read_for_48_hours_by_digest() -> None:
    counter = counter_with(CODEINE)
    show(counter)
    (asked,) = counter.did(e.LookUpBuyer)
    assert isinstance(asked, e.LookUpBuyer)
    assert asked.person == ORVILLE.person
    assert (counter.at - asked.since).total_seconds() == 48 * 3600


def test_over_the_limit_the_sale_is_refused_and_less_may_be_sold() -> None:
    counter = counter_with(CODEINE, ledger=(sold(1, 47),))
    show(counter)
    counter.on(SalePage)
    assert counter.told() is Msg.BOOK_OVER_LIMIT
    assert counter.state.said is not None
    assert counter.state.said.detail == "120 cc in 48 hours, 119 left"
    assert refused(counter) is RefusedBecause.OVER_LIMIT
    assert open_kinds(counter) == [Kind.RECORD_BOOK]


def test_what_was_bought_before_within_the_limit_is_said() -> None:
    counter = counter_with(CODEINE, ledger=(sold(12, 20, Measure.UNITS),))
    show(counter)
    assert "Within 48 hours this buyer got 12 units" in texts(counter.screen.page)
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    assert entry(counter).amount == 120


def test_an_answer_behind_the_lock_is_kept_and_the_limit_still_holds() -> None:
    counter = counter_with(CODEINE, ledger=(sold(120, 1),))
    counter.hold.add(e.LookUpBuyer)
    show(counter)
    counter.do(Do.LOCK)
    counter.send(i.BuyerFound(ORVILLE.person, counter.ledger, MARKS))
    counter.sign_in(ANA)
    assert "Dispensing it is refused, and that is recorded." in texts(counter.screen.page)
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    assert refused(counter) is RefusedBecause.OVER_LIMIT
    assert counter.recorded(f.BookEntryMade) == ()


def test_an_answer_for_another_buyer_is_not_taken() -> None:
    counter = counter_with(CODEINE)
    counter.hold.add(e.LookUpBuyer)
    show(counter)
    counter.send(i.BuyerFound(replace(ORVILLE, family="Other").person, (), MARKS))
    assert counter.on(BookPage).earlier is None
    assert not counter.can_press("Ctrl+1")


def test_when_the_ledger_cannot_be_read_nothing_is_dispensed_before_it_is() -> None:
    counter = counter_with(CODEINE)
    counter.hold.add(e.LookUpBuyer)
    show(counter)
    counter.send(i.CommitFailed("The disk is full", "Free some space."))
    counter.do(Do.ANSWER, "dispense")
    counter.on(BookPage)
    counter.hold.clear()
    counter.press("Ctrl+1")
    assert counter.on(BookPage).earlier == ()


def test_who_is_under_18_is_asked_nothing_more() -> None:
    counter = counter_with(CODEINE)
    counter.press("Ctrl+B")
    assert "Born on or before 07/01/2008" in " ".join(texts(counter.screen.page))
    counter.enter("07022008")
    assert counter.told() is Msg.AGE_REFUSED
    assert refused(counter) is RefusedBecause.UNDER_AGE
    assert open_kinds(counter) == [Kind.REFUSED]


def test_who_is_not_known_and_has_no_id_gets_nothing() -> None:
    counter = counter_with(CODEINE)
    counter.press("Ctrl+B")
    counter.enter("07211967")
    counter.press("Ctrl+3")
    assert refused(counter) is RefusedBecause.NO_ID


def test_an_expired_card_fills_nothing() -> None:
    counter = counter_with(CODEINE)
    show(counter, replace(CARD, expires=date(2026, 6, 30)))
    counter.on(SalePage)
    assert counter.told() is Msg.AGE_ID_EXPIRED
    assert refused(counter) is RefusedBecause.ID_EXPIRED


def test_a_card_without_a_street_leaves_the_address_to_be_asked() -> None:
    counter = counter_with(CODEINE)
    show(counter, replace(CARD, street="", city=""))
    assert counter.field.name == "address"
    counter.enter("100 Sample St")
    assert counter.on(BookPage).earlier == ()


@pytest.mark.parametrize("text", ["", "  ", "7", "x" * 61, "Sample\x07ton"])
def test_what_is_no_name_is_asked_for_again(text: str) -> None:
    counter = counter_with(CODEINE)
    counter.press("Ctrl+B")
    counter.enter("07211967")
    counter.press("Ctrl+1")
    counter.enter(text)
    assert counter.told() is Why.BOOK_INCOMPLETE
    assert counter.field.name == "family"


def test_esc_goes_one_answer_back_and_shows_what_was_typed() -> None:
    counter = counter_with(CODEINE)
    type_all(counter)
    counter.press("Esc")
    assert (counter.field.name, counter.field.text) == ("address", ANSWERS[2])
    for name in ("given", "family"):
        counter.press("Esc")
        assert counter.field.name == name
    counter.press("Esc")
    counter.press("Ctrl+2")
    assert counter.field.name == "family"
    for _ in range(3):
        counter.press("Esc")
    counter.on(SalePage)


def test_a_state_that_wants_the_number_of_the_id_has_it_asked_for() -> None:
    wish = row(RestrictedTerms(ItemClass.SCHEDULE_V, log_fields=frozenset({LogField.ID_NUMBER})))
    policy = replace(OTC, rules=RuleBook("US-TX", (*OTC.rules.rules, wish)))
    counter = counter_with(CODEINE, policy=policy)
    counter.press("Ctrl+B")
    counter.enter("07211967")
    counter.press("Ctrl+1")
    assert counter.field.name == "id_number"
    counter.enter("1234 5678")
    for text in ANSWERS:
        counter.enter(text)
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    assert entry(counter).buyer.id_number == "1234 5678"


def test_the_buyer_has_shown_the_age_of_the_cigarettes_too() -> None:
    counter = counter_with(CIGARETTES, CODEINE)
    show(counter)
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    assert open_kinds(counter) == []


def test_another_quantity_is_dispensed_anew() -> None:
    counter = counter_with(CODEINE)
    show(counter)
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    counter.press("F4")
    counter.enter("1")
    assert open_kinds(counter) == [Kind.RECORD_BOOK]


def test_nobody_s_name_is_in_a_repr() -> None:
    counter = counter_with(CODEINE)
    show(counter)
    told = repr((counter.state, counter.facts, counter.effects))
    assert not [each for each in ("SAMPLETON", "ORVILLE", "SAMPLE ST", "1967") if each in told]
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    assert "SAMPLETON" not in repr(counter.facts)
