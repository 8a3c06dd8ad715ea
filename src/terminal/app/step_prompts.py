"""The prompts of the checklist: counselling and signing. No answer is ever a default."""

from dataclasses import replace

from terminal.app import inputs as i
from terminal.app.effects import LoadWillCall
from terminal.app.inputs import Do
from terminal.app.ports import Attachment
from terminal.app.state import (
    CounselPage,
    Msg,
    PickupPage,
    QuestionPage,
    Release,
    Said,
    SalePage,
    SignPage,
    TerminalState,
)
from terminal.app.step_capture import ask_terminal_to_sign, cancel_signing, drawn_on_pad
from terminal.app.step_controlled import ask_for_id
from terminal.app.step_pharmacist import ask_pharmacist
from terminal.app.step_pickup import choose_patient
from terminal.app.stepping import Step, ask_ticket, refuse, say
from terminal.domain import commands as c
from terminal.domain.obligation import Kind
from terminal.domain.pickup import Counselling, Relationship, SignatureKind
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale
from terminal.domain.signature import digest_of
from terminal.domain.signature_picture import png_of

THIRD_PARTY_TEXT = (
    "I received the prescriptions listed here. I allow the pharmacy to give the payer the facts"
    " it needs to pay for them. What I say about who I am is true."
)
THIRD_PARTY_VERSION = "third-party 2026-11"
"""The wording is stored with each signature; a new wording is a new version."""
STROKES_MEDIA_TYPE = "application/x-rxlane-strokes"
MAX_NOTE = 200

NOTES = {
    Counselling.REFUSED: ("patient", "representative"),
    Counselling.NOT_PRACTICABLE: ("left before it", "language", "by phone later"),
}
"""The answers that are offered for whom or why; anything else can be typed."""


def meet(state: TerminalState, kind: Kind) -> Step:
    """Open what meets the first open obligation of this kind."""
    found = next((each for each in state.open_obligations if each.kind is kind), None)
    if found is None:
        return Step(state)
    match kind:
        case Kind.IDENTITY:
            return _identify(state, found.lines[0])
        case Kind.BAGS:
            return say(state, Said(Msg.SCAN_BAGS))
        case Kind.CONTROLLED:
            return ask_for_id(state)
        case Kind.QUESTIONS:
            return Step(replace(state.clear_field(QuestionPage()), said=None))
        case Kind.COUNSELLING:
            return Step(replace(state.clear_field(CounselPage()), said=None))
        case Kind.SIGNATURE:
            return Step(replace(state.clear_field(SignPage()), said=None))


def _identify(state: TerminalState, line_id: int) -> Step:
    assert state.sale is not None
    line = next(each for each in state.sale.rx_lines if each.id == line_id)
    page = PickupPage(typed=line.fill.key.rx, fills=(line.fill,))
    chosen = choose_patient(state, page, line.fill.patient.id)
    return chosen.doing(LoadWillCall(line.fill.key.rx))


# --- counselling


def on_counsel(
    state: TerminalState, page: CounselPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            back = SalePage() if page.result is None else CounselPage()
            return Step(replace(state.clear_field(back), said=None))
        case i.Intent(do=Do.ANSWER, argument=answer):
            return _answered(state, page, answer)
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, note=text[:MAX_NOTE])))
        case i.FieldSubmitted(text=text):
            return _noted(state, replace(page, note=text.strip()[:MAX_NOTE]))
        case _:
            return Step(state)


def _answered(state: TerminalState, page: CounselPage, answer: str) -> Step:
    if page.result is not None:
        return _noted(state, replace(page, note=answer))
    result = next((each for each in Counselling if each.value == answer), None)
    if result is None:
        return Step(state)  # a reason was chosen as its question was taken back
    chosen = CounselPage(result=result)
    if result is Counselling.ACCEPTED:
        return ask_pharmacist(state, Release.COUNSELLING, chosen)
    return Step(replace(state.clear_field(chosen), said=None))


def _noted(state: TerminalState, page: CounselPage) -> Step:
    if page.result is None:
        return Step(state)
    if not page.note:
        return refuse(state, Refusal(Why.NOTE_MISSING))
    return ask_pharmacist(state, Release.COUNSELLING, page)


# --- signing


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
            return Step(replace(state.clear_field(SignPage()), said=None))
        case i.Intent(do=Do.SIGN):
            return _sign(state, page)
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(SalePage()), said=None))
        case _:
            return Step(state)


def signer_of(sale: Sale) -> Relationship:
    """Who signs for all fills of the ticket: the picker of the first that wants a signature."""
    lines = [line for line in sale.rx_lines if line.fill.third_party and line.signature is None]
    picker = sale.picker_of(lines[0].fill.patient.id) if lines else None
    return Relationship.OTHER if picker is None else picker


def _sign(state: TerminalState, page: SignPage) -> Step:
    if not page.strokes or state.sale is None:
        return refuse(state, Refusal(Why.SIGNATURE_EMPTY))
    content = page.strokes.canonical()
    digest = digest_of(content)
    picture = png_of(page.strokes)
    command = c.TakeSignature(
        SignatureKind.THIRD_PARTY,
        signer_of(state.sale),
        THIRD_PARTY_TEXT,
        THIRD_PARTY_VERSION,
        digest,
        digest_of(picture),
    )
    asked = ask_ticket(state, command)
    if isinstance(asked, Refusal):
        return refuse(state, asked)
    kept = (
        Attachment(digest, STROKES_MEDIA_TYPE, content),
        Attachment(command.picture, "image/png", picture),
    )
    return replace(asked, state=asked.state.clear_field(SalePage()), attachments=kept)
