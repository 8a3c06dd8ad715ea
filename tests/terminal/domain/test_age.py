"""How old somebody is on a day, and the last birth date that is old enough."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.domain.age import OLDEST, age_on, born_on_or_before, is_birth_date

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
BIRTHS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2005, 7, 1), date(2026, 6, 30), 20),
        (date(2005, 7, 1), date(2026, 7, 1), 21),
        (date(2004, 2, 29), date(2022, 2, 28), 17),
        (date(2004, 2, 29), date(2022, 3, 1), 18),
        (date(2004, 2, 29), date(2024, 2, 28), 19),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
    ],
)
def test_a_year_is_full_on_the_birthday_and_29_february_turns_on_1_march(
    born: date, day: date, age: int
) -> None:
    assert age_on(born, day) == age


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 7, 1), date(2005, 7, 1)),
        (date(2025, 2, 28), date(2004, 2, 28)),
        (date(2025, 3, 1), date(2004, 3, 1)),
        (date(2028, 2, 29), date(2007, 2, 28)),
    ],
)
def test_born_on_or_before(day: date, last: date) -> None:
    assert born_on_or_before(21, day) == last


@given(born=BIRTHS, day=DAYS, years=st.integers(1, 99))
def test_the_last_birth_date_says_the_same_as_the_age(born: date, day: date, years: int) -> None:
    assert (born <= born_on_or_before(years, day)) is (age_on(born, day) >= years)


def test_nobody_is_born_tomorrow_or_in_another_century() -> None:
    today = date(2026, 7, 1)
    assert is_birth_date(today, today)
    assert not is_birth_date(date(2026, 7, 2), today)
    assert is_birth_date(date(2026 - OLDEST, 7, 1), today)
    assert not is_birth_date(date(1861, 7, 14), today)
