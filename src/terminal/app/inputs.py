"""Everything that can happen to the terminal, as frozen values for `step`.

Inputs come from people (intents and fields), from devices, from the PhMS, from the store and from
time. Wall time and monotonic time travel in the envelope `Arrived`, never inside `step`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from terminal.domain.attempt import CardResult, QueryResult
from terminal.domain.barcode import EntryMethod, Meaning
from terminal.domain.card_batch import BatchReport
from terminal.domain.catalog import Item
from terminal.domain.identity import AttemptRef, JobId, StaffId
from terminal.domain.prescription import Fill, FillKey
from terminal.domain.signature import Strokes
from terminal.domain.staff import StaffMember


class Do(Enum):
    """What a person can ask for by a key or a touch. `Intent.argument` says which one."""

    HELP = "help"
    BACK = "back"
    LOCK = "lock"
    SIGN_OUT = "sign_out"
    SWITCH_THEME = "switch_theme"
    DISMISS = "dismiss"
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
    DEVICES = "devices"
    CHOOSE_DEVICE = "choose_device"  # argument: a device role
    TEST_DEVICE = "test_device"
    FIND_DEVICES = "find_devices"
    TRY_DEVICE = "try_device"  # argument: an address among the found ones
    TRY_KIND = "try_kind"  # argument: one of the kinds of the device on trial
    KEEP_DEVICE = "keep_device"
    REMOVE_DEVICE = "remove_device"
    LEARN_DRAWER = "learn_drawer"  # argument: a move of the lesson, or "keep"
    CLOSE_BATCH = "close_batch"
    CONFIRM_BATCH = "confirm_batch"
    KNOWN_PERSON = "known_person"
    NO_ID = "no_id"
    ASK_ADDRESS = "ask_address"


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


@dataclass(frozen=True, slots=True)
class OutboxCounted:
    waiting: int
    stuck: int


@dataclass(frozen=True, slots=True)
class PickupSettled:
    """The PhMS took the pickup, or disagrees and a person must look."""

    key: FillKey
    conflict: str = ""


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


# --- store


@dataclass(frozen=True, slots=True)
class CommitFailed:
    """The facts could not be made durable (disk full, store gone): nothing of them happened."""

    title: str
    remedy: str


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
    | CardBatchReported
    | CardBatchNotClosed
    | PrintJobMoved
    | TestPrinted
    | ChargeAcknowledged
    | ChargeAnswered
    | ChargeQueried
    | ItemsFound
    | SearchAnswered
    | WillCallLoaded
    | FillRead
    | PhmsHealthChanged
    | OutboxCounted
    | PickupSettled
    | PinChecked
    | CommitFailed
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """An input with the times at which it came: `at` is wall time with zone, `now` monotonic s."""

    what: Input
    at: datetime
    now: float
