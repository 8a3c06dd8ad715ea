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


@dataclass(frozen=True, slots=True)
class KnownAs:
    """What a person called a ticket that waited, and why; empty: what it got by itself stood."""

    name: str = field(default="", repr=False)
    reason: str = ""

    def changed(self, before: Aside, now: Aside) -> "KnownAs":
        """Named again; what stayed the same was not said by anybody."""
        return KnownAs(
            self.name if now.name == before.name else now.name,
            self.reason if now.reason == before.reason else now.reason,
        )
