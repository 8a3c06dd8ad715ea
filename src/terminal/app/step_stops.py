"""Why a pharmacist lets a stopped fill go: typed or chosen, never a default."""

from dataclasses import replace
from typing import Final, assert_never

from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.state import Release, StopPage, TerminalState
from terminal.app.step_pharmacist import ask_pharmacist
from terminal.app.stepping import Step, refuse
from terminal.app.stops import REASONS
from terminal.domain.refusal import Refusal, Why

MAX_NOTE: Final = 200


def on_stop(
    state: TerminalState, page: StopPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(page.back), said=None))
        case i.Intent(do=Do.ANSWER, argument=reason) if reason in REASONS[page.stop]:
            return _signed_for(state, page, reason)
        case i.Intent():
            return Step(state)
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, note=text[:MAX_NOTE])))
        case i.FieldSubmitted(text=text):
            return _signed_for(state, page, text.strip()[:MAX_NOTE])
        case _:
            assert_never(what)


def _signed_for(state: TerminalState, page: StopPage, reason: str) -> Step:
    if not reason:
        return refuse(state, Refusal(Why.NOTE_MISSING))
    return ask_pharmacist(state, Release.STOP, replace(page, note=reason))
