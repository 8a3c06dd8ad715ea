"""The whole terminal as one frozen value: who is here, which page, the ticket, the devices."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum, auto
from zoneinfo import ZoneInfo

from terminal.app.audit_list import AuditPaper, Wanted
from terminal.app.book_draft import BookDraft
from terminal.app.drawer import DrawerWatch
from terminal.app.elsewhere import GivenElsewhere, OtherLanesState, TicketElsewhere
from terminal.app.inputs import (
    CardAbility,
    Condition,
    DeviceRole,
    DeviceTested,
    DrawerPosition,
    DrawerTaught,
    FoundDevice,
    PrintState,
    ReadFrom,
    ScanSeen,
)
from terminal.app.pse_page import PsePage, PseSignPage
from terminal.app.receipt import Receipt
from terminal.app.records import RegisterPage, RegisterQuestion
from terminal.app.reports import OVERVIEW, ReportQuestion, Span
from terminal.app.return_page import RefundPage, ReturnPage
from terminal.app.settings import Settings
from terminal.app.stored import StoredWatch
from terminal.app.tickets_page import (
    AsidePage,
    GiftReceiptPage,
    NoSalePage,
    SendPage,
    TicketsPage,
    VoidPage,
)
from terminal.app.till_page import TillPage
from terminal.domain.account import AccountId, Standing
from terminal.domain.attempt import CardKind
from terminal.domain.barcode import EntryMethod
from terminal.domain.catalog import Item
from terminal.domain.commands import CheckAge, JudgeAge
from terminal.domain.copay import Relief
from terminal.domain.coupon import CouponCode
from terminal.domain.dispute import Dispute
from terminal.domain.eligibility_list import ListTaken
from terminal.domain.facts import CardBatchFact
from terminal.domain.fill_guards import Stop
from terminal.domain.gift import GiftStanding
from terminal.domain.identity import AttemptRef, JobId, LineId, SaleId, StaffId, TenderId
from terminal.domain.keyed import Entries
from terminal.domain.language import Language
from terminal.domain.missed_identity import Misses
from terminal.domain.money import ZERO, Money
from terminal.domain.obligation import Obligation, obligations
from terminal.domain.pickup import Counselling, Relationship, SignedOn, Unsigned, WhyTyped
from terminal.domain.policy import Policy
from terminal.domain.prescription import Fill, FillKey, Patient, PatientId
from terminal.domain.receipt_wish import PLAIN_WISH, Form, Wish
from terminal.domain.record_book import BuyerMarks, EarlierSale
from terminal.domain.refusal import Refusal
from terminal.domain.report import Report
from terminal.domain.sale import Exemption, Sale
from terminal.domain.shown_id import PersonName, ShownId
from terminal.domain.signature import PaperId, Strokes
from terminal.domain.staff import StaffMember
from terminal.domain.tender import CardTender
from terminal.domain.tender_kind import TenderKind
from terminal.domain.till import TillBook
from terminal.domain.unclaimed import Unclaimed, UnclaimedList
from terminal.domain.work_item import WorkItem, WorkItemId


class Msg(Enum):
    """Things the terminal says that are no refusals; their words are in presentation/text.py."""

    ITEM_UNKNOWN = auto()
    CODE_NOT_UNDERSTOOD = auto()
    SCAN_GARBAGE = auto()
    SCAN_NOT_NOW = auto()
    SCAN_CHOOSE_FIRST = auto()
    SCAN_AT_PICKUP = auto()
    SCAN_COUNSEL_FIRST = auto()
    SCAN_PIN_FIRST = auto()
    SCAN_SIGN_FIRST = auto()
    SCAN_PAY_FIRST = auto()
    SCAN_CARD_FIRST = auto()
    SCAN_DECIDE_FIRST = auto()
    SCAN_ANSWER_FIRST = auto()
    SCANNER_LEARNED = auto()
    SCANNER_SENDS_NO_PREFIX = auto()
    PACK_EXPIRED = auto()
    ID_CARD_NOT_ASKED = auto()
    ID_CARD_CONFIRMS = auto()
    ID_CARD_UNDER_AGE = auto()
    ID_CARD_EXPIRED = auto()
    ID_CARD_OTHER_NAME = auto()
    ID_CARD_NOT_PATIENTS = auto()
    ID_CARD_OF_PICKER = auto()
    LABEL_NOT_FOUND = auto()
    LABEL_OTHER_PATIENT = auto()
    LABEL_OF_TICKET = auto()
    BAG_CHECKED = auto()
    BAG_TYPED = auto()
    NOTHING_FOUND = auto()
    WRONG_NUMBER_OR_PIN = auto()
    WAIT_BEFORE_NEXT_TRY = auto()
    IDENTITY_MISSED = auto()
    IDENTITY_NEEDS_PHARMACIST = auto()
    IDENTITY_OF_TWO = auto()
    DATE_NOT_UNDERSTOOD = auto()
    NOT_A_PHARMACIST = auto()
    NOT_A_MANAGER = auto()
    PAYMENT_DECIDED = auto()
    AMOUNT_NOT_UNDERSTOOD = auto()
    QUANTITY_NOT_UNDERSTOOD = auto()
    CARD_DECLINED = auto()
    CARD_NOT_CHARGED = auto()
    CARD_MISCONFIGURED = auto()
    CARD_VOID_FAILED = auto()
    CARD_GIVEN_BACK = auto()
    PARTLY_APPROVED = auto()
    CARD_TERMINAL_DOWN = auto()
    STORE_TROUBLE = auto()
    TICKET_SUSPENDED = auto()
    TICKET_RECOVERED = auto()
    COPAY_ACCEPTED = auto()
    PHMS_DISPUTES = auto()
    DRAWER_OPENED = auto()
    DRAWER_UNASKED = auto()
    DRAWER_STAYED_CLOSED = auto()
    DRAWER_NOT_REACHED = auto()
    SCAN_BAGS = auto()
    CASH_GIVEN_BACK = auto()
    PAYMENT_PARKED = auto()
    NOT_NOW = auto()
    ADDRESS_TAKEN = auto()
    RECEIPT_DROPPED = auto()
    COPAY_RELIEVED = auto()
    NOTICE_RECORDED = auto()
    CALL_RECORDED = auto()
    ITEM_SETTLED = auto()
    PHMS_RELEASED = auto()
    MESSAGES_RECORDED = auto()
    DEVICE_KEPT = auto()
    DRAWER_LEARNT = auto()
    DEVICES_NOT_KEPT = auto()
    DEVICE_REMOVED = auto()
    DEVICE_PUT_BACK = auto()
    CARD_TERMINAL_NEEDED = auto()
    SIGN_ON_PAD = auto()
    BATCH_PAYMENT_OPEN = auto()
    BATCH_TICKET_OPEN = auto()
    BATCH_UNDER_WAY = auto()
    BATCH_CLOSED = auto()
    BATCH_NOT_CLOSED = auto()
    BATCH_UNKNOWN = auto()
    SCAN_AT_PSE = auto()
    PSE_BUYER_NOT_UNDERSTOOD = auto()
    BATCH_STORED = auto()
    STORED_UNDER_WAY = auto()
    STORED_UPLOADED = auto()
    STORED_NOT_UPLOADED = auto()
    STORED_UNKNOWN = auto()
    STORED_DECLINED = auto()
    STORED_IN_TERMINAL = auto()
    STORED_SETTLED = auto()
    SCAN_AGE_FIRST = auto()
    AGE_SHOWN = auto()
    AGE_REFUSED = auto()
    AGE_NO_ID = auto()
    AGE_ID_EXPIRED = auto()
    BOOK_OVER_LIMIT = auto()
    BOOK_WRITTEN = auto()
    COUNSELLED_ELSEWHERE = auto()
    SCAN_ID_FIRST = auto()
    ID_NUMBER_WRONG = auto()
    ID_STATE_WRONG = auto()
    NAME_NOT_UNDERSTOOD = auto()
    ADDRESS_MISSING = auto()
    ID_NOT_THE_PATIENTS = auto()
    ID_RECORDED = auto()
    NO_ADDRESS = auto()
    NO_TELEPHONE = auto()
    TELEPHONE_NOT_UNDERSTOOD = auto()
    PRICE_CHANGED = auto()
    PRICE_RAISED = auto()
    SCAN_GIFT_CARD = auto()
    PERCENT_NOT_UNDERSTOOD = auto()
    TAX_CHANGED = auto()
    CHECK_HANDED_BACK = auto()
    PAPER_HANDED_BACK = auto()
    REVERSAL_RECORDED = auto()
    SCAN_TENDER_FIRST = auto()
    BALANCE_NOT_READ = auto()
    GIFT_CREDITED = auto()
    ACCOUNT_RELIEVED = auto()
    TILL_OPENED = auto()
    TILL_COUNTED = auto()
    TILL_PAID_IN = auto()
    TILL_PAID_OUT = auto()
    TILL_DROPPED = auto()
    TILL_TAKEN_OVER = auto()
    TILL_CLOSED = auto()
    TILL_CHECKING = auto()
    TILL_NOT_PRINTED = auto()
    CLOCK_ACCEPTED = auto()
    COUPON_TAKEN = auto()
    PSE_ANSWER_WRONG = auto()
    NO_BAG_LABEL = auto()
    DIFFERENCE_SENT = auto()
    DIFFERENCE_SETTLED = auto()
    SCAN_FOR_PRICE = auto()
    PRICES_CHANGED = auto()
    RETURN_ADDED = auto()
    REFUNDED_IN_CASH = auto()
    REFUND_RECORDED = auto()
    CARD_REFUNDED = auto()
    CARD_NOT_REFUNDED = auto()
    PAYMENT_VOIDED = auto()
    CARD_NEEDED = auto()
    REFUND_NEEDS_TERMINAL = auto()
    SCAN_REFUND_FIRST = auto()
    SCAN_AT_RETURN = auto()
    TICKET_NOT_UNDERSTOOD = auto()
    PAPER_NOT_READ = auto()
    NO_GOODS_ON_IT = auto()
    TICKET_VOIDED = auto()
    TICKET_NAMED = auto()
    COPY_PRINTS = auto()
    GIFT_PRINTS = auto()
    GIFT_NUMBERS_DIFFER = auto()
    RECEIPT_QUEUED = auto()
    ADDRESS_WRONG = auto()
    PHONE_WRONG = auto()
    ELSEWHERE_TAKEN = auto()
    ELSEWHERE_ANSWERED = auto()
    ELSEWHERE_OVER = auto()
    ELSEWHERE_REFUSED = auto()
    ELSEWHERE_SILENT = auto()
    ELSEWHERE_GONE = auto()
    MOVE_ASKED = auto()
    MOVE_STAYS = auto()
    MOVE_OVER = auto()
    MOVE_FIRST = auto()
    MOVE_SILENT = auto()
    MOVE_CLOSED = auto()
    MOVED_AWAY = auto()
    MOVED_HERE = auto()
    MOVED_IN_PART = auto()
    TILL_COUNT_LEFT = auto()
    CARD_NOT_VOIDED = auto()


@dataclass(frozen=True, slots=True)
class Said:
    """The last thing the terminal said; stays until the next thing happens."""

    what: Msg | Refusal
    detail: str = ""
    remedy: str = ""


# --- pages


@dataclass(frozen=True, slots=True)
class SignInPage:
    """Sign-in, or locked when `TerminalState.user` is somebody. `number` None: asked for."""

    number: StaffId | None = None
    typed: str = field(default="", repr=False)
    checking: bool = False
    wait_until: float = 0.0


class SaleMode(Enum):
    SCAN = "scan"
    QUANTITY = "quantity"


@dataclass(frozen=True, slots=True)
class SalePage:
    mode: SaleMode = SaleMode.SCAN
    typed: str = ""
    items: tuple[Item, ...] = ()
    fills: tuple[Fill, ...] = ()
    found_for: str = ""
    """The text that `items` and `fills` answer."""
    highlighted: int = 0
    awaited: bool = False
    """Enter was pressed before the search answered: a single find is taken at once."""
    choosing: str = ""
    """The code with several readings that a person must choose among."""

    @property
    def found(self) -> int:
        return len(self.items) + len(self.people)

    @property
    def people(self) -> tuple[Patient, ...]:
        return tuple({fill.patient.id: fill.patient for fill in self.fills}.values())


class Challenge(Enum):
    """What is asked of the person at the pickup."""

    DATE_OF_BIRTH = "date of birth"
    ADDRESS = "address"
    FULL_NAME = "full name"
    TELEPHONE = "telephone"


@dataclass(frozen=True, slots=True)
class LetGo:
    """What a pharmacist answers for at pickup; it is recorded with the fill on the ticket."""

    key: FillKey
    stop: Stop
    by: StaffId
    reason: str


@dataclass(frozen=True, slots=True)
class PickupPage:
    """Will-call. The second identifier is entered; the record's answer is never shown."""

    typed: str = ""
    fills: tuple[Fill, ...] = ()
    """All fills found, of everyone; a re-read one replaces the older."""
    similar: tuple[Fill, ...] = ()
    """Ready fills of people who could be taken for those found."""
    patient: PatientId | None = None
    highlighted: int = 0
    reading: frozenset[FillKey] = frozenset()
    read_from: tuple[tuple[FillKey, ReadFrom], ...] = ()
    answer: str = field(default="", repr=False)
    tries: int = 0
    identified: bool = False
    by_pharmacist: StaffId | None = None
    reason: str = ""
    """Why the pharmacist stood in for the answer."""
    by_card: bool = False
    """The patient's own ID card answered; nothing of it is kept."""
    by_address: bool = False
    by_phone: bool = False
    asking: Challenge = Challenge.DATE_OF_BIRTH
    found_by_birth: bool = False
    """The date of birth was what found the person, and is no second identifier."""
    found_by_digits: str = field(default="", repr=False)
    """The number that was typed to find somebody: of a telephone, it is no second identifier."""
    relationship: Relationship | None = None
    picker: PersonName | None = None
    """The name of who picks up, where it was asked or stands on the patient's list."""
    released_by: StaffId | None = None
    """The pharmacist who lets somebody else collect against the patient's objection, or lets a
    minor collect alone ..."""
    release_reason: str = ""
    left_out: frozenset[FillKey] = frozenset()
    scanned: tuple[FillKey, ...] = ()
    """Bag labels scanned while here, one entry a scan."""
    look_for: FillKey | None = None
    """The label that opened the page."""
    let_go: tuple[LetGo, ...] = ()
    noticed: frozenset[FillKey] = frozenset()
    """Fills that stay, whose printed notice was handed over."""
    look_typed: bool = False
    """The label that opened the page was typed: it found its person, and checks no bag."""
    sought: FillKey | None = None
    """The fill of the label that opened the page, once its person was found."""
    typed_bags: tuple[tuple[FillKey, WhyTyped], ...] = ()
    """Bags whose number was typed while here, one entry a bag, and why it was not scanned."""

    def bags_typed(self, fill: Fill) -> int:
        return sum(key == fill.key for key, _ in self.typed_bags)

    def bags_checked(self, fill: Fill) -> int:
        return min(self.scanned.count(fill.key) + self.bags_typed(fill), fill.bags)

    def in_hand(self, key: FillKey) -> bool:
        """Whether somebody asked for this very fill, by its bag or its number."""
        return key in (self.sought, *self.scanned, *(typed for typed, _ in self.typed_bags))

    def fills_of(self, patient: PatientId) -> tuple[Fill, ...]:
        return tuple(fill for fill in self.fills if fill.patient.id == patient)

    @property
    def people(self) -> tuple[Patient, ...]:
        """Everybody found, in the order of their fills; who is of one family stands together."""
        found = {fill.patient.id: fill.patient for fill in self.fills}.values()
        families: dict[str, list[Patient]] = {}
        for person in found:
            families.setdefault(person.household or f"alone {person.id}", []).append(person)
        return tuple(person for family in families.values() for person in family)

    def family_of(self, person: Patient) -> tuple[Patient, ...]:
        """The others of the same household, as far as they were found."""
        return tuple(
            other
            for other in self.people
            if person.household and other.household == person.household and other.id != person.id
        )


@dataclass(frozen=True, slots=True)
class CounselPage:
    """What came of counselling, for the fills that are chosen: all that wait, less `left_out`."""

    result: Counselling | None = None
    note: str = ""
    left_out: frozenset[LineId] = frozenset()
    pharmacist: StaffId | None = None
    """Who came and showed own PIN: reads why the PhMS asks, and answers without another PIN."""
    requested: bool = False
    """The patient asks, of fills that wait for no answer."""


class Release(Enum):
    """What a pharmacist's PIN is asked for."""

    COUNSELLING = "counselling"
    REASONS = "reasons"  # to read why the PhMS asks for counselling
    CONTROLLED = "controlled"
    IDENTITY = "identity"
    PAYMENT = "payment"  # a manager's
    STOP = "stop"
    WAIVER = "waiver"  # a manager's
    SELLER = "seller"  # of whoever may sell it
    PRESCRIPTION = "prescription"
    BOOK = "book"
    NO_ID = "no ID"
    OBJECTION = "objection"
    MINOR = "minor"
    QUESTION = "question"
    PRICE = "price"  # a manager's
    EXEMPT = "exempt"  # a manager's
    ON_PRESCRIPTION = "on prescription"
    RETURN = "return"  # a manager's
    RETURN_PRESCRIPTION = "return prescription"
    VOID = "void"  # a manager's
    NO_SALE = "no sale"  # a manager's
    ELSEWHERE = "elsewhere"  # counselling at another lane

    @property
    def wants_reason(self) -> bool:
        """What is done against a rule is done for a reason, which is kept."""
        return self in (
            Release.IDENTITY,
            Release.NO_ID,
            Release.OBJECTION,
            Release.MINOR,
            Release.RETURN_PRESCRIPTION,
        )


class IdStep(Enum):
    """What is asked about an ID, one after the other."""

    TYPE = "type"
    EXPIRES = "expires"
    NUMBER = "number"
    JURISDICTION = "jurisdiction"
    NAME = "name"
    BIRTH_DATE = "birth date"
    ADDRESS = "address"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class IdPage:
    """The ID of who takes controlled fills; nothing is recorded before all of it is there."""

    shown: ShownId | None = None
    expires: date | None = None
    looked_at_date: bool = False
    """The last day was read off it, or it has none."""
    typed: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """The first question before handing out that is still open."""

    answer: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DecidePage:
    """A payment that the terminal cannot confirm: what its own record says, by a manager."""

    ref: AttemptRef
    charged: bool | None = None


@dataclass(frozen=True, slots=True)
class StopPage:
    """A stopped fill, and why a pharmacist lets it go all the same."""

    back: PickupPage
    key: FillKey
    stop: Stop
    note: str = ""


@dataclass(frozen=True, slots=True)
class CopayPage:
    """A copay that is not paid now: of which line, owed or waived, and why."""

    line: LineId | None = None
    relief: Relief | None = None
    note: str = ""


class PriceChange(Enum):
    """What becomes of a price."""

    LINE_PERCENT = "percent off the line"
    LINE_AMOUNT = "amount off the line"
    NEW_PRICE = "new price"
    TICKET_PERCENT = "percent off the ticket"
    TICKET_AMOUNT = "amount off the ticket"
    LINE_BACK = "line as it was"
    TICKET_BACK = "ticket as it was"
    ON_PRESCRIPTION = "on a prescription"
    NO_PRESCRIPTION = "not on a prescription"
    EXEMPT = "exempt from tax"
    TAXED = "taxed again"
    NO_COUPONS = "without its coupons"
    RATE = "rate of a group"


@dataclass(frozen=True, slots=True)
class PricePage:
    """Another price: of a line or of the ticket, how much, and for which reason."""

    line: LineId | None = None
    change: PriceChange | None = None
    typed: str = ""
    value: int | None = None
    """Hundredths of a percent, or cents; None while it is typed."""
    reason: str = ""
    rate: str = ""
    """The name of the rate group that was chosen."""
    dearer: Money = ZERO
    """By how much another price would make the ticket dearer ..."""
    leaves_promotion: bool = False
    """... because promotions count the line no more."""

    @property
    def asks_value(self) -> bool:
        return self.change is not None and self.value is None


@dataclass(frozen=True, slots=True)
class ExemptPage:
    """A customer who pays no sales tax: the certificate's number, then its last day."""

    certificate: str = ""
    expires: date | None = None
    typed: str = ""


@dataclass(frozen=True, slots=True)
class CouponPage:
    """A coupon: for which line, and what it is worth where its code does not tell."""

    code: CouponCode
    line: LineId | None = None
    typed: str = ""

    @property
    def asks_value(self) -> bool:
        return self.line is not None and self.code.save is None


@dataclass(frozen=True, slots=True)
class OpenPricePage:
    """Goods whose price is entered before they are on the ticket."""

    item: Item
    entry: EntryMethod
    typed: str = ""


@dataclass(frozen=True, slots=True)
class PriceCheckPage:
    """What an item costs: asked, found in several, or shown; nothing of it is on the ticket."""

    typed: str = ""
    found: tuple[Item, ...] = ()
    found_for: str = ""
    highlighted: int = 0
    item: Item | None = None
    keyed: bool = False


@dataclass(frozen=True, slots=True)
class NoticePage:
    """A printed notice to hand over: with the ticket, or for fills that stay at pickup."""

    back: PickupPage | SalePage
    keys: tuple[FillKey, ...]
    printing: bool = False
    printed: bool = False
    trouble: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class TypedBagPage:
    """The number on a bag was typed: why it was not scanned."""

    back: PickupPage | SalePage
    key: FillKey


@dataclass(frozen=True, slots=True)
class MessagesPage:
    """How a patient of the ticket wants to be told the next time; `patient` None: of several."""

    patient: PatientId | None = None


@dataclass(frozen=True, slots=True)
class UnclaimedPage:
    """The work list of bags that wait; the telephone is shown of the one that is chosen."""

    which: UnclaimedList = UnclaimedList.ALL
    bags: tuple[Unclaimed, ...] | None = None
    """None until they are read."""
    more: bool = False
    highlighted: int = 0
    chosen: FillKey | None = None

    @property
    def bag(self) -> Unclaimed | None:
        """The chosen one."""
        return next((b for b in self.bags or () if b.fill.key == self.chosen), None)


@dataclass(frozen=True, slots=True)
class PharmacistPage:
    """A pharmacist, or for a payment a manager, signs for one thing with own number and PIN."""

    release: Release
    back: "ReleaseBack"
    number: StaffId | None = None
    typed: str = field(default="", repr=False)
    checking: bool = False
    wait_until: float = 0.0
    reason: str = ""

    @property
    def asks_reason(self) -> bool:
        return self.release.wants_reason and not self.reason


@dataclass(frozen=True, slots=True)
class AgePage:
    """The age of who buys: a date is typed, or a card scanned; neither is kept."""

    typed: str = field(default="", repr=False)
    asked: CheckAge | JudgeAge | None = None
    """What was answered, while somebody who may sell it signs."""


@dataclass(frozen=True, slots=True)
class BookPage:
    """An entry of the record book, one thing after the other."""

    draft: BookDraft = field(default_factory=BookDraft)
    typed: str = field(default="", repr=False)
    looking: bool = False
    """The ledger is being read."""
    earlier: tuple[EarlierSale, ...] | None = None
    """What it said; None until then."""
    marks: BuyerMarks | None = None
    """How the entry will name the buyer; it comes with what the ledger said."""


@dataclass(frozen=True, slots=True)
class ElsewherePage:
    """What waits for a pharmacist at other lanes, or what came of one `ticket` of it."""

    ticket: TicketElsewhere | None = None
    result: Counselling | None = None
    note: str = ""
    left_out: frozenset[FillKey] = frozenset()


ReleaseBack = (
    CounselPage
    | PickupPage
    | SalePage
    | DecidePage
    | AgePage
    | BookPage
    | StopPage
    | CopayPage
    | IdPage
    | QuestionPage
    | PricePage
    | ExemptPage
    | ReturnPage
    | VoidPage
    | NoSalePage
    | ElsewherePage
)
"""The pages on which a pharmacist, or a manager, is waited for."""


@dataclass(frozen=True, slots=True)
class SignPage:
    """One person signs once for every text that this person may sign for (domain/signing.py)."""

    strokes: Strokes = field(default_factory=Strokes, repr=False)
    asked: int | None = None
    """While the customer is to sign on the card terminal: which request that is."""
    cancelling: bool = False
    trouble: str = ""
    """Why the card terminal brought no signature."""
    extras: tuple[PaperId, ...] = ()
    """Texts that the customer asked to sign as well."""
    seen: tuple[PaperId, ...] = ()
    """What stood on the page as the signature was begun: it is for that and nothing else."""
    place: SignedOn = SignedOn.PAD


@dataclass(frozen=True, slots=True)
class SignMorePage:
    """What the customer may sign as well, on request."""

    extras: tuple[PaperId, ...] = ()


@dataclass(frozen=True, slots=True)
class UnsignedPage:
    """Why a text stays unsigned: the reason of a refusal, or the effort that was made."""

    paper: PaperId
    extras: tuple[PaperId, ...] = ()
    why: Unsigned | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TenderPage:
    typed: str = ""
    taken_at: float | None = None
    """When a tender was taken here: the second press of a double one takes no other."""
    given_at: float | None = None
    """When one was given back."""
    reading: frozenset[FillKey] = frozenset()
    """Fills that are being read again before payment opens."""
    changed: tuple[Fill, ...] = ()
    """Fills whose copay changed: old -> new waits for the clerk's word."""


@dataclass(frozen=True, slots=True)
class WaysPage:
    """Every way to pay, in the recommended order; what is closed says why."""


@dataclass(frozen=True, slots=True)
class KeyedPage:
    """A tender that is keyed in: nothing of it is recorded before its last answer."""

    kind: TenderKind
    amount: Money | None = None
    again: Money | None = None
    """The amount as it was keyed the second time, where that is asked."""
    looking: AccountId | None = None
    """The account that is being looked up."""
    standing: Standing | None = None
    """How it stood then."""
    entries: Entries = field(default=(), repr=False)
    typed: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class GiftPage:
    """A gift card of the store: its number, then how much is paid with it or put on it."""

    paying: bool = False
    looking: str = field(default="", repr=False)
    """The number that is being looked up."""
    first: str = field(default="", repr=False)
    """Of a card that is new: it is typed twice, since one wrong digit is another card."""
    standing: GiftStanding | None = None
    found_at: float = 0.0
    typed: str = field(default="", repr=False)
    scanned: bool = False
    """The number was read and not typed: it is not asked twice."""


@dataclass(frozen=True, slots=True)
class CardKindPage:
    """How much goes on a card that is asked for by its kind: EBT, debit."""

    kind: CardKind
    typed: str = ""
    asked: AttemptRef | None = None
    """Under which reference the terminal was asked what is left on the card."""
    balance: Money | None = None


@dataclass(frozen=True, slots=True)
class DepositPage:
    """A payment on account: which account, then how much."""

    looking: AccountId | None = None
    standing: Standing | None = None
    typed: str = ""


@dataclass(frozen=True, slots=True)
class ReversalPage:
    """What the device of a benefit programme says of taking its payment back."""

    tender: TenderId
    typed: str = ""


@dataclass(frozen=True, slots=True)
class CardPage:
    ref: AttemptRef
    since: float
    cancelling: bool = False
    next_query: float | None = None
    trouble: str = ""
    asked_at: float | None = None
    """When the terminal was asked about it last."""
    asking: bool = False
    """A person has asked just now, and there is no answer yet."""


@dataclass(frozen=True, slots=True)
class DonePage:
    sale: SaleId
    job: JobId
    since: float = 0.0


class TrialState(Enum):
    CONNECTING = auto()
    TESTING = auto()
    ANSWERED = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class Trial:
    """A device that is tried in its place before a person says that it is the right one."""

    settings: Settings
    """As they would be with it."""
    state: TrialState = TrialState.CONNECTING
    words: str = ""


@dataclass(frozen=True, slots=True)
class DevicesPage:
    """Every device with its health; one of them is looked at, tested, or assigned."""

    back: SalePage | DonePage
    role: DeviceRole = DeviceRole.CARD_TERMINAL
    typed: str = ""
    finding: bool = False
    found: tuple[FoundDevice, ...] | None = None
    """None until the first look is over."""
    test_until: float | None = None
    """While a test is under way: when it is given up."""
    tested: DeviceTested | None = None
    trial: Trial | None = None
    batch_asked: bool = False
    """The batch is to be closed, and the person is asked once more."""
    settling: AttemptRef | None = None
    """A stored sale that a manager says what became of."""


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """A register, read for some days; nothing of it outlives the page."""

    back: SalePage | DonePage
    register: str = "signatures"
    days: int = 30
    typed: str = field(default="", repr=False)
    sought: str = field(default="", repr=False)
    question: RegisterQuestion | None = None
    reading: bool = False
    shown: RegisterPage | None = field(default=None, repr=False)
    highlighted: int = 0
    writing: bool = False
    written: str = ""
    """Where the file is."""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A payer's list of prescriptions, and what came of the proof; gone with the page."""

    back: SalePage | DonePage
    typed: str = field(default="", repr=False)
    wanted: tuple[Wanted, ...] = field(default=(), repr=False)
    number: int = 0
    """Of the pack that was asked for last; tells a late answer."""
    making: bool = False
    done: int = 0
    of: int = 0
    """How far the making is; 0 of 0: the journal is being verified."""
    made: AuditPaper | None = field(default=None, repr=False)
    trouble: str = ""
    highlighted: int = 0


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """What some days brought, and which of the reports is looked at."""

    back: SalePage | DonePage
    kind: str = OVERVIEW
    span: Span = Span.TODAY
    typed: str = ""
    wrong: str = ""
    """Why what was typed names no days."""
    question: ReportQuestion | None = None
    reading: bool = False
    done: int = 0
    of: int = 0
    """How far the counting is; 0 of 0: there is nothing to count."""
    shown: Report | None = field(default=None, repr=False)
    writing: bool = False
    written: str = ""
    """Where the file is."""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The rows of the rules that hold here today, those that nobody confirmed marked."""

    back: SalePage | DonePage
    typed: str = ""
    highlighted: int = 0


class Compared(Enum):
    """How far the comparison of a changed fill is."""

    NOT_YET = auto()
    UNREACHED = auto()
    TOLD = auto()


@dataclass(frozen=True, slots=True)
class WorkItemsPage:
    """What waits for a person's word; gone with the page."""

    back: SalePage | DonePage
    items: tuple[WorkItem, ...] | None = None
    """None until they are read."""
    more: bool = False
    highlighted: int = 0
    chosen: WorkItemId | None = None
    typed: str = field(default="", repr=False)
    dispute: Dispute | None = None
    """What the chosen item's pickup handed out, where its fill was changed."""
    now: Fill | None = field(default=None, repr=False)
    """That fill, as the PhMS has just told it."""
    compared: Compared = Compared.NOT_YET

    @property
    def item(self) -> WorkItem | None:
        """The chosen one."""
        return next((each for each in self.items or () if each.id == self.chosen), None)


Page = (
    SignInPage
    | SalePage
    | PickupPage
    | CounselPage
    | PharmacistPage
    | SignPage
    | TenderPage
    | CardPage
    | DecidePage
    | DonePage
    | DevicesPage
    | PsePage
    | PseSignPage
    | RecordsPage
    | AuditPage
    | RulesPage
    | ReportsPage
    | StopPage
    | CopayPage
    | NoticePage
    | UnclaimedPage
    | WorkItemsPage
    | MessagesPage
    | TypedBagPage
    | AgePage
    | BookPage
    | SignMorePage
    | UnsignedPage
    | IdPage
    | QuestionPage
    | PricePage
    | ExemptPage
    | WaysPage
    | KeyedPage
    | ReversalPage
    | CardKindPage
    | GiftPage
    | TillPage
    | DepositPage
    | CouponPage
    | OpenPricePage
    | PriceCheckPage
    | ReturnPage
    | RefundPage
    | TicketsPage
    | VoidPage
    | AsidePage
    | GiftReceiptPage
    | NoSalePage
    | SendPage
    | ElsewherePage
)


# --- the terminal


@dataclass(frozen=True, slots=True)
class Counters:
    """The next numbers; what is in the journal has used the ones before."""

    ticket: int = 1
    attempt: int = 1
    job: int = 1


@dataclass(frozen=True, slots=True)
class DeviceHealth:
    role: DeviceRole
    condition: Condition
    detail: str = ""
    since: datetime | None = None
    """When it became so."""
    why: str = ""
    reachable: bool = False
    """It is down and answers all the same."""


@dataclass(frozen=True, slots=True)
class ReceiptJob:
    """A receipt on its way (app/printing.py); a job that is queued for a `reason` waits for it."""

    job: JobId
    sale: SaleId
    state: PrintState
    reason: str
    copy: int
    process_id: str
    ticket: str
    """The number of its ticket, as people know it."""
    receipt: Receipt = field(repr=False)
    """The original; a copy is headed when it is printed."""
    last_copy: int = 1
    """The highest copy of this ticket that was asked for."""
    released: bool = False
    """A person asked for it: it goes out as soon as the printer is well."""
    tries: int = 0
    not_before: float = 0.0
    wish: Wish = PLAIN_WISH


@dataclass(frozen=True, slots=True)
class PhmsState:
    condition: Condition = Condition.ABSENT
    detail: str = ""
    last_good: datetime | None = None
    held: bool = False
    """It does not let this lane in: nothing goes until a person has renewed its key."""
    waiting: int = 0
    stuck: int = 0
    oldest: datetime | None = None
    to_settle: int = 0


@dataclass(frozen=True, slots=True)
class TerminalState:
    settings: Settings
    policy: Policy
    at: datetime
    now: float
    page: Page = field(default_factory=SignInPage)
    behind: Page = field(default_factory=SalePage)
    """The page that comes back when the same person unlocks."""
    user: StaffMember | None = None
    locked: bool = True
    people: tuple[StaffMember, ...] = ()
    last_activity: float = 0.0
    sale: Sale | None = None
    selected: LineId | None = None
    suspended: tuple[Sale, ...] = ()
    """Every other ticket that is not over: suspended ones, and parked payments."""
    interrupted: frozenset[SaleId] = frozenset()
    """Those of them that their owner did not put aside: they come back when the owner signs in."""
    finished: Sale | None = None
    """The last completed ticket, for its receipt and the page after payment."""
    finished_at: datetime | None = None
    said: Said | None = None
    devices: tuple[DeviceHealth, ...] = ()
    drawer: DrawerPosition = DrawerPosition.UNKNOWN
    drawer_watch: DrawerWatch = field(default_factory=DrawerWatch)
    drawer_lesson: DrawerTaught | None = None
    """How far learning the drawer's sensor has come, while it is learnt."""
    card_terminal: str = ""
    """The serial number of the terminal on this lane, once it said it."""
    card_terminal_can: frozenset[CardAbility] = frozenset()
    """What it does beside payments."""
    signatures_asked: int = 0
    """How often it was asked for one: a late answer must not pass for that of a newer request."""
    card_batch: CardBatchFact | None = None
    """How the last closing of its batch stands, since the program was started."""
    card_batch_at: datetime | None = None
    """When that was last asked for, or told of; also before the program was started."""
    decided: tuple[AttemptRef, ...] = ()
    """Payments that a manager decided about since the batch was closed: its driver is told."""
    stored: StoredWatch = field(default_factory=StoredWatch)
    """Card sales that wait in the terminal for the bank, or for a manager."""
    phms: PhmsState = field(default_factory=PhmsState)
    other_lanes: OtherLanesState | None = None
    """None: this lane belongs to no store hub."""
    given: tuple[GivenElsewhere, ...] = ()
    """Answers that were given here for other lanes, since the program was started."""
    moves: frozenset[str] = frozenset()
    """Moves of tickets that this lane has done its part of, since the program was started."""
    moves_settled: frozenset[str] = frozenset()
    """Those of our tickets that are known to have arrived."""
    prints: tuple[ReceiptJob, ...] = ()
    """Receipts that wait, are printed or are in doubt, oldest first; and the last ticket's."""
    """How the last test page stands."""
    counters: Counters = field(default_factory=Counters)
    family: tuple[Fill, ...] = ()
    """Fills of the families on this ticket that are ready too."""
    parked_query_at: float = 0.0
    """When the parked payments are asked about again."""
    scans_waiting: int = 0
    """Scans that are being looked up and have no answer yet."""
    label_waits: bool = False
    """Whether one of them is a label whose patient is sought."""
    last_scan: ScanSeen | None = None
    """The last code, masked, for the diagnostics."""
    missed: Misses = ()
    """Wrong answers per patient; neither leaving the page nor the next customer forgives them."""
    missed_on: date | None = None
    """The store's day that they are of; on another day they do not count."""
    till: TillBook = field(default_factory=TillBook)
    language: Language | None = None
    """What the customer wants the receipt in; None: as the patient or the store has it."""
    clock_back: datetime | None = None
    """The clock went back: so late it was before. Until it is that late again, or a person says
    why."""
    rules_trouble: str = ""
    """Where a rule file was wrong at the start; the last good rules are in force."""
    eligibility_list: ListTaken | None = None
    """What FSA/HSA cards pay for, as of the start: the newest version that was imported."""
    certificates: tuple[Exemption, ...] = field(default=(), repr=False)
    """Of customers who pay no sales tax, as recorded on this lane, the newest first."""
    theme: str = "light"
    help: bool = False
    demo: bool = False
    revision: int = 0
    """Grows when the terminal itself replaces the text of the page's field."""

    @property
    def user_id(self) -> StaffId | None:
        return None if self.user is None else self.user.id

    @property
    def day(self) -> date:
        """The store's local date."""
        return self.at.astimezone(self.zone).date()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.time_zone)

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """What the ticket asks for before payment, met or not."""
        if self.sale is None:
            return ()
        return obligations(self.sale, self.policy.rules, self.day)

    @property
    def open_obligations(self) -> tuple[Obligation, ...]:
        return tuple(each for each in self.obligations if not each.met)

    @property
    def unconfirmed(self) -> tuple[CardTender, ...]:
        """Every card payment of this lane without the terminal's last word."""
        sales = self.suspended if self.sale is None else (self.sale, *self.suspended)
        return tuple(sale.pending for sale in sales if sale.pending is not None)

    @property
    def receipt(self) -> ReceiptJob | None:
        """The receipt of the last completed ticket: its latest copy."""
        if self.finished is None:
            return None
        sale = self.finished.id
        own = (each for each in reversed(self.prints) if each.sale == sale)
        return next((each for each in own if each.wish.form is not Form.CARD), None)

    @property
    def device(self) -> dict[DeviceRole, DeviceHealth]:
        return {each.role: each for each in self.devices}

    def clear_field(self, page: Page) -> "TerminalState":
        return replace(self, page=page, revision=self.revision + 1)
