"""Years of sales for the journal, in bulk: one real ticket, again and again under new numbers.

The facts are those that the engine made of that ticket; the chain is the store's own, so that the
journal verifies. Only `append` is not used: it would take an hour.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bench.lane import Lane, Loop
from bench.settings import CASHIER
from terminal.app.faults import KnownFault
from terminal.app.ports import Batch
from terminal.domain.facts import Fact
from terminal.store import chain, codec, journal
from terminal.store.chain import Link
from terminal.store.database import driver_of
from terminal.store.times import local_text, utc_text
from terminal.store.worker import Reader

BEGIN: Final = datetime(2024, 1, 2, 14, tzinfo=UTC)
HISTORY_LANE: Final = "9"
"""Another lane than the one that is measured, so that ticket numbers never meet."""
CHUNK: Final = 20_000

_Fact = tuple[str, str, bytes]
"""Entity, name and canonical body."""
Progress = Callable[[int, int], None]


class _Recorder:
    """A journal that keeps facts in memory: where the pattern of the history comes from."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def commit(self, batch: Batch, done: Callable[[KnownFault | None], None]) -> None:
        self.facts += batch.facts
        done(None)


def pattern(reader: Reader, gtins: list[int]) -> tuple[_Fact, ...]:
    """The facts of one ticket with these items, as the engine makes them."""
    recorder = _Recorder()
    lane = Lane(reader, recorder, Loop(), name=HISTORY_LANE)
    recorder.facts.clear()  # the sign-in
    lane.sale(gtins)
    return tuple((journal.entity_of(f), type(f).__name__, codec.encode(f)) for f in recorder.facts)


def extend(
    connection: Connection,
    store_id: str,
    facts: tuple[_Fact, ...],
    rows: int,
    progress: Progress = lambda _done, _rows: None,
    every: timedelta = timedelta(minutes=1),
) -> None:
    """Write sales until the journal has `rows` rows, one ticket `every` so often."""
    execute = driver_of(connection)
    while True:
        with connection.begin():
            head = journal.head(connection, store_id, 1)
            if rows - head.seq < len(facts):
                break
            wanted = min(CHUNK, rows - head.seq) // len(facts)
            first = 1 + head.seq // len(facts)
            execute.executemany(
                "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                _journal_rows(head, facts, range(first, first + wanted), every),
            )
            execute.executemany(
                "INSERT INTO sale VALUES (?, ?, ?, ?, 'completed', ?, ?, 2000)",
                [_sale_row(number, every) for number in range(first, first + wanted)],
            )
        progress(min(rows, head.seq + CHUNK), rows)
    progress(rows, rows)


def _journal_rows(
    head: chain.Head, facts: tuple[_Fact, ...], numbers: range, every: timedelta
) -> Iterator[tuple[object, ...]]:
    known = facts[0][0]
    seq, before = head.seq, head.hash
    for number in numbers:
        sale = _sale_id(number)
        old, new = known.encode(), sale.encode()
        at = local_text(BEGIN + number * every)
        for entity, name, body in facts:
            seq += 1
            told = body.replace(old, new)
            link = Link(
                *(seq, head.epoch, at, HISTORY_LANE, CASHIER.id),
                *(sale if entity else "", name, chain.digest(told)),
            )
            before = chain.link_hash(before, link)
            yield (*link, before, told)


def _sale_id(number: int) -> str:
    return f"{HISTORY_LANE}-{number:06}"


def _sale_row(number: int, every: timedelta) -> tuple[object, ...]:
    at = utc_text(BEGIN + number * every)
    return (_sale_id(number), number, HISTORY_LANE, CASHIER.id, at, at)
