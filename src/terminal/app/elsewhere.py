"""What this lane knows of the others: how the line to the store hub is, what waits there."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from terminal.domain.counselling import Mode, Trigger
from terminal.domain.elsewhere import Delivery
from terminal.domain.identity import LaneId, SaleId
from terminal.domain.money import Money
from terminal.domain.move import Stays
from terminal.domain.pickup import Counselling
from terminal.domain.prescription import FillKey

GIVEN_SHOWN: Final = 5
"""Answers whose way is shown: the last ones."""


@dataclass(frozen=True, slots=True)
class FillElsewhere:
    """A fill that waits for a pharmacist at another lane; the name is shortened there already."""

    key: FillKey
    patient: str = field(repr=False)
    trigger: Trigger
    mode: Mode


@dataclass(frozen=True, slots=True)
class TicketElsewhere:
    lane: LaneId
    ticket: SaleId
    fills: tuple[FillElsewhere, ...]

    @property
    def name(self) -> str:
        """What tells it from every other ticket of the store."""
        return f"{self.lane}/{self.ticket}"


@dataclass(frozen=True, slots=True)
class GivenElsewhere:
    """An answer that was given here, and how far it has come."""

    answer: str
    lane: LaneId
    ticket: SaleId
    result: Counselling
    at: datetime
    delivery: Delivery = Delivery.ON_ITS_WAY


@dataclass(frozen=True, slots=True)
class AsideOffered:
    """A ticket that waits here, as other lanes list it; `stays`: why it goes on here alone."""

    ticket: SaleId
    number: int
    name: str = field(repr=False)
    reason: str
    since: datetime | None
    total: Money
    lines: int
    stays: Stays | None


@dataclass(frozen=True, slots=True)
class AsideElsewhere:
    """The same at another lane; `here`: that lane is open, so that it can be asked."""

    lane: LaneId
    ticket: SaleId
    number: int
    name: str = field(repr=False)
    reason: str
    since: datetime | None
    total: Money
    lines: int
    stays: Stays | None
    here: bool

    @property
    def key(self) -> SaleId:
        """What tells it from every other ticket of the store."""
        return SaleId(f"{self.lane}/{self.ticket}")


@dataclass(frozen=True, slots=True)
class OtherLanesState:
    """`since` is when the line became so; `why` tells of the line that is down."""

    connected: bool
    since: datetime
    tickets: tuple[TicketElsewhere, ...] = ()
    why: str = ""
    aside: tuple[AsideElsewhere, ...] = ()
    """Tickets that were put aside there."""

    @property
    def lanes(self) -> tuple[LaneId, ...]:
        """Where a pharmacist is waited for."""
        return tuple(dict.fromkeys(each.lane for each in self.tickets))

    def ticket(self, name: str) -> TicketElsewhere | None:
        return next((each for each in self.tickets if each.name == name), None)
