"""What a till should hold, worked out from the journal by hand: shares nothing with the ledger."""

from collections.abc import Iterable

from terminal.domain import facts as f
from terminal.domain import till_facts as t
from terminal.domain.money import ZERO, Money
from terminal.domain.tender_kind import TenderKind
from terminal.domain.till import TillBook
from terminal.domain.till_ledger import Account


def cash_by_hand(facts: Iterable[f.Fact]) -> Money | None:
    """Float + taken - change - handed back + in - out - drops; None: no till is open."""
    held: Money | None = None
    tenders: dict[tuple[str, int], Money] = {}
    for fact in facts:
        match fact:
            case t.TillOpened():
                held = fact.amount
            case t.TillClosed():
                held = None
            case t.TillTakenOver() if fact.amount is not None:
                held = fact.amount
            case f.CashTaken():
                tenders[fact.sale, fact.tender] = fact.tendered - fact.change
        if held is None:
            continue
        match fact:
            case f.CashTaken():
                held = held + fact.tendered - fact.change
            case f.KeyedTenderTaken():
                held = held - fact.change
            case f.CashReturned():
                held = held - tenders[fact.sale, fact.tender]
            case f.RefundGiven() if fact.kind is TenderKind.CASH:
                held = held - fact.amount + fact.rounding
            case t.PaidIn():
                held = held + fact.amount
            case t.PaidOut() | t.SafeDropped():
                held = held - fact.amount
    return held


def check_till(book: TillBook, facts: Iterable[f.Fact]) -> None:
    """What holds for the open till at any moment, and for the last closed one."""
    by_hand = cash_by_hand(facts)
    assert (None if book.open is None else book.open.expected) == by_hand
    tills = (book.open, None if book.closed is None else book.closed.till)
    for till in tills:
        if till is not None:
            balances = (each.balance.cents for each in till.ledger.entries)
            assert sum(balances) == 0, "money moves, it never appears"
    if book.closed is not None:
        assert book.closed.till.ledger.drawer == ZERO, "a closed drawer was emptied on paper"
        assert book.closed.till.ledger.balance(Account.TAKEN_OUT) == -book.closed.closed.amount
