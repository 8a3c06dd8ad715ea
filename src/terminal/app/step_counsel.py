"""Counselling at the counter: which fills, what came of it, who stands for the answer.

Rules that hold here (pickup-and-compliance.md section 6):

1. There is no default answer. That all fills are chosen at first is no answer: what is pressed
   then is said of those that are marked, and a fill that is left out goes on waiting.
2. A pharmacist stands for the answer: the person signed in, one who gives own PIN here, or one at
   another lane. Only a refusal, where every row lets anybody offer, is recorded by the clerk.
3. Where nothing is due the page records what the patient asked for: of several fills none is marked
   until somebody says which.
4. Why the PhMS asks is a matter of the patient's health: it is shown to a pharmacist alone.
"""

from dataclasses import replace
from typing import Final

from terminal.app import inputs as i
from terminal.app.counselling import asked_on, chosen_to_counsel, record_answer
from terminal.app.inputs import Do
from terminal.app.permissions import Right, may
from terminal.app.state import CounselPage, Release, SalePage, TerminalState
from terminal.app.step_pharmacist import ask_pharmacist
from terminal.app.stepping import Step, refuse
from terminal.domain.counselling_decider import clerk_may_record
from terminal.domain.pickup import Counselling
from terminal.domain.refusal import Refusal, Why

MAX_NOTE: Final = 200
NOTES: Final = {
    Counselling.REFUSED: ("patient", "representative"),
    Counselling.NOT_PRACTICABLE: ("left before it", "language", "by phone later"),
}
"""The answers that are offered for whom or why; anything else can be typed."""


def on_counsel(
    state: TerminalState, page: CounselPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            asked_again = replace(page, result=None, note="")
            back = SalePage() if page.result is None else asked_again
            return Step(replace(state.clear_field(back), said=None))
        case i.Intent(do=Do.ANSWER, argument=answer):
            return _answered(state, page, answer)
        case i.Intent(do=Do.TOGGLE_FILL, argument=line) if page.result is None:
            return _toggle(state, page, line)
        case i.Intent(do=Do.PHARMACIST) if page.result is None:
            return ask_pharmacist(state, Release.REASONS, page)
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, note=text[:MAX_NOTE])))
        case i.FieldSubmitted(text=text):
            return _noted(state, replace(page, note=text.strip()[:MAX_NOTE]))
        case _:
            return Step(state)


def _toggle(state: TerminalState, page: CounselPage, line: str) -> Step:
    found = next((each.id for each, _ in asked_on(state, page) if str(each.id) == line), None)
    if found is None:
        return Step(state)  # the row was pressed as the list changed
    return Step(replace(state, page=replace(page, left_out=page.left_out ^ {found}), said=None))


def _answered(state: TerminalState, page: CounselPage, answer: str) -> Step:
    if page.result is not None:
        return _noted(state, replace(page, note=answer))
    result = next((each for each in Counselling if each.value == answer), None)
    if result is None:
        return Step(state)  # a reason was chosen as its question was taken back
    if asked_on(state, page) and not chosen_to_counsel(state, page):
        return refuse(state, Refusal(Why.NO_FILL_CHOSEN))
    answered = replace(page, result=result, note="")
    if result is Counselling.ACCEPTED:
        return _stand_for(state, answered)
    return Step(replace(state.clear_field(answered), said=None))


def _noted(state: TerminalState, page: CounselPage) -> Step:
    if page.result is None:
        return Step(state)
    if not page.note:
        return refuse(state, Refusal(Why.NOTE_MISSING))
    return _stand_for(state, page)


def _stand_for(state: TerminalState, page: CounselPage) -> Step:
    """Record the answer under the pharmacist who is here, or ask for one, or let the clerk."""
    assert page.result is not None
    asked = chosen_to_counsel(state, page)
    if page.pharmacist is not None:
        return record_answer(state, page, page.pharmacist)
    if asked and clerk_may_record(page.result, asked) and state.user is not None:
        pharmacist = may(state.user, Right.RELEASE_PICKUP)
        return record_answer(state, page, state.user.id, by_pharmacist=pharmacist)
    return ask_pharmacist(state, Release.COUNSELLING, page)
