"""Till sessions in the store: written with the facts, read at a start and for the history.

Rules that hold here:

1. What a fact means in money is `till_ledger.postings`, here as in the counter: the two cannot
   disagree.
2. Accounts are those of the till that was open on the lane; nothing is written while none is.
3. A start reads one open till and the last closed one; the history is bounded.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from terminal.domain import facts, till_facts
from terminal.domain.identity import LaneId, StaffId, TillId
from terminal.domain.money import Money
from terminal.domain.till import ClosedTill, CountKind, CountRow, Till, TillBook
from terminal.domain.till_ledger import Account, Ledger, Part, Posting, postings
from terminal.domain.till_ledger import Entry as Balance
from terminal.store.database import driver_of, scalar
from terminal.store.registry import of_kind
from terminal.store.times import instant

LONGEST: Final = timedelta(days=3_660)
"""No till is open for ten years."""
SHOWN: Final = 62
"""Closed tills of the history: a month of two a day."""

_CLOSED: Final = msgspec.json.Decoder(till_facts.TillClosed)
_COLUMNS: Final = "id, number, lane, staff, day, opened_at, shared_with, closed_at, closed"


# --- written


def project(connection: Connection, fact: facts.Fact, at: str, lane: str, body: bytes) -> None:
    """What the fact changes; most facts of a ticket change nothing here."""
    moves = postings(fact)
    if isinstance(fact, till_facts.TillOpened):
        _run(
            connection,
            "INSERT INTO till(id, number, lane, staff, day, opened_at) VALUES (?, ?, ?, ?, ?, ?)",
            (fact.till, fact.number, fact.lane, fact.staff, fact.day.isoformat(), at),
        )
    if moves:
        _post(connection, moves, lane)
    match fact:
        case till_facts.CashCounted():
            _count(connection, CountKind.BETWEEN, fact.till, fact.staff, at, fact)
        case till_facts.TillTakenOver():
            _take_over(connection, fact, at)
        case till_facts.TillClosed():
            _count(connection, CountKind.CLOSED, fact.till, fact.staff, at, fact)
            _run(
                connection,
                "UPDATE till SET closed_at = ?, closed = ? WHERE id = ?",
                (at, body, fact.till),
            )
        case _:
            pass


def _post(connection: Connection, moves: Iterable[Posting], lane: str) -> None:
    """Two or three accounts of each payment: small rows of one page."""
    driver = driver_of(connection)
    row = driver.execute(
        "SELECT id FROM till WHERE lane = ? AND closed_at IS NULL", (lane,)
    ).fetchone()
    if row is None:
        return
    for each in moves:
        for name in (each.account.value, *([_part(each)] if each.part else [])):
            driver.execute(
                "INSERT INTO till_account(till, account, balance_cents, times) VALUES (?, ?, ?, 1)"
                " ON CONFLICT(till, account) DO UPDATE SET"
                " balance_cents = balance_cents + excluded.balance_cents, times = times + 1",
                (row[0], name, each.amount.cents),
            )


_OF: Final = ": "


def _part(posting: Posting) -> str:
    """`external benefit: Plan Plus`: a row beside that of the whole account."""
    return f"{posting.account.value}{_OF}{posting.part}"


def _take_over(connection: Connection, fact: till_facts.TillTakenOver, at: str) -> None:
    if fact.amount is not None:
        _count(connection, CountKind.TAKEN_OVER, fact.till, fact.before, at, fact)
        shared = ""
    else:
        before = scalar(connection, "SELECT shared_with FROM till WHERE id = ?", (fact.till,))
        shared = f"{before} {fact.before}".strip()
    _run(
        connection,
        "UPDATE till SET staff = ?, shared_with = ? WHERE id = ?",
        (fact.staff, shared, fact.till),
    )


def _count(
    connection: Connection,
    kind: CountKind,
    till: TillId,
    staff: StaffId,
    at: str,
    fact: till_facts.CashCounted | till_facts.TillTakenOver | till_facts.TillClosed,
) -> None:
    assert fact.amount is not None, "somebody counted"
    _run(
        connection,
        "INSERT INTO till_count(till, kind, staff, at, amount_cents, expected_cents)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (till, kind, staff, at, fact.amount.cents, fact.expected.cents),
    )


def _run(connection: Connection, sql: str, parameters: tuple[object, ...]) -> None:
    changed = driver_of(connection).execute(sql, parameters).rowcount
    assert changed == 1, f"{changed} rows instead of one: {sql}"


# --- read


def load_book(connection: Connection, lane: LaneId) -> TillBook:
    """What this lane knows of its till, at a start."""
    number = scalar(connection, "SELECT max(number) FROM till WHERE lane = ?", (lane,))
    row = connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM till WHERE lane = ? AND closed_at IS NULL",  # noqa: S608  a constant
        (lane,),
    ).first()
    open_till = None if row is None else _with_shown(connection, _till(connection, row))
    last = _closed(connection, lane, 1)
    left = last[0].closed.stays if last else None
    return TillBook(open_till, number or 0, left)


def _with_shown(connection: Connection, till: Till) -> Till:
    """Who chose to see what it took is read from the journal: that is rare, and of one till."""
    since, before = till.opened_at, till.opened_at + LONGEST
    found = of_kind(connection, till_facts.TillTakingsShown, since, before)
    facts_ = (each.fact for each in found)
    shown = (each for each in facts_ if isinstance(each, till_facts.TillTakingsShown))
    return replace(till, shown_to=frozenset(each.by for each in shown if each.till == till.id))


def history(
    connection: Connection, lane: LaneId
) -> tuple[tuple[ClosedTill, ...], tuple[CountRow, ...]]:
    """The last closed tills, the newest first, and every count of them."""
    tills = _closed(connection, lane, SHOWN)
    counts = (row for each in tills for row in _counts(connection, each.till.id))
    return tills, tuple(counts)


def _closed(connection: Connection, lane: LaneId, most: int) -> tuple[ClosedTill, ...]:
    rows = connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM till INDEXED BY till_number"  # noqa: S608  a constant
        " WHERE lane = ? AND closed_at IS NOT NULL ORDER BY number DESC LIMIT ?",
        (lane, most),
    ).fetchall()
    return tuple(
        ClosedTill(_till(connection, row), _CLOSED.decode(row.closed), instant(row.closed_at))
        for row in rows
    )


def _till(connection: Connection, row: Any) -> Till:
    accounts = connection.exec_driver_sql(
        "SELECT account, balance_cents, times FROM till_account WHERE till = ?", (row.id,)
    )
    found: dict[Account, Balance] = {}
    parts: list[Part] = []
    for each in accounts:
        account, _, part = each.account.partition(_OF)
        balance = Balance(Account(account), Money(each.balance_cents), each.times)
        if part:
            parts.append(Part(balance.account, part, balance.balance, balance.times))
        else:
            found[balance.account] = balance
    parts.sort(key=lambda each: (each.account, each.part))
    return Till(
        TillId(row.id),
        row.number,
        LaneId(row.lane),
        StaffId(row.staff),
        date.fromisoformat(row.day),
        instant(row.opened_at),
        Ledger(tuple(found[account] for account in Account if account in found), tuple(parts)),
        tuple(StaffId(each) for each in row.shared_with.split()),
    )


def _counts(connection: Connection, till: TillId) -> tuple[CountRow, ...]:
    rows = connection.exec_driver_sql(
        "SELECT till, kind, staff, at, amount_cents, expected_cents FROM till_count"
        " WHERE till = ? ORDER BY id DESC",
        (till,),
    )
    return tuple(
        CountRow(
            TillId(row.till),
            CountKind(row.kind),
            StaffId(row.staff),
            instant(row.at),
            Money(row.amount_cents),
            Money(row.expected_cents),
        )
        for row in rows
    )
