"""FHIR JSON from outside: money is exact or refused, times have a zone, and trouble one name."""

import contextlib
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import UnreadableResource
from sync.phms import tree


@given(st.integers(0, 99_999_999))
def test_money_goes_out_and_comes_back_to_the_cent(cents: int) -> None:
    rendered = tree.render({"money": tree.money(cents)})
    assert tree.cents(tree.branch(tree.parse(rendered), "money")) == cents


def test_four_dollars_ten_keep_their_digits() -> None:
    body = b'{"value":4.10,"quantity":30.0}'
    assert tree.render(tree.parse(body)) == body


@pytest.mark.parametrize(
    "body",
    [
        b'{"value":4.105}',
        b'{"value":-1}',
        b'{"value":"4.10"}',
        b'{"value":true}',
        b'{"value":1e12}',
        b'{"value":1e999999999}',
        b'{"value":4,"currency":"CAD"}',
        b"{}",
    ],
)
def test_an_amount_that_is_not_exact_dollars_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableResource):
        tree.cents(tree.parse(body))


@given(st.binary(max_size=100))
def test_whatever_the_bytes_are_it_is_an_object_or_a_value_error(body: bytes) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(tree.parse(body), dict)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"a":', b'{"a":NaN}', b"[" * 100_000, b'{"a":"\xff"}']
)
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="JSON"):
        tree.parse(body)


def test_a_number_too_long_to_write_out_is_not_written_out() -> None:
    assert tree.whole_number(tree.parse(b'{"n":1e999999999}'), "n") is None
    assert tree.whole_number(tree.parse(b'{"n":30.0}'), "n") == 30
    assert tree.whole_number(tree.parse(b'{"n":30.5}'), "n") is None
    assert tree.whole_number(tree.parse(b'{"n":true}'), "n") is None


def test_times_are_in_utc_and_a_day_is_its_first_moment() -> None:
    ten = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    assert tree.instant("2026-11-20T10:00:00-05:00") == ten
    assert tree.moment("2026-11-20T15:00:00Z") == ten
    assert tree.moment("2026-11-20") == datetime(2026, 11, 20, tzinfo=UTC)
    assert tree.moment(None) is None
    for odd in ("2026-11-20T10:00:00", "yesterday"):
        with pytest.raises(UnreadableResource):
            tree.instant(odd)


def test_a_part_of_a_date_of_birth_is_none() -> None:
    assert tree.calendar_date("1984-03-12") == date(1984, 3, 12)
    assert tree.calendar_date("1984") is None
    assert tree.calendar_date("1984-03") is None
    with pytest.raises(UnreadableResource):
        tree.calendar_date("1984-13-01")


def test_a_line_is_one_printable_line() -> None:
    assert tree.line({"t": " Testa\u00a0\n\tRosalind\u200b\x00 "}, "t") == "Testa Rosalind"
    assert tree.line({"t": "\x00"}, "t") is None
    assert len(tree.line({"t": "x" * 900}, "t") or "") == 200


@pytest.mark.parametrize(
    ("link", "name"),
    [
        ("Patient/p1", "p1"),
        ("https://phms.example/fhir/Patient/p1", "p1"),
        ("Patient/p1/_history/3", "p1"),
        ("Group/p1", None),
        ("p1", None),
        ("", None),
    ],
)
def test_a_reference_names_one_resource_of_its_kind(link: str, name: str | None) -> None:
    assert tree.reference({"reference": link}, "Patient") == name


def test_decimals_stay_decimals() -> None:
    assert tree.parse(b'{"n":0.1}')["n"] == Decimal("0.1")
