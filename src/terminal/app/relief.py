"""A copay that cannot be paid now: which fill, left owed or waived, and why."""

from dataclasses import replace
from typing import Final

from terminal.app.state import CopayPage, Msg, Said, SalePage, TerminalState
from terminal.app.stepping import Step, ask_ticket, refuse, show_total
from terminal.domain import commands as c
from terminal.domain.copay import Relief, may_be_owed
from terminal.domain.copay_decider import left_of
from terminal.domain.identity import StaffId
from terminal.domain.lines import RxLine
from terminal.domain.money import ZERO
from terminal.domain.refusal import Refusal, Why

REASONS: Final = {
    Relief.OWED: ("the patient cannot pay now",),
    Relief.WAIVED: (
        "need, looked at for this patient",
        "could not be collected before",
        "a mistake of the pharmacy",
    ),
}
"""The reasons that are offered; anything else can be typed."""


def open_copay(state: TerminalState) -> Step:
    if not unpaid(state):
        return refuse(state, Refusal(Why.NOTHING_DUE))
    lines = relievable(state)
    if not lines:
        return refuse(state, Refusal(Why.TENDERS_TAKEN))
    page = CopayPage(lines[0].id if len(lines) == 1 else None)
    return Step(replace(state.clear_field(page), said=None))


def unpaid(state: TerminalState) -> tuple[RxLine, ...]:
    """The fills of the ticket with a copay to pay."""
    lines = () if state.sale is None else state.sale.rx_lines
    return tuple(line for line in lines if line.net > ZERO)


def relievable(state: TerminalState) -> tuple[RxLine, ...]:
    """Those of which something need not be paid: once a part is paid, what may stay owed."""
    sale, lines = state.sale, unpaid(state)
    if sale is None or not sale.anything_paid:
        return lines
    left = (line for line in lines if left_of(sale, line) > ZERO)
    return tuple(line for line in left if may_be_owed(line.fill, state.policy.rules, state.day))


def relieve(state: TerminalState, page: CopayPage, by: StaffId) -> Step:
    """Take the copay off the ticket, durably, and go back to it."""
    assert page.line is not None
    assert page.relief is not None
    asked = ask_ticket(state, c.RelieveCopay(page.line, page.relief, by, page.note))
    if isinstance(asked, Refusal):
        return refuse(state.clear_field(SalePage()), asked)
    sale = asked.state.sale
    assert sale is not None
    line = sale.line(page.line)
    assert isinstance(line, RxLine)
    told = Said(Msg.COPAY_RELIEVED, str(line.fill.key))
    shown = replace(asked.state.clear_field(SalePage()), said=told)
    return replace(asked, state=shown).doing(show_total(sale))
