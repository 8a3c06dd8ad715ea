"""What a register is made of, and what a row of it is told with: its ticket, people, zone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from types import MappingProxyType
from typing import Final

from terminal.app.records import REGISTERS as NAMES
from terminal.domain import facts as f
from terminal.domain.evolve import replay
from terminal.domain.identity import LineId, SaleId, StaffId
from terminal.domain.lines import ItemLine, RxLine
from terminal.domain.pickup import Relationship
from terminal.domain.prescription import FillKey, Patient, PatientId
from terminal.domain.retention import RecordClass
from terminal.domain.sale import Sale, SaleStatus
from terminal.store.registry import Proven

RELATIONSHIPS: Final = MappingProxyType(
    {
        Relationship.PATIENT: "patient",
        Relationship.PARENT_OR_GUARDIAN: "parent or guardian",
        Relationship.SPOUSE: "spouse",
        Relationship.CAREGIVER: "caregiver",
        Relationship.OTHER: "other",
    }
)
STRUCK: Final = " (struck)"
"""Behind what was on a ticket and was not sold."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the journal has of a ticket; `sale` None: a part of it was removed by retention."""

    proven: tuple[Proven, ...]
    sale: Sale | None

    @property
    def name(self) -> str:
        """As people say it."""
        first = self.proven[0].fact if self.proven else None
        return f"{first.lane}-{first.number:06}" if isinstance(first, f.SaleOpened) else ""


@dataclass(frozen=True, slots=True)
class Around:
    """What a row is told with: where it stands, its ticket, the people, the store's zone.

    The ticket is read when a cell asks for it: most facts of some kinds are none of their register.
    """

    row: Proven
    people: Mapping[StaffId, str]
    zone: tzinfo
    find: Callable[[SaleId], Ticket]
    """Also another ticket: what came back was sold on one."""

    @property
    def ticket(self) -> Ticket:
        return self.find(self.row.sale)

    @property
    def sale(self) -> Sale | None:
        return self.ticket.sale

    def who(self, staff: StaffId | None) -> str:
        return "" if staff is None else self.people.get(staff, str(staff))

    def lines(self, ids: tuple[LineId, ...]) -> tuple[RxLine, ...]:
        if self.sale is None:
            return ()
        found = (self.sale.line(each) for each in ids)
        return tuple(line for line in found if isinstance(line, RxLine))

    def fills(self, ids: tuple[LineId, ...]) -> str:
        return ", ".join(f"{line.fill.key}{self.struck(line.id)}" for line in self.lines(ids))

    def goods(self, ids: tuple[LineId, ...]) -> str:
        """The names of what was scanned."""
        found = () if self.sale is None else tuple(self.sale.line(each) for each in ids)
        items = (line for line in found if isinstance(line, ItemLine))
        return "; ".join(f"{line.item.name}{self.struck(line.id)}" for line in items)

    def patients(self, ids: tuple[LineId, ...]) -> str:
        names = (full_name(line.fill.patient) for line in self.lines(ids))
        return "; ".join(dict.fromkeys(names))

    def patient_of(self, key: FillKey) -> str:
        """Whose fill it is, where it came on the ticket."""
        lines = () if self.sale is None else self.sale.lines
        fills = (line.fill for line in lines if isinstance(line, RxLine))
        return next((full_name(each.patient) for each in fills if each.key == key), "")

    def person(self, patient: PatientId) -> str:
        """The name as the ticket has it; the id where the ticket's part is gone."""
        lines = () if self.sale is None else self.sale.lines
        people = (line.fill.patient for line in lines if isinstance(line, RxLine))
        return next((full_name(each) for each in people if each.id == patient), str(patient))

    def struck(self, place: LineId) -> str:
        """The mark of a line that was struck, or of a ticket that was given up."""
        if self.sale is None:
            return ""
        line = self.sale.line(place)
        gone = self.sale.status is SaleStatus.ABANDONED
        return STRUCK if gone or (line is not None and line.voided) else ""


@dataclass(frozen=True, slots=True)
class Register:
    """`cells` of a fact stand under `columns`; the day, lane and person go before them."""

    key: str
    record: RecordClass
    kinds: tuple[type[f.Fact], ...]
    columns: tuple[str, ...]
    cells: Callable[[f.Fact, Around], tuple[str, ...] | None]
    """None: this fact is not of the register."""

    @property
    def title(self) -> str:
        return NAMES[self.key]


BEFORE: Final = ("date and time", "lane", "by")


def full_name(patient: Patient) -> str:
    return ", ".join(part for part in (patient.family, patient.given) if part)


def ticket_of(proven: tuple[Proven, ...]) -> Sale | None:
    """The ticket again; None for none, or when a part of it was removed by retention."""
    told = tuple(each.fact for each in proven if isinstance(each.fact, f.SaleFact))
    if not told or not isinstance(told[0], f.SaleOpened):
        return None
    try:
        return replay(told)
    except AssertionError:
        return None
