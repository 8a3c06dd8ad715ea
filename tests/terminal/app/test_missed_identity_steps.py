"""Two wrong answers call a pharmacist: on later tickets of the day and after a restart too."""

import pytest

from helpers.counter import DATE_OF_BIRTH, PLAIN, Counter, a_counter
from helpers.sales import IBUPROFEN, MARIA, a_fill
from terminal.app import inputs as i
from terminal.app.identity_challenge import TRIES
from terminal.app.inputs import Do
from terminal.app.state import PharmacistPage, PickupPage
from terminal.domain import facts as f
from terminal.domain.pickup import IdentityMethod

WRONG = ("01011970", "01011971")
DAY_S = 24 * 3600.0
SECOND = a_fill("8000001")


@pytest.fixture
def counter() -> Counter:
    return a_counter(PLAIN, SECOND)


def missed(counter: Counter, *answers: str) -> None:
    counter.scan_label(PLAIN)
    for answer in answers:
        counter.enter(answer)


def pharmacist_is_called(counter: Counter) -> bool:
    """The right answer is taken from nobody any more."""
    counter.scan_label(PLAIN)
    counter.send(i.FieldSubmitted("answer", DATE_OF_BIRTH))
    page = counter.on(PickupPage)
    return page.tries == TRIES and not page.identified


def given_back_to_the_shelf(counter: Counter) -> None:
    counter.press("Esc")
    counter.press("Esc")


def test_a_restart_forgives_no_wrong_answer(counter: Counter) -> None:
    missed(counter, *WRONG)
    again = counter.crash()
    again.sign_in()
    assert pharmacist_is_called(again)


def test_one_wrong_answer_before_a_restart_leaves_one(counter: Counter) -> None:
    missed(counter, WRONG[0])
    again = counter.crash()
    again.sign_in()
    missed(again, WRONG[1])
    assert again.recorded(f.IdentityMissed)[-1] == f.IdentityMissed(MARIA, TRIES)
    assert again.on(PickupPage).tries == TRIES


def test_the_next_customer_forgives_no_wrong_answer(counter: Counter) -> None:
    missed(counter, *WRONG)
    given_back_to_the_shelf(counter)
    counter.scan_item(IBUPROFEN)
    counter.press("F9")
    counter.press("F9")
    counter.press("Enter")
    assert counter.state.sale is None
    assert pharmacist_is_called(counter)


def test_the_next_day_begins_anew(counter: Counter) -> None:
    missed(counter, *WRONG)
    given_back_to_the_shelf(counter)
    counter.wait(DAY_S)
    counter.sign_in()
    missed(counter, WRONG[0])
    assert counter.recorded(f.IdentityMissed)[-1] == f.IdentityMissed(MARIA, 1)


def test_a_pharmacist_settles_it_also_for_the_next_start(counter: Counter) -> None:
    missed(counter, *WRONG)
    counter.press("F3")
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    counter.press("Ctrl+1")
    counter.do(Do.ADD_FILLS)
    (confirmed,) = counter.recorded(f.IdentityConfirmed)
    assert isinstance(confirmed, f.IdentityConfirmed)
    assert confirmed.method is IdentityMethod.PHARMACIST
    assert counter.crash().state.missed == ()


def test_a_pharmacist_who_was_called_and_did_not_sign_settles_nothing(counter: Counter) -> None:
    missed(counter, *WRONG)
    counter.press("F3")
    counter.on(PharmacistPage)
    again = counter.crash()
    again.sign_in()
    assert pharmacist_is_called(again)
