"""The buyer signs the log: a signing of its own, below the notice.

Rules that hold here (21 USC 830(e); pickup-and-compliance.md sections 5 and 9.4):

1. Whoever buys is not whoever picks up, and signs for nothing but the log: what else is to be
   signed on the ticket has its own turn (step_sign.py).
2. It is drawn on the pad alone: the notice has to be shown where the buyer signs, and a card
   terminal shows none.
3. It is for the notice, the buyer and the packages that stood on the page when it was begun. If
   one of them changes, it is drawn again.
"""

from dataclasses import replace

from terminal.app import inputs as i
from terminal.app.drawing import drawing_of
from terminal.app.inputs import Do
from terminal.app.pse_page import PseSignPage
from terminal.app.state import SalePage, TerminalState
from terminal.app.stepping import Step, ask_ticket, refuse
from terminal.domain.pse_desk import LogSheet, SignPseLog, log_sheet
from terminal.domain.refusal import Refusal, Why


def sheet_to_sign(state: TerminalState) -> LogSheet | None:
    """What the buyer reads and signs; None where there is nothing, or no notice."""
    return None if state.sale is None else log_sheet(state.sale, state.policy.rules, state.day)


def on_pse_sign(
    state: TerminalState,
    page: PseSignPage,
    what: i.Intent | i.FieldEdited | i.FieldSubmitted | i.SignatureDrawn,
) -> Step:
    match what:
        case i.SignatureDrawn(strokes=strokes):
            begun = page.seen if page.strokes else sheet_to_sign(state)
            return Step(replace(state, page=PseSignPage(strokes, begun), said=None))
        case i.Intent(do=Do.CLEAR_SIGNATURE):
            return Step(_again(state))
        case i.Intent(do=Do.SIGN):
            return _sign(state, page)
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(SalePage()), said=None))
        case _:
            return Step(state)


def _again(state: TerminalState) -> TerminalState:
    return replace(state.clear_field(PseSignPage()), said=None)


def _sign(state: TerminalState, page: PseSignPage) -> Step:
    if not page.strokes:
        return refuse(state, Refusal(Why.SIGNATURE_EMPTY))
    sheet = sheet_to_sign(state)
    if sheet is None:
        return refuse(state, Refusal(Why.NOTHING_TO_SIGN))
    if sheet != page.seen:
        return refuse(_again(state), Refusal(Why.PAPERS_CHANGED))
    drawn = drawing_of(page.strokes)
    asked = ask_ticket(state, SignPseLog(drawn.strokes, drawn.picture))
    if isinstance(asked, Refusal):
        return refuse(state, asked)
    return replace(asked, state=asked.state.clear_field(SalePage()), attachments=drawn.kept)
