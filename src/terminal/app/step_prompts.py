"""The prompts of the checklist: counselling and signing. No answer is ever a default."""

from dataclasses import replace

from terminal.app.counselling import requested_page
from terminal.app.effects import LoadWillCall
from terminal.app.signing import on_request
from terminal.app.state import (
    CounselPage,
    Msg,
    Page,
    PickupPage,
    QuestionPage,
    Said,
    SalePage,
    SignMorePage,
    SignPage,
    TerminalState,
)
from terminal.app.step_age import open_age
from terminal.app.step_book import open_book
from terminal.app.step_controlled import ask_for_id
from terminal.app.step_notice import open_notice
from terminal.app.step_pickup import choose_patient
from terminal.app.step_pse import open_pse
from terminal.app.step_sale import void_line
from terminal.app.stepping import Step, say
from terminal.domain.identity import LineId
from terminal.domain.obligation import Kind


def meet(state: TerminalState, kind: Kind) -> Step:
    """Open what meets the first open obligation of this kind."""
    found = next((each for each in state.open_obligations if each.kind is kind), None)
    if found is None:
        return _on_request(state, kind)
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
        case Kind.PSE:
            return open_pse(state)
        case Kind.NOTICE:
            return open_notice(state, SalePage())
        case Kind.AGE:
            return open_age(state)
        case Kind.RECORD_BOOK:
            return open_book(state)
        case Kind.REFUSED:
            return _take_off(state, found.lines)


def _take_off(state: TerminalState, lines: tuple[LineId, ...]) -> Step:
    """What was refused leaves the ticket; with its last line the ticket is over."""
    step = Step(state)
    for line in lines:
        step = step.and_then(void_line(step.state, line))
    return step


def _on_request(state: TerminalState, kind: Kind) -> Step:
    """Nothing is due; the customer may ask: for the pharmacist, easy-open caps, a delivery."""
    page: Page | None = None
    if kind is Kind.COUNSELLING:
        page = requested_page(state)
    elif kind is Kind.SIGNATURE:
        page = SignMorePage() if on_request(state) else state.page
    return Step(state if page is None else replace(state.clear_field(page), said=None))


def _identify(state: TerminalState, line_id: int) -> Step:
    assert state.sale is not None
    line = next(each for each in state.sale.rx_lines if each.id == line_id)
    page = PickupPage(typed=line.fill.key.rx, fills=(line.fill,))
    chosen = choose_patient(state, page, line.fill.patient.id)
    return chosen.doing(LoadWillCall(line.fill.key.rx))
