"""How old a person is on the store's local date.

Rules that hold here (pickup-and-compliance.md section 11):

1. A year of life is full on the birthday. Who was born on 29 February turns on 1 March in years
   that have no such day (unconfirmed: check with the state).
2. The last birth date that is old enough says the same as the age, for every day there is.
"""

from datetime import date, timedelta
from typing import Final

OLDEST: Final = 120
"""Nobody who buys something is older: a year was mistyped."""


def age_on(born: date, day: date) -> int:
    """Full years of life."""
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return day.year - born.year - (not had_birthday)


def born_on_or_before(years: int, day: date) -> date:
    """The last birth date of somebody who is `years` old on `day`."""
    year = day.year - years
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February: the day before the 1 March on which the next one turns
        return date(year, 3, 1) - timedelta(days=1)


def is_birth_date(born: date, day: date) -> bool:
    """Whether somebody who stands here on `day` can have been born then."""
    return born <= day and age_on(born, day) <= OLDEST
