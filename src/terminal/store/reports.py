"""Sums for the reports: made from the journal when one is asked for, then read by day.

Rules that hold here:

1. Nothing is summed while somebody sells: no scan and no payment pays for a report. Whoever asks
   for one first counts what the journal has had since, in short steps behind the counter's commits.
2. A row of the journal is counted once: the sums of a step and the place up to which they count are
   one transaction, and it does nothing where another step has been there.
3. Where a long history waits to be counted (a store of before the reports), the last days are told
   from their own rows at once, and nothing is kept: who asks for today does not wait for years.
4. Day and hour are those of the store's zone, whatever offset stands in the journal: that is the
   computer's. Sums that were counted in another zone are dropped, and counted again.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, get_args
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from terminal.domain import facts as f
from terminal.domain.evolve import evolve, opened
from terminal.domain.identity import SaleId
from terminal.domain.money import ZERO, Money
from terminal.domain.report import (
    OF_THE_COUNTER,
    OF_TICKETS,
    Entry,
    Figure,
    Report,
    Slot,
    Sum,
    Waiting,
    added_up,
    entries_of,
    entries_of_counter,
    remains_of,
)
from terminal.domain.retention import CLASS_OF, RecordClass
from terminal.domain.sale import Sale
from terminal.store import codec
from terminal.store.database import driver_of, scalar
from terminal.store.projections import Counter
from terminal.store.registry import CLOCK_SLACK, first_at
from terminal.store.times import instant, utc_text

ROWS_AT_ONCE: Final = 5_000
"""Of the journal, some four hundred tickets: their sums are written within milliseconds."""

MUCH: Final = 4 * ROWS_AT_ONCE
"""Rows to count from which on it is worth a look whether the asked days alone are far fewer."""
FEWER: Final = 4

Progress = Callable[[int, int], None]
"""Journal rows counted so far, and in all. It may raise, to stop between two steps."""
Days = tuple[date, date]
Keep = Callable[["Counted"], object]
"""Writes one step, in a transaction of its own."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The sums of the journal's rows behind `after`, up to and with `upto`."""

    zone: ZoneInfo
    after: int
    upto: int
    sums: tuple[tuple[str, int, Sum], ...]
    """Day, hour, sum."""


# --- counting


def catch_up(
    connection: Connection,
    zone: ZoneInfo,
    keep: Keep,
    told: Progress = lambda _done, _rows: None,
    at_once: int = ROWS_AT_ONCE,
) -> None:
    """Count what the journal has had since the last time; `connection` only reads."""
    after = counted_up_to(connection, zone)
    rows = int(scalar(connection, "SELECT coalesce(max(seq), 0) FROM journal"))
    while after < rows:
        told(after, rows)
        step = count(connection, zone, after, min(after + at_once, rows))
        keep(step)
        after = step.upto


def count_all(connection: Connection, zone: ZoneInfo) -> None:
    """Catch up inside the caller's own transaction."""
    catch_up(connection, zone, lambda step: keep(connection, step))


def counted_up_to(connection: Connection, zone: ZoneInfo) -> int:
    """0 also where the sums that are kept are those of another zone."""
    found = scalar(connection, "SELECT value FROM counter WHERE name = ?", (_counter(zone),))
    return 0 if found is None else int(found)


def _counter(zone: ZoneInfo) -> str:
    return f"{Counter.REPORT} {zone.key}"


def count(connection: Connection, zone: ZoneInfo, after: int, upto: int) -> Counted:
    """The sums of some rows of the journal; nothing is written."""
    hours: dict[tuple[str, int], list[Entry]] = defaultdict(list)
    for at, entry in _entries(connection, after, upto):
        here = at.astimezone(zone)
        hours[(here.date().isoformat(), here.hour)].append(entry)
    sums = tuple(
        (day, hour, each) for day, hour in sorted(hours) for each in added_up(hours[(day, hour)])
    )
    return Counted(zone, after, upto, sums)


def keep(connection: Connection, step: Counted) -> bool:
    """Add a step in the open transaction; False: its rows were counted meanwhile."""
    if counted_up_to(connection, step.zone) != step.after:
        return False
    driver = driver_of(connection)
    if step.after == 0:
        driver.execute("DELETE FROM report_sum")
        driver.execute("DELETE FROM counter WHERE name GLOB ?", (f"{Counter.REPORT}*",))
    driver.executemany(_ADD, [_row(*each) for each in step.sums])
    driver.execute(
        "INSERT INTO counter(name, value) VALUES (?, ?)"
        " ON CONFLICT(name) DO UPDATE SET value = excluded.value",
        (_counter(step.zone), step.upto),
    )
    return True


_ADD: Final = (
    "INSERT INTO report_sum(day, hour, figure, key, part, count, cents)"
    " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT(day, hour, figure, key, part)"
    " DO UPDATE SET count = count + excluded.count, cents = cents + excluded.cents"
)


def _row(day: str, hour: int, each: Sum) -> tuple[object, ...]:
    return (day, hour, each.figure, each.key, each.part, each.count, each.amount.cents)


def _names(kinds: tuple[type[f.Fact], ...]) -> str:
    return ", ".join(f"'{kind.__name__}'" for kind in kinds)


_TICKETS: Final = (
    "SELECT DISTINCT entity FROM journal WHERE seq > ? AND seq <= ?"  # noqa: S608  constants
    f" AND entity <> '' AND body IS NOT NULL AND name IN ({_names(OF_TICKETS)})"
)
_ALONE: Final = (
    "SELECT at, name, body FROM journal WHERE seq > ? AND seq <= ?"  # noqa: S608
    f" AND body IS NOT NULL AND name IN ({_names(OF_THE_COUNTER)})"
)
_FACTS: Final = (
    "SELECT seq, at, name, body FROM journal WHERE entity = ? AND entity <> '' AND seq <= ?"
    " ORDER BY seq"
)
_SALE_FACTS: Final = frozenset(kind.__name__ for kind in get_args(f.SaleFact))
_OF_PEOPLE: Final = frozenset(
    kind.__name__
    for record in (
        RecordClass.SCHEDULE_V_BOOK,
        RecordClass.PSE_LOG,
        RecordClass.PRIVACY,
        RecordClass.CONTROLLED_ID,
        RecordClass.RETURN_ID,
    )
    for kind in CLASS_OF[record]
)
"""Facts that move no money: a ticket is played without those that were kept long enough."""


def _entries(connection: Connection, after: int, upto: int) -> Iterator[tuple[datetime, Entry]]:
    driver = driver_of(connection)
    for at, name, body in driver.execute(_ALONE, (after, upto)):
        for entry in entries_of_counter(codec.decode(name, body)):
            yield instant(at), entry
    for (sale,) in driver.execute(_TICKETS, (after, upto)).fetchall():
        rows = driver.execute(_FACTS, (SaleId(sale), upto)).fetchall()
        yield from _of_ticket([row for row in rows if row[2] in _SALE_FACTS], after)


def _of_ticket(rows: list[Any], after: int) -> Iterator[tuple[datetime, Entry]]:
    """Play the ticket again; what its newer rows post. One with gaps tells only its sums."""
    whole = all(body is not None or name in _OF_PEOPLE for _, _, name, body in rows)
    sale: Sale | None = None
    for seq, at, name, body in rows:
        if body is None:
            continue
        fact = codec.decode(name, body)
        posted: tuple[Entry, ...] = ()
        if not whole:
            posted = remains_of(fact) if isinstance(fact, f.SaleCompleted) else ()
        elif sale is None:
            assert isinstance(fact, f.SaleOpened), "a ticket begins with its opening"
            sale = opened(fact)
        else:
            assert isinstance(fact, f.SaleFact)
            sale = evolve(sale, fact)
            posted = tuple(entries_of(sale, fact)) if seq > after else ()
        if seq > after:
            yield from ((instant(at), entry) for entry in posted)


# --- reading


def of_last_days(
    connection: Connection,
    zone: ZoneInfo,
    since: date,
    until: date,
    before: Days | None,
    now: datetime,
    told: Progress = lambda _done, _rows: None,
    much: int = MUCH,
) -> Report | None:
    """The report from the rows of its days alone; None where counting what is new is as quick."""
    earliest = since if before is None else min(since, before[0])
    midnight = datetime.combine(earliest, time(), zone)
    rows = int(scalar(connection, "SELECT coalesce(max(seq), 0) FROM journal"))
    to_count = rows - counted_up_to(connection, zone)
    if to_count <= much:
        return None
    first = after = first_at(connection, midnight - CLOCK_SLACK) - 1
    if (rows - first) * FEWER > to_count:
        return None
    sums: list[tuple[str, int, Sum]] = []
    while after < rows:
        told(after - first, rows - first)
        step = count(connection, zone, after, min(after + ROWS_AT_ONCE, rows))
        sums += step.sums
        after = step.upto
    asked = _between(sums, since, until)
    compared = None if before is None else added_up(each for _, _, each in _between(sums, *before))
    return Report(
        since,
        until,
        added_up(each for _, _, each in asked),
        _slots((hour, each) for _, hour, each in asked),
        _slots((date.fromisoformat(day), each) for day, _, each in asked),
        compared,
        waiting(connection, now),
    )


def _between(
    sums: Iterable[tuple[str, int, Sum]], since: date, until: date
) -> tuple[tuple[str, int, Sum], ...]:
    first, last = since.isoformat(), until.isoformat()
    return tuple(each for each in sums if first <= each[0] <= last)


def _slots(found: Iterable[tuple[Any, Sum]]) -> tuple[Slot, ...]:
    tickets: dict[Any, Slot] = {}
    for at, each in found:
        if each.figure is Figure.TICKETS:
            old = tickets.get(at, Slot(at, 0, ZERO))
            tickets[at] = Slot(at, old.tickets + each.count, old.total + each.amount)
    return tuple(tickets[at] for at in sorted(tickets))


def report(
    connection: Connection,
    since: date,
    until: date,
    before: tuple[date, date] | None,
    now: datetime,
) -> Report:
    """What was counted of these days, both in it; `now` is for the bags that wait."""
    days = (since.isoformat(), until.isoformat())
    return Report(
        since,
        until,
        _sums(connection, since, until),
        tuple(_slot(int(row.at), row) for row in connection.exec_driver_sql(_BY_HOUR, days)),
        tuple(
            _slot(date.fromisoformat(row.at), row)
            for row in connection.exec_driver_sql(_BY_DAY, days)
        ),
        None if before is None else _sums(connection, *before),
        waiting(connection, now),
    )


_SUMS: Final = (
    "SELECT figure, key, part, sum(count), sum(cents) FROM report_sum"
    " WHERE day BETWEEN ? AND ? GROUP BY figure, key, part ORDER BY figure, key, part"
)
_SLOT: Final = (
    " AS at, sum(count) AS tickets, sum(cents) AS cents FROM report_sum"
    " WHERE day BETWEEN ? AND ? AND figure = 'tickets' GROUP BY 1 ORDER BY 1"
)
_BY_HOUR: Final = f"SELECT hour{_SLOT}"
_BY_DAY: Final = f"SELECT day{_SLOT}"


def _sums(connection: Connection, since: date, until: date) -> tuple[Sum, ...]:
    rows = connection.exec_driver_sql(_SUMS, (since.isoformat(), until.isoformat()))
    return tuple(
        Sum(Figure(figure), key, part, count, Money(cents))
        for figure, key, part, count, cents in rows
    )


def _slot(at: int | date, row: Any) -> Slot:
    return Slot(at, row.tickets, Money(row.cents))


_WAITING: Final = (
    "SELECT CASE WHEN f.ready_since IS NULL THEN -1 WHEN f.ready_since <= ? THEN 14"
    " WHEN f.ready_since <= ? THEN 10 WHEN f.ready_since <= ? THEN 7 WHEN f.ready_since <= ? THEN 2"
    " ELSE 0 END AS days, count(*) AS bags,"
    " coalesce(sum(json_extract(CAST(f.snapshot AS TEXT), '$.copay.cents')), 0) AS cents"
    " FROM fill AS f INDEXED BY fill_ready"
    " LEFT JOIN pickup AS p ON p.rx = f.rx AND p.fill_no = f.fill_no"
    " WHERE f.status = 'ready' AND f.tombstone IS NULL AND p.id IS NULL GROUP BY 1 ORDER BY 1"
)
_AGES: Final = (14, 10, 7, 2)
"""Days that a bag has waited at least: those of the work lists (domain/unclaimed.py)."""


def waiting(connection: Connection, now: datetime) -> tuple[Waiting, ...]:
    """Bags that nobody has picked up, by how long they wait; the newest first."""
    limits = tuple(utc_text(now - timedelta(days=days)) for days in _AGES)
    return tuple(
        Waiting(None if row.days < 0 else row.days, row.bags, Money(row.cents))
        for row in connection.exec_driver_sql(_WAITING, limits)
    )
