"""What was typed into the search of tickets, told by its form."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.sales import usd
from terminal.app.tickets import TicketSought, sought_of
from terminal.domain.identity import LaneId

LANE = LaneId("2")
TODAY = date(2026, 7, 1)
ZONE = ZoneInfo("America/Chicago")


def sought(typed: str) -> TicketSought | None:
    return sought_of(typed, LANE, TODAY, ZONE)


@pytest.mark.parametrize("typed", ["482", "000482", "2-000482", "2-482", " 2-000482-G ", "2-482-g"])
def test_a_ticket_by_its_number_as_printed_or_short(typed: str) -> None:
    assert sought(typed) == TicketSought(LANE, number=482)


def test_another_lanes_ticket_is_named_with_its_lane() -> None:
    assert sought("A1-7") == TicketSought(LaneId("A1"), number=7)


def test_an_amount_has_cents() -> None:
    assert sought("23.54") == sought("$23.54") == TicketSought(LANE, amount=usd("23.54"))


@pytest.mark.parametrize("typed", ["16:05", "4:05 pm", "4:05PM", "4:05p", "07/01 16:05"])
def test_a_time_of_day_is_meant_to_a_quarter_of_an_hour(typed: str) -> None:
    since = datetime(2026, 7, 1, 15, 50, tzinfo=ZONE)
    before = datetime(2026, 7, 1, 16, 20, tzinfo=ZONE)
    assert sought(typed) == TicketSought(LANE, since=since, before=before)


def test_midnight_and_noon_by_half_days() -> None:
    for typed, hour in (("12:30 am", 0), ("12:30 pm", 12)):
        found = sought(typed)
        assert found is not None
        assert found.since == datetime(2026, 7, 1, hour, 15, tzinfo=ZONE)


def test_a_day_without_a_year_is_the_last_such_day() -> None:
    for typed, day in (("06/30", date(2026, 6, 30)), ("07/02", date(2025, 7, 2))):
        found = sought(typed)
        assert found is not None
        assert found.since is not None
        assert found.since.date() == day


@pytest.mark.parametrize(
    "typed", ["abc", "02/30", "25:00", "13:05 pm", "16:05 x", "10/12/26x", "-"]
)
def test_what_nobody_can_tell_is_not_guessed(typed: str) -> None:
    assert sought(typed) is None


@given(st.text(max_size=30))
def test_no_text_is_a_bug(typed: str) -> None:
    sought(typed)
