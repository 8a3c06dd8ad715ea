"""The three sides of a close: what a person can do about a difference, from its own page."""

from dataclasses import replace

import pytest

from helpers.counter import ANA, MARY, PHIL, SETTINGS, Counter, a_counter
from helpers.screens import texts
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.state import DevicesPage, Msg
from terminal.app.till_page import TillMode, TillPage
from terminal.domain import till_facts as t
from terminal.domain.money import Money
from terminal.domain.refusal import Why
from terminal.domain.staff import StaffMember
from terminal.domain.three_way import (
    BatchMatch,
    CardSums,
    CloseSheet,
    FillWord,
    Side,
    WaitingWord,
    Way,
)
from terminal.presentation.views import TillView

STOPPED = FillWord("p-1", "6012345-00", Money(5_00), "another copay")
THERE = FillWord("6012346-01", "6012346-01", Money(7_00))
HERE = FillWord("p-2", "6012347-00", Money(9_00), "the pharmacy system says: ready")
BATCH = BatchMatch("12", CardSums(1, Money(5_00)), CardSums(1, Money(6_00)), "close 9")


def matching(person: StaffMember = PHIL, **sheet: object) -> Counter:
    counter = a_counter(person=person)
    counter.close_check = replace(CloseSheet(), **sheet)  # type: ignore[arg-type]
    counter.press("Ctrl+J")
    counter.do(Do.TILL, TillMode.MATCH.value)
    return counter


def mode(counter: Counter) -> TillMode:
    return counter.on(TillPage).mode


def settled(counter: Counter) -> t.DifferenceSettled:
    (fact,) = counter.recorded(t.DifferenceSettled)
    assert isinstance(fact, t.DifferenceSettled)
    return fact


def effects(counter: Counter, kind: type[e.Effect]) -> list[e.Effect]:
    return [each for each in counter.effects if isinstance(each, kind)]


def words(counter: Counter) -> str:
    return " ".join(texts(counter.screen))


def test_a_message_that_stopped_goes_again_by_anybody_and_is_a_fact() -> None:
    counter = matching(ANA, stopped=1, unsent=(STOPPED,))
    assert "6012345-00 picked up here" in words(counter)
    counter.close_check = CloseSheet(waiting=1)
    counter.press("Ctrl+1")
    assert (settled(counter).side, settled(counter).way) == (Side.PHMS_STOPPED, Way.SEND_AGAIN)
    assert len(effects(counter, e.WakeSync)) == 1
    assert counter.told() is Msg.DIFFERENCE_SENT
    assert "1 message waits" in words(counter)


def test_a_pickup_that_a_pharmacist_entered_there_is_settled_with_a_reason() -> None:
    counter = matching(stopped=1, unsent=(STOPPED,))
    counter.press("Ctrl+2")
    assert mode(counter) is TillMode.SETTLE
    counter.press("F9")
    assert counter.told() is Why.TILL_REASON
    counter.close_check = CloseSheet()
    counter.enter("entered by phone")
    assert settled(counter).reason == "entered by phone"
    assert (settled(counter).key, settled(counter).way) == ("p-1", Way.ENTERED)
    assert mode(counter) is TillMode.MATCH
    assert "Differences: 0" in words(counter)


@pytest.mark.parametrize(
    ("sheet", "side", "key"),
    [
        ({"sold_there": (THERE,)}, Side.SOLD_THERE, "6012346-01"),
        ({"not_sold_there": (HERE,)}, Side.NOT_SOLD_THERE, "p-2"),
        ({"last_batch": BATCH}, Side.BATCH_AMOUNT, "close 9"),
        ({"last_batch": replace(BATCH, there=None)}, Side.BATCH_SILENT, "close 9"),
    ],
)
@pytest.mark.parametrize("person", [PHIL, MARY])
def test_a_difference_is_explained_with_a_name_and_a_reason(
    sheet: dict[str, object], side: Side, key: str, person: StaffMember
) -> None:
    counter = matching(person, **sheet)
    counter.press("Ctrl+1")
    assert mode(counter) is TillMode.SETTLE
    counter.press("Ctrl+1")  # the first of the usual reasons
    fact = settled(counter)
    assert (fact.side, fact.key, fact.by) == (side, key, person.id)
    assert fact.reason
    assert counter.told() is Msg.DIFFERENCE_SETTLED
    assert effects(counter, e.WakeSync) == []
    assert len(effects(counter, e.CheckClose)) == 2


def test_a_cashier_does_not_explain_a_difference_away() -> None:
    counter = matching(ANA, sold_there=(THERE,))
    assert "A pharmacist or a manager says that" in words(counter)
    counter.do(Do.SETTLE_DIFFERENCE, Way.EXPLAIN.value)
    assert counter.told() is Why.NOT_PERMITTED
    assert counter.recorded(t.DifferenceSettled) == ()


def test_the_reason_can_be_left_and_nothing_is_settled() -> None:
    counter = matching(sold_there=(THERE,))
    counter.press("Ctrl+1")
    counter.press("Esc")
    assert mode(counter) is TillMode.MATCH
    assert counter.recorded(t.DifferenceSettled) == ()
    assert "Differences: 1" in words(counter)


def test_what_waits_is_tried_now() -> None:
    counter = matching(ANA, waiting=2)
    counter.press("Ctrl+1")
    assert effects(counter, e.WakeSync)
    assert counter.recorded(t.DifferenceSettled) == ()


def test_an_open_batch_leads_to_the_card_terminal() -> None:
    counter = matching(MARY, since_batch=CardSums(2, Money(5_00)))
    counter.press("Ctrl+1")
    assert counter.on(DevicesPage).role is i.DeviceRole.CARD_TERMINAL


def test_a_conflict_is_settled_on_its_own_page() -> None:
    counter = matching(conflicts=(WaitingWord("6012345-02", "sold"),))
    assert "Ctrl+Shift+W" in words(counter)
    counter.do(Do.SETTLE_DIFFERENCE, Way.EXPLAIN.value)
    assert mode(counter) is TillMode.MATCH


def test_the_arrows_and_a_touch_choose_the_difference() -> None:
    counter = matching(sold_there=(THERE,), not_sold_there=(HERE,))
    counter.press("Down")
    counter.press("Down")
    assert counter.on(TillPage).highlighted == 1
    view = counter.screen.page
    assert isinstance(view, TillView)
    assert [row.selected for row in view.rows] == [False, True]
    assert "Somebody made it ready again" in words(counter)
    counter.do(Do.CHOOSE_DIFFERENCE, "0")
    counter.do(Do.CHOOSE_DIFFERENCE, "first")
    assert counter.on(TillPage).highlighted == 0
    counter.press("Up")
    assert counter.on(TillPage).highlighted == 0


def test_what_nothing_differs_on_can_be_settled_by_nobody() -> None:
    counter = matching()
    counter.do(Do.SETTLE_DIFFERENCE, Way.EXPLAIN.value)
    counter.press("Down")
    assert mode(counter) is TillMode.MATCH
    assert counter.recorded(t.DifferenceSettled) == ()


def test_the_close_records_every_side_that_is_left_with_reason_and_name() -> None:
    counter = a_counter(person=MARY, settings=replace(SETTINGS, till_required=True))
    counter.enter("1")
    counter.press("F9")
    counter.close_check = CloseSheet(
        stopped=1, unsent=(STOPPED,), sold_there=(THERE,), not_sold_there=(HERE,)
    )
    counter.press("Ctrl+J")
    counter.do(Do.TILL, TillMode.CLOSE.value)
    counter.enter("1")
    counter.press("F9")
    assert mode(counter) is TillMode.WHY
    counter.enter("the pharmacy system is being repaired")
    (closed,) = counter.recorded(t.TillClosed)
    assert isinstance(closed, t.TillClosed)
    assert closed.by == MARY.id
    assert [each.partition(" ")[0] for each in closed.unsettled] == [
        *("6012345-00", "6012346-01", "6012347-00"),
    ]
    assert closed.reason == "the pharmacy system is being repaired"


def test_who_settles_a_difference_in_the_middle_of_a_close_counts_nothing_twice() -> None:
    counter = a_counter(person=MARY, settings=replace(SETTINGS, till_required=True))
    counter.enter("1")
    counter.press("F9")
    counter.close_check = CloseSheet(sold_there=(THERE,))
    counter.press("Ctrl+J")
    counter.do(Do.TILL, TillMode.CLOSE.value)
    counter.enter("1")
    counter.press("F9")
    counter.press("Ctrl+0")
    assert mode(counter) is TillMode.MATCH
    counter.press("Ctrl+1")
    counter.close_check = CloseSheet()
    counter.press("Ctrl+1")
    assert mode(counter) is TillMode.MATCH
    counter.press("Esc")
    assert mode(counter) is TillMode.CLOSE
    counter.press("F9")
    assert mode(counter) is TillMode.CLOSED
    (closed,) = counter.recorded(t.TillClosed)
    assert isinstance(closed, t.TillClosed)
    assert (str(closed.amount), closed.unsettled, closed.reason) == ("100.00", (), "")
