"""Removing what has been kept long enough, so that the chain still verifies and the removal shows.

Rules that hold here (DESIGN.md section 4, pickup-and-compliance.md section 16):

1. Only the body goes. Its row, digest and hash stay, and a fact of the same transaction says which
   class, of before which day, how many, by which rule.
2. Nothing of a ticket goes while any of it is not settled, and nothing that is held.
3. A signature's strokes and picture go with the last record that names them.
4. A body that is gone without such a fact is found by `unproved`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import Final

from sqlalchemy import Connection

from terminal.app.ports import Batch
from terminal.domain.facts import BodiesRemoved, Fact, HoldLifted, HoldPlaced, SignatureTaken
from terminal.domain.identity import LaneId
from terminal.domain.pse_ticket import PseInquiryRequested, PseSigned
from terminal.domain.retention import CLASS_OF, Period, RecordClass
from terminal.store import codec, journal
from terminal.store.database import scalar
from terminal.store.store import StoreMeta
from terminal.store.tables import EVERYDAY
from terminal.store.times import instant

ROWS_AT_ONCE: Final = 500
"""Of one transaction: a lane that opens meanwhile waits for at most one."""

_CLASS: Final[Mapping[str, RecordClass]] = {
    kind.__name__: record for record, kinds in CLASS_OF.items() for kind in kinds
}
_BODIES: Final = (
    "SELECT seq, at, entity, name FROM journal WHERE body IS NOT NULL AND seq > ? ORDER BY seq"
)
_UNSETTLED: Final = (
    "SELECT id FROM sale WHERE state IN ('open', 'suspended')"
    " UNION SELECT sale FROM card_attempt WHERE state <> 'resolved'"
    " UNION SELECT sale FROM pickup WHERE state = 'handed_over'"
    " UNION SELECT sale FROM pse_transaction WHERE state IN ('purchase', 'return')"
)

_SIGNED: Final = (SignatureTaken, PseSigned)
"""Facts that name the strokes and the picture of a signature."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Due:
    """What of one class can go: how many records, of before which day."""

    period: Period
    before: date
    count: int = 0
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Holds:
    """What must stay although its time has come."""

    everything: bool
    prescriptions: frozenset[str]


def holds(connection: Connection) -> Holds:
    held: set[str] = set()
    for fact in _facts(connection, (HoldPlaced, HoldLifted)):
        match fact:
            case HoldPlaced(rx=rx):
                held.add(rx)
            case HoldLifted(rx=rx):
                held.discard(rx)
    return Holds("" in held, frozenset(held - {""}))


def due(
    connection: Connection, periods: Sequence[Period], day: date, zone: tzinfo
) -> tuple[Due, ...]:
    """The dry run: what `remove_due` would remove on `day`, class by class; nothing is changed."""
    found = {each.record: Due(each, each.due_before(day)) for each in periods}
    for seq, record in _due_rows(connection, found, zone):
        found[record] = _with_row(found[record], seq)
    return tuple(found.values())


def remove_due(
    connection: Connection,
    meta: StoreMeta,
    periods: Sequence[Period],
    at: datetime,
    lane: LaneId,
    progress: Progress = lambda _done, _all: None,
) -> tuple[Due, ...]:
    """Remove what is due at `at`, with its proof, in short transactions; what was removed."""
    day, zone = at.date(), at.tzinfo
    assert zone is not None, "an instant has a zone"
    every = {each.record: Due(each, each.due_before(day)) for each in periods}
    connection.exec_driver_sql("PRAGMA secure_delete = ON")
    rows = tuple(_due_rows(connection, every, zone))
    connection.rollback()
    gone = dict(every)
    named: set[str] = set()
    for start in range(0, len(rows), ROWS_AT_ONCE):
        some = rows[start : start + ROWS_AT_ONCE]
        with connection.begin():
            named |= _remove_some(connection, meta, every, some, at, lane)
        for seq, record in some:
            gone[record] = _with_row(gone[record], seq)
        progress(start + len(some), len(rows))
    if named:
        with connection.begin():
            _drop_attachments(connection, named)
    return tuple(gone.values())


def unproved(connection: Connection) -> str:
    """What is wrong with the bodies that are gone; empty when facts account for every one."""
    proofs: dict[str, list[BodiesRemoved]] = {}
    for fact in _facts(connection, (BodiesRemoved,)):
        assert isinstance(fact, BodiesRemoved)
        proofs.setdefault(fact.record, []).append(fact)
    counts: dict[str, int] = {}
    for row in connection.exec_driver_sql("SELECT seq, name FROM journal WHERE body IS NULL"):
        record = _CLASS.get(row.name)
        ranges = proofs.get(record.value, []) if record is not None else []
        if not any(each.first <= row.seq <= each.last for each in ranges):
            return f"the body of row {row.seq} was removed, and nothing says why"
        assert record is not None
        counts[record.value] = counts.get(record.value, 0) + 1
    for name, facts in proofs.items():
        said = sum(each.count for each in facts)
        if said != counts.get(name, 0):
            return f"{counts.get(name, 0)} bodies of {name} are gone, and {said} were recorded"
    return ""


def _due_rows(
    connection: Connection, wanted: Mapping[RecordClass, Due], zone: tzinfo
) -> Iterator[tuple[int, RecordClass]]:
    held = holds(connection)
    if held.everything or not wanted:
        return
    kept = {row.id for row in connection.exec_driver_sql(_UNSETTLED)}
    for rx in held.prescriptions:
        kept |= {
            row.sale
            for row in connection.exec_driver_sql("SELECT sale FROM pickup WHERE rx = ?", (rx,))
        }
    for row in connection.exec_driver_sql(_BODIES, (0,)):
        record = _CLASS.get(row.name)
        limit = wanted.get(record) if record is not None else None
        if limit is None or row.entity in kept:
            continue
        if instant(row.at).astimezone(zone).date() < limit.before:
            yield row.seq, limit.period.record


def _with_row(each: Due, seq: int) -> Due:
    return replace(each, count=each.count + 1, first=each.first or seq, last=seq)


def _remove_some(
    connection: Connection,
    meta: StoreMeta,
    every: Mapping[RecordClass, Due],
    rows: Iterable[tuple[int, RecordClass]],
    at: datetime,
    lane: LaneId,
) -> set[str]:
    """One transaction's worth; returns the digests that the removed signatures named."""
    gone: dict[RecordClass, Due] = {}
    named: set[str] = set()
    for seq, record in rows:
        named |= _named_by(connection, seq)
        _forget_inquiry(connection, seq)
        if journal.remove_body(connection, seq):
            gone[record] = _with_row(gone.get(record, every[record]), seq)
    facts = tuple(
        BodiesRemoved(
            record.value,
            each.before,
            each.first,
            each.last,
            each.count,
            tuple(rule.ref for rule in each.period.rules),
        )
        for record, each in gone.items()
    )
    if facts:
        head = journal.head(connection, meta.store_id, meta.epoch)
        journal.append(connection, head, Batch(facts, at, lane, None))
    return named


def _named_by(connection: Connection, seq: int) -> set[str]:
    for kind in _SIGNED:
        fact = _fact_at(connection, seq, kind)
        if isinstance(fact, _SIGNED):
            return {fact.strokes, fact.picture}
    return set()


def _forget_inquiry(connection: Connection, seq: int) -> None:
    """What the exchange was asked stands in its table too, with the buyer's words."""
    fact = _fact_at(connection, seq, PseInquiryRequested)
    if isinstance(fact, PseInquiryRequested):
        connection.exec_driver_sql("DELETE FROM pse_transaction WHERE ref = ?", (fact.ref,))


def _fact_at(connection: Connection, seq: int, kind: type[Fact]) -> Fact | None:
    """The fact of this row when it is of that kind and has its body."""
    body = scalar(
        connection,
        "SELECT body FROM journal WHERE seq = ? AND name = ? AND body IS NOT NULL",
        (seq, kind.__name__),
    )
    return None if body is None else codec.decode(kind.__name__, bytes(body))


def _drop_attachments(connection: Connection, named: set[str]) -> None:
    still = set[str]()
    for fact in _facts(connection, _SIGNED):
        assert isinstance(fact, _SIGNED)
        still |= {fact.strokes, fact.picture}
    for digest in named - still:
        connection.exec_driver_sql("DELETE FROM attachment WHERE digest = ?", (digest,))


def _facts(connection: Connection, kinds: Sequence[type[Fact]]) -> Iterator[Fact]:
    """All facts of a few rare kinds, in order."""
    names = ", ".join("?" for _ in kinds)
    rows = connection.exec_driver_sql(
        f"SELECT name, body FROM journal WHERE {EVERYDAY} AND name IN ({names})"  # noqa: S608  question marks
        " AND body IS NOT NULL ORDER BY seq",
        tuple(each.__name__ for each in kinds),
    )
    for row in rows:
        yield codec.decode(row.name, row.body)
