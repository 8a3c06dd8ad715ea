"""Counselling that waits at other lanes, answered from here by a pharmacist.

Rules that hold here (pickup-and-compliance.md section 6):

1. The same tri-state as at the ticket's own lane, never defaulted; always a pharmacist's, with own
   number and PIN where nobody with that right is signed in.
2. What is answered becomes a fact at the lane of the ticket. Here an audit entry is kept, and the
   screen says what became of it: nothing counts as delivered before that lane has said so.
3. Without a line to the hub the answer waits, and the question at its own lane stays open.
"""

from dataclasses import replace
from typing import Final

from terminal.app import inputs as i
from terminal.app.effects import HearOutcome
from terminal.app.elsewhere import (
    GIVEN_SHOWN,
    FillElsewhere,
    GivenElsewhere,
    TicketElsewhere,
)
from terminal.app.inputs import Do
from terminal.app.state import (
    ElsewherePage,
    Msg,
    Page,
    PharmacistPage,
    Release,
    Said,
    SalePage,
    TerminalState,
)
from terminal.app.step_counsel import MAX_NOTE
from terminal.app.step_pharmacist import ask_pharmacist
from terminal.app.step_tickets import with_mark
from terminal.app.stepping import Step, refuse
from terminal.domain.elsewhere import CounselledElsewhereSettled, Delivery
from terminal.domain.pickup import Counselling
from terminal.domain.refusal import Refusal, Why

_TOLD: Final = {
    Delivery.TAKEN: Msg.ELSEWHERE_TAKEN,
    Delivery.ANSWERED: Msg.ELSEWHERE_ANSWERED,
    Delivery.OVER: Msg.ELSEWHERE_OVER,
    Delivery.REFUSED: Msg.ELSEWHERE_REFUSED,
    Delivery.SILENT: Msg.ELSEWHERE_SILENT,
}


def open_elsewhere(state: TerminalState) -> Step:
    """Nothing where the lane belongs to no hub."""
    if state.other_lanes is None:
        return Step(state)
    return Step(replace(state.clear_field(ElsewherePage()), said=None))


def on_elsewhere(
    state: TerminalState, page: ElsewherePage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(_back(page)), said=None))
        case i.Intent(do=Do.ELSEWHERE, argument=name) if page.ticket is None:
            return _choose(state, name)
        case i.Intent(do=Do.TOGGLE_FILL, argument=key) if page.result is None:
            return _toggle(state, page, key)
        case i.Intent(do=Do.ANSWER, argument=answer) if page.ticket is not None:
            return _answered(state, page, answer)
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, note=text[:MAX_NOTE])))
        case i.FieldSubmitted(text=text):
            return _noted(state, replace(page, note=text.strip()[:MAX_NOTE]))
        case _:
            return Step(state)


def chosen_elsewhere(page: ElsewherePage) -> tuple[FillElsewhere, ...]:
    """The fills that the next answer is for."""
    if page.ticket is None:
        return ()
    return tuple(each for each in page.ticket.fills if each.key not in page.left_out)


def _back(page: ElsewherePage) -> Page:
    if page.result is not None:
        return replace(page, result=None, note="")
    return SalePage() if page.ticket is None else ElsewherePage()


def _choose(state: TerminalState, name: str) -> Step:
    found = None if state.other_lanes is None else state.other_lanes.ticket(name)
    if found is None:
        return Step(state)  # it was answered as the row was pressed
    return Step(replace(state.clear_field(ElsewherePage(found)), said=None))


def _toggle(state: TerminalState, page: ElsewherePage, key: str) -> Step:
    fills = () if page.ticket is None else page.ticket.fills
    found = next((each.key for each in fills if str(each.key) == key), None)
    if found is None:
        return Step(state)
    return Step(replace(state, page=replace(page, left_out=page.left_out ^ {found}), said=None))


def _answered(state: TerminalState, page: ElsewherePage, answer: str) -> Step:
    if page.result is not None:
        return _noted(state, replace(page, note=answer))
    result = next((each for each in Counselling if each.value == answer), None)
    if result is None:
        return Step(state)
    if not chosen_elsewhere(page):
        return refuse(state, Refusal(Why.NO_FILL_CHOSEN))
    answered = replace(page, result=result, note="")
    if result is Counselling.ACCEPTED:
        return ask_pharmacist(state, Release.ELSEWHERE, answered)
    return Step(replace(state.clear_field(answered), said=None))


def _noted(state: TerminalState, page: ElsewherePage) -> Step:
    if page.result is None:
        return Step(state)
    if not page.note:
        return refuse(state, Refusal(Why.NOTE_MISSING))
    return ask_pharmacist(state, Release.ELSEWHERE, page)


# --- what the hub says


def on_other_lanes(state: TerminalState, what: i.OtherLanesHeard) -> Step:
    """A ticket that waits no more leaves the page; without a line what is known stays."""
    heard = with_mark(state, Step(replace(state, other_lanes=what.now)))
    return heard.and_then(_waits_there(heard.state, what))


def _waits_there(heard: TerminalState, what: i.OtherLanesHeard) -> Step:
    page = heard.page.back if isinstance(heard.page, PharmacistPage) else heard.page
    if not isinstance(page, ElsewherePage) or page.ticket is None or not what.now.connected:
        return Step(heard)
    now = what.now.ticket(page.ticket.name)
    if now is None:
        gone = Said(Msg.ELSEWHERE_GONE, str(page.ticket.lane))
        return Step(replace(heard.clear_field(ElsewherePage()), said=gone))
    return Step(replace(heard, page=_with_ticket(heard.page, now)))


def _with_ticket(page: Page, ticket: TicketElsewhere) -> Page:
    match page:
        case ElsewherePage():
            return replace(page, ticket=ticket)
        case PharmacistPage(back=ElsewherePage() as back):
            return replace(page, back=replace(back, ticket=ticket))
        case _:
            return page


def on_answer_moved(state: TerminalState, what: i.AnswerMoved) -> Step:
    """What became of an answer is on record before the hub hears that we know."""
    if what.delivery is Delivery.ON_ITS_WAY:
        return Step(state)
    heard = HearOutcome(what.answer)
    given = next((each for each in state.given if each.answer == what.answer), None)
    if given is not None and given.delivery is not Delivery.ON_ITS_WAY:
        return Step(state, (), (heard,))
    fact = CounselledElsewhereSettled(what.answer, what.delivery)
    if given is None:  # given before the program was started
        return Step(state, (fact,), (heard,))
    settled = replace(given, delivery=what.delivery)
    rows = tuple(settled if each.answer == what.answer else each for each in state.given)
    told = replace(state, given=shown(rows))
    if not state.locked:
        told = replace(told, said=Said(_TOLD[what.delivery], str(given.lane)))
    return Step(told, (fact,), (heard,))


def shown(rows: tuple[GivenElsewhere, ...]) -> tuple[GivenElsewhere, ...]:
    """All that are on their way, and the last of the others."""
    settled = [each for each in rows if each.delivery is not Delivery.ON_ITS_WAY]
    kept = {each.answer for each in settled[-GIVEN_SHOWN:]}
    return tuple(
        each for each in rows if each.delivery is Delivery.ON_ITS_WAY or each.answer in kept
    )
