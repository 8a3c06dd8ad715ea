"""The second identifier among choices, the full name of look-alikes, and who may collect."""

from dataclasses import replace
from datetime import date

import pytest

from helpers.cards import an_id_card
from helpers.counter import ANA, DATE_OF_BIRTH, PHIL, PLAIN, SETTINGS, Counter, a_counter
from helpers.sales import MARIA, a_fill, patient
from helpers.screens import texts
from terminal.app import inputs as i
from terminal.app.identity_challenge import NONE_OF_THESE, choices
from terminal.app.inputs import Do
from terminal.app.state import (
    Challenge,
    Msg,
    PharmacistPage,
    PickupPage,
    Release,
    SalePage,
)
from terminal.domain import facts as f
from terminal.domain.obligation import Kind
from terminal.domain.pickup import IdentityMethod, Relationship
from terminal.domain.prescription import Fill, MayCollect, PatientId
from terminal.domain.refusal import Why
from terminal.domain.shown_id import PersonName
from terminal.presentation.views import actions_of

HOME = "12 Elm St"
AT_HOME = replace(PLAIN, patient=replace(patient(), address=f"{HOME}, Nashville TN 37201"))
OBJECTING = replace(PLAIN, patient=replace(patient(), patient_only=True))
SPOUSE = PersonName("Rossi", "Ugo")
LISTING = replace(
    PLAIN, patient=replace(patient(), may_collect=(MayCollect(SPOUSE, Relationship.SPOUSE),))
)
ALIKE = replace(
    a_fill("8000001", who=PatientId("other")),
    patient=replace(
        patient(PatientId("other")), given="Zoe", birth_date=date(1961, 4, 9), household="h2"
    ),
)


def found(fill: Fill, *others: Fill, ask_names: bool = False, typed: str = "") -> Counter:
    settings = replace(SETTINGS, ask_picker_name=ask_names)
    counter = a_counter(fill, *others, settings=settings)
    counter.press("F2")
    if typed:
        counter.send(i.FieldEdited("search", typed))
        counter.send(i.WillCallLoaded(typed, (fill, *others)))
    counter.do(Do.CHOOSE_PATIENT, fill.patient.id)
    return counter


def confirmed(counter: Counter) -> f.IdentityConfirmed:
    (fact,) = counter.recorded(f.IdentityConfirmed)
    assert isinstance(fact, f.IdentityConfirmed)
    return fact


def pick(counter: Counter, answer: str) -> None:
    offered = choices(counter.on(PickupPage))
    counter.press(f"Alt+{'ABCD'[offered.index(answer)]}")


# --- the date of birth is never shown


def test_the_date_of_birth_is_on_no_screen_before_it_was_typed_nor_after() -> None:
    counter = found(AT_HOME)
    for _ in range(2):
        words = " ".join(texts(counter.screen))
        for form in ("1980", "02/29", "02291980", "Feb", "29"):
            assert form not in words
        counter.press("F4")
    counter.enter(DATE_OF_BIRTH)
    assert counter.on(PickupPage).identified
    assert "1980" not in " ".join(texts(counter.screen))


# --- the address among decoys


def test_the_address_is_shown_only_as_one_of_several() -> None:
    counter = found(AT_HOME)
    assert HOME not in " ".join(texts(counter.screen))
    counter.press("F4")
    offered = choices(counter.on(PickupPage))
    assert HOME in offered
    assert len(offered) == 4
    pick(counter, HOME)
    assert counter.on(PickupPage).identified
    assert HOME not in " ".join(texts(counter.screen))
    counter.press("Ctrl+1")
    counter.do(Do.ADD_FILLS)
    assert confirmed(counter).method is IdentityMethod.ADDRESS


@pytest.mark.parametrize("wrong", [NONE_OF_THESE, "decoy"])
def test_another_address_is_a_miss_and_two_call_the_pharmacist(wrong: str) -> None:
    counter = found(AT_HOME)
    counter.press("F4")
    if wrong == "decoy":
        offered = choices(counter.on(PickupPage))
        wrong = str(next(n for n, each in enumerate(offered) if each != HOME))
    counter.do(Do.ANSWER, wrong)
    assert counter.told() is Msg.IDENTITY_MISSED
    assert counter.on(PickupPage).asking is Challenge.DATE_OF_BIRTH
    counter.enter("01011970")
    assert counter.told() is Msg.IDENTITY_NEEDS_PHARMACIST
    assert counter.recorded(f.IdentityMissed)[-1] == f.IdentityMissed(MARIA, 2)
    counter.do(Do.ASK_ADDRESS)
    counter.do(Do.ANSWER, "0")
    assert not counter.on(PickupPage).identified


def test_who_was_found_by_the_date_of_birth_is_asked_for_something_else() -> None:
    counter = found(AT_HOME, typed="02/29/1980")
    assert counter.on(PickupPage).asking is Challenge.ADDRESS
    counter.send(i.FieldSubmitted("answer", DATE_OF_BIRTH))
    assert not counter.on(PickupPage).identified
    assert not counter.can_press("F4")
    counter.do(Do.ANSWER, NONE_OF_THESE)
    assert counter.on(PickupPage).asking is Challenge.ADDRESS
    pick(counter, HOME)
    assert counter.on(PickupPage).identified


def test_found_by_the_date_of_birth_and_no_address_on_record_it_is_asked_again() -> None:
    assert found(PLAIN, typed="02/29/1980").on(PickupPage).asking is Challenge.DATE_OF_BIRTH


def test_without_an_address_on_record_the_date_of_birth_is_asked() -> None:
    counter = found(PLAIN)
    assert not counter.can_press("F4")
    counter.do(Do.ASK_ADDRESS)
    assert counter.told() is Msg.NO_ADDRESS


def test_a_choice_that_is_not_offered_is_no_answer() -> None:
    counter = found(AT_HOME)
    counter.do(Do.ANSWER, "0")
    counter.press("F4")
    for answer in ("9", "x", "", "٣"):
        counter.do(Do.ANSWER, answer)
    assert counter.recorded(f.IdentityMissed) == ()
    counter.send(i.FieldSubmitted("answer", DATE_OF_BIRTH))
    assert not counter.on(PickupPage).identified


# --- look-alikes


def test_the_full_name_is_asked_where_somebody_else_could_be_meant() -> None:
    counter = found(PLAIN, ALIKE)
    counter.enter(DATE_OF_BIRTH)
    assert not counter.on(PickupPage).identified
    assert set(choices(counter.on(PickupPage))) == {"M. Rossi", "Zoe Rossi"}
    pick(counter, "Zoe Rossi")
    assert counter.told() is Msg.IDENTITY_MISSED
    counter.enter(DATE_OF_BIRTH)
    pick(counter, "M. Rossi")
    assert counter.on(PickupPage).identified


@pytest.mark.parametrize("pressed", ["Ctrl+1", "Ctrl+2", "Enter", "Alt+1", "1", "a", "F9"])
def test_no_key_of_who_picks_up_answers_the_name_by_accident(pressed: str) -> None:
    counter = found(PLAIN, ALIKE)
    before = {action.key for action in actions_of(counter.screen)}
    counter.enter(DATE_OF_BIRTH)
    answers = {a.key for a in actions_of(counter.screen) if a.intent.do is Do.ANSWER}
    assert len(answers) == 3
    assert not answers & before
    if counter.can_press(pressed):
        counter.press(pressed)
    page = counter.on(PickupPage)
    assert (page.asking, page.identified, page.tries) == (Challenge.FULL_NAME, False, 0)
    assert counter.recorded(f.FillAdded) == ()


def test_no_key_of_who_picks_up_answers_the_address_by_accident() -> None:
    counter = found(AT_HOME)
    before = {action.key for action in actions_of(counter.screen)}
    counter.press("F4")
    answers = {a.key for a in actions_of(counter.screen) if a.intent.do is Do.ANSWER}
    assert len(answers) == 5
    assert not answers & before


def test_a_plain_refill_without_a_look_alike_takes_no_press_more() -> None:
    counter = found(PLAIN)
    counter.enter(DATE_OF_BIRTH)
    counter.press("Ctrl+1")
    counter.press("Enter")
    assert counter.on(SalePage) == SalePage()


def test_a_twin_s_card_is_not_enough() -> None:
    born = patient().birth_date
    twin = replace(ALIKE, patient=replace(ALIKE.patient, given="Maria", birth_date=born))
    counter = found(PLAIN, twin)
    counter.send(i.CodeScanned(an_id_card()))
    assert counter.on(PickupPage).asking is Challenge.FULL_NAME
    pick(counter, "M. Rossi")
    assert counter.on(PickupPage).identified
    counter.do(Do.ADD_FILLS)
    assert confirmed(counter).method is IdentityMethod.ID_CARD


# --- who picks up


def test_who_stands_on_the_patient_s_list_is_named_in_one_press() -> None:
    counter = found(LISTING)
    assert "Ugo Rossi" not in " ".join(texts(counter.screen))
    counter.enter(DATE_OF_BIRTH)
    counter.press("Ctrl+6")
    counter.do(Do.ADD_FILLS)
    (named,) = counter.recorded(f.PickerNamed)
    assert named == f.PickerNamed(counter.sale.id, MARIA, Relationship.SPOUSE, SPOUSE)
    assert "Ugo" not in repr(named)


def test_somebody_who_is_not_on_the_list_may_collect_too() -> None:
    counter = found(LISTING)
    counter.enter(DATE_OF_BIRTH)
    counter.do(Do.PICKED_BY, "listed 7")
    counter.do(Do.PICKED_BY, "nobody")
    assert counter.on(PickupPage).relationship is None
    counter.press("Ctrl+5")
    counter.do(Do.ADD_FILLS)
    (named,) = counter.recorded(f.PickerNamed)
    assert named == f.PickerNamed(counter.sale.id, MARIA, Relationship.OTHER)


def test_a_store_that_asks_for_names_asks_whoever_is_not_the_patient() -> None:
    counter = found(PLAIN, ask_names=True)
    counter.enter(DATE_OF_BIRTH)
    counter.press("Ctrl+3")
    assert counter.field.name == "picker"
    counter.do(Do.ADD_FILLS)
    assert counter.told() is Why.PICKER_NAME_OPEN
    counter.enter("Ana Maria Rossi")
    assert counter.told() is Msg.NAME_NOT_UNDERSTOOD
    counter.enter("Rossi, Ugo")
    counter.do(Do.ADD_FILLS)
    (named,) = counter.recorded(f.PickerNamed)
    assert isinstance(named, f.PickerNamed)
    assert named.name == SPOUSE
    own = found(PLAIN, ask_names=True)
    own.enter(DATE_OF_BIRTH)
    own.press("Ctrl+1")
    own.do(Do.ADD_FILLS)
    assert own.on(SalePage) == SalePage()


# --- the patient's objection


def test_nobody_but_the_patient_collects_where_the_patient_objects() -> None:
    counter = found(OBJECTING)
    counter.enter(DATE_OF_BIRTH)
    counter.press("Ctrl+3")
    counter.do(Do.ADD_FILLS)
    assert counter.told() is Why.PATIENT_ONLY
    counter.press("Ctrl+1")
    counter.do(Do.ADD_FILLS)
    assert counter.on(SalePage) == SalePage()


def test_a_pharmacist_releases_it_for_a_reason_that_is_kept() -> None:
    counter = found(OBJECTING)
    counter.enter(DATE_OF_BIRTH)
    counter.press("Ctrl+3")
    counter.press("F3")
    counter.enter("")
    assert counter.told() is Why.NOTE_MISSING
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    counter.do(Do.ADD_FILLS)
    assert counter.recorded(f.ObjectionReleased) == (
        f.ObjectionReleased(counter.sale.id, MARIA, PHIL.id, "the patient called"),
    )
    assert confirmed(counter).by == ANA.id


def test_a_release_is_for_the_person_it_was_asked_for() -> None:
    counter = found(OBJECTING)
    counter.enter(DATE_OF_BIRTH)
    counter.press("Ctrl+3")
    counter.press("F3")
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    counter.press("Ctrl+5")
    counter.do(Do.ADD_FILLS)
    assert counter.told() is Why.PATIENT_ONLY


def test_the_picker_can_be_changed_for_what_is_on_the_ticket_already() -> None:
    counter = found(PLAIN)
    counter.enter(DATE_OF_BIRTH)
    counter.press("Ctrl+3")
    counter.do(Do.ADD_FILLS)
    counter.scan_label(PLAIN)
    sale = counter.sale
    line = replace(sale.rx_lines[0], fill=OBJECTING)
    counter.engine._state = replace(counter.state, sale=replace(sale, lines=(line,)))
    counter.phms[PLAIN.key] = counter.cache[PLAIN.key] = OBJECTING
    counter.do(Do.MEET, Kind.IDENTITY.value)
    counter.press("Ctrl+1")
    counter.do(Do.ADD_FILLS)
    assert counter.can_press("F9")


# --- a minor


CHILD = replace(PLAIN, patient=replace(patient(), birth_date=date(2015, 3, 4)))


def child_at_the_counter(born: str = "03042015", fill: Fill = CHILD) -> Counter:
    counter = a_counter(fill)
    counter.scan_label(fill)
    counter.enter(born)
    counter.press("Ctrl+1")
    return counter


def test_a_child_does_not_collect_alone() -> None:
    counter = child_at_the_counter()
    assert "under 18" in " ".join(texts(counter.screen.page))
    counter.do(Do.ADD_FILLS)
    assert counter.told() is Why.MINOR_ALONE
    counter.press("Ctrl+2")
    counter.do(Do.ADD_FILLS)
    assert counter.sale.picker_of(MARIA) is Relationship.PARENT_OR_GUARDIAN


def test_a_pharmacist_lets_a_child_collect_and_that_is_recorded() -> None:
    counter = child_at_the_counter()
    counter.press("F3")
    assert counter.on(PharmacistPage).release is Release.MINOR
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    counter.do(Do.ADD_FILLS)
    (named,) = counter.recorded(f.PickerNamed)
    assert isinstance(named, f.PickerNamed)
    assert (named.released_by, named.reason) == (PHIL.id, "a parent or guardian called")
    assert counter.recorded(f.ObjectionReleased) == ()


def test_who_turns_18_today_collects_alone() -> None:
    grown = replace(PLAIN, patient=replace(patient(), birth_date=date(2008, 7, 1)))
    counter = child_at_the_counter("07012008", grown)
    counter.do(Do.ADD_FILLS)
    assert counter.sale.picker_of(MARIA) is Relationship.PATIENT
