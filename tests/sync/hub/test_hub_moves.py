"""Tickets that the hub carries from lane to lane: who decides, what is kept, what is repeated."""

from datetime import timedelta
from uuid import UUID

import pytest

from hub_support.store import Hub, LaneClient
from sync.hub.desk import KEEP_ANSWERED, SILENT_AFTER
from sync.hub.moves import WANT_FOR
from sync.lanes import client
from sync.lanes.client import Quiet, Silence
from sync.lanes.messages import Report, Situation
from sync.lanes.moves import (
    MAX_ASIDE,
    MAX_CONTENT,
    MAX_MOVES,
    Arriving,
    AsideTicket,
    Away,
    LaneAside,
    MoveSituation,
    MovesSaid,
    MoveTold,
    MoveWord,
    Want,
    Wanted,
)

pytestmark = pytest.mark.peer
TICKET, SEALED, KEY = "1-000007", "c2VhbGVk", "0" * 32
ASIDE = AsideTicket(TICKET, SEALED)
ID, OTHER = str(UUID(int=7)), str(UUID(int=8))
WANT = Want(ID, "1", TICKET, "12")
AWAY = Away(ID, TICKET, "2", SEALED, KEY)


def says(
    lane: LaneClient, *aside: AsideTicket, told: MoveTold | None = None, heard: str = ""
) -> MoveSituation:
    said = MovesSaid(aside, (told,) if told else (), (heard,) if heard else ())
    situation = lane.say(client.report(Report(1, False, moves=said)))
    assert isinstance(situation, Situation)
    assert situation.moves is not None
    return situation.moves


def closes(lane: LaneClient, *aside: AsideTicket) -> None:
    lane.say(client.report(Report(1, False, closing=True, moves=MovesSaid(aside))))


def wants(lane: LaneClient, want: Want = WANT) -> MoveWord:
    said = lane.say(client.want(want))
    assert isinstance(said, MoveTold)
    return said.word


def gives(lane: LaneClient, away: Away = AWAY) -> None:
    assert lane.say(client.give_away(away)) == MoveTold(away.id, MoveWord.TAKEN)


def asked(hub: Hub) -> tuple[LaneClient, LaneClient]:
    """Lane 2 asked lane 1 for its ticket."""
    one, two = hub.add("1"), hub.add("2")
    says(one, ASIDE)
    assert wants(two) is MoveWord.TAKEN
    return one, two


def test_what_waits_at_a_lane_is_seen_at_the_others_also_when_it_closed(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    assert says(one, ASIDE).aside == ()
    assert says(two).aside == (LaneAside("1", True, (ASIDE,)),)
    closes(one, ASIDE)
    assert says(two).aside == (LaneAside("1", False, (ASIDE,)),)
    says(one, ASIDE)
    hub.clock.ahead += SILENT_AFTER + timedelta(seconds=1)
    assert says(two).aside == (LaneAside("1", False, (ASIDE,)),)
    says(one)
    assert says(two).aside == ()


def test_a_request_reaches_the_lane_of_the_ticket_and_the_ticket_the_lane_that_asked(
    hub: Hub,
) -> None:
    one, two = asked(hub)
    assert says(one, ASIDE).wanted == (Wanted(WANT, "2"),)
    gives(one)
    assert says(one).wanted == ()
    for _ in range(2):
        assert says(two).arriving == (Arriving(AWAY, "1"),)
    arrived = says(two, told=MoveTold(ID, MoveWord.TAKEN))
    assert (arrived.arriving, arrived.told) == ((), ())
    assert SEALED not in hub.everything()
    for _ in range(2):
        assert says(one).told == (MoveTold(ID, MoveWord.TAKEN),)
    assert says(one, heard=ID).told == ()


def test_a_ticket_that_is_given_twice_arrives_once_and_is_told_again(hub: Hub) -> None:
    one, two = asked(hub)
    gives(one)
    gives(one)
    assert len(says(two).arriving) == 1
    says(two, told=MoveTold(ID, MoveWord.TAKEN))
    says(one, heard=ID)
    gives(one)
    assert says(two).arriving == ()
    assert says(one).told == (MoveTold(ID, MoveWord.TAKEN),)


@pytest.mark.parametrize("word", [MoveWord.OVER, MoveWord.STAYS])
def test_the_lane_of_the_ticket_refuses_and_the_other_hears_it(hub: Hub, word: MoveWord) -> None:
    one, two = asked(hub)
    assert says(one, ASIDE, told=MoveTold(ID, word)).wanted == ()
    assert says(two).told == (MoveTold(ID, word),)
    assert says(two, heard=ID).told == ()


def test_only_the_lane_of_the_ticket_refuses_and_only_the_other_takes(hub: Hub) -> None:
    one, two = asked(hub)
    three = hub.add("3")
    for lane in (two, three):
        says(lane, told=MoveTold(ID, MoveWord.OVER))
    assert says(one, ASIDE).wanted == (Wanted(WANT, "2"),)
    gives(one)
    for lane in (one, three):
        says(lane, told=MoveTold(ID, MoveWord.TAKEN))
    assert len(says(two).arriving) == 1


def test_what_was_given_away_counts_whatever_was_said_before(hub: Hub) -> None:
    one, two = asked(hub)
    says(one, told=MoveTold(ID, MoveWord.OVER))
    gives(one)
    situation = says(two)
    assert (situation.told, len(situation.arriving)) == ((), 1)


def test_nobody_waits_longer_than_a_person_would(hub: Hub) -> None:
    one, two = asked(hub)
    hub.clock.ahead += WANT_FOR + timedelta(seconds=1)
    assert says(one, ASIDE).wanted == ()
    assert says(two).told == (MoveTold(ID, MoveWord.SILENT),)
    gives(one)
    assert len(says(two).arriving) == 1


def test_of_two_lanes_one_is_first(hub: Hub) -> None:
    one, _ = asked(hub)
    three = hub.add("3")
    assert wants(three, Want(OTHER, "1", TICKET, "12")) is MoveWord.FIRST
    gives(one)
    assert wants(three, Want(OTHER, "1", TICKET, "12")) is MoveWord.FIRST


def test_a_request_that_comes_twice_is_one(hub: Hub) -> None:
    one, two = asked(hub)
    assert wants(two) is MoveWord.TAKEN
    assert len(says(one, ASIDE).wanted) == 1


def test_a_lane_that_is_closed_silent_or_unknown_is_not_asked(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    assert wants(two) is MoveWord.SILENT
    says(one, ASIDE)
    closes(one, ASIDE)
    assert wants(two) is MoveWord.SILENT
    says(one, ASIDE)
    hub.clock.ahead += SILENT_AFTER + timedelta(seconds=1)
    assert wants(two) is MoveWord.SILENT
    assert wants(two, Want(OTHER, "9", TICKET, "12")) is MoveWord.SILENT


def test_a_ticket_that_waits_there_no_more_is_not_asked_for(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    says(one)
    assert wants(two) is MoveWord.OVER


def test_a_hub_that_lost_its_database_takes_what_left_a_lane(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    gives(one)
    assert says(two).arriving == (Arriving(AWAY, "1"),)


def test_a_lane_asks_nobody_for_its_own(hub: Hub) -> None:
    one = hub.add("1")
    said = one.say(client.want(WANT))
    assert isinstance(said, Silence)
    assert said.why is Quiet.REFUSED


def test_what_is_settled_is_forgotten_and_what_is_carried_is_not(hub: Hub) -> None:
    one, two = asked(hub)
    gives(one)
    later = hub.clock() + KEEP_ANSWERED + timedelta(days=1)
    hub.desk.forget_old(later.date(), later)
    assert len(says(two).arriving) == 1
    says(two, told=MoveTold(ID, MoveWord.TAKEN))
    hub.desk.forget_old(later.date(), later)
    assert says(one).told == (MoveTold(ID, MoveWord.TAKEN),)
    says(one, heard=ID)
    hub.desk.forget_old(later.date(), later)
    assert ID not in hub.everything()


def test_a_lane_of_an_earlier_version_reports_without_tickets(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    says(one, ASIDE)
    assert isinstance(two.say(client.report(Report(1, False))), Situation)
    assert isinstance(one.say(client.report(Report(1, False))), Situation)
    assert says(two).aside == ()


@pytest.mark.parametrize(
    "make",
    [
        lambda: AsideTicket("", SEALED),
        lambda: AsideTicket(TICKET, "not sealed!"),
        lambda: Want("7", "1", TICKET, "12"),
        lambda: Want(ID, "lane one", TICKET, "12"),
        lambda: Want(ID, "1", TICKET, ""),
        lambda: Away(ID, TICKET, "2", "x" * (MAX_CONTENT + 1), KEY),
        lambda: Away(ID, TICKET, "2", SEALED, "key"),
        lambda: MoveTold("7", MoveWord.OVER),
        lambda: MovesSaid((ASIDE,) * (MAX_ASIDE + 1)),
        lambda: MovesSaid(heard=(ID,) * (MAX_MOVES + 1)),
        lambda: MovesSaid(heard=("7",)),
    ],
)
def test_a_message_that_is_not_whole_does_not_exist(make: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        make()  # type: ignore[operator]
