"""A fill: one dispensing of a prescription, as the PhMS last told it. The copay is never typed."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import NewType

from terminal.domain.barcode import RxNumber
from terminal.domain.consent import MessageConsent
from terminal.domain.money import ZERO, Money
from terminal.domain.payer import NOT_TOLD, Payer
from terminal.domain.pickup import Relationship
from terminal.domain.shown_id import PersonName

PatientId = NewType("PatientId", str)


class FillStatus(Enum):
    PREPARING = "preparing"
    READY = "ready"
    ON_HOLD = "on hold"
    SOLD = "sold"
    CANCELLED = "cancelled"


class ClaimState(Enum):
    PAID = "paid"
    CASH = "cash"  # no payer: the price is the patient's
    LIMBO = "limbo"  # undecided: no copay is known
    REJECTED = "rejected"
    REVERSED = "reversed"  # paid once, and taken back: the fill is billed again or stays


class Therapy(Enum):
    """What the medicine is to the patient, where the PhMS says it."""

    NEW = "new"
    CHANGED = "changed"  # another strength, form or direction
    UNCHANGED = "unchanged"  # also under a new prescription number, or of another maker
    UNKNOWN = "unknown"


class Part(Enum):
    """What of the prescribed quantity this is; each part waits, and goes back, by itself."""

    WHOLE = "whole"
    PARTIAL = "partial"  # the rest is owed
    COMPLETION = "completion"  # the rest of an earlier part


@dataclass(frozen=True, slots=True, order=True)
class FillKey:
    """Prescription number and fill number; fill 0 is the first dispensing."""

    rx: RxNumber
    fill: int

    def __post_init__(self) -> None:
        if not self.rx or not 0 <= self.fill <= 99:
            raise ValueError("a fill has a prescription number and a fill number 0 to 99")

    def __str__(self) -> str:
        return f"{self.rx}-{self.fill:02}"


@dataclass(frozen=True, slots=True)
class MayCollect:
    """Somebody whom the patient named to collect."""

    name: PersonName
    relationship: Relationship


@dataclass(frozen=True, slots=True)
class Patient:
    id: PatientId
    family: str
    given: str
    birth_date: date | None
    household: str = ""
    """Patients with the same household are offered together; empty: none known."""
    messages: tuple[MessageConsent, ...] = ()
    """What the PhMS knows of the patient's wish to be told."""
    acknowledged: tuple[str, ...] = ()
    """Notices of privacy practices that the patient signed for, or would not: not asked again."""
    tried: tuple[str, ...] = ()
    """Notices for which somebody else was told, the patient not being there."""
    address: str = ""
    patient_only: bool = False
    """The patient objects to anybody else collecting (section 4)."""
    may_collect: tuple[MayCollect, ...] = ()
    language: str = ""
    """The one the patient wants to be spoken to in, as the PhMS tells it (BCP 47); empty: none."""
    phone_last4: str = ""
    """The last four digits of the telephone, all that the counter needs of it; empty: none."""

    def __repr__(self) -> str:
        """Names and dates of birth stay out of logs and test output."""
        return f"Patient({self.id!r})"


@dataclass(frozen=True, slots=True)
class SoldBefore:
    """When a fill was picked up; lane and picker where this store knows them."""

    at: datetime
    lane: str = ""
    to: Relationship | None = None
    at_till: bool = False
    """The PhMS holds the number of a pickup at one of the store's tills."""


@dataclass(frozen=True, slots=True)
class Fill:
    key: FillKey
    phms_id: str
    version: str
    status: FillStatus
    claim: ClaimState
    patient: Patient
    copay: Money | None
    third_party: bool
    counselling: bool | None
    """Whether the PhMS asks for counselling; None when it does not say."""
    ndc: str = field(repr=False)
    drug: str = field(repr=False)
    """What was dispensed stays out of logs and test output, as names do."""
    quantity: str
    schedule: int | None
    """DEA schedule 2 to 5, None when not controlled."""
    bin: str
    bags: int
    refrigerated: bool
    ready_since: datetime | None
    read_at: datetime
    """When the PhMS told this: the age of the copay."""
    do_not_dispense_after: date | None = None
    therapy: Therapy = Therapy.UNKNOWN
    payer: Payer = NOT_TOLD
    adjudicated: date | None = None
    """When the payer accepted the claim that stands: a new adjudication is a new day."""
    filled: date | None = None
    lot: str = field(default="", repr=False)
    oversize: bool = False
    cabinet: bool = False
    """In the cabinet for controlled drugs."""
    part: Part = Part.WHOLE
    owed: str = ""
    """Of a part: what is owed still, as the PhMS says it."""
    rejects: tuple[str, ...] = ()
    """The NCPDP reject codes of its claims, also of those before the one that stands."""
    assistance: Money | None = None
    """What copay assistance paid; the copay is what is left of it."""
    refill_due: date | None = None
    counselling_reason: str = field(default="", repr=False)
    """Why the PhMS asks for counselling, in its words: for the pharmacist alone."""
    caps_unsigned: bool = False
    """It lies in an easy-open container, and the PhMS holds no signed request for that."""
    sold: SoldBefore | None = None
    at_phms: FillStatus | None = None
    """What the PhMS calls a fill that this store has handed out, whatever it counts as here."""

    def __post_init__(self) -> None:
        if self.copay is not None and self.copay < ZERO:
            raise ValueError("a copay is not negative")
        if self.schedule is not None and not 2 <= self.schedule <= 5:
            raise ValueError("a DEA schedule is 2 to 5")
        if not 1 <= self.bags <= 20:
            raise ValueError("a fill lies in 1 to 20 bags")

    @property
    def is_new(self) -> bool:
        return self.key.fill == 0

    def same_medicine_as(self, other: "Fill") -> bool:
        """Whether drug, quantity and patient are what the label said (section 8: else block)."""
        return (self.ndc, self.quantity, self.patient.id) == (
            other.ndc,
            other.quantity,
            other.patient.id,
        )
