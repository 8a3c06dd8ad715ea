"""The port to the exchange: what counts as an answer, and that nothing is asked twice."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.http import Exchange, HttpAnswer, HttpRequest, HttpResponse, NoAnswer
from sync.pse import exchange
from sync.pse.exchange import Answer
from sync.pse.messages import Buyer, Inquiry, Product, Purchase, Record, Silence, State
from sync.simulator.faults import Fault, FaultKind
from sync.simulator.pse_exchange import PseExchangeSimulator
from sync.transport import Destination, HttpxTransport

BUYER = Buyer("06", "S881234567", "TX", "Testa", "Rosalind", "100 Sample St", date(1984, 3, 12))
BOX = Product("00614141101986", "Decongestant", "pseudoephedrine", 1, 589_846)
AT = datetime(2026, 7, 1, 15, tzinfo=UTC)
INQUIRY = Inquiry("ref-1", AT, "store", "2", "11", BUYER, (BOX,))


def answered(what: Exchange[Answer], *answers: HttpAnswer) -> tuple[Answer, list[HttpRequest]]:
    """What the exchange means by these answers, and what was asked."""
    asked = []
    waiting = list(answers)
    try:
        request = next(what)
        while True:
            asked.append(request)
            request = what.send(waiting.pop(0))
    except StopIteration as stop:
        result: Answer = stop.value
        return result, asked


def told(state: str, ref: str = "ref-1", status: int = 200, **more: object) -> HttpResponse:
    body = {"ref": ref, "state": state, "id": "X1", **more}
    return HttpResponse(status, {}, json.dumps(body).encode())


def test_an_inquiry_names_everything_that_the_exchange_wants() -> None:
    said, (request,) = answered(exchange.inquire(INQUIRY, again=False), told("approved"))
    assert said == Record("ref-1", State.APPROVED, "X1")
    body = json.loads(request.body)
    assert (request.method, request.target) == ("POST", "inquiries")
    assert body["buyer"]["id_number"] == "S881234567"
    assert body["products"] == [
        {
            "gtin": "00614141101986",
            "name": "Decongestant",
            "chemical": "pseudoephedrine",
            "packages": 1,
            "base_ug": 589_846,
        }
    ]
    assert set(body) == {"ref", "at", "store", "lane", "user", "buyer", "products"}


def test_asked_again_the_reference_comes_first_and_is_not_asked_about_twice() -> None:
    said, asked = answered(exchange.inquire(INQUIRY, again=True), told("stopped"))
    assert said == Record("ref-1", State.STOPPED, "X1")
    assert [request.method for request in asked] == ["GET"]


def test_what_the_exchange_never_heard_is_asked_under_the_same_reference() -> None:
    unknown = told("unknown", status=404, id="")
    said, asked = answered(exchange.inquire(INQUIRY, again=True), unknown, told("approved"))
    assert said == Record("ref-1", State.APPROVED, "X1")
    assert json.loads(asked[1].body)["ref"] == "ref-1"


def test_silence_about_the_reference_is_no_leave_to_ask() -> None:
    said, asked = answered(exchange.inquire(INQUIRY, again=True), NoAnswer("no connection", False))
    assert said == Silence("no connection")
    assert len(asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse(200, {}, b""),
        HttpResponse(200, {}, b"<html>"),
        HttpResponse(200, {}, b'{"ref": "ref-1", "sta'),
        HttpResponse(200, {}, b"[]"),
        HttpResponse(200, {}, b"\xff\xfe"),
        HttpResponse(200, {}, b"[" * 100_000),
        told("approved", ref="ref-2"),
        told("approved", status=404),
        told("purchased"),
        told("unknown", status=404),
        told("yes"),
        told("approved", id=7),
        told("approved", id="X" * 65),
        HttpResponse(500, {}, b"{}"),
        HttpResponse(302, {}, b"{}"),
        NoAnswer("no answer in time", sent=True),
    ],
)
def test_anything_but_a_whole_fitting_answer_is_silence(answer: HttpAnswer) -> None:
    said, _ = answered(exchange.inquire(INQUIRY, again=False), answer)
    assert isinstance(said, Silence)
    assert not said.refused


@given(st.binary(max_size=200), st.integers(100, 599))
def test_no_bytes_of_the_outside_raise(body: bytes, status: int) -> None:
    said, _ = answered(exchange.look_up("ref-1"), HttpResponse(status, {}, body))
    assert isinstance(said, Silence)


@pytest.mark.parametrize("status", [400, 409, 410, 422])
def test_a_refusal_is_final(status: int) -> None:
    said, _ = answered(exchange.give_back("ref-1"), HttpResponse(status, {}, b""))
    assert isinstance(said, Silence)
    assert said.refused


def test_nothing_of_a_buyer_is_in_a_repr() -> None:
    for secret in ("S881234567", "Testa", "Rosalind", "Sample St", "1984"):
        assert secret not in repr(INQUIRY)


# --- against the simulator, over a real socket


def carried(simulator: PseExchangeSimulator, what: Exchange[Answer]) -> Answer:
    transport = HttpxTransport(Destination(simulator.url))
    try:
        request = next(what)
        while True:
            request = what.send(transport.send(request, 2.0))
    except StopIteration as stop:
        result: Answer = stop.value
        return result
    finally:
        transport.close()


def test_the_whole_conversation_and_each_part_of_it_repeated() -> None:
    with PseExchangeSimulator() as there:
        for _ in range(2):
            said = carried(there, exchange.inquire(INQUIRY, again=False))
            assert said == Record("ref-1", State.APPROVED, "X000001")
        for _ in range(2):
            said = carried(there, exchange.confirm(Purchase(INQUIRY, AT)))
            assert said == Record("ref-1", State.PURCHASED, "X000001")
        assert len(there.purchases) == 1
        for _ in range(2):
            said = carried(there, exchange.give_back("ref-1"))
            assert said == Record("ref-1", State.RETURNED, "X000001")
        assert not there.purchases


def test_the_exchange_counts_over_all_stores_and_stops_whom_it_is_told_to() -> None:
    with PseExchangeSimulator() as there:
        six = replace(INQUIRY, ref="a", products=(replace(BOX, base_ug=3_600_000),))
        assert carried(there, exchange.inquire(six, again=False)) == Record(
            "a", State.APPROVED, "X000001"
        )
        more = carried(there, exchange.inquire(replace(INQUIRY, ref="b"), again=False))
        assert isinstance(more, Record)
        assert more.state is State.STOPPED
        there.stop_buyer("T1")
        other = replace(INQUIRY, ref="c", buyer=replace(BUYER, id_number="T1"))
        stopped = carried(there, exchange.inquire(other, again=False))
        assert isinstance(stopped, Record)
        assert stopped.state is State.STOPPED
        refused = carried(there, exchange.confirm(Purchase(other, AT)))
        assert isinstance(refused, Silence)
        assert refused.refused


def test_an_inquiry_that_comes_after_its_return_finds_itself_withdrawn() -> None:
    with PseExchangeSimulator() as there:
        carried(there, exchange.give_back("ref-1"))
        late = carried(there, exchange.inquire(INQUIRY, again=False))
        assert isinstance(late, Silence), "nothing is approved"
        assert carried(there, exchange.look_up("ref-1")) == Record(
            "ref-1", State.RETURNED, "X000001"
        )


@pytest.mark.parametrize("kind", [FaultKind.CUT, FaultKind.EMPTY, FaultKind.HALF, FaultKind.HTML])
def test_an_answer_that_was_lost_is_found_under_the_reference(kind: FaultKind) -> None:
    with PseExchangeSimulator() as there:
        there.faults.add(Fault(kind, method="POST"))
        lost = carried(there, exchange.inquire(INQUIRY, again=False))
        assert isinstance(lost, Silence)
        again = carried(there, exchange.inquire(INQUIRY, again=True))
        assert isinstance(again, Record)
        assert again.state is State.APPROVED
        assert len(there.held()) == 1
