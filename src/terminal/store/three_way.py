"""What the store knows of the three sides of a close: by indexes, from the last closes on.

Rules that hold here:

1. The batch is compared from close to close of the batch, fills from close to close of the till.
2. Sold there and not here: what this store learnt since the last close, and the PhMS sold at most
   `LEARNT_LATE` before; a till of another lane has left its number with it.
3. Not sold there: the PhMS took the pickup, and says something else of the fill since.
4. Every list is bounded; what a person answered for is named beside it.
"""

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from terminal.domain import facts as f
from terminal.domain import till_facts as t
from terminal.domain.card_batch import BatchReport, CardClass
from terminal.domain.money import ZERO, Money
from terminal.domain.prescription import Fill, FillKey
from terminal.domain.three_way import (
    BatchMatch,
    CardSums,
    CloseSheet,
    FillWord,
    WaitingWord,
    Way,
)
from terminal.store import codec, work_items
from terminal.store.database import scalar
from terminal.store.tables import EVERYDAY
from terminal.store.times import instant, utc_text

MOST_NAMED: Final = 20
"""That many of each kind are named; who has more begins with these."""
MOST_SETTLED: Final = 500
"""Answers of people that are remembered: some weeks of a store where nothing agrees."""
LEARNT_LATE: Final = timedelta(days=2)
"""The line may be down over a weekend's night; what was sold before is history."""
_MONEY: Final = (f.ChargeResolved, f.VoidResolved, f.StoredSaleDeclined, f.RefundResolved)
_CARDS: Final = (CardClass.CREDIT, CardClass.DEBIT, CardClass.EBT, CardClass.GIFT)
_FILL: Final = msgspec.json.Decoder(Fill)


def close_sheet(connection: Connection) -> CloseSheet:
    closed = _closed_batches(connection)
    batch_from = closed[0][0] if closed else 0
    stopped = scalar(
        connection,
        "SELECT count(*) FROM outbox WHERE state <> 'done' AND state IN ('held', 'dead')",
    )
    waiting = scalar(connection, "SELECT count(*) FROM outbox WHERE state <> 'done'")
    unsent = _unsent(connection)
    told = {each.key for each in unsent}
    items = work_items.open_items(connection, MOST_NAMED + len(told))
    begun = _begun(connection)
    return CloseSheet(
        _card_sums(connection, batch_from, None),
        _last_batch(connection, closed),
        waiting - stopped,
        stopped,
        tuple(WaitingWord(each.subject, each.detail) for each in items if each.message not in told)[
            :MOST_NAMED
        ],
        unsent,
        () if begun is None else _sold_there(connection, begun[1]),
        () if begun is None else _not_sold_there(connection, begun[0]),
        0 if begun is None else len(_since(connection, "FillHandedOver", begun[0])),
        _explained(connection),
    )


# --- the card batch


def _closed_batches(connection: Connection) -> list[tuple[int, BatchReport]]:
    """The last two, the newest first."""
    rows = connection.exec_driver_sql(
        f"SELECT seq, name, body FROM journal WHERE {EVERYDAY} AND name = 'CardBatchClosed'"  # noqa: S608  a constant
        " AND body IS NOT NULL ORDER BY seq DESC LIMIT 2"
    )
    found = []
    for row in rows:
        fact = codec.decode(row.name, row.body)
        assert isinstance(fact, f.CardBatchClosed), "asked by its name"
        found.append((int(row.seq), fact.report))
    return found


def _last_batch(connection: Connection, closed: list[tuple[int, BatchReport]]) -> BatchMatch | None:
    if not closed:
        return None
    seq, report = closed[0]
    begun = closed[1][0] if len(closed) > 1 else 0
    totals = [each for each in report.totals if each.card_class in _CARDS]
    there = CardSums(
        sum(each.count for each in totals), Money(sum(each.amount.cents for each in totals))
    )
    here = _card_sums(connection, begun, seq)
    return BatchMatch(report.batch, here, there if report.totals else None, f"close {seq}")


def _card_sums(connection: Connection, after: int, before: int | None) -> CardSums:
    """Payments between two closes; as many rows as there were, whatever the history."""
    count, amount = 0, ZERO
    for kind in _MONEY:
        rows = connection.exec_driver_sql(
            f"SELECT name, body FROM journal WHERE {EVERYDAY} AND name = ? AND seq > ?"  # noqa: S608  a constant
            " AND seq < ? AND body IS NOT NULL",
            (kind.__name__, after, before if before is not None else 2**62),
        )
        for row in rows:
            fact = codec.decode(row.name, row.body)
            if isinstance(fact, f.ChargeResolved):
                count += bool(fact.result.approved)
                amount = amount + fact.result.approved
            elif isinstance(fact, f.RefundResolved):
                count += (-1 if fact.voided else 1) * bool(fact.result.approved)
                amount = amount - fact.result.approved
            elif isinstance(fact, f.VoidResolved | f.StoredSaleDeclined):
                count -= bool(fact.amount)
                amount = amount - fact.amount
    return CardSums(count, amount)


# --- the PhMS


def _unsent(connection: Connection) -> tuple[FillWord, ...]:
    """Pickups whose message waits for a person."""
    rows = connection.exec_driver_sql(
        "SELECT key, name, body, last_error FROM outbox INDEXED BY outbox_waiting"
        " WHERE state <> 'done' AND state IN ('held', 'dead') LIMIT ?",
        (MOST_NAMED,),
    )
    found = []
    for row in rows:
        fact = codec.decode(row.name, row.body)
        assert isinstance(fact, f.FillHandedOver), "only pickups leave for the PhMS"
        found.append(FillWord(row.key, str(fact.key), fact.copay, row.last_error))
    return tuple(found)


def _begun(connection: Connection) -> tuple[int, datetime] | None:
    """Where the days begin that no close has told yet; None: no till was ever used."""
    for name, order in (("TillClosed", "DESC"), ("TillOpened", "ASC")):
        row = connection.exec_driver_sql(
            f"SELECT seq, at FROM journal WHERE {EVERYDAY} AND name = ? ORDER BY seq {order}"  # noqa: S608  constants
            " LIMIT 1",
            (name,),
        ).first()
        if row is not None:
            return int(row.seq), instant(row.at)
    return None


def _since(connection: Connection, name: str, after: int) -> list[Any]:
    return list(
        connection.exec_driver_sql(
            f"SELECT at, body FROM journal WHERE {EVERYDAY} AND name = ? AND seq > ?"  # noqa: S608  a constant
            " AND body IS NOT NULL ORDER BY seq",
            (name, after),
        )
    )


def _sold_there(connection: Connection, since: datetime) -> tuple[FillWord, ...]:
    earliest = since - LEARNT_LATE
    rows = connection.exec_driver_sql(
        "SELECT f.snapshot FROM fill AS f INDEXED BY fill_sold"
        " LEFT JOIN pickup AS p ON p.rx = f.rx AND p.fill_no = f.fill_no"
        " WHERE f.status = 'sold' AND f.changed_at >= ? AND f.fetched_at >= ?"
        " AND f.tombstone IS NULL AND p.id IS NULL ORDER BY f.changed_at",
        (utc_text(earliest), utc_text(since)),
    )
    fills = (_FILL.decode(row.snapshot) for row in rows)
    return tuple(
        FillWord(str(fill.key), str(fill.key), fill.copay or ZERO)
        for fill in fills
        if fill.sold is None or (fill.sold.at >= earliest and not fill.sold.at_till)
    )[:MOST_NAMED]


def _not_sold_there(connection: Connection, after: int) -> tuple[FillWord, ...]:
    found = []
    for row in _since(connection, "PickupConfirmed", after):
        fact = codec.decode("PickupConfirmed", row.body)
        assert isinstance(fact, f.PickupConfirmed), "asked by its name"
        said = _said_since(connection, fact.key, instant(row.at))
        if said is not None:
            detail = f"the pharmacy system says: {said.status.value}"
            found.append(FillWord(fact.pickup, str(fact.key), said.copay or ZERO, detail))
    return tuple(found)[:MOST_NAMED]


def _said_since(connection: Connection, key: FillKey, confirmed: datetime) -> Fill | None:
    """What the PhMS said of it since, if it is not that it was sold."""
    row = connection.exec_driver_sql(
        "SELECT snapshot FROM fill WHERE rx = ? AND fill_no = ? AND status <> 'sold'"
        " AND fetched_at > ?",
        (key.rx, key.fill, utc_text(confirmed)),
    ).first()
    return None if row is None else _FILL.decode(row.snapshot)


# --- what a person did about it


def _explained(connection: Connection) -> frozenset[tuple[str, str]]:
    rows = connection.exec_driver_sql(
        f"SELECT body FROM journal WHERE {EVERYDAY} AND name = 'DifferenceSettled'"  # noqa: S608  a constant
        " AND body IS NOT NULL ORDER BY seq DESC LIMIT ?",
        (MOST_SETTLED,),
    )
    facts = [codec.decode("DifferenceSettled", row.body) for row in rows]
    return frozenset(
        (fact.side.value, fact.key)
        for fact in facts
        if isinstance(fact, t.DifferenceSettled) and fact.way is Way.EXPLAIN
    )
