"""One attempt at a card: what may be known about it, and when it is over.

UNKNOWN is a state of its own: it is resolved by asking the terminal about our reference, and
never by trying again (card-terminal.md section 10).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from terminal.domain.identity import AttemptRef
from terminal.domain.money import ZERO, Money


class CardKind(Enum):
    CREDIT = "CREDIT"
    FSA_HSA = "FSA_HSA"
    EBT_SNAP = "EBT_SNAP"
    EBT_CASH = "EBT_CASH"
    DEBIT = "DEBIT"
    GIFT = "GIFT"


EBT: Final = frozenset({CardKind.EBT_SNAP, CardKind.EBT_CASH})
WITH_PIN: Final = EBT | {CardKind.DEBIT}
BY_REQUEST: Final = WITH_PIN | {CardKind.GIFT}
"""Kinds with a request of their own: no FSA/HSA amounts travel with it."""
NEVER_ANOTHER: Final = EBT | {CardKind.GIFT}
"""Kinds that no other card is taken for."""


class Outcome(Enum):
    APPROVED = "APPROVED"
    PARTIAL = "PARTIAL"
    DECLINED = "DECLINED"
    ABORTED = "ABORTED"  # no money moved: cancelled, not sent, or not processed
    UNKNOWN = "UNKNOWN"
    CONFIG_ERROR = "CONFIG_ERROR"


@dataclass(frozen=True, slots=True)
class Merchant:
    """The store and the lane's terminal as the processor knows them (MID, TID); empty: not set."""

    store: str = ""
    mid: str = ""
    tid: str = ""


UNNAMED: Final = Merchant()


@dataclass(frozen=True, slots=True)
class CardResult:
    """What the terminal said. Never a card number beyond the last 4, no expiry, no holder."""

    outcome: Outcome
    approved: Money = ZERO
    text: str = ""
    code: str = ""
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
    """Approved by the terminal without the bank, which may still decline it: the store's loss."""
    balance: Money | None = None
    """What is left on the account that paid, where the terminal told it."""
    is_debit: bool = False
    """The terminal charged it as a debit card, whatever key was pressed."""

    def __post_init__(self) -> None:
        if self.outcome in (Outcome.APPROVED, Outcome.PARTIAL) and self.approved <= ZERO:
            raise ValueError("an approval approves something")
        if self.outcome not in (Outcome.APPROVED, Outcome.PARTIAL) and self.approved != ZERO:
            raise ValueError("only an approval carries an amount")
        if self.offline and self.approved == ZERO:
            raise ValueError("only an approval is subject to approval")
        if len(self.last4) > 4:
            raise ValueError("at most the last four digits are ever kept")

    @property
    def settled(self) -> bool:
        return self.outcome is not Outcome.UNKNOWN


@dataclass(frozen=True, slots=True)
class CardPayment:
    """An approval as the terminal told it: what it must still say before that is voided.

    `kind` is that of the request: each is a book of its own at the terminal.
    """

    ref: AttemptRef
    kind: CardKind
    amount: Money
    terminal_txn: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class HeldPayment:
    """A payment as its terminal must still hold it right before it is voided: a number alone may be
    another customer's since a batch close or a reset. `amount` is what was approved.
    """

    ref: AttemptRef
    kind: CardKind
    amount: Money
    terminal_txn: str
    last4: str
    terminal: str = ""
    """The serial number of the terminal that was paid at; empty: not known."""


class StoredFate(Enum):
    """What became of a sale that the terminal approved without the bank, and stored."""

    WAITING = "waiting"  # in the terminal still
    UPLOADED = "uploaded"  # the bank took it
    DECLINED = "declined"  # the bank refused it: the store's loss, or a debt
    MISSING = "missing"  # the terminal holds nothing of it any more; the bank's report tells
    SETTLED = "settled"  # a manager has said what became of it


class QueryVerdict(Enum):
    FOUND = "found"
    NOT_PROCESSED = "not processed"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The terminal's word about an earlier reference; `result` is there when it was found."""

    verdict: QueryVerdict
    result: CardResult | None = None
    reason: str = ""
