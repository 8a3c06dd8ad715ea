"""Goods are taken back onto the ticket, by somebody who may answer for it."""

from dataclasses import replace

from terminal.app.permissions import Right, may
from terminal.app.return_page import ReturnPage
from terminal.app.state import Msg, Said, TerminalState
from terminal.app.stepping import Step, ask_ticket, show_total
from terminal.domain import commands as c
from terminal.domain.refund import ReturnReason
from terminal.domain.refusal import Refusal
from terminal.domain.staff import StaffMember


def grant_of(person: StaffMember) -> c.ReturnGrant:
    return c.ReturnGrant(
        person.id,
        over_limit=may(person, Right.RETURN_ANYTHING),
        prescriptions=may(person, Right.RETURN_PRESCRIPTION),
    )


def take_back(
    state: TerminalState, page: ReturnPage, by: StaffMember, note: str = ""
) -> Step | Refusal:
    """The line on the ticket, and the page ready for the next one; or why not."""
    assert page.quantity is not None
    assert page.reason is not None
    asked = ask_ticket(state, *_commands(state, page, page.quantity, page.reason, by, note))
    if isinstance(asked, Refusal):
        return asked
    sale = asked.state.sale
    assert sale is not None
    next_page = replace(
        page,
        line=None,
        quantity=None,
        reason=None,
        typed="",
        without=None if page.without is None else replace(page.without, item=None),
    )
    line = sale.return_lines[-1]
    told = Said(Msg.RETURN_ADDED, str(-(line.net + line.tax.amount)))
    shown = replace(asked.state.clear_field(next_page), said=told, selected=line.id)
    return replace(asked, state=shown).doing(show_total(sale))


def _commands(
    state: TerminalState,
    page: ReturnPage,
    quantity: int,
    reason: ReturnReason,
    by: StaffMember,
    note: str,
) -> tuple[c.Command, ...]:
    grant = grant_of(by)
    if page.without is None:
        assert page.original is not None
        assert page.line is not None
        return (c.AddReturn(page.original, page.line, quantity, reason, grant, note),)
    who = page.without
    assert who.item is not None
    assert who.name is not None
    assert who.document is not None
    assert who.person is not None
    assert who.before is not None
    add = c.AddUnreceipted(who.item, quantity, reason, who.before, grant)
    known = state.sale.returner if state.sale else None
    if known is not None and known.person == who.person:
        return (add,)
    document = who.document.value
    shown = c.RecordReturner(who.name, document, who.number, who.person, who.before, grant)
    return (shown, add)
