"""A pharmacist releases counselling at another lane: what that lane is told, and what it answers.

The store hub carries both; until there is one nobody asks, and nothing arrives.
"""

from dataclasses import dataclass, replace

from terminal.app import inputs as i
from terminal.app.counselling import to_counsel
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
from terminal.domain.identity import LineId, SaleId
from terminal.domain.obligation import uncounselled
from terminal.domain.prescription import FillKey
from terminal.domain.refusal import Refusal
from terminal.domain.sale import evolve
from terminal.domain.sale_decider import decide


@dataclass(frozen=True, slots=True)
class AwaitedCounselling:
    """A fill of this lane that waits for a pharmacist: what another lane needs to release it."""

    sale: SaleId
    line: LineId
    key: FillKey
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
        return Step(state)
    waiting = uncounselled(sale, state.policy.rules, state.day)
    lines = tuple(line.id for line, _ in waiting if line.fill.key in what.keys)
    if not lines:
        return Step(state)
    command = c.RecordCounselling(what.result, what.pharmacist, what.note, lines, lane=what.lane)
    facts = decide(sale, command, state.policy, state.day)
    if isinstance(facts, Refusal):
        return refuse(state, facts)
    after = sale
    for fact in facts:
        after = evolve(after, fact)
    if state.sale is None or after.id != state.sale.id:
        aside = tuple(after if each.id == after.id else each for each in state.suspended)
        return Step(replace(state, suspended=aside), facts)
    told = replace(state, sale=after, said=Said(Msg.COUNSELLED_ELSEWHERE, str(what.lane)))
    return Step(_off_the_question(told), facts)


def _off_the_question(state: TerminalState) -> TerminalState:
    """Nobody is asked any more for what has been answered."""
    if to_counsel(state):
        return state
    state = replace(state, behind=_settled(state.behind))
    page = _settled(state.page)
    return state if page is state.page else state.clear_field(page)


def _settled(page: Page) -> Page:
    asking = page.back if isinstance(page, PharmacistPage) else page
    return SalePage() if isinstance(asking, CounselPage) else page
