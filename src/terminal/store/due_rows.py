"""Which journal rows have been kept long enough: read row by row, decided ticket by ticket.

Rules that hold here (domain/retention.py says how long, and what goes together):

1. A ticket that is not settled, that still has something to tell the PhMS or the customer, or that
   is held, stays whole.
2. A row that names its own day stays until then, and with it its class of that ticket.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Final

from sqlalchemy import Connection

from terminal.domain.facts import Fact, HoldLifted, HoldPlaced
from terminal.domain.retention import (
    CLASS_BY_KIND,
    CLASS_OF,
    NAMES_ITS_DAY,
    RecordClass,
    kept_until,
    stays_with,
)
from terminal.store import codec
from terminal.store.database import driver_of
from terminal.store.journal import entity_of
from terminal.store.tables import EVERYDAY
from terminal.store.times import instant

CLASS_OF_NAME: Final[Mapping[str, RecordClass]] = {
    kind.__name__: record for kind, record in CLASS_BY_KIND.items()
}
_STAYS_WITH: Final = {kind.__name__: stays_with(kind) for kind in CLASS_BY_KIND}


def _names(kinds: Iterable[type[Fact]]) -> str:
    return ", ".join(f"'{kind.__name__}'" for kind in kinds)


_OF_TICKET: Final = (
    f"SELECT at, name, CASE WHEN name IN ({_names(NAMES_ITS_DAY)}) THEN body END"  # noqa: S608  our own names
    " FROM journal WHERE entity = ? AND entity <> '' AND body IS NOT NULL"
)
_UNSETTLED: Final = (
    "SELECT id FROM sale WHERE state IN ('open', 'suspended')"
    " UNION SELECT sale FROM card_attempt WHERE state <> 'resolved'"
    " UNION SELECT sale FROM pickup WHERE state = 'handed_over'"
    " UNION SELECT sale FROM pse_transaction WHERE state IN ('purchase', 'return')"
)
_WAITING: Final = "SELECT name, body FROM outbox WHERE state <> 'done'"


@dataclass(frozen=True, slots=True)
class Holds:
    """What must stay although its time has come."""

    everything: bool
    prescriptions: frozenset[str]


def holds(connection: Connection) -> Holds:
    held: set[str] = set()
    for fact in facts_of(connection, (HoldPlaced, HoldLifted)):
        match fact:
            case HoldPlaced(rx=rx):
                held.add(rx)
            case HoldLifted(rx=rx):
                held.discard(rx)
    return Holds("" in held, frozenset(held - {""}))


def facts_of(connection: Connection, kinds: Sequence[type[Fact]]) -> Iterator[Fact]:
    """All facts of a few rare kinds, in order."""
    names = ", ".join("?" for _ in kinds)
    rows = connection.exec_driver_sql(
        f"SELECT name, body FROM journal WHERE {EVERYDAY} AND name IN ({names})"  # noqa: S608  question marks
        " AND body IS NOT NULL ORDER BY seq",
        tuple(each.__name__ for each in kinds),
    )
    for row in rows:
        yield codec.decode(row.name, row.body)


@dataclass(frozen=True, slots=True)
class Limits:
    """What is asked on one day: of each class the rows of before its day."""

    day: date
    before: Mapping[RecordClass, date]
    zone: tzinfo

    def due(self, record: RecordClass | None, at: str, name: str, body: bytes | None) -> bool:
        """Whether this row, taken by itself, has been kept long enough."""
        limit = None if record is None else self.before.get(record)
        recorded = instant(at).astimezone(self.zone).date()
        if limit is None or recorded >= limit:
            return False
        return body is None or self.day > kept_until(codec.decode(name, body), recorded)


def due_rows(connection: Connection, limits: Limits) -> Iterator[tuple[int, RecordClass]]:
    """The rows whose body can go, in order."""
    held = holds(connection)
    if held.everything or not limits.before:
        return
    kept = _kept_whole(connection, held)
    ticket, left = "", frozenset[RecordClass]()
    for row in connection.exec_driver_sql(*_old_rows(limits)):
        record = CLASS_OF_NAME.get(row.name)
        if row.entity in kept or not limits.due(record, row.at, row.name, None):
            continue
        assert record is not None, "what has no class is never due"
        if row.entity and row.entity != ticket:
            ticket, left = row.entity, _left_of(connection, row.entity, limits)
        if not row.entity or not _STAYS_WITH[row.name] & left:
            yield row.seq, record


def _old_rows(limits: Limits) -> tuple[str, tuple[str, ...]]:
    """The database leaves most of the history out; some rows too many, for no zone moves a day by
    more than one.
    """
    old = " OR ".join(
        f"at < ? AND name IN ({_names(CLASS_OF[record])})" for record in limits.before
    )
    days = ((before + timedelta(days=2)).isoformat() for before in limits.before.values())
    rows = f"SELECT seq, at, entity, name FROM journal WHERE body IS NOT NULL AND ({old})"  # noqa: S608  our own names
    return f"{rows} ORDER BY seq", tuple(days)


def _left_of(connection: Connection, ticket: str, limits: Limits) -> frozenset[RecordClass]:
    """The classes of which this ticket has something whose time has not come."""
    left: set[RecordClass] = set()
    for at, name, body in driver_of(connection).execute(_OF_TICKET, (ticket,)):
        record = CLASS_OF_NAME.get(name)
        if record is not None and not limits.due(record, at, name, body):
            left.add(record)
    return frozenset(left)


def _kept_whole(connection: Connection, held: Holds) -> frozenset[str]:
    """The tickets of which nothing goes."""
    kept = {row.id for row in connection.exec_driver_sql(_UNSETTLED)}
    for row in connection.exec_driver_sql(_WAITING):
        kept.add(entity_of(codec.decode(row.name, row.body)))
    for rx in held.prescriptions:
        kept |= {
            row.sale
            for row in connection.exec_driver_sql("SELECT sale FROM pickup WHERE rx = ?", (rx,))
        }
    return frozenset(kept) - {""}
