"""A copay that is not paid now: which one, owed or waived, and the reason."""

from typing import Final

from terminal.app.inputs import Do, Intent
from terminal.app.relief import REASONS, relievable
from terminal.app.state import CopayPage, TerminalState
from terminal.app.step_copay import offered
from terminal.domain.copay import Relief, relief_rules
from terminal.domain.copay_decider import left_of
from terminal.domain.lines import RxLine
from terminal.presentation.actions import press
from terminal.presentation.text import short_name, tr
from terminal.presentation.views import Action, Field, PromptView, Row, TicketView
from terminal.presentation.why import words_of

_CHOICES: Final = {
    Relief.OWED: "Hand it out, the copay stays owed",
    Relief.WAIVED: "A manager waives it",
}
_ASKS: Final = {
    None: "The copay cannot be paid: what becomes of it?",
    Relief.OWED: "Why is the copay not paid?",
    Relief.WAIVED: "Why is the copay waived?",
}


def copay_view(state: TerminalState, page: CopayPage, ticket: TicketView) -> PromptView:
    asks_reason = page.relief is not None
    return PromptView(
        ticket,
        tr("Copay"),
        tr(_ASKS[page.relief]),
        tr("It is recorded with who and why. There is no default."),
        tuple(_row(state, page, line) for line in relievable(state)),
        _title(page),
        _reasons(page) if asks_reason else _choices(state, page),
        Field("note", tr("In a few words"), page.note, state.revision) if asks_reason else None,
        tr("Reason") if asks_reason else "",
        _why(state, page),
        (),
        (),
    )


def _title(page: CopayPage) -> str:
    if page.line is None:
        return tr("Choose the prescription")
    return tr("What happens?") if page.relief is None else tr("Choose or type")


def _row(state: TerminalState, page: CopayPage, line: RxLine) -> Row:
    assert state.sale is not None
    return Row(
        str(line.id),
        tr("Rx {rx} · fill {n}", rx=line.fill.key.rx, n=line.fill.key.fill),
        short_name(line.fill.patient),
        (),
        str(left_of(state.sale, line)),
        selected=line.id == page.line,
        choose=Intent(Do.SELECT_LINE, str(line.id)),
    )


def _choices(state: TerminalState, page: CopayPage) -> tuple[Action, ...]:
    if page.line is None:
        return tuple(
            press(Do.SELECT_LINE, tr("Rx {rx}", rx=line.fill.key.rx), f"Ctrl+{n}", str(line.id))
            for n, line in enumerate(relievable(state)[:9], 1)
        )
    return tuple(
        press(Do.ANSWER, tr(_CHOICES[relief]), f"Ctrl+{n}", relief.value)
        for n, relief in enumerate(offered(state, page.line), 1)
    )


def _reasons(page: CopayPage) -> tuple[Action, ...]:
    assert page.relief is not None
    return tuple(
        press(Do.ANSWER, tr(reason), f"Ctrl+{n}", reason)
        for n, reason in enumerate(REASONS[page.relief], 1)
    )


def _why(state: TerminalState, page: CopayPage) -> str:
    line = next((each for each in relievable(state) if each.id == page.line), None)
    if line is None:
        return ""
    kinds = offered(state, page.line) if page.relief is None else (page.relief,)
    rules = (relief_rules(kind, line.fill, state.policy.rules, state.day) for kind in kinds)
    return words_of(tuple(rule for found in rules for rule in found))
