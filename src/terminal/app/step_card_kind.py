"""A card that is asked for by its kind: EBT, debit, gift. How much, then the terminal.

Rules that hold here:

1. Nothing typed is all that this kind may pay; more than that is refused before a card is read.
2. The request leaves the page at once: the second press of a double one finds nothing to do.
"""

from dataclasses import replace
from typing import Final, assert_never

from terminal.app import inputs as i
from terminal.app.effects import AskCardBalance, Beep, CancelCharge
from terminal.app.inputs import CardAbility, Do
from terminal.app.state import CardKindPage, Msg, Said, TerminalState, WaysPage
from terminal.app.step_capture import card_terminal_ready
from terminal.app.step_payment import charge, new_ref
from terminal.app.stepping import Step, say
from terminal.app.ways import missing
from terminal.domain.attempt import NEVER_ANOTHER, CardKind
from terminal.domain.identity import AttemptRef
from terminal.domain.money import ZERO, Money
from terminal.domain.snap_decider import snap_room
from terminal.domain.tender_kind import TenderKind

BY_KIND: Final = {
    TenderKind.EBT_SNAP: CardKind.EBT_SNAP,
    TenderKind.EBT_CASH: CardKind.EBT_CASH,
    TenderKind.DEBIT: CardKind.DEBIT,
    TenderKind.GIFT: CardKind.GIFT,
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
    match kind:
        case CardKind.EBT_SNAP:
            return snap_room(state.sale)
        case CardKind.EBT_CASH | CardKind.GIFT:
            return state.sale.open_to_benefits
        case _:
            return state.sale.due


def on_card_kind(state: TerminalState, page: CardKindPage, what: Happened) -> Step:
    if page.asked is not None:
        gives_up = isinstance(what, i.Intent) and what.do is Do.BACK
        return Step(state, (), (CancelCharge(),) if gives_up else ())
    match what:
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(WaysPage()), said=None))
        case i.Intent(do=Do.CARD_BALANCE):
            return _ask_balance(state, page)
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


# --- what is left on the card


def can_tell(state: TerminalState, kind: CardKind) -> bool:
    """Whether the terminal can be asked now: nobody may be paying there."""
    ability = CardAbility.GIFT if kind is CardKind.GIFT else CardAbility.EBT
    ready = card_terminal_ready(state, ability)
    return kind in NEVER_ANOTHER and ready and not state.unconfirmed


def _ask_balance(state: TerminalState, page: CardKindPage) -> Step:
    """It leaves no record, so that the next payment's reference can be made its own."""
    if not can_tell(state, page.kind):
        return Step(state)
    ref = AttemptRef(f"{new_ref(state)}B")
    asking = replace(state.clear_field(replace(page, asked=ref, balance=None)), said=None)
    return Step(asking, (), (AskCardBalance(ref, page.kind),))


def on_card_balance(state: TerminalState, what: i.CardBalanceTold | i.CardBalanceNotTold) -> Step:
    """The terminal's answer, also behind the lock."""
    page = state.behind if state.locked else state.page
    if not isinstance(page, CardKindPage) or page.asked != what.ref:
        return Step(state)
    told = what.balance if isinstance(what, i.CardBalanceTold) else None
    found = replace(page, asked=None, balance=told)
    if state.locked:
        return Step(replace(state, behind=found))
    shown = replace(state.clear_field(found), said=None)
    if isinstance(what, i.CardBalanceTold):
        return Step(shown, (), (Beep(good=True),))
    return say(shown, Said(Msg.BALANCE_NOT_READ, what.reason)).doing(Beep(good=False))
