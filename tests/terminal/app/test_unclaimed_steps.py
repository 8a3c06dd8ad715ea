"""The work lists of bags that nobody picked up, and what came of the calls."""

from dataclasses import replace
from datetime import timedelta

from helpers.counter import ANA, Counter, a_counter
from helpers.sales import NOW, a_fill
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.state import Msg, SalePage, UnclaimedPage
from terminal.domain import facts as f
from terminal.domain.prescription import Fill
from terminal.domain.unclaimed import CallResult, LastCall, Unclaimed, UnclaimedList
from terminal.presentation.views import WorkListView

PHONE = "9195550142"


def waits(days: int, rx: str = "6012345", **more: object) -> Unclaimed:
    fill = replace(a_fill(rx, ready_since=NOW - timedelta(days=days)), **more)  # type: ignore[arg-type]
    return Unclaimed(fill, PHONE)


def listed(*bags: Unclaimed, which: UnclaimedList = UnclaimedList.ALL) -> Counter:
    counter = a_counter()
    counter.press("Ctrl+U")
    if which is not UnclaimedList.ALL:
        counter.do(Do.UNCLAIMED, which.value)
    counter.send(i.UnclaimedLoaded(which, bags))
    return counter


def view(counter: Counter) -> WorkListView:
    page = counter.screen.page
    assert isinstance(page, WorkListView)
    return page


def shown(counter: Counter) -> list[Fill]:
    return [bag.fill for bag in counter.on(UnclaimedPage).bags or ()]


def test_each_list_is_asked_of_the_store_by_age() -> None:
    counter = a_counter()
    counter.press("Ctrl+U")
    for key in range(2, 8):
        counter.press(f"Alt+{key}")
    asked = [each.which for each in counter.effects if isinstance(each, e.LoadUnclaimed)]
    assert asked == list(UnclaimedList)


def test_it_is_reached_from_the_will_call_list_by_touch_too() -> None:
    counter = a_counter()
    counter.press("F2")
    counter.press("Ctrl+U")
    assert isinstance(counter.page, UnclaimedPage)


def test_the_telephone_is_shown_of_the_chosen_bag_and_the_look_is_recorded() -> None:
    counter = listed(waits(3))
    assert "919-555-0142" not in str(view(counter))
    assert not counter.recorded(f.PatientViewed)
    counter.press("Enter")
    assert "919-555-0142" in str(view(counter))
    assert len(counter.recorded(f.PatientViewed)) == 1


def test_what_came_of_a_call_is_recorded_and_shown_beside_the_bag() -> None:
    counter = listed(waits(3), waits(2, "6012399"))
    counter.press("Down")
    counter.press("Enter")
    counter.press("Ctrl+3")
    assert counter.told() is Msg.CALL_RECORDED
    (called,) = counter.recorded(f.PickupCalled)
    fill = shown(counter)[1]
    assert called == f.PickupCalled(fill.key, fill.patient.id, CallResult.NO_ANSWER)
    assert "no answer, 10:00" in view(counter).rows[1].detail
    assert counter.on(UnclaimedPage).chosen is None


def test_an_answer_without_a_bag_or_of_another_kind_is_none() -> None:
    counter = listed(waits(3))
    counter.do(Do.ANSWER, CallResult.WILL_COME.value)
    counter.press("Enter")
    counter.do(Do.ANSWER, "made up")
    counter.do(Do.CHOOSE_BAG, "9999999-00")
    assert not counter.recorded(f.PickupCalled)


def test_what_goes_back_is_asked_by_the_rows_and_the_stores_own_day() -> None:
    counter = listed(which=UnclaimedList.RETURNS)
    (asked,) = (each for each in counter.effects[-1:] if isinstance(each, e.LoadUnclaimed))
    assert (asked.rules, asked.day) == (counter.policy.rules, counter.state.day)


def test_the_list_of_returns_says_what_ends_soon_and_what_is_over() -> None:
    bags = (waits(12, "1"), waits(9, "2"))
    counter = listed(*bags, which=UnclaimedList.RETURNS)
    badges = [badge.text for row in view(counter).rows for badge in row.badges]
    assert badges == ["days over", "back to stock in 1 day"]


def test_an_answer_for_another_list_comes_too_late() -> None:
    counter = listed(waits(3))
    counter.press("Alt+3")
    counter.send(i.UnclaimedLoaded(UnclaimedList.ALL, (waits(3),)))
    assert counter.on(UnclaimedPage).bags is None


def test_a_list_that_comes_behind_the_lock_is_there_afterwards() -> None:
    counter = a_counter()
    counter.press("Ctrl+U")
    counter.do(Do.LOCK)
    counter.send(i.UnclaimedLoaded(UnclaimedList.ALL, (waits(3),)))
    counter.sign_in(ANA)
    assert len(shown(counter)) == 1


def test_the_way_back_leads_over_the_list_to_the_ticket() -> None:
    counter = listed(waits(3))
    counter.press("Enter")
    counter.do(Do.BACK)
    assert counter.on(UnclaimedPage).chosen is None
    counter.do(Do.BACK)
    assert isinstance(counter.page, SalePage)


def test_what_is_not_told_is_said_to_be_not_told() -> None:
    bare = Unclaimed(replace(a_fill(), bin=""))
    counter = listed(bare)
    assert "bin – · age not told" in view(counter).rows[0].detail
    counter.press("Enter")
    assert any(figure.amount == "not told" for figure in view(counter).details)


def test_an_empty_list_says_so_and_a_long_one_that_there_is_more() -> None:
    assert view(listed()).empty
    counter = listed(waits(3))
    counter.send(i.UnclaimedLoaded(UnclaimedList.ALL, (waits(3),), more=True))
    assert view(counter).notices


def test_of_what_goes_back_those_that_go_first_are_shown() -> None:
    counter = listed(waits(9), which=UnclaimedList.RETURNS)
    counter.send(i.UnclaimedLoaded(UnclaimedList.RETURNS, (waits(9),), more=True))
    (notice,) = view(counter).notices
    assert notice.detail.startswith("Those that go back first")


def test_the_last_call_of_before_is_shown_with_its_day() -> None:
    called = replace(waits(5), called=LastCall(NOW - timedelta(days=2), CallResult.MESSAGE_LEFT))
    assert "message left, 06/29 10:00" in view(listed(called)).rows[0].detail
