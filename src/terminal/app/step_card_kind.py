"""A card that is asked for by its kind: EBT SNAP, EBT cash, debit. How much, then the terminal.

Rules that hold here:

1. Nothing typed is all that this kind may pay; more than that is refused before a card is read.
2. The request leaves the page at once: the second press of a double one finds nothing to do.
"""

from dataclasses import replace
from typing import Final, assert_never

from terminal.app import inputs as i
from terminal.app.effects import Beep
from terminal.app.inputs import Do
from terminal.app.state import CardKindPage, Msg, Said, TerminalState, WaysPage
from terminal.app.step_payment import charge
from terminal.app.stepping import Step, say
from terminal.app.ways import missing
from terminal.domain.attempt import CardKind
from terminal.domain.money import ZERO, Money
from terminal.domain.snap_decider import snap_room
from terminal.domain.tender_kind import TenderKind

BY_KIND: Final = {
    TenderKind.EBT_SNAP: CardKind.EBT_SNAP,
    TenderKind.EBT_CASH: CardKind.EBT_CASH,
    TenderKind.DEBIT: CardKind.DEBIT,
}
ALL: Final = "all"
Happened = i.Intent | i.FieldEdited | i.FieldSubmitted


def open_kind(state: TerminalState, kind: CardKind) -> Step:
    """What it waits for stands on the page of all ways, where its key is grey."""
    if missing(state, TenderKind(kind.value)) is not None:
        return Step(state)
    return Step(replace(state.clear_field(CardKindPage(kind)), said=None))


def most_of(state: TerminalState, kind: CardKind) -> Money:
    """The most that a card of this kind may pay now."""
    if state.sale is None:
        return ZERO
    return snap_room(state.sale) if kind is CardKind.EBT_SNAP else state.sale.due


def on_card_kind(state: TerminalState, page: CardKindPage, what: Happened) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(WaysPage()), said=None))
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text), said=None))
        case i.FieldSubmitted(text=text):
            return _typed(state, page, text.strip())
        case i.Intent(do=Do.ANSWER, argument=answer) if answer == ALL:
            return charge(state, page.kind, None)
        case i.Intent():
            return Step(state)
        case _:
            assert_never(what)


def _typed(state: TerminalState, page: CardKindPage, text: str) -> Step:
    if not text:
        return charge(state, page.kind, None)
    try:
        amount = Money.parse(text)
    except ValueError:
        emptied = state.clear_field(replace(page, typed=""))
        return say(emptied, Said(Msg.AMOUNT_NOT_UNDERSTOOD)).doing(Beep(good=False))
    return charge(state, page.kind, amount)
