"""What the store knows of the three sides of a close: by indexes, from the last batches on."""

from typing import Final

from sqlalchemy import Connection

from terminal.domain import facts as f
from terminal.domain.card_batch import BatchReport, CardClass
from terminal.domain.money import ZERO, Money
from terminal.domain.three_way import BatchMatch, CardSums, CloseSheet, WaitingWord
from terminal.store import codec, upkeep
from terminal.store.database import scalar
from terminal.store.tables import EVERYDAY

MOST_CONFLICTS: Final = 20
"""That many are named; who has more begins with these."""
_MONEY: Final = (f.ChargeResolved, f.VoidResolved, f.StoredSaleDeclined)
_CARDS: Final = (CardClass.CREDIT, CardClass.DEBIT, CardClass.EBT, CardClass.GIFT)


def close_sheet(connection: Connection) -> CloseSheet:
    closed = _closed_batches(connection)
    since = closed[0][0] if closed else 0
    stopped = scalar(
        connection,
        "SELECT count(*) FROM outbox WHERE state <> 'done' AND state IN ('held', 'dead')",
    )
    waiting = scalar(connection, "SELECT count(*) FROM outbox WHERE state <> 'done'")
    items = upkeep.open_work_items(connection, MOST_CONFLICTS)
    return CloseSheet(
        _card_sums(connection, since, None),
        _last_batch(connection, closed),
        waiting - stopped,
        stopped,
        tuple(WaitingWord(each.subject, each.detail) for each in items),
    )


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
    return BatchMatch(report.batch, here, there if report.totals else None)


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
            elif isinstance(fact, f.VoidResolved | f.StoredSaleDeclined):
                count -= bool(fact.amount)
                amount = amount - fact.amount
    return CardSums(count, amount)
