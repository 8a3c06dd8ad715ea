"""What the counter and a card terminal say to each other, whoever makes the terminal.

Rules that hold here:

1. An invalid value cannot exist: amounts, references and FSA amounts are checked in constructors.
2. Nothing here can hold a card number, an expiry, a cardholder or a frame; every value may be
   logged (card-terminal.md section 17).
3. Each `Sale`, `Refund` and `Void` is answered by exactly one `Outcome`, each `Query` by exactly
   one `QueryAnswered`. The caller has journaled the attempt *before* it hands over the command.
4. UNKNOWN is an outcome, not an error: it is resolved by `Query`, never by another charge.
"""

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# Nine digits is what an AMOUNT sub-field carries (card-terminal.md section 2).
MAX_AMOUNT_CENTS = 999_999_999
# Older builds answer "REFERENCE INVALID: length more than 16" (card-terminal.md section 5).
MAX_REF_LENGTH = 16
# Clerk, shift and invoice are echoes for reports; the longest documented build takes 32.
MAX_LABEL_LENGTH = 32
MAX_SEQUENCE = 999_999
LAST4_LENGTH = 4


class Kind(StrEnum):
    """Which account is charged (section 16)."""

    CREDIT = "credit"
    DEBIT = "debit"
    EBT_SNAP = "ebt-snap"
    EBT_CASH = "ebt-cash"


class Verdict(StrEnum):
    """How an attempt ended, as far as the terminal let us know (section 1)."""

    APPROVED = "approved"
    PARTIAL = "partial"
    DECLINED = "declined"
    ABORTED = "aborted"
    UNKNOWN = "unknown"
    CONFIG_ERROR = "config-error"


class Trouble(StrEnum):
    """Why the link, not the terminal, ended an attempt; stands in `Result.code`."""

    NOT_SENT = "NOT_SENT"  # refused with NAK or never on the wire: no money moved
    BUSY = "BUSY"  # another command holds the terminal, or it refused the request with EOT
    CANCELLED = "CANCELLED"  # taken back before the first byte
    NO_ACK = "NO_ACK"
    NO_ANSWER = "NO_ANSWER"
    GARBLED = "GARBLED"
    ENDED = "ENDED"  # EOT instead of a response
    LINK_LOST = "LINK_LOST"
    MISMATCH = "MISMATCH"  # the answer contradicts what was asked
    WRONG_TERMINAL = "WRONG_TERMINAL"
    TOO_EARLY = "TOO_EARLY"  # "not found" while the terminal may still be charging


class HealthState(StrEnum):
    """What the status strip shows."""

    READY = "ready"
    BUSY = "busy"
    OFFLINE = "offline"
    WRONG_TERMINAL = "wrong-terminal"


class FrameFault(StrEnum):
    """What was wrong with bytes from the terminal; the bytes themselves are never kept."""

    BAD_CHECK_BYTE = "bad-check-byte"
    TRUNCATED = "truncated"
    TOO_LONG = "too-long"
    MALFORMED = "malformed"
    NOISE = "noise"
    UNEXPECTED = "unexpected"
    NOT_LAST_PACKET = "not-last-packet"


def _check_ref(ref: str) -> None:
    if not 1 <= len(ref) <= MAX_REF_LENGTH or not _printable(ref):
        raise ValueError(f"reference must be 1..{MAX_REF_LENGTH} printable ASCII characters")


def _check_amount(cents: int, *, least: int = 1) -> None:
    if not least <= cents <= MAX_AMOUNT_CENTS:
        raise ValueError(f"amount must be {least}..{MAX_AMOUNT_CENTS} cents, not {cents}")


def _check_labels(*labels: str) -> None:
    for label in labels:
        if len(label) > MAX_LABEL_LENGTH or not _printable(label):
            raise ValueError(f"labels are at most {MAX_LABEL_LENGTH} printable ASCII characters")


def _printable(text: str) -> bool:
    return text.isascii() and (text == "" or text.isprintable())


def new_ref(register: str, day: date, sequence: int) -> str:
    """The reference of one attempt: `<register 2><yymmdd 6><sequence 6>` (section 5).

    `sequence` is the register's own durable counter, 1..999999; never reuse one within a day.
    """
    if len(register) != 2 or not (register.isascii() and register.isalnum()):
        raise ValueError("register must be two letters or digits")
    if not 1 <= sequence <= MAX_SEQUENCE:
        raise ValueError(f"sequence must be 1..{MAX_SEQUENCE}, not {sequence}")
    return f"{register}{day:%y%m%d}{sequence:06d}"


@dataclass(frozen=True, slots=True)
class FsaAmounts:
    """What an FSA/HSA card may pay of one request; Rx is a part of healthcare.

    0 <= rx <= healthcare (money-tax-iias.md section 6.2); zero healthcare means "send nothing".
    """

    healthcare_cents: int
    rx_cents: int

    def __post_init__(self) -> None:
        _check_amount(self.healthcare_cents, least=0)
        if not 0 <= self.rx_cents <= self.healthcare_cents:
            raise ValueError("FSA amounts must hold 0 <= rx <= healthcare")


@dataclass(frozen=True, slots=True)
class Initialize:
    """Ask who is there; answered by `TerminalReady` or `TerminalHealth`."""


@dataclass(frozen=True, slots=True)
class Sale:
    """Charge `amount_cents` to the card that the customer presents."""

    ref: str
    amount_cents: int
    kind: Kind = Kind.CREDIT
    fsa: FsaAmounts | None = None
    clerk: str = ""
    shift: str = ""
    invoice: str = ""
    allow_duplicate: bool = False

    def __post_init__(self) -> None:
        _check_ref(self.ref)
        _check_amount(self.amount_cents)
        _check_labels(self.clerk, self.shift, self.invoice)
        if self.fsa is None:
            return
        if self.kind is not Kind.CREDIT:
            raise ValueError("FSA amounts travel on credit requests only (section 9)")
        if self.fsa.healthcare_cents > self.amount_cents:
            raise ValueError("FSA amounts must hold healthcare <= amount")


@dataclass(frozen=True, slots=True)
class Refund:
    """Credit `amount_cents` back; the card is presented again (an FSA sale: the same card)."""

    ref: str
    amount_cents: int
    kind: Kind = Kind.CREDIT
    clerk: str = ""
    shift: str = ""
    invoice: str = ""

    def __post_init__(self) -> None:
        _check_ref(self.ref)
        _check_amount(self.amount_cents)
        _check_labels(self.clerk, self.shift, self.invoice)


@dataclass(frozen=True, slots=True)
class Void:
    """Take back the transaction that the terminal numbered `terminal_txn`, in the same batch.

    An UNKNOWN void is asked again under a new reference: a second one answers "already voided",
    which is done (section 7, 100021). `Query` is for sales and refunds.
    """

    ref: str
    terminal_txn: str

    def __post_init__(self) -> None:
        _check_ref(self.ref)
        if not (self.terminal_txn.isascii() and self.terminal_txn.isdigit()):
            raise ValueError("a void names the terminal's own transaction number")
        _check_labels(self.terminal_txn)


@dataclass(frozen=True, slots=True)
class Query:
    """Ask what became of an attempt (section 10.2).

    `age_s`: seconds since its first byte could have left. `terminal_serial`: the terminal that was
    asked, as journaled with the attempt. With "" the driver goes by its own memory of the attempt,
    else by the terminal that belongs to the register: after a crash it knows no better.
    """

    ref: str
    requested_cents: int
    age_s: float
    terminal_serial: str = ""

    def __post_init__(self) -> None:
        _check_ref(self.ref)
        _check_amount(self.requested_cents)
        _check_labels(self.terminal_serial)
        if math.isnan(self.age_s) or self.age_s < 0:
            raise ValueError("age_s must be 0 or more seconds")


@dataclass(frozen=True, slots=True)
class Cancel:
    """Ask the terminal to give up. A hint: the answer of the pending attempt decides."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a terminal said about one attempt; amounts in cents, None where it did not say.

    `confirm_by_query` marks an answer after which the terminal should be asked once more whether
    a record exists (section 7: "verify R02"). `emv` holds receipt tags only, sorted by name.
    """

    outcome: Verdict
    code: str = ""
    text: str = ""
    approved_cents: int = 0
    due_cents: int = 0
    balance_cents: int | None = None
    auth: str = ""
    host_ref: str = ""
    terminal_txn: str = ""
    batch: str = ""
    last4: str = ""
    brand: str = ""
    entry: str = ""
    cvm: str = ""
    emv: tuple[tuple[str, str], ...] = ()
    is_fsa: bool | None = None
    offline: bool = False
    confirm_by_query: bool = False

    def __post_init__(self) -> None:
        _check_amount(self.approved_cents, least=0)
        _check_amount(self.due_cents, least=0)
        if len(self.last4) > LAST4_LENGTH:
            raise ValueError("at most the last four digits of a card may be kept")
        if tuple(sorted(self.emv)) != self.emv:
            raise ValueError("EMV tags are sorted by name")
        if self.outcome is Verdict.PARTIAL and self.approved_cents == 0:
            raise ValueError("a partial approval approves something")

    @property
    def moved_money(self) -> bool:
        """Whether this is an approval, whole or partial."""
        return self.outcome in {Verdict.APPROVED, Verdict.PARTIAL}


@dataclass(frozen=True, slots=True)
class Found:
    """The terminal holds our attempt, approved: adopt it."""

    result: Result

    def __post_init__(self) -> None:
        if not self.result.moved_money:
            raise ValueError("only an approval can be adopted")


@dataclass(frozen=True, slots=True)
class NotProcessed:
    """The terminal is idle and holds nothing of ours: no money moved, and the attempt is closed."""


@dataclass(frozen=True, slots=True)
class Unresolved:
    """It cannot be said yet: the ticket stays parked as PAYMENT NOT CONFIRMED.

    `retry_after_s` is the soonest moment at which asking again can help; None: a person decides.
    """

    reason: Trouble
    text: str = ""
    retry_after_s: float | None = None


QueryAnswer = Found | NotProcessed | Unresolved


@dataclass(frozen=True, slots=True)
class AttemptSent:
    """The terminal acknowledged the request; from here the customer is being asked."""

    ref: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the attempt ended; once per attempt."""

    ref: str
    result: Result


@dataclass(frozen=True, slots=True)
class QueryAnswered:
    """What became of an earlier attempt; once per query."""

    ref: str
    answer: QueryAnswer


@dataclass(frozen=True, slots=True)
class TerminalReady:
    """The terminal said who it is."""

    serial: str
    model: str


@dataclass(frozen=True, slots=True)
class TerminalHealth:
    """The state for the status strip, on every change; reasons are plain words."""

    state: HealthState
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameProblem:
    """Bytes from the terminal were not what the protocol allows (never the bytes)."""

    kind: FrameFault


Command = Initialize | Sale | Refund | Void | Query | Cancel
Event = AttemptSent | Outcome | QueryAnswered | TerminalReady | TerminalHealth | FrameProblem
