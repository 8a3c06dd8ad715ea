"""Tickets that wait, as other lanes list them; and asking another lane for one of its own."""

import uuid
from dataclasses import replace
from typing import Final

from terminal.app.asides import name_of, reason_of
from terminal.app.effects import AskForTicket, Beep
from terminal.app.elsewhere import AsideElsewhere, AsideOffered
from terminal.app.state import Msg, Said, TerminalState
from terminal.app.stepping import Step, refuse, say
from terminal.app.tickets_page import MoveAsked, TicketsPage
from terminal.domain.identity import LaneId
from terminal.domain.move_decider import stays
from terminal.domain.refusal import Refusal, Why

MOVES: Final = uuid.UUID("a0b7f7b2-4a8f-4f0b-9d54-6a4b8a0d6c11")
"""The name space of the moves' ids."""


def aside_offered(state: TerminalState) -> tuple[AsideOffered, ...]:
    """The tickets that wait here, for the other lanes' lists."""
    return tuple(
        AsideOffered(
            sale.id,
            sale.number,
            name_of(sale),
            reason_of(sale),
            None if sale.aside is None else sale.aside.at,
            sale.total,
            len(sale.live_lines),
            stays(sale),
        )
        for sale in state.suspended
    )


def ask_for(state: TerminalState, page: TicketsPage, ticket: AsideElsewhere) -> Step:
    """The id follows from store, lane, time and ticket: step knows no chance (decision 1)."""
    if page.asking is not None or state.user is None:
        return Step(state)
    if state.sale is not None:
        return refuse(state, Refusal(Why.OTHER_TICKET_OPEN))
    if not ticket.here:
        return _refused(state, Msg.MOVE_CLOSED, ticket.lane)
    if ticket.stays is not None:
        return _refused(state, Msg.MOVE_STAYS, ticket.lane)
    lane = state.settings.lane
    name = f"{state.policy.device}/{lane}/{state.at.timestamp()}/{ticket.key}"
    move = str(uuid.uuid5(MOVES, name))
    asking = replace(page, asking=MoveAsked(move, ticket.lane))
    asked = replace(state, page=asking, said=Said(Msg.MOVE_ASKED, str(ticket.lane)))
    return Step(asked, (), (AskForTicket(move, ticket.lane, ticket.ticket, state.user.id),))


def _refused(state: TerminalState, told: Msg, lane: LaneId) -> Step:
    return say(state, Said(told, str(lane))).doing(Beep(good=False))
