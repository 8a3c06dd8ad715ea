"""What can be asked of a ticket, in the imperative. Each is answered with facts or a refusal."""

from dataclasses import dataclass
from datetime import date, datetime

from terminal.domain.attempt import CardKind, CardResult
from terminal.domain.barcode import EntryMethod
from terminal.domain.catalog import Item
from terminal.domain.identity import AttemptRef, Digest, LineId, StaffId, TenderId
from terminal.domain.money import Money
from terminal.domain.pickup import (
    Counselling,
    IdentityMethod,
    Relationship,
    ReleaseBasis,
    SignatureKind,
)
from terminal.domain.prescription import Fill, FillKey, PatientId
from terminal.domain.shown_id import PersonName, ShownId


@dataclass(frozen=True, slots=True)
class AddItem:
    item: Item
    quantity: int
    entry: EntryMethod


@dataclass(frozen=True, slots=True)
class ChangeQuantity:
    line: LineId
    quantity: int


@dataclass(frozen=True, slots=True)
class VoidLine:
    line: LineId


@dataclass(frozen=True, slots=True)
class ConfirmIdentity:
    patient: PatientId
    method: IdentityMethod
    by: StaffId
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NamePicker:
    patient: PatientId
    relationship: Relationship
    name: PersonName | None = None


@dataclass(frozen=True, slots=True)
class ReleaseObjection:
    """Somebody else may collect although the patient objects."""

    patient: PatientId
    pharmacist: StaffId
    reason: str


@dataclass(frozen=True, slots=True)
class AddFill:
    fill: Fill
    entry: EntryMethod


@dataclass(frozen=True, slots=True)
class ScanBag:
    key: FillKey


@dataclass(frozen=True, slots=True)
class RefreshFill:
    """`accepted` is the copay the clerk was shown and agreed to, when it changed."""

    fill: Fill
    accepted: Money | None


@dataclass(frozen=True, slots=True)
class RecordCounselling:
    result: Counselling
    pharmacist: StaffId
    note: str


@dataclass(frozen=True, slots=True)
class ReleaseControlled:
    """No ID is recorded: a pharmacist knows the person, or has a reason to do without."""

    pharmacist: StaffId
    basis: ReleaseBasis = ReleaseBasis.KNOWN
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RecordId:
    """An ID was shown; `expires` is compared and not kept, None where it never ends."""

    shown: ShownId
    by: StaffId
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class TakeSignature:
    kind: SignatureKind
    signer: Relationship
    text: str
    text_version: str
    strokes: Digest
    picture: Digest


@dataclass(frozen=True, slots=True)
class TakeCash:
    tendered: Money


@dataclass(frozen=True, slots=True)
class ChargeCard:
    """FSA_HSA asks for the eligible rest; CREDIT for all that is due, FSA data attached."""

    kind: CardKind
    ref: AttemptRef
    at: datetime
    terminal: str = ""


@dataclass(frozen=True, slots=True)
class NoteSent:
    ref: AttemptRef


@dataclass(frozen=True, slots=True)
class ResolveCharge:
    ref: AttemptRef
    result: CardResult


@dataclass(frozen=True, slots=True)
class ParkCharge:
    ref: AttemptRef
    reason: str


@dataclass(frozen=True, slots=True)
class DecideCharge:
    """A manager's word on a payment that the terminal cannot confirm (section 10.2)."""

    ref: AttemptRef
    by: StaffId
    charged: bool


@dataclass(frozen=True, slots=True)
class GiveBack:
    """Return a tender: cash at once, a card by a void with its own reference."""

    tender: TenderId
    ref: AttemptRef
    at: datetime


@dataclass(frozen=True, slots=True)
class Complete:
    """Close a ticket on which nothing is due, or nothing any more."""


@dataclass(frozen=True, slots=True)
class Suspend:
    pass


@dataclass(frozen=True, slots=True)
class Resume:
    staff: StaffId


@dataclass(frozen=True, slots=True)
class Abandon:
    reason: str


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """`by` answered; `pharmacist` says whether that was one, by own PIN."""

    rule: str
    answer: str
    note: str
    by: StaffId
    pharmacist: bool = False


Command = (
    AddItem
    | ChangeQuantity
    | VoidLine
    | ConfirmIdentity
    | NamePicker
    | AddFill
    | ScanBag
    | RefreshFill
    | RecordCounselling
    | ReleaseControlled
    | RecordId
    | ReleaseObjection
    | AnswerQuestion
    | TakeSignature
    | TakeCash
    | ChargeCard
    | NoteSent
    | ResolveCharge
    | ParkCharge
    | DecideCharge
    | GiveBack
    | Complete
    | Suspend
    | Resume
    | Abandon
)
