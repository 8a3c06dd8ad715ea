"""The prompts for a reason: a ticket voided or put aside, the drawer opened without a sale."""

from dataclasses import replace
from typing import assert_never

from terminal.app import inputs as i
from terminal.app.asides import REASONS as WAITS
from terminal.app.asides import ask_aside, name_of, reason_of, ticket_aside
from terminal.app.inputs import Do
from terminal.app.permissions import Right, may
from terminal.app.state import DonePage, Msg, Release, Said, SalePage, TerminalState
from terminal.app.step_pharmacist import ask_pharmacist
from terminal.app.step_tickets import where_from
from terminal.app.stepping import Step, refuse
from terminal.app.tickets_page import AsidePage, NoSalePage, VoidPage
from terminal.app.voiding import (
    NO_SALES,
    VOIDS,
    may_void,
    open_without_sale,
    ticket_to_void,
    void,
)
from terminal.domain import commands as c
from terminal.domain.aside import MAX_NAME, MAX_REASON
from terminal.domain.refusal import Refusal, Why

PersonInput = i.Intent | i.FieldEdited | i.FieldSubmitted


def _wrong_reason(reason: str) -> Refusal | None:
    if not reason:
        return Refusal(Why.NOTE_MISSING)
    if not any(sign.isalpha() for sign in reason):
        return Refusal(Why.REASON_IN_WORDS)
    return None


# --- a ticket voided


def on_void(state: TerminalState, page: VoidPage, what: PersonInput) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(page.back), said=None))
        case i.Intent(do=Do.ANSWER, argument=reason) if reason in VOIDS:
            return _voided(state, page, reason)
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text[:MAX_REASON])))
        case i.FieldSubmitted(text=text):
            return _voided(state, page, text.strip()[:MAX_REASON])
        case i.Intent():
            return Step(state)
        case _:
            assert_never(what)


def _voided(state: TerminalState, page: VoidPage, reason: str) -> Step:
    """By who has the ticket, else by a manager's own PIN."""
    wrong = _wrong_reason(reason)
    if wrong is not None:
        return refuse(state, wrong)
    reasoned = replace(page, reason=reason)
    sale = ticket_to_void(state, page)
    if sale is None or state.user is None:
        return Step(state.clear_field(page.back))
    if may_void(state, sale):
        return void(state, reasoned, state.user.id)
    return ask_pharmacist(state, Release.VOID, reasoned)


# --- the drawer without a sale


def open_no_sale(state: TerminalState) -> Step:
    """Asked for between two payments: while one is taken the drawer opens by itself."""
    if state.user is None or not isinstance(state.page, SalePage | DonePage):
        return refuse(state, Refusal(Why.DRAWER_NOT_NOW))
    page = NoSalePage(after_payment=isinstance(state.page, DonePage))
    return Step(replace(state.clear_field(page), said=None))


def on_no_sale(state: TerminalState, page: NoSalePage, what: PersonInput) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            back = where_from(state, after_payment=page.after_payment)
            return Step(replace(state.clear_field(back), said=None))
        case i.Intent(do=Do.ANSWER, argument=reason) if reason in NO_SALES:
            return _opened(state, page, reason)
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text[:MAX_REASON])))
        case i.FieldSubmitted(text=text):
            return _opened(state, page, text.strip()[:MAX_REASON])
        case i.Intent():
            return Step(state)
        case _:
            assert_never(what)


def _opened(state: TerminalState, page: NoSalePage, reason: str) -> Step:
    wrong = _wrong_reason(reason)
    if wrong is not None:
        return refuse(state, wrong)
    assert state.user is not None, "somebody is signed in"
    reasoned = replace(page, reason=reason)
    if may(state.user, Right.OPEN_DRAWER):
        return open_without_sale(state, reasoned, state.user.id)
    return ask_pharmacist(state, Release.NO_SALE, reasoned)


# --- the name and the reason of a ticket that waits


def on_aside(state: TerminalState, page: AsidePage, what: PersonInput) -> Step:
    match what:
        case i.Intent(do=Do.BACK) if page.name is not None:
            again = replace(page, name=None, typed=page.name)
            return Step(replace(state.clear_field(again), said=None))
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(page.back), said=None))
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text[:MAX_REASON])))
        case i.FieldSubmitted(text=text) if page.name is None:
            name = text.strip()[:MAX_NAME] or _name_of(state, page)
            named = replace(page, name=name, typed="")
            return Step(replace(state.clear_field(named), said=None))
        case i.FieldSubmitted(text=text):
            return _labelled(state, page, text.strip()[:MAX_REASON])
        case i.Intent(do=Do.ANSWER, argument=reason) if page.name is not None and reason in WAITS:
            return _labelled(state, page, reason)
        case i.Intent():
            return Step(state)
        case _:
            assert_never(what)


def _name_of(state: TerminalState, page: AsidePage) -> str:
    """The one it has: an empty answer leaves it as it is."""
    sale = ticket_aside(state, page.sale)
    return "" if sale is None else name_of(sale)


def _labelled(state: TerminalState, page: AsidePage, reason: str) -> Step:
    """An empty reason leaves the one that is there."""
    sale = ticket_aside(state, page.sale)
    if sale is None or state.user is None or page.name is None:
        return Step(state.clear_field(page.back))
    command = c.LabelAside(page.name, reason or reason_of(sale), state.user.id)
    asked = ask_aside(state, sale, command)
    if isinstance(asked, Refusal):
        return refuse(state.clear_field(page.back), asked)
    told = replace(asked.state.clear_field(page.back), said=Said(Msg.TICKET_NAMED))
    return replace(asked, state=told)
