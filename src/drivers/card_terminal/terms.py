"""The words and limits that every message between counter and card terminal is made of."""

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
    GIFT = "gift"


EBT_KINDS = frozenset({Kind.EBT_SNAP, Kind.EBT_CASH})
BALANCE_KINDS = EBT_KINDS | {Kind.GIFT}


class Verdict(StrEnum):
    """How an attempt ended, as far as the terminal let us know (section 1)."""

    APPROVED = "approved"
    PARTIAL = "partial"
    DECLINED = "declined"
    ABORTED = "aborted"
    UNKNOWN = "unknown"
    CONFIG_ERROR = "config-error"


class Trouble(StrEnum):
    """Why something came to nothing; where the link ended an attempt it stands in `Result.code`."""

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
    TIMED_OUT = "TIMED_OUT"  # the customer did nothing in time
    REFUSED = "REFUSED"  # the terminal or the bank said no
    UNSUPPORTED = "UNSUPPORTED"  # this terminal, or this driver, cannot do that
    UNRESOLVED = "UNRESOLVED"  # a payment is not confirmed: its evidence must not be emptied
    STORED = "STORED"  # sales wait in the terminal that the bank has not seen


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


def check_ref(ref: str) -> None:
    """A ValueError unless every build of every terminal takes the reference."""
    if not 1 <= len(ref) <= MAX_REF_LENGTH or not _printable(ref):
        raise ValueError(f"reference must be 1..{MAX_REF_LENGTH} printable ASCII characters")


def check_amount(cents: int, *, least: int = 1) -> None:
    """A ValueError unless the amount can travel."""
    if not least <= cents <= MAX_AMOUNT_CENTS:
        raise ValueError(f"amount must be {least}..{MAX_AMOUNT_CENTS} cents, not {cents}")


def check_labels(*labels: str) -> None:
    """A ValueError unless each label can travel; "" can."""
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
