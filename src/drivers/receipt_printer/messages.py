"""What the counter asks of the receipt printer, and what it hears from it.

Rules: a job is printed only when the printer named its process ID; silence is unknown; no message
shows receipt contents in its repr.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from drivers.cash_drawer.codec import Drawer, Pin, PinLevel
from drivers.receipt_printer.document import Document, check_logo_key
from drivers.receipt_printer.logo import Picture
from drivers.receipt_printer.replies import PROCESS_ID_LENGTH
from drivers.receipt_printer.status import Paper, Presence, PrinterError

FIRST_ID_SIGN: Final = 0x21
ID_SIGNS: Final = 94
"""A process ID is four characters of 21 to 7E (section 12): 94^4 = 78,074,896 of them."""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """Print this document once; the protocol never sends a job's bytes a second time."""

    job_id: str
    document: Document = field(repr=False)
    process_id: str

    def __post_init__(self) -> None:
        _check_ids(self.job_id, self.process_id)


@dataclass(frozen=True, slots=True)
class StoreLogo:
    """Keep this picture in the printer's memory; "printed" means that it is stored.

    The memory wears out: the caller asks `logo.may_write` first.
    """

    job_id: str
    key: str
    picture: Picture
    process_id: str

    def __post_init__(self) -> None:
        _check_ids(self.job_id, self.process_id)
        check_logo_key(self.key)


Job = PrintJob | StoreLogo
"""What takes its turn at the printer and ends with a word about it."""


def _check_ids(job_id: str, process_id: str) -> None:
    if not job_id:
        raise ValueError("a job has an id")
    signs = [ord(sign) - FIRST_ID_SIGN for sign in process_id]
    if len(signs) != PROCESS_ID_LENGTH or not all(0 <= sign < ID_SIGNS for sign in signs):
        raise ValueError("a process ID is four characters of 21 to 7E")


@dataclass(frozen=True, slots=True)
class Pulse:
    """Open the drawer now; `reason_id` names the fact that says who and why."""

    reason_id: str
    pin: Pin = Pin.TWO


@dataclass(frozen=True, slots=True)
class AskStatus:
    """Ask the printer everything again, and tell the answer even if nothing changed."""


@dataclass(frozen=True, slots=True)
class ExpectPrinted:
    """A job that an earlier run of the program sent: tell when its process ID is named late."""

    job_id: str
    process_id: str


@dataclass(frozen=True, slots=True)
class Resume:
    """A person has taken the jam out of the cutter: go on from the line where it stopped."""


Command = PrintJob | StoreLogo | ExpectPrinted | Pulse | AskStatus | Resume


class JobStage(StrEnum):
    """How far a job has come (section 12)."""

    SENDING = "sending"
    SENT = "sent"
    PRINTED = "printed"
    UNKNOWN = "unknown"
    FAILED = "failed"


class Trouble(StrEnum):
    """Why a job or a pulse ended as it did."""

    NONE = "none"
    NOT_CONNECTED = "not connected"
    SILENT = "silent"
    PAPER_OUT = "paper out"
    COVER_OPEN = "cover open"
    CUTTER = "cutter"
    UNRECOVERABLE = "unrecoverable"
    RECOVERING = "recovering"
    OFFLINE = "offline"
    TOO_MANY_JOBS = "too many jobs"
    TOO_LONG = "too long"
    CANNOT_ENCODE = "cannot encode"
    WIRE_LOST = "wire lost"
    NOT_CONFIRMED = "not confirmed"
    CANNOT_CONFIRM = "cannot confirm"
    DRAWER_STAYED_CLOSED = "drawer stayed closed"
    NO_DRAWER_SENSOR = "no drawer sensor"


@dataclass(frozen=True, slots=True)
class JobState:
    """A job came to a stage; `final` means that nothing follows.

    SENDING: from now on paper may come out. FAILED: not one byte of the body went out. After
    UNKNOWN a PRINTED may still follow, when the printer names the process ID late.
    """

    job_id: str
    stage: JobStage
    reason: Trouble = Trouble.NONE
    final: bool = True


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """All that is known of the printer: told when it changes, when it connects, and when asked."""

    presence: Presence
    cover_open: bool | None
    paper: Paper
    error: PrinterError
    drawer: Drawer
    drawer_pin: PinLevel | None = None
    """The sensor's level as it is, for learning what it means (cash_drawer/learning.py)."""

    @property
    def online(self) -> bool:
        """Whether it says that it can print, or nothing of the kind can be asked of it."""
        return self.presence in (Presence.ONLINE, Presence.UNHEARD)


class PulseOutcome(StrEnum):
    """What became of a pulse: OPENED only when the drawer's sensor says so."""

    OPENED = "opened"
    UNCONFIRMED = "unconfirmed"
    NOT_OPENED = "not opened"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PulseDone:
    """A pulse has ended. FAILED: it never left. NOT_OPENED: it left, and the drawer is closed."""

    reason_id: str
    outcome: PulseOutcome
    reason: Trouble = Trouble.NONE


Event = JobState | PrinterStatus | PulseDone
