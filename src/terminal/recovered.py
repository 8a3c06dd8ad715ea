"""What the store remembers of open work, in the terms of `app.recovery`."""

from collections.abc import Iterator
from datetime import datetime

from terminal.app.inputs import PrintState
from terminal.app.recovery import Recovered, UnsettledReceipt
from terminal.app.state import Counters
from terminal.app.stored import stored_on
from terminal.domain.facts import (
    Fact,
    ReceiptRequested,
    SaleCompleted,
    SaleFact,
    SaleOpened,
)
from terminal.domain.identity import JobId, LaneId
from terminal.domain.receipt_wish import Form
from terminal.store import eligibility_lists, exemptions, journal, staff, tills
from terminal.store.database import Connection
from terminal.store.journal import Recorded, sale_facts
from terminal.store.missed_identity import unsettled_since
from terminal.store.recovery import UnfinishedJob, load_recovery

NO_LANE = LaneId("")


def recovered_from(
    connection: Connection, lane: LaneId = NO_LANE, midnight: datetime | None = None
) -> Recovered:
    """Read at start, once; `lane`: whose till, if any; `midnight`: when the store's day began."""
    found = load_recovery(connection)
    return Recovered(
        tickets=tuple(_facts(sale.facts) for sale in found.sales),
        receipts=tuple(_receipts(connection, found.jobs)),
        stored=tuple(each for rows in found.stored for each in stored_on(_timed(rows))),
        people=staff.all_staff(connection),
        counters=Counters(found.next_ticket, found.next_attempt, found.next_job),
        till=tills.load_book(connection, lane),
        last_at=journal.last_at(connection),
        batch_at=found.batch_at,
        certificates=exemptions.recorded(connection),
        eligibility_list=eligibility_lists.latest(connection),
        missed=() if midnight is None else unsettled_since(connection, midnight),
    )


def _facts(rows: tuple[Recorded, ...]) -> tuple[SaleFact, ...]:
    """What the ticket replays: a drawer's fact names the ticket too, and changes nothing of it."""
    return tuple(row.fact for row in rows if isinstance(row.fact, SaleFact))


def _timed(rows: tuple[Recorded, ...]) -> Iterator[tuple[datetime, SaleFact]]:
    return ((row.at, row.fact) for row in rows if isinstance(row.fact, SaleFact))


def _receipts(
    connection: Connection, jobs: tuple[UnfinishedJob, ...]
) -> Iterator[UnsettledReceipt]:
    """The receipts that wait or are in doubt; one whose ticket's retention has ended is over."""
    for job in jobs:
        rows = sale_facts(connection, job.sale)
        finished_at = next((row.at for row in rows if _is_told_of(row.fact, job.job)), None)
        if finished_at is not None and isinstance(rows[0].fact, SaleOpened):
            yield UnsettledReceipt(
                job.job, job.copy, job.process_id, PrintState(job.state), _facts(rows), finished_at
            )


def _is_told_of(fact: Fact, job: JobId) -> bool:
    """What the time on the paper is that of: a slip's ticket need not be over."""
    if isinstance(fact, ReceiptRequested):
        return fact.job == job and fact.wish.form is Form.CARD
    return isinstance(fact, SaleCompleted)
