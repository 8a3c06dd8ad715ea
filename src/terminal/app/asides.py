"""Tickets that are put aside: the name each gets by itself, and what is asked of one of them."""

from dataclasses import replace
from typing import Final

from terminal.app.state import TerminalState
from terminal.app.stepping import Step
from terminal.domain import commands as c
from terminal.domain.evolve import evolve
from terminal.domain.identity import SaleId
from terminal.domain.lines import ItemLine, RxLine
from terminal.domain.refusal import Refusal
from terminal.domain.sale import Sale, SaleStatus
from terminal.domain.sale_decider import decide

REASONS: Final = (
    "gets money or another card",
    "forgot something",
    "waits for a price",
    "waits for the pharmacist",
    "comes back later",
)
"""Offered for why a ticket waits; anything else can be typed."""
PUT_ASIDE: Final = "put aside"
NOT_CONFIRMED: Final = "payment not confirmed"
TAKEN_OVER: Final = "another person signed in"
SHORT: Final = 24


def suspending(state: TerminalState, reason: str = PUT_ASIDE) -> c.Suspend:
    """Put the ticket aside under the name it gets by itself."""
    name = "" if state.sale is None else own_name(state.sale)
    return c.Suspend(name, reason, state.user_id, state.at)


def own_name(sale: Sale) -> str:
    """By the person it is for, as short as on the ticket, else by its first goods."""
    for line in sale.live_lines:
        match line:
            case RxLine():
                patient = line.fill.patient
                return f"{patient.family[:1]}••• {patient.given[:1]}."
            case ItemLine():
                return line.item.name[:SHORT]
            case _:
                return ""
    return ""


def ticket_aside(state: TerminalState, sale: SaleId) -> Sale | None:
    return next((each for each in state.suspended if each.id == sale), None)


def ask_aside(state: TerminalState, sale: Sale, command: c.Command) -> Step | Refusal:
    """What a ticket that is put aside makes of a command; one that is over leaves the list."""
    decided = decide(sale, command, state.policy, state.day)
    if isinstance(decided, Refusal):
        return decided
    after = sale
    for fact in decided:
        after = evolve(after, fact)
    kept = (SaleStatus.OPEN, SaleStatus.SUSPENDED)
    others = tuple(
        after if each.id == sale.id else each
        for each in state.suspended
        if each.id != sale.id or after.status in kept
    )
    gone = state.interrupted - ({sale.id} if after.status not in kept else set())
    return Step(replace(state, suspended=others, interrupted=gone, said=None), tuple(decided))
