"""What the counter knows about its cash drawer, beside where it stands now: values alone."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from terminal.app.inputs import DrawerPosition
from terminal.domain.facts import DrawerReason
from terminal.domain.identity import SaleId

ASKED_FOR_S: Final = 60.0
"""A request explains an opening so long. Four pulses in a row, each behind a receipt, take 40 s."""
JUST_OPENED_S: Final = 5.0
"""The sensor tells within seconds what a pulse was proved to have opened."""
MOST_RECORDS: Final = 8
RECORDS_IN_S: Final = 60.0
"""More moves a minute than a hand makes are a loose cable: told once, and not one by one."""
STUCK_S: Final = 60.0
"""So long it is opened by hand; without a sensor nobody tells that it was."""
SOUND_EVERY_S: Final = 15.0
"""Often enough to be missed by nobody, seldom enough to serve a customer beside it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An opening that the counter asked for and that has not been answered yet."""

    reason: DrawerReason
    sale: SaleId | None
    at: float
    seen: bool = False
    """The sensor has told it already."""


@dataclass(frozen=True, slots=True)
class DrawerWatch:
    """`known` is the last position that the sensor told: it outlives a pulled cable."""

    asked: tuple[Asked, ...] = ()
    known: DrawerPosition = DrawerPosition.UNKNOWN
    open_since: float | None = None
    unasked: bool = False
    """It stands open, and nobody had asked."""
    opened_at: float | None = None
    """When a pulse was proved last; what the sensor says right after it is known."""
    sound_at: float = 0.0
    records: tuple[float, ...] = ()
    unsteady_until: float | None = None
    failed: Asked | None = None
    """What was asked for and did not happen; `at` is when that was told."""
    untold: datetime | None = None
    """When it was opened with its key, while nobody could be told."""

    def waiting(self, now: float) -> Asked | None:
        """The request that explains an opening now."""
        pending = (each for each in self.asked if now - each.at < ASKED_FOR_S and not each.seen)
        return next(pending, None)

    def explained(self, ask: Asked) -> "DrawerWatch":
        seen = replace(ask, seen=True)
        return replace(self, asked=tuple(seen if each is ask else each for each in self.asked))

    def stuck(self, now: float) -> Asked | None:
        """The request that did not open it, for a while: a person opens it by hand now."""
        failed = self.failed
        return failed if failed is not None and now - failed.at < STUCK_S else None

    def just_opened(self, now: float) -> bool:
        return self.opened_at is not None and now - self.opened_at < JUST_OPENED_S

    def late(self, now: float, alarm_s: float) -> bool:
        """Whether it has been open too long; never while its sensor cannot be trusted."""
        if alarm_s == 0 or self.open_since is None or self.unsteady_until is not None:
            return False
        return now - self.open_since >= alarm_s
