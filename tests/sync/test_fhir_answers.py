"""What the connector makes of single answers, told to it word for word."""

from collections.abc import Sequence
from typing import TypeVar

import pytest

from sync.errors import Trouble, TroubleKind
from sync.http import Exchange, HttpAnswer, HttpRequest, HttpResponse, NoAnswer, drive
from sync.messages import (
    AlreadyApplied,
    Applied,
    Conflict,
    Fate,
    FillKey,
    Outcome,
    Refused,
    Retry,
    Unauthorised,
    UndoEnvelope,
    WorkItemKind,
)
from sync.phms import tree
from sync.phms.fhir import DISPENSE, PATIENT, FhirConnector
from sync.protocol import RecentVersions
from sync_support.samples import NOON, a_pickup, a_snapshot, event_id

BASE = "https://phms.example/fhir/"
PHMS = FhirConnector(BASE)
ResultT = TypeVar("ResultT")


def said(resource: tree.Tree, status: int = 200, **headers: str) -> HttpResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(
        status, {"content-type": "application/fhir+json", **named}, tree.render(resource)
    )


def outcome(status: int, **headers: str) -> HttpResponse:
    return said({"resourceType": "OperationOutcome"}, status, **headers)


def listed(*resources: tree.Tree, **more: object) -> HttpResponse:
    entries = [{"resource": one} for one in resources]
    return said({"resourceType": "Bundle", "type": "searchset", "entry": entries, **more})


def taken(*statuses: str, etag: str | None = 'W/"2"') -> HttpResponse:
    entries = [{"response": {"status": status, "etag": etag}} for status in statuses]
    return said({"resourceType": "Bundle", "type": "transaction-response", "entry": entries})


def dispense(version: str = "1", /, **changes: object) -> dict[str, object]:
    return {
        "resourceType": DISPENSE,
        "id": "fill-1",
        "meta": {"versionId": version, "lastUpdated": "2026-11-20T17:00:00.000Z"},
        "identifier": [{"system": "urn:phms:fill", "value": "7000001-0"}],
        "status": "in-progress",
        "subject": {"reference": "Patient/pat-1"},
        **changes,
    }


CARRYING = [
    {"system": "urn:phms:fill", "value": "7000001-0"},
    {"system": "urn:pos:pickup", "value": event_id(1)},
]
PERSON = {"resourceType": PATIENT, "id": "pat-1", "name": [{"family": "Sampleton"}]}


def tell(
    exchange: Exchange[ResultT], answers: Sequence[HttpAnswer]
) -> tuple[ResultT, list[HttpRequest]]:
    asked: list[HttpRequest] = []
    waiting = iter(answers)

    def carry(request: HttpRequest) -> HttpAnswer:
        asked.append(request)
        return next(waiting)

    result = drive(exchange, carry)
    assert next(waiting, None) is None, "an answer was not asked for"
    return result, asked


def delivered(*answers: HttpAnswer) -> Outcome:
    return tell(PHMS.deliver(a_pickup(), doubtful=False), answers)[0]


def test_the_request_is_the_one_of_the_profile() -> None:
    applied, asked = tell(
        PHMS.deliver(a_pickup(), doubtful=False),
        [said(dispense()), taken("201 Created", "200 OK")],
    )
    assert applied == Applied(a_snapshot(version="2").version)
    assert [request.method for request in asked] == ["GET", "POST"]
    bundle = tree.parse(asked[1].body)
    create, update = (tree.branch(entry, "request") for entry in tree.branches(bundle, "entry"))
    assert create["ifNoneExist"] == f"identifier=urn:pos:pickup|{event_id(1)}"
    assert update == {"method": "PUT", "url": "MedicationDispense/fill-1", "ifMatch": 'W/"1"'}
    changed = tree.branch(tree.branches(bundle, "entry")[1], "resource")
    assert "meta" not in changed  # some servers keep the stamps that a client sends back
    assert changed["receiver"] == [{"reference": "Patient/pat-1"}]
    assert changed["subject"] == {"reference": "Patient/pat-1"}


@pytest.mark.parametrize(
    ("answer", "after"),
    [
        (NoAnswer("no connection", sent=False), Retry("no connection", Fate.NOT_APPLIED)),
        (NoAnswer("no answer in time", sent=True), Retry("no answer in time", Fate.UNKNOWN)),
        (outcome(503, retry_after="7"), Retry("HTTP 503", Fate.UNKNOWN, 7.0)),
        (outcome(403), Unauthorised("HTTP 403")),
        (outcome(400), Refused("HTTP 400", certain=True)),
        (outcome(404), Refused("HTTP 404", certain=False)),
        (taken("201 Created", "422 Unprocessable"), Refused("HTTP 422", certain=True)),
    ],
)
def test_each_answer_to_a_write_has_one_meaning(answer: HttpAnswer, after: Outcome) -> None:
    assert delivered(said(dispense()), answer) == after


@pytest.mark.parametrize(
    "answer",
    [
        taken("201 Created"),
        taken("201 Created", ""),
        taken("201 Created", "412 Precondition Failed"),
        said({"resourceType": "Bundle", "type": "batch-response"}),
        said({"resourceType": "Patient"}),
        outcome(200),
        outcome(409),
        outcome(302),
        HttpResponse(204),
    ],
)
def test_what_is_not_clearly_taken_is_read_back(answer: HttpAnswer) -> None:
    again = said(dispense("2", identifier=CARRYING, status="completed"))
    assert isinstance(delivered(said(dispense()), answer, again), AlreadyApplied)
    assert isinstance(delivered(said(dispense()), answer, said(dispense())), Retry)
    lost = delivered(said(dispense()), answer, NoAnswer("no answer in time", sent=True))
    assert lost == Retry("no answer in time", Fate.UNKNOWN)


def test_a_fill_that_cannot_be_asked_leaves_what_was_known() -> None:
    assert delivered(NoAnswer("no route", sent=False)) == Retry("no route", Fate.UNTOLD)
    assert delivered(outcome(500)) == Retry("HTTP 500", Fate.UNTOLD)
    other = delivered(said(dispense(id="fill-9")))
    assert other == Retry("another fill than the one asked for", Fate.UNTOLD)


def test_a_proxys_404_does_not_make_a_fill_vanish() -> None:
    page = HttpResponse(404, {"content-type": "text/html"}, b"<html>not found</html>")
    assert isinstance(delivered(page), Refused)
    gone = delivered(outcome(410), outcome(422))
    assert isinstance(gone, Conflict)
    assert gone.kind is WorkItemKind.FILL_MISSING


def test_a_conflict_whose_record_cannot_be_filed_now_is_tried_again() -> None:
    held = said(dispense(status="on-hold"))
    related = [listed(), listed(PERSON), outcome(503)]
    assert delivered(held, *related) == Retry("HTTP 503", Fate.NOT_APPLIED)


def test_the_undoing_of_a_pickup_that_never_arrived_goes_to_a_person() -> None:
    undo = UndoEnvelope(event_id(2), event_id(1), a_pickup().phms_id, a_pickup().key, NOON, "void")
    answers = [said(dispense()), listed(), listed(PERSON)]
    after, asked = tell(PHMS.deliver(undo, doubtful=False), answers)
    assert isinstance(after, Conflict)
    assert after.kind is WorkItemKind.UNCONFIRMED
    assert not any(request.changes for request in asked)


# Reading


def troubled(exchange: Exchange[object], *answers: HttpAnswer) -> Trouble:
    with pytest.raises(Trouble) as trouble:
        tell(exchange, answers)
    return trouble.value


def pages(*answers: HttpAnswer) -> Trouble:
    return troubled(PHMS.changes(DISPENSE, NOON, None, RecentVersions()), *answers)


def test_the_wait_that_a_server_asks_for_is_seconds_or_a_time_of_its_own_clock() -> None:
    assert pages(outcome(503, retry_after="120")).retry_after_s == 120
    date, until = "Fri, 20 Nov 2026 17:00:00 GMT", "Fri, 20 Nov 2026 17:00:30 GMT"
    assert pages(outcome(429, retry_after=until, date=date)).retry_after_s == 30
    assert pages(outcome(503, retry_after="soon")).retry_after_s is None
    assert pages(outcome(503, retry_after=until)).retry_after_s is None


def test_a_row_without_a_time_of_change_is_no_row() -> None:
    for meta in ({"versionId": "1"}, {"versionId": "1", "lastUpdated": "today"}):
        bare = dispense(meta=meta)
        trouble = pages(listed(bare), listed(), listed(PERSON))
        assert trouble.kind is TroubleKind.GARBLED


@pytest.mark.parametrize(
    "answer",
    [
        outcome(200),
        said({"resourceType": "Bundle", "type": "collection"}),
        listed(link=[{"relation": "next", "url": "https://elsewhere.example/fhir/x"}]),
    ],
)
def test_a_page_that_is_none_is_trouble(answer: HttpAnswer) -> None:
    assert pages(answer).kind is TroubleKind.GARBLED


def test_a_relative_next_link_is_followed() -> None:
    onwards = listed(link=[{"relation": "next", "url": "MedicationDispense?page=2"}])
    page, _ = tell(PHMS.changes(DISPENSE, NOON, None, RecentVersions()), [onwards])
    assert page.next_token == "MedicationDispense?page=2"


def test_half_of_what_belongs_to_a_fill_is_not_taken_for_all_of_it() -> None:
    trouble = pages(listed(dispense()), listed(), listed(total=1))
    assert trouble.reason == "fewer rows than the PhMS counts"


def test_a_fill_twice_is_never_one_of_them() -> None:
    twice = listed(dispense(), dispense(id="fill-2"))
    assert "twice" in troubled(PHMS.fill(FillKey("7000001", 0)), twice).reason


def test_of_a_reversed_fill_and_its_successor_the_successor_is_read() -> None:
    both = listed(dispense(id="fill-0", status="cancelled"), dispense())
    found, _ = tell(PHMS.fill(FillKey("7000001", 0)), [both, listed(), listed(PERSON)])
    assert found is not None
    assert found.phms_id == "fill-1"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"identifier": []}, "no identifier"),
        ({"identifier": [{"system": "urn:phms:fill", "value": "7000001"}]}, "no identifier"),
        ({"identifier": [{"system": "urn:phms:fill", "value": "70 1-0"}]}, "Rx number"),
        ({"subject": {"reference": "Patient/nobody"}}, "patient is not there"),
        (
            {
                "extension": [
                    {
                        "url": "https://rxlane.example/fhir/StructureDefinition/fill-number",
                        "valueInteger": 3,
                    }
                ]
            },
            "disagree",
        ),
        (
            {
                "extension": [
                    {
                        "url": "https://rxlane.example/fhir/StructureDefinition/bags",
                        "valueInteger": 900,
                    }
                ]
            },
            "bags",
        ),
    ],
)
def test_a_fill_that_cannot_be_believed_says_why(changes: dict[str, object], reason: str) -> None:
    answers = [listed(dispense(**changes)), listed(), listed(PERSON)]
    page, _ = tell(PHMS.changes(DISPENSE, NOON, None, RecentVersions()), answers)
    assert page.fills == ()
    assert reason in page.unreadable[0].reason


def test_two_copays_are_none() -> None:
    charge = {"resourceType": "ChargeItem", "service": [{"reference": "MedicationDispense/fill-1"}]}
    owed = [{**charge, "id": name, "priceOverride": {"value": 4}} for name in ("a", "b")]
    answers = [listed(dispense()), listed(*owed), listed(PERSON)]
    page, _ = tell(PHMS.changes(DISPENSE, NOON, None, RecentVersions()), answers)
    assert page.unreadable[0].reason == "more than one copay"
    owed[0]["status"] = "aborted"
    answers = [listed(dispense()), listed(*owed), listed(PERSON)]
    page, _ = tell(PHMS.changes(DISPENSE, NOON, None, RecentVersions()), answers)
    assert page.fills[0].copay_cents == 400


def test_a_connector_and_a_request_are_given_proper_addresses() -> None:
    with pytest.raises(ValueError, match="slash"):
        FhirConnector("https://phms.example/fhir")
    with pytest.raises(ValueError, match="method"):
        HttpRequest("DELETE", "Patient/1")
    for target in ("/Patient", "https://elsewhere.example/"):
        with pytest.raises(ValueError, match="relative"):
            HttpRequest("GET", target)
