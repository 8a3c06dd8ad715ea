"""A pickup that the PhMS did not take because its fill was changed: what went out, what it is now.

Rules that hold here (phms-and-sync.md section 8):

1. What was handed out is a fact and stays as it was; the fill is the PhMS's. Nothing is merged.
2. It may be sent for the fill as it is now only where that fill is the same record, ready, and of
   the same drug, quantity and patient (`Fill.same_medicine_as`), as the PhMS itself said just now.
   Else it is a person's work in the PhMS.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

from terminal.domain.facts import FillHandedOver
from terminal.domain.money import Money
from terminal.domain.prescription import Fill, FillStatus


@dataclass(frozen=True, slots=True)
class Dispute:
    """`message`: the key of the stopped message. `sold` None: its records were kept long enough."""

    message: str
    handed: FillHandedOver = field(repr=False)
    sold: Fill | None = field(repr=False)


class Hindrance(Enum):
    """Why a pickup is not sent for the fill as it is now."""

    MISSING = auto()
    ANOTHER_RECORD = auto()
    SOLD_ELSEWHERE = auto()
    NOT_READY = auto()
    NOTHING_TO_COMPARE = auto()
    ANOTHER_MEDICINE = auto()


class Part(Enum):
    VERSION = auto()
    COPAY = auto()
    QUANTITY = auto()
    DRUG = auto()
    PATIENT = auto()
    STATUS = auto()


@dataclass(frozen=True, slots=True)
class Change:
    """`was` and `now` as they are written; of drug and patient no words, only that they differ."""

    part: Part
    was: str = ""
    now: str = ""


def hindrance(dispute: Dispute, now: Fill | None) -> Hindrance | None:
    """`now` is the PhMS's own answer; None where it says that there is no such fill."""
    if now is None:
        return Hindrance.MISSING
    if now.phms_id != dispute.handed.phms_id:
        return Hindrance.ANOTHER_RECORD
    if _status(now) is FillStatus.SOLD:
        return Hindrance.SOLD_ELSEWHERE
    if _status(now) is not FillStatus.READY:
        return Hindrance.NOT_READY
    if dispute.sold is None:
        return Hindrance.NOTHING_TO_COMPARE
    return None if now.same_medicine_as(dispute.sold) else Hindrance.ANOTHER_MEDICINE


def changes(dispute: Dispute, now: Fill) -> tuple[Change, ...]:
    """What differs, the version first; another status is told by what it hinders."""
    handed, sold = dispute.handed, dispute.sold
    found = [Change(Part.VERSION, handed.version, now.version)]
    found.append(Change(Part.COPAY, str(handed.copay), _money(now.copay)))
    if sold is not None:
        found.append(Change(Part.QUANTITY, sold.quantity, now.quantity))
        found.append(Change(Part.DRUG, sold.ndc, now.ndc))
        found.append(Change(Part.PATIENT, sold.patient.id, now.patient.id))
    found.append(Change(Part.STATUS, FillStatus.READY.value, _status(now).value))
    hidden = (Part.DRUG, Part.PATIENT)
    return tuple(
        Change(each.part) if each.part in hidden else each for each in found if each.was != each.now
    )


def _status(now: Fill) -> FillStatus:
    """The PhMS's own word: here it is sold since it was handed out."""
    return now.at_phms or now.status


def _money(amount: Money | None) -> str:
    return "" if amount is None else str(amount)
