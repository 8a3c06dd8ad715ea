"""Sign-in and lock: nothing of the ticket for whoever is not here, and the ticket kept."""

from dataclasses import replace

import pytest

from helpers.counter import ANA, BEN, DISK_FULL, PHIL, PLAIN, Counter, a_counter, rung_up
from helpers.sales import CANDY, a_fill
from helpers.screens import texts
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.permissions import Right, may
from terminal.app.state import (
    CounselPage,
    Msg,
    PickupPage,
    SalePage,
    SignInPage,
    TenderPage,
)
from terminal.domain import facts as f
from terminal.domain.identity import StaffId
from terminal.domain.sale import Sale
from terminal.domain.staff import Role


@pytest.fixture
def nobody() -> Counter:
    return Counter()


# --- signing in


def test_a_number_and_a_pin_sign_in(nobody: Counter) -> None:
    nobody.enter("11")
    assert nobody.on(SignInPage).number == ANA.id
    nobody.enter("1111")
    assert nobody.recorded(f.SignedIn) == (f.SignedIn(ANA.id),)
    assert nobody.on(SalePage) == SalePage()


def test_the_keypad_does_the_same_by_touch(nobody: Counter) -> None:
    for key in ("1", "9", "clear", "1", "1", "enter", "1", "1", "1", "1", "enter"):
        nobody.do(Do.KEYPAD, key)
    assert nobody.recorded(f.SignedIn) == (f.SignedIn(ANA.id),)


def test_a_name_can_be_touched_instead_of_the_number(nobody: Counter) -> None:
    nobody.do(Do.CHOOSE_STAFF, "12")
    assert nobody.on(SignInPage).number == BEN.id
    nobody.press("Esc")
    assert nobody.on(SignInPage).number is None


def test_an_empty_field_is_not_sent(nobody: Counter) -> None:
    nobody.enter("  ")
    nobody.do(Do.KEYPAD, "enter")
    assert nobody.on(SignInPage).number is None
    nobody.do(Do.SWITCH_THEME)
    nobody.do(Do.CASH)
    assert nobody.state.theme == "dark"


def test_more_than_a_number_is_cut_off(nobody: Counter) -> None:
    nobody.key_in("1" * 50)
    assert nobody.on(SignInPage).typed == "1" * 12
    for _ in range(3):
        nobody.do(Do.KEYPAD, "2")
    assert nobody.on(SignInPage).typed == "1" * 12


def test_a_wrong_pin_is_recorded_and_says_no_more_than_that(nobody: Counter) -> None:
    nobody.enter("11")
    nobody.enter("0000")
    assert nobody.told() is Msg.WRONG_NUMBER_OR_PIN
    assert nobody.recorded(f.SignInFailed) == (f.SignInFailed(ANA.id, 1),)
    assert nobody.on(SignInPage).number is None
    unknown = Counter()
    unknown.enter("99")
    unknown.enter("0000")
    assert unknown.screen.notice == nobody.screen.notice
    assert unknown.told() is Msg.WRONG_NUMBER_OR_PIN


def test_the_delay_grows_with_the_failures_and_holds(nobody: Counter) -> None:
    for _ in range(3):
        nobody.enter("11")
        nobody.enter("0000")
    assert nobody.on(SignInPage).wait_until == nobody.now + 2
    nobody.enter("11")
    nobody.enter("1111")
    assert nobody.told() is Msg.WAIT_BEFORE_NEXT_TRY
    assert nobody.locked()
    nobody.press("Esc")
    nobody.do(Do.CHOOSE_STAFF, "12")
    assert nobody.on(SignInPage).wait_until == nobody.now + 2
    nobody.wait(2)
    nobody.enter("1212")
    assert nobody.state.user == BEN


def test_nothing_else_is_taken_while_the_pin_is_checked(nobody: Counter) -> None:
    nobody.hold = {e.CheckPin}
    nobody.enter("11")
    nobody.enter("1111")
    nobody.press("Esc")
    nobody.enter("2222")
    assert len(nobody.did(e.CheckPin)) == 1
    nobody.send(i.PinChecked("sign in", BEN.id, BEN))
    assert nobody.locked()
    nobody.send(i.PinChecked("sign in", ANA.id, ANA))
    assert nobody.state.user == ANA


def test_a_verdict_that_nobody_waits_for_opens_nothing(nobody: Counter) -> None:
    nobody.send(i.PinChecked("sign in", ANA.id, ANA), i.PinChecked("release", PHIL.id, PHIL))
    assert nobody.state.user is None
    there = a_counter()
    there.send(i.PinChecked("sign in", BEN.id, BEN))
    assert there.state.user == ANA


def test_a_check_that_the_store_could_not_answer_can_be_tried_again(nobody: Counter) -> None:
    nobody.hold = {e.CheckPin}
    nobody.enter("11")
    nobody.enter("1111")
    nobody.send(i.CommitFailed(DISK_FULL.title, DISK_FULL.remedy))
    nobody.hold = set()
    nobody.enter("1111")
    assert nobody.state.user == ANA


def test_the_pin_never_shows_in_a_repr(nobody: Counter) -> None:
    nobody.enter("11")
    nobody.key_in("87654321")
    assert "87654321" not in repr(nobody.state)
    nobody.enter()
    assert "87654321" not in repr(nobody.effects)


# --- locking


def test_two_minutes_without_input_lock() -> None:
    counter = rung_up(PLAIN)
    counter.wait(119.9)
    assert not counter.locked()
    counter.send(i.Activity())
    counter.wait(119.9)
    assert not counter.locked()
    counter.wait(0.1)
    assert counter.locked()
    assert counter.recorded(f.ScreenLocked) == (f.ScreenLocked("no input"),)


@pytest.mark.parametrize("how", ["key", "sleep"])
def test_ctrl_l_and_sleep_lock_at_once(how: str) -> None:
    counter = rung_up(PLAIN)
    counter.send(i.Intent(Do.LOCK) if how == "key" else i.SystemSlept())
    assert counter.locked()
    assert counter.effects[-1] == e.ShowOnDisplay("", "")
    locks = len(counter.recorded(f.ScreenLocked))
    counter.send(i.SystemSlept())
    counter.wait(500)
    assert len(counter.recorded(f.ScreenLocked)) == locks


def test_a_locked_screen_shows_nothing_of_the_ticket() -> None:
    counter = rung_up(PLAIN)
    counter.press("F1")
    counter.do(Do.LOCK)
    words = " ".join(texts(counter.screen))
    for secret in ("6012345", "ROSS", "Rossi", "Ibuprofen", "Candy", "15.00", "23.54", "000001"):
        assert secret not in words
    assert "A ticket of Ana Rivera is kept" in words
    assert counter.screen.overlay == ()
    assert counter.screen.keys == ()


@pytest.mark.parametrize("page", ["sale", "pickup", "counsel", "tender"])
def test_the_same_person_unlocks_to_the_same_page(page: str) -> None:
    counter = rung_up(a_fill(counselling=True))
    match page:
        case "pickup":
            counter.press("F2")
            counter.key_in("ros")
        case "counsel":
            counter.press("F7")
        case "tender":
            counter.counsel()
            counter.press("F9")
    before = counter.page
    counter.do(Do.LOCK)
    counter.sign_in()
    assert counter.page == before
    kinds = {"sale": SalePage, "pickup": PickupPage, "counsel": CounselPage, "tender": TenderPage}
    assert isinstance(counter.page, kinds[page])
    assert counter.recorded(f.ScreenUnlocked) == (f.ScreenUnlocked(ANA.id),)


def test_a_wrong_pin_on_a_locked_screen_keeps_asking_the_same_person() -> None:
    counter = rung_up(PLAIN)
    counter.do(Do.LOCK)
    counter.enter("0000")
    assert counter.on(SignInPage).number == ANA.id
    counter.enter("1111")
    assert counter.total == "23.54"


def test_another_person_puts_the_ticket_aside_for_its_owner() -> None:
    counter = rung_up(PLAIN)
    counter.do(Do.LOCK)
    counter.sign_in(BEN)
    assert counter.last_batch() == ("SignedOut", "SaleSuspended", "SignedIn")
    assert counter.state.sale is None
    assert counter.on(SalePage) == SalePage()
    counter.scan_item(CANDY)
    assert counter.sale.id == "2-000002"

    counter.do(Do.LOCK)
    counter.sign_in(ANA)
    assert counter.sale.id == "2-000001"
    assert counter.last_batch() == ("SignedOut", "SaleSuspended", "SignedIn", "SaleResumed")
    counter.do(Do.LOCK)
    counter.sign_in(BEN)
    assert counter.sale.id == "2-000002"


def test_a_ticket_that_its_owner_put_aside_does_not_come_back_by_itself() -> None:
    counter = rung_up(PLAIN)
    counter.press("F5")
    counter.do(Do.LOCK)
    counter.sign_in(BEN)
    counter.do(Do.LOCK)
    counter.sign_in(ANA)
    assert counter.state.sale is None
    assert len(counter.state.suspended) == 1


def test_a_ticket_without_lines_is_over_when_another_person_comes() -> None:
    counter = rung_up(PLAIN)
    counter.engine._state = replace(
        counter.state, sale=Sale(counter.sale.id, 1, counter.sale.lane, ANA.id)
    )
    counter.do(Do.LOCK)
    counter.sign_in(BEN)
    assert counter.last_batch() == ("SignedOut", "SaleAbandoned", "SignedIn")
    assert counter.state.suspended == ()


# --- rights


@pytest.mark.parametrize("role", Role)
def test_everybody_may_sell_and_only_a_pharmacist_may_release(role: Role) -> None:
    person = replace(ANA, id=StaffId("1"), role=role)
    assert may(person, Right.SELL)
    assert may(person, Right.RELEASE_PICKUP) is (role is Role.PHARMACIST)
    assert may(person, Right.OPEN_DRAWER) is (role is Role.MANAGER)
