"""A ticket that was put aside goes on at another lane: asked for, handed over, arrived, once."""

from dataclasses import replace

import pytest

from helpers.counter import ANA, BEN, PLAIN, Counter, a_counter
from helpers.sales import CANDY, IBUPROFEN, NOW, usd
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.elsewhere import AsideElsewhere, OtherLanesState
from terminal.app.moves import aside_offered
from terminal.app.state import Msg, SalePage
from terminal.app.tickets_page import TicketsPage, VoidPage
from terminal.domain import facts as f
from terminal.domain.identity import LaneId, SaleId
from terminal.domain.move import Moved, MovedGoods, MoveSettled, SaleMovedAway, SaleMovedHere, Stays
from terminal.domain.refusal import Why
from terminal.presentation.views import SaleView, TicketsView

MOVE = "00000000-0000-0000-0000-000000000007"
ONE = AsideElsewhere(
    LaneId("1"),
    SaleId("1-000007"),
    7,
    "Blue cap",
    "forgot something",
    NOW,
    usd("8.50"),
    2,
    None,
    here=True,
)
WANTED = i.TicketWanted(MOVE, SaleId("2-000001"), LaneId("1"), BEN.id)
AWAY = SaleMovedAway(
    *(SaleId("2-000001"), MOVE, LaneId("1"), BEN.id, (MovedGoods(CANDY.gtin, 1),), ()),
    *("Candy bar", "put aside"),
)


def heard(*aside: AsideElsewhere) -> i.OtherLanesHeard:
    return i.OtherLanesHeard(OtherLanesState(True, NOW, (), aside=aside))


def at_the_list(*aside: AsideElsewhere) -> Counter:
    counter = a_counter()
    counter.send(heard(*(aside or (ONE,))))
    counter.press("Ctrl+S")
    return counter


def view(counter: Counter) -> TicketsView:
    shown = counter.screen.page
    assert isinstance(shown, TicketsView)
    return shown


def asked(counter: Counter) -> str:
    counter.press("Enter")
    (effect,) = counter.did(e.AskForTicket)
    assert isinstance(effect, e.AskForTicket)
    assert (effect.lane, effect.ticket, effect.by) == (ONE.lane, ONE.ticket, ANA.id)
    return effect.move


def arrived(move: str = MOVE, **more: object) -> i.TicketArrived:
    plain = i.TicketArrived(
        move, LaneId("1"), "1-000007", ANA.id, ((MovedGoods(CANDY.gtin, 2), CANDY),), (),
        "Blue cap", "forgot something",
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def told(counter: Counter) -> list[e.Effect]:
    return list(counter.did(e.TellMove))


# --- the lane that asks


def test_other_lanes_tickets_stand_in_the_list_with_lane_name_reason_age_and_total() -> None:
    row = view(at_the_list()).tickets[0]
    assert (row.title, row.amount) == ("Ticket 1-000007", "8.50")
    assert row.detail.startswith("Blue cap · forgot something")
    assert [badge.text for badge in row.badges] == ["at lane 1"]


def test_enter_asks_the_other_lane_once_and_nothing_is_recorded() -> None:
    counter = at_the_list()
    before = counter.facts
    asked(counter)
    assert counter.told() is Msg.MOVE_ASKED
    assert not counter.can_press("Enter")
    assert (counter.facts, len(counter.did(e.AskForTicket))) == (before, 1)


@pytest.mark.parametrize(
    ("ticket", "msg", "words"),
    [
        (replace(ONE, here=False), Msg.MOVE_CLOSED, "Lane 1 has to be open"),
        (replace(ONE, stays=Stays.PAYMENT), Msg.MOVE_STAYS, "Something was paid on it"),
    ],
)
def test_a_ticket_that_cannot_come_says_why_and_nothing_moves(
    ticket: AsideElsewhere, msg: Msg, words: str
) -> None:
    counter = at_the_list(ticket)
    assert words in view(counter).explain
    assert not counter.can_press("Enter")
    counter.do(i.Do.RESUME)
    assert counter.told() is msg
    assert counter.did(e.AskForTicket) == ()


@pytest.mark.parametrize("why", list(Stays))
def test_why_a_ticket_stays_is_said_in_words(why: Stays) -> None:
    counter = at_the_list(replace(ONE, stays=why))
    assert view(counter).explain
    assert [badge.text for badge in view(counter).tickets[0].badges] == ["only at lane 1"]


def test_an_open_ticket_is_in_the_way() -> None:
    counter = a_counter()
    counter.send(heard(ONE))
    counter.scan_item(CANDY)
    counter.press("Ctrl+S")
    counter.press("Down")
    assert not counter.can_press("Enter")
    counter.do(i.Do.RESUME)
    assert counter.told() is Why.OTHER_TICKET_OPEN


@pytest.mark.parametrize(
    ("word", "msg"),
    [
        (Moved.OVER, Msg.MOVE_OVER),
        (Moved.STAYS, Msg.MOVE_STAYS),
        (Moved.FIRST, Msg.MOVE_FIRST),
        (Moved.SILENT, Msg.MOVE_SILENT),
    ],
)
def test_what_the_other_lane_says_is_told_and_it_can_be_asked_again(word: Moved, msg: Msg) -> None:
    counter = at_the_list()
    move = asked(counter)
    counter.send(i.MoveTold(move, word))
    assert counter.told() is msg
    assert counter.can_press("Enter")
    assert counter.did(e.HearMove) == (e.HearMove(move),)
    counter.send(i.MoveTold(move, word))
    assert len(counter.did(e.HearMove)) == 2


def test_an_answer_behind_the_lock_says_nothing() -> None:
    counter = at_the_list()
    move = asked(counter)
    counter.press("Ctrl+L")
    counter.send(i.MoveTold(move, Moved.OVER))
    assert counter.told() is not Msg.MOVE_OVER
    assert isinstance(counter.state.behind, TicketsPage)
    assert counter.state.behind.asking is None


def test_a_lane_without_a_line_says_that_it_lists_its_own_alone() -> None:
    counter = at_the_list()
    counter.send(i.OtherLanesHeard(OtherLanesState(False, NOW, (), "the store hub is not reached")))
    assert view(counter).tickets == ()
    assert [each.title for each in view(counter).notices] == [
        "Tickets of other lanes are not shown"
    ]


def test_the_marked_ticket_stays_marked_while_others_come_and_go() -> None:
    counter = at_the_list()
    counter.press("Enter")
    other = replace(ONE, ticket=SaleId("1-000003"), number=3)
    counter.send(heard(other, ONE))
    assert [row.selected for row in view(counter).tickets] == [False, True]
    counter.send(heard(other))
    assert [row.selected for row in view(counter).tickets] == [True]
    counter.send(heard())
    assert view(counter).heading == "Choose a ticket"


# --- the lane that gets it


def test_the_ticket_comes_as_one_of_our_own_with_where_it_is_from_and_is_open() -> None:
    counter = at_the_list()
    move = asked(counter)
    counter.send(arrived(move))
    assert isinstance(counter.page, SalePage)
    assert counter.told() is Msg.MOVED_HERE
    assert counter.sale.id == "2-000001"
    assert counter.total == "8.50"
    names = [type(each).__name__ for each in counter.facts]
    assert names[-5:] == [
        "SaleOpened",
        "SaleMovedHere",
        "ItemAdded",
        "SaleSuspended",
        "SaleResumed",
    ]
    (came,) = counter.recorded(SaleMovedHere)
    assert came == SaleMovedHere(counter.sale.id, move, LaneId("1"), "1-000007", (), ())
    assert told(counter) == [e.TellMove(move, Moved.TAKEN)]


def test_a_ticket_that_comes_twice_is_there_once() -> None:
    counter = at_the_list()
    move = asked(counter)
    for _ in range(3):
        counter.send(arrived(move))
    assert len(counter.recorded(SaleMovedHere)) == 1
    assert told(counter) == [e.TellMove(move, Moved.TAKEN)] * 3


def test_a_ticket_that_nobody_waits_for_any_more_waits_in_the_list() -> None:
    counter = a_counter()
    counter.scan_item(IBUPROFEN)
    counter.send(arrived())
    assert counter.sale.id == "2-000001"
    assert [each.id for each in counter.state.suspended] == ["2-000002"]
    assert counter.state.suspended[0].aside is not None
    assert counter.state.suspended[0].aside.name == "Blue cap"


def test_it_comes_also_while_the_screen_is_locked() -> None:
    counter = at_the_list()
    move = asked(counter)
    counter.press("Ctrl+L")
    counter.send(arrived(move))
    assert counter.locked()
    assert len(counter.state.suspended) == 1


def test_goods_that_this_lane_does_not_sell_are_on_record_and_said() -> None:
    counter = at_the_list()
    move = asked(counter)
    unpriced = replace(IBUPROFEN, price=None)
    goods = (
        (MovedGoods(CANDY.gtin, 1), CANDY),
        (MovedGoods(IBUPROFEN.gtin, 2), unpriced),
        (MovedGoods(IBUPROFEN.gtin, 1), None),
    )
    counter.send(arrived(move, goods=goods))
    assert counter.told() is Msg.MOVED_IN_PART
    assert counter.total == "4.25"
    (came,) = counter.recorded(SaleMovedHere)
    assert isinstance(came, SaleMovedHere)
    assert came.missing == (MovedGoods(IBUPROFEN.gtin, 2), MovedGoods(IBUPROFEN.gtin, 1))
    page = counter.screen.page
    assert isinstance(page, SaleView)
    assert page.more_ready is not None
    assert page.more_ready.title == "From lane 1: 2 lines not sold here"


def test_prescriptions_are_named_until_they_are_on_the_ticket() -> None:
    counter = a_counter(PLAIN)
    counter.send(heard(ONE))
    counter.press("Ctrl+S")
    counter.send(arrived(asked(counter), goods=(), fills=(PLAIN.key,)))
    page = counter.screen.page
    assert isinstance(page, SaleView)
    assert page.more_ready is not None
    assert page.more_ready.title == f"From lane 1: {PLAIN.key}"
    counter.pick_up(PLAIN)
    page = counter.screen.page
    assert isinstance(page, SaleView)
    assert page.more_ready is None


def test_a_ticket_of_prescriptions_alone_outlives_another_sign_in() -> None:
    counter = a_counter(PLAIN)
    counter.send(arrived(goods=(), fills=(PLAIN.key,)))
    counter.press("Ctrl+1")
    assert counter.sale.moved_here is not None
    counter.press("Ctrl+L")
    counter.sign_in(BEN)
    assert [each.moved_here is not None for each in counter.state.suspended] == [True]


def test_goods_that_are_struck_leave_prescriptions_to_add() -> None:
    counter = a_counter(PLAIN)
    counter.send(arrived(fills=(PLAIN.key,)))
    counter.press("Ctrl+1")
    counter.press("Del")
    assert counter.sale.worth_keeping
    assert counter.recorded(f.SaleAbandoned) == ()


def test_after_a_crash_it_is_there_with_where_it_is_from() -> None:
    counter = a_counter()
    counter.send(arrived())
    again = counter.crash()
    (sale,) = again.state.suspended
    assert sale.moved_here is not None
    assert sale.moved_here.move == MOVE


# --- the lane that has it


def waits() -> Counter:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F5")
    return counter


def test_what_waits_is_offered_to_the_others() -> None:
    (offered,) = aside_offered(waits().state)
    assert (offered.ticket, offered.name, offered.total) == ("2-000001", "Candy bar", usd("4.25"))
    assert (offered.number, offered.lines, offered.stays) == (1, 1, None)


def test_a_ticket_that_is_asked_for_is_over_here_before_anything_of_it_is_told() -> None:
    counter = waits()
    counter.send(WANTED)
    assert counter.state.suspended == ()
    assert counter.facts[-1] == AWAY
    assert counter.did(e.GiveTicket) == (e.GiveTicket(AWAY),)
    assert told(counter) == []


def test_while_the_disk_is_full_it_stays_and_nobody_is_told() -> None:
    counter = waits()
    with counter.full_disk():
        counter.send(WANTED)
    assert len(counter.state.suspended) == 1
    assert counter.did(e.GiveTicket) == ()
    counter.send(WANTED)
    assert counter.did(e.GiveTicket) == (e.GiveTicket(AWAY),)


def test_it_is_given_away_once_however_often_it_is_asked_for() -> None:
    counter = waits()
    for _ in range(3):
        counter.send(WANTED)
    assert counter.recorded(SaleMovedAway) == (AWAY,)
    assert len(counter.did(e.GiveTicket)) == 1
    counter.send(replace(WANTED, move="00000000-0000-0000-0000-000000000008"))
    assert told(counter) == [e.TellMove("00000000-0000-0000-0000-000000000008", Moved.OVER)]


def test_after_a_crash_it_is_not_there_any_more() -> None:
    counter = waits()
    counter.send(WANTED)
    assert counter.crash().state.suspended == ()


def test_a_ticket_that_was_taken_up_meanwhile_is_not_given() -> None:
    counter = waits()
    counter.press("Ctrl+1")
    counter.send(WANTED)
    assert told(counter) == [e.TellMove(MOVE, Moved.OVER)]
    assert counter.recorded(SaleMovedAway) == ()


def test_a_ticket_with_money_on_it_is_not_given() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.enter("1.00")
    counter.press("Esc")
    counter.press("F5")
    (offered,) = aside_offered(counter.state)
    assert offered.stays is Stays.PAYMENT
    counter.send(WANTED)
    assert told(counter) == [e.TellMove(MOVE, Moved.STAYS)]
    assert len(counter.state.suspended) == 1


def test_a_prompt_about_a_ticket_that_left_is_gone() -> None:
    counter = waits()
    counter.press("Ctrl+S")
    counter.press("Del")
    counter.on(VoidPage)
    counter.send(WANTED)
    counter.on(TicketsPage)
    assert counter.recorded(f.SaleAbandoned) == ()


def test_that_it_arrived_is_recorded_once() -> None:
    counter = waits()
    counter.send(WANTED)
    for _ in range(2):
        counter.send(i.MoveTold(MOVE, Moved.TAKEN))
    assert counter.recorded(MoveSettled) == (MoveSettled(MOVE),)
    assert counter.did(e.HearMove) == (e.HearMove(MOVE),) * 2


def test_of_many_prescriptions_some_are_named_and_the_others_counted() -> None:
    counter = a_counter(PLAIN)
    keys = tuple(replace(PLAIN.key, fill=fill) for fill in range(5))
    counter.send(arrived(goods=((MovedGoods(CANDY.gtin, 1), None),), fills=keys))
    counter.press("Ctrl+1")
    page = counter.screen.page
    assert isinstance(page, SaleView)
    assert page.more_ready is not None
    named = ", ".join(str(each) for each in keys[:3])
    assert page.more_ready.title == f"From lane 1: {named}, 2 more, 1 line not sold here"
