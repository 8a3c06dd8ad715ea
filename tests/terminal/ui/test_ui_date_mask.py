"""A date while it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.ui.date_mask import date_digits, date_hint, date_shown


@pytest.mark.parametrize(
    ("typed", "digits", "shown"),
    [
        ("", "", ""),
        ("0", "0", "0"),
        ("07", "07", "07"),
        ("7", "07", "07"),
        ("1/", "01", "01"),
        ("071", "071", "07 / 1"),
        ("7/4/1980", "07041980", "07 / 04 / 1980"),
        ("07 / 14 / 1980", "07141980", "07 / 14 / 1980"),
        ("07141980", "07141980", "07 / 14 / 1980"),
        ("071419801", "07141980", "07 / 14 / 1980"),
        ("ab0c7", "07", "07"),
    ],
)
def test_digits_become_a_date(typed: str, digits: str, shown: str) -> None:
    assert date_digits(typed) == digits
    assert date_shown(digits) == shown


def test_the_hint_shows_what_is_missing() -> None:
    assert date_hint("") == "MM / DD / YYYY"
    assert date_hint("071") == "D / YYYY"
    assert date_hint("07141980") == ""


@given(st.text(alphabet="0123456789/ ", max_size=20))
def test_what_is_shown_reads_back_as_the_same_digits(typed: str) -> None:
    digits = date_digits(typed)
    assert len(digits) <= 8
    assert date_digits(date_shown(digits)) == digits


@given(st.text(alphabet="0123456789", max_size=8))
def test_taking_one_character_away_never_adds_a_digit(typed: str) -> None:
    shown = date_shown(date_digits(typed))
    assert len(date_digits(shown[:-1])) <= len(date_digits(shown))
