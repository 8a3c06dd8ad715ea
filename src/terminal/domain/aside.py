"""A ticket that was put aside: how it is known at the counter, why it waits, since when."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from terminal.domain.identity import StaffId

MAX_NAME: Final = 40
MAX_REASON: Final = 80


@dataclass(frozen=True, slots=True)
class Aside:
    """`at` and `by` are unknown of tickets of before they were recorded."""

    name: str = field(default="", repr=False)
    reason: str = ""
    by: StaffId | None = None
    at: datetime | None = None
