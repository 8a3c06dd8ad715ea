"""Moving money: what is asked of a card terminal, and what comes of it.

Rules that hold here:

1. Each `Sale`, `Refund` and `Void` is answered by exactly one `Outcome`, each `Query` by exactly
   one `QueryAnswered`. The caller has journaled the attempt *before* it hands over the command.
2. UNKNOWN is an outcome, not an error: it is resolved by `Query`, never by another charge.
"""

import math
from dataclasses import dataclass

from drivers.card_terminal.terms import (
    LAST4_LENGTH,
    Kind,
    Trouble,
    Verdict,
    check_amount,
    check_labels,
    check_ref,
)


@dataclass(frozen=True, slots=True)
class FsaAmounts:
    """What an FSA/HSA card may pay of one request; Rx is a part of healthcare.

    0 <= rx <= healthcare (money-tax-iias.md section 6.2); zero healthcare means "send nothing".
    """

    healthcare_cents: int
    rx_cents: int

    def __post_init__(self) -> None:
        check_amount(self.healthcare_cents, least=0)
        if not 0 <= self.rx_cents <= self.healthcare_cents:
            raise ValueError("FSA amounts must hold 0 <= rx <= healthcare")


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
        check_ref(self.ref)
        check_amount(self.amount_cents)
        check_labels(self.clerk, self.shift, self.invoice)
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
        check_ref(self.ref)
        check_amount(self.amount_cents)
        check_labels(self.clerk, self.shift, self.invoice)


@dataclass(frozen=True, slots=True)
class Original:
    """The payment that a void takes back, as it was journaled."""

    ref: str
    amount_cents: int
    last4: str
    terminal_serial: str = ""

    def __post_init__(self) -> None:
        check_ref(self.ref)
        check_amount(self.amount_cents)
        check_labels(self.terminal_serial)
        if len(self.last4) > LAST4_LENGTH:
            raise ValueError("at most the last four digits of a card may be kept")


@dataclass(frozen=True, slots=True)
class Void:
    """Take back the transaction that the terminal numbered `terminal_txn`, in the same batch.

    An UNKNOWN void is done `again` under a new reference: a second one answers "already voided",
    which is done (section 7, 100021). Then only the terminal's own yes or no settles it: what never
    left, or a payment that the terminal does not know any more, tells nothing about the first one,
    and the outcome is UNKNOWN still. `Query` is for sales and refunds. `kind` is that of what is
    taken back: debit and EBT are other books of the terminal than credit.

    With `original` the terminal is asked about its reference each time before anything is voided,
    and unless it holds that very payment, under that number, nothing is: a terminal numbers from
    the beginning again after a batch close or a reset, and the number may be another customer's.
    DECLINED then says that this was not it.
    """

    ref: str
    terminal_txn: str
    kind: Kind = Kind.CREDIT
    again: bool = False
    original: Original | None = None

    def __post_init__(self) -> None:
        check_ref(self.ref)
        if not (self.terminal_txn.isascii() and self.terminal_txn.isdigit()):
            raise ValueError("a void names the terminal's own transaction number")
        check_labels(self.terminal_txn)


@dataclass(frozen=True, slots=True)
class Query:
    """Ask what became of an attempt (section 10.2).

    `age_s`: seconds since its first byte could have left. `terminal_serial`: the terminal that was
    asked, as journaled with the attempt. With "" the driver goes by its own memory of the attempt,
    else by the terminal that belongs to the register: after a crash it knows no better.
    `healthcare_cents`: of the request, so that what is never stored is not taken for an approval.
    """

    ref: str
    requested_cents: int
    age_s: float
    terminal_serial: str = ""
    healthcare_cents: int = 0

    def __post_init__(self) -> None:
        check_ref(self.ref)
        check_amount(self.requested_cents)
        check_labels(self.terminal_serial)
        if not 0 <= self.healthcare_cents <= self.requested_cents:
            raise ValueError("the healthcare amount is a part of the request")
        if math.isnan(self.age_s) or self.age_s < 0:
            raise ValueError("age_s must be 0 or more seconds")


@dataclass(frozen=True, slots=True)
class Result:
    """What a terminal said about one attempt; amounts in cents, None where it did not say.

    `balance_cents` is what is left on the account that was charged, `cash_balance_cents` on an EBT
    card's cash account. `offline`: stored in the terminal for later, "subject to approval".
    `confirm_by_query` marks an answer after which the terminal should be asked once more whether
    a record exists (section 7: "verify R02"). `emv` holds receipt tags only, sorted by name.
    """

    outcome: Verdict
    code: str = ""
    text: str = ""
    approved_cents: int = 0
    due_cents: int = 0
    balance_cents: int | None = None
    cash_balance_cents: int | None = None
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
    is_debit: bool = False
    """The terminal booked it as a debit card, whatever kind was asked for."""

    def __post_init__(self) -> None:
        check_amount(self.approved_cents, least=0)
        check_amount(self.due_cents, least=0)
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
