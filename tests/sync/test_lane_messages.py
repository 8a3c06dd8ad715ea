"""What lanes and hub say: whole or not at all, and a join code that finds a slip."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.http import HttpResponse, NoAnswer
from sync.lanes import client
from sync.lanes.client import Quiet, Silence
from sync.lanes.codec import decoded, encoded
from sync.lanes.join_code import ALPHABET, FINGERPRINT_BYTES, SECRET_BYTES, JoinCode
from sync.lanes.messages import (
    Accepted,
    Answer,
    BuyerAnswer,
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
    lane_name,
)

_ID = st.uuids().map(str)
_TEXT = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=20).filter(
    str.isprintable
)
_FILL = st.builds(RxFill, _TEXT, st.integers(0, 99))
_TICKET = st.builds(
    WaitingTicket,
    _TEXT,
    st.lists(st.builds(WaitingFill, _FILL, _TEXT, _TEXT, _TEXT), min_size=1, max_size=4).map(tuple),
)
_TOLD = st.builds(Told, _ID, st.sampled_from(Outcome))
_REPORT = st.builds(
    Report,
    st.integers(0, 2**40),
    st.booleans(),
    st.lists(_TICKET, max_size=4).map(tuple),
    st.lists(_TOLD, max_size=4).map(tuple),
    st.lists(_ID, max_size=4).map(tuple),
    st.booleans(),
)
_ANSWER = st.builds(
    Answer,
    _ID,
    st.from_regex(r"\A[0-9A-Za-z]{1,2}\Z"),
    _TEXT,
    st.lists(_FILL, min_size=1, max_size=4).map(tuple),
    _TEXT,
    _TEXT,
    _TEXT,
)
AN_ID = str(UUID(int=1))
BOX = Purchase(date(2026, 11, 21), "pseudoephedrine", 1, 1, 24)


@given(_REPORT)
def test_a_report_comes_through_as_it_was(report: Report) -> None:
    assert decoded(encoded(report), Report) == report


@given(_ANSWER)
def test_an_answer_comes_through_as_it_was(answer: Answer) -> None:
    assert decoded(encoded(answer), Answer) == answer


@given(st.binary(max_size=200))
def test_no_bytes_of_the_outside_raise_anything_else(body: bytes) -> None:
    for status in (200, 400, 401, 409, 500):
        said = client._read(HttpResponse(status, {}, body), Situation)
        assert isinstance(said, Silence)


def test_an_error_never_quotes_what_could_not_be_read() -> None:
    with pytest.raises(ValueError, match=r"^not a Report$"):
        decoded(b'{"epoch":"Rosenthal"}', Report)


def test_a_field_of_a_newer_program_is_passed_over() -> None:
    assert decoded(b'{"epoch":1,"seq":2,"more":3}', Mark) == Mark(1, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: RxFill("", 0),
        lambda: RxFill("6012345", -1),
        lambda: WaitingTicket("1-000001", ()),
        lambda: WaitingFill(RxFill("1", 0), "x" * 65),
        lambda: WaitingFill(RxFill("1", 0), "two\nlines"),
        lambda: Answer(AN_ID, "1", "1-000001", (), "accepted", "21"),
        lambda: Answer("7", "1", "1-000001", (RxFill("1", 0),), "accepted", "21"),
        lambda: Answer(AN_ID, "lane", "1-000001", (RxFill("1", 0),), "accepted", "21"),
        lambda: Told("1; DROP TABLE lane", Outcome.TAKEN),
        lambda: Purchase(date(2026, 1, 1), "pse", 0, 1, 1),
        lambda: Purchase(date(2026, 1, 1), "pse", 1, 1, -1),
        lambda: Logged(AN_ID, 0, "1-000001", 1, "a", "b", BOX),
        lambda: Logged(AN_ID, 1, "1-000001", 1, "a name", "b", BOX),
        lambda: Logged(AN_ID, 1, "", 1, "a", "b", BOX),
        lambda: Returned(AN_ID, 1, "1-000001", ()),
        lambda: Mark(-1, 0),
        lambda: Publication(1, Mark(1, 5), Mark(1, 4), ()),
        lambda: Report(1, pending=False, heard=(AN_ID,) * 101),
        lambda: lane_name("three"),
    ],
)
def test_what_is_not_whole_does_not_exist(wrong: object) -> None:
    assert callable(wrong)
    with pytest.raises(ValueError, match=r"\S"):
        wrong()


def test_nothing_of_a_person_is_in_a_repr() -> None:
    ticket = WaitingTicket("1-000001", (WaitingFill(RxFill("6012345", 0), "R*** M."),))
    assert "R***" not in repr(ticket)
    assert "SECRETDIGEST" not in repr(
        Logged(AN_ID, 1, "1-000001", 1, "SECRETDIGEST", "SECRETDIGEST", BOX)
    )


# --- what counts as an answer


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (401, Quiet.STRANGER),
        (403, Quiet.STRANGER),
        (409, Quiet.REPLACED),
        (429, Quiet.TROUBLE),
        (400, Quiet.REFUSED),
        (302, Quiet.REFUSED),
        (503, Quiet.TROUBLE),
        (200, Quiet.TROUBLE),
    ],
)
def test_each_status_without_the_message_is_a_silence_with_its_reason(
    status: int, why: Quiet
) -> None:
    said = client._read(HttpResponse(status, {}, b"<html>sign in</html>"), BuyerAnswer)
    assert isinstance(said, Silence)
    assert said.why is why


def test_no_answer_is_the_hub_out_of_reach() -> None:
    assert client._read(NoAnswer("no connection", sent=False), Mark) == Silence(
        Quiet.UNREACHABLE, "no connection"
    )


def test_a_receipt_for_another_answer_is_none() -> None:
    answer = Answer(AN_ID, "1", "1-000001", (RxFill("1", 0),), "accepted", "21")
    exchange = client.give(answer)
    next(exchange)
    with pytest.raises(StopIteration) as stop:
        exchange.send(
            HttpResponse(200, {}, encoded(Receipt(str(UUID(int=2)), Accepted.ON_ITS_WAY)))
        )
    assert isinstance(stop.value.value, Silence)


# --- the join code


_CODES = st.builds(
    JoinCode,
    st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES),
    st.binary(min_size=FINGERPRINT_BYTES, max_size=FINGERPRINT_BYTES),
)


@given(_CODES)
def test_a_code_is_read_however_it_is_typed(code: JoinCode) -> None:
    text = code.to_text()
    assert JoinCode.parse(text) == code
    assert JoinCode.parse(text.lower().replace("-", " ").replace("1", "l")) == code


@given(_CODES, st.integers(0, 51), st.sampled_from(ALPHABET))
def test_a_slip_is_found_or_gives_another_code_that_opens_nothing(
    code: JoinCode, place: int, sign: str
) -> None:
    plain = code.to_text().replace("-", "")
    slipped = plain[:place] + sign + plain[place + 1 :]
    if slipped == plain:
        return
    try:
        assert JoinCode.parse(slipped) != code
    except ValueError:
        return


@pytest.mark.parametrize("typed", ["", "1234", "U" * 52, "!" * 52])
def test_what_is_no_code_is_said_in_words(typed: str) -> None:
    with pytest.raises(ValueError, match="it has"):
        JoinCode.parse(typed)


def test_a_code_knows_its_authority() -> None:
    code = JoinCode.of(b"s" * SECRET_BYTES, b"the certificate")
    assert code.is_of(b"the certificate")
    assert not code.is_of(b"another one")
    assert "s" * SECRET_BYTES not in repr(code)
