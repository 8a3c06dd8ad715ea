"""The key for buyers at the hub: it carries it sealed, and nothing that was sold is forgotten."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from hub_support.store import Hub, LaneClient
from sync.hub.database import check as check_tables
from sync.hub.errors import DatabaseTrouble
from sync.lanes import client
from sync.lanes.keys import Box, Keying, KeySituation, Marked, Unmarked, Wanting
from sync.lanes.messages import (
    BuyerAnswer,
    BuyerQuestion,
    Logged,
    Mark,
    Publication,
    Purchase,
    Report,
    Situation,
)

pytestmark = pytest.mark.peer
TODAY = date(2026, 11, 21)
KEY, ANOTHER = "1" * 32, "2" * 32
BOX = Purchase(TODAY, "pseudoephedrine", 58_984_560_000, 1, 24)
PLAIN = Unmarked("a" * 64, "b" * 64)
MARKED = Marked(PLAIN, "c" * 64, "d" * 64)
SEALED = "e" * 160


def public(lane: str) -> str:
    return lane * 64


def report(lane: LaneClient, name: str, key: str = "") -> KeySituation:
    said = lane.say(client.report(Report(1, pending=False, key=key, public=public(name))))
    assert isinstance(said, Situation), said
    assert said.keys is not None
    return said.keys


def keyed(lane: LaneClient, what: Keying) -> KeySituation:
    said = lane.say(client.key(what))
    assert isinstance(said, KeySituation), said
    return said


def sold(lane: LaneClient, number: int, who: Unmarked, key: str, after: int = 0) -> Mark:
    one = Logged(str(UUID(int=number)), number, f"t{number}", 1, who.document, who.person, BOX)
    begin = Mark(1, after) if after else Mark()
    said = lane.say(client.publish(Publication(1, begin, Mark(1, number), (one,), key=key)))
    assert isinstance(said, Mark), said
    return said


def bought(lane: LaneClient, document: str, person: str, key: str) -> BuyerAnswer:
    since = TODAY - timedelta(days=29)
    said = lane.say(client.bought(BuyerQuestion(document, person, since, key)))
    assert isinstance(said, BuyerAnswer), said
    return said


def test_the_first_lane_names_the_key_and_another_key_is_not_taken(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    assert report(one, "1") == KeySituation()
    assert keyed(one, Keying(KEY)).check == KEY
    assert keyed(two, Keying(ANOTHER)) == KeySituation(KEY)
    assert sold(two, 5, PLAIN, ANOTHER) == Mark(), "nobody could find it"
    assert hub.desk.totals().purchases == 0


def test_a_box_is_brought_to_the_lane_that_it_is_sealed_to(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    report(two, "2")
    report(one, "1")
    keyed(one, Keying(KEY))
    assert report(one, "1", KEY).wants == (Wanting("1", public("1")), Wanting("2", public("2")))
    assert report(two, "2").wants == (), "it has no key to give"
    boxes = (Box("2", public("9"), "f" * 160), Box("2", public("2"), SEALED))
    keyed(one, Keying(KEY, boxes))
    assert report(two, "2") == KeySituation(KEY, SEALED)
    assert report(one, "1", KEY).wants == (Wanting("1", public("1")),)
    assert report(two, "3").box == "", "a new computer in the lane's place"


def test_a_box_of_another_key_is_not_brought(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    report(two, "2")
    keyed(one, Keying(KEY))
    keyed(one, Keying(ANOTHER, (Box("2", public("2"), SEALED),), (MARKED,)))
    assert report(two, "2").box == ""


def test_what_was_told_before_there_was_a_key_is_unseen_until_it_is_marked(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    report(two, "2")
    assert sold(one, 5, PLAIN, "") == Mark(1, 5)
    report(one, "1")
    keyed(two, Keying(KEY))
    assert bought(two, MARKED.document, MARKED.person, KEY) == BuyerAnswer((), ("1",))
    assert report(two, "2", KEY).unmarked == (PLAIN,)
    keyed(two, Keying(KEY, (), (MARKED,)))
    assert bought(two, MARKED.document, "0" * 64, KEY) == BuyerAnswer((BOX,), ())
    assert bought(two, "0" * 64, MARKED.person, KEY) == BuyerAnswer((BOX,), ())
    assert report(two, "2", KEY).unmarked == ()


def test_a_lane_of_an_earlier_version_is_not_told_that_it_knows_all(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    report(one, "1")
    keyed(one, Keying(KEY))
    sold(one, 5, Unmarked(MARKED.document, MARKED.person), KEY)
    assert bought(two, PLAIN.document, PLAIN.person, "") == BuyerAnswer((), ("1",))


def test_a_mark_is_never_changed(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    report(one, "1")
    keyed(one, Keying(KEY))
    sold(one, 5, Unmarked(MARKED.document, MARKED.person), KEY)
    again = Marked(Unmarked(MARKED.document, MARKED.person), "0" * 64, "0" * 64)
    keyed(two, Keying(KEY, (), (again,)))
    assert bought(two, MARKED.document, MARKED.person, KEY) == BuyerAnswer((BOX,), ())


def test_after_every_lane_was_lost_a_new_key_is_named_and_the_old_purchases_stay_unseen(
    hub: Hub,
) -> None:
    one, two = hub.add("1"), hub.add("2")
    report(one, "1")
    keyed(one, Keying(KEY, (Box("1", public("1"), SEALED),)))
    sold(one, 5, Unmarked(MARKED.document, MARKED.person), KEY)
    hub.desk.forget_key()
    assert keyed(two, Keying(ANOTHER)).check == ANOTHER
    assert bought(two, "0" * 64, "0" * 64, ANOTHER).unseen == ("1",)
    assert report(one, "1").box == ""


_BACK_TO_1 = """
DROP TABLE aside;
DROP TABLE move;
DROP INDEX purchase_plain;
ALTER TABLE purchase DROP COLUMN key;
ALTER TABLE lane DROP COLUMN key_public;
ALTER TABLE lane DROP COLUMN key_box;
ALTER TABLE store DROP COLUMN key_check;
UPDATE store SET schema = 1;
"""


def test_a_hub_of_the_first_schema_is_brought_on_and_its_purchases_count(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    report(one, "1")
    sold(one, 5, PLAIN, "")
    with hub.database.transaction() as connection:
        connection.execute(_BACK_TO_1.encode())
    for _ in range(2):
        check_tables(hub.database)
    report(two, "2")
    keyed(two, Keying(KEY, (), ()))
    keyed(two, Keying(KEY, (), (MARKED,)))
    assert bought(two, MARKED.document, MARKED.person, KEY) == BuyerAnswer((BOX,), ())


def test_a_hub_of_a_later_schema_is_left_alone(hub: Hub) -> None:
    with hub.database.transaction() as connection:
        connection.execute(b"UPDATE store SET schema = 99")
    with pytest.raises(DatabaseTrouble):
        check_tables(hub.database)
