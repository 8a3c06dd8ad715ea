"""Rows of rules: where and when they hold, and that each names its source."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.domain.rules import ELSEWHERE, FEDERAL, STORE, Rule, RuleBook

DAYS = st.dates(date(2000, 1, 1), date(2040, 1, 1))


def row(
    name: str = "us-something",
    jurisdiction: str = FEDERAL,
    since: date = date(2020, 1, 1),
    until: date | None = None,
) -> Rule[str]:
    return Rule(name, jurisdiction, since, until, "a source", "a text", True, "terms")


@given(since=DAYS, length=st.integers(0, 900), day=DAYS)
def test_a_row_holds_from_its_first_to_its_last_day(since: date, length: int, day: date) -> None:
    until = date.fromordinal(since.toordinal() + length)
    assert row(since=since, until=until).in_force(day) is (since <= day <= until)


def test_a_store_has_the_federal_rows_its_state_s_and_its_own() -> None:
    rows = [row(f"r{n}", place) for n, place in enumerate((FEDERAL, "US-NC", "US-VA", STORE))]
    held = RuleBook.of(rows, "US-NC").in_force(str, date(2026, 1, 1))
    assert [each.jurisdiction for each in held] == [FEDERAL, "US-NC", STORE]


def test_the_careful_row_gives_way_to_the_state_s_own_from_its_first_day() -> None:
    rows = [row("careful", ELSEWHERE), row("known", "US-NC", date(2026, 7, 1))]
    book = RuleBook.of(rows, "US-NC")
    assert [each.name for each in book.in_force(str, date(2026, 6, 30))] == ["careful"]
    assert [each.name for each in book.in_force(str, date(2026, 7, 1))] == ["known"]


def test_an_answer_names_the_very_row_that_asked() -> None:
    old, new = row(until=date(2025, 12, 31)), row(since=date(2026, 1, 1))
    book = RuleBook.of([old, new], "US-NC")
    assert (old.ref, new.ref) == ("us-something@2020-01-01", "us-something@2026-01-01")
    assert book.named(old.ref) is old
    assert book.named("us-other@2020-01-01") is None
    assert not old.meets(new)
    assert row().meets(new)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Two Words"},
        {"jurisdiction": "Texas"},
        {"since": date(2026, 1, 2), "until": date(2026, 1, 1)},
    ],
)
def test_a_row_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"name|jurisdiction|ends"):
        row(**wrong)  # type: ignore[arg-type]


def test_a_row_without_a_source_is_refused() -> None:
    with pytest.raises(ValueError, match="source"):
        Rule("a", FEDERAL, date(2020, 1, 1), None, " ", "text", True, "terms")
