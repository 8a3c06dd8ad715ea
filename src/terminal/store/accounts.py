"""House accounts as the journal left them: their terms, and the ledger of charges and payments.

A charge counts as soon as it is taken, on a ticket that is still open too: it is lent. A payment
counts when its ticket is closed.
"""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Final

from sqlalchemy import Connection

from terminal.domain import facts
from terminal.domain.account import (
    Account,
    AccountId,
    Posting,
    Standing,
    balance_of,
    unpaid,
)
from terminal.domain.identity import LaneId, SaleId
from terminal.domain.keyed import Entry
from terminal.domain.money import Money, total
from terminal.domain.refund import RefundWay
from terminal.domain.tender_kind import TenderKind
from terminal.domain.work_item import OVERSPENT
from terminal.store import work_items
from terminal.store.times import instant

"""The kind of work item."""
_NEXT: Final = "\n"
"""Between the names of buyers: no name holds it."""


# --- written by the journal


def put(connection: Connection, account: Account) -> None:
    """The terms of an account from now on."""
    connection.exec_driver_sql(
        "INSERT INTO account(id, name, master, limit_cents, held, buyers)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET name = excluded.name,"
        " master = excluded.master, limit_cents = excluded.limit_cents, held = excluded.held,"
        " buyers = excluded.buyers",
        (
            account.id,
            account.name,
            account.master or "",
            account.limit.cents,
            int(account.held),
            _NEXT.join(account.buyers),
        ),
    )


def charge(connection: Connection, fact: facts.KeyedTenderTaken, at: str, lane: str) -> None:
    """What was bought on account; another kind of tender is none of its business."""
    if fact.kind is not TenderKind.HOUSE:
        return
    account = AccountId(dict(fact.entries)[Entry.ACCOUNT])
    connection.exec_driver_sql(
        "INSERT INTO account_entry(sale, part, account, at, lane, cents, counted)"
        " VALUES (?, ?, ?, ?, ?, ?, 1)",
        (fact.sale, fact.tender, account, at, lane, fact.applied.cents),
    )
    _watch(connection, account, fact.sale, at)


def _watch(connection: Connection, account: AccountId, sale: SaleId, at: str) -> None:
    """Lanes that could not ask each other may lend too much together: a person has to look."""
    row = connection.exec_driver_sql(
        "SELECT payer.id, payer.limit_cents, (SELECT sum(cents) FROM account_entry WHERE counted"
        " AND account IN (SELECT id FROM account WHERE id = payer.id OR master = payer.id))"
        " AS owed FROM account AS payer JOIN account AS mine"
        " ON payer.id = CASE mine.master WHEN '' THEN mine.id ELSE mine.master END"
        " WHERE mine.id = ?",
        (account,),
    ).first()
    if row is None or row.owed <= row.limit_cents:
        return
    work_items.open_item(
        connection,
        kind=OVERSPENT,
        subject=row.id,
        detail=f"owes {Money(row.owed)}, its limit is {Money(row.limit_cents)}",
        once=f"{OVERSPENT}:{row.id}:{sale}",
        at=at,
    )


def pay(connection: Connection, fact: facts.DepositAdded, at: str, lane: str) -> None:
    """It counts when its ticket is closed."""
    connection.exec_driver_sql(
        "INSERT INTO account_entry(sale, part, account, at, lane, cents, counted)"
        " VALUES (?, ?, ?, ?, ?, ?, 0)",
        (fact.sale, -fact.line, fact.reference, at, lane, -fact.amount.cents),
    )


def count_payments(connection: Connection, sale: SaleId) -> None:
    connection.exec_driver_sql(
        "UPDATE account_entry SET counted = 1 WHERE sale = ? AND part < 0", (sale,)
    )


def drop_payments(connection: Connection, sale: SaleId) -> None:
    connection.exec_driver_sql("DELETE FROM account_entry WHERE sale = ? AND NOT counted", (sale,))


def credit(connection: Connection, fact: facts.RefundGiven, at: str, lane: str) -> None:
    """Goods that were bought on account came back: it owes so much less."""
    if fact.way is not RefundWay.ACCOUNT:
        return
    connection.exec_driver_sql(
        "INSERT INTO account_entry(sale, part, account, at, lane, cents, counted)"
        " VALUES (?, ?, ?, ?, ?, ?, 1)",
        (fact.sale, fact.tender, fact.shares[0].source.name, at, lane, -fact.amount.cents),
    )


def take_back(connection: Connection, sale: SaleId, part: int) -> None:
    connection.exec_driver_sql(
        "DELETE FROM account_entry WHERE sale = ? AND part = ?", (sale, part)
    )


# --- read


_ACCOUNT: Final = "SELECT id, name, master, limit_cents, held, buyers FROM account"


def _account(row: tuple[object, ...]) -> Account:
    number, name, master, cents, held, buyers = row
    return Account(
        AccountId(str(number)),
        str(name),
        Money(int(str(cents))),
        tuple(str(buyers).split(_NEXT)) if buyers else (),
        AccountId(str(master)) if master else None,
        bool(held),
    )


def find(connection: Connection, account: AccountId) -> Account | None:
    row = connection.exec_driver_sql(f"{_ACCOUNT} WHERE id = ?", (account,)).first()
    return None if row is None else _account(tuple(row))


def every(connection: Connection) -> tuple[Account, ...]:
    rows = connection.exec_driver_sql(f"{_ACCOUNT} ORDER BY id")
    return tuple(_account(tuple(row)) for row in rows)


def postings(connection: Connection, payer: AccountId, zone: tzinfo) -> tuple[Posting, ...]:
    """The ledger of an account with all that belongs to it, in order."""
    return tuple(posting for posting, _ in _postings(connection, payer, zone))


def _postings(
    connection: Connection, payer: AccountId, zone: tzinfo
) -> Iterator[tuple[Posting, LaneId]]:
    rows = connection.exec_driver_sql(
        "SELECT account, sale, at, cents, lane FROM account_entry WHERE account IN"
        " (SELECT id FROM account WHERE id = ? OR master = ?) AND counted"
        " ORDER BY at, sale, part",
        (payer, payer),
    )
    for row in rows:
        at = instant(row.at)
        day = at.astimezone(zone).date()
        posting = Posting(AccountId(row.account), SaleId(row.sale), at, day, Money(row.cents))
        yield posting, LaneId(row.lane)


def standing(
    connection: Connection, number: AccountId, lane: LaneId, zone: tzinfo
) -> Standing | None:
    """How it stands now; None: there is no such account."""
    account = find(connection, number)
    if account is None:
        return None
    payer = account if account.master is None else find(connection, account.master)
    assert payer is not None, "a sub-account is opened under an account that is there"
    known = tuple(_postings(connection, payer.id, zone))
    rows = tuple(posting for posting, _ in known)
    left = unpaid(rows)
    return Standing(
        account,
        payer.limit,
        balance_of(rows),
        left[0].day if left else None,
        held=account.held or payer.held,
        lent_here=total(posting.amount for posting, where in known if where == lane),
    )
