"""Whole months of the calendar."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from terminal.domain.months import months_after


def test_a_month_has_its_own_last_day() -> None:
    assert months_after(date(2024, 2, 29), 24) == date(2026, 2, 28)
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2026, 12, 1), 12) == date(2027, 12, 1)
    assert months_after(date(2028, 2, 29), -84) == date(2021, 2, 28)
    assert months_after(date(2026, 1, 31), -2) == date(2025, 11, 30)


@given(st.dates(date(1970, 1, 1), date(2100, 1, 1)), st.integers(1, 1_200))
def test_what_was_kept_for_its_months_was_kept_until_their_last_day(day: date, months: int) -> None:
    """A record is due on the day behind `months_after` at the earliest, counted from either end."""
    assert months_after(months_after(day, months), -months) <= day
