"""The checklist in the way of payment: what the pickup of these fills still asks for, and why.

Derived from the ticket alone, so it can never disagree with it. The widening of this list is data
and code of the rules of the pickup counter; what stands here is asked in every state.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from terminal.domain.identity import LineId
from terminal.domain.prescription import Fill, PatientId
from terminal.domain.sale import RxLine, Sale


class Kind(Enum):
    IDENTITY = "identity"
    BAGS = "bags"
    CONTROLLED = "controlled"
    COUNSELLING = "counselling"
    SIGNATURE = "signature"


SOURCES: dict[Kind, str] = {
    Kind.IDENTITY: "Two identifiers before a bag is handed out; the most common consumer report to"
    " ISMP is a bag for another patient.",
    Kind.BAGS: "The bag is what is handed out: each label is scanned, so that no bag goes to the"
    " wrong person or is left behind.",
    Kind.CONTROLLED: "Controlled substance: a pharmacist checks the ID until the rule of this"
    " state is set up.",
    Kind.COUNSELLING: "OBRA-90 (42 USC 1396r-8(g)) and state law: an offer to counsel on a new"
    " medicine, by a pharmacist, with the answer kept.",
    Kind.SIGNATURE: "Payer contract: every pickup paid by a third party is signed for.",
}


@dataclass(frozen=True, slots=True)
class Obligation:
    kind: Kind
    lines: tuple[LineId, ...]
    met: bool
    patient: PatientId | None = None
    done: int = 0
    wanted: int = 0


def needs_counselling(fill: Fill) -> bool:
    """The PhMS's word; where it says nothing, a first fill counts as new (section 6)."""
    return fill.is_new if fill.counselling is None else fill.counselling


def needs_release(fill: Fill) -> bool:
    return fill.schedule is not None


def obligations(sale: Sale) -> tuple[Obligation, ...]:
    """All obligations of the ticket, met ones too, in the order in which they are met."""
    lines = sale.rx_lines
    return (*_identities(sale, lines), *_of_lines(lines))


def open_obligations(sale: Sale) -> tuple[Obligation, ...]:
    return tuple(each for each in obligations(sale) if not each.met)


def _identities(sale: Sale, lines: tuple[RxLine, ...]) -> Iterator[Obligation]:
    patients = dict.fromkeys(line.fill.patient.id for line in lines)
    for patient in patients:
        known = sale.identified(patient) and sale.picker_of(patient) is not None
        ids = tuple(line.id for line in lines if line.fill.patient.id == patient)
        yield Obligation(Kind.IDENTITY, ids, known, patient)


def _of_lines(lines: tuple[RxLine, ...]) -> Iterator[Obligation]:
    if lines:
        wanted = sum(line.fill.bags for line in lines)
        done = sum(min(line.bags_scanned, line.fill.bags) for line in lines)
        ids = tuple(line.id for line in lines if line.bags_scanned < line.fill.bags)
        yield Obligation(Kind.BAGS, ids, not ids, None, done, wanted)
    controlled = tuple(line for line in lines if needs_release(line.fill))
    if controlled:
        ids = tuple(line.id for line in controlled if not line.released)
        yield Obligation(Kind.CONTROLLED, ids, not ids)
    counselled = tuple(line for line in lines if needs_counselling(line.fill))
    if counselled:
        ids = tuple(line.id for line in counselled if line.counselling is None)
        yield Obligation(Kind.COUNSELLING, ids, not ids)
    signed = tuple(line for line in lines if line.fill.third_party)
    if signed:
        ids = tuple(line.id for line in signed if line.signature is None)
        yield Obligation(Kind.SIGNATURE, ids, not ids, wanted=len(signed))
