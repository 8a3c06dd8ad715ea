"""What a reason was given for, done by who answers for it: a ticket voided, the drawer opened.

Rules that hold here: whoever has a ticket may void it; another person's takes the right, or a
manager's own PIN. A ticket with a payment on it is not voided: the payment goes back first.
"""

from dataclasses import replace
from typing import Final

from terminal.app.asides import ask_aside, ticket_aside
from terminal.app.effects import OpenDrawer, ShowOnDisplay
from terminal.app.permissions import Right, may
from terminal.app.state import Msg, Said, TerminalState
from terminal.app.step_sale import next_customer
from terminal.app.step_tickets import read_again, where_from
from terminal.app.stepping import Step, ask_ticket, refuse
from terminal.app.tickets_page import NoSalePage, VoidPage
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.identity import StaffId
from terminal.domain.refusal import Refusal
from terminal.domain.sale import Sale

VOIDS: Final = (
    "customer changed their mind",
    "customer left",
    "rung up wrong",
    "cannot pay",
)
NO_SALES: Final = (
    "change for a customer",
    "change for the till",
    "the last change was wrong",
    "put something in",
)
"""Offered; anything else can be typed."""


def ticket_to_void(state: TerminalState, page: VoidPage) -> Sale | None:
    if state.sale is not None and state.sale.id == page.sale:
        return state.sale
    return ticket_aside(state, page.sale)


def may_void(state: TerminalState, sale: Sale) -> bool:
    user = state.user
    return user is not None and (sale.staff == user.id or may(user, Right.VOID_TICKET))


def void(state: TerminalState, page: VoidPage, by: StaffId) -> Step:
    sale = ticket_to_void(state, page)
    command = c.Abandon(page.reason, by)
    if sale is None:
        return Step(state.clear_field(page.back))
    here = state.sale is not None and state.sale.id == sale.id
    asked = ask_ticket(state, command) if here else ask_aside(state, sale, command)
    if isinstance(asked, Refusal):
        return refuse(state.clear_field(page.back), asked)
    told = Said(Msg.TICKET_VOIDED, str(sale.number))
    if here:
        gone = replace(next_customer(asked.state), said=told)
        return replace(asked, state=gone).doing(ShowOnDisplay("", ""))
    reading = read_again(asked.state, page.back)
    reading = replace(reading, state=replace(reading.state, said=told))
    return asked.and_then(reading)


def open_without_sale(state: TerminalState, page: NoSalePage, by: StaffId) -> Step:
    """The drawer's own fact stays as for every opening; the reason stands beside it."""
    shown = state.clear_field(where_from(state, after_payment=page.after_payment))
    facts = (f.NoSaleOpened(page.reason, by), f.DrawerRequested(f.DrawerReason.NO_SALE, None))
    return Step(replace(shown, said=Said(Msg.DRAWER_OPENED)), facts, (OpenDrawer(),))
