"""The state of the terminal at start, from what the journal holds.

Every ticket that was not over is there again, with every line that was on the screen. A card
payment without an answer is asked about first; a receipt that was being printed is asked about,
and one that was only queued still is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from terminal.app.effects import Effect, ExpectPrinted
from terminal.app.inputs import PrintState
from terminal.app.printing import RESTARTED
from terminal.app.receipt import ticket_number
from terminal.app.receipt_forms import paper_of
from terminal.app.settings import Settings
from terminal.app.state import Counters, Msg, ReceiptJob, Said, TerminalState
from terminal.app.step_card import query_of
from terminal.app.stored import StoredSale, StoredWatch
from terminal.app.till_watch import clock_back_at
from terminal.domain.eligibility_list import ListTaken
from terminal.domain.evolve import replay
from terminal.domain.facts import ReceiptRequested, SaleFact
from terminal.domain.identity import JobId
from terminal.domain.missed_identity import Misses
from terminal.domain.policy import Policy
from terminal.domain.receipt_wish import PLAIN_WISH, Form, Wish
from terminal.domain.sale import Exemption, Sale, SaleStatus
from terminal.domain.staff import StaffMember
from terminal.domain.till import TillBook


@dataclass(frozen=True, slots=True)
class UnsettledReceipt:
    """A receipt that is not known to be on paper, with the ticket that it tells of."""

    job: JobId
    copy: int
    process_id: str
    state: PrintState
    facts: tuple[SaleFact, ...]
    finished_at: datetime
    """When its ticket was; of a card's slip when that was asked for."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What the store remembers: open work only, so its size does not grow with history."""

    tickets: tuple[tuple[SaleFact, ...], ...] = ()
    """The facts of each ticket that is open or suspended, in order."""
    receipts: tuple["UnsettledReceipt", ...] = ()
    """Those that wait or are in doubt, oldest first."""
    stored: tuple[StoredSale, ...] = ()
    """Card sales that wait in a terminal for the bank, or for a manager."""
    people: tuple[StaffMember, ...] = ()
    counters: Counters = field(default_factory=Counters)
    till: TillBook = field(default_factory=TillBook)
    last_at: datetime | None = None
    """When the journal's last row was written, by the clock of then."""
    batch_at: datetime | None = None
    """When a closing of the card terminal's batch was last asked for, or told of."""
    missed: Misses = ()
    """Wrong identity answers of today that nobody has settled."""
    eligibility_list: ListTaken | None = None
    certificates: tuple[Exemption, ...] = field(default=(), repr=False)


def recover(
    found: Recovered,
    settings: Settings,
    policy: Policy,
    at: datetime,
    now: float,
    demo: bool = False,
    rules_trouble: str = "",
) -> TerminalState:
    """The first state: nobody is signed in, every open ticket waits for its owner."""
    opened_or_parked = tuple(replay(facts) for facts in found.tickets)
    sales = tuple(_resting(sale) for sale in opened_or_parked)
    last = _to_ask_about(found)
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
        finished=None if last is None else replay(last.facts),
        finished_at=None if last is None else last.finished_at,
        prints=tuple(_unsettled(each, found.people, settings) for each in found.receipts),
        counters=found.counters,
        stored=StoredWatch(found.stored),
        card_batch_at=found.batch_at,
        theme=settings.theme,
        said=Said(Msg.TICKET_RECOVERED, str(len(sales))) if sales else None,
        till=found.till,
        missed=found.missed,
        missed_on=at.astimezone(ZoneInfo(settings.time_zone)).date(),
        clock_back=clock_back_at(found.last_at, at),
        demo=demo,
        rules_trouble=rules_trouble,
        eligibility_list=found.eligibility_list,
        certificates=found.certificates,
    )


def _to_ask_about(found: Recovered) -> UnsettledReceipt | None:
    """The receipt that the first page is about: one in doubt, or that of the very last ticket."""
    own = [each for each in found.receipts if _wish_of(each).form is not Form.CARD]
    if not own:
        return None
    last = own[-1]
    is_last = replay(last.facts).number == found.counters.ticket - 1
    return last if is_last or last.state is not PrintState.QUEUED else None


def _unsettled(
    found: UnsettledReceipt, people: tuple[StaffMember, ...], settings: Settings
) -> ReceiptJob:
    """What was being sent may be on paper; what was queued is not, and waits for a person."""
    sale = replay(found.facts)
    cashier = next((each.name for each in people if each.id == sale.staff), "")
    at = found.finished_at.astimezone(ZoneInfo(settings.time_zone))
    queued = found.state is PrintState.QUEUED
    wish = _wish_of(found)
    return ReceiptJob(
        found.job,
        sale.id,
        PrintState.QUEUED if queued else PrintState.UNKNOWN,
        RESTARTED,
        found.copy,
        found.process_id,
        ticket_number(sale),
        paper_of(sale, settings.store, cashier, at, wish, settings.fsa),
        last_copy=_copies_of(sale, wish),
        wish=wish,
    )


def _copies_of(sale: Sale, wish: Wish) -> int:
    match wish.form:
        case Form.GIFT:
            return sale.gift_receipts
        case Form.CARD:
            return sale.slips.count(wish.attempt)
        case Form.RECEIPT:
            return sale.receipts


def _wish_of(found: UnsettledReceipt) -> Wish:
    """As it was asked for."""
    asked = (fact for fact in found.facts if isinstance(fact, ReceiptRequested))
    return next((fact.wish for fact in asked if fact.job == found.job), PLAIN_WISH)


def _resting(sale: Sale) -> Sale:
    """An open ticket waits like a suspended one until its owner signs in and takes it up."""
    return replace(sale, status=SaleStatus.SUSPENDED)


def first_effects(state: TerminalState) -> Sequence[Effect]:
    """What must be done before anything else: ask about what is not settled.

    Every card attempt, and every receipt in doubt: a printer keeps the latest process id that
    nobody heard (scanners-printers-displays.md section 12).
    """
    cards = (query_of(sale.pending) for sale in state.suspended if sale.pending is not None)
    doubts = (each for each in state.prints if each.state is PrintState.UNKNOWN)
    return (*cards, *(ExpectPrinted(each.job, each.process_id) for each in doubts))
