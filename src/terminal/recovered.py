"""What the store remembers of open work, in the terms of `app.recovery`."""

from terminal.app.inputs import PrintState
from terminal.app.recovery import Recovered
from terminal.app.state import Counters, ReceiptJob
from terminal.domain.facts import SaleCompleted, SaleFact
from terminal.store import staff
from terminal.store.database import Connection
from terminal.store.journal import Recorded, sale_facts
from terminal.store.recovery import UnfinishedJob, load_recovery


def recovered_from(connection: Connection) -> Recovered:
    """Read at start, once."""
    found = load_recovery(connection)
    unsettled = [job for job in found.jobs if job.state == PrintState.SENDING.value]
    last = unsettled[-1] if unsettled else None
    finished = () if last is None else sale_facts(connection, last.sale)
    return Recovered(
        tickets=tuple(_facts(sale.facts) for sale in found.sales),
        last_finished=_facts(finished),
        unsettled_receipt=None if last is None else _job(last),
        finished_at=next((row.at for row in finished if isinstance(row.fact, SaleCompleted)), None),
        people=staff.all_staff(connection),
        counters=Counters(found.next_ticket, found.next_attempt, found.next_job),
    )


def _facts(rows: tuple[Recorded, ...]) -> tuple[SaleFact, ...]:
    """What the ticket replays: a drawer's fact names the ticket too, and changes nothing of it."""
    return tuple(row.fact for row in rows if isinstance(row.fact, SaleFact))


def _job(job: UnfinishedJob) -> ReceiptJob:
    return ReceiptJob(job.job, job.sale, PrintState.UNKNOWN)
