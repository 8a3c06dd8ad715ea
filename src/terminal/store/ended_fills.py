"""Fills of the cache that have been over for longer than pickups are kept: they are forgotten.

A cached fill holds name, telephone, date of birth and drug. Rules that hold here:

1. Over is what was handed over here, what the PhMS calls sold or cancelled, and what it no longer
   has; since the last of these days. What waits in will-call is never forgotten, however long.
2. What is held stays, and what the PhMS has not heard everything about.
3. That a fill was handed over here is known ever after: its pickup stays, which names nobody.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Final

from sqlalchemy import Connection

from terminal.domain.barcode import RxNumber
from terminal.domain.prescription import FillKey
from terminal.domain.retention import Period, RecordClass
from terminal.store.due_rows import holds
from terminal.store.times import utc_text

FILLS_AT_ONCE: Final = 500
"""Of one transaction."""
_ENDED: Final = (
    "SELECT f.rx, f.fill_no FROM fill AS f"
    " LEFT JOIN pickup AS p ON p.rx = f.rx AND p.fill_no = f.fill_no"
    " WHERE (p.id IS NOT NULL OR f.tombstone IS NOT NULL OR f.status IN ('sold', 'cancelled'))"
    " AND coalesce(p.state, '') <> 'handed_over'"
    " AND max(f.changed_at, coalesce(f.tombstone_at, ''), coalesce(p.handed_over_at, '')) < ?"
    " AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.state <> 'done'"
    " AND o.stream = 'fill:' || f.rx || '-' || f.fill_no)"
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class EndedFills:
    """Which can be forgotten: over before `before`."""

    before: date
    keys: tuple[FillKey, ...]


def ended_fills(
    connection: Connection, periods: Sequence[Period], day: date, zone: tzinfo
) -> EndedFills | None:
    """None where no rule says how long pickups are kept: then none is forgotten."""
    period = next((each for each in periods if each.record is RecordClass.PICKUP), None)
    if period is None:
        return None
    before, held = period.due_before(day), holds(connection)
    if held.everything:
        return EndedFills(before, ())
    midnight = utc_text(datetime.combine(before, time(), zone))
    rows = connection.exec_driver_sql(_ENDED, (midnight,))
    keys = {
        FillKey(RxNumber(row.rx), row.fill_no): None
        for row in rows
        if row.rx not in held.prescriptions
    }
    return EndedFills(before, tuple(keys))


def forget(
    connection: Connection,
    keys: Sequence[FillKey],
    progress: Progress = lambda _done, _all: None,
) -> None:
    """In short transactions, on a writer: what is deleted is overwritten on the disk."""
    connection.rollback()
    for start in range(0, len(keys), FILLS_AT_ONCE):
        some = keys[start : start + FILLS_AT_ONCE]
        with connection.begin():
            for key in some:
                connection.exec_driver_sql(
                    "DELETE FROM fill WHERE rx = ? AND fill_no = ?", (key.rx, key.fill)
                )
        progress(start + len(some), len(keys))
