"""The line carries tickets from lane to lane, over a real hub, sealed, and until they arrived."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from helpers.sales import CANDY, IBUPROFEN, NOW, a_fill, usd
from hub_support.fixtures import hub, server
from hub_support.store import Hub
from terminal.app.effects import AskForTicket, GiveTicket, HearMove, TellMove
from terminal.app.elsewhere import AsideElsewhere, AsideOffered
from terminal.app.inputs import Input, MoveTold, OtherLanesHeard, TicketArrived, TicketWanted
from terminal.domain.identity import LaneId, SaleId, StaffId
from terminal.domain.move import Moved, MovedGoods, SaleMovedAway, Stays
from terminal.uplink import hub_moves
from uplink_support.lines import Line, Shelf, lines

__all__ = ["hub", "lines", "server"]
pytestmark = pytest.mark.peer
MOVE = "00000000-0000-0000-0000-000000000007"
TICKET = SaleId("1-000007")
FILL = a_fill("6012345", 2)
OFFERED = AsideOffered(TICKET, 7, "R••• M.", "forgot something", NOW, usd("8.50"), 2, None)
ASK = AskForTicket(MOVE, LaneId("1"), TICKET, StaffId("12"))
AWAY = SaleMovedAway(
    *(TICKET, MOVE, LaneId("2"), StaffId("12")),
    *((MovedGoods(CANDY.gtin, 2), MovedGoods(IBUPROFEN.gtin, 1)), (FILL.key,)),
    *("R••• M.", "forgot something"),
)


def sees(line: Line, count: int) -> tuple[AsideElsewhere, ...]:
    found = line.until(lambda w: isinstance(w, OtherLanesHeard) and len(w.now.aside) == count)
    assert isinstance(found, OtherLanesHeard)
    return found.now.aside


def until(line: Line, kind: type[Input]) -> Input:
    return line.until(lambda w: isinstance(w, kind))


def two_lanes(lines: Callable[..., Line]) -> tuple[Line, Line]:
    """Both hold the key; a ticket waits at lane 1, and lane 2 sees it and sells the candy bar."""
    one, two = lines("1"), lines("2", Shelf(sells={CANDY.gtin: CANDY}))
    one.link.moves.show((OFFERED,))
    (seen,) = sees(two, 1)
    assert seen == AsideElsewhere(
        *(LaneId("1"), TICKET, 7, OFFERED.name, OFFERED.reason, NOW, OFFERED.total, 2, None),
        here=True,
    )
    return one, two


def gave(lines: Callable[..., Line]) -> tuple[Line, Line]:
    """Lane 2 asked, and lane 1 gave."""
    one, two = two_lanes(lines)
    two.link.moves.perform(ASK)
    assert until(one, TicketWanted) == TicketWanted(MOVE, TICKET, LaneId("2"), StaffId("12"))
    one.shelf.away.append(AWAY)
    one.link.moves.perform(GiveTicket(AWAY))
    return one, two


def test_a_ticket_is_asked_for_given_taken_and_settled(
    hub: Hub, lines: Callable[..., Line]
) -> None:
    one, two = gave(lines)
    came = until(two, TicketArrived)
    assert came == TicketArrived(
        *(MOVE, LaneId("1"), TICKET, StaffId("12")),
        ((AWAY.goods[0], CANDY), (AWAY.goods[1], None)),
        *((FILL.key,), AWAY.name, AWAY.reason),
    )
    held = hub.everything()
    assert [each for each in ("6012345", CANDY.gtin, "forgot") if each in held] == []
    two.shelf.here.add(MOVE)
    two.link.moves.perform(TellMove(MOVE, Moved.TAKEN))
    assert until(one, MoveTold) == MoveTold(MOVE, Moved.TAKEN)
    one.link.moves.perform(HearMove(MOVE))


def test_a_ticket_that_arrived_and_was_not_said_is_known_by_the_journal(
    lines: Callable[..., Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lane 2 was killed between the disk and the word, lane 1 has to hear it all the same."""
    monkeypatch.setattr(hub_moves, "AGAIN_S", 0.1)
    one, two = gave(lines)
    until(two, TicketArrived)
    two.shelf.here.add(MOVE)
    assert until(one, MoveTold) == MoveTold(MOVE, Moved.TAKEN)


def test_what_left_before_the_line_knew_is_brought_from_the_journal(
    lines: Callable[..., Line],
) -> None:
    """Lane 1 was killed between the disk and the word."""
    one, two = lines("1", Shelf(away=[AWAY])), lines("2")
    one.connected()
    assert isinstance(until(two, TicketArrived), TicketArrived)


def test_a_journal_that_cannot_be_read_now_is_read_later(lines: Callable[..., Line]) -> None:
    one, two = lines("1", Shelf(away=[AWAY], broken=True)), lines("2")
    one.connected()
    two.connected()
    one.shelf.broken = False
    assert isinstance(until(two, TicketArrived), TicketArrived)


def test_a_ticket_waits_for_a_hub_that_is_away(hub: Hub, lines: Callable[..., Line]) -> None:
    one, two = two_lanes(lines)
    hub.stop()
    one.connected(now=False)
    one.link.moves.perform(GiveTicket(AWAY))
    hub.start()
    assert isinstance(until(two, TicketArrived), TicketArrived)


def test_a_request_waits_for_nothing(hub: Hub, lines: Callable[..., Line]) -> None:
    _, two = two_lanes(lines)
    hub.stop()
    two.connected(now=False)
    two.link.moves.perform(ASK)
    assert until(two, MoveTold) == MoveTold(MOVE, Moved.SILENT)


def test_the_answer_of_the_other_lane_comes_back(lines: Callable[..., Line]) -> None:
    one, two = two_lanes(lines)
    two.link.moves.perform(ASK)
    until(one, TicketWanted)
    one.link.moves.perform(TellMove(MOVE, Moved.STAYS))
    assert until(two, MoveTold) == MoveTold(MOVE, Moved.STAYS)
    two.link.moves.perform(HearMove(MOVE))


def test_a_ticket_that_is_not_there_any_more_is_said_at_once(lines: Callable[..., Line]) -> None:
    _, two = two_lanes(lines)
    two.link.moves.perform(replace(ASK, ticket=SaleId("1-000099")))
    assert until(two, MoveTold) == MoveTold(MOVE, Moved.OVER)


def test_a_closed_lane_is_shown_as_closed_with_what_waits_there(
    lines: Callable[..., Line],
) -> None:
    one, two = two_lanes(lines)
    one.link.moves.show((replace(OFFERED, stays=Stays.PAYMENT),))
    two.until(lambda w: isinstance(w, OtherLanesHeard) and w.now.aside[0].stays is Stays.PAYMENT)
    one.link.stop()
    two.until(lambda w: isinstance(w, OtherLanesHeard) and not w.now.aside[0].here)


def test_a_list_that_did_not_change_wakes_nobody(lines: Callable[..., Line]) -> None:
    one = lines("1")
    woken = threading.Event()
    moves = hub_moves.HubMoves(
        LaneId("1"), one.shelf, one.keys, one.inbox.put, lambda: NOW, woken.set
    )
    moves.show((OFFERED,))
    assert woken.is_set()
    woken.clear()
    moves.show((OFFERED,))
    assert not woken.is_set()
