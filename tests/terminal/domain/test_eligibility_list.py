"""The list of what FSA/HSA cards pay for comes monthly; it is too old after 35 days (6.3)."""

from datetime import UTC, datetime, timedelta

import pytest

from terminal.domain.eligibility_list import ListTaken

CAME = datetime(2026, 11, 15, 9, tzinfo=UTC)


@pytest.mark.parametrize(("days", "old"), [(0, False), (35, False), (36, True)])
def test_a_list_is_too_old_after_35_days(days: int, old: bool) -> None:
    taken = ListTaken("2026-11", CAME)
    now = CAME + timedelta(days=days)
    assert (taken.days(now), taken.too_old(now)) == (days, old)
