"""Tickets that are put aside: the name each gets by itself, and what is asked of one of them.

A name and a reason that a person gave stand whenever the ticket waits again, however that comes.
"""

from dataclasses import replace
from typing import Final

from terminal.app.state import TerminalState
from terminal.app.stepping import Step
from terminal.domain import commands as c
from terminal.domain.evolve import evolved
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
    """Put the ticket aside; `reason` counts where no person gave one."""
    name, why = ("", reason) if state.sale is None else waits_as(state.sale, reason)
    return c.Suspend(name, why, state.user_id, state.at)


def waits_as(sale: Sale, reason: str) -> tuple[str, str]:
    """The name and the reason under which it is put aside now."""
    return sale.known_as.name or own_name(sale), sale.known_as.reason or reason


def name_of(sale: Sale) -> str:
    """How it is known; one that waits since a restart was never put aside, and has its own name."""
    if sale.aside is not None:
        return sale.aside.name
    by_itself = own_name(sale) if sale.status is SaleStatus.SUSPENDED else ""
    return sale.known_as.name or by_itself


def reason_of(sale: Sale) -> str:
    return sale.known_as.reason if sale.aside is None else sale.aside.reason


def own_name(sale: Sale) -> str:
    """By the person it is for, as short as on the ticket, else by its first goods."""
    for line in sale.live_lines:
        match line:
            case RxLine():
                patient = line.fill.patient
                return f"{patient.family[:1]}••• {patient.given[:1]}."
            case ItemLine():
                name = line.item.name
                return name if len(name) <= SHORT else f"{name[: SHORT - 1].rstrip()}…"
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
    after = evolved(sale, decided)
    kept = (SaleStatus.OPEN, SaleStatus.SUSPENDED)
    others = tuple(
        after if each.id == sale.id else each
        for each in state.suspended
        if each.id != sale.id or after.status in kept
    )
    gone = state.interrupted - ({sale.id} if after.status not in kept else set())
    return Step(replace(state, suspended=others, interrupted=gone, said=None), tuple(decided))
