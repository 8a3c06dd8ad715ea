"""What comes back: lines of an earlier ticket, and the money that they were paid with.

Rules that hold here (money-tax-iias.md sections 4, 5 and 6.7):

1. Money goes back to what it came from: to each tender of the earlier ticket at most what it paid.
2. What is `bound` goes nowhere else: it is never set off against other goods, and never cash.
3. What an FSA/HSA card paid for a kind of goods goes back first of all, to the same card.
4. A kind of tender without a row in `REFUNDS` fails a test: nobody guesses how it goes back.
5. Medicine on prescription never goes back to the shelf.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Final

from terminal.domain.attempt import CardPayment
from terminal.domain.barcode import EntryMethod
from terminal.domain.catalog import Eligibility, Item, ItemCategory
from terminal.domain.identity import LineId, PickupId, SaleId, TenderId
from terminal.domain.iias import NOTHING, Buckets, used_by_other
from terminal.domain.money import ZERO, Money, apportion, total
from terminal.domain.prescription import FillKey
from terminal.domain.tax import TaxCharge
from terminal.domain.tender_kind import TenderKind


class ReturnReason(Enum):
    """Why goods come back; with it stands what becomes of them."""

    UNOPENED = "not wanted, unopened"
    WRONG_ITEM = "wrong item"
    DAMAGED = "damaged or opened"
    DEFECTIVE = "defective"
    RECALLED = "recalled"
    REVERSED = "prescription reversed"


class GoodsFate(Enum):
    """What becomes of the goods."""

    SHELF = "back to the shelf"
    WRITTEN_OFF = "written off"
    VENDOR = "back to the maker"
    QUARANTINE = "set aside for the pharmacist"
    DESTROYED = "to be destroyed"


FATES: Final[Mapping[ReturnReason, GoodsFate]] = MappingProxyType(
    {
        ReturnReason.UNOPENED: GoodsFate.SHELF,
        ReturnReason.WRONG_ITEM: GoodsFate.SHELF,
        ReturnReason.DAMAGED: GoodsFate.WRITTEN_OFF,
        ReturnReason.DEFECTIVE: GoodsFate.VENDOR,
        ReturnReason.RECALLED: GoodsFate.QUARANTINE,
        ReturnReason.REVERSED: GoodsFate.DESTROYED,
    }
)
FOR_GOODS: Final = tuple(each for each in ReturnReason if each is not ReturnReason.REVERSED)


def fate_of(reason: ReturnReason, item: Item | None) -> GoodsFate:
    """No item: a prescription. What the law of restricted goods counts is not put back unseen."""
    if item is None:
        return GoodsFate.DESTROYED
    fate = FATES[reason]
    counted = item.pse is not None or bool(item.classes)
    return GoodsFate.QUARANTINE if counted and fate is GoodsFate.SHELF else fate


# --- how each kind of tender goes back


class RefundWay(Enum):
    CASH = "cash"
    CARD = "card"  # through the card terminal, with the bank's word
    ACCOUNT = "account"  # the house account owes less
    GIFT_CARD = "gift card"  # onto the store's own card again, without it
    CHECK = "check"  # in cash when it has cleared, up to a limit; else the store writes one
    REFERENCE = "reference"  # only whoever approved it takes it back: its word is kept


@dataclass(frozen=True, slots=True)
class RefundRule:
    way: RefundWay
    bound: bool = False


REFUNDS: Final[Mapping[TenderKind, RefundRule]] = MappingProxyType(
    {
        TenderKind.EBT_SNAP: RefundRule(RefundWay.CARD, bound=True),
        TenderKind.FSA_HSA: RefundRule(RefundWay.CARD, bound=True),
        TenderKind.EBT_CASH: RefundRule(RefundWay.CARD, bound=True),
        TenderKind.EXTERNAL_BENEFIT: RefundRule(RefundWay.REFERENCE, bound=True),
        TenderKind.CHARITY_VOUCHER: RefundRule(RefundWay.REFERENCE, bound=True),
        TenderKind.OTHER: RefundRule(RefundWay.REFERENCE, bound=True),
        TenderKind.CREDIT: RefundRule(RefundWay.CARD),
        TenderKind.DEBIT: RefundRule(RefundWay.CARD),
        TenderKind.GIFT: RefundRule(RefundWay.GIFT_CARD),
        TenderKind.HOUSE: RefundRule(RefundWay.ACCOUNT),
        TenderKind.CHECK: RefundRule(RefundWay.CHECK),
        TenderKind.CASH: RefundRule(RefundWay.CASH),
    }
)
"""In the order in which money goes back: what is bound first, cash last."""
VOIDED_WHOLE: Final = frozenset({TenderKind.CREDIT, TenderKind.FSA_HSA})
"""Payments that are voided while their batch is open, when all of one goes back (section 6.7)."""


NO_STORE_TAKES: Final = (ItemCategory.GIFT_CARD, ItemCategory.FEE)


@dataclass(frozen=True, slots=True)
class ReturnRules:
    """What the store takes back, until when, and who may."""

    days: int = 30
    """So long a receipt is good; later a manager signs."""
    cashier_limit_cents: int = 50_00
    """What a cashier gives back on one ticket; beyond it a manager signs."""
    check_days: int = 10
    """So long a check may still bounce: before that nothing is paid out for it."""
    check_cash_cents: int = 50_00
    """At most so much of a check goes back in cash; for more the store writes one."""
    unreceipted: bool = True
    """Whether anything is taken back without a receipt, by a manager."""
    unreceipted_limit_cents: int = 25_00
    unreceipted_period_days: int = 90
    unreceipted_period_cents: int = 75_00
    """What one person gets back without receipts in so many days."""
    never: tuple[ItemCategory, ...] = (ItemCategory.TOBACCO, ItemCategory.ALCOHOL)
    """What the store takes back from nobody; gift cards and fees never are."""

    def __post_init__(self) -> None:
        cents = (
            self.cashier_limit_cents,
            self.check_cash_cents,
            self.unreceipted_limit_cents,
            self.unreceipted_period_cents,
        )
        if min(cents) < 0:
            raise ValueError("a limit of returns is not negative")
        if not 0 <= self.days <= 3650 or not 0 <= self.check_days <= 365:
            raise ValueError("returns.days is 0 to 3650, returns.check_days 0 to 365")
        if not 1 <= self.unreceipted_period_days <= 3650:
            raise ValueError("returns.unreceipted_period_days is 1 to 3650")

    def takes(self, category: ItemCategory) -> bool:
        return category not in (*NO_STORE_TAKES, *self.never)


# --- where the money came from


@dataclass(frozen=True, slots=True)
class Source:
    """A tender of an earlier ticket; `sale` empty: there is no receipt.

    `tender` below zero: what was set off there against goods that came back, with whatever had
    paid those.
    """

    sale: SaleId
    tender: TenderId
    kind: TenderKind
    last4: str = ""
    name: str = field(default="", repr=False)
    """What tells it from others of its kind: an account, the number of a check, a programme."""
    terminal: str = ""
    paid_on: date | None = None
    card: str = field(default="", repr=False)
    """The digest of a gift card of the store."""
    payment: CardPayment | None = None
    """What could be voided at the terminal; none of what was carried in an exchange."""

    @property
    def rule(self) -> RefundRule:
        return REFUNDS[self.kind]

    @property
    def key(self) -> str:
        """What a person chooses it by."""
        return f"{self.sale}/{self.tender}"


@dataclass(frozen=True, slots=True)
class SourceShare:
    """What of a source, by kind of goods."""

    source: Source
    part: Buckets

    @property
    def amount(self) -> Money:
        return self.part.total


Shares = tuple[SourceShare, ...]


def in_order(shares: Iterable[SourceShare]) -> Shares:
    """One share of each source, what is bound first; nothing of what is empty."""
    merged: dict[str, SourceShare] = {}
    for each in shares:
        known = merged.get(each.source.key)
        part = each.part if known is None else known.part + each.part
        merged[each.source.key] = SourceShare(each.source, part)
    ranks = list(REFUNDS)
    kept = (each for each in merged.values() if each.part != NOTHING)
    return tuple(sorted(kept, key=lambda each: ranks.index(each.source.kind)))


def less(shares: Iterable[SourceShare], gone: Iterable[SourceShare]) -> Shares:
    """What is left of each source."""
    negative = (SourceShare(each.source, NOTHING - each.part) for each in gone)
    return in_order((*shares, *negative))


def taken_from(shares: Shares, amount: Money) -> Shares:
    """So much of them, in their order; of the last one a part."""
    found, rest = [], amount
    for each in shares:
        piece = min(rest, each.amount)
        if piece > ZERO:
            found.append(SourceShare(each.source, used_by_other(each.part, piece)))
            rest = rest - piece
    return tuple(found)


def shares_for(left: Shares, eligibility: Eligibility, amount: Money) -> Shares | None:
    """Which sources but SNAP give a line's money back; None: they did not pay so much of its
    kind.
    """
    paid = (each for each in left if each.source.kind is not TenderKind.EBT_SNAP)
    found, rest = _of_sources(paid, eligibility, amount)
    return None if rest > ZERO else found


def by_snap(left: Shares, eligibility: Eligibility, amount: Money) -> Shares:
    """What SNAP paid of a line goes back to SNAP (7 CFR 278.2), and no other money does."""
    paid = (each for each in left if each.source.kind is TenderKind.EBT_SNAP)
    return _of_sources(paid, eligibility, amount)[0]


def _of_sources(
    sources: Iterable[SourceShare], eligibility: Eligibility, amount: Money
) -> tuple[Shares, Money]:
    """What they give back of this kind, in their order, and what is still missing."""
    found, rest = [], amount
    for each in sources:
        piece = min(rest, _of_kind(each.part, eligibility))
        if piece > ZERO:
            found.append(SourceShare(each.source, Buckets.of(eligibility, piece)))
            rest = rest - piece
    return tuple(found), rest


def _of_kind(part: Buckets, eligibility: Eligibility) -> Money:
    match eligibility:
        case Eligibility.RX:
            return part.rx
        case Eligibility.HEALTHCARE_OTC:
            return part.otc
        case Eligibility.NONE:
            return part.none


# --- what comes back


@dataclass(frozen=True, slots=True)
class Returned:
    """Goods, or a prescription's copay, that come back. `net` and `tax` are below zero."""

    sold_on: SaleId
    """Empty: without a receipt."""
    ticket: str
    """The number of its ticket, as people know it."""
    sold_line: LineId
    item: Item | None
    fill: FillKey | None
    quantity: int
    net: Money
    tax: TaxCharge
    eligibility: Eligibility
    reason: ReturnReason
    fate: GoodsFate
    shares: Shares
    pickup: PickupId | None = None
    """The pickup that is undone, and the fill as the PhMS knows it."""
    phms_id: str = ""
    pse_ref: str = ""
    """What the exchange of pseudoephedrine knows the sale by; empty: it never heard of it."""
    logged_lines: int = 0
    """Of how many lines that log tells; none: this was not logged."""


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """On the ticket: goods that come back, at what was paid for them."""

    id: LineId
    returned: Returned
    voided: bool = False
    note: str = field(default="", repr=False)

    @property
    def entry(self) -> EntryMethod:
        return EntryMethod.KEYED

    @property
    def name(self) -> str:
        """As a receipt says it: no drug."""
        item, fill = self.returned.item, self.returned.fill
        return item.name if item is not None else f"RX {'' if fill is None else fill.rx} COPAY"

    @property
    def net(self) -> Money:
        return self.returned.net

    @property
    def tax(self) -> TaxCharge:
        return self.returned.tax

    @property
    def saved(self) -> Money:
        return ZERO

    @property
    def buckets(self) -> Buckets:
        return Buckets.of(self.returned.eligibility, self.net + self.tax.amount)


def pieces(amount: Money, many: int, now: int) -> Money:
    """What `now` pieces get back of the amount that is left of so many: each has its share by
    largest remainder, so that all of them together are exactly the amount.
    """
    return total(apportion(amount, (Money(1),) * many)[:now])


def tax_back(tax: TaxCharge, many: int, now: int) -> TaxCharge:
    """The tax of those pieces, by its own rates, below zero; each jurisdiction's exactly too."""
    if not tax.parts:
        return replace(tax, amount=-pieces(tax.amount, many, now))
    parts = tuple(replace(part, amount=-pieces(part.amount, many, now)) for part in tax.parts)
    return replace(tax, amount=Money(sum(part.amount.cents for part in parts)), parts=parts)
