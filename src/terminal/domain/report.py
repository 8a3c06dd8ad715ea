"""What a day brought, in whole cents: the entries that a fact posts, and the sums that they make.

Rules that hold here:

1. An entry belongs to the moment of its fact. What happens to a ticket later is an entry of its own
   day: a day that was reported never changes.
2. Of a completed ticket sales and tax sum to its total, and so do its tenders.
3. Keys are plain words of the facts. A kind of tender, a category or a payer that comes later is
   another key, and no change here.
4. No entry names a person, a patient or a medicine.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from terminal.domain import facts as f
from terminal.domain.attempt import CardKind, Outcome
from terminal.domain.catalog import ItemCategory
from terminal.domain.money import ZERO, Money
from terminal.domain.sale import ItemLine, Line, RxLine, Sale
from terminal.domain.tax import TaxCharge
from terminal.domain.tender import CardTender, CashTender, Tender


class Figure(StrEnum):
    """What an entry is about; beside each its key, its part, and what is counted."""

    TICKETS = "tickets"  # -, -: completed tickets, with tax
    SALES = "sales"  # department, -: pieces, without tax
    TAXED = "taxed"  # rate and rule, category: lines, without tax
    TAX = "tax"  # the same: lines, the tax
    TENDERS = "tenders"  # kind, -: tenders, what they paid
    ROUNDING = "rounding"  # kind, -: tenders that were rounded, the difference
    ELIGIBLE = "eligible"  # "all" or "rx", -: tickets, what an FSA/HSA card may pay
    FSA_SENT = "fsa sent"  # how the card was asked for, -: approvals, the healthcare amount
    FSA_PAID = "fsa paid"  # the same, -: FSA/HSA cards, what they paid
    DISCOUNTS = "discounts"  # "price" or "discount", department: lines, how much less
    BASKETS = "baskets"  # pieces of the ticket at least, -: tickets, with tax
    GIVEN_BACK = "given back"  # kind, -: tenders, what went back
    LOST = "lost"  # kind, -: approved without the bank, refused by it after the ticket's end
    COPAYS = "copays"  # "paid", "owed" or "waived", payer: fills, copay
    UNDONE = "undone"  # "line" or "ticket", -: what was taken off or abandoned, with tax
    DRAWER = "drawer"  # reason, -: how often


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

BASKETS: Final = (1, 2, 3, 4, 5, 6, 11, 21)
"""Pieces of a ticket: 1, 2, 3, 4, 5, 6 to 10, 11 to 20, more."""
NOT_KEPT: Final = ""
"""The key of what a ticket no longer tells, because its records were kept long enough."""

OF_TICKETS: Final = (
    f.SaleCompleted,
    f.SaleAbandoned,
    f.CashReturned,
    f.VoidResolved,
    f.StoredSaleDeclined,
)
"""Facts of a ticket that post entries. Returns join here."""
OF_THE_COUNTER: Final = (f.DrawerRequested, f.DrawerSeen)
"""Facts that post entries without a ticket. The till's opening and closing join here."""


def entries_of(sale: Sale, fact: f.Fact) -> Iterator[Entry]:
    """What `fact` posts; `sale` is its ticket after it."""
    match fact:
        case f.SaleCompleted():
            yield from _completed(sale, fact)
        case f.SaleAbandoned():
            yield Entry(Figure.UNDONE, "ticket", "", 1, sale.total)
        case f.CashReturned() | f.VoidResolved():
            yield from _given_back(sale.tender(fact.tender), fact)
        case f.StoredSaleDeclined():
            lost = sale.stored(fact.ref)
            if lost is not None and not lost.bounced:
                yield Entry(Figure.LOST, kind_of(lost), "", 1, lost.used.total)
        case _:
            pass


def entries_of_counter(fact: f.Fact) -> Iterator[Entry]:
    """What a fact posts that needs no ticket: here the history of a till grows."""
    match fact:
        case f.DrawerRequested():
            yield Entry(Figure.DRAWER, fact.reason.value, "", 1, ZERO)
        case f.DrawerSeen(sight=f.DrawerSight.OPENED_UNASKED):
            yield Entry(Figure.DRAWER, fact.sight.value, "", 1, ZERO)
        case _:
            pass


def remains_of(fact: f.SaleCompleted) -> tuple[Entry, ...]:
    """Of a ticket whose lines were kept long enough: only its sums are known."""
    net = fact.total - fact.tax
    return (
        Entry(Figure.TICKETS, "", "", 1, fact.total),
        Entry(Figure.SALES, NOT_KEPT, "", 0, net),
        Entry(Figure.TAX, NOT_KEPT, "", 0, fact.tax),
        Entry(Figure.TENDERS, NOT_KEPT, "", 0, fact.total),
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
    yield Entry(Figure.TICKETS, "", "", 1, fact.total)
    yield Entry(Figure.BASKETS, basket_of(pieces_of(sale)), "", 1, fact.total)
    for line in sale.lines:
        if line.voided:
            yield Entry(Figure.UNDONE, "line", "", 1, line.net + line.tax.amount)
        else:
            yield from _of_line(line)
    for tender in sale.tenders:
        if tender.taken:
            yield from _of_tender(tender)
    for key, eligible in (("all", fact.eligible), ("rx", fact.rx_eligible)):
        if eligible > ZERO:
            yield Entry(Figure.ELIGIBLE, key, "", 1, eligible)


def _of_line(line: Line) -> Iterator[Entry]:
    category = category_of(line).value
    yield Entry(Figure.SALES, department_of(line), "", _pieces(line), line.net)
    yield Entry(Figure.TAXED, tax_key(line.tax), category, 1, line.net)
    yield Entry(Figure.TAX, tax_key(line.tax), category, 1, line.tax.amount)
    if isinstance(line, RxLine):
        key = "paid" if line.relief is None else line.relief.value
        yield Entry(Figure.COPAYS, key, line.fill.payer.kind.value, 1, line.copay)
    else:
        yield from _reductions(line)


def _reductions(line: ItemLine) -> Iterator[Entry]:
    """How much less than the shelf's price: by another price, and by what came off it."""
    asked = line.unit_price * line.quantity
    shelf = asked if line.item.price is None else line.item.price * line.quantity
    for key, less in (("price", shelf - asked), ("discount", asked - line.net)):
        if less:
            yield Entry(Figure.DISCOUNTS, key, department_of(line), 1, less)


def _of_tender(tender: Tender) -> Iterator[Entry]:
    kind = kind_of(tender)
    yield Entry(Figure.TENDERS, kind, "", 1, tender.paid.total)
    if isinstance(tender, CashTender) and tender.rounding:
        yield Entry(Figure.ROUNDING, kind, "", 1, tender.rounding)
    if isinstance(tender, CardTender) and tender.healthcare:
        yield Entry(Figure.FSA_SENT, tender.kind.value, "", 1, tender.healthcare)
    if isinstance(tender, CardTender) and kind == CardKind.FSA_HSA.value:
        yield Entry(Figure.FSA_PAID, tender.kind.value, "", 1, tender.paid.total)


def _given_back(tender: Tender | None, fact: f.CashReturned | f.VoidResolved) -> Iterator[Entry]:
    refused = isinstance(fact, f.VoidResolved) and fact.result.outcome is not Outcome.APPROVED
    if tender is not None and not refused:
        yield Entry(Figure.GIVEN_BACK, kind_of(tender), "", 1, tender.used.total)


# --- the keys


def category_of(line: Line) -> ItemCategory:
    return line.item.category if isinstance(line, ItemLine) else ItemCategory.RX_DRUG


def department_of(line: Line) -> str:
    """The department is the category, until the price book has departments of its own."""
    return category_of(line).value


def kind_of(tender: Tender) -> str:
    """The kind that it is booked as: the terminal knows a card better than the key pressed for it.

    A tender that says itself what it is `booked_as` is believed.
    """
    booked = getattr(tender, "booked_as", None)
    if booked is not None:
        return str(booked.value)
    if isinstance(tender, CashTender):
        return "CASH"
    is_fsa = None if tender.result is None else tender.result.is_fsa
    if is_fsa is None:
        return str(tender.kind.value)
    return str((CardKind.FSA_HSA if is_fsa else CardKind.CREDIT).value)


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
    return line.quantity if isinstance(line, ItemLine) else 1


def basket_of(pieces: int) -> str:
    """`01`, `06` for 6 to 10: the names sort as the numbers do."""
    return f"{max((each for each in BASKETS if each <= pieces), default=BASKETS[0]):02}"


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

    def of(self, figure: Figure) -> tuple[Sum, ...]:
        return tuple(each for each in self.sums if each.figure is figure)

    def all_of(self, figure: Figure, *keys: str) -> tuple[int, Money]:
        """How many, and how much: of these keys, or of every key."""
        return total_of(self.sums, figure, *keys)


def total_of(sums: Iterable[Sum], figure: Figure, *keys: str) -> tuple[int, Money]:
    found = [each for each in sums if each.figure is figure and (not keys or each.key in keys)]
    return sum(each.count for each in found), Money(sum(each.amount.cents for each in found))


def by_key(sums: Iterable[Sum]) -> tuple[Sum, ...]:
    """The sums with their parts put together, the largest amount first."""
    whole = added_up(Entry(each.figure, each.key, "", each.count, each.amount) for each in sums)
    return tuple(sorted(whole, key=lambda each: (-each.amount.cents, each.key)))
