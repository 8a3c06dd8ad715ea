"""What a card terminal does beside moving money: balances, signatures, the batch, what it stored.

Rules that hold here:

1. Each command of this file is answered by exactly one event: its own, or `NotDone` which names it.
   A driver that cannot do it says so at once, with `Trouble.UNSUPPORTED`.
2. `NotDone` is UNKNOWN where the terminal may have done it and its word was lost: closing the
   batch, uploading, changing store and forward. Each of these may be asked again.
3. Store and forward is off until a store switches it on, and never for FSA/HSA, EBT and debit
   (card-terminal.md section 11).
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Final

from drivers.card_terminal.payments import Refund, Sale
from drivers.card_terminal.terms import (
    BALANCE_KINDS,
    Kind,
    Trouble,
    Verdict,
    check_amount,
    check_ref,
)

# "5001-9000 SAF stored" (section 10.2): a terminal has that many places.
MAX_STORED: Final = 4000
# Ours: what a bank has not seen for a month, nobody is going to pay.
MAX_STORED_DAYS: Final = 30
# Ours: so few are asked about at once that a customer who comes meanwhile waits some seconds.
MAX_STORED_ASKED: Final = 4
MAX_UPLOAD_MODE: Final = 9
MAX_UPLOAD_INTERVAL_MIN: Final = 1440
# Ours: shorter than a person takes to pick up the pen, longer than a queue has patience.
SIGNATURE_WAIT_S: Final = (5, 120)

Point = tuple[int, int]
"""x and y in the terminal's own units, from its upper left corner."""
Stroke = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """Ask what is left on the EBT or gift card that the customer presents; EBT wants its PIN."""

    ref: str
    kind: Kind

    def __post_init__(self) -> None:
        check_ref(self.ref)
        if self.kind not in BALANCE_KINDS:
            raise ValueError("only EBT and gift cards are asked for their balance")


@dataclass(frozen=True, slots=True)
class CaptureSignature:
    """Let the customer sign on the terminal, for at most `wait_s` seconds."""

    wait_s: int = 30

    def __post_init__(self) -> None:
        least, most = SIGNATURE_WAIT_S
        if not least <= self.wait_s <= most:
            raise ValueError(f"wait_s must be {least}..{most} seconds")


@dataclass(frozen=True, slots=True)
class CloseBatch:
    """Settle with the bank; this empties the terminal's records.

    Refused while a payment is not confirmed that this driver knows of, and while sales are stored
    that the bank has not seen. `settled`: references that
    a person has decided about, as journaled. The caller knows of attempts from before a restart,
    which the driver does not, and must not ask while one of them is open (section 10.2).
    """

    at: datetime
    settled: tuple[str, ...] = ()


class OfflineMode(IntEnum):
    """When a terminal approves without the bank (A54, section 11)."""

    STAY_ONLINE = 0
    STAY_OFFLINE = 1
    OFFLINE_UNTIL_BATCH = 2
    AUTOMATIC = 3


@dataclass(frozen=True, slots=True)
class StoreAndForward:
    """What a terminal may approve on its own; the default is nothing.

    Where it may, every limit is set: `floor_cents` for one sale, `card_ceiling_cents` for all that
    is stored of one card brand, `total_ceiling_cents` and `max_count` for all together, and
    `max_age_days`. `upload_mode` and `upload_interval_min` are the terminal's own when left out.
    """

    mode: OfflineMode = OfflineMode.STAY_ONLINE
    floor_cents: int = 0
    card_ceiling_cents: int = 0
    total_ceiling_cents: int = 0
    max_count: int = 0
    max_age_days: int = 0
    upload_mode: int | None = None
    upload_interval_min: int | None = None

    def __post_init__(self) -> None:
        if not self.stores:
            if any(self._limits()) or (self.upload_mode, self.upload_interval_min) != (None, None):
                raise ValueError("a terminal that stays on-line stores nothing: leave limits out")
            return
        if not all(each > 0 for each in self._limits()):
            raise ValueError("store and forward needs every limit")
        check_amount(self.total_ceiling_cents)
        if not self.floor_cents <= self.card_ceiling_cents <= self.total_ceiling_cents:
            raise ValueError("limits must hold floor <= card ceiling <= total ceiling")
        if self.max_count > MAX_STORED or self.max_age_days > MAX_STORED_DAYS:
            raise ValueError(f"at most {MAX_STORED} sales and {MAX_STORED_DAYS} days are stored")
        if self.upload_mode is not None and not 0 <= self.upload_mode <= MAX_UPLOAD_MODE:
            raise ValueError(f"upload_mode must be 0..{MAX_UPLOAD_MODE}")
        interval = self.upload_interval_min
        if interval is not None and not 1 <= interval <= MAX_UPLOAD_INTERVAL_MIN:
            raise ValueError(f"upload_interval_min must be 1..{MAX_UPLOAD_INTERVAL_MIN}")

    @property
    def stores(self) -> bool:
        """Whether anything may be approved without the bank."""
        return self.mode is not OfflineMode.STAY_ONLINE

    def allows(self, request: Sale | Refund) -> bool:
        """Whether this request may be: a credit sale within the floor, without FSA amounts."""
        return (
            self.stores
            and isinstance(request, Sale)
            and request.kind is Kind.CREDIT
            and (request.fsa is None or request.fsa.healthcare_cents == 0)
            and request.amount_cents <= self.floor_cents
        )

    def _limits(self) -> tuple[int, ...]:
        amounts = (self.floor_cents, self.card_ceiling_cents, self.total_ceiling_cents)
        return (*amounts, self.max_count, self.max_age_days)


STAY_ONLINE: Final = StoreAndForward()


@dataclass(frozen=True, slots=True)
class SetStoreAndForward:
    """Tell the terminal what it may approve on its own."""

    settings: StoreAndForward = STAY_ONLINE


@dataclass(frozen=True, slots=True)
class CountStored:
    """Ask how much waits in the terminal for the bank, and how much the bank refused."""


@dataclass(frozen=True, slots=True)
class UploadStored:
    """Send what waits to the bank now."""


@dataclass(frozen=True, slots=True)
class StoredSale:
    """A sale that was approved without the bank, as journaled.

    `terminal_txn`: the number that the terminal gave it when it was stored.
    """

    ref: str
    amount_cents: int
    terminal_txn: str = ""

    def __post_init__(self) -> None:
        check_ref(self.ref)
        check_amount(self.amount_cents)


@dataclass(frozen=True, slots=True)
class AskStored:
    """Ask what became of these sales. It changes nothing and may be asked again.

    `terminal_serial`: the terminal that stored them; "" to believe any.
    """

    sales: tuple[StoredSale, ...]
    terminal_serial: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.sales) <= MAX_STORED_ASKED:
            raise ValueError(f"1 to {MAX_STORED_ASKED} stored sales are asked about at once")


Service = (
    Balance
    | CaptureSignature
    | CloseBatch
    | SetStoreAndForward
    | CountStored
    | UploadStored
    | AskStored
)


@dataclass(frozen=True, slots=True)
class BalanceRead:
    """What is left; None where the terminal did not say. The card number is not kept."""

    ref: str
    snap_cents: int | None
    cash_cents: int | None
    gift_cents: int | None = None


@dataclass(frozen=True, slots=True)
class SignatureCaptured:
    """What the customer drew: at least one stroke. It is personal: not in the repr."""

    strokes: tuple[Stroke, ...] = field(repr=False)

    def __post_init__(self) -> None:
        if not self.strokes or not all(self.strokes):
            raise ValueError("a signature has strokes, and a stroke has points")


class CardClass(StrEnum):
    """The books of a terminal, in the order in which a batch is told (section 6, B01)."""

    CREDIT = "credit"
    DEBIT = "debit"
    EBT = "ebt"
    GIFT = "gift"
    LOYALTY = "loyalty"
    CASH = "cash"


@dataclass(frozen=True, slots=True)
class ClassTotal:
    """What one book of the batch held; `amount_cents` is negative if more was given back."""

    card_class: CardClass
    count: int
    amount_cents: int


@dataclass(frozen=True, slots=True)
class BatchClosed:
    """The batch is closed. `totals` is empty where they could not be read; `warning` says it.

    `closed_at`: the terminal's own time stamp, `YYYYMMDDhhmmss`.
    """

    totals: tuple[ClassTotal, ...]
    tid: str = ""
    mid: str = ""
    batch: str = ""
    closed_at: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class StoreAndForwardSet:
    """The terminal took the settings."""

    settings: StoreAndForward


@dataclass(frozen=True, slots=True)
class StoredCounted:
    """What waits for the bank, and what the bank refused when it was uploaded."""

    waiting_count: int
    waiting_cents: int
    failed_count: int
    failed_cents: int


@dataclass(frozen=True, slots=True)
class StoredUploaded:
    """The upload is over; what failed is the store's loss and stays listed in the terminal."""

    uploaded_count: int
    uploaded_cents: int
    failed_count: int
    failed_cents: int


class StoredFate(StrEnum):
    """Where a stored sale is now."""

    WAITING = "waiting"  # in the terminal; the bank has not heard of it
    UPLOADED = "uploaded"  # the bank took it
    DECLINED = "declined"  # the bank refused it
    UNKNOWN = "unknown"  # the terminal holds no record of it any more, or one that does not fit


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What became of one sale. The numbers are those of an uploaded one, `text` the reason else."""

    ref: str
    fate: StoredFate
    text: str = ""
    terminal_txn: str = ""
    auth: str = ""
    host_ref: str = ""


@dataclass(frozen=True, slots=True)
class StoredAsked:
    """Where each of the sales is that were asked about, in their order."""

    answers: tuple[StoredAnswer, ...]


@dataclass(frozen=True, slots=True)
class NotDone:
    """A service was not carried out, or it is not known whether (UNKNOWN).

    `code` is the terminal's own, where it said something. `unresolved`: the payments that have to
    be settled before the batch can be closed.
    """

    command: Service
    verdict: Verdict
    reason: Trouble
    text: str
    code: str = ""
    unresolved: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.verdict in {Verdict.APPROVED, Verdict.PARTIAL}:
            raise ValueError("what was not done was not approved")


ServiceEvent = (
    BalanceRead
    | SignatureCaptured
    | BatchClosed
    | StoreAndForwardSet
    | StoredCounted
    | StoredUploaded
    | StoredAsked
    | NotDone
)
