"""What a start needs to know: open tickets, unsettled card attempts, unfinished receipts, numbers.

The cost depends on what is open, never on the history: each question has its own partial index
or its own small table.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from terminal.domain.facts import CardBatchClosed, CardBatchFailed, CardBatchRequested
from terminal.domain.identity import AttemptRef, JobId, LaneId, SaleId, StaffId, TenderId
from terminal.domain.money import Money
from terminal.store.journal import Recorded, sale_facts
from terminal.store.projections import AttemptKind, AttemptState, Counter, SaleState
from terminal.store.tables import EVERYDAY
from terminal.store.times import instant


@dataclass(frozen=True, slots=True)
class OpenSale:
    """A ticket that was neither completed nor abandoned, with its facts in order."""

    id: SaleId
    number: int
    lane: LaneId
    staff: StaffId
    state: SaleState
    opened_at: datetime
    facts: tuple[Recorded, ...]


@dataclass(frozen=True, slots=True)
class UnsettledAttempt:
    """A request to the card terminal whose outcome is not known: to be asked about, not repeated.

    `amount` is zero for a void.
    """

    ref: AttemptRef
    sale: SaleId
    tender: TenderId
    kind: AttemptKind
    state: AttemptState
    amount: Money
    at: datetime


@dataclass(frozen=True, slots=True)
class UnfinishedJob:
    """A receipt that waits or is in doubt. `state` is a `PrintState` value."""

    job: JobId
    sale: SaleId
    copy: int
    process_id: str
    state: str
    tries: int


@dataclass(frozen=True, slots=True)
class Recovered:
    """`next_...` are numbers that have never been used in this store.

    `stored`: the facts of each ticket with a card sale that was approved without the bank, and
    waits in the terminal, or for a manager. `batch_at`: when a closing of the card terminal's batch
    was last asked for, or told of.
    """

    sales: tuple[OpenSale, ...]
    attempts: tuple[UnsettledAttempt, ...]
    stored: tuple[tuple[Recorded, ...], ...]
    jobs: tuple[UnfinishedJob, ...]
    next_ticket: int
    next_attempt: int
    next_job: int
    batch_at: datetime | None = None


MOST_JOBS: Final = 50
"""The counter keeps no more of them open (app/printing.py); a bound, should it ever have."""


def load_recovery(connection: Connection) -> Recovered:
    return Recovered(
        _sales(connection),
        _attempts(connection),
        _stored(connection),
        _jobs(connection),
        next_number(connection, Counter.TICKET),
        next_number(connection, Counter.ATTEMPT),
        next_number(connection, Counter.JOB),
        _batch_at(connection),
    )


def next_number(connection: Connection, counter: Counter) -> int:
    row = connection.exec_driver_sql("SELECT value FROM counter WHERE name = ?", (counter,)).first()
    return 1 if row is None else int(row.value) + 1


_OF_THE_BATCH: Final = (CardBatchRequested, CardBatchClosed, CardBatchFailed)


def _batch_at(connection: Connection) -> datetime | None:
    """Whatever came of it: what the terminal numbered before may be another's number since."""
    found = []
    for each in _OF_THE_BATCH:
        row = connection.exec_driver_sql(
            f"SELECT at FROM journal WHERE {EVERYDAY} AND name = ? ORDER BY seq DESC LIMIT 1",  # noqa: S608  a constant
            (each.__name__,),
        ).first()
        found += [] if row is None else [instant(row.at)]
    return max(found, default=None)


def _sales(connection: Connection) -> tuple[OpenSale, ...]:
    rows = connection.exec_driver_sql(
        "SELECT id, number, lane, staff, state, opened_at FROM sale"
        " WHERE state IN ('open', 'suspended') ORDER BY opened_at"
    ).fetchall()
    return tuple(
        OpenSale(
            SaleId(row.id),
            row.number,
            LaneId(row.lane),
            StaffId(row.staff),
            SaleState(row.state),
            instant(row.opened_at),
            sale_facts(connection, SaleId(row.id)),
        )
        for row in rows
    )


def _attempts(connection: Connection) -> tuple[UnsettledAttempt, ...]:
    rows = connection.exec_driver_sql(
        "SELECT ref, sale, tender, kind, state, amount_cents, at FROM card_attempt"
        " WHERE state <> 'resolved' AND state IN ('requested', 'sent', 'unknown', 'parked')"
        " ORDER BY at, ref"
    )
    return tuple(
        UnsettledAttempt(
            AttemptRef(row.ref),
            SaleId(row.sale),
            TenderId(row.tender),
            AttemptKind(row.kind),
            AttemptState(row.state),
            Money(row.amount_cents),
            instant(row.at),
        )
        for row in rows
    )


def _stored(connection: Connection) -> tuple[tuple[Recorded, ...], ...]:
    """Oldest first. The first condition is that of the index."""
    rows = connection.exec_driver_sql(
        "SELECT sale FROM card_attempt WHERE state <> 'resolved'"
        " AND state IN ('stored', 'declined', 'missing') GROUP BY sale ORDER BY min(at), sale"
    ).fetchall()
    return tuple(sale_facts(connection, SaleId(row.sale)) for row in rows)


def _jobs(connection: Connection) -> tuple[UnfinishedJob, ...]:
    """Oldest first. The first condition is that of the index; a job that was sent is over."""
    rows = connection.exec_driver_sql(
        "SELECT job, sale, copy, process_id, state, tries FROM print_job"
        " WHERE state NOT IN ('printed', 'failed') AND state IN ('queued', 'sending', 'unknown')"
        " ORDER BY at DESC, rowid DESC LIMIT ?",
        (MOST_JOBS,),
    ).fetchall()
    return tuple(
        UnfinishedJob(
            JobId(row.job), SaleId(row.sale), row.copy, row.process_id, row.state, row.tries
        )
        for row in reversed(rows)
    )
