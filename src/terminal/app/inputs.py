"""Everything that can happen to the terminal, as frozen values for `step`.

Inputs come from people (intents and fields), from devices, from the PhMS, from the store and from
time. Wall time and monotonic time travel in the envelope `Arrived`, never inside `step`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from terminal.app.audit_list import AuditPaper
from terminal.app.elsewhere import OtherLanesState
from terminal.app.records import RegisterPage, RegisterQuestion
from terminal.app.sale_search import SaleQuestion, SaleSummary
from terminal.app.tickets import DrawnTicket, TicketRow, TicketSought
from terminal.domain.account import AccountId, Standing
from terminal.domain.attempt import CardResult, QueryResult, StoredFate
from terminal.domain.barcode import EntryMethod, Meaning
from terminal.domain.card_batch import BatchReport
from terminal.domain.catalog import Item
from terminal.domain.coupon import CouponCode
from terminal.domain.dispute import Dispute
from terminal.domain.elsewhere import Delivery
from terminal.domain.gift import GiftStanding
from terminal.domain.identity import AttemptRef, Digest, JobId, LaneId, SaleId, StaffId
from terminal.domain.money import Money
from terminal.domain.move import Moved, MovedGoods
from terminal.domain.original import Original
from terminal.domain.pickup import Counselling
from terminal.domain.prescription import Fill, FillKey
from terminal.domain.pse import Purchase
from terminal.domain.pse_ticket import Verdict
from terminal.domain.receipt_wish import Wish
from terminal.domain.record_book import BuyerMarks, EarlierSale
from terminal.domain.report import Report
from terminal.domain.signature import Strokes
from terminal.domain.staff import StaffMember
from terminal.domain.three_way import CloseSheet
from terminal.domain.till import ClosedTill, CountRow
from terminal.domain.unclaimed import Unclaimed, UnclaimedList
from terminal.domain.work_item import WorkItem


class Do(Enum):
    """What a person can ask for by a key or a touch. `Intent.argument` says which one."""

    HELP = "help"
    BACK = "back"
    LOCK = "lock"
    SIGN_OUT = "sign_out"
    SWITCH_THEME = "switch_theme"
    DISMISS = "dismiss"
    EXPLAIN = "explain"  # argument: why what was pressed is grey
    KEYPAD = "keypad"  # argument: a digit, "clear" or "enter"
    CHOOSE_STAFF = "choose_staff"
    SELECT_LINE = "select_line"
    LINE_UP = "line_up"
    LINE_DOWN = "line_down"
    VOID_LINE = "void_line"
    QUANTITY = "quantity"
    ITEM = "item"
    ADD_ITEM = "add_item"  # argument: a GTIN among the search results
    SUSPEND = "suspend"
    RESUME = "resume"  # argument: a sale
    ABANDON = "abandon"
    PICKUP = "pickup"
    FAMILY = "family"
    CHOOSE_PATIENT = "choose_patient"
    TOGGLE_FILL = "toggle_fill"
    PICKED_BY = "picked_by"  # argument: a relationship, or a place on the patient's list
    ADD_FILLS = "add_fills"
    PHARMACIST = "pharmacist"
    MEET = "meet"  # argument: an obligation
    ANSWER = "answer"  # argument: one of the choices of the open prompt
    SIGN = "sign"
    CLEAR_SIGNATURE = "clear_signature"
    SIGN_ON_TERMINAL = "sign_on_terminal"
    CANCEL_SIGNING = "cancel_signing"
    MORE_TO_SIGN = "more_to_sign"
    LEAVE_UNSIGNED = "leave_unsigned"  # argument: a text on the signing page
    PAY = "pay"
    CASH = "cash"  # argument: cents tendered, or nothing for the exact amount
    CARD = "card"
    FSA = "fsa"
    MORE_TENDERS = "more_tenders"
    CANCEL_CARD = "cancel_card"
    ASK_TERMINAL = "ask_terminal"
    PARK = "park"
    DECIDE = "decide"
    GIVE_BACK = "give_back"  # argument: a tender
    COMPLETE = "complete"
    ACCEPT_COPAY = "accept_copay"
    NEXT_CUSTOMER = "next_customer"
    PRINT_COPY = "print_copy"
    RECEIPT_CAME_OUT = "receipt_came_out"
    PRINT_WAITING = "print_waiting"  # argument: a job, or nothing for all that wait
    DROP_RECEIPT = "drop_receipt"  # argument: a job
    OPEN_DRAWER = "open_drawer"
    DEVICES = "devices"  # argument: a device role, or nothing for the one in trouble
    CHOOSE_DEVICE = "choose_device"  # argument: a device role
    TEST_DEVICE = "test_device"
    FIND_DEVICES = "find_devices"
    TRY_DEVICE = "try_device"  # argument: an address among the found ones
    TRY_KIND = "try_kind"  # argument: one of the kinds of the device on trial
    KEEP_DEVICE = "keep_device"
    REMOVE_DEVICE = "remove_device"
    LEARN_DRAWER = "learn_drawer"  # argument: a move of the lesson, or "keep"
    RECORDS = "records"
    CHOOSE_REGISTER = "choose_register"  # argument: a register's key
    CHOOSE_SPAN = "choose_span"  # argument: how many days back
    WRITE_REGISTER = "write_register"  # argument: pdf or csv
    LOAD_LIST = "load_list"  # the page asks for a file and submits what stands in it
    CLEAR_LIST = "clear_list"
    WRITE_AUDIT = "write_audit"
    CLOSE_BATCH = "close_batch"
    CONFIRM_BATCH = "confirm_batch"
    DURESS = "duress"
    UPLOAD_STORED = "upload_stored"
    SETTLE_STORED = "settle_stored"  # argument: the reference of a stored sale
    STORED_OUTCOME = "stored_outcome"  # argument: what became of it
    COPAY = "copay"  # a copay that cannot be paid
    NOTICE = "notice"  # the printed notice of a claim that was rejected
    PRINT_FORM = "print_form"
    HANDED_OVER = "handed_over"
    UNCLAIMED = "unclaimed"  # argument: a work list, or nothing for the first
    CHOOSE_BAG = "choose_bag"  # argument: a fill, or nothing for the one that is marked
    WORK_ITEMS = "work_items"
    RELEASE_PHMS = "release_phms"
    CHOOSE_ITEM = "choose_item"  # argument: a work item, or nothing for the one that is marked
    MESSAGES = "messages"  # how a patient wants to be told
    LET_GO = "let_go"  # argument: a fill that a guard stopped
    KNOWN_PERSON = "known_person"  # the pharmacist knows who picks up
    NO_ID = "no_id"
    ASK_ADDRESS = "ask_address"
    ASK_TELEPHONE = "ask_telephone"
    REPORTS = "reports"
    CHOOSE_REPORT = "choose_report"  # argument: a report's key
    CHOOSE_DAYS = "choose_days"  # argument: a span
    WRITE_REPORT = "write_report"  # argument: pdf or csv
    SHOW_TAKINGS = "show_takings"
    PRICE = "price"  # another price for a line or the ticket
    PAY_ACCOUNT = "pay_account"
    RETURN = "return"  # argument: a ticket's number, or nothing for the page of returns
    RETURN_WITHOUT = "return_without"  # a receipt
    RETURN_LINE = "return_line"  # argument: a line of the earlier ticket
    REFUND = "refund"  # argument: what goes back, or nothing for the first
    CARD_BALANCE = "card_balance"
    GIFT_CARD = "gift_card"  # what is on one, and money put on it
    TENDER = "tender"  # argument: a way to pay that is keyed in
    TILL = "till"  # argument: what is to be done with it, or nothing for its page
    TILL_DONE = "till_done"  # what was counted or entered is right
    TILL_DRAWER = "till_drawer"
    TILL_PRINT = "till_print"  # argument: which report
    TILL_WRITE = "till_write"  # argument: which report
    CHOOSE_PIECES = "choose_pieces"  # argument: the cents of a note or coin
    CHOOSE_DIFFERENCE = "choose_difference"  # argument: its place in the list
    SETTLE_DIFFERENCE = "settle_difference"  # argument: a way
    TICKETS = "tickets"
    CHOOSE_TICKET = "choose_ticket"  # argument: a sale
    LABEL_TICKET = "label_ticket"  # name and reason of the one that waits
    NAME_MEDICINES = "name_medicines"  # on the receipt: the patient asks for it
    GIFT_RECEIPT = "gift_receipt"
    SEND_RECEIPT = "send_receipt"
    RX_NUMBERS = "rx_numbers"  # on what is sent: the customer asks for them
    RECEIPT_LANGUAGE = "receipt_language"  # the receipt in the other language
    ELSEWHERE = (
        "elsewhere"  # argument: a ticket that waits at another lane, or nothing for the list
    )
    CHOOSE_TILL = "choose_till"  # argument: the number of a closed one, or nothing: the marked one
    CHECK_PRICE = "check_price"  # what something costs, without a line
    TAKE_CHECKED = "take_checked"  # put it on the ticket


@dataclass(frozen=True, slots=True)
class Intent:
    """A person asked for something."""

    do: Do
    argument: str = ""


@dataclass(frozen=True, slots=True)
class FieldEdited:
    """The text of a field changed under the person's hands."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldSubmitted:
    """Enter was pressed in a field."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class SignatureDrawn:
    """The strokes on the pad, as they are now."""

    strokes: Strokes


@dataclass(frozen=True, slots=True)
class Activity:
    """A key, a touch or a move of the mouse: somebody is here."""


@dataclass(frozen=True, slots=True)
class ClockTicked:
    """About once a second, and whenever a deadline of the state has come."""


@dataclass(frozen=True, slots=True)
class SystemSlept:
    """The machine goes to sleep or wakes: lock."""


# --- devices


@dataclass(frozen=True, slots=True)
class CodeScanned:
    """A scanner read something; what it means is already worked out, the bytes are not kept."""

    meaning: Meaning


@dataclass(frozen=True, slots=True)
class ScanRefused:
    """Bytes came from the scanner that are no scan."""

    reason: str


@dataclass(frozen=True, slots=True)
class ScanTurnedAway:
    """A good code was read while the scanner was disarmed; what it was is not known."""


@dataclass(frozen=True, slots=True)
class ScanSeen:
    """For diagnostics, only while they are watched: how a code looked and what it was taken for.

    `shown` is masked where it may hold a person's data (domain/shown_scan.py).
    """

    entry: EntryMethod
    symbology: str
    shown: str
    meaning: str


@dataclass(frozen=True, slots=True)
class PrefixTaught:
    """The set-up barcode of a scanner that types was read; empty: it sends nothing usable first."""

    prefix: str


class DeviceRole(Enum):
    SCANNER = "scanner"
    PRINTER = "printer"
    DRAWER = "drawer"
    DISPLAY = "display"
    CARD_TERMINAL = "card_terminal"
    CUSTOMER_SCREEN = "customer_screen"


class Condition(Enum):
    GOOD = "good"
    ATTENTION = "attention"
    DOWN = "down"
    ABSENT = "absent"  # not configured on this lane


@dataclass(frozen=True, slots=True)
class DeviceHealthChanged:
    """`detail` is what the status strip says, as "paper low"; mostly empty when good."""

    role: DeviceRole
    condition: Condition
    detail: str = ""
    why: str = ""
    """For whoever looks after the device: who holds its port, what to do."""
    reachable: bool = False
    """It is down and answers all the same: what hangs on it may work."""


@dataclass(frozen=True, slots=True)
class FoundDevice:
    """Something that is plugged in; `likely` is a guess from its maker, never proof."""

    address: str
    name: str
    detail: str = ""
    likely: DeviceRole | None = None
    usable: bool = True
    fresh: bool = False
    """It came while the person was looking."""


@dataclass(frozen=True, slots=True)
class DevicesFound:
    """Answer to `FindDevices`, and again whenever something is plugged in or out."""

    found: tuple[FoundDevice, ...]


@dataclass(frozen=True, slots=True)
class DevicesNotKept:
    """The disk refused to remember which device is which; until the next start they stay."""

    why: str


@dataclass(frozen=True, slots=True)
class DeviceTested:
    """What became of `TestDevice`; `words` says it to the person."""

    role: DeviceRole
    good: bool
    words: str


class CardAbility(Enum):
    """What a card terminal may be able to do beside payments."""

    SIGN = "sign"
    CLOSE_BATCH = "close batch"
    STORE = "store"
    """Approve sales without the bank, where the store allows it, and upload them."""
    EBT = "ebt"
    GIFT = "gift"
    DEBIT = "debit"
    """Charge a debit card by a request of its own."""


@dataclass(frozen=True, slots=True)
class CardTerminalMet:
    """The card terminal said who it is: the serial number that recovery must find again.

    `can`: what terminals of its kind do beside payments; pages leave out what it cannot.
    """

    serial: str
    can: frozenset[CardAbility] = frozenset()


@dataclass(frozen=True, slots=True)
class SignatureCaptured:
    """Answer to `CaptureSignature`: what the customer drew on the card terminal."""

    request: int
    strokes: Strokes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardBalanceTold:
    """Answer to `AskCardBalance`."""

    ref: AttemptRef
    balance: Money


@dataclass(frozen=True, slots=True)
class CardBalanceNotTold:
    ref: AttemptRef
    reason: str


@dataclass(frozen=True, slots=True)
class SignatureNotCaptured:
    """The other answer to `CaptureSignature`; `reason` is in words."""

    request: int
    reason: str


@dataclass(frozen=True, slots=True)
class CardBatchReported:
    """Answer to `CloseCardBatch`: it is closed."""

    report: BatchReport


@dataclass(frozen=True, slots=True)
class CardBatchNotClosed:
    """The other answer to `CloseCardBatch`; `unknown`: it may be closed all the same."""

    reason: str
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class StoredSalesCounted:
    """Answer to `CountStoredSales`, where there is one: what the terminal says it holds."""

    waiting: int
    waiting_amount: Money
    failed: int
    failed_amount: Money


@dataclass(frozen=True, slots=True)
class StoredSalesUploaded:
    """Answer to `UploadStoredSales`: the terminal's sums of what the bank took and refused.

    Which sale is which, `AskStoredSales` tells.
    """

    uploaded: int
    uploaded_amount: Money
    failed: int
    failed_amount: Money


@dataclass(frozen=True, slots=True)
class StoredSalesNotUploaded:
    """The other answer to `UploadStoredSales`; `unknown`: some may be with the bank."""

    reason: str
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class StoredSaleFound:
    """Where one stored sale is; the numbers are those of one that the bank took."""

    ref: AttemptRef
    fate: StoredFate
    reason: str = ""
    terminal_txn: str = ""
    auth: str = ""
    host_ref: str = ""


@dataclass(frozen=True, slots=True)
class StoredSalesFound:
    """Answer to `AskStoredSales`."""

    found: tuple[StoredSaleFound, ...]


@dataclass(frozen=True, slots=True)
class StoredSalesNotFound:
    """The other answer to `AskStoredSales`: the terminal could not be asked now."""

    reason: str


class DrawerPosition(Enum):
    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DrawerMoved:
    position: DrawerPosition


class DrawerOutcome(Enum):
    """What became of a request to open the drawer; OPENED is the sensor's own word."""

    OPENED = "opened"
    UNCONFIRMED = "unconfirmed"
    NOT_OPENED = "not opened"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DrawerAnswered:
    """Requests are answered in their order, but for one that was `refused` at once: the latest."""

    outcome: DrawerOutcome
    reason: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class DrawerTaught:
    """How far learning the drawer's sensor has come: what to show, and what may be done now.

    `open_when`, once `over`: "high" or "low" as learnt, "none" for a drawer without a sensor, and
    empty when it stayed unclear.
    """

    title: str
    detail: str
    button: str = ""
    may_pulse: bool = False
    over: bool = False
    open_when: str = ""


class PrintState(Enum):
    """States of a print job (scanners-printers-displays.md section 12)."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    PRINTED = "printed"
    UNKNOWN = "unknown"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PrintJobMoved:
    job: JobId
    state: PrintState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TestPrinted:
    """How the test page stands."""

    __test__ = False  # no class of tests, whatever its name

    state: PrintState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ChargeAcknowledged:
    """The card terminal has our request (ACK)."""

    ref: AttemptRef


@dataclass(frozen=True, slots=True)
class ChargeAnswered:
    ref: AttemptRef
    result: CardResult


@dataclass(frozen=True, slots=True)
class ChargeQueried:
    """The card terminal was asked about our reference."""

    ref: AttemptRef
    answer: QueryResult


# --- catalogue, PhMS, vault


@dataclass(frozen=True, slots=True)
class ItemsFound:
    """Answer to `LookUpItem`: none, one, or several readings of the same code."""

    code: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class SearchAnswered:
    """Answer to `Search`: items, and people with ready fills, for the typed text."""

    text: str
    items: tuple[Item, ...]
    fills: tuple[Fill, ...]


@dataclass(frozen=True, slots=True)
class WillCallLoaded:
    """Ready fills (and why others are not) for a pickup search or one patient's family.

    `similar`: ready fills of other households with the same family name.
    """

    text: str
    fills: tuple[Fill, ...]
    similar: tuple[Fill, ...] = ()


class ReadFrom(Enum):
    PHMS = "phms"
    CACHE = "cache"


@dataclass(frozen=True, slots=True)
class FillRead:
    """Answer to `ReadFill`. `fill` None from the PhMS: not there; from the cache: never seen."""

    key: FillKey
    fill: Fill | None
    source: ReadFrom
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class PhmsHealthChanged:
    condition: Condition
    detail: str = ""
    last_good: datetime | None = None
    held: bool = False
    """It does not let us in: nothing goes until a person has renewed its key."""


@dataclass(frozen=True, slots=True)
class OutboxCounted:
    waiting: int
    stuck: int
    oldest: datetime | None = None
    """Since when the first of those that go by themselves waits."""
    to_settle: int = 0
    """Open work items, those of stopped rows among them."""


@dataclass(frozen=True, slots=True)
class PickupSettled:
    """The PhMS took the pickup, or disagrees and a person must look."""

    key: FillKey
    conflict: str = ""


@dataclass(frozen=True, slots=True)
class CounsellingAnswered:
    """A pharmacist answered for these fills of our ticket at another lane, with own PIN there.

    It comes over the store hub; the fills are named as the other lane knows them.
    """

    sale: SaleId
    keys: tuple[FillKey, ...]
    result: Counselling
    pharmacist: StaffId
    note: str
    lane: LaneId
    answer: str = ""
    """Its id, under which that lane is told what became of it."""


@dataclass(frozen=True, slots=True)
class OtherLanesHeard:
    """How the line to the store hub is, and what waits at the other lanes; when that changed."""

    now: OtherLanesState


@dataclass(frozen=True, slots=True)
class AnswerMoved:
    """How far an answer that was given here for another lane has come."""

    answer: str
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class TicketWanted:
    """Another lane asks for a ticket that waits here; `by` is who asks there."""

    move: str
    ticket: SaleId
    lane: LaneId
    by: StaffId


@dataclass(frozen=True, slots=True)
class TicketArrived:
    """A ticket that is over at its lane and goes on here; goods without an item are not sold here.

    It comes again until this lane has said that it has it.
    """

    move: str
    lane: LaneId
    ticket: str
    by: StaffId
    goods: tuple[tuple[MovedGoods, Item | None], ...]
    fills: tuple[FillKey, ...]
    name: str = field(default="", repr=False)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MoveTold:
    """What became of a ticket that this lane asked for, or gave away."""

    move: str
    word: Moved


@dataclass(frozen=True, slots=True)
class PinChecked:
    """Answer to `CheckPin`; `staff` is None when the number or the PIN is wrong.

    `failures` counts wrong ones in a row; `wait_s` is how long the next try has to wait.
    """

    purpose: str
    entered: StaffId
    staff: StaffMember | None
    failures: int = 0
    wait_s: float = 0.0


# --- logged sales


@dataclass(frozen=True, slots=True)
class PseLedgerRead:
    """Answer to `ReadPseLedger`; `complete`: every lane of the store could be seen."""

    document: Digest
    purchases: tuple[Purchase, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class PseExchangeAnswered:
    """Answer to `AskPseExchange`; `verdict` None: there was no answer, `reason` says why."""

    ref: str
    verdict: Verdict | None
    exchange_id: str = ""
    reason: str = ""


# --- store


@dataclass(frozen=True, slots=True)
class BuyerFound:
    """Answer to `LookUpBuyer`: what this buyer got of the record book's goods."""

    person: Digest
    earlier: tuple[EarlierSale, ...]
    marks: BuyerMarks


@dataclass(frozen=True, slots=True)
class CommitFailed:
    """The facts could not be made durable (disk full, store gone): nothing of them happened."""

    title: str
    remedy: str


# --- registers


@dataclass(frozen=True, slots=True)
class RegisterRead:
    """The rows that were asked for; None: they could not be read, and why."""

    question: RegisterQuestion
    page: RegisterPage | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class RegisterWritten:
    """The rows stand in the file `place`, or there was `trouble`."""

    question: RegisterQuestion
    place: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class AuditProgress:
    """`done` of `of` prescriptions are collected; 0 of 0 while the journal is verified."""

    number: int
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class AuditCollected:
    """The pack that was asked for as `number` tells of `rows` pickups; it is in no file yet."""

    number: int
    rows: int


@dataclass(frozen=True, slots=True)
class AuditWritten:
    """The pack that was asked for as `number` is written; None: it is not, and why."""

    number: int
    paper: AuditPaper | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class ReportProgress:
    """`done` of `of` rows of the journal stand in the sums."""

    number: int
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class ReportRead:
    """The report that was asked for as `number`; None: it could not be read, and why."""

    number: int
    report: Report | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class ReportWritten:
    """It stands in the file `place`, or there was `trouble`."""

    number: int
    place: str
    trouble: str = ""


StoredInput = (
    StoredSalesCounted
    | StoredSalesUploaded
    | StoredSalesNotUploaded
    | StoredSalesFound
    | StoredSalesNotFound
)
"""What the card terminal says about the sales that it stored."""


@dataclass(frozen=True, slots=True)
class WorkItemsLoaded:
    """What waits for a person, the longest waiting first; `more`: there are others."""

    items: tuple[WorkItem, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class DisputeLoaded:
    """None: nothing is stopped there any more."""

    message: str
    dispute: Dispute | None


@dataclass(frozen=True, slots=True)
class UnclaimedLoaded:
    """The bags of a work list, the longest waiting first; `more`: there are others."""

    which: UnclaimedList
    bags: tuple[Unclaimed, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class FormPrinted:
    """The system's printer took the form, or why it did not."""

    trouble: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class AccountFound:
    """Answer to `LookUpAccount`; None: there is no such account."""

    account: AccountId
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class CouponFound:
    """Answer to `LookUpCoupon`."""

    code: CouponCode
    sale: SaleId
    taken: bool


@dataclass(frozen=True, slots=True)
class GiftCardFound:
    """Answer to `LookUpGiftCard`; a card that is not known has nothing on it."""

    number: str = field(repr=False)
    standing: GiftStanding


@dataclass(frozen=True, slots=True)
class CloseChecked:
    """Answer to `CheckClose`."""

    check: CloseSheet


@dataclass(frozen=True, slots=True)
class TillHistoryLoaded:
    """Answer to `LoadTillHistory`: closed tills and their counts, the newest first."""

    closed: tuple[ClosedTill, ...]
    counts: tuple[CountRow, ...]


@dataclass(frozen=True, slots=True)
class TillReportWritten:
    """Answer to `WriteTillReport`: where the file is, or why there is none."""

    path: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class SaleFound:
    """Answer to `FindSale`; None: there is no such closed ticket on this lane."""

    ticket: str
    original: Original | None


@dataclass(frozen=True, slots=True)
class SalesFound:
    """Answer to `FindSales`."""

    question: SaleQuestion
    sales: tuple[SaleSummary, ...]


@dataclass(frozen=True, slots=True)
class ReturnerFound:
    """Answer to `LookUpReturner`: what that person got back without receipts already.

    `mark` is what the journal names the person by: a plain digest of a short number can be guessed.
    """

    person: Digest
    mark: Digest
    before: Money


@dataclass(frozen=True, slots=True)
class TicketsLoaded:
    """Answer to `LoadTickets`, the newest first."""

    sought: TicketSought
    rows: tuple[TicketRow, ...]


@dataclass(frozen=True, slots=True)
class TicketDrawn:
    """Answer to `DrawTicket`; None: it is not there any more."""

    sale: SaleId
    wish: Wish
    drawn: DrawnTicket | None


Input = (
    Intent
    | FieldEdited
    | FieldSubmitted
    | SignatureDrawn
    | Activity
    | ClockTicked
    | SystemSlept
    | CodeScanned
    | ScanRefused
    | ScanTurnedAway
    | ScanSeen
    | PrefixTaught
    | DeviceHealthChanged
    | DevicesFound
    | DevicesNotKept
    | DeviceTested
    | DrawerMoved
    | DrawerAnswered
    | DrawerTaught
    | CardTerminalMet
    | SignatureCaptured
    | SignatureNotCaptured
    | CardBalanceTold
    | CardBalanceNotTold
    | CardBatchReported
    | CardBatchNotClosed
    | StoredInput
    | PrintJobMoved
    | TestPrinted
    | ChargeAcknowledged
    | ChargeAnswered
    | ChargeQueried
    | ItemsFound
    | SearchAnswered
    | WillCallLoaded
    | FillRead
    | RegisterRead
    | RegisterWritten
    | AuditProgress
    | AuditCollected
    | AuditWritten
    | ReportProgress
    | ReportRead
    | ReportWritten
    | PhmsHealthChanged
    | OutboxCounted
    | PickupSettled
    | PinChecked
    | PseLedgerRead
    | PseExchangeAnswered
    | CounsellingAnswered
    | OtherLanesHeard
    | AnswerMoved
    | TicketWanted
    | TicketArrived
    | MoveTold
    | CommitFailed
    | FormPrinted
    | UnclaimedLoaded
    | WorkItemsLoaded
    | DisputeLoaded
    | BuyerFound
    | AccountFound
    | GiftCardFound
    | CouponFound
    | CloseChecked
    | TillHistoryLoaded
    | TillReportWritten
    | SaleFound
    | SalesFound
    | ReturnerFound
    | TicketsLoaded
    | TicketDrawn
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """An input with the times at which it came: `at` is wall time with zone, `now` monotonic s."""

    what: Input
    at: datetime
    now: float
