"""Every recordable fact: what happened at the counter, in the past tense, never edited.

Rules that hold here:

1. A fact's class name is its stable name in the journal, and `FACTS` is the closed set of them.
2. A field is never renamed or given another meaning; a new shape is a new fact.
3. Amounts that were decided (tax, change, shares) are recorded, never worked out again.
4. Who and when stand in the journal row around a fact, not in the fact.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import get_args

from terminal.domain.account import Account
from terminal.domain.attempt import UNNAMED, CardKind, CardPayment, CardResult, Merchant
from terminal.domain.barcode import EntryMethod
from terminal.domain.card_batch import BatchReport
from terminal.domain.catalog import Item, ItemClass, Measure
from terminal.domain.consent import MessageConsent
from terminal.domain.coupon import Coupon
from terminal.domain.deposit import DepositKind
from terminal.domain.discount import Discount, Override, Share
from terminal.domain.elsewhere import ElsewhereFact
from terminal.domain.fill_guards import Stop
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
from terminal.domain.keyed import Entries
from terminal.domain.money import ZERO, Money
from terminal.domain.move import MoveFact, MoveSettled
from terminal.domain.payer import PayerKind
from terminal.domain.pickup import (
    CapScope,
    Counselling,
    IdentityMethod,
    Relationship,
    ReleaseBasis,
    SignatureKind,
    SignedOn,
    Unsigned,
    WhyTyped,
)
from terminal.domain.prescription import Fill, FillKey, PatientId
from terminal.domain.promotion import Promoted
from terminal.domain.pse_ticket import PseFact
from terminal.domain.receipt_message import MessageFact
from terminal.domain.receipt_wish import PLAIN_WISH, Wish
from terminal.domain.record_book import BookBuyer, BuyerBasis
from terminal.domain.refund import RefundWay, Returned, Shares, SourceShare
from terminal.domain.restricted import AgeMethod, RefusedBecause
from terminal.domain.shown_id import PersonName, ShownId
from terminal.domain.snap import SnapShare
from terminal.domain.staff import Role
from terminal.domain.tax import TaxCharge
from terminal.domain.tender_kind import TenderKind
from terminal.domain.till_facts import TillFact
from terminal.domain.unclaimed import CallResult
from terminal.domain.work_item import Settlement, WorkItemId

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
class LineDiscounted:
    """`amount` comes off the whole line; without a discount the one that was there is gone."""

    sale: SaleId
    line: LineId
    discount: Discount | None
    amount: Money
    tax: TaxCharge


@dataclass(frozen=True, slots=True)
class PriceOverridden:
    """Another price of one piece than the shelf's; without `override` it is the shelf's again."""

    sale: SaleId
    line: LineId
    unit_price: Money
    override: Override | None
    tax: TaxCharge


@dataclass(frozen=True, slots=True)
class TicketDiscounted:
    """`amount` comes off the ticket. `shares` are those that changed; the other lines keep theirs.

    Also recorded when lines moved under the discount; without one it was taken off.
    """

    sale: SaleId
    discount: Discount | None
    amount: Money
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class CouponTaken:
    """A coupon on a line. A manufacturer pays the store what it took off."""

    sale: SaleId
    line: LineId
    coupon: Coupon
    tax: TaxCharge


@dataclass(frozen=True, slots=True)
class CouponsTakenOff:
    """All coupons of a line: by a person, or because goods that they ask for are gone."""

    sale: SaleId
    line: LineId
    tax: TaxCharge


@dataclass(frozen=True, slots=True)
class LinePromoted:
    """All that promotions take off this line now; nothing: none does any more."""

    line: LineId
    promotions: tuple[Promoted, ...]
    tax: TaxCharge


@dataclass(frozen=True, slots=True)
class PromotionsApplied:
    """What the store's promotions of `day` take off these lines; the others keep what they have."""

    sale: SaleId
    day: date
    lines: tuple[LinePromoted, ...]


@dataclass(frozen=True, slots=True)
class LineRepriced:
    """`item` has the price that is in force now; a discount of the line is told anew after it."""

    line: LineId
    item: Item
    unit_price: Money
    tax: TaxCharge


@dataclass(frozen=True, slots=True)
class ItemsRepriced:
    """A ticket that was put aside has the prices and the promotions of `day` from now on.

    Only where the store wants it; `lines` are those whose price became another.
    """

    sale: SaleId
    day: date
    lines: tuple[LineRepriced, ...]


@dataclass(frozen=True, slots=True)
class LineTax:
    line: LineId
    tax: TaxCharge


@dataclass(frozen=True, slots=True)
class LinesTaxed:
    """The tax of these lines was worked out anew: by another day's rules, or for the ticket."""

    sale: SaleId
    lines: tuple[LineTax, ...]


@dataclass(frozen=True, slots=True)
class CustomerExempted:
    """The customer showed a certificate: nothing on the ticket is taxed, to its last day."""

    sale: SaleId
    certificate: str
    expires: date
    by: StaffId


@dataclass(frozen=True, slots=True)
class ExemptionLifted:
    sale: SaleId


@dataclass(frozen=True, slots=True)
class OnPrescription:
    """Over-the-counter goods that a prescription is for, by a pharmacist's word, or not any more.

    Only its tax changes: it stays over-the-counter goods.
    """

    sale: SaleId
    line: LineId
    on_rx: bool
    by: StaffId


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
    """Put aside. `name` is how the ticket is known at the counter; `at` tells its age."""

    sale: SaleId
    name: str = field(default="", repr=False)
    reason: str = ""
    by: StaffId | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SaleLabelled:
    """A ticket that is put aside has another name or reason."""

    sale: SaleId
    name: str = field(repr=False)
    reason: str
    by: StaffId


@dataclass(frozen=True, slots=True)
class SaleResumed:
    sale: SaleId
    staff: StaffId


@dataclass(frozen=True, slots=True)
class SaleAbandoned:
    """Voided before it was sold; `amount` is what it would have cost."""

    sale: SaleId
    reason: str
    by: StaffId | None = None
    """Who answers for it: who had the ticket, or a manager."""
    amount: Money = ZERO


@dataclass(frozen=True, slots=True)
class SaleCompleted:
    sale: SaleId
    total: Money
    tax: Money
    eligible: Money
    rx_eligible: Money
    change: Money
    deposits: Money = ZERO
    """What of the total pays a debt and is no sale."""
    returned: Money = ZERO
    """What goods that came back are worth, without tax: the total is that much less."""
    gift_cards: Money = ZERO
    """What of it was put on gift cards: owed to their holders, and no sale either."""


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
    """Who collects. A minor who collects alone was let to by a pharmacist, for a reason."""

    sale: SaleId
    patient: PatientId
    relationship: Relationship
    name: PersonName | None = None
    released_by: StaffId | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ObjectionReleased:
    """The patient had objected to anybody else collecting; a pharmacist had a reason."""

    sale: SaleId
    patient: PatientId
    pharmacist: StaffId
    reason: str


@dataclass(frozen=True, slots=True)
class BagScanned:
    """The bag's label was checked. `entry` is None of before the journal kept how; `why` is that
    of a typed number.
    """

    sale: SaleId
    line: LineId
    entry: EntryMethod | None = None
    why: WhyTyped | None = None


@dataclass(frozen=True, slots=True)
class CounsellingRecorded:
    """`by` is the pharmacist who counselled or let the refusal stand; `note` whom or why.

    Where the rows let anybody offer, `by` may be the clerk who heard the refusal.
    """

    sale: SaleId
    lines: tuple[LineId, ...]
    result: Counselling
    by: StaffId
    note: str
    rules: tuple[str, ...] = ()
    """The rows that asked (`Rule.ref`); answers of before this field have none."""
    lane: LaneId | None = None
    """The lane at which a pharmacist answered, when not at the ticket's own."""
    by_pharmacist: bool = True
    """Whether `by` is one: only then is that number told as the pharmacist's (AIR09)."""
    requested: bool = False
    """Whether the patient asked, and nothing else did."""


@dataclass(frozen=True, slots=True)
class ControlledReleased:
    sale: SaleId
    lines: tuple[LineId, ...]
    pharmacist: StaffId
    basis: ReleaseBasis = ReleaseBasis.CHECKED
    reason: str = ""
    rules: tuple[str, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    """Of who took it, line by line: who collects for several is not the same to each."""


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
    relationships: tuple[Relationship, ...] = ()
    """As of `ControlledReleased`."""


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
    rules: tuple[str, ...] = ()
    """The row that holds the text (`Rule.ref`); signatures of before this field have none."""
    patient: PatientId | None = None
    """Whom a text is about that is not about fills."""
    notice: str = ""
    """The version of the notice that was acknowledged."""
    scope: CapScope | None = None
    place: SignedOn = SignedOn.PAD
    """Where it was drawn. The whole text stood on our own screen either way."""


@dataclass(frozen=True, slots=True)
class LeftUnsigned:
    """A text that was due and is not signed; `note` is the reason, or the effort that was made."""

    sale: SaleId
    lines: tuple[LineId, ...]
    kind: SignatureKind
    why: Unsigned
    note: str
    by: StaffId
    text_version: str
    rules: tuple[str, ...]
    patient: PatientId | None = None
    notice: str = ""


@dataclass(frozen=True, slots=True)
class StopReleased:
    """A pharmacist answers for a fill that a guard had stopped, before it is on the ticket."""

    sale: SaleId
    key: FillKey
    stop: Stop
    by: StaffId
    reason: str
    rules: tuple[str, ...]
    """The rows that stopped it (`Rule.ref`)."""


@dataclass(frozen=True, slots=True)
class CopayLeftOwed:
    """The patient gets the medicine and owes the copay: `by` took the patient's word for it."""

    sale: SaleId
    line: LineId
    patient: PatientId
    payer: PayerKind
    amount: Money
    by: StaffId
    reason: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CopayWaived:
    """Nobody pays the copay: `by` approved it."""

    sale: SaleId
    line: LineId
    patient: PatientId
    payer: PayerKind
    amount: Money
    by: StaffId
    reason: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticeHandedOver:
    """The printed notices went to the person with these lines; when stands in the journal row."""

    sale: SaleId
    lines: tuple[LineId, ...]
    notices: tuple[str, ...]
    by: StaffId
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticeHandedAside:
    """The same for a fill that stays here: its claim is rejected, so there is no ticket."""

    key: FillKey
    patient: PatientId
    notices: tuple[str, ...]
    by: StaffId
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MessagesAnswered:
    """The patient opted in to messages by this channel, or wants none."""

    sale: SaleId
    patient: PatientId
    consent: MessageConsent
    by: StaffId


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
    owed: Money = ZERO
    """What of the copay was left owed, or waived, instead of being paid."""
    waived: Money = ZERO
    consents: tuple[MessageConsent, ...] = ()
    """What the patient said about messages on this ticket; so it reaches the PhMS."""
    notice: str = ""
    """The notice that the patient acknowledged with this pickup."""
    caps: CapScope | None = None
    """The request for easy-open caps that was signed with it."""
    picker: PersonName | None = None
    """Who took it, where that was asked; the patient's own name for the patient."""
    id_shown: bool = False
    """An ID is recorded with the ticket (`ControlledIdShown`): that is not kept as long."""
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


@dataclass(frozen=True, slots=True)
class PickupCalled:
    """Somebody called about a bag that waits."""

    key: FillKey
    patient: PatientId
    result: CallResult


@dataclass(frozen=True, slots=True)
class WorkItemSettled:
    """A person closed a work item. `note` says in words what was found and done."""

    item: WorkItemId
    kind: str
    subject: str
    how: Settlement
    note: str = field(default="", repr=False)
    version: str = ""
    """Of the fill that the person compared it with: for no other it is sent."""


# --- restricted goods


@dataclass(frozen=True, slots=True)
class AgeVerified:
    """Who buys was old enough. Of the person only the class of the age is kept: 18 or more ..."""

    sale: SaleId
    lines: tuple[LineId, ...]
    age: int
    method: AgeMethod
    by: StaffId
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgeExempted:
    """A prescription took the place of the age, by a pharmacist's word."""

    sale: SaleId
    lines: tuple[LineId, ...]
    pharmacist: StaffId
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RestrictedRefused:
    """A refused sale; `age` is the one that was asked for."""

    sale: SaleId
    lines: tuple[LineId, ...]
    reason: RefusedBecause
    age: int
    by: StaffId
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BookEntryMade:
    """One line of the bound record book (21 CFR 1306.26(e)): the pharmacist dispensed it.

    `quantity` counts packages, `amount` what is in all of them. `person` and `document` tell the
    same buyer the next time; in an entry before schema 0013 they are plain digests. The line's
    voiding or change takes the entry back.
    """

    sale: SaleId
    line: LineId
    item_class: ItemClass
    drug: str
    quantity: int
    amount: int
    measure: Measure
    buyer: BookBuyer
    basis: BuyerBasis
    person: Digest
    document: Digest
    sold_on: date
    pharmacist: StaffId
    pharmacist_name: str
    rules: tuple[str, ...]


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
    merchant: Merchant = UNNAMED
    """For the archive: an audit asks for it years later (money-tax-iias.md section 6.10)."""


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
    kind: CardKind | None = None
    """What an approval counts as at the close; answers of before this field have none."""


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
    amount: Money = ZERO
    """What went back to the card, as what kind."""
    kind: CardKind | None = None


@dataclass(frozen=True, slots=True)
class StoredSaleUploaded:
    """A sale that was approved without the bank has its approval; the numbers are its new ones."""

    sale: SaleId
    ref: AttemptRef
    terminal_txn: str
    auth: str
    host_ref: str


@dataclass(frozen=True, slots=True)
class StoredSaleDeclined:
    """The bank refused it when it was uploaded. On a ticket that is still open it pays nothing."""

    sale: SaleId
    ref: AttemptRef
    reason: str
    amount: Money = ZERO
    """What a ticket that is still open has to be paid again, after which kind of card."""
    kind: CardKind | None = None


@dataclass(frozen=True, slots=True)
class StoredSaleMissing:
    """The terminal holds nothing of it any more: what the bank did, only its report tells."""

    sale: SaleId
    ref: AttemptRef
    reason: str


@dataclass(frozen=True, slots=True)
class StoredSaleSettled:
    """A manager said what became of it: it was `paid` after all, or is the store's loss."""

    sale: SaleId
    ref: AttemptRef
    by: StaffId
    paid: bool


@dataclass(frozen=True, slots=True)
class CashReturned:
    """A cash tender of a still open ticket was handed back: what it paid, and its rounding."""

    sale: SaleId
    tender: TenderId
    applied: Money = ZERO
    rounding: Money = ZERO


@dataclass(frozen=True, slots=True)
class KeyedTenderTaken:
    """A check, a voucher, a benefit card's slip: what it was written for (`tendered`), what of it
    pays the ticket (`applied`), what went back in cash (`change`), and what was read off it.
    """

    sale: SaleId
    tender: TenderId
    kind: TenderKind
    applied: Money
    tendered: Money
    change: Money
    used: Buckets
    entries: Entries = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyedTenderReturned:
    """It was handed back while the ticket was open, or reversed where it was approved."""

    sale: SaleId
    tender: TenderId
    reversal: str
    kind: TenderKind
    applied: Money
    programme: str = ""
    """Of a benefit card."""


# --- what comes back


@dataclass(frozen=True, slots=True)
class ReturnAdded:
    """Goods of an earlier ticket came back; `by` answers for it, `note` says more."""

    sale: SaleId
    line: LineId
    returned: Returned
    by: StaffId
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReturnerRecorded:
    """Who brings goods without a receipt showed a document; `person` tells the same one again."""

    sale: SaleId
    name: PersonName
    document: str
    number: str = field(repr=False)
    """The last four signs of it."""
    person: Digest
    by: StaffId


@dataclass(frozen=True, slots=True)
class RefundGiven:
    """Money went back other than over the card terminal.

    `amount` is exact; `rounding` is added to its negative in cash. `reference` is the word of
    whoever took it back, or the number of the store's own check.
    """

    sale: SaleId
    tender: TenderId
    way: RefundWay
    shares: Shares
    amount: Money
    rounding: Money
    kind: TenderKind
    reference: str = ""


@dataclass(frozen=True, slots=True)
class RefundRequested:
    """As `ChargeRequested`: on disk before the card terminal sees a byte."""

    sale: SaleId
    tender: TenderId
    ref: AttemptRef
    kind: CardKind
    shares: Shares
    amount: Money
    asked_at: datetime
    terminal: str = ""
    void_of: CardPayment | None = None
    """The payment that is voided whole, without the card; none: the card is credited."""
    merchant: Merchant = UNNAMED


@dataclass(frozen=True, slots=True)
class RefundResolved:
    """The terminal's word; `used` is what went back, of the kinds of goods."""

    sale: SaleId
    ref: AttemptRef
    result: CardResult
    used: Buckets
    kind: CardKind | None = None
    voided: bool = False
    """What went back took the payment out of the terminal's batch."""


@dataclass(frozen=True, slots=True)
class CreditCarried:
    """What came back paid for what was sold: `share` of an earlier payment, by the goods sold."""

    sale: SaleId
    share: SourceShare


@dataclass(frozen=True, slots=True)
class PickupUndone:
    """A pickup is void after all; the medicine is not sold again. It reaches the PhMS through the
    outbox, behind the pickup.
    """

    sale: SaleId
    line: LineId
    undo: PickupId
    """The idempotency key of the undoing: a UUID."""
    pickup: PickupId
    key: FillKey
    phms_id: str
    reason: str
    by: StaffId


@dataclass(frozen=True, slots=True)
class PickupUndoSettled:
    """The PhMS holds the undoing, or (`reason`) disagrees: then a person has to look."""

    undo: PickupId
    key: FillKey
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PseReturned:
    """Logged goods came back. `whole`: all of that sale, so that the exchange takes it back."""

    sale: SaleId
    sold_on: SaleId
    ref: str
    lines: tuple[LineId, ...]
    whole: bool


# --- house accounts


@dataclass(frozen=True, slots=True)
class DepositAdded:
    """Money taken without selling anything; `reference` is the account that it pays."""

    sale: SaleId
    line: LineId
    kind: DepositKind
    reference: str
    amount: Money
    card: str = ""
    """Of a gift card: its digest, and what was on it."""
    before: Money = ZERO


@dataclass(frozen=True, slots=True)
class SnapApplied:
    """What an approval by EBT SNAP pays, line by line; there is no tax on that part."""

    sale: SaleId
    tender: TenderId
    shares: tuple[SnapShare, ...]


@dataclass(frozen=True, slots=True)
class SnapUndone:
    """The payment was given back, and the lines it paid have this tax again."""

    sale: SaleId
    tender: TenderId
    lines: tuple[LineTax, ...]


@dataclass(frozen=True, slots=True)
class AccountOpened:
    account: Account


@dataclass(frozen=True, slots=True)
class AccountChanged:
    """All its terms as they are from now on, and why they changed."""

    account: Account
    reason: str


# --- paper and drawer


@dataclass(frozen=True, slots=True)
class ReceiptRequested:
    """`copy` 1 is the original; every later one is headed DUPLICATE and numbered.

    A gift receipt counts for itself, and so does the slip of a card: they are no copies of the
    receipt.
    """

    sale: SaleId
    job: JobId
    copy: int
    process_id: str
    wish: Wish = PLAIN_WISH
    """Receipts of before this field are plain ones in English."""


@dataclass(frozen=True, slots=True)
class ReceiptMoved:
    job: JobId
    state: str
    reason: str


class DrawerReason(Enum):
    CASH = "cash"
    PAPER = "paper"  # a check or a voucher goes in, or out again
    NO_SALE = "no sale"
    TEST = "test"
    TILL_OPENING = "till opening"
    TILL_COUNT = "till count"
    PAID_IN = "paid in"
    PAID_OUT = "paid out"
    SAFE_DROP = "safe drop"
    TILL_CLOSE = "till close"


@dataclass(frozen=True, slots=True)
class NoSaleOpened:
    """The drawer was opened without a sale; `by` answers for it."""

    reason: str
    by: StaffId


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


# --- the upload of what it stored; `terminal` is its serial number


@dataclass(frozen=True, slots=True)
class StoredUploadRequested:
    """On disk before the card terminal sees a byte. `by_itself`: nobody had asked for it."""

    terminal: str
    by_itself: bool


@dataclass(frozen=True, slots=True)
class StoredUploadAnswered:
    """The terminal's own sums. What became of each sale is a fact of its ticket."""

    terminal: str
    uploaded: int
    uploaded_amount: Money
    failed: int
    failed_amount: Money


@dataclass(frozen=True, slots=True)
class StoredUploadFailed:
    """Nothing was sent, or (`unknown`) some may have been: the word of it was lost."""

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


@dataclass(frozen=True, slots=True)
class StaffAdmitted:
    """Somebody may sign in from here on, under this name, in this role and with a new PIN."""

    staff: StaffId
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class StaffTrained:
    """For pseudoephedrine and its like, to the day `until`."""

    staff: StaffId
    until: date


@dataclass(frozen=True, slots=True)
class StaffDismissed:
    """Signs in no more; the number stays theirs."""

    staff: StaffId


# --- retention


@dataclass(frozen=True, slots=True)
class BodiesRemoved:
    """Bodies of one class (`record`), older than `before`, in rows `first` to `last`: `count` of
    them. Their rows, digests and hashes stay, so that the chain still verifies.
    """

    record: str
    before: date
    first: int
    last: int
    count: int
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordsRead:
    """A register or an audit pack was shown or written to a file; `what` names no person."""

    what: str
    rows: int


@dataclass(frozen=True, slots=True)
class EligibilityListTaken:
    """An import brought a version of the eligible products list that this store did not have.

    `items`: how many of its rows are of that version (money-tax-iias.md section 6.3).
    """

    version: str
    items: int


@dataclass(frozen=True, slots=True)
class HoldPlaced:
    """Nothing of this prescription is removed, or, without `rx`, nothing at all."""

    rx: str
    reason: str


@dataclass(frozen=True, slots=True)
class HoldLifted:
    rx: str
    reason: str


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
    | StoredSaleUploaded
    | StoredSaleDeclined
    | StoredSaleMissing
    | StoredSaleSettled
    | ReceiptRequested
    | PseFact
    | StopReleased
    | CopayLeftOwed
    | CopayWaived
    | NoticeHandedOver
    | MessagesAnswered
    | AgeVerified
    | AgeExempted
    | RestrictedRefused
    | BookEntryMade
    | LeftUnsigned
    | LineDiscounted
    | PriceOverridden
    | TicketDiscounted
    | LinesTaxed
    | CustomerExempted
    | ExemptionLifted
    | OnPrescription
    | KeyedTenderTaken
    | KeyedTenderReturned
    | DepositAdded
    | CouponTaken
    | CouponsTakenOff
    | SnapApplied
    | SnapUndone
    | PromotionsApplied
    | ItemsRepriced
    | ReturnAdded
    | ReturnerRecorded
    | RefundGiven
    | RefundRequested
    | RefundResolved
    | CreditCarried
    | PickupUndone
    | PseReturned
    | SaleLabelled
    | MoveFact
)
"""Facts of one ticket: each names its `sale`; replaying them gives the ticket again."""

CardBatchFact = CardBatchRequested | CardBatchClosed | CardBatchFailed
"""How the last closing of the card terminal's batch stands."""

StoredUploadFact = StoredUploadRequested | StoredUploadAnswered | StoredUploadFailed
"""How the last upload of what the card terminal stored stands."""

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
    | StoredUploadFact
    | DrawerSeen
    | SignedIn
    | SignedOut
    | SignInFailed
    | ScreenLocked
    | ScreenUnlocked
    | BodiesRemoved
    | RecordsRead
    | HoldPlaced
    | HoldLifted
    | NoticeHandedAside
    | PickupCalled
    | AccountOpened
    | AccountChanged
    | WorkItemSettled
    | TillFact
    | PickupUndoSettled
    | NoSaleOpened
    | MessageFact
    | ElsewhereFact
    | StaffAdmitted
    | StaffTrained
    | StaffDismissed
    | EligibilityListTaken
    | MoveSettled
)

FACTS: tuple[type[Fact], ...] = get_args(Fact)
