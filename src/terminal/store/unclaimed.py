"""The bags that wait to be picked up, for the work lists and calls.

Rules that hold here:

1. What was handed over here, or is gone at the PhMS, waits no more, whatever its last page said.
2. Only fills that are ready are read, through their own index: the list does not grow with history.
3. The answer is bounded; the longest waiting come first. What goes back to stock is told by the
   rules and not by the database: every bag that waits is asked, and those that go first come first.
"""

from datetime import date, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from terminal.domain.prescription import Fill
from terminal.domain.rules import RuleBook
from terminal.domain.unclaimed import (
    CallResult,
    LastCall,
    Unclaimed,
    UnclaimedList,
    goes_back,
)
from terminal.store.times import instant, utc_text

SHOWN: Final = 200
"""More bags than a person calls about in a day; another list shows others."""
MOST_WAITING: Final = 5000
"""More bags wait in no store: ten days of a busy one and what nobody put back."""

_DECODER: Final = msgspec.json.Decoder(Fill)
_WAITING: Final = (
    "SELECT f.snapshot, f.phone, c.at, c.result FROM fill AS f INDEXED BY fill_ready"
    " LEFT JOIN pickup AS p ON p.rx = f.rx AND p.fill_no = f.fill_no"
    " LEFT JOIN fill_call AS c ON c.rx = f.rx AND c.fill_no = f.fill_no"
    " WHERE f.status = 'ready' AND f.tombstone IS NULL AND p.id IS NULL"
)
_OLDEST_FIRST: Final = " ORDER BY f.ready_since IS NULL, f.ready_since LIMIT ?"


def of_list(
    connection: Connection, which: UnclaimedList, at: datetime, book: RuleBook, day: date
) -> tuple[Unclaimed, ...]:
    """The bags of a work list by their age at `at`, and by the rows in force on `day`."""
    if which is UnclaimedList.RETURNS:
        return _going_back(connection, book, day)
    if which is UnclaimedList.NO_BIN:
        return _asked(connection, " AND f.bin = ''")
    youngest, oldest = which.ages
    if not youngest:
        return _asked(connection, "")
    where, values = " AND f.ready_since <= ?", [utc_text(at - youngest)]
    if oldest is not None:
        where += " AND f.ready_since > ?"
        values.append(utc_text(at - oldest))
    return _asked(connection, where, *values)


def _asked(
    connection: Connection, where: str, *values: str, most: int = SHOWN
) -> tuple[Unclaimed, ...]:
    rows = connection.exec_driver_sql(_WAITING + where + _OLDEST_FIRST, (*values, most))
    return tuple(_unclaimed(row) for row in rows)


def _going_back(connection: Connection, book: RuleBook, day: date) -> tuple[Unclaimed, ...]:
    waiting = _asked(connection, "", most=MOST_WAITING)
    ends = ((goes_back(bag.fill, book, day), bag) for bag in waiting)
    going = [(last_day, bag) for last_day, bag in ends if last_day is not None]
    return tuple(bag for _, bag in sorted(going, key=lambda each: each[0])[:SHOWN])


def _unclaimed(row: Any) -> Unclaimed:
    snapshot, phone, at, result = row
    called = None if at is None else LastCall(instant(at), CallResult(result))
    return Unclaimed(_DECODER.decode(snapshot), phone, called)
