"""A pharmacist releases counselling at another lane: what that lane is told, and what it answers.

The store hub carries both. What became of an answer is told only once it is durable here.
"""

from dataclasses import dataclass, field, replace

from terminal.app import inputs as i
from terminal.app.counselling import to_counsel
from terminal.app.effects import TellOutcome
from terminal.app.state import (
    CounselPage,
    Msg,
    Page,
    PharmacistPage,
    Said,
    SalePage,
    TerminalState,
)
from terminal.app.stepping import Step, refuse
from terminal.domain import commands as c
from terminal.domain.counselling import Mode, Trigger
from terminal.domain.elsewhere import Delivery
from terminal.domain.evolve import evolved
from terminal.domain.identity import LineId, SaleId
from terminal.domain.obligation import uncounselled
from terminal.domain.prescription import FillKey, Patient
from terminal.domain.refusal import Refusal
from terminal.domain.sale import Sale
from terminal.domain.sale_decider import decide


@dataclass(frozen=True, slots=True)
class AwaitedCounselling:
    """A fill of this lane that waits for a pharmacist: what another lane needs to release it."""

    sale: SaleId
    line: LineId
    key: FillKey
    patient: Patient = field(repr=False)
    trigger: Trigger
    mode: Mode
    rules: tuple[str, ...]


def awaited_counselling(state: TerminalState) -> tuple[AwaitedCounselling, ...]:
    """What of this lane waits for a pharmacist, tickets that were put aside included."""
    sales = state.suspended if state.sale is None else (state.sale, *state.suspended)
    return tuple(
        AwaitedCounselling(
            sale.id,
            line.id,
            line.fill.key,
            line.fill.patient,
            demand.trigger,
            demand.mode,
            tuple(rule.ref for rule in demand.rules),
        )
        for sale in sales
        for line, demand in uncounselled(sale, state.policy.rules, state.day)
    )


def on_counselled_elsewhere(state: TerminalState, what: i.CounsellingAnswered) -> Step:
    """Taken on whatever page the clerk is; a word about a ticket that is over comes too late."""
    tickets = state.suspended if state.sale is None else (state.sale, *state.suspended)
    sale = next((each for each in tickets if each.id == what.sale), None)
    if sale is None:
        return _told(Step(state), what, Delivery.OVER)
    waiting = uncounselled(sale, state.policy.rules, state.day)
    lines = tuple(line.id for line, _ in waiting if line.fill.key in what.keys)
    if not lines:
        return _told(Step(state), what, _before(sale, what))
    command = c.RecordCounselling(what.result, what.pharmacist, what.note, lines, lane=what.lane)
    facts = decide(sale, command, state.policy, state.day)
    if isinstance(facts, Refusal):
        return _told(refuse(state, facts), what, Delivery.REFUSED)
    after = evolved(sale, facts)
    if state.sale is None or after.id != state.sale.id:
        aside = tuple(after if each.id == after.id else each for each in state.suspended)
        return _told(Step(replace(state, suspended=aside), facts), what, Delivery.TAKEN)
    told = replace(state, sale=after, said=Said(Msg.COUNSELLED_ELSEWHERE, str(what.lane)))
    return _told(Step(_off_the_question(told), facts), what, Delivery.TAKEN)


def _told(step: Step, what: i.CounsellingAnswered, outcome: Delivery) -> Step:
    """The other lane hears of it after the facts of this step are on the disk."""
    return step.doing(TellOutcome(what.answer, outcome)) if what.answer else step


def _before(sale: Sale, what: i.CounsellingAnswered) -> Delivery:
    """Nothing waits any more. After a crash before it was told, it was this very answer."""
    lines = [line for line in sale.rx_lines if line.fill.key in what.keys]
    answered = [line for line in lines if line.counselling is not None]
    if not answered:
        return Delivery.OVER  # taken off the ticket, or asked for no more
    same = all(
        (line.counselling, line.pharmacist) == (what.result, what.pharmacist) for line in answered
    )
    return Delivery.TAKEN if same else Delivery.ANSWERED


def _off_the_question(state: TerminalState) -> TerminalState:
    """Nobody is asked any more for what has been answered."""
    if to_counsel(state):
        return state
    state = replace(state, behind=_settled(state.behind))
    page = _settled(state.page)
    return state if page is state.page else state.clear_field(page)


def _settled(page: Page) -> Page:
    asking = page.back if isinstance(page, PharmacistPage) else page
    asked = isinstance(asking, CounselPage) and not asking.requested
    return SalePage() if asked else page
