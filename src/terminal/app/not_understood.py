"""What was typed and not understood leaves the field: the next key begins an answer anew.

What a person is asked about somebody, and what a key other than Enter was pressed with. Anything
else that was entered stays in sight, and the field itself begins anew (ui/widgets/field.py).
"""

from dataclasses import replace
from typing import Final

from terminal.app import inputs as i
from terminal.app.pse_page import PsePage
from terminal.app.state import (
    AgePage,
    BookPage,
    IdPage,
    Msg,
    Page,
    PharmacistPage,
    PickupPage,
    TenderPage,
    TerminalState,
)
from terminal.app.stepping import Step
from terminal.domain.refusal import Refusal, Why

_NOT_UNDERSTOOD: Final = frozenset(
    {
        Msg.DATE_NOT_UNDERSTOOD,
        Msg.AMOUNT_NOT_UNDERSTOOD,
        Msg.ID_NUMBER_WRONG,
        Msg.ID_STATE_WRONG,
        Msg.NAME_NOT_UNDERSTOOD,
        Msg.ADDRESS_MISSING,
        Msg.PSE_ANSWER_WRONG,
        Why.BOOK_INCOMPLETE,
        Why.REASON_IN_WORDS,
        Why.CARD_AMOUNT,
    }
)


def emptied(before: TerminalState, what: i.Input, taken: Step) -> Step:
    """The step, with an empty field where its text was not understood."""
    state = taken.state
    if not isinstance(what, i.FieldSubmitted | i.Intent) or state.said is None:
        return taken
    said = state.said.what
    about = said.why if isinstance(said, Refusal) else said
    if about not in _NOT_UNDERSTOOD or state.revision != before.revision:
        return taken
    return replace(taken, state=state.clear_field(_without_text(state.page)))


def _without_text(page: Page) -> Page:
    match page:
        case PickupPage():
            return replace(page, answer="")
        case TenderPage() | IdPage() | AgePage() | BookPage() | PsePage() | PharmacistPage():
            return replace(page, typed="")
        case _:
            return page
