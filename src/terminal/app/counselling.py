"""Which fills wait for a word about counselling, and the recording of it."""

from dataclasses import replace

from terminal.app.permissions import Right, may
from terminal.app.state import CounselPage, Page, SalePage, TerminalState
from terminal.app.stepping import Step, ask_ticket, refuse
from terminal.domain import commands as c
from terminal.domain.counselling_decider import Asked
from terminal.domain.identity import StaffId
from terminal.domain.obligation import on_request, uncounselled
from terminal.domain.refusal import Refusal, Why


def to_counsel(state: TerminalState) -> Asked:
    """The fills of the ticket that wait for an answer, with what the rows ask."""
    if state.sale is None:
        return ()
    return uncounselled(state.sale, state.policy.rules, state.day)


def asked_on(state: TerminalState, page: CounselPage) -> Asked:
    """The fills that the page is about."""
    if not page.requested or state.sale is None:
        return to_counsel(state)
    return on_request(state.sale, state.policy.rules, state.day)


def requested_page(state: TerminalState) -> CounselPage | None:
    """To record what the patient asked; of several fills none is marked. None without a fill."""
    asked = asked_on(state, CounselPage(requested=True))
    if state.sale is None or not asked:
        return None
    several = frozenset(line.id for line, _ in asked) if len(asked) > 1 else frozenset()
    return CounselPage(left_out=several, requested=True)


def chosen_to_counsel(state: TerminalState, page: CounselPage) -> Asked:
    """Those of them that the next answer is for."""
    return tuple(pair for pair in asked_on(state, page) if pair[0].id not in page.left_out)


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
    if asked_on(state, page) and not lines:
        return refuse(state, Refusal(Why.NO_FILL_CHOSEN))
    command = c.RecordCounselling(
        page.result, by, page.note, lines, by_pharmacist, requested=page.requested
    )
    asked = ask_ticket(state, command)
    if isinstance(asked, Refusal):
        return refuse(state.clear_field(SalePage()), asked)
    return replace(asked, state=asked.state.clear_field(_next(asked.state, page)))


def _next(state: TerminalState, page: CounselPage) -> Page:
    if page.requested or not to_counsel(state):
        return SalePage()
    return CounselPage(pharmacist=page.pharmacist)
