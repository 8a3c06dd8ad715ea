"""Who may sell what is logged: trained, and of a role that all rows in force let sell.

All who hand over or take payment are trained (PL 109-177; pickup-and-compliance.md section 9.4).
"""

from terminal.app.state import TerminalState
from terminal.domain.pse import PseDemand, demand_of
from terminal.domain.pse_desk import step_of
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale
from terminal.domain.staff import StaffMember

NAMED = 3
"""People who are named as the ones to call."""


def seller_refusal(state: TerminalState) -> Refusal | None:
    """Why the person here may not sell it, with whom to call."""
    demand = demand_of(state.policy.rules, state.day)
    if state.user is None:
        return Refusal(Why.NOT_PERMITTED)
    if demand is None:
        return None  # then nothing of it is sold at all
    if not state.user.pse_trained_on(state.day):
        return Refusal(Why.PSE_NOT_TRAINED, _to_call(state, demand))
    if state.user.role not in demand.sellers:
        return Refusal(Why.PSE_NOT_SELLER, _to_call(state, demand))
    return None


def ticket_refusal(state: TerminalState, sale: Sale) -> Refusal | None:
    """The same for a ticket that is taken up or paid: only where something on it is logged."""
    if step_of(sale, state.policy.rules, state.day) is None:
        return None
    return seller_refusal(state)


def _to_call(state: TerminalState, demand: PseDemand) -> str:
    able = [each.name for each in state.people if _able(each, state, demand)]
    return ", ".join(able[:NAMED]) or "a manager: nobody here may sell it"


def _able(person: StaffMember, state: TerminalState, demand: PseDemand) -> bool:
    return person.pse_trained_on(state.day) and person.role in demand.sellers
