"""How long what goes to the PhMS may wait before it is said (phms-and-sync.md section 7)."""

from datetime import datetime, timedelta
from enum import Enum
from typing import Final


class WaitAlarm(Enum):
    LATE = "late"
    OVERDUE = "overdue"
    CRITICAL = "critical"


_ALARMS: Final = (
    (timedelta(hours=24), WaitAlarm.CRITICAL),
    (timedelta(hours=4), WaitAlarm.OVERDUE),
    (timedelta(minutes=15), WaitAlarm.LATE),
)


def wait_alarm(waiting_since: datetime, now: datetime) -> WaitAlarm | None:
    """The alarm for what waits since then, or None while it is fresh."""
    return next((alarm for age, alarm in _ALARMS if now - waiting_since >= age), None)
