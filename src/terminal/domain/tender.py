"""Tenders of a ticket: what each was asked, what it pays, and whether that is certain."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from terminal.domain.attempt import (
    NEVER_ANOTHER,
    CardKind,
    CardPayment,
    CardResult,
    HeldPayment,
    Outcome,
    StoredFate,
)
from terminal.domain.identity import AttemptRef, TenderId
from terminal.domain.iias import NOTHING, Buckets
from terminal.domain.keyed import Entries, Entry
from terminal.domain.money import Money, total
from terminal.domain.refund import RefundWay, Shares, SourceShare
from terminal.domain.snap import SnapShare
from terminal.domain.tender_kind import TenderKind


@dataclass(frozen=True, slots=True)
class CashTender:
    """Cash: `applied` pays the ticket, `rounding` goes to its own account, `change` goes back."""

    id: TenderId
    applied: Money
    tendered: Money
    rounding: Money
    change: Money
    used: Buckets
    returned: bool = False

    def __post_init__(self) -> None:
        if self.tendered != self.applied + self.rounding + self.change:
            raise ValueError("cash in = applied + rounding + change")

    @property
    def booked_as(self) -> TenderKind:
        return TenderKind.CASH

    @property
    def paid(self) -> Buckets:
        return NOTHING if self.returned else self.used

    @property
    def pending(self) -> bool:
        return False

    @property
    def taken(self) -> bool:
        return not self.returned


@dataclass(frozen=True, slots=True)
class KeyedTender:
    """What a person read off a paper; `change` went back in cash, to the cent."""

    id: TenderId
    kind: TenderKind
    applied: Money
    tendered: Money
    change: Money
    used: Buckets
    entries: Entries = field(repr=False)
    returned: bool = False

    def __post_init__(self) -> None:
        if self.tendered != self.applied + self.change:
            raise ValueError("what it was written for = applied + change")

    @property
    def booked_as(self) -> TenderKind:
        return self.kind

    @property
    def paid(self) -> Buckets:
        return NOTHING if self.returned else self.used

    @property
    def pending(self) -> bool:
        return False

    @property
    def taken(self) -> bool:
        return not self.returned

    def entry(self, entry: Entry) -> str:
        """What was read; empty where nothing was."""
        return dict(self.entries).get(entry, "")


@dataclass(frozen=True, slots=True)
class CardVoid:
    """Giving an approved card payment back: an attempt of its own."""

    ref: AttemptRef
    asked_at: datetime
    result: CardResult | None = None


@dataclass(frozen=True, slots=True)
class CardTender:
    """One card attempt. It pays nothing until the terminal's word is certain."""

    id: TenderId
    ref: AttemptRef
    kind: CardKind
    amount: Money
    healthcare: Money
    rx: Money
    asked_at: datetime
    terminal: str = ""
    sent: bool = False
    parked: str = ""
    result: CardResult | None = None
    used: Buckets = NOTHING
    void: CardVoid | None = None
    fate: StoredFate | None = None
    """Of one that was approved without the bank."""
    fate_reason: str = ""
    bounced: bool = False
    """The bank refused it while the ticket was still open, so that it pays nothing."""
    snap: tuple[SnapShare, ...] = ()
    """What it paid of each line, by EBT SNAP."""
    refunds: Shares = ()
    """Money that goes back to the card instead: what of which earlier payment."""
    void_of: CardPayment | None = None
    """How it goes back: this payment of theirs is voided, and no card is needed."""

    @property
    def booked_as(self) -> TenderKind:
        """The terminal knows the card better than the button that was pressed."""
        if self.refunds:
            return self.refunds[0].source.kind
        kind = self.kind if self.result is None else self.counts_as(self.result)
        return TenderKind(kind.value)

    @property
    def approved(self) -> bool:
        return self.result is not None and self.result.outcome in (
            Outcome.APPROVED,
            Outcome.PARTIAL,
        )

    @property
    def given_back(self) -> bool:
        return (
            self.void is not None
            and self.void.result is not None
            and self.void.result.outcome is Outcome.APPROVED
        )

    @property
    def pending(self) -> bool:
        """Whether the terminal's last word on this tender is still missing."""
        if self.void is not None and (self.void.result is None or not self.void.result.settled):
            return True
        return self.result is None or not self.result.settled

    @property
    def taken(self) -> bool:
        return self.approved and not self.given_back and not self.bounced

    @property
    def paid(self) -> Buckets:
        if not self.taken:
            return NOTHING
        return NOTHING - self.used if self.refunds else self.used

    @property
    def refunded(self) -> Shares:
        """What went back, of which earlier payment: less than asked where only a part did."""
        if not self.refunds or not self.taken:
            return ()
        return (SourceShare(self.refunds[0].source, self.used),)

    def counts_as(self, result: CardResult) -> CardKind:
        """The terminal knows the card; where it is silent, the button that was pressed counts."""
        if self.kind in NEVER_ANOTHER:
            return self.kind
        if result.is_fsa:
            return CardKind.FSA_HSA
        if result.is_debit:
            return CardKind.DEBIT
        if result.is_fsa is False and self.kind is CardKind.FSA_HSA:
            return CardKind.CREDIT
        return self.kind

    @property
    def held(self) -> HeldPayment:
        """What the terminal must still hold before this is given back."""
        result = self.result
        assert result is not None, "what was taken was approved"
        return HeldPayment(
            self.ref, self.kind, result.approved, result.terminal_txn, result.last4, self.terminal
        )

    def resolved(self, result: CardResult, used: Buckets) -> "CardTender":
        """An answer that is no certain one leaves a parked tender parked."""
        parked = "" if result.settled else self.parked
        fate = StoredFate.WAITING if result.offline else None
        return replace(self, result=result, used=used, parked=parked, fate=fate)

    def uploaded(self, terminal_txn: str, auth: str, host_ref: str) -> "CardTender":
        """The bank's approval has other numbers than the terminal's own."""
        assert self.result is not None, "what was stored was approved"
        numbers = replace(self.result, terminal_txn=terminal_txn, auth=auth, host_ref=host_ref)
        return replace(self, result=numbers, fate=StoredFate.UPLOADED)

    def asked_back(self, void: CardVoid) -> "CardTender":
        """The void is an attempt of its own: what was sent before was the charge."""
        return replace(self, void=void, sent=False, parked="")

    def void_resolved(self, result: CardResult) -> "CardTender":
        assert self.void is not None, "an answer to a void follows its request"
        parked = "" if result.settled else self.parked
        return replace(self, void=replace(self.void, result=result), parked=parked)


@dataclass(frozen=True, slots=True)
class RefundTender:
    """Money that went back other than over the card terminal.

    `shares` say of which earlier payments; `rounding` is that of cash, negative where the customer
    gets more.
    """

    id: TenderId
    way: RefundWay
    shares: Shares
    rounding: Money
    reference: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not self.shares:
            raise ValueError("a refund gives something of an earlier payment back")

    @property
    def booked_as(self) -> TenderKind:
        """Cash left the drawer, whatever had been paid with."""
        cash = self.way is RefundWay.CASH
        return TenderKind.CASH if cash else self.shares[0].source.kind

    @property
    def amount(self) -> Money:
        return total(each.amount for each in self.shares)

    @property
    def handed_out(self) -> Money:
        """Rounded, where it was cash."""
        return self.amount - self.rounding

    @property
    def paid(self) -> Buckets:
        return sum((NOTHING - each.part for each in self.shares), start=NOTHING)

    @property
    def pending(self) -> bool:
        return False

    @property
    def taken(self) -> bool:
        """Money moved: lines that it stands on do not change any more."""
        return True


Tender = CashTender | CardTender | KeyedTender | RefundTender
"""Each says what it is `booked_as`, what it has `paid`, and whether it is `taken`."""


def gives_back(tender: Tender) -> bool:
    """Whether it is money of an earlier ticket on its way back, and pays for nothing."""
    if isinstance(tender, CardTender):
        return bool(tender.refunds)
    return isinstance(tender, RefundTender)


def pending_attempt(tender: Tender) -> AttemptRef | None:
    """The reference the terminal must be asked about, if this tender is not certain."""
    if not isinstance(tender, CardTender) or not tender.pending:
        return None
    return tender.ref if tender.void is None else tender.void.ref


def programme_of(tender: Tender) -> str:
    """Of a benefit card: each programme is claimed, and compared, by itself (section 8)."""
    if tender.booked_as is not TenderKind.EXTERNAL_BENEFIT:
        return ""
    match tender:
        case KeyedTender():
            return tender.entry(Entry.PROGRAMME)
        case RefundTender():
            return tender.shares[0].source.name
        case _:
            return ""
