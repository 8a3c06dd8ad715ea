"""The ID for a controlled fill at the counter: scanned, typed, known, or done without."""

from dataclasses import asdict, replace
from datetime import date

import pytest

from helpers.cards import an_id_card
from helpers.counter import DATE_OF_BIRTH, PHIL, Counter, a_counter
from helpers.restricted import SYRUP
from helpers.sales import POLICY, a_fill
from helpers.screens import texts
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.state import IdPage, Msg, PharmacistPage, SalePage
from terminal.domain import facts as f
from terminal.domain.controlled import ControlledIdTerms, CopyOfId
from terminal.domain.id_card import IdCard
from terminal.domain.pickup import Relationship, ReleaseBasis
from terminal.domain.refusal import Why
from terminal.domain.rules import STORE, Rule, RuleBook
from terminal.domain.shown_id import IdField, IdType, PersonName, ShownId
from terminal.presentation.views import PromptView
from terminal.rules_files import packaged_rules

CONTROLLED = a_fill(schedule=2)
SPOUSE, PATIENT = "03", "01"
CARD = replace(
    an_id_card(family="SAMPLETON", given="ORVILLE"), jurisdiction="NC", street="1 Elm St"
)
GOOD_UNTIL = "01312031"


def asked(state: str = "US-NC", picker: str = SPOUSE, *more: Rule[object]) -> Counter:
    """The ID is asked of who takes a controlled fill in this state."""
    policy = replace(POLICY, rules=RuleBook.of((*packaged_rules(), *more), state))
    counter = a_counter(CONTROLLED, items=(SYRUP,), policy=policy)
    counter.find(CONTROLLED)
    counter.enter(DATE_OF_BIRTH)
    counter.do(Do.PICKED_BY, picker)
    counter.do(Do.ADD_FILLS)
    counter.press("Ctrl+I")
    return counter


def shown(counter: Counter) -> ShownId:
    (fact,) = counter.recorded(f.ControlledIdShown)
    assert isinstance(fact, f.ControlledIdShown)
    return fact.shown


def view(counter: Counter) -> PromptView:
    found = counter.screen.page
    assert isinstance(found, PromptView)
    return found


# --- typed


def test_exactly_what_the_state_wants_is_typed_one_thing_at_a_time() -> None:
    counter = asked()
    labels = [each.label for each in view(counter).choices]
    assert labels == ["Driver licence", "State ID card of NC", "Military ID", "Passport"]
    counter.press("Ctrl+1")
    counter.enter(GOOD_UNTIL)
    counter.enter("a-1234 5678")
    counter.enter("Sampleton, Orville")
    assert shown(counter) == ShownId(
        IdType.DRIVER_LICENCE, "A-1234 5678", name=PersonName("Sampleton", "Orville")
    )
    assert counter.told() is Msg.ID_RECORDED
    assert counter.on(SalePage) == SalePage()
    counter.open_bag()
    assert counter.can_press("F9")


def test_the_state_id_of_north_carolina_is_that_of_north_carolina() -> None:
    counter = asked()
    counter.press("Ctrl+2")
    counter.enter(GOOD_UNTIL)
    counter.enter("123")
    counter.enter("Sampleton, Orville")
    assert shown(counter).type is IdType.STATE_ID


def test_the_patient_s_own_name_is_not_typed_again() -> None:
    counter = asked(picker=PATIENT)
    counter.press("Ctrl+4")
    counter.enter(GOOD_UNTIL)
    counter.enter("123456789")
    assert shown(counter).name == PersonName("Rossi", "M.")


def test_an_expired_id_is_refused_and_another_is_asked_for() -> None:
    counter = asked()
    counter.press("Ctrl+1")
    counter.enter("06302026")
    assert counter.told() is Why.ID_EXPIRED
    assert counter.on(IdPage).shown is None
    assert counter.recorded(f.ControlledIdShown) == ()


def test_an_id_is_good_on_its_last_day_and_one_without_a_last_day_is_good() -> None:
    counter = asked()
    counter.press("Ctrl+1")
    counter.enter("07012026")
    assert counter.told() is None
    counter.press("Esc")
    counter.press("Ctrl+3")
    counter.press("Ctrl+1")
    assert "number" in view(counter).ask


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ([""], Msg.DATE_NOT_UNDERSTOOD),
        ([GOOD_UNTIL, ""], Msg.ID_NUMBER_WRONG),
        ([GOOD_UNTIL, "\u0663\u0664"], Msg.ID_NUMBER_WRONG),
        ([GOOD_UNTIL, "9" * 41], Msg.ID_NUMBER_WRONG),
        ([GOOD_UNTIL, "123", "1"], Msg.ID_STATE_WRONG),
        ([GOOD_UNTIL, "123", "ZZ"], Msg.ID_STATE_WRONG),
        ([GOOD_UNTIL, "123", "nc", "Ana Maria Sample"], Msg.NAME_NOT_UNDERSTOOD),
        ([GOOD_UNTIL, "123", "nc", "Sample, Ana", "13451990"], Msg.DATE_NOT_UNDERSTOOD),
        ([GOOD_UNTIL, "123", "nc", "Sample, Ana", "01019999"], Msg.DATE_NOT_UNDERSTOOD),
        ([GOOD_UNTIL, "123", "nc", "Sample, Ana", "01011990", "  "], Msg.ADDRESS_MISSING),
    ],
)
def test_what_cannot_be_is_asked_again(typed: list[str], told: Msg) -> None:
    all_of_it = ControlledIdTerms(frozenset({2}), fields=frozenset(IdField))
    everything: Rule[object] = Rule(
        "own", STORE, date(2020, 1, 1), None, "the owner", "All.", True, all_of_it
    )
    counter = asked("US-NC", SPOUSE, everything)
    counter.press("Ctrl+1")
    for text in typed:
        counter.enter(text)
    assert counter.told() is told
    assert counter.field.text == "", "the next key begins the answer anew"
    assert counter.recorded(f.ControlledIdShown) == ()


def test_a_copy_of_the_id_is_confirmed_by_a_person() -> None:
    copied = ControlledIdTerms(frozenset({2}), copy=CopyOfId.IMAGE)
    rule: Rule[object] = Rule("own", STORE, date(2020, 1, 1), None, "owner", "Copy.", True, copied)
    counter = asked("US-VA", PATIENT, rule)
    counter.press("Ctrl+1")
    counter.enter(GOOD_UNTIL)
    assert "copy" in view(counter).ask
    counter.do(Do.ANSWER, "something else")
    counter.press("Ctrl+1")
    assert shown(counter).copy_filed


def test_going_back_forgets_what_was_typed() -> None:
    counter = asked()
    counter.press("Ctrl+1")
    counter.enter(GOOD_UNTIL)
    counter.key_in("A1")
    counter.press("Esc")
    assert counter.on(IdPage) == IdPage()
    counter.press("Esc")
    assert counter.on(SalePage) == SalePage()


# --- scanned


def test_a_scanned_card_fills_in_everything() -> None:
    counter = asked()
    counter.send(i.CodeScanned(CARD))
    assert shown(counter) == ShownId(
        IdType.DRIVER_LICENCE, "D12345678", name=PersonName("SAMPLETON", "ORVILLE"), scanned=True
    )
    assert counter.on(SalePage) == SalePage()
    counter.check_scanner()


def test_a_scanned_id_card_is_no_licence() -> None:
    counter = asked()
    counter.send(i.CodeScanned(replace(CARD, licence=False)))
    assert shown(counter).type is IdType.STATE_ID
    other = asked()
    other.send(i.CodeScanned(replace(CARD, licence=False, jurisdiction="SC")))
    assert other.told() is Why.ID_NOT_TAKEN


def test_what_a_scanned_card_does_not_say_is_asked() -> None:
    counter = asked("US-CA")
    counter.send(i.CodeScanned(replace(CARD, jurisdiction="")))
    assert "state" in view(counter).ask
    counter.enter("nv")
    assert shown(counter).jurisdiction == "NV"


def test_an_expired_card_is_refused_where_the_rule_says_so_and_only_there() -> None:
    old = replace(CARD, expires=date(2026, 6, 30))
    counter = asked()
    counter.send(i.CodeScanned(old))
    assert counter.told() is Why.ID_EXPIRED
    assert counter.recorded(f.ControlledIdShown) == ()
    virginia = asked("US-VA")
    virginia.send(i.CodeScanned(old))
    assert shown(virginia).address == "1 Elm St, NC"


@pytest.mark.parametrize("card", [an_id_card("01011970"), an_id_card(family="TANAKA")])
def test_the_patient_s_id_is_the_patient_s(card: IdCard) -> None:
    counter = asked(picker=PATIENT)
    counter.send(i.CodeScanned(card))
    assert counter.told() is Msg.ID_NOT_THE_PATIENTS
    assert counter.recorded(f.ControlledIdShown) == ()


def test_nothing_but_an_id_is_scanned_here() -> None:
    counter = asked()
    counter.scan_label(CONTROLLED)
    assert counter.told() is Msg.SCAN_ID_FIRST
    counter.scan("hello", "]C0")
    assert counter.told() is Msg.CODE_NOT_UNDERSTOOD
    counter.check_scanner()


# --- without an ID


def test_a_person_whom_the_pharmacist_knows_shows_no_id_where_the_state_says_so() -> None:
    counter = asked("US-VA", PATIENT)
    counter.press("F3")
    counter.press("Esc")
    assert counter.on(IdPage) == IdPage()
    counter.press("F3")
    counter.pharmacist_signs()
    (fact,) = counter.recorded(f.ControlledReleased)
    assert isinstance(fact, f.ControlledReleased)
    assert (fact.pharmacist, fact.basis) == (PHIL.id, ReleaseBasis.KNOWN)
    assert not asked("US-NC").can_press("F3")


def test_going_without_takes_a_reason_and_a_pharmacist() -> None:
    counter = asked()
    counter.press("F4")
    counter.enter(" ")
    assert counter.told() is Why.NOTE_MISSING
    counter.enter("house burnt down")
    counter.press("Esc")
    assert counter.on(PharmacistPage).asks_reason
    counter.press("Ctrl+3")
    counter.pharmacist_signs()
    (fact,) = counter.recorded(f.ControlledReleased)
    assert isinstance(fact, f.ControlledReleased)
    assert (fact.basis, fact.reason) == (ReleaseBasis.BYPASSED, "emergency")
    counter.open_bag()
    assert counter.can_press("F9")


def test_a_pharmacist_at_the_counter_still_gives_the_reason() -> None:
    policy = replace(POLICY, rules=RuleBook.of(packaged_rules(), "US-NC"))
    counter = a_counter(CONTROLLED, policy=policy, person=PHIL)
    counter.pick_up(CONTROLLED)
    counter.press("Ctrl+I")
    counter.press("F4")
    assert counter.recorded(f.ControlledReleased) == ()
    counter.enter("known for years")
    assert len(counter.recorded(f.ControlledReleased)) == 1


# --- whom it concerns


def test_an_id_is_on_no_customer_screen_receipt_or_repr() -> None:
    counter = asked()
    counter.press("Ctrl+1")
    counter.enter(GOOD_UNTIL)
    counter.enter("A1234567")
    counter.key_in("Sampleton, Orville")
    for words in (repr(counter.state), " ".join(texts(counter.customer))):
        assert "A1234567" not in words
        assert "Sampleton" not in words
    assert "A1234567" not in " ".join(texts(counter.screen))
    counter.enter()
    counter.open_bag()
    counter.press("F9")
    counter.press("F9")
    everywhere = repr(counter.effects) + repr(counter.facts) + repr(counter.state)
    assert "A1234567" not in everywhere
    assert "Sampleton" not in everywhere


def test_the_pickup_tells_who_took_it_and_what_was_shown() -> None:
    counter = asked()
    counter.send(i.CodeScanned(CARD))
    counter.open_bag()
    counter.press("F9")
    counter.press("F9")
    (fact,) = counter.recorded(f.FillHandedOver)
    assert isinstance(fact, f.FillHandedOver)
    assert fact.picker == PersonName("SAMPLETON", "ORVILLE")
    assert fact.sold_on == date(2026, 7, 1)
    assert fact.id_shown
    assert "D12345678" not in str(asdict(fact)), "a pickup is kept longer than an ID"
    assert shown(counter).number == "D12345678"


def test_a_card_scanned_on_the_ticket_answers_the_id_before_the_age() -> None:
    syrup = asked()
    syrup.press("Esc")
    syrup.scan_item(SYRUP)
    syrup.send(i.CodeScanned(CARD))
    assert shown(syrup).number == "D12345678"
    assert syrup.told() is Msg.ID_RECORDED
    assert not syrup.recorded(f.AgeVerified)
    syrup.send(i.CodeScanned(CARD))
    assert len(syrup.recorded(f.AgeVerified)) == 1
    assert len(syrup.recorded(f.ControlledIdShown)) == 1


def test_a_card_of_a_kind_that_does_not_count_is_refused() -> None:
    passports = ControlledIdTerms(frozenset({2}), accepted=frozenset({IdType.PASSPORT}))
    own: Rule[object] = Rule(
        "own", STORE, date(2026, 1, 1), None, "the owner", "A passport.", True, passports
    )
    counter = asked("US-NC", SPOUSE, own)
    counter.send(i.CodeScanned(CARD))
    assert counter.told() is Why.ID_NOT_TAKEN
    assert not counter.recorded(f.ControlledIdShown)


def test_a_card_on_the_ticket_that_has_expired_records_nothing() -> None:
    counter = asked()
    counter.press("Esc")
    counter.send(i.CodeScanned(replace(CARD, expires=date(2026, 6, 30))))
    assert counter.told() is Why.ID_EXPIRED
    assert counter.on(SalePage) == SalePage()
    assert not counter.recorded(f.ControlledIdShown)


def test_the_record_says_what_who_took_it_is_to_each_patient() -> None:
    counter = asked()
    counter.send(i.CodeScanned(CARD))
    (fact,) = counter.recorded(f.ControlledIdShown)
    assert isinstance(fact, f.ControlledIdShown)
    assert fact.relationships == (Relationship.SPOUSE,)


def test_a_line_that_was_taken_off_asks_for_no_id_any_more() -> None:
    counter = asked()
    counter.engine._state = replace(counter.state, sale=None)
    assert "No ID" not in " ".join(texts(counter.presenter.screen(counter.state)))
    counter.do(Do.KNOWN_PERSON)
    assert counter.on(SalePage) == SalePage()
