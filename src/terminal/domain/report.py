"""What a day brought, in whole cents: the entries that a fact posts, and the sums that they make.

Rules that hold here:

1. An entry belongs to the moment of its fact. What happens to a ticket later is an entry of its own
   day: a day that was reported never changes.
2. Of a completed ticket sales and tax sum to its total, and with payments on account so do its
   tenders. A payment on account is no sale.
3. Keys are plain words of the facts. A kind of tender, a category or a payer that comes later is
   another key, and no change here.
4. No entry names a person, a patient or a medicine.
5. Who counts a till blind learns from no report what it should hold (`seen`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, assert_never, get_args

from terminal.domain import facts as f
from terminal.domain import till_facts as t
from terminal.domain.attempt import CardKind, Outcome
from terminal.domain.cash_count import amount_of
from terminal.domain.catalog import Item, ItemCategory
from terminal.domain.deposit import DepositKind, DepositLine
from terminal.domain.lines import ItemLine, Line, RxLine
from terminal.domain.money import ZERO, Money, total
from terminal.domain.refund import ReturnLine
from terminal.domain.sale import Sale
from terminal.domain.tax import TaxCharge
from terminal.domain.tender import (
    CardTender,
    CashTender,
    KeyedTender,
    RefundTender,
    Tender,
    programme_of,
)


class Figure(StrEnum):
    """What an entry is about; beside each its key, its part, and what is counted."""

    TICKETS = "tickets"  # -, -: completed tickets, with tax; no payments on account
    SALES = "sales"  # department, -: pieces, without tax
    TAXED = "taxed"  # rate and rule, category: lines, what was taxed of them
    TAX = "tax"  # the same: lines, the tax
    AREA_TAX = "area tax"  # jurisdiction, its rate: lines that several tax, its part of the tax
    TENDERS = "tenders"  # kind, a benefit card's programme: tenders, what they paid
    ROUNDING = "rounding"  # kind, -: tenders that were rounded, the difference
    ELIGIBLE = "eligible"  # "all" or "rx", -: tickets, what an FSA/HSA card may pay
    FSA_SENT = "fsa sent"  # how the card was asked for, -: approvals, the healthcare amount
    FSA_PAID = "fsa paid"  # the same, -: FSA/HSA cards, what they paid
    DISCOUNTS = "discounts"  # how (see `_reductions`), department: lines, how much less
    REASONS = "reasons"  # the store's reason, how: lines or tickets, how much less
    BASKETS = "baskets"  # pieces sold on the ticket at least, -: such tickets, with tax
    GIVEN_BACK = "given back"  # kind, -: tenders, what went back
    LOST = "lost"  # kind, -: approved without the bank, refused by it after the ticket's end
    COPAYS = "copays"  # "paid", "owed" or "waived", payer: fills, copay
    UNDONE = "undone"  # "line" or "ticket", -: what was taken off or abandoned, with tax
    RETURNED = "returned"  # why, department: lines of later tickets, without tax
    DRAWER = "drawer"  # reason, -: how often
    ON_ACCOUNT = "on account"  # what it pays or loads, -: how often, how much
    CHANGE = "change"  # kind, -: tenders that are no cash, what went back in cash
    TILL = "till"  # what was done, -: how often, how much cash
    VARIANCE = "variance"  # "over", "short" or "agreed", which count: counts, the difference


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact's part of a figure."""

    figure: Figure
    key: str
    part: str
    count: int
    amount: Money


Sum = Entry
"""Entries of the same figure, key and part, added up."""

Sold = ItemLine | RxLine
"""Lines that are sales; the others only move money."""
BASKETS: Final = (1, 2, 3, 4, 5, 6, 11, 21)
"""Pieces of a ticket: 1, 2, 3, 4, 5, 6 to 10, 11 to 20, more."""
NOT_KEPT: Final = ""
"""The key of what a ticket no longer tells, because its records were kept long enough."""

OF_TICKETS: Final = (
    f.SaleCompleted,
    f.SaleAbandoned,
    f.CashReturned,
    f.KeyedTenderReturned,
    f.VoidResolved,
    f.StoredSaleDeclined,
)
"""Facts of a ticket that post entries. Returns join here."""
OF_THE_COUNTER: Final = (f.DrawerRequested, f.DrawerSeen, *get_args(t.TillFact))
"""Facts that post entries without a ticket."""


def entries_of(sale: Sale, fact: f.Fact) -> Iterator[Entry]:
    """What `fact` posts; `sale` is its ticket after it."""
    match fact:
        case f.SaleCompleted():
            yield from _completed(sale, fact)
        case f.SaleAbandoned():
            yield Entry(Figure.UNDONE, "ticket", "", 1, sale.total)
        case f.CashReturned() | f.KeyedTenderReturned() | f.VoidResolved():
            yield from _given_back(sale.tender(fact.tender), fact)
        case f.StoredSaleDeclined():
            lost = sale.stored(fact.ref)
            if lost is not None and not lost.bounced:
                yield Entry(Figure.LOST, kind_of(lost), "", 1, lost.used.total)
        case _:
            pass


def entries_of_counter(fact: f.Fact) -> Iterator[Entry]:
    """What a fact posts that needs no ticket."""
    match fact:
        case f.DrawerRequested():
            yield Entry(Figure.DRAWER, fact.reason.value, "", 1, ZERO)
        case f.DrawerSeen(sight=f.DrawerSight.OPENED_UNASKED):
            yield Entry(Figure.DRAWER, fact.sight.value, "", 1, ZERO)
        case _ if isinstance(fact, t.TillFact):
            yield from _of_till(fact)
        case _:
            pass


def _of_till(fact: t.TillFact) -> Iterator[Entry]:
    match fact:
        case t.TillOpened():
            yield _till("opened", fact.amount)
            if fact.expected is not None:
                yield _variance("opening", fact.amount - fact.expected)
        case t.CashCounted():
            yield _till("counted", ZERO)  # how much is what the drawer should hold, or nearly
        case t.PaidIn():
            yield _till("paid in", fact.amount)
        case t.PaidOut():
            yield _till("paid out", fact.amount)
        case t.SafeDropped():
            yield _till("dropped", fact.amount)
        case t.TillTakenOver(amount=None):
            yield _till("taken over without a count", ZERO)
        case t.TillTakenOver(amount=counted):
            assert counted is not None, "the other case"
            yield _till("taken over", ZERO)
            yield _variance("take-over", counted - fact.expected)
        case t.TillClockAccepted():
            yield _till("clock accepted", ZERO)
        case t.TillTakingsShown():
            yield _till("takings shown", ZERO)
        case t.DifferenceSettled():
            yield _till("difference settled", ZERO)
        case t.TillClosed():
            yield _till("closed", fact.amount)
            yield _till("deposited", amount_of(fact.deposit))
            if fact.unsettled:
                yield _till("closed over what was open", ZERO)
            yield _variance("close", fact.amount - fact.expected)
        case _:
            assert_never(fact)


def _till(done: str, amount: Money) -> Entry:
    return Entry(Figure.TILL, done, "", 1, amount)


def _variance(count: str, amount: Money) -> Entry:
    key = "agreed" if not amount else "over" if amount > ZERO else "short"
    return Entry(Figure.VARIANCE, key, count, 1, amount)


def remains_of(fact: f.SaleCompleted) -> tuple[Entry, ...]:
    """Of a ticket whose lines were kept long enough: only its sums are known."""
    tenders = Entry(Figure.TENDERS, NOT_KEPT, "", 0, fact.total)
    owed = fact.deposits + fact.gift_cards
    debts = tuple(
        Entry(Figure.ON_ACCOUNT, kind.value, "", 0, amount)
        for kind, amount in (
            (DepositKind.ACCOUNT, fact.deposits),
            (DepositKind.GIFT_CARD, fact.gift_cards),
        )
        if amount
    )
    if owed and owed == fact.total:
        return *debts, tenders
    sold = fact.total - owed
    return (
        Entry(Figure.TICKETS, "", "", 1, sold),
        Entry(Figure.SALES, NOT_KEPT, "", 0, sold - fact.tax),
        Entry(Figure.TAX, NOT_KEPT, "", 0, fact.tax),
        tenders,
        *debts,
    )


def added_up(entries: Iterable[Entry]) -> tuple[Sum, ...]:
    """One sum for each figure, key and part, in the order of their names."""
    sums: dict[tuple[Figure, str, str], tuple[int, int]] = {}
    for each in entries:
        name = (each.figure, each.key, each.part)
        count, cents = sums.get(name, (0, 0))
        sums[name] = (count + each.count, cents + each.amount.cents)
    return tuple(Sum(*name, sums[name][0], Money(sums[name][1])) for name in sorted(sums))


# --- a completed ticket


def _completed(sale: Sale, fact: f.SaleCompleted) -> Iterator[Entry]:
    if not _pays_debts_alone(sale):
        sold = fact.total - fact.deposits - fact.gift_cards
        yield Entry(Figure.TICKETS, "", "", 1, sold)
        if pieces := pieces_of(sale):
            yield Entry(Figure.BASKETS, basket_of(pieces), "", 1, sold)
    for line in sale.lines:
        if line.voided:
            yield Entry(Figure.UNDONE, "line", "", 1, line.net + line.tax.amount)
        elif isinstance(line, DepositLine):
            yield Entry(Figure.ON_ACCOUNT, line.kind.value, "", 1, line.amount)
        elif isinstance(line, ReturnLine):
            yield from _of_return(line)
        else:
            yield from _of_line(line)
    if sale.discount is not None and sale.discount_off:
        yield Entry(Figure.REASONS, sale.discount.reason, "ticket", 1, sale.discount_off)
    for tender in sale.tenders:
        if tender.taken:
            yield from _of_tender(tender)
    for key, eligible in (("all", fact.eligible), ("rx", fact.rx_eligible)):
        if eligible > ZERO:
            yield Entry(Figure.ELIGIBLE, key, "", 1, eligible)


def _pays_debts_alone(sale: Sale) -> bool:
    lines = sale.live_lines
    return bool(lines) and all(isinstance(line, DepositLine) for line in lines)


def _of_return(line: ReturnLine) -> Iterator[Entry]:
    """What came back is less sold, on the day on which it came."""
    category = category_of(line).value
    yield Entry(Figure.SALES, department_of(line), "", -line.returned.quantity, line.net)
    yield Entry(Figure.TAXED, tax_key(line.tax), category, 1, line.net)
    yield Entry(Figure.TAX, tax_key(line.tax), category, 1, line.tax.amount)
    for part in line.tax.parts:
        yield Entry(Figure.AREA_TAX, part.jurisdiction, f"{part.rate_ppm:06}", 1, part.amount)
    yield Entry(Figure.RETURNED, line.returned.reason.value, department_of(line), 1, -line.net)


def _of_line(line: Sold) -> Iterator[Entry]:
    category = category_of(line).value
    yield Entry(Figure.SALES, department_of(line), "", _pieces(line), line.net)
    yield Entry(Figure.TAXED, tax_key(line.tax), category, 1, line.taxed)
    yield Entry(Figure.TAX, tax_key(line.tax), category, 1, line.tax.amount)
    for part in line.tax.parts:
        yield Entry(Figure.AREA_TAX, part.jurisdiction, f"{part.rate_ppm:06}", 1, part.amount)
    if isinstance(line, RxLine):
        payer = line.fill.payer.kind.value
        if line.relief is not None:
            yield Entry(Figure.COPAYS, line.relief.value, payer, 1, line.relieved)
        if line.relief is None or line.net > ZERO:
            yield Entry(Figure.COPAYS, "paid", payer, 1, line.net)
    else:
        yield from _reductions(line)


def _reductions(line: ItemLine) -> Iterator[Entry]:
    """How much less than the shelf's price, by what made it so; together they are all of it."""
    coupons = total(each.amount for each in line.coupons if each.code.store)
    lower = line.regular - line.extended
    on_sale = lower if line.override is None and line.item.regular is not None else ZERO
    for key, less in (
        ("price", lower - on_sale),
        ("sale", on_sale),
        ("promotion", line.promotion_off),
        ("line", line.off),
        ("ticket", line.share),
        ("store coupon", coupons),
        ("manufacturer coupon", line.coupon_off - coupons),
    ):
        if less:
            yield Entry(Figure.DISCOUNTS, key, department_of(line), 1, less)
    if line.override is not None and lower:
        yield Entry(Figure.REASONS, line.override.reason, "price", 1, lower)
    if line.discount is not None and line.off:
        yield Entry(Figure.REASONS, line.discount.reason, "line", 1, line.off)


def _of_tender(tender: Tender) -> Iterator[Entry]:
    kind = kind_of(tender)
    yield Entry(Figure.TENDERS, kind, programme_of(tender), 1, tender.paid.total)
    if isinstance(tender, CashTender | RefundTender) and tender.rounding:
        yield Entry(Figure.ROUNDING, kind, "", 1, tender.rounding)
    if isinstance(tender, KeyedTender) and tender.change:
        yield Entry(Figure.CHANGE, kind, "", 1, tender.change)
    if isinstance(tender, CardTender) and tender.healthcare:
        yield Entry(Figure.FSA_SENT, tender.kind.value, "", 1, tender.healthcare)
    if isinstance(tender, CardTender) and kind == CardKind.FSA_HSA.value:
        yield Entry(Figure.FSA_PAID, tender.kind.value, "", 1, tender.paid.total)


def _given_back(
    tender: Tender | None, fact: f.CashReturned | f.KeyedTenderReturned | f.VoidResolved
) -> Iterator[Entry]:
    refused = isinstance(fact, f.VoidResolved) and fact.result.outcome is not Outcome.APPROVED
    if tender is None or isinstance(tender, RefundTender):
        return
    if not refused:
        yield Entry(Figure.GIVEN_BACK, kind_of(tender), "", 1, tender.used.total)


# --- the keys


def category_of(line: Sold | ReturnLine) -> ItemCategory:
    item = _item_of(line)
    return ItemCategory.RX_DRUG if item is None else item.category


def department_of(line: Sold | ReturnLine) -> str:
    """As the store calls it; the category where the price book names none."""
    item = _item_of(line)
    own = "" if item is None else item.department
    return own or category_of(line).value


def _item_of(line: Sold | ReturnLine) -> Item | None:
    match line:
        case ItemLine():
            return line.item
        case ReturnLine():
            return line.returned.item
        case RxLine():
            return None
        case _:
            assert_never(line)


def kind_of(tender: Tender) -> str:
    """What it is booked as: the terminal knows a card better than the key pressed for it."""
    return str(tender.booked_as.value)


def tax_key(charge: TaxCharge) -> str:
    """The rate with the rule that made it: `070000 Tennessee Department of Revenue`."""
    return f"{charge.rate_ppm:06} {charge.rule}"


def rate_and_rule(key: str) -> tuple[int, str]:
    """What `tax_key` wrote: parts per million, and the rule."""
    rate, _, rule = key.partition(" ")
    return int(rate or 0), rule


def pieces_of(sale: Sale) -> int:
    return sum(_pieces(line) for line in sale.live_lines)


def _pieces(line: Line) -> int:
    match line:
        case ItemLine():
            return line.quantity
        case RxLine():
            return 1
        case DepositLine() | ReturnLine():
            return 0
        case _:
            assert_never(line)


def basket_of(pieces: int) -> str:
    """`01`, `06` for 6 to 10: the names sort as the numbers do."""
    return f"{max(each for each in BASKETS if each <= pieces):02}"


# --- what is read of some days


@dataclass(frozen=True, slots=True)
class Slot:
    """Tickets of one hour of the day, or of one day."""

    at: int | date
    tickets: int
    total: Money
    """With tax."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Ready fills of one age that nobody has picked up, as of now."""

    days: int | None
    """At least so many; None: the PhMS did not say since when."""
    bags: int
    copays: Money


@dataclass(frozen=True, slots=True)
class Report:
    """Both days are in it. `before`: the sums of the period that it is compared with."""

    since: date
    until: date
    sums: tuple[Sum, ...] = ()
    hours: tuple[Slot, ...] = ()
    days: tuple[Slot, ...] = ()
    before: tuple[Sum, ...] | None = None
    waiting: tuple[Waiting, ...] = ()
    without_cash: bool = False
    """What tells the cash of a till that is still to be counted was left out (`seen`)."""

    def of(self, figure: Figure) -> tuple[Sum, ...]:
        return tuple(each for each in self.sums if each.figure is figure)

    def all_of(self, figure: Figure, *keys: str) -> tuple[int, Money]:
        """How many, and how much: of these keys, or of every key."""
        return total_of(self.sums, figure, *keys)


TELLS_CASH: Final = frozenset(
    {
        *(Figure.TICKETS, Figure.SALES, Figure.TAXED, Figure.TAX, Figure.AREA_TAX, Figure.TENDERS),
        *(Figure.ROUNDING, Figure.BASKETS, Figure.COPAYS, Figure.ON_ACCOUNT, Figure.CHANGE),
    }
)
"""Sales less cards is cash, and so is any part of them that together make the whole."""


OVERSEEN: Final = frozenset({Figure.TILL, Figure.VARIANCE})
"""What was counted, over and short: for who oversees tills."""


def seen(report: Report, *, cash: bool, tills: bool) -> Report:
    """What of it may be shown: without `cash` to who has to count a till of its days, without
    `tills` to who does not oversee them.
    """
    hidden = (frozenset() if cash else TELLS_CASH) | (frozenset() if tills else OVERSEEN)
    kept = tuple(each for each in report.sums if each.figure not in hidden)
    before = report.before
    if before is not None:
        before = tuple(each for each in before if each.figure not in hidden)
    told = replace(report, sums=kept, before=before)
    return told if cash else replace(told, hours=(), days=(), without_cash=True)


def total_of(sums: Iterable[Sum], figure: Figure, *keys: str) -> tuple[int, Money]:
    found = [each for each in sums if each.figure is figure and (not keys or each.key in keys)]
    return sum(each.count for each in found), Money(sum(each.amount.cents for each in found))


def by_key(sums: Iterable[Sum]) -> tuple[Sum, ...]:
    """The sums with their parts put together, the largest amount first."""
    whole = added_up(Entry(each.figure, each.key, "", each.count, each.amount) for each in sums)
    return tuple(sorted(whole, key=lambda each: (-each.amount.cents, each.key)))
