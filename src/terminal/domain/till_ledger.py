"""What each fact means in money for the till: a table of postings, and the accounts they fill.

Rules that hold here:

1. Every fact's postings sum to zero: money moves between accounts, it never appears.
2. The accounts of `DRAWER` together are what should lie in the drawer: float + cash of tickets
   + paid in - paid out - drops (money-tax-iias.md section 14).
3. Cash rounding is an account of its own, never sales or tax (section 4).
4. A new kind of tender is one account and one row of `CARDS` or `KEYED`, else a case in `postings`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from terminal.domain import facts as f
from terminal.domain import till_facts as t
from terminal.domain.attempt import CardKind
from terminal.domain.keyed import Entries
from terminal.domain.keyed import Entry as Read
from terminal.domain.money import ZERO, Money, total
from terminal.domain.refund import RefundWay
from terminal.domain.tender_kind import TenderKind


class Account(StrEnum):
    """The names stand in the store: none is ever given another meaning."""

    FLOAT = "float"
    CASH = "cash"  # of tickets: what was handed over less change and what was handed back
    PAID_IN = "paid in"
    PAID_OUT = "paid out"
    DROPS = "drops"
    OVER_SHORT = "over short"  # so that the drawer agrees with a count that counts
    TAKEN_OUT = "taken out"  # at the close, to the bank and to the next float
    CREDIT = "credit"
    FSA_HSA = "fsa hsa"
    EBT_SNAP = "ebt snap"
    EBT_CASH = "ebt cash"
    DEBIT = "debit"
    GIFT = "gift"
    HOUSE = "house"
    CHECK = "check"
    EXTERNAL_BENEFIT = "external benefit"
    CHARITY_VOUCHER = "charity voucher"
    OTHER = "other"
    SALES = "sales"
    TAX = "tax"
    RETURNS = "returns"  # what goods that came back are worth, without tax
    DEBTS_PAID = "debts paid"
    GIFT_SOLD = "gift sold"  # put on gift cards: owed to their holders
    TICKETS = "tickets"  # paid on tickets that are not over yet
    ROUNDING = "rounding"
    SAFE = "safe"
    PETTY = "petty"
    VARIANCE = "variance"
    NO_SALE = "no sale"  # counted, never an amount


DRAWER: Final = frozenset(
    {
        Account.FLOAT,
        Account.CASH,
        Account.PAID_IN,
        Account.PAID_OUT,
        Account.DROPS,
        Account.OVER_SHORT,
        Account.TAKEN_OUT,
    }
)
CARDS: Final = MappingProxyType(
    {
        CardKind.CREDIT: Account.CREDIT,
        CardKind.DEBIT: Account.DEBIT,
        CardKind.FSA_HSA: Account.FSA_HSA,
        CardKind.EBT_SNAP: Account.EBT_SNAP,
        CardKind.EBT_CASH: Account.EBT_CASH,
        CardKind.GIFT: Account.GIFT,
    }
)
KEYED: Final = MappingProxyType(
    {
        TenderKind.GIFT: Account.GIFT,
        TenderKind.HOUSE: Account.HOUSE,
        TenderKind.CHECK: Account.CHECK,
        TenderKind.EXTERNAL_BENEFIT: Account.EXTERNAL_BENEFIT,
        TenderKind.CHARITY_VOUCHER: Account.CHARITY_VOUCHER,
        TenderKind.OTHER: Account.OTHER,
    }
)
TENDERS: Final = tuple(dict.fromkeys((Account.CASH, *CARDS.values(), *KEYED.values())))
"""What tickets were paid with, in the order of a report."""


@dataclass(frozen=True, slots=True)
class Posting:
    """`part` is a benefit card's programme, which is compared with its own device by itself."""

    account: Account
    amount: Money
    part: str = ""


Postings = tuple[Posting, ...]


def postings(fact: f.Fact) -> Postings:  # noqa: C901  a table
    match fact:
        case f.CashTaken():
            return _cash(fact.applied, fact.rounding)
        case f.CashReturned():
            return _cash(-fact.applied, -fact.rounding)
        case f.ChargeResolved():
            return _card(fact.kind, fact.result.approved)
        case f.VoidResolved() | f.StoredSaleDeclined():
            return _card(fact.kind, -fact.amount)
        case f.KeyedTenderTaken():
            return (
                Posting(KEYED[fact.kind], fact.tendered, _programme(fact.kind, fact.entries)),
                Posting(Account.TICKETS, -fact.applied),
                *_unless_zero(Account.CASH, -fact.change),
            )
        case f.KeyedTenderReturned():
            return _moved(KEYED[fact.kind], Account.TICKETS, -fact.applied, fact.programme)
        case f.RefundGiven(way=RefundWay.CASH):
            return _cash(-fact.amount, fact.rounding)
        case f.RefundGiven():
            benefit = fact.kind is TenderKind.EXTERNAL_BENEFIT
            programme = fact.shares[0].source.name if benefit else ""
            return _moved(KEYED[fact.kind], Account.TICKETS, -fact.amount, programme)
        case f.RefundResolved():
            return _card(fact.kind, -fact.result.approved)
        case f.SaleCompleted():
            return (
                Posting(Account.TICKETS, fact.total),
                Posting(
                    Account.SALES,
                    fact.tax + fact.deposits + fact.gift_cards - fact.returned - fact.total,
                ),
                *_unless_zero(Account.RETURNS, fact.returned),
                *_unless_zero(Account.TAX, -fact.tax),
                *_unless_zero(Account.DEBTS_PAID, -fact.deposits),
                *_unless_zero(Account.GIFT_SOLD, -fact.gift_cards),
            )
        case f.DrawerRequested(reason=f.DrawerReason.NO_SALE):
            return (Posting(Account.NO_SALE, ZERO),)
        case t.TillOpened():
            return _moved(Account.FLOAT, Account.SAFE, fact.amount)
        case t.PaidIn():
            return _moved(Account.PAID_IN, Account.PETTY, fact.amount)
        case t.PaidOut():
            return _moved(Account.PAID_OUT, Account.PETTY, -fact.amount)
        case t.SafeDropped():
            return _moved(Account.DROPS, Account.SAFE, -fact.amount)
        case t.TillTakenOver() if fact.amount is not None:
            return _over_short(fact.amount - fact.expected)
        case t.TillClosed():
            gone = _moved(Account.TAKEN_OUT, Account.SAFE, -fact.amount)
            return (*_over_short(fact.amount - fact.expected), *gone)
        case _:
            return ()


def _cash(applied: Money, rounding: Money) -> Postings:
    return (
        Posting(Account.CASH, applied + rounding),
        Posting(Account.TICKETS, -applied),
        *_unless_zero(Account.ROUNDING, -rounding),
    )


def _card(kind: CardKind | None, amount: Money) -> Postings:
    """No kind: answers of before tills, which no till counts."""
    if kind is None or amount == ZERO:
        return ()
    return (Posting(CARDS[kind], amount), Posting(Account.TICKETS, -amount))


def _moved(to: Account, other: Account, amount: Money, part: str = "") -> Postings:
    return (Posting(to, amount, part), Posting(other, -amount))


def _programme(kind: TenderKind, entries: Entries) -> str:
    return dict(entries).get(Read.PROGRAMME, "") if kind is TenderKind.EXTERNAL_BENEFIT else ""


def _over_short(amount: Money) -> Postings:
    """A drawer that agreed counts too: as none over."""
    return _moved(Account.OVER_SHORT, Account.VARIANCE, amount)


def _unless_zero(account: Account, amount: Money) -> Postings:
    return (Posting(account, amount),) if amount else ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One account: its balance, and how often it was posted to."""

    account: Account
    balance: Money
    times: int


@dataclass(frozen=True, slots=True)
class Part:
    """What of an account is of one programme."""

    account: Account
    part: str
    balance: Money
    times: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """The accounts of one till that were posted to; a handful, whatever the day was."""

    entries: tuple[Entry, ...] = ()
    parts: tuple[Part, ...] = ()
    """By name."""

    def balance(self, account: Account) -> Money:
        return self._entry(account).balance

    def times(self, account: Account) -> int:
        return self._entry(account).times

    @property
    def drawer(self) -> Money:
        """What should lie in the drawer."""
        return total(each.balance for each in self.entries if each.account in DRAWER)

    def parts_of(self, account: Account) -> tuple[Part, ...]:
        return tuple(each for each in self.parts if each.account is account)

    def posted(self, new: Iterable[Posting]) -> "Ledger":
        book = {each.account: each for each in self.entries}
        parts = {(each.account, each.part): each for each in self.parts}
        for posting in new:
            old = book.get(posting.account, Entry(posting.account, ZERO, 0))
            book[posting.account] = Entry(
                posting.account, old.balance + posting.amount, old.times + 1
            )
            if posting.part:
                name = (posting.account, posting.part)
                part = parts.get(name, Part(*name, ZERO, 0))
                parts[name] = Part(*name, part.balance + posting.amount, part.times + 1)
        return Ledger(
            tuple(book[account] for account in Account if account in book),
            tuple(parts[name] for name in sorted(parts)),
        )

    def _entry(self, account: Account) -> Entry:
        found = (each for each in self.entries if each.account is account)
        return next(found, Entry(account, ZERO, 0))
