"""Signing: one drawing for all texts of one person, or why one of them stays unsigned.

Rules that hold here (pickup-and-compliance.md section 5):

1. A signature is for what stood on the page when it was begun. If that changes, it is drawn again.
2. All texts of one signing are one commit, each bound on its own, with one stored drawing.
3. Whoever may not sign a text is not asked to: the page goes on to the one who may.
4. A text stays unsigned only with a reason in words, and no reason is a default.
"""

from dataclasses import replace
from typing import Final

from terminal.app import inputs as i
from terminal.app.drawing import drawing_of
from terminal.app.inputs import Do
from terminal.app.signing import name_of, on_request, paper_named, sheet_of, shown_to_sign
from terminal.app.state import SalePage, SignMorePage, SignPage, TerminalState, UnsignedPage
from terminal.app.step_capture import ask_terminal_to_sign, cancel_signing, drawn_on_pad
from terminal.app.stepping import Step, ask_ticket, refuse
from terminal.domain import commands as c
from terminal.domain.obligation import Kind
from terminal.domain.pickup import SignatureKind, Unsigned
from terminal.domain.refusal import Refusal, Why
from terminal.domain.signature import PaperId
from terminal.domain.signing import DuePaper, reasons_to_leave

MAX_NOTE: Final = 200

_NOTES: Final = {
    Unsigned.REFUSED: ("does not want to sign", "wants to read it first"),
    Unsigned.NOT_PRESENT: ("notice given to who picks up", "notice put into the bag"),
}
_NOTES_OF_CAPS: Final = ("child-resistant cap put on", "a signed request is on paper")


def notes_for(paper: DuePaper, why: Unsigned) -> tuple[str, ...]:
    """The reasons that are offered; anything else can be typed."""
    return _NOTES_OF_CAPS if paper.terms.covers is SignatureKind.EASY_OPEN else _NOTES[why]


def on_sign(
    state: TerminalState,
    page: SignPage,
    what: i.Intent | i.FieldEdited | i.FieldSubmitted | i.SignatureDrawn,
) -> Step:
    match what:
        case i.SignatureDrawn(strokes=strokes):
            return drawn_on_pad(state, page, strokes)
        case i.Intent(do=Do.SIGN_ON_TERMINAL):
            return ask_terminal_to_sign(state, page)
        case i.Intent(do=Do.CANCEL_SIGNING):
            return cancel_signing(state, page)
        case i.Intent(do=Do.CLEAR_SIGNATURE):
            return _again(state, page.extras)
        case i.Intent(do=Do.SIGN):
            return _sign(state, page)
        case i.Intent(do=Do.MORE_TO_SIGN) if on_request(state):
            return Step(replace(state.clear_field(SignMorePage(page.extras)), said=None))
        case i.Intent(do=Do.LEAVE_UNSIGNED, argument=name):
            return _leave(state, page, name)
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(SalePage()), said=None))
        case _:
            return Step(state)


def _again(state: TerminalState, extras: tuple[PaperId, ...]) -> Step:
    return Step(replace(state.clear_field(SignPage(extras=extras)), said=None))


def _sign(state: TerminalState, page: SignPage) -> Step:
    if not page.strokes or state.sale is None:
        return refuse(state, Refusal(Why.SIGNATURE_EMPTY))
    shown = shown_to_sign(state, page)
    if not shown:
        return refuse(state, Refusal(Why.NOTHING_TO_SIGN))
    if shown != page.seen:
        return refuse(_again(state, page.extras).state, Refusal(Why.PAPERS_CHANGED))
    drawn = drawing_of(page.strokes)
    asked = ask_ticket(
        state, *(c.TakeSignature(each, drawn.strokes, drawn.picture, page.place) for each in shown)
    )
    if isinstance(asked, Refusal):
        return refuse(state, asked)
    onwards = _onwards(asked.state, page.extras)
    return replace(asked, state=onwards, attachments=drawn.kept)


def _onwards(state: TerminalState, extras: tuple[PaperId, ...]) -> TerminalState:
    """The next person's turn while something is left to sign; else back to the ticket."""
    due = any(each.kind is Kind.SIGNATURE for each in state.open_obligations)
    left = tuple(each for each in extras if any(each == p.id for p in on_request(state)))
    if due or sheet_of(state, left).papers:
        return state.clear_field(SignPage(extras=left))
    return state.clear_field(SalePage())


# --- signed as well, on request


def on_sign_more(
    state: TerminalState, page: SignMorePage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            return Step(replace(_onwards(state, page.extras), said=None))
        case i.Intent(do=Do.ANSWER, argument=name):
            paper = next((each for each in on_request(state) if name_of(each) == name), None)
            if paper is None:
                return Step(state)
            return Step(replace(_onwards(state, _toggled(state, page, paper)), said=None))
        case _:
            return Step(state)


def _toggled(state: TerminalState, page: SignMorePage, paper: DuePaper) -> tuple[PaperId, ...]:
    """With this text, or without it; of one patient's requests for caps there is one."""
    if paper.id in page.extras:
        return tuple(each for each in page.extras if each != paper.id)
    others = {
        each.id
        for each in on_request(state)
        if each.terms.covers is paper.terms.covers and each.patient == paper.patient
        if each.terms.covers is SignatureKind.EASY_OPEN
    }
    return (*(each for each in page.extras if each not in others), paper.id)


# --- left unsigned


def _leave(state: TerminalState, page: SignPage, name: str) -> Step:
    paper = paper_named(state, name)
    if paper is None or state.sale is None:
        return Step(state)  # the row was pressed as the list changed
    reasons = reasons_to_leave(state.sale, paper)
    if not reasons:
        return refuse(state, Refusal(Why.MUST_BE_SIGNED, paper.terms.title))
    only = reasons[0] if len(reasons) == 1 else None
    asking = UnsignedPage(paper.id, page.extras, only)
    return Step(replace(state.clear_field(asking), said=None))


def on_unsigned(
    state: TerminalState, page: UnsignedPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            return _again(state, page.extras)
        case i.Intent(do=Do.ANSWER, argument=answer) if page.why is None:
            why = next((each for each in Unsigned if each.value == answer), None)
            if why is None:
                return Step(state)
            return Step(replace(state.clear_field(replace(page, why=why)), said=None))
        case i.Intent(do=Do.ANSWER, argument=answer):
            return _recorded(state, replace(page, note=answer))
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, note=text[:MAX_NOTE])))
        case i.FieldSubmitted(text=text):
            return _recorded(state, replace(page, note=text.strip()[:MAX_NOTE]))
        case _:
            return Step(state)


def _recorded(state: TerminalState, page: UnsignedPage) -> Step:
    if page.why is None or state.user is None:
        return Step(state)
    asked = ask_ticket(state, c.LeaveUnsigned(page.paper, page.why, page.note, state.user.id))
    if isinstance(asked, Refusal):
        return refuse(state, asked)
    return replace(asked, state=_onwards(asked.state, page.extras))
