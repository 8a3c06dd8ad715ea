"""The journal by kind of fact and by day, for registers and proofs; nothing grows with history.

Rules that hold here:

1. A day is found by looking at a few rows: sequence follows time, but for a clock that was set back
   by less than `CLOCK_SLACK`. What is found is then compared with the wanted days exactly.
2. Rows come newest first, one at a time; who reads stops when enough are there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from terminal.domain.barcode import RxNumber
from terminal.domain.facts import Fact
from terminal.domain.identity import LaneId, SaleId, StaffId
from terminal.store import codec
from terminal.store.database import scalar
from terminal.store.tables import EVERYDAY
from terminal.store.times import instant

CLOCK_SLACK: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Proven:
    """A fact with its place in the chain."""

    seq: int
    at: datetime
    lane: LaneId
    actor: StaffId | None
    sale: SaleId
    hash: bytes
    fact: Fact


_ROWS: Final = "SELECT seq, at, lane, actor, entity, hash, name, body FROM journal"


def of_kind(
    connection: Connection, kind: type[Fact], since: datetime, before: datetime
) -> Iterator[Proven]:
    """The facts of one kind from `since` up to, but without, `before`; newest first."""
    first = first_at(connection, since - CLOCK_SLACK)
    end = first_at(connection, before + CLOCK_SLACK)
    rows = connection.exec_driver_sql(
        f"{_ROWS} WHERE {EVERYDAY} AND name = ? AND seq >= ? AND seq < ? AND body IS NOT NULL"
        " ORDER BY seq DESC",
        (kind.__name__, first, end),
    )
    for row in rows:
        found = _proven(tuple(row))
        if since <= found.at < before:
            yield found


def of_sale(connection: Connection, sale: SaleId) -> tuple[Proven, ...]:
    """Every fact of one ticket that is still there, in order."""
    rows = connection.exec_driver_sql(
        f"{_ROWS} WHERE entity = ? AND entity <> '' AND body IS NOT NULL ORDER BY seq", (sale,)
    )
    return tuple(_proven(tuple(row)) for row in rows)


def sales_of_prescription(
    connection: Connection, rx: RxNumber, fill: int | None
) -> tuple[SaleId, ...]:
    """The tickets on which it was handed over, oldest first."""
    rows = connection.exec_driver_sql(
        "SELECT sale FROM pickup WHERE rx = ? AND fill_no BETWEEN ? AND ? ORDER BY handed_over_at",
        (rx, 0 if fill is None else fill, 99 if fill is None else fill),
    )
    return tuple(SaleId(row.sale) for row in rows)


def _proven(row: tuple[int, str, str, str, str, bytes, str, bytes]) -> Proven:
    seq, at, lane, actor, entity, row_hash, name, body = row
    who = StaffId(actor) if actor else None
    fact = codec.decode(name, body)
    return Proven(seq, instant(at), LaneId(lane), who, SaleId(entity), row_hash, fact)


def first_at(connection: Connection, at: datetime) -> int:
    """The first row at or after `at`, as if time only went forward; the row to come if none."""
    low = 1
    high = 1 + int(scalar(connection, "SELECT coalesce(max(seq), 0) FROM journal"))
    while low < high:
        middle = (low + high) // 2
        found = instant(scalar(connection, "SELECT at FROM journal WHERE seq = ?", (middle,)))
        if found < at:
            low = middle + 1
        else:
            high = middle
    return low
