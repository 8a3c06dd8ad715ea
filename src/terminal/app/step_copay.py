"""The page on which a copay is left owed, or a manager waives it. No answer is a default."""

from dataclasses import replace
from typing import Final, assert_never

from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.permissions import Right, may
from terminal.app.relief import REASONS, relievable, relieve
from terminal.app.state import CopayPage, Release, SalePage, TerminalState
from terminal.app.step_pharmacist import ask_pharmacist
from terminal.app.stepping import Step, refuse
from terminal.domain.copay import Relief, may_be_owed
from terminal.domain.identity import LineId
from terminal.domain.refusal import Refusal, Why

MAX_NOTE: Final = 200


def on_copay(
    state: TerminalState, page: CopayPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            back = SalePage() if page.relief is None else CopayPage(page.line)
            return Step(replace(state.clear_field(back), said=None))
        case i.Intent(do=Do.SELECT_LINE, argument=line) if page.relief is None:
            chosen = next((each.id for each in relievable(state) if str(each.id) == line), None)
            return Step(replace(state, page=CopayPage(chosen)))
        case i.Intent(do=Do.ANSWER, argument=answer) if page.relief is None:
            return _chosen(state, page.line, answer)
        case i.Intent(do=Do.ANSWER, argument=reason):
            offers = () if page.relief is None else REASONS[page.relief]
            known = reason in offers
            return _with_reason(state, replace(page, note=reason)) if known else Step(state)
        case i.FieldEdited(text=text) if page.relief is not None:
            return Step(replace(state, page=replace(page, note=text[:MAX_NOTE])))
        case i.FieldSubmitted(text=text) if page.relief is not None:
            return _with_reason(state, replace(page, note=text.strip()[:MAX_NOTE]))
        case i.Intent() | i.FieldEdited() | i.FieldSubmitted():
            return Step(state)
        case _:
            assert_never(what)


def offered(state: TerminalState, line_id: LineId | None) -> tuple[Relief, ...]:
    """What may become of the copay of this line; nothing until one is chosen."""
    line = next((each for each in relievable(state) if each.id == line_id), None)
    if line is None:
        return ()
    owed = may_be_owed(line.fill, state.policy.rules, state.day)
    part_paid = state.sale is not None and state.sale.anything_paid
    ways = ((Relief.OWED, owed), (Relief.WAIVED, not part_paid))
    return tuple(relief for relief, open_ in ways if open_)


def _chosen(state: TerminalState, line: LineId | None, answer: str) -> Step:
    found = next((each for each in offered(state, line) if each.value == answer), None)
    if found is None:
        return Step(state)
    return Step(replace(state.clear_field(CopayPage(line, found)), said=None))


def _with_reason(state: TerminalState, page: CopayPage) -> Step:
    if not page.note:
        return refuse(state, Refusal(Why.NOTE_MISSING))
    if page.relief is Relief.WAIVED:
        return ask_pharmacist(state, Release.WAIVER, page)
    if state.user is None or not may(state.user, Right.LEAVE_OWED):
        return refuse(state, Refusal(Why.NOT_PERMITTED))
    return relieve(state, page, state.user.id)
