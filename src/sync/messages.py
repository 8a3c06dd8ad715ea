"""What the terminal and a PhMS tell each other: frozen, validated values.

Rules: money is whole cents; instants are aware and in UTC; a fill is named by Rx number and fill
number (`FillKey`), and by the PhMS's own id beside it; a patient's name, date of birth, telephone
and drug never appear in a repr, so that no log or traceback can show them. A pick-up is a fact:
nothing here can turn it down, only say that a person has to look (phms-and-sync.md section 1).
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NewType, TypeAlias
from uuid import UUID

PhmsId = NewType("PhmsId", str)
Version = NewType("Version", str)  # opaque: the text of an ETag without its W/ and quotes

MAX_COPAY_CENTS = 10_000_000  # 100,000.00 USD: dearer than any patient share; a slip of the point
MAX_FILL_NUMBER = 99  # NCPDP field 403-D3 (fill number) is two digits
MAX_BAGS = 50
MAX_MAY_COLLECT = 20  # a family with its carers; more is not a list but a mistake
MAX_TEXT = 200  # longer than any name, bin or label line of a fill
_RX_NUMBER = re.compile(r"[0-9A-Za-z]{1,20}")


def require_utc(instant: datetime, what: str) -> None:
    """Refuse an instant that is naive or not in UTC."""
    if instant.tzinfo is None or instant.utcoffset() != timedelta(0):
        raise ValueError(f"{what} must be in UTC")


def _require_text(value: str, what: str) -> None:
    if len(value) > MAX_TEXT or not value.isprintable():
        raise ValueError(f"{what} must be printable and at most {MAX_TEXT} characters")


def _require_cents(value: int | None, what: str) -> None:
    if value is not None and not 0 <= value <= MAX_COPAY_CENTS:
        raise ValueError(f"{what} out of range")


class FillStatus(StrEnum):
    """Where a fill stands, in the pharmacy's words (mapping: phms-and-sync.md section 4)."""

    PREPARING = "preparing"
    READY = "ready"
    ON_HOLD = "on_hold"
    SOLD = "sold"
    CANCELLED = "cancelled"  # never will be: returned to stock or reversed
    STOPPED = "stopped"
    DECLINED = "declined"
    ERRONEOUS = "erroneous"  # entered in error
    UNKNOWN = "unknown"


TOMBSTONES = frozenset({FillStatus.CANCELLED, FillStatus.ERRONEOUS})


class ClaimState(StrEnum):
    """What the payer has said; LIMBO is asked and not answered."""

    PAID = "paid"
    LIMBO = "limbo"
    REJECTED = "rejected"
    CASH = "cash"
    REVERSED = "reversed"  # paid once, and taken back
    UNKNOWN = "unknown"


class PayerKind(StrEnum):
    """Who pays the rest; everything but CASH is a third party whose contract wants a signature."""

    CASH = "cash"
    COMMERCIAL = "commercial"
    MEDICARE = "medicare"
    MEDICAID = "medicaid"
    OTHER_FEDERAL = "other_federal"
    UNKNOWN = "unknown"


class DeaSchedule(StrEnum):
    """Schedules of 21 CFR 1308."""

    C2 = "C-II"
    C3 = "C-III"
    C4 = "C-IV"
    C5 = "C-V"


class Therapy(StrEnum):
    """What the medicine is to the patient; a new number alone makes no new therapy."""

    NEW = "new"
    CHANGED = "changed"  # another strength, form or direction
    UNCHANGED = "unchanged"  # also re-issued under another number, or of another maker


class Part(StrEnum):
    """What of the prescribed quantity a fill is; each part is a fill with a number of its own."""

    WHOLE = "whole"
    PARTIAL = "partial"
    COMPLETION = "completion"


@dataclass(frozen=True, slots=True, order=True)
class FillKey:
    """One fill of one prescription, as it is printed on the bag: 6012345, fill 2."""

    rx_number: str
    fill_number: int

    def __post_init__(self) -> None:
        if not _RX_NUMBER.fullmatch(self.rx_number):
            raise ValueError("an Rx number is 1 to 20 letters and digits")
        if not 0 <= self.fill_number <= MAX_FILL_NUMBER:
            raise ValueError("fill number out of range")

    def __str__(self) -> str:
        return f"{self.rx_number}-{self.fill_number}"

    @property
    def stream(self) -> str:
        """The outbox stream in which everything about this fill stays in order."""
        return f"fill:{self}"


class PickerRelation(StrEnum):
    """Who collects: ASAP 4.2 AIR06 (pickup-and-compliance.md section 8)."""

    PATIENT = "01"
    PARENT_OR_GUARDIAN = "02"
    SPOUSE = "03"
    CAREGIVER = "04"
    OTHER = "99"


@dataclass(frozen=True, slots=True)
class MayCollect:
    """Somebody whom the patient named to collect (45 CFR 164.510(b))."""

    family: str = field(repr=False)
    given: str = field(repr=False)
    relation: PickerRelation

    def __post_init__(self) -> None:
        if not self.family:
            raise ValueError("who may collect has a family name")
        _require_text(self.family, "family name")
        _require_text(self.given, "given name")


class MessageChannel(StrEnum):
    """How a patient wants to be told that something is ready; NONE: not at all."""

    SMS = "sms"
    EMAIL = "email"
    PHONE = "phone"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class MessageConsent:
    """An opt-in, or the end of all of them, with its day."""

    channel: MessageChannel
    on: date


@dataclass(frozen=True, slots=True)
class PatientSnapshot:
    """The patient as the PhMS knows them; `family_key` is shared by a household, or None."""

    phms_id: PhmsId
    family: str = field(repr=False)
    given: str = field(repr=False)
    birth_date: date | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    family_key: str | None = field(default=None, repr=False)
    messages: tuple[MessageConsent, ...] = ()
    notice_acknowledged: str | None = None  # the newest notice of privacy practices signed for
    address: str = field(default="", repr=False)
    patient_only: bool = False
    """The patient objects to anybody else collecting."""
    may_collect: tuple[MayCollect, ...] = ()
    language: str = ""
    """BCP 47, such as `es`; empty: not told."""

    def __post_init__(self) -> None:
        _require_text(self.notice_acknowledged or "", "notice")
        if not self.phms_id:
            raise ValueError("a patient has an id")
        if not self.family and not self.given:
            raise ValueError("a patient has a name")
        _require_text(self.family, "family name")
        _require_text(self.given, "given name")
        _require_text(self.address, "address")
        if len(self.may_collect) > MAX_MAY_COLLECT:
            raise ValueError("more people may collect than a list holds")


@dataclass(frozen=True, slots=True)
class FillSnapshot:
    """A fill as the PhMS held it at `changed_at`; what is None was not said."""

    phms_id: PhmsId
    version: Version
    changed_at: datetime  # the server's stamp of the dispense; never our clock
    key: FillKey
    status: FillStatus
    claim: ClaimState
    patient: PatientSnapshot
    payer: PayerKind
    copay_cents: int | None
    drug_text: str = field(repr=False)
    ndc: str | None = field(repr=False)
    quantity_text: str
    days_supply: int | None = None
    dea_schedule: DeaSchedule | None = None
    counselling_required: bool | None = None
    counselling_reason: str | None = field(default=None, repr=False)
    bin: str | None = None
    bags: int = 1
    refrigerated: bool = False
    ready_since: datetime | None = None
    do_not_dispense_after: date | None = None
    picked_up_at: datetime | None = None
    pickup_ids: tuple[str, ...] = ()
    tombstone: str | None = None  # why it will never be handed out, in words
    payer_name: str = ""
    payer_bin: str = ""  # NCPDP 101-A1
    payer_pcn: str = ""  # 104-A4
    payer_group: str = ""  # 301-C1
    adjudicated_on: date | None = None  # of the claim that stands
    filled_on: date | None = None  # NCPDP 401-D1
    lot: str | None = field(default=None, repr=False)
    oversize: bool = False
    controlled_cabinet: bool = False
    part: Part = Part.WHOLE
    owed_text: str | None = None
    reject_codes: tuple[str, ...] = ()  # NCPDP 511-FB, of all its claims
    copay_assistance_cents: int | None = None
    refill_due: date | None = None
    therapy: Therapy | None = None
    easy_open_unsigned: bool = False  # such a container, and no signed request on file

    def __post_init__(self) -> None:
        if not self.phms_id or not self.version:
            raise ValueError("a fill has an id and a version")
        require_utc(self.changed_at, "changed_at")
        if self.ready_since is not None:
            require_utc(self.ready_since, "ready_since")
        if self.picked_up_at is not None:
            require_utc(self.picked_up_at, "picked_up_at")
        _require_cents(self.copay_cents, "copay")
        _require_cents(self.copay_assistance_cents, "copay assistance")
        _require_text(self.drug_text, "drug text")
        _require_text(self.quantity_text, "quantity")
        _require_text(self.bin or "", "bin")
        _require_text(self.counselling_reason or "", "counselling reason")
        if not 1 <= self.bags <= MAX_BAGS:
            raise ValueError("bags out of range")
        if (self.status in TOMBSTONES) != (self.tombstone is not None):
            raise ValueError("a tombstone has a reason, and only a tombstone has one")

    @property
    def is_new(self) -> bool:
        """The first fill of its prescription: new therapy until known otherwise."""
        return self.key.fill_number == 0

    @property
    def third_party(self) -> bool:
        """Whether somebody else pays a part; an unknown payer counts as one."""
        return self.payer is not PayerKind.CASH


class EasyOpenRequest(StrEnum):
    """What a signed request for easy-open containers is for."""

    ALL = "all"
    THESE = "these"


class CounsellingResult(StrEnum):
    """What came of counselling; never defaulted (pickup-and-compliance.md section 6)."""

    NOT_REQUIRED = "not_required"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_PRACTICABLE = "not_practicable"


@dataclass(frozen=True, slots=True)
class Identification:
    """An ID that was shown: ASAP 4.2 AIR03 to AIR05. Leaves the till only to the PhMS."""

    qualifier: str
    number: str = field(repr=False)
    jurisdiction: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"0[1-8]|99", self.qualifier):
            raise ValueError("AIR04 knows 01 to 08 and 99")
        _require_text(self.number, "ID number")


@dataclass(frozen=True, slots=True)
class PickupEnvelope:
    """A fill was handed out. `event_id` names this fact everywhere and for ever."""

    event_id: str
    phms_id: PhmsId
    key: FillKey
    expect_version: Version | None  # the version the sale was made from; None: never seen
    picked_up_at: datetime
    relation: PickerRelation
    picker_name: str = field(repr=False)
    counselling: CounsellingResult
    copay_paid_cents: int
    signature_digest: str | None = None
    identification: Identification | None = None
    pharmacist: str | None = None  # initials of who counselled or released
    lane: str = ""
    copay_owed_cents: int = 0  # left owed: the patient got the medicine without paying it
    copay_waived_cents: int = 0
    messages: tuple[MessageConsent, ...] = ()  # what the patient said about them at this pick-up
    notice_acknowledged: str | None = None  # signed for with this pick-up
    easy_open: EasyOpenRequest | None = None  # signed with this pick-up
    picker_family: str = field(default="", repr=False)
    picker_given: str = field(default="", repr=False)
    sold_on: date | None = None  # the store's own date: ASAP 4.2A DSP17

    def __post_init__(self) -> None:
        _require_event_id(self.event_id)
        require_utc(self.picked_up_at, "picked_up_at")
        _require_text(self.picker_name, "picker name")
        _require_text(self.picker_family, "picker's family name")
        _require_text(self.picker_given, "picker's given name")
        _require_cents(self.copay_paid_cents, "copay paid")
        _require_cents(self.copay_owed_cents, "copay owed")
        _require_cents(self.copay_waived_cents, "copay waived")


@dataclass(frozen=True, slots=True)
class UndoEnvelope:
    """A pick-up was void after all; the drug never goes back to the shelf by the till."""

    event_id: str
    pickup_event_id: str
    phms_id: PhmsId
    key: FillKey
    undone_at: datetime
    why: str

    def __post_init__(self) -> None:
        _require_event_id(self.event_id)
        _require_event_id(self.pickup_event_id)
        require_utc(self.undone_at, "undone_at")
        _require_text(self.why, "reason")


Envelope: TypeAlias = PickupEnvelope | UndoEnvelope


def _require_event_id(text: str) -> None:
    if str(UUID(text)) != text:
        raise ValueError("an event id is a UUID in its canonical lower-case form")


class WorkItemKind(StrEnum):
    """Why a person has to look (phms-and-sync.md section 8)."""

    FILL_CHANGED = "fill_changed_after_sale"  # NDC, quantity, patient, label: wrong-drug risk
    REVERSED = "dispensed_on_reversed_claim"
    ON_HOLD = "dispensed_while_on_hold"
    SECOND_PICKUP = "second_pickup_claim"
    FILL_MISSING = "fill_missing_at_phms"
    UNCONFIRMED = "pickup_unconfirmed"
    REFUSED = "refused_by_phms"
    UNREADABLE_FILL = "unreadable_fill"


@dataclass(frozen=True, slots=True)
class WorkItem:
    """Something that only a person can settle. `subject` names the fill, never the patient."""

    kind: WorkItemKind
    subject: str
    detail: str
    event_id: str | None = None


# What came of bringing one envelope to the PhMS (phms-and-sync.md section 2).


class Fate(StrEnum):
    """What an unsuccessful try taught us about the envelope at the PhMS."""

    UNTOLD = "untold"  # nothing new: it is as uncertain as before
    NOT_APPLIED = "not_applied"  # certainly not there
    UNKNOWN = "unknown"  # it may be there: ask before sending again


@dataclass(frozen=True, slots=True)
class Applied:
    """The PhMS took it now."""

    version: Version | None


@dataclass(frozen=True, slots=True)
class AlreadyApplied:
    """The PhMS had taken it before; the earlier answer was lost."""

    version: Version | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """The fill is not what the sale was made from; `now` is how it stands, None if it is gone."""

    kind: WorkItemKind
    detail: str
    now: FillSnapshot | None


@dataclass(frozen=True, slots=True)
class Retry:
    """Not now. `fate` says whether it may have been applied all the same."""

    reason: str
    fate: Fate
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The PhMS says that the envelope itself is wrong. `certain`: a validation error."""

    reason: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Unauthorised:
    """The PhMS does not let us in: nothing more is sent there until a person has looked."""

    reason: str


Outcome: TypeAlias = Applied | AlreadyApplied | Conflict | Retry | Refused | Unauthorised


# What came of reading one fill.


@dataclass(frozen=True, slots=True)
class FillFound:
    """The fill as it stands."""

    snapshot: FillSnapshot


@dataclass(frozen=True, slots=True)
class FillAbsent:
    """The PhMS answered that it has no such fill."""


@dataclass(frozen=True, slots=True)
class FillUnreachable:
    """Nothing is known: use what is cached and show its age."""

    reason: str


FillRead: TypeAlias = FillFound | FillAbsent | FillUnreachable


@dataclass(frozen=True, slots=True)
class UnreadableFill:
    """A changed fill that cannot be taken as true; the rest of its page is not held up by it."""

    phms_id: PhmsId
    version: Version
    reason: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far one list of changes has been read; stored in the transaction of its page."""

    source: str
    watermark: datetime | None = None  # the newest server stamp of the last complete pass
    page_token: str | None = None
    last_complete_at: datetime | None = None  # our clock, for the status strip only

    def __post_init__(self) -> None:
        if self.watermark is not None:
            require_utc(self.watermark, "watermark")


class PhmsState(StrEnum):
    """Reachability of one PhMS, as the status strip shows it."""

    STARTING = "starting"
    OK = "ok"
    UNREACHABLE = "unreachable"
    TROUBLED = "troubled"  # answers, but not with what was asked
    UNAUTHORISED = "unauthorised"


@dataclass(frozen=True, slots=True)
class PhmsHealth:
    """How the PhMS is doing: since when, when it last answered well, and why not now."""

    state: PhmsState
    since: datetime
    last_ok: datetime | None = None
    detail: str = ""


def utc_now() -> datetime:
    """The wall clock, for the runner; protocols are told the time."""
    return datetime.now(UTC)
