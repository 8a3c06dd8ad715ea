"""The till's reports on paper: the receipt printer's, or a PDF.

Rules that hold here: a Z is printed at the close, and every later one is headed DUPLICATE; the
person who counted gets it without what was expected; paper that did not come is said, and
nothing of the close waits for it.
"""

from dataclasses import replace
from types import MappingProxyType
from typing import Final

from terminal.app import inputs as i
from terminal.app.effects import Beep, PrintReport, WriteTillReport
from terminal.app.permissions import Right, may
from terminal.app.print_ids import spare_id
from terminal.app.state import Msg, Said, TerminalState
from terminal.app.stepping import Step, say
from terminal.app.till_page import TillMode, TillPage
from terminal.app.till_report import (
    Around,
    Slip,
    deposit_slip,
    receipt_of_slip,
    x_report,
    z_report,
)
from terminal.domain import till_facts as t
from terminal.domain.identity import JobId
from terminal.domain.till import ClosedTill, evolve

PREFIX: Final = "till/"
"""How the jobs of such paper are named; a receipt's begins with its lane."""
X, Z, DEPOSIT = "x", "z", "deposit"


def around(state: TerminalState) -> Around:
    names = MappingProxyType({each.id: each.name for each in state.people})
    return Around(state.settings.store.name, names, state.zone)


def slip_of(state: TerminalState, page: TillPage, which: str) -> Slip | None:
    """What this page can put on paper."""
    oversees = state.user is not None and may(state.user, Right.OVERSEE_TILLS)
    till = state.till.open
    if which == X and page.mode is TillMode.REPORT and till is not None:
        sees = oversees and till.staff != state.user_id
        return x_report(till, around(state), state.at, sees_cash=sees)
    over = closed_shown(state, page)
    if over is None:
        return None
    if which == Z:
        return z_report(over, around(state), sees_cash=oversees)
    return deposit_slip(over, around(state)) if which == DEPOSIT else None


def closed_shown(state: TerminalState, page: TillPage) -> ClosedTill | None:
    match page.mode:
        case TillMode.CLOSED:
            return state.till.closed
        case TillMode.PAST:
            return page.past
        case _:
            return None


def print_slip(state: TerminalState, page: TillPage, which: str) -> Step:
    slip = slip_of(state, page, which)
    if slip is None:
        return Step(state)
    return Step(state, (), (_printing(state, slip, again=which == Z),))


def print_z(closing: Step, fact: t.TillClosed) -> Step:
    """The first one, by the step that closes."""
    state = closing.state
    over = evolve(state.till, fact, state.at).closed
    assert over is not None
    oversees = state.user is not None and may(state.user, Right.OVERSEE_TILLS)
    slip = z_report(over, around(state), sees_cash=oversees)
    return closing.doing(_printing(state, slip, again=False))


def _printing(state: TerminalState, slip: Slip, *, again: bool) -> PrintReport:
    number = int(state.at.timestamp())
    paper = receipt_of_slip(slip, again=again)
    return PrintReport(JobId(f"{PREFIX}{slip.name}/{number}"), spare_id(number), paper)


def on_slip_moved(state: TerminalState, what: i.PrintJobMoved) -> Step:
    """The printer's word on such paper: only that it did not come is news."""
    bad = what.state in (i.PrintState.FAILED, i.PrintState.UNKNOWN)
    if not bad or state.locked:
        return Step(state)
    return say(state, Said(Msg.TILL_NOT_PRINTED, what.reason)).doing(Beep(good=False))


def write_slip(state: TerminalState, page: TillPage, which: str) -> Step:
    slip = slip_of(state, page, which)
    if slip is None or page.writing:
        return Step(state)
    writing = replace(page, writing=True, written="", trouble="")
    return Step(replace(state, page=writing), (), (WriteTillReport(slip),))


def on_written(state: TerminalState, what: i.TillReportWritten) -> Step:
    page = state.behind if state.locked else state.page
    if not isinstance(page, TillPage) or not page.writing:
        return Step(state)
    known = replace(page, writing=False, written=what.path, trouble=what.trouble)
    return Step(replace(state, behind=known) if state.locked else replace(state, page=known))
