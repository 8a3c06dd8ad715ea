"""Counselling and the check of an ID: no answer is ever a default."""

from dataclasses import replace

import pytest

from helpers.counter import BEN, PHIL, Counter, a_counter
from helpers.sales import a_fill
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.state import CounselPage, Msg, PharmacistPage, SalePage
from terminal.domain import facts as f
from terminal.domain.pickup import Counselling, ReleaseBasis
from terminal.domain.refusal import Why

NEW = a_fill(counselling=True)
PAID_BY_A_PAYER = a_fill(third_party=True)
CONTROLLED = a_fill(schedule=2)


def counselling(by: Counter | None = None) -> Counter:
    counter = by or a_counter(NEW)
    counter.pick_up(NEW)
    counter.press("F7")
    return counter


def answer(counter: Counter) -> tuple[Counselling, str, str]:
    recorded = counter.recorded(f.CounsellingRecorded)
    assert len(recorded) == 1
    fact = recorded[0]
    assert isinstance(fact, f.CounsellingRecorded)
    return fact.result, fact.by, fact.note


# --- counselling


def test_counselling_is_signed_for_by_a_pharmacist() -> None:
    counter = counselling()
    counter.press("Ctrl+1")
    assert counter.on(PharmacistPage).number is None
    counter.pharmacist_signs()
    assert answer(counter) == (Counselling.ACCEPTED, PHIL.id, "")
    assert counter.on(SalePage) == SalePage()
    assert counter.can_press("F9")


def test_a_pharmacist_at_the_counter_signs_at_once() -> None:
    counter = counselling(a_counter(NEW, person=PHIL))
    counter.press("Ctrl+1")
    assert answer(counter) == (Counselling.ACCEPTED, PHIL.id, "")


@pytest.mark.parametrize(
    ("key", "result", "note"),
    [
        ("Ctrl+2", Counselling.REFUSED, "patient"),
        ("Ctrl+3", Counselling.NOT_PRACTICABLE, "left before it"),
    ],
)
def test_what_was_not_accepted_needs_a_word_why(key: str, result: Counselling, note: str) -> None:
    counter = counselling()
    counter.press(key)
    counter.enter("  ")
    assert counter.told() is Why.NOTE_MISSING
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    assert answer(counter) == (result, PHIL.id, note)


def test_a_reason_can_be_typed() -> None:
    counter = counselling()
    counter.press("Ctrl+2")
    counter.key_in("the daugh")
    assert counter.on(CounselPage).note == "the daugh"
    counter.enter("the daughter")
    counter.pharmacist_signs()
    assert answer(counter) == (Counselling.REFUSED, PHIL.id, "the daughter")


def test_escape_takes_the_answer_back_and_then_leaves() -> None:
    counter = counselling()
    counter.press("Ctrl+2")
    counter.press("Esc")
    assert counter.on(CounselPage) == CounselPage()
    counter.press("Esc")
    assert counter.on(SalePage) == SalePage()
    assert counter.recorded(f.CounsellingRecorded) == ()


def test_counselled_is_no_answer_without_the_pharmacist() -> None:
    counter = counselling()
    counter.press("Ctrl+1")
    counter.press("Esc")
    assert counter.on(CounselPage) == CounselPage()
    counter.press("Ctrl+1")
    counter.do(Do.LOCK)
    counter.sign_in()
    assert counter.on(CounselPage) == CounselPage()


def test_a_reason_whose_question_was_taken_back_is_no_answer() -> None:
    counter = counselling()
    counter.do(Do.ANSWER, "patient")
    assert counter.on(CounselPage) == CounselPage()


def test_a_reason_stays_while_the_pharmacist_is_called() -> None:
    counter = counselling()
    counter.press("Ctrl+2")
    counter.enter("the son")
    counter.press("Esc")
    assert counter.on(CounselPage) == CounselPage(Counselling.REFUSED, "the son")


def test_a_note_without_an_answer_is_not_taken() -> None:
    counter = counselling()
    counter.send(i.FieldEdited("note", "x"), i.FieldSubmitted("note", "x"))
    counter.do(Do.CASH)
    assert counter.on(CounselPage).result is None


def test_counselling_that_is_done_is_not_asked_again() -> None:
    counter = a_counter(NEW)
    counter.pick_up(NEW)
    counter.counsel()
    counter.do(Do.MEET, "counselling")
    assert counter.on(CounselPage).requested, "it takes what the patient asks for"
    counter.press("Esc")
    counter.engine._state = replace(counter.state, page=CounselPage(Counselling.REFUSED))
    counter.enter("late")
    counter.pharmacist_signs()
    assert counter.told() is Why.NOTHING_TO_COUNSEL


def test_nothing_is_met_without_a_ticket() -> None:
    counter = a_counter()
    counter.do(Do.MEET, "signature")
    assert counter.on(SalePage) == SalePage()


# --- the pharmacist's own PIN


def asked_for_pharmacist() -> Counter:
    counter = counselling()
    counter.press("Ctrl+1")
    return counter


def test_only_a_pharmacist_can_sign() -> None:
    counter = asked_for_pharmacist()
    counter.pharmacist_signs(BEN)
    assert counter.told() is Msg.NOT_A_PHARMACIST
    assert counter.on(PharmacistPage).number is None
    assert counter.recorded(f.CounsellingRecorded) == ()


def test_a_wrong_pin_is_recorded_and_asked_again() -> None:
    counter = asked_for_pharmacist()
    counter.enter(PHIL.id)
    counter.enter("0000")
    assert counter.told() is Msg.WRONG_NUMBER_OR_PIN
    assert counter.recorded(f.SignInFailed) == (f.SignInFailed(PHIL.id, 1),)
    assert counter.on(PharmacistPage).number == PHIL.id, "a PIN typed by habit is not seen"
    counter.enter("2222")
    assert len(counter.recorded(f.CounsellingRecorded)) == 1


def test_the_delay_after_wrong_pins_holds_here_too() -> None:
    counter = asked_for_pharmacist()
    counter.enter(PHIL.id)
    for _ in range(3):
        counter.enter("0000")
    asked = len(counter.did(e.CheckPin))
    counter.enter("2222")
    assert counter.told() is Msg.WAIT_BEFORE_NEXT_TRY
    assert len(counter.did(e.CheckPin)) == asked
    counter.wait(2)
    counter.enter("2222")
    assert len(counter.recorded(f.CounsellingRecorded)) == 1


def test_an_empty_number_is_not_sent() -> None:
    counter = asked_for_pharmacist()
    counter.enter("")
    counter.key_in("2")
    counter.do(Do.CASH)
    assert counter.on(PharmacistPage).number is None
    assert counter.on(PharmacistPage).typed == "2"


def test_one_pin_is_checked_at_a_time() -> None:
    counter = asked_for_pharmacist()
    counter.hold = {e.CheckPin}
    counter.enter(PHIL.id)
    counter.enter("2222")
    counter.send(i.FieldSubmitted("pin", "2222"))
    assert len(counter.did(e.CheckPin)) == 2  # the sign-in and this one


def test_a_verdict_about_somebody_else_is_not_taken() -> None:
    counter = asked_for_pharmacist()
    counter.hold = {e.CheckPin}
    counter.enter(PHIL.id)
    counter.enter("2222")
    counter.send(i.PinChecked("release", BEN.id, PHIL))
    assert counter.on(PharmacistPage).checking
    counter.do(Do.LOCK)
    counter.send(i.PinChecked("release", PHIL.id, PHIL))
    assert counter.recorded(f.CounsellingRecorded) == ()


def test_a_pin_check_that_the_store_could_not_answer_can_be_tried_again() -> None:
    counter = asked_for_pharmacist()
    counter.hold = {e.CheckPin}
    counter.enter(PHIL.id)
    counter.enter("2222")
    counter.send(i.CommitFailed("The store does not answer", "Start again."))
    assert not counter.on(PharmacistPage).checking


def test_a_pin_is_in_no_repr() -> None:
    counter = asked_for_pharmacist()
    counter.enter(PHIL.id)
    counter.key_in("98761234")
    assert "98761234" not in repr(counter.state)
    counter.enter()
    assert "98761234" not in repr(counter.effects)


# --- the ID for a controlled fill


def test_a_controlled_fill_waits_for_a_pharmacist() -> None:
    counter = a_counter(CONTROLLED)
    counter.pick_up(CONTROLLED)
    assert not counter.can_press("F9")
    counter.press("Ctrl+I")
    counter.press("F3")
    counter.pharmacist_signs()
    (fact,) = counter.recorded(f.ControlledReleased)
    assert isinstance(fact, f.ControlledReleased)
    assert (fact.pharmacist, fact.basis) == (PHIL.id, ReleaseBasis.KNOWN)
    counter.open_bag()
    assert counter.can_press("F9")
