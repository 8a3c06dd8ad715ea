"""The lane's line to a real hub: what it says, what it asks, and what it does without."""

import queue
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from helpers.counter import PHIL
from helpers.sales import a_fill
from hub_support.fixtures import hub, server
from hub_support.store import Hub
from terminal.app.counselling_elsewhere import AwaitedCounselling
from terminal.app.hub_store import ReturnedSale
from terminal.app.inputs import AnswerMoved, CounsellingAnswered, Input, OtherLanesHeard
from terminal.app.pse_store import BoughtElsewhere
from terminal.domain.counselling import Mode, Trigger
from terminal.domain.elsewhere import CounselledElsewhere, Delivery
from terminal.domain.identity import LaneId, LineId, SaleId, StaffId
from terminal.domain.pickup import Counselling
from terminal.uplink.faults import BadAddress, DemoKeepsToItself
from terminal.uplink.hub_link import HubLink, HubPlace
from uplink_support.lines import EVERY_S, PATIENCE_S, Line, Shelf, a_sale, bought, lines, no_keys

__all__ = ["hub", "lines", "server"]
pytestmark = pytest.mark.peer
FILL = a_fill("6012345", 0, counselling=None)
TICKET = SaleId("1-000007")
AWAITED = AwaitedCounselling(
    TICKET, LineId(1), FILL.key, FILL.patient, Trigger.NEW, Mode.OFFER, ("row",)
)
AN_ANSWER = "00000000-0000-0000-0000-000000000001"
GIVEN = CounselledElsewhere(
    AN_ANSWER, LaneId("1"), TICKET, (FILL.key,), Counselling.REFUSED, PHIL.id, "patient"
)


# --- counselling


def test_an_answer_goes_there_and_its_outcome_comes_back(lines: Callable[..., Line]) -> None:
    one, two = lines("1"), lines("2")
    one.link.show((AWAITED,))
    heard = two.waits(1)
    (ticket,) = heard.now.tickets
    assert (ticket.lane, ticket.ticket) == ("1", TICKET)
    assert [(each.key, each.trigger, each.mode) for each in ticket.fills] == [
        (FILL.key, Trigger.NEW, Mode.OFFER)
    ]
    assert FILL.patient.family not in ticket.fills[0].patient
    two.link.give(GIVEN)
    brought = one.until(lambda w: isinstance(w, CounsellingAnswered))
    assert brought == CounsellingAnswered(
        TICKET, (FILL.key,), Counselling.REFUSED, PHIL.id, "patient", LaneId("2"), AN_ANSWER
    )
    one.link.show(())
    two.waits(0)
    one.link.tell(AN_ANSWER, Delivery.TAKEN)
    moved = two.until(lambda w: isinstance(w, AnswerMoved))
    assert moved == AnswerMoved(AN_ANSWER, Delivery.TAKEN)
    two.link.hear(AN_ANSWER)


def test_the_slower_of_two_is_told_at_once(lines: Callable[..., Line]) -> None:
    one, two = lines("1"), lines("2")
    one.link.show((AWAITED,))
    two.waits(1)
    two.link.give(GIVEN)
    one.until(lambda w: isinstance(w, CounsellingAnswered))
    late = CounselledElsewhere(
        "00000000-0000-0000-0000-000000000002", *(GIVEN.lane, GIVEN.ticket, GIVEN.keys),
        *(Counselling.ACCEPTED, StaffId("22"), ""),
    )  # fmt: skip
    two.link.give(late)
    moved = two.until(lambda w: isinstance(w, AnswerMoved))
    assert moved == AnswerMoved(late.answer, Delivery.ANSWERED)


def test_an_answer_for_a_lane_that_is_closed_is_not_sent(lines: Callable[..., Line]) -> None:
    two = lines("2")
    two.connected()
    two.link.give(GIVEN)
    moved = two.until(lambda w: isinstance(w, AnswerMoved))
    assert moved == AnswerMoved(AN_ANSWER, Delivery.SILENT)


def test_an_answer_waits_for_a_hub_that_is_away(hub: Hub, lines: Callable[..., Line]) -> None:
    one, two = lines("1"), lines("2")
    one.link.show((AWAITED,))
    two.waits(1)
    hub.stop()
    away = two.connected(now=False)
    assert (away.now.tickets, away.now.why) == ((), "the store hub is not reached")
    two.link.give(GIVEN)
    hub.start()
    one.until(lambda w: isinstance(w, CounsellingAnswered))


def test_an_answer_that_the_counter_could_not_keep_is_brought_again(
    lines: Callable[..., Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("terminal.uplink.hub_link.AGAIN_S", 0.1)
    one, two = lines("1"), lines("2")
    one.link.show((AWAITED,))
    two.waits(1)
    two.link.give(GIVEN)
    for _ in range(2):
        one.until(lambda w: isinstance(w, CounsellingAnswered))


# --- purchases


def test_what_is_in_the_journal_is_told_and_counts_elsewhere(lines: Callable[..., Line]) -> None:
    one = lines("1", Shelf(sales=[a_sale(seq, 1) for seq in range(3, 53)]))
    two = lines("2")
    one.connected()
    two.connected()
    assert two.until_complete() == BoughtElsewhere((bought(1),) * 50, complete=True)
    assert one.until_complete() == BoughtElsewhere((), complete=True)
    one.shelf.sales.append(a_sale(60, 2))
    one.link.wake()
    end = time.monotonic() + PATIENCE_S
    while len(two.until_complete().purchases) < 51:
        assert time.monotonic() < end


def test_what_came_back_at_one_lane_may_be_bought_at_another(lines: Callable[..., Line]) -> None:
    back = ReturnedSale(1, 9, SaleId("1-000003"), (LineId(1),))
    one, two = lines("1", Shelf(sales=[a_sale(3), a_sale(4), back])), lines("2")
    one.connected()
    two.connected()
    assert two.until_complete() == BoughtElsewhere((bought(2),), complete=True)


def test_a_lane_that_comes_back_tells_nothing_twice(hub: Hub, lines: Callable[..., Line]) -> None:
    shelf = Shelf(sales=[a_sale(3), a_sale(4)])
    one, two = lines("1", shelf), lines("2")
    one.connected()
    two.connected()
    two.until_complete()
    hub.stop()
    one.connected(now=False)
    one.link.wake()
    hub.start()
    one.connected()
    assert len(two.until_complete().purchases) == 2
    assert hub.desk.totals().purchases == 2


def test_without_a_line_the_answer_is_at_once_and_not_complete(
    hub: Hub, lines: Callable[..., Line]
) -> None:
    two = lines("2")
    two.connected()
    hub.stop()
    two.connected(now=False)
    assert two.ask() == BoughtElsewhere((), complete=False)


def test_while_a_lane_has_something_untold_the_others_do_not_see_all(
    lines: Callable[..., Line],
) -> None:
    one, two = lines("1", Shelf(broken=True)), lines("2")
    one.connected()
    two.connected()
    assert not two.ask().complete
    one.shelf.broken = False
    assert two.until_complete().complete


def test_a_lane_that_closed_with_all_told_is_no_riddle(
    hub: Hub, lines: Callable[..., Line]
) -> None:
    one, two = lines("1", Shelf(sales=[a_sale(3)])), lines("2")
    one.connected()
    two.connected()
    two.until_complete()
    one.link.stop()
    hub.clock.ahead = timedelta(seconds=60)
    assert two.until_complete() == BoughtElsewhere((bought(2),), complete=True)


# --- who is who


def test_a_lane_that_was_taken_out_is_told_what_to_do(hub: Hub, lines: Callable[..., Line]) -> None:
    two = lines("2")
    two.connected()
    hub.desk.remove_lane("2")
    assert "rxlane hub join" in two.connected(now=False).now.why


def test_a_lane_without_its_token_says_so(hub: Hub) -> None:
    inbox: queue.Queue[Input] = queue.Queue()
    place = HubPlace(LaneId("2"), hub.url, hub.authority_file, None, no_keys())
    link = HubLink(place, Shelf(), inbox.put, every_s=EVERY_S)
    link.start()
    try:
        heard = inbox.get(timeout=PATIENCE_S)
        assert isinstance(heard, OtherLanesHeard)
        assert "rxlane hub join" in heard.now.why
    finally:
        link.stop()


def test_an_older_copy_of_the_store_is_told_that_it_was_replaced(
    hub: Hub, lines: Callable[..., Line]
) -> None:
    two = lines("2", Shelf(epoch=3))
    two.connected()
    two.shelf.epoch = 2
    assert "another computer" in two.connected(now=False).now.why


def test_an_address_that_cannot_be_one_is_refused_and_a_demo_stays_at_home() -> None:
    for address, shelf, fault in (
        ("http://hub.example", Shelf(), BadAddress),
        ("https://hub.example", Shelf(demo=True), DemoKeepsToItself),
    ):
        with pytest.raises(fault):
            HubLink(HubPlace(LaneId("2"), address, "ca.pem", None, no_keys()), shelf, print)
