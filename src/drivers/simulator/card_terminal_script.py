"""What a simulated card terminal can be told to do: cards, outcomes, link faults.

Outcomes and faults are taken one by one: each new charge request uses up the next of either.
The fault numbers are those of card-terminal.md section 12.
"""

from dataclasses import dataclass
from enum import Enum, auto


@dataclass(frozen=True, slots=True)
class Card:
    """A customer's card. `balance_cents` is what it held at first; None: no limit.

    An EBT card has SNAP money in `balance_cents` and cash in `cash_cents`. The number is a test
    number; the terminal never sends more of it than a test asks it to, and of the PIN nothing.
    """

    number: str = "4761730000000014"
    brand: str = "01"
    label: str = "VISA CREDIT"
    fsa: bool = False
    balance_cents: int | None = None
    entry: str = "4"
    ebt: bool = False
    cash_cents: int = 0
    pin: str = "1234"
    gift: bool = False

    @property
    def last4(self) -> str:
        """What may be shown."""
        return self.number[-4:]


CREDIT_CARD = Card()
FSA_CARD = Card("4000009990001234", label="HEALTH BENEFITS", fsa=True)
DEBIT_CARD = Card("4761739990000022", label="VISA DEBIT")
EBT_CARD = Card(
    "5077089990004321", "99", "EBT", balance_cents=12345, entry="1", ebt=True, cash_cents=5000
)
GIFT_CARD = Card("6006490000005678", "99", "GIFT", balance_cents=2500, entry="1", gift=True)


@dataclass(frozen=True, slots=True)
class Approve:
    """As the card and the request allow: whole, or in part where balance or FSA amounts end."""


@dataclass(frozen=True, slots=True)
class Partial:
    """The host approves only so much."""

    cents: int


@dataclass(frozen=True, slots=True)
class Decline:
    """The host says no."""

    code: str = "51"
    text: str = "DECLINED"


@dataclass(frozen=True, slots=True)
class Refuse:
    """The terminal itself ends the transaction with a code and a text, no card asked."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class HostReceiveError:
    """The host charged, its answer was lost, and the terminal reversed: 100009."""


@dataclass(frozen=True, slots=True)
class HostDown:
    """The bank does not answer: stored if the settings and the card allow it, else 100010."""


@dataclass(frozen=True, slots=True)
class StoredOffline:
    """Stored (000001), whatever the settings say: as a terminal does that nobody set up."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The terminal takes the request for a repetition of another transaction: 100011."""

    other_ref: str = "OTHER-REF"


Script = (
    Approve | Partial | Decline | Refuse | HostReceiveError | HostDown | StoredOffline | Duplicate
)
TIMEOUT = Refuse("100001", "TIMEOUT")
ABORT = Refuse("100002", "ABORTED")


class Shape(Enum):
    """How an answer is laid out (fault 7)."""

    PLAIN = auto()
    NEWER = auto()  # 1.54: long tails, EXT begins with an empty element, four empty groups
    TRIMMED = auto()  # no trailing empty sub-fields and groups
    EXTRA_GROUPS = auto()


class PowerCut(Enum):
    """Where the power fails (fault 12); the store's file keeps what it held.

    Commands that are no charge know three of them: BEFORE_HOST, AFTER_RECORD and AFTER_ANSWER.
    """

    WAITING_FOR_CARD = auto()
    BEFORE_HOST = auto()
    AFTER_HOST = auto()  # charged, no record: reversed at power-on
    AFTER_RECORD = auto()
    AFTER_ANSWER = auto()


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong on the link during one request; those without a number are our own."""

    no_ack: bool = False  # 1
    nak_first: int = 0  # 2
    one_write: bool = False  # 3: ACK and answer together
    drip: bool = False  # 4: one byte per write
    bad_check: int = 0  # 5: so many answers with a wrong check byte
    check_byte: int | None = None  # 6: the answer is padded until its check byte is this
    shape: Shape = Shape.PLAIN  # 7
    full_account: bool = False  # 7: the whole number in ACCOUNT, as no terminal should
    status_reports: int = 0  # 8
    eot_instead: bool = False  # 9
    drop_after_ack: bool = False  # 10
    drop_after_answer: bool = False  # 11
    power_cut: PowerCut | None = None  # 12
    reboot_s: float | None = None  # 12: the power comes back by itself after so long
    halfway: bool = False  # 12: with BEFORE_HOST, an upload (B08) has sent the first stored sale
    cancel_loses: bool = False  # 14: the card is read at the very moment of the cancel
    noise: bytes = b""  # 15: before the ACK and before the answer
    charged: bool = True  # whether 1, 9 and 10 charge all the same
    late_s: float = 0.0  # so long between deciding and answering
    stale: bool = False  # the answer of the exchange before comes first, once more
    stall_at: int | None = None  # the line stops after so many bytes of the answer,
    stall_s: float = 0.0  # for so long


NO_FAULTS = Faults()
