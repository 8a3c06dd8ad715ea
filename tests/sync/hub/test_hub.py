"""The store hub as lanes meet it: real TLS, a real PostgreSQL, several lanes."""

import threading
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from hub_support.postgres import Postgres
from hub_support.store import Hub, LaneClient
from sync.http import HttpRequest, HttpResponse, NoAnswer
from sync.hub.authority import make_authority
from sync.hub.desk import JOIN_WITHIN, SILENT_AFTER
from sync.hub.folder import HubFolder
from sync.hub.service import MAX_BODY_BYTES, read_authority
from sync.lanes import client
from sync.lanes.client import Quiet, Silence
from sync.lanes.messages import (
    Accepted,
    Answer,
    BuyerAnswer,
    BuyerQuestion,
    JoinRequest,
    LaneWaiting,
    Logged,
    Mark,
    Outcome,
    Publication,
    Purchase,
    Receipt,
    Report,
    Returned,
    RxFill,
    Situation,
    Told,
    WaitingFill,
    WaitingTicket,
)
from sync.transport import fetch_untrusted

pytestmark = pytest.mark.peer
TODAY = date(2026, 11, 21)
NEW, OTHER = RxFill("6012345", 0), RxFill("6012346", 0)
TICKET = WaitingTicket("1-000007", (WaitingFill(NEW, "R*** M.", "new", "offer"),))
BUYER, PERSON, SOMEBODY = "a" * 64, "b" * 64, "c" * 64
BOX = Purchase(TODAY, "pseudoephedrine", 58_984_560_000, 1, 24)


def an_id(number: int) -> str:
    return str(UUID(int=number))


def a_report(*waiting: WaitingTicket, epoch: int = 1, pending: bool = False) -> Report:
    return Report(epoch, pending, waiting)


def an_answer(number: int, *keys: RxFill, ticket: str = "1-000007", lane: str = "1") -> Answer:
    return Answer(an_id(number), lane, ticket, keys or (NEW,), "accepted", "21")


def situation(lane: LaneClient, report: Report) -> Situation:
    said = lane.say(client.report(report))
    assert isinstance(said, Situation), said
    return said


def accepted(lane: LaneClient, answer: Answer) -> Accepted:
    said = lane.say(client.give(answer))
    assert isinstance(said, Receipt), said
    return said.accepted


def logged(number: int, seq: int = 5, document: str = BUYER, person: str = PERSON) -> Logged:
    return Logged(an_id(number), seq, f"1-{number:06}", 1, document, person, BOX)


def published(lane: LaneClient, what: Publication) -> Mark:
    said = lane.say(client.publish(what))
    assert isinstance(said, Mark), said
    return said


def bought(lane: LaneClient, document: str = BUYER, person: str = SOMEBODY) -> BuyerAnswer:
    question = BuyerQuestion(document, person, TODAY - timedelta(days=29))
    said = lane.say(client.bought(question))
    assert isinstance(said, BuyerAnswer), said
    return said


# --- who may speak


def test_a_wrong_token_is_told_nothing(hub: Hub) -> None:
    hub.add("1")
    stranger = LaneClient(hub, "f" * 64)
    said = stranger.say(client.report(a_report()))
    assert isinstance(said, Silence)
    assert said.why is Quiet.STRANGER
    nobody = LaneClient(hub, "")
    answer = nobody.send(HttpRequest("POST", "v1/report", b"{}"))
    assert isinstance(answer, HttpResponse)
    assert (answer.status, answer.body) == (401, b"{}")


def test_a_hub_with_another_authority_is_not_believed(hub: Hub, tmp_path: Path) -> None:
    lane = hub.add("1")
    other = tmp_path / "other.pem"
    other.write_bytes(make_authority(hub.clock()).certificate)
    said = LaneClient(hub, lane.token, str(other)).say(client.report(a_report()))
    assert isinstance(said, Silence)
    assert said.why is Quiet.UNREACHABLE


def test_the_authority_is_shown_to_whoever_asks_and_proves_itself_by_its_fingerprint(
    hub: Hub,
) -> None:
    answer = fetch_untrusted(f"{hub.url}v1/authority", 5.0)
    assert isinstance(answer, HttpResponse)
    assert read_authority(answer.body) == hub.folder.authority_der()


def test_a_join_code_opens_once_and_for_an_hour(hub: Hub) -> None:
    stranger = LaneClient(hub, "")
    request = JoinRequest("s" * 24, an_id(1))
    hub.desk.add_lane("1", request.secret, hub.clock())
    assert not isinstance(stranger.say(client.join(request)), Silence)
    assert isinstance(stranger.say(client.join(request)), Silence)
    hub.desk.add_lane("2", "t" * 24, hub.clock())
    hub.clock.ahead = JOIN_WITHIN + timedelta(seconds=1)
    assert isinstance(stranger.say(client.join(JoinRequest("t" * 24, an_id(2)))), Silence)


def test_a_code_for_another_lane_is_not_used_up(hub: Hub) -> None:
    stranger = LaneClient(hub, "")
    hub.desk.add_lane("1", "s" * 24, hub.clock())
    for lane in ("2", "1"):
        said = stranger.say(client.join(JoinRequest("s" * 24, an_id(1), lane)))
        assert isinstance(said, Silence) is (lane == "2")


def test_a_newer_join_code_takes_the_place_of_the_older(hub: Hub) -> None:
    hub.desk.add_lane("1", "s" * 24, hub.clock())
    hub.desk.add_lane("1", "t" * 24, hub.clock())
    stranger = LaneClient(hub, "")
    assert isinstance(stranger.say(client.join(JoinRequest("s" * 24, an_id(1)))), Silence)
    assert not isinstance(stranger.say(client.join(JoinRequest("t" * 24, an_id(1)))), Silence)


def test_a_lane_that_was_taken_out_is_a_stranger(hub: Hub) -> None:
    lane = hub.add("1")
    situation(lane, a_report())
    assert hub.desk.remove_lane("1")
    assert not hub.desk.remove_lane("1")
    said = lane.say(client.report(a_report()))
    assert isinstance(said, Silence)
    assert said.why is Quiet.STRANGER


def test_the_key_of_the_authority_is_readable_by_the_hubs_user_alone(hub: Hub) -> None:
    for name in ("authority.key", "hub.toml"):
        assert (hub.folder.path / name).stat().st_mode & 0o077 == 0


def test_made_again_a_hub_keeps_the_authority_that_lanes_pin(hub: Hub) -> None:
    before = hub.folder.authority_der()
    HubFolder(hub.folder.path).make(hub.folder.settings(), hub.clock())
    assert hub.folder.authority_der() == before


# --- hostile bytes


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff" * 50,
        b"[" * 100_000,
        b'{"epoch":1}',
        b'{"epoch":-1,"pending":false}',
        b'{"epoch":1,"pending":"no"}',
        b'{"epoch":1,"pending":false,"waiting":[{"ticket":"","fills":[]}]}',
        b'{"epoch":1,"pending":false,"heard":["not an id"]}',
        b'{"epoch":99999999999999999999,"pending":false}',
    ],
)
def test_garbage_is_refused_and_the_line_goes_on(hub: Hub, body: bytes) -> None:
    lane = hub.add("1")
    answer = lane.send(HttpRequest("POST", "v1/report", body))
    assert isinstance(answer, HttpResponse)
    assert (answer.status, answer.body) == (400, b"{}")
    situation(lane, a_report())


def test_a_body_without_an_end_is_refused_unread(hub: Hub) -> None:
    lane = hub.add("1")
    answer = lane.send(HttpRequest("POST", "v1/report", b"x" * (MAX_BODY_BYTES + 1)))
    assert isinstance(answer, NoAnswer) or answer.status == 413
    situation(lane, a_report())


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "v1/report", 405),
        ("POST", "v1/nothing", 404),
        ("POST", "elsewhere", 404),
        ("PUT", "v1/report", 501),
    ],
)
def test_what_there_is_not_is_said_so(hub: Hub, method: str, target: str, status: int) -> None:
    answer = hub.add("1").send(HttpRequest(method, target, b"{}"))
    assert isinstance(answer, HttpResponse)
    assert answer.status == status


# --- counselling


def test_what_waits_at_one_lane_is_seen_at_the_others_and_not_at_its_own(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    assert situation(one, a_report(TICKET)).waiting == ()
    assert situation(two, a_report()).waiting == (LaneWaiting("1", (TICKET,)),)
    situation(one, a_report())
    assert situation(two, a_report()).waiting == ()


def test_what_waits_goes_with_its_lane(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    situation(one, a_report(TICKET))
    hub.clock.ahead = SILENT_AFTER + timedelta(seconds=1)
    assert situation(two, a_report()).waiting == ()
    with hub.database.transaction() as connection:
        assert connection.execute("SELECT count(*) FROM waiting").fetchone() == (0,)
    situation(one, a_report(TICKET))
    situation(one, Report(1, pending=False, waiting=(TICKET,), closing=True))
    assert situation(two, a_report()).waiting == ()


def test_an_answer_is_brought_until_it_is_settled_and_its_outcome_until_it_is_heard(
    hub: Hub,
) -> None:
    one, two = hub.add("1"), hub.add("2")
    situation(one, a_report(TICKET))
    answer = an_answer(1)
    assert accepted(two, answer) is Accepted.ON_ITS_WAY
    for _ in range(2):
        (brought,) = situation(one, a_report(TICKET)).answers
        assert (brought.answer, brought.by_lane) == (answer, "2")
    told = Told(answer.id, Outcome.TAKEN)
    assert situation(one, Report(1, pending=False, told=(told,))).answers == ()
    for _ in range(2):
        assert situation(two, a_report()).outcomes == (told,)
    assert situation(two, Report(1, pending=False, heard=(answer.id,))).outcomes == ()
    with hub.database.transaction() as connection:
        assert connection.execute("SELECT body FROM answer").fetchall() == [(None,)]


def test_an_answer_that_is_sent_twice_is_one(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    situation(one, a_report(TICKET))
    assert [accepted(two, an_answer(1)) for _ in range(2)] == [Accepted.ON_ITS_WAY] * 2
    assert len(situation(one, a_report(TICKET)).answers) == 1


def test_of_two_pharmacists_at_once_one_is_first(hub: Hub) -> None:
    one = hub.add("1")
    others = [hub.add(name) for name in ("2", "3", "4", "5")]
    situation(one, a_report(TICKET))
    for lane in others:
        situation(lane, a_report())
    said: list[Accepted] = []
    start = threading.Barrier(len(others))

    def answer(lane: LaneClient, number: int) -> None:
        start.wait()
        said.append(accepted(lane, an_answer(number)))

    threads = [
        threading.Thread(target=answer, args=(lane, number))
        for number, lane in enumerate(others, 1)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [Accepted.ANSWERED] * 3 + [Accepted.ON_ITS_WAY]
    assert len(situation(one, a_report(TICKET)).answers) == 1


def test_too_late_is_told_apart_from_a_ticket_that_is_over(hub: Hub) -> None:
    one, two, three = hub.add("1"), hub.add("2"), hub.add("3")
    situation(one, a_report(TICKET))
    accepted(two, an_answer(1))
    situation(one, Report(1, pending=False, told=(Told(an_id(1), Outcome.TAKEN),)))
    assert accepted(three, an_answer(2)) is Accepted.ANSWERED
    assert accepted(three, an_answer(3, OTHER)) is Accepted.OVER
    assert accepted(three, an_answer(4, ticket="1-000008")) is Accepted.OVER


def test_an_answer_that_its_lane_refused_leaves_the_fill_to_others(hub: Hub) -> None:
    one, two, three = hub.add("1"), hub.add("2"), hub.add("3")
    situation(one, a_report(TICKET))
    accepted(two, an_answer(1))
    refused = Told(an_id(1), Outcome.REFUSED)
    situation(one, Report(1, pending=False, waiting=(TICKET,), told=(refused,)))
    assert accepted(three, an_answer(2)) is Accepted.ON_ITS_WAY


def test_nobody_answers_for_a_lane_that_is_silent_or_unknown_nor_for_his_own(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    situation(one, a_report(TICKET))
    own = one.say(client.give(an_answer(1)))
    assert isinstance(own, Silence)
    assert own.why is Quiet.REFUSED
    assert accepted(two, an_answer(2, lane="9")) is Accepted.SILENT
    hub.clock.ahead = SILENT_AFTER + timedelta(seconds=1)
    assert accepted(two, an_answer(3)) is Accepted.SILENT


def test_the_tickets_of_a_lane_that_is_taken_out_are_over(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    situation(one, a_report(TICKET))
    accepted(two, an_answer(1))
    hub.desk.remove_lane("1")
    assert situation(two, a_report()).outcomes == (Told(an_id(1), Outcome.OVER),)


def test_only_the_lane_of_the_ticket_says_what_became_of_an_answer(hub: Hub) -> None:
    one, two, three = hub.add("1"), hub.add("2"), hub.add("3")
    situation(one, a_report(TICKET))
    accepted(two, an_answer(1))
    situation(three, Report(1, pending=False, told=(Told(an_id(1), Outcome.TAKEN),)))
    assert situation(two, a_report()).outcomes == ()


def test_answers_wait_for_a_lane_that_comes_back_and_for_a_hub_that_does(
    hub: Hub, server: Postgres
) -> None:
    one, two = hub.add("1"), hub.add("2")
    situation(one, a_report(TICKET))
    accepted(two, an_answer(1))
    hub.stop()
    said = two.say(client.report(a_report()))
    assert isinstance(said, Silence)
    assert said.why is Quiet.UNREACHABLE
    server.stop()
    hub.start()
    without_database = two.say(client.report(a_report()))
    assert isinstance(without_database, Silence)
    assert without_database.why is Quiet.TROUBLE
    server.start()
    assert len(situation(one, a_report(TICKET)).answers) == 1


# --- purchases


def test_a_purchase_at_one_lane_counts_at_the_others_by_document_or_by_name(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    situation(one, a_report())
    situation(two, a_report())
    told = Publication(1, Mark(), Mark(1, 5), (logged(1),))
    assert published(one, told) == Mark(1, 5)
    assert bought(two) == BuyerAnswer((BOX,), ())
    assert bought(two, SOMEBODY, PERSON) == BuyerAnswer((BOX,), ())
    assert bought(two, SOMEBODY, SOMEBODY) == BuyerAnswer((), ())
    assert bought(one) == BuyerAnswer((), ())


def test_what_is_published_twice_counts_once(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    told = Publication(1, Mark(), Mark(1, 5), (logged(1),))
    assert [published(one, told) for _ in range(2)] == [Mark(1, 5)] * 2
    again = Publication(1, Mark(1, 5), Mark(1, 9), (logged(1), logged(2, 9)))
    assert published(one, again) == Mark(1, 9)
    assert len(bought(two).purchases) == 2


def test_what_came_back_counts_no_more_and_is_told_once(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    sold = (logged(1), logged(2, 6))
    published(one, Publication(1, Mark(), Mark(1, 6), sold))
    back = Returned(an_id(3), 7, "1-000001", (1,))
    for after in (Mark(1, 6), Mark(1, 7)):
        published(one, Publication(1, after, Mark(1, 7), (), (back,)))
    assert bought(two).purchases == (BOX,)
    assert hub.desk.totals().seq == 3
    published(
        two, Publication(1, Mark(), Mark(1, 1), (), (Returned(an_id(4), 1, "1-000002", (1,)),))
    )
    assert bought(two).purchases == (BOX,), "another lane's ticket is none of its own"


def test_a_hole_in_what_is_told_is_not_taken(hub: Hub) -> None:
    one = hub.add("1")
    assert published(one, Publication(1, Mark(1, 5), Mark(1, 9), (logged(2, 9),))) == Mark()
    assert hub.desk.totals().purchases == 0


def test_a_lane_of_which_not_all_is_known_is_named(hub: Hub) -> None:
    one, two, three = hub.add("1"), hub.add("2"), hub.add("3")
    assert bought(two).unseen == ("1", "3")
    situation(one, a_report(pending=True))
    situation(three, a_report())
    assert bought(two).unseen == ("1",)
    situation(one, a_report())
    assert bought(two).unseen == ()
    situation(three, Report(1, pending=False, closing=True))
    hub.clock.ahead = SILENT_AFTER + timedelta(seconds=1)
    assert bought(two).unseen == ("1",)


def test_a_lane_that_never_joined_has_sold_nothing(hub: Hub) -> None:
    two = hub.add("2")
    hub.desk.add_lane("9", "s" * 24, hub.clock())
    assert bought(two).unseen == ()


def test_an_old_epoch_is_fenced_off_and_a_new_store_in_its_place_begins_anew(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    published(one, Publication(1, Mark(), Mark(1, 5), (logged(1),)))
    assert situation(one, a_report(epoch=2)).mark == Mark(1, 5)
    for said in (
        one.say(client.report(a_report(epoch=1))),
        one.say(client.publish(Publication(1, Mark(1, 5), Mark(1, 6), ()))),
    ):
        assert isinstance(said, Silence)
        assert said.why is Quiet.REPLACED
    again = hub.add("1", number=77)
    assert situation(again, a_report()).mark == Mark()
    assert bought(again).purchases == (BOX,)
    assert bought(two).purchases == (BOX,)


def test_the_stores_counter_has_no_holes_and_follows_the_order_of_commits(hub: Hub) -> None:
    lanes = [hub.add(name) for name in ("1", "2", "3")]

    def publish(lane: LaneClient, place: int) -> None:
        for seq in range(1, 11):
            one = logged(place * 100 + seq, seq)
            published(lane, Publication(1, Mark(min(seq - 1, 1), seq - 1), Mark(1, seq), (one,)))

    seen: list[int] = []
    threads = [
        threading.Thread(target=publish, args=pair) for pair in zip(lanes, range(3), strict=True)
    ]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads) or len(seen) < 30:
        with hub.database.transaction() as connection:
            last = seen[-1] if seen else 0
            rows = connection.execute("SELECT seq FROM event WHERE seq > %s ORDER BY seq", (last,))
            seen.extend(seq for (seq,) in rows)
    assert seen == list(range(1, 31))


def test_what_no_limit_looks_at_any_more_is_forgotten(hub: Hub) -> None:
    one, two = hub.add("1"), hub.add("2")
    published(one, Publication(1, Mark(), Mark(1, 5), (logged(1),)))
    hub.desk.forget_old(TODAY + timedelta(days=400), hub.clock())
    assert len(bought(two).purchases) == 1
    hub.desk.forget_old(TODAY + timedelta(days=401), hub.clock())
    assert bought(two).purchases == ()


# --- how it stands


def test_the_hubs_people_see_each_lane(hub: Hub) -> None:
    one = hub.add("1")
    hub.desk.add_lane("2", "s" * 24, hub.clock())
    situation(one, a_report(TICKET))
    first, second = hub.desk.lanes(hub.clock())
    assert (first.name, first.waiting, first.silent, first.pending) == ("1", 1, False, False)
    assert (second.name, second.joined_at, second.seen_at) == ("2", None, None)
