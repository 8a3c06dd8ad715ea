"""The last four digits of the telephone, the second identifier (section 3): typed, never shown."""

from dataclasses import replace
from datetime import date

import pytest

from helpers.counter import DATE_OF_BIRTH, PLAIN, SETTINGS, Counter, a_counter
from helpers.sales import MARIA, a_fill
from helpers.screens import texts
from terminal.app import inputs as i
from terminal.app.identity_challenge import TRIES, choices
from terminal.app.inputs import Do
from terminal.app.state import Challenge, Msg, PharmacistPage, PickupPage
from terminal.domain import facts as f
from terminal.domain.pickup import IdentityMethod
from terminal.domain.prescription import Fill, PatientId
from terminal.presentation.views import actions_of

DIGITS = "0134"


def called(fill: Fill, last4: str, who: str = "", given: str = "") -> Fill:
    """The fill's patient has that telephone."""
    person = replace(fill.patient, phone_last4=last4)
    named = replace(person, id=PatientId(who), given=given) if who else person
    return replace(fill, patient=named)


MINE = called(PLAIN, DIGITS)


def found(*others: Fill, mine: Fill = MINE, offered: bool = True, typed: str = "") -> Counter:
    settings = replace(SETTINGS, ask_telephone=offered)
    counter = a_counter(mine, *others, settings=settings)
    counter.press("F2")
    if typed:
        counter.send(i.FieldEdited("search", typed))
        counter.send(i.WillCallLoaded(typed, (mine, *others)))
    counter.do(Do.CHOOSE_PATIENT, mine.patient.id)
    return counter


def asks(counter: Counter) -> Challenge:
    return counter.on(PickupPage).asking


def confirmed(counter: Counter) -> IdentityMethod:
    counter.press("Ctrl+1")
    counter.do(Do.ADD_FILLS)
    (fact,) = counter.recorded(f.IdentityConfirmed)
    assert isinstance(fact, f.IdentityConfirmed)
    return fact.method


def test_the_four_digits_stand_in_for_the_date_of_birth_and_are_on_no_screen() -> None:
    counter = found()
    counter.press("F5")
    assert asks(counter) is Challenge.TELEPHONE
    assert DIGITS not in " ".join(texts(counter.screen))
    assert choices(counter.on(PickupPage)) == ()
    counter.enter(DIGITS)
    assert counter.on(PickupPage).identified
    assert DIGITS not in " ".join(texts(counter.screen))
    assert confirmed(counter) is IdentityMethod.TELEPHONE


@pytest.mark.parametrize("typed", ["01 34", "01-34", "0.1.3.4"])
def test_how_they_are_spaced_is_no_matter(typed: str) -> None:
    counter = found()
    counter.press("F5")
    counter.enter(typed)
    assert counter.on(PickupPage).identified


@pytest.mark.parametrize("typed", ["013", "01345", "x134", "٠١٣٤", "555-0134"])
def test_what_are_not_four_digits_is_no_answer_and_no_miss(typed: str) -> None:
    counter = found()
    counter.press("F5")
    counter.enter(typed)
    assert counter.told() is Msg.TELEPHONE_NOT_UNDERSTOOD
    assert not counter.on(PickupPage).identified
    assert counter.recorded(f.IdentityMissed) == ()


def test_two_misses_call_the_pharmacist_whatever_was_asked() -> None:
    counter = found()
    counter.press("F5")
    counter.enter("9999")
    assert counter.told() is Msg.IDENTITY_MISSED
    assert asks(counter) is Challenge.TELEPHONE, "the question that was chosen stays"
    counter.enter("9998")
    assert counter.told() is Msg.IDENTITY_NEEDS_PHARMACIST
    assert counter.recorded(f.IdentityMissed)[-1] == f.IdentityMissed(MARIA, TRIES)
    counter.do(Do.ASK_TELEPHONE)
    counter.send(i.FieldSubmitted("answer", DIGITS))
    assert not counter.on(PickupPage).identified
    counter.press("F3")
    counter.on(PharmacistPage)


def test_a_telephone_that_fits_after_a_miss_is_taken() -> None:
    counter = found()
    counter.press("F5")
    counter.enter("9999")
    counter.enter(DIGITS)
    assert counter.on(PickupPage).identified


def test_digits_that_were_too_many_are_taken_away_for_the_next_ones() -> None:
    counter = found()
    counter.press("F5")
    counter.enter("6155550134")
    assert "four digits" in " ".join(texts(counter.screen))
    assert counter.on(PickupPage).answer == ""


def test_the_address_can_be_asked_instead_of_the_telephone() -> None:
    living = replace(MINE, patient=replace(MINE.patient, address="12 Elm St, Nashville TN 37201"))
    counter = found(mine=living)
    counter.press("F5")
    counter.press("F4")
    assert asks(counter) is Challenge.ADDRESS


def test_why_the_address_cannot_be_asked_instead_is_said() -> None:
    counter = found()
    counter.press("F5")
    (address,) = (a for a in actions_of(counter.screen) if a.intent.do is Do.ASK_ADDRESS)
    assert not address.enabled
    assert "No address is on record" in address.why


def test_a_key_goes_back_to_the_date_of_birth() -> None:
    counter = found()
    counter.press("F5")
    counter.press("F5")
    assert asks(counter) is Challenge.DATE_OF_BIRTH
    counter.enter(DATE_OF_BIRTH)
    assert confirmed(counter) is IdentityMethod.DATE_OF_BIRTH


def never(counter: Counter) -> None:
    assert not counter.can_press("F5")
    counter.do(Do.ASK_TELEPHONE)
    assert counter.told() is Msg.NO_TELEPHONE
    assert asks(counter) is not Challenge.TELEPHONE
    counter.send(i.FieldSubmitted("answer", DIGITS))
    assert not counter.on(PickupPage).identified


def test_it_is_not_asked_where_no_number_is_on_record() -> None:
    never(found(mine=PLAIN))


def test_it_is_not_asked_where_the_store_does_not_want_it() -> None:
    never(found(offered=False))


def test_a_number_that_another_person_found_here_has_too_tells_nobody() -> None:
    never(found(called(a_fill("8000001"), DIGITS, "child", "Theo")))


def test_a_number_that_somebody_on_the_ticket_has_too_tells_nobody() -> None:
    child = called(a_fill("8000001"), DIGITS, "child", "Theo")
    other = replace(child.patient, family="Doe", birth_date=date(1990, 9, 2), household="other")
    theirs = replace(child, patient=other)
    counter = a_counter(MINE, theirs, settings=SETTINGS)
    counter.pick_up(theirs, "09021990")
    assert counter.recorded(f.FillAdded)
    counter.press("F2")
    counter.send(i.FieldEdited("search", "Rossi"))
    counter.send(i.WillCallLoaded("Rossi", (MINE,)))
    counter.do(Do.CHOOSE_PATIENT, MINE.patient.id)
    never(counter)


def test_the_number_that_found_the_person_is_no_second_identifier() -> None:
    never(found(typed="(615) 555-0134"))


def test_who_was_found_by_the_date_of_birth_may_say_the_telephone() -> None:
    counter = found(typed="02/29/1980")
    counter.press("F5")
    counter.enter(DIGITS)
    assert counter.on(PickupPage).identified


def test_a_look_alike_is_still_asked_for_the_full_name() -> None:
    counter = found(called(a_fill("8000001"), "0199", "other", "Zoe"))
    counter.press("F5")
    counter.enter(DIGITS)
    assert asks(counter) is Challenge.FULL_NAME
