"""The state of the terminal at start, from what the journal holds.

Every ticket that was not over is there again, with every line that was on the screen. A card
payment without an answer is asked about first; a receipt that was being printed is asked about.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from terminal.app.effects import Effect
from terminal.app.inputs import PrintState
from terminal.app.settings import Settings
from terminal.app.state import Counters, Msg, ReceiptJob, Said, TerminalState
from terminal.app.step_card import query_of
from terminal.domain.facts import SaleFact
from terminal.domain.policy import Policy
from terminal.domain.sale import Sale, SaleStatus, replay
from terminal.domain.staff import StaffMember


@dataclass(frozen=True, slots=True)
class Recovered:
    """What the store remembers: open work only, so its size does not grow with history."""

    tickets: tuple[tuple[SaleFact, ...], ...] = ()
    """The facts of each ticket that is open or suspended, in order."""
    last_finished: tuple[SaleFact, ...] = ()
    """The facts of the last completed ticket, when its receipt is not settled."""
    unsettled_receipt: ReceiptJob | None = None
    finished_at: datetime | None = None
    people: tuple[StaffMember, ...] = ()
    counters: Counters = field(default_factory=Counters)


def recover(
    found: Recovered,
    settings: Settings,
    policy: Policy,
    at: datetime,
    now: float,
    demo: bool = False,
) -> TerminalState:
    """The first state: nobody is signed in, every open ticket waits for its owner."""
    opened_or_parked = tuple(replay(facts) for facts in found.tickets)
    sales = tuple(_resting(sale) for sale in opened_or_parked)
    finished = replay(found.last_finished) if found.last_finished else None
    receipt = found.unsettled_receipt
    if receipt is not None:
        receipt = replace(receipt, state=PrintState.UNKNOWN, reason="the terminal was restarted")
    return TerminalState(
        settings=settings,
        policy=policy,
        at=at,
        now=now,
        last_activity=now,
        people=found.people,
        suspended=sales,
        interrupted=frozenset(
            sale.id for sale in opened_or_parked if sale.status is SaleStatus.OPEN
        ),
        finished=finished,
        finished_at=found.finished_at,
        receipt=receipt,
        counters=found.counters,
        theme=settings.theme,
        said=Said(Msg.TICKET_RECOVERED, str(len(sales))) if sales else None,
        demo=demo,
    )


def _resting(sale: Sale) -> Sale:
    """An open ticket waits like a suspended one until its owner signs in and takes it up."""
    return replace(sale, status=SaleStatus.SUSPENDED)


def first_effects(state: TerminalState) -> Sequence[Effect]:
    """What must be done before anything else: ask about every unsettled card attempt."""
    return tuple(query_of(sale.pending) for sale in state.suspended if sale.pending is not None)
