"""Removing what has been kept long enough, so that the chain still verifies and the removal shows.

Rules that hold here (DESIGN.md section 4, pickup-and-compliance.md section 16):

1. Only the body goes. Its row, digest and hash stay, and a fact of the same transaction says which
   class, of before which day, how many, by which rule.
2. Which rows are due says `due_rows.py`: no proof outlives what it is about.
3. What else the store keeps of a fact goes with it: a signature's strokes and picture with the last
   record that names them, what was sent to the PhMS or the customer, what the exchange was asked.
4. A body that is gone without such a fact is found by `unproved`.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import Final

from sqlalchemy import Connection

from terminal.app.ports import Batch
from terminal.domain.facts import (
    BodiesRemoved,
    Fact,
    FillHandedOver,
    PickupUndone,
    SignatureTaken,
)
from terminal.domain.identity import LaneId
from terminal.domain.pse_ticket import PseInquiryRequested, PseSigned
from terminal.domain.receipt_message import ReceiptMessageAsked
from terminal.domain.retention import Period, RecordClass
from terminal.store import codec, journal, outbox
from terminal.store.due_rows import CLASS_OF_NAME, Limits, due_rows, facts_of
from terminal.store.store import StoreMeta

ROWS_AT_ONCE: Final = 500
"""Of one transaction: a lane that opens meanwhile waits for at most one."""

_SIGNED: Final = (SignatureTaken, PseSigned)
"""Facts that name the strokes and the picture of a signature."""
_ELSEWHERE: Final = (PseInquiryRequested, FillHandedOver, PickupUndone, ReceiptMessageAsked)
"""Facts of which more is kept than their body: what was asked or sent."""
_NAMED: Final = ", ".join(f"'{kind.__name__}'" for kind in _ELSEWHERE)
_BODY: Final = (
    f"SELECT name, body FROM journal WHERE seq = ? AND name IN ({_NAMED})"  # noqa: S608  our own names
    " AND body IS NOT NULL"
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Due:
    """What of one class can go: how many records, of before which day."""

    period: Period
    before: date
    count: int = 0
    first: int = 0
    last: int = 0


def due(
    connection: Connection, periods: Sequence[Period], day: date, zone: tzinfo
) -> tuple[Due, ...]:
    """The dry run: what `remove_due` would remove on `day`, class by class; nothing is changed."""
    found = {each.record: Due(each, each.due_before(day)) for each in periods}
    for seq, record in due_rows(connection, _limits(found, day, zone)):
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
    rows = tuple(due_rows(connection, _limits(every, day, zone)))
    connection.rollback()
    gone = dict(every)
    for start in range(0, len(rows), ROWS_AT_ONCE):
        some = rows[start : start + ROWS_AT_ONCE]
        with connection.begin():
            _remove_some(connection, meta, every, some, at, lane)
        for seq, record in some:
            gone[record] = _with_row(gone[record], seq)
        progress(start + len(some), len(rows))
    _drop_attachments(connection)
    return tuple(gone.values())


def unproved(connection: Connection) -> str:
    """What is wrong with the bodies that are gone; empty when facts account for every one."""
    proofs: dict[str, list[BodiesRemoved]] = {}
    for fact in facts_of(connection, (BodiesRemoved,)):
        assert isinstance(fact, BodiesRemoved)
        proofs.setdefault(fact.record, []).append(fact)
    told = {name: _ranges(facts) for name, facts in proofs.items()}
    counts: dict[str, int] = {}
    for row in connection.exec_driver_sql("SELECT seq, name FROM journal WHERE body IS NULL"):
        record = CLASS_OF_NAME.get(row.name)
        if record is None or not _within(told.get(record.value, ()), row.seq):
            return f"the body of row {row.seq} was removed, and nothing says why"
        counts[record.value] = counts.get(record.value, 0) + 1
    for name, facts in proofs.items():
        said = sum(each.count for each in facts)
        if said != counts.get(name, 0):
            return f"{counts.get(name, 0)} bodies of {name} are gone, and {said} were recorded"
    return ""


def _ranges(facts: Iterable[BodiesRemoved]) -> Sequence[tuple[int, int]]:
    """First and last rows, in order and apart: years of removals are thousands of facts."""
    ranges: list[tuple[int, int]] = []
    for first, last in sorted((each.first, each.last) for each in facts):
        if ranges and first <= ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], max(ranges[-1][1], last))
        else:
            ranges.append((first, last))
    return ranges


def _within(ranges: Sequence[tuple[int, int]], seq: int) -> bool:
    place = bisect_right(ranges, seq, key=_first)
    return place > 0 and seq <= ranges[place - 1][1]


def _first(each: tuple[int, int]) -> int:
    return each[0]


def _limits(every: Mapping[RecordClass, Due], day: date, zone: tzinfo) -> Limits:
    return Limits(day, {record: each.before for record, each in every.items()}, zone)


def _with_row(each: Due, seq: int) -> Due:
    return replace(each, count=each.count + 1, first=each.first or seq, last=seq)


def _remove_some(
    connection: Connection,
    meta: StoreMeta,
    every: Mapping[RecordClass, Due],
    rows: Iterable[tuple[int, RecordClass]],
    at: datetime,
    lane: LaneId,
) -> None:
    """One transaction's worth."""
    gone: dict[RecordClass, Due] = {}
    for seq, record in rows:
        _forget_elsewhere(connection, seq)
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


def _forget_elsewhere(connection: Connection, seq: int) -> None:
    """What was asked or sent, word for word, goes with the fact that it told."""
    match _fact_at(connection, seq):
        case PseInquiryRequested(ref=ref):
            connection.exec_driver_sql("DELETE FROM pse_transaction WHERE ref = ?", (ref,))
        case FillHandedOver(pickup=key) | PickupUndone(undo=key) | ReceiptMessageAsked(message=key):
            outbox.forget(connection, key)
        case _:
            pass


def _fact_at(connection: Connection, seq: int) -> Fact | None:
    """The fact of this row where something else of it is kept, and it has its body."""
    row = connection.exec_driver_sql(_BODY, (seq,)).first()
    return None if row is None else codec.decode(row.name, bytes(row.body))


def _drop_attachments(connection: Connection) -> None:
    """What no record names any more; also what a removal that was cut short had left."""
    still = set[str]()
    for fact in facts_of(connection, _SIGNED):
        assert isinstance(fact, _SIGNED)
        still |= {fact.strokes, fact.picture}
    rows = connection.exec_driver_sql("SELECT digest FROM attachment")
    gone = [row.digest for row in rows if row.digest not in still]
    connection.rollback()
    for start in range(0, len(gone), ROWS_AT_ONCE):
        with connection.begin():
            for digest in gone[start : start + ROWS_AT_ONCE]:
                connection.exec_driver_sql("DELETE FROM attachment WHERE digest = ?", (digest,))
