"""What the terminal asks of the outside, in the imperative. Done only after the facts are durable.

An effect never answers by itself: what comes of it arrives as an input.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from terminal.app.audit_list import Wanted
from terminal.app.inputs import DeviceRole
from terminal.app.receipt import Receipt
from terminal.app.record_terms import NO_TERMS, RecordTerms
from terminal.app.records import RegisterQuestion
from terminal.app.reports import ReportQuestion
from terminal.app.sale_search import SaleQuestion
from terminal.app.settings import Settings, StoreDetails
from terminal.app.stored import StoredSale
from terminal.app.tickets import TicketSought
from terminal.app.till_report import Slip
from terminal.domain.account import AccountId
from terminal.domain.attempt import CardKind, HeldPayment
from terminal.domain.barcode import Gtin
from terminal.domain.coupon import CouponCode
from terminal.domain.elsewhere import CounselledElsewhere, Delivery
from terminal.domain.identity import AttemptRef, Digest, JobId, LaneId, SaleId, StaffId
from terminal.domain.money import ZERO, Money
from terminal.domain.move import Moved, SaleMovedAway
from terminal.domain.policy import FsaMode
from terminal.domain.prescription import FillKey
from terminal.domain.pse_ticket import PseInquiryRequested
from terminal.domain.receipt_wish import Wish
from terminal.domain.report import Report
from terminal.domain.rules import RuleBook
from terminal.domain.unclaimed import UnclaimedList


@dataclass(frozen=True, slots=True)
class LookUpItem:
    """Find the items of these codes; `code` comes back in the answer."""

    code: str
    gtins: tuple[Gtin, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """Items and people for a typed text; a newer search supersedes an older one."""

    text: str


@dataclass(frozen=True, slots=True)
class LoadWillCall:
    """Ready fills by name, phone, Rx number or bin, with their families' fills."""

    text: str


@dataclass(frozen=True, slots=True)
class ReadFill:
    """Read one fill again from the PhMS, or from the cache when there is no answer in time."""

    key: FillKey


@dataclass(frozen=True, slots=True)
class CheckPin:
    purpose: str
    staff: StaffId
    pin: "Secret"


@dataclass(frozen=True, slots=True)
class Secret:
    """A PIN on its way to the vault; never shown by repr, so never in a log."""

    text: str

    def __repr__(self) -> str:
        return "Secret(...)"


@dataclass(frozen=True, slots=True)
class Charge:
    ref: AttemptRef
    kind: CardKind
    amount: Money
    healthcare: Money
    rx: Money
    clerk: StaffId
    invoice: str


@dataclass(frozen=True, slots=True)
class VoidCharge:
    """Give the payment back. The terminal is asked about it first, and voids nothing else."""

    ref: AttemptRef
    payment: HeldPayment


@dataclass(frozen=True, slots=True)
class CreditCard:
    """Give `amount` back to the card that the customer presents: the one that had paid."""

    ref: AttemptRef
    kind: CardKind
    amount: Money
    clerk: StaffId
    invoice: str


@dataclass(frozen=True, slots=True)
class CancelCharge:
    """A hint to the terminal; the pending answer decides."""


@dataclass(frozen=True, slots=True)
class QueryCharge:
    """Ask the terminal about our reference. Safe to repeat."""

    ref: AttemptRef
    amount: Money
    asked_at: datetime
    terminal: str = ""
    """The serial number of the terminal that was asked; empty: not known."""
    void_of: HeldPayment | None = None
    """For a void: the payment that is given back."""
    healthcare: Money = ZERO
    """Of a charge: what was asked with FSA/HSA amounts is never approved without the bank."""
    kind: CardKind = CardKind.CREDIT
    """As it was asked for."""


@dataclass(frozen=True, slots=True)
class AskCardBalance:
    """What is left on the EBT or gift card that the customer presents; nothing is charged."""

    ref: AttemptRef
    kind: CardKind


@dataclass(frozen=True, slots=True)
class CaptureSignature:
    """Let the customer sign on the card terminal; `request` comes back in the one answer."""

    request: int


@dataclass(frozen=True, slots=True)
class CancelSignature:
    """Nobody waits for the signature any more. A hint: the answer comes all the same."""


@dataclass(frozen=True, slots=True)
class CloseCardBatch:
    """Let the card terminal settle with the bank: this empties its records.

    `at` is the store's local time, `settled` names the payments that a manager has decided about.
    """

    at: datetime
    settled: tuple[AttemptRef, ...]


@dataclass(frozen=True, slots=True)
class CountStoredSales:
    """Ask the card terminal how much it has stored. A terminal that does not know says nothing."""


@dataclass(frozen=True, slots=True)
class UploadStoredSales:
    """Let the card terminal send what it stored to the bank."""


@dataclass(frozen=True, slots=True)
class AskStoredSales:
    """Ask the terminal with this serial number what became of these. Safe to repeat."""

    sales: tuple[StoredSale, ...]
    terminal: str


@dataclass(frozen=True, slots=True)
class PrintReceipt:
    job: JobId
    process_id: str
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class PrintTest:
    """Print a page that is no receipt; `TestPrinted` tells what becomes of it."""

    job: JobId
    process_id: str
    sample: Receipt


@dataclass(frozen=True, slots=True)
class ExpectPrinted:
    """Tell when the printer names this job late: it was sent before the program restarted."""

    job: JobId
    process_id: str


@dataclass(frozen=True, slots=True)
class ResumePrinter:
    """A person has mended the printer: it is to go on where its cutter was stuck."""


@dataclass(frozen=True, slots=True)
class OpenDrawer:
    pass


class LessonMove(Enum):
    """A person's moves while the drawer's polarity is learnt."""

    BEGIN = "begin"
    SAID = "said"  # the drawer is as it was asked for
    PULSE = "pulse"
    END = "end"


@dataclass(frozen=True, slots=True)
class TeachDrawer:
    """Go on with learning what the drawer's sensor means; answered by `DrawerTaught`."""

    move: LessonMove


@dataclass(frozen=True, slots=True)
class SoundAlarm:
    """Once: the drawer stands open too long."""


@dataclass(frozen=True, slots=True)
class ShowOnDisplay:
    """Two lines for the customer. Never a patient's name, never a drug."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class AnswerScan:
    """The one answer to a scan, once it is durable or looked up; a scanner may wait for it."""

    good: bool


@dataclass(frozen=True, slots=True)
class ArmScanner:
    """Pass scans on, or drop them: what the page that is shown does with them."""

    armed: bool


@dataclass(frozen=True, slots=True)
class WatchScans:
    """Post how each code looked, masked, or no more: somebody looks at the diagnostics."""

    on: bool


@dataclass(frozen=True, slots=True)
class KeepScannerPrefix:
    """Remember, beyond the end of the program, what the scanner that types sends first."""

    prefix: str


@dataclass(frozen=True, slots=True)
class Beep:
    """A sound that answers no scan."""

    good: bool


@dataclass(frozen=True, slots=True)
class FindDevices:
    """Look at what is plugged in, until `StopFinding`; nothing is written to any of it."""


@dataclass(frozen=True, slots=True)
class StopFinding:
    pass


@dataclass(frozen=True, slots=True)
class UseDevice:
    """From now on this device is the one that these settings describe; not kept yet."""

    role: DeviceRole
    settings: Settings


@dataclass(frozen=True, slots=True)
class KeepDevices:
    """Remember the devices of these settings for the next start."""

    settings: Settings


@dataclass(frozen=True, slots=True)
class TestDevice:
    """A test print, a beep, a test picture, an initialize: harmless, and answered."""

    role: DeviceRole


@dataclass(frozen=True, slots=True)
class ReadRegister:
    """Answered with `RegisterRead`, unless a newer question has come."""

    question: RegisterQuestion


@dataclass(frozen=True, slots=True)
class WriteRegister:
    """All rows of the question into a file among the documents; answered `RegisterWritten`."""

    question: RegisterQuestion
    ending: str
    store: str
    person: str
    terms: RecordTerms = NO_TERMS
    """What the rules in force ask of it: told on its paper."""


@dataclass(frozen=True, slots=True)
class CollectAudit:
    """Find the proof; `AuditProgress` on the way, then `AuditCollected`. Nothing is written yet."""

    number: int
    wanted: tuple[Wanted, ...] = field(repr=False)
    store: str
    person: str


@dataclass(frozen=True, slots=True)
class WriteAudit:
    """What was collected as `number`, as PDF and CSV among the documents: `AuditWritten`."""

    number: int


@dataclass(frozen=True, slots=True)
class StopAudit:
    """What is being made is not wanted any more; nothing is written."""


@dataclass(frozen=True, slots=True)
class ReadReport:
    """Count what is new, then read; `ReportProgress` on the way, then `ReportRead`.

    A newer question, or `StopReport`, takes its place.
    """

    question: ReportQuestion


@dataclass(frozen=True, slots=True)
class StopReport:
    """Nobody waits for what is being counted."""


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What is shown into a file among the documents; answered `ReportWritten`."""

    number: int
    report: Report = field(repr=False)
    kind: str
    ending: str
    store: str
    person: str


@dataclass(frozen=True, slots=True)
class WakeSync:
    """There is something to send."""


@dataclass(frozen=True, slots=True)
class ReadPseLedger:
    """What this buyer bought on any lane since that day, by document or by name."""

    document: Digest
    person: Digest
    since: date


@dataclass(frozen=True, slots=True)
class AskPseExchange:
    """Ask the exchange about a sale; `again`: it may have been asked, so our `ref` comes first.

    `inquiry` None: the store's own record of the request is sent.
    """

    ref: str
    inquiry: PseInquiryRequested | None
    again: bool


@dataclass(frozen=True, slots=True)
class ReleasePhms:
    """Its key was renewed: send what was held with it."""


@dataclass(frozen=True, slots=True)
class LoadDispute:
    """What a stopped pickup handed out. Answered with `DisputeLoaded`."""

    message: str


@dataclass(frozen=True, slots=True)
class LoadWorkItems:
    """Answered with `WorkItemsLoaded`."""


@dataclass(frozen=True, slots=True)
class LoadUnclaimed:
    """The bags of one work list, by their age at `at` and the rows in force on `day`."""

    which: UnclaimedList
    at: datetime
    day: date
    rules: RuleBook = field(repr=False)


@dataclass(frozen=True, slots=True)
class PrintForm:
    """Give a PDF file to the system's printer as it is; `FormPrinted` tells what became of it."""

    file: str
    printer: str


@dataclass(frozen=True, slots=True)
class LookUpBuyer:
    """What this buyer got of the record book's goods since then; both are digests."""

    person: Digest
    document: Digest
    since: datetime


@dataclass(frozen=True, slots=True)
class LookUpAccount:
    """How a house account stands, as this lane knows it."""

    account: AccountId
    lane: LaneId


@dataclass(frozen=True, slots=True)
class LookUpCoupon:
    """Whether another ticket than `sale` has taken this numbered coupon; answered `CouponFound`."""

    code: CouponCode
    sale: SaleId


@dataclass(frozen=True, slots=True)
class LookUpGiftCard:
    """What is on a gift card of the store; answered `GiftCardFound`."""

    number: str = field(repr=False)
    lane: LaneId


@dataclass(frozen=True, slots=True)
class CheckClose:
    """What the store holds that a close must not pass over; answered `CloseChecked`."""


@dataclass(frozen=True, slots=True)
class LoadTillHistory:
    """The last closed tills; answered `TillHistoryLoaded`."""


@dataclass(frozen=True, slots=True)
class PrintReport:
    """Print what is no receipt of a ticket: an X, a Z, a deposit slip."""

    job: JobId
    process_id: str
    report: Receipt


@dataclass(frozen=True, slots=True)
class WriteTillReport:
    """The same as a PDF among the documents; answered `TillReportWritten`."""

    slip: Slip


@dataclass(frozen=True, slots=True)
class FindSale:
    """The ticket with this number, and what of it is back already; answered `SaleFound`."""

    ticket: str


@dataclass(frozen=True, slots=True)
class FindSales:
    """Closed tickets that fit, the newest first; answered `SalesFound`."""

    question: SaleQuestion


@dataclass(frozen=True, slots=True)
class LookUpReturner:
    """What this person got back without receipts since then; answered `ReturnerFound`."""

    person: Digest
    since: datetime


@dataclass(frozen=True, slots=True)
class LoadTickets:
    """Tickets of a lane that are over; answered `TicketsLoaded`."""

    sought: TicketSought


@dataclass(frozen=True, slots=True)
class DrawTicket:
    """Read a ticket that was sold and lay its paper out; answered `TicketDrawn`."""

    sale: SaleId
    wish: Wish
    store: StoreDetails
    columns: int
    as_printed: bool = False
    """In the language in which it was printed, whatever the wish says."""
    fsa: FsaMode = FsaMode.IIAS


@dataclass(frozen=True, slots=True)
class GiveAnswer:
    """Bring a pharmacist's answer to another lane; `AnswerMoved` tells how far it came."""

    answer: CounselledElsewhere


@dataclass(frozen=True, slots=True)
class TellOutcome:
    """What became here of an answer from another lane, now that it is durable."""

    answer: str
    outcome: Delivery


@dataclass(frozen=True, slots=True)
class HearOutcome:
    """What became of an answer of ours is on record: it need not be said again."""

    answer: str


@dataclass(frozen=True, slots=True)
class AskForTicket:
    """Ask the lane where this ticket waits; it arrives, or `MoveTold` says why not."""

    move: str
    lane: LaneId
    ticket: SaleId
    by: StaffId


@dataclass(frozen=True, slots=True)
class GiveTicket:
    """Bring a ticket that is over here to the lane that asked for it, until that lane has it."""

    away: SaleMovedAway


@dataclass(frozen=True, slots=True)
class TellMove:
    """What became here of a move, now that it is durable."""

    move: str
    word: Moved


@dataclass(frozen=True, slots=True)
class HearMove:
    """What became of a move of ours is known: it need not be said again."""

    move: str


Effect = (
    LookUpItem
    | Search
    | LoadWillCall
    | ReadFill
    | CheckPin
    | Charge
    | VoidCharge
    | CreditCard
    | CancelCharge
    | QueryCharge
    | AskCardBalance
    | CaptureSignature
    | CancelSignature
    | CloseCardBatch
    | CountStoredSales
    | UploadStoredSales
    | AskStoredSales
    | PrintReceipt
    | PrintTest
    | ExpectPrinted
    | ResumePrinter
    | OpenDrawer
    | TeachDrawer
    | SoundAlarm
    | ShowOnDisplay
    | AnswerScan
    | ArmScanner
    | WatchScans
    | KeepScannerPrefix
    | Beep
    | FindDevices
    | StopFinding
    | UseDevice
    | KeepDevices
    | TestDevice
    | ReadRegister
    | WriteRegister
    | CollectAudit
    | WriteAudit
    | StopAudit
    | ReadReport
    | StopReport
    | WriteReport
    | WakeSync
    | ReadPseLedger
    | AskPseExchange
    | PrintForm
    | LoadUnclaimed
    | LoadWorkItems
    | LoadDispute
    | ReleasePhms
    | LookUpBuyer
    | LookUpAccount
    | LookUpGiftCard
    | LookUpCoupon
    | CheckClose
    | LoadTillHistory
    | PrintReport
    | WriteTillReport
    | FindSale
    | FindSales
    | LookUpReturner
    | LoadTickets
    | DrawTicket
    | GiveAnswer
    | TellOutcome
    | HearOutcome
    | AskForTicket
    | GiveTicket
    | TellMove
    | HearMove
)

ForOtherLanes = (
    GiveAnswer | TellOutcome | HearOutcome | AskForTicket | GiveTicket | TellMove | HearMove
)
"""What the store hub carries; nothing of it is asked for without one."""
