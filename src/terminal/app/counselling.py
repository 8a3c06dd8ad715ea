"""Which fills wait for a word about counselling, and the recording of it."""

from dataclasses import replace

from terminal.app.permissions import Right, may
from terminal.app.state import CounselPage, Page, SalePage, TerminalState
from terminal.app.stepping import Step, ask_ticket, refuse
from terminal.domain import commands as c
from terminal.domain.counselling_decider import Asked
from terminal.domain.identity import StaffId
from terminal.domain.obligation import uncounselled
from terminal.domain.refusal import Refusal, Why


def to_counsel(state: TerminalState) -> Asked:
    """The fills of the ticket that wait for an answer, with what the rows ask."""
    if state.sale is None:
        return ()
    return uncounselled(state.sale, state.policy.rules, state.day)


def chosen_to_counsel(state: TerminalState, page: CounselPage) -> Asked:
    """Those of them that the next answer is for."""
    return tuple(pair for pair in to_counsel(state) if pair[0].id not in page.left_out)


def sees_reasons(state: TerminalState, page: CounselPage) -> StaffId | None:
    """The pharmacist who stands at this page, if one does."""
    if state.user is not None and may(state.user, Right.RELEASE_PICKUP):
        return state.user.id
    return page.pharmacist


def record_answer(
    state: TerminalState, page: CounselPage, by: StaffId, *, by_pharmacist: bool = True
) -> Step:
    """The answer becomes a fact; the page stays while fills that were left out wait."""
    assert page.result is not None
    lines = tuple(line.id for line, _ in chosen_to_counsel(state, page))
    if to_counsel(state) and not lines:
        return refuse(state, Refusal(Why.NO_FILL_CHOSEN))
    command = c.RecordCounselling(page.result, by, page.note, lines, by_pharmacist)
    asked = ask_ticket(state, command)
    if isinstance(asked, Refusal):
        return refuse(state.clear_field(SalePage()), asked)
    return replace(asked, state=asked.state.clear_field(_next(asked.state, page)))


def _next(state: TerminalState, page: CounselPage) -> Page:
    return CounselPage(pharmacist=page.pharmacist) if to_counsel(state) else SalePage()
