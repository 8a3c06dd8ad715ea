"""What can be asked of a ticket, in the imperative. Each is answered with facts or a refusal."""

from dataclasses import dataclass, field
from datetime import date, datetime

from terminal.domain.account import Standing
from terminal.domain.attempt import UNNAMED, CardKind, CardResult, Merchant
from terminal.domain.barcode import EntryMethod
from terminal.domain.catalog import Item
from terminal.domain.consent import Channel
from terminal.domain.copay import Relief
from terminal.domain.coupon import CouponCode
from terminal.domain.discount import DiscountKind
from terminal.domain.fill_guards import Stop
from terminal.domain.gift import GiftStanding
from terminal.domain.identity import AttemptRef, Digest, LaneId, LineId, StaffId, TenderId
from terminal.domain.keyed import Entries
from terminal.domain.money import Money
from terminal.domain.original import Original
from terminal.domain.pickup import (
    Counselling,
    IdentityMethod,
    Relationship,
    ReleaseBasis,
    SignedOn,
    Unsigned,
    WhyTyped,
)
from terminal.domain.prescription import Fill, FillKey, PatientId
from terminal.domain.pse_desk import PseCommand
from terminal.domain.record_book import BookBuyer, BuyerBasis, BuyerMarks, EarlierSale
from terminal.domain.refund import ReturnReason
from terminal.domain.restricted import AgeMethod, RefusedBecause
from terminal.domain.shown_id import PersonName, ShownId
from terminal.domain.signature import PaperId
from terminal.domain.staff import StaffMember
from terminal.domain.tender_kind import TenderKind


@dataclass(frozen=True, slots=True)
class AddItem:
    """`price`: what was entered for goods with an open price; of other goods it is not asked."""

    item: Item
    quantity: int
    entry: EntryMethod
    price: Money | None = None


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
    released_by: StaffId | None = None
    reason: str = ""


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
    """A bag's label was scanned; or typed, and why."""

    key: FillKey
    entry: EntryMethod
    why: WhyTyped | None = None

    def __post_init__(self) -> None:
        if (self.entry is EntryMethod.KEYED) != (self.why is not None):
            raise ValueError("a typed label has a reason, and only that")


@dataclass(frozen=True, slots=True)
class RefreshFill:
    """`accepted` is the copay the clerk was shown and agreed to, when it changed."""

    fill: Fill
    accepted: Money | None


@dataclass(frozen=True, slots=True)
class RecordCounselling:
    result: Counselling
    by: StaffId
    note: str
    lines: tuple[LineId, ...] = ()
    """Which fills were answered for; none named: all that wait for an answer."""
    by_pharmacist: bool = True
    lane: LaneId | None = None
    """The lane at which it was given, when not at the ticket's own."""
    requested: bool = False
    """The patient asked for it, of fills that wait for no answer; these are named."""


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
    """One text signed: the row that holds it, and what the person saw that it covers."""

    paper: PaperId
    strokes: Digest
    picture: Digest
    place: SignedOn = SignedOn.PAD


@dataclass(frozen=True, slots=True)
class LeaveUnsigned:
    """A text that was due and is not signed: why, and what was done about it."""

    paper: PaperId
    why: Unsigned
    note: str
    by: StaffId


@dataclass(frozen=True, slots=True)
class CheckAge:
    """A birth date, from an ID or from the card's code. It is compared and not kept."""

    born: date = field(repr=False)
    method: AgeMethod
    seller: StaffMember


@dataclass(frozen=True, slots=True)
class JudgeAge:
    """Who buys looks older than the challenge age."""

    seller: StaffMember


@dataclass(frozen=True, slots=True)
class ExemptAge:
    """It is bought on a prescription."""

    pharmacist: StaffId


@dataclass(frozen=True, slots=True)
class RefuseRestricted:
    reason: RefusedBecause
    seller: StaffMember
    of_book: bool = False
    """Whether it is about the lines of the record book."""


@dataclass(frozen=True, slots=True)
class Dispense:
    """The pharmacist dispenses what goes into the record book; `earlier` is the buyer's ledger."""

    buyer: BookBuyer
    basis: BuyerBasis
    pharmacist: StaffMember
    earlier: tuple[EarlierSale, ...]
    at: datetime
    marks: BuyerMarks

    @property
    def scanned(self) -> bool:
        return self.basis is BuyerBasis.ID_SCANNED


RestrictedCommand = CheckAge | JudgeAge | ExemptAge | RefuseRestricted | Dispense


@dataclass(frozen=True, slots=True)
class TakeCash:
    tendered: Money


@dataclass(frozen=True, slots=True)
class TakeKeyed:
    """A check, a voucher and the like; `again` is the amount as it was keyed a second time."""

    kind: TenderKind
    amount: Money
    entries: Entries = field(default=(), repr=False)
    again: Money | None = None
    standing: Standing | None = None
    """Of the account that it is bought on, as it was read just now."""
    gift: GiftStanding | None = None
    """Of the gift card, likewise."""


@dataclass(frozen=True, slots=True)
class PayAccount:
    """Pay what a house account owes, which was read just now."""

    standing: Standing
    amount: Money


@dataclass(frozen=True, slots=True)
class LoadGiftCard:
    """Put money on a gift card, which was read just now."""

    standing: GiftStanding
    amount: Money


@dataclass(frozen=True, slots=True)
class ChargeCard:
    """FSA_HSA asks for the eligible rest; CREDIT for all that is due, FSA data attached.

    `most` is what the customer wants on this card, where that is less.
    """

    kind: CardKind
    ref: AttemptRef
    at: datetime
    terminal: str = ""
    most: Money | None = None
    merchant: Merchant = UNNAMED


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
    """Return a tender: cash and paper at once, a card by a void with its own reference.

    `reversal` is what a benefit programme's own device said of taking its payment back.
    """

    tender: TenderId
    ref: AttemptRef
    at: datetime
    reversal: str = ""


@dataclass(frozen=True, slots=True)
class Complete:
    """Close a ticket on which nothing is due, or nothing any more."""


@dataclass(frozen=True, slots=True)
class Suspend:
    """Put it aside, under a name that people know it by."""

    name: str = field(default="", repr=False)
    reason: str = ""
    by: StaffId | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LabelAside:
    """Another name or reason for a ticket that is put aside."""

    name: str = field(repr=False)
    reason: str
    by: StaffId


@dataclass(frozen=True, slots=True)
class Resume:
    staff: StaffId


@dataclass(frozen=True, slots=True)
class Abandon:
    """Void the whole ticket; `by` answers for it."""

    reason: str
    by: StaffId | None = None


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """`by` answered; `pharmacist` says whether that was one, by own PIN."""

    rule: str
    answer: str
    note: str
    by: StaffId
    pharmacist: bool = False


@dataclass(frozen=True, slots=True)
class ReleaseStop:
    """`offline`: the PhMS did not answer, so that no new claim can be asked for now."""

    fill: Fill
    stop: Stop
    pharmacist: StaffId
    reason: str
    offline: bool


@dataclass(frozen=True, slots=True)
class RelieveCopay:
    """`by` is who took the patient's word, or who approved the waiver."""

    line: LineId
    relief: Relief
    by: StaffId
    reason: str


@dataclass(frozen=True, slots=True)
class HandOverNotice:
    by: StaffId


@dataclass(frozen=True, slots=True)
class AnswerMessages:
    patient: PatientId
    channel: Channel
    by: StaffId


@dataclass(frozen=True, slots=True)
class DiscountLine:
    """`value` is hundredths of a percent, or cents; `by` is who gives it, within own limit."""

    line: LineId
    kind: DiscountKind
    value: int
    reason: str
    by: StaffMember


@dataclass(frozen=True, slots=True)
class DiscountTicket:
    kind: DiscountKind
    value: int
    reason: str
    by: StaffMember


@dataclass(frozen=True, slots=True)
class ApplyRate:
    """The ticket's goods at the rate of a group; `holder` is the number of the employee."""

    group: str
    by: StaffMember
    holder: str = ""


@dataclass(frozen=True, slots=True)
class OverridePrice:
    """`price` is that of one piece."""

    line: LineId
    price: Money
    reason: str
    by: StaffMember


@dataclass(frozen=True, slots=True)
class TakeOffDiscount:
    """What a person changed about a line's price, or without a line the ticket's discount."""

    line: LineId | None = None


@dataclass(frozen=True, slots=True)
class TakeCoupon:
    """`value` is what a person read on it, where its code does not tell."""

    code: CouponCode
    line: LineId
    value: Money | None = None


@dataclass(frozen=True, slots=True)
class TakeOffCoupons:
    line: LineId


CouponCommand = TakeCoupon | TakeOffCoupons


@dataclass(frozen=True, slots=True)
class ExemptCustomer:
    certificate: str
    expires: date
    by: StaffId


@dataclass(frozen=True, slots=True)
class LiftExemption:
    pass


@dataclass(frozen=True, slots=True)
class SetOnPrescription:
    """`by` is the pharmacist who has the prescription."""

    line: LineId
    on_rx: bool
    by: StaffId


@dataclass(frozen=True, slots=True)
class ReturnGrant:
    """What who answers for it may take back."""

    by: StaffId
    over_limit: bool = False
    """Beyond the cashier's limit, after the store's days, or without a receipt."""
    prescriptions: bool = False


@dataclass(frozen=True, slots=True)
class AddReturn:
    """Goods of an earlier ticket come back, which was read just now."""

    original: Original
    line: LineId
    quantity: int
    reason: ReturnReason
    grant: ReturnGrant
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecordReturner:
    """Who brings goods without a receipt; `before` is what that person got back so already."""

    name: PersonName
    document: str
    number: str = field(repr=False)
    person: Digest
    before: Money
    grant: ReturnGrant


@dataclass(frozen=True, slots=True)
class AddUnreceipted:
    """Goods without a receipt, at the shelf's price of today."""

    item: Item
    quantity: int
    reason: ReturnReason
    before: Money
    """What the person got back without receipts already, in the store's period."""
    grant: ReturnGrant


@dataclass(frozen=True, slots=True)
class GiveRefund:
    """Give back what is due to a source, or in cash to all whose money goes back so.

    `reference` is the word of whoever takes it back, or the number of the store's own check.
    """

    source: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class RefundCard:
    """Give back to a card over the terminal.

    `batch_at`: when a closing of the terminal's batch was last asked for, or told of.
    """

    source: str
    ref: AttemptRef
    at: datetime
    terminal: str = ""
    batch_at: datetime | None = None
    merchant: Merchant = UNNAMED


ReturnCommand = AddReturn | RecordReturner | AddUnreceipted
RefundCommand = GiveRefund | RefundCard
TaxCommand = ExemptCustomer | LiftExemption | SetOnPrescription
PriceCommand = DiscountLine | DiscountTicket | OverridePrice | TakeOffDiscount | ApplyRate

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
    | LabelAside
    | Resume
    | Abandon
    | PseCommand
    | ReleaseStop
    | RelieveCopay
    | HandOverNotice
    | AnswerMessages
    | RestrictedCommand
    | LeaveUnsigned
    | PriceCommand
    | TaxCommand
    | TakeKeyed
    | PayAccount
    | LoadGiftCard
    | CouponCommand
    | ReturnCommand
    | RefundCommand
)
