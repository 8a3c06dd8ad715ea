"""What waits for the PhMS gets louder (phms-and-sync.md section 7)."""

from datetime import timedelta

import pytest

from helpers.sales import NOW
from terminal.app.waiting import WaitAlarm, wait_alarm


@pytest.mark.parametrize(
    ("minutes", "alarm"),
    [
        (14, None),
        (15, WaitAlarm.LATE),
        (239, WaitAlarm.LATE),
        (240, WaitAlarm.OVERDUE),
        (1440, WaitAlarm.CRITICAL),
    ],
)
def test_a_pickup_that_waits_gets_louder(minutes: int, alarm: WaitAlarm | None) -> None:
    assert wait_alarm(NOW, NOW + timedelta(minutes=minutes)) is alarm
