"""Every recordable fact: what happened at the counter, in the past tense, never edited.

Rules that hold here:

1. A fact's class name is its stable name in the journal, and `FACTS` is the closed set of them.
2. A field is never renamed or given another meaning; a new shape is a new fact.
3. Amounts that were decided (tax, change, shares) are recorded, never worked out again.
4. Who and when stand in the journal row around a fact, not in the fact.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import get_args

from terminal.domain.attempt import CardKind, CardResult
from terminal.domain.barcode import EntryMethod
from terminal.domain.card_batch import BatchReport
from terminal.domain.catalog import Item
from terminal.domain.identity import (
    EMPTY_DIGEST,
    AttemptRef,
    Digest,
    JobId,
    LaneId,
    LineId,
    PickupId,
    SaleId,
    StaffId,
    TenderId,
)
from terminal.domain.iias import Buckets
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
from terminal.domain.tax import TaxCharge

# --- the ticket


@dataclass(frozen=True, slots=True)
class SaleOpened:
    sale: SaleId
    number: int
    lane: LaneId
    staff: StaffId


@dataclass(frozen=True, slots=True)
class ItemAdded:
    sale: SaleId
    line: LineId
    item: Item
    quantity: int
    unit_price: Money
    tax: TaxCharge
    entry: EntryMethod


@dataclass(frozen=True, slots=True)
class FillAdded:
    """`fill` is the snapshot as sold; the line's price is its copay."""

    sale: SaleId
    line: LineId
    fill: Fill
    copay: Money
    tax: TaxCharge
    entry: EntryMethod


@dataclass(frozen=True, slots=True)
class QuantityChanged:
    sale: SaleId
    line: LineId
    quantity: int
    tax: TaxCharge


@dataclass(frozen=True, slots=True)
class LineVoided:
    sale: SaleId
    line: LineId


@dataclass(frozen=True, slots=True)
class FillRefreshed:
    """The fill was read again; a changed copay was shown and accepted before this."""

    sale: SaleId
    line: LineId
    fill: Fill
    copay: Money
    tax: TaxCharge


@dataclass(frozen=True, slots=True)
class SaleSuspended:
    sale: SaleId


@dataclass(frozen=True, slots=True)
class SaleResumed:
    sale: SaleId
    staff: StaffId


@dataclass(frozen=True, slots=True)
class SaleAbandoned:
    sale: SaleId
    reason: str


@dataclass(frozen=True, slots=True)
class SaleCompleted:
    sale: SaleId
    total: Money
    tax: Money
    eligible: Money
    rx_eligible: Money
    change: Money


# --- pickup and its obligations


@dataclass(frozen=True, slots=True)
class PatientViewed:
    """A patient's record was shown; the audit needs to know (45 CFR 164.312(b))."""

    patient: PatientId


@dataclass(frozen=True, slots=True)
class IdentityConfirmed:
    sale: SaleId
    patient: PatientId
    method: IdentityMethod
    by: StaffId
    reason: str = ""
    """Why a pharmacist stood in for the answer; of before this field: none."""


@dataclass(frozen=True, slots=True)
class IdentityMissed:
    """The answer did not match. What was entered is not kept."""

    patient: PatientId
    tries: int


@dataclass(frozen=True, slots=True)
class PickerNamed:
    sale: SaleId
    patient: PatientId
    relationship: Relationship
    name: PersonName | None = None


@dataclass(frozen=True, slots=True)
class ObjectionReleased:
    """The patient had objected to anybody else collecting; a pharmacist had a reason."""

    sale: SaleId
    patient: PatientId
    pharmacist: StaffId
    reason: str


@dataclass(frozen=True, slots=True)
class BagScanned:
    sale: SaleId
    line: LineId


@dataclass(frozen=True, slots=True)
class CounsellingRecorded:
    """`by` is the pharmacist who counselled or let the refusal stand; `note` whom or why."""

    sale: SaleId
    lines: tuple[LineId, ...]
    result: Counselling
    by: StaffId
    note: str
    rules: tuple[str, ...] = ()
    """The rows that asked (`Rule.ref`); answers of before this field have none."""


@dataclass(frozen=True, slots=True)
class ControlledReleased:
    sale: SaleId
    lines: tuple[LineId, ...]
    pharmacist: StaffId
    basis: ReleaseBasis = ReleaseBasis.CHECKED
    reason: str = ""
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ControlledIdShown:
    """Who takes controlled fills showed an ID. Leaves the till only to the PhMS (section 7).

    `keep_years` is the longest that a row in force asked for when it was recorded.
    """

    sale: SaleId
    lines: tuple[LineId, ...]
    shown: ShownId
    by: StaffId
    keep_years: int
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandOutAnswered:
    """A question before handing out, as it was asked; `lets_go` False: the fill stays here."""

    sale: SaleId
    lines: tuple[LineId, ...]
    rule: str
    question: str
    answer: str
    note: str
    by: StaffId
    lets_go: bool


@dataclass(frozen=True, slots=True)
class SignatureTaken:
    """`strokes` names the stored vectors, `picture` their PNG; `bound` hashes text, lines and
    strokes together.
    """

    sale: SaleId
    lines: tuple[LineId, ...]
    kind: SignatureKind
    signer: Relationship
    text: str
    text_version: str
    strokes: Digest
    bound: Digest
    picture: Digest = EMPTY_DIGEST
    """Signatures of before this field have none."""


@dataclass(frozen=True, slots=True)
class FillHandedOver:
    """A pickup: never rejected, never merged away. It reaches the PhMS through the outbox."""

    sale: SaleId
    line: LineId
    pickup: PickupId
    key: FillKey
    phms_id: str
    version: str
    copay: Money
    relationship: Relationship
    counselling: Counselling | None
    signature: Digest
    picker: PersonName | None = None
    """Who took it, where that was asked; the patient's own name for the patient."""
    shown: ShownId | None = None
    pharmacist: StaffId | None = None
    """Who counselled or released it; nobody did for a plain refill."""
    sold_on: date | None = None
    """The store's own date: what a PDMP calls the date sold (ASAP 4.2A DSP17)."""


@dataclass(frozen=True, slots=True)
class SecondPickupClaimed:
    """Somebody came with the bag or number of a fill that was picked up: a person must look."""

    key: FillKey
    patient: PatientId
    sold_at: datetime | None
    sold_lane: str
    sold_to: Relationship | None


@dataclass(frozen=True, slots=True)
class PickupConfirmed:
    """The PhMS holds the pickup."""

    pickup: PickupId
    key: FillKey
    version: str


@dataclass(frozen=True, slots=True)
class PickupDisputed:
    """The PhMS disagrees: a person must look. The pickup itself stands."""

    pickup: PickupId
    key: FillKey
    reason: str


# --- tenders


@dataclass(frozen=True, slots=True)
class CashTaken:
    """`applied` is what it pays of the ticket; `rounding` posts to its own account."""

    sale: SaleId
    tender: TenderId
    applied: Money
    tendered: Money
    rounding: Money
    change: Money
    used: Buckets


@dataclass(frozen=True, slots=True)
class ChargeRequested:
    """On disk before the card terminal sees a byte (card-terminal.md section 10.1).

    `asked_at` tells recovery how long the terminal has had to answer, `terminal` (its serial
    number) which one must be asked (section 10.2).
    """

    sale: SaleId
    tender: TenderId
    ref: AttemptRef
    kind: CardKind
    amount: Money
    healthcare: Money
    rx: Money
    asked_at: datetime
    terminal: str = ""


@dataclass(frozen=True, slots=True)
class ChargeSent:
    """The terminal acknowledged the request."""

    sale: SaleId
    ref: AttemptRef


@dataclass(frozen=True, slots=True)
class ChargeResolved:
    """The terminal answered, or told us about it later. `used` is what an approval pays."""

    sale: SaleId
    ref: AttemptRef
    result: CardResult
    used: Buckets


@dataclass(frozen=True, slots=True)
class ChargeParked:
    """PAYMENT NOT CONFIRMED: the terminal cannot tell now; the ticket waits for it."""

    sale: SaleId
    ref: AttemptRef
    reason: str


@dataclass(frozen=True, slots=True)
class ChargeDecided:
    """A manager read the terminal's own record, because it cannot be asked any more."""

    sale: SaleId
    ref: AttemptRef
    by: StaffId
    charged: bool


@dataclass(frozen=True, slots=True)
class VoidRequested:
    """An approved card tender is to be given back; `ref` is the void's own reference."""

    sale: SaleId
    tender: TenderId
    ref: AttemptRef
    terminal_txn: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class VoidResolved:
    sale: SaleId
    tender: TenderId
    ref: AttemptRef
    result: CardResult


@dataclass(frozen=True, slots=True)
class CashReturned:
    """A cash tender of a still open ticket was handed back."""

    sale: SaleId
    tender: TenderId


# --- paper and drawer


@dataclass(frozen=True, slots=True)
class ReceiptRequested:
    """`copy` 1 is the original; every later one is headed DUPLICATE and numbered."""

    sale: SaleId
    job: JobId
    copy: int
    process_id: str


@dataclass(frozen=True, slots=True)
class ReceiptMoved:
    job: JobId
    state: str
    reason: str


class DrawerReason(Enum):
    CASH = "cash"
    NO_SALE = "no sale"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class DrawerRequested:
    reason: DrawerReason
    sale: SaleId | None


class DrawerSight(Enum):
    """What the drawer's sensor, or the driver, told of it."""

    OPENED = "opened"
    OPENED_BY_HAND = "opened by hand"  # after the counter had asked in vain, and had said so
    OPENED_UNASKED = "opened unasked"  # with its key, or by force
    FOUND_OPEN = "found open"  # it stood open when the counter began to see it
    CLOSED = "closed"
    STAYED_CLOSED = "stayed closed"  # asked for, and it did not open
    NOT_REACHED = "not reached"  # asked for, and the pulse never left
    UNSTEADY = "unsteady"  # it tells more moves than hands make; they are not recorded one by one


@dataclass(frozen=True, slots=True)
class DrawerSeen:
    """`reason` and `sale` are those of the request that it answers; None: nobody had asked."""

    sight: DrawerSight
    reason: DrawerReason | None
    sale: SaleId | None


# --- devices


@dataclass(frozen=True, slots=True)
class DeviceAssigned:
    """A person said which device is the printer, the scanner ...; `address` empty: none."""

    role: str
    address: str


# --- the card terminal's batch; `terminal` is its serial number


@dataclass(frozen=True, slots=True)
class CardBatchRequested:
    """On disk before the card terminal sees a byte: from then on its records may be gone."""

    terminal: str


@dataclass(frozen=True, slots=True)
class CardBatchClosed:
    """The terminal settled with the bank."""

    terminal: str
    report: BatchReport


@dataclass(frozen=True, slots=True)
class CardBatchFailed:
    """It was not closed, or (`unknown`) it may be: the word of it was lost."""

    terminal: str
    reason: str
    unknown: bool


# --- people


@dataclass(frozen=True, slots=True)
class SignedIn:
    staff: StaffId


@dataclass(frozen=True, slots=True)
class SignedOut:
    staff: StaffId


@dataclass(frozen=True, slots=True)
class SignInFailed:
    staff: StaffId
    tries: int


@dataclass(frozen=True, slots=True)
class ScreenLocked:
    why: str


@dataclass(frozen=True, slots=True)
class ScreenUnlocked:
    staff: StaffId


SaleFact = (
    SaleOpened
    | ItemAdded
    | FillAdded
    | QuantityChanged
    | LineVoided
    | FillRefreshed
    | SaleSuspended
    | SaleResumed
    | SaleAbandoned
    | SaleCompleted
    | IdentityConfirmed
    | PickerNamed
    | BagScanned
    | CounsellingRecorded
    | ControlledReleased
    | ControlledIdShown
    | ObjectionReleased
    | HandOutAnswered
    | SignatureTaken
    | FillHandedOver
    | CashTaken
    | CashReturned
    | ChargeRequested
    | ChargeSent
    | ChargeResolved
    | ChargeParked
    | ChargeDecided
    | VoidRequested
    | VoidResolved
    | ReceiptRequested
)
"""Facts of one ticket: each names its `sale`; replaying them gives the ticket again."""

CardBatchFact = CardBatchRequested | CardBatchClosed | CardBatchFailed
"""How the last closing of the card terminal's batch stands."""

Fact = (
    SaleFact
    | PatientViewed
    | IdentityMissed
    | SecondPickupClaimed
    | PickupConfirmed
    | PickupDisputed
    | ReceiptMoved
    | DrawerRequested
    | DeviceAssigned
    | CardBatchFact
    | DrawerSeen
    | SignedIn
    | SignedOut
    | SignInFailed
    | ScreenLocked
    | ScreenUnlocked
)

FACTS: tuple[type[Fact], ...] = get_args(Fact)
