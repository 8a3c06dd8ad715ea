"""The age of who buys: a date from an ID, the card's own code, or a look.

Rules that hold here (pickup-and-compliance.md section 11):

1. A date or a card is compared and gone; nothing of it is shown, kept or recorded.
2. An expired card shows nothing, and that it was tried is recorded.
3. Where the person at the counter may not sell it, somebody who may signs with number and PIN.
"""

from dataclasses import replace
from typing import assert_never

from terminal.app import inputs as i
from terminal.app.dates import day_of
from terminal.app.inputs import Do
from terminal.app.restricted_asking import ask_restricted
from terminal.app.scanning import wrong
from terminal.app.state import (
    AgePage,
    Msg,
    PharmacistPage,
    Release,
    Said,
    SalePage,
    TerminalState,
)
from terminal.app.step_pharmacist import ask_pharmacist
from terminal.app.step_pickup import read_date
from terminal.app.stepping import Step, refuse, say
from terminal.domain import commands as c
from terminal.domain.age import is_birth_date
from terminal.domain.id_card import IdCard
from terminal.domain.refusal import Refusal, Why
from terminal.domain.restricted import AgeMethod, RefusedBecause
from terminal.domain.staff import StaffMember

LOOKS, NO_ID, PRESCRIPTION = "looks", "no id", "prescription"
"""The answers that are no date."""
_OF_SELLER = (Why.SELLER_ROLE, Why.SELLER_AGE_UNKNOWN, Why.SELLER_TOO_YOUNG)
MAX_DATE = 14
"""`MM / DD / YYYY`."""


def open_age(state: TerminalState) -> Step:
    return Step(replace(state.clear_field(AgePage()), said=None))


def on_age(
    state: TerminalState, page: AgePage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    seller = _seller(state)
    match what:
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(SalePage()), said=None))
        case i.Intent(do=Do.ANSWER, argument=answer):
            return _answered(state, answer, seller)
        case i.Intent():
            return Step(state)
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text[:MAX_DATE]), said=None))
        case i.FieldSubmitted(text=text):
            return _dated(state, text, seller)
        case _:
            assert_never(what)


def _answered(state: TerminalState, answer: str, seller: StaffMember) -> Step:
    if answer == LOOKS:
        return _ask(state, c.JudgeAge(seller))
    if answer == NO_ID:
        return _ask(state, c.RefuseRestricted(RefusedBecause.NO_ID, seller))
    if answer == PRESCRIPTION:
        return ask_pharmacist(state, Release.PRESCRIPTION, AgePage())
    return Step(state)


def _dated(state: TerminalState, text: str, seller: StaffMember) -> Step:
    born = read_date(text)
    if born is None or not is_birth_date(born, state.day):
        return say(state, Said(Msg.DATE_NOT_UNDERSTOOD))
    return _ask(state, c.CheckAge(born, AgeMethod.DOB_ENTRY, seller))


def card_for_age(state: TerminalState, card: IdCard) -> Step:
    """A card on the age's page, or on the ticket while an age is open."""
    seller = _seller(state)
    if card.expired_on(state.day):
        return expired(state, c.RefuseRestricted(RefusedBecause.ID_EXPIRED, seller), card)
    if not is_birth_date(card.birth_date, state.day):
        return wrong(state, Said(Msg.DATE_NOT_UNDERSTOOD))
    return _ask(state, c.CheckAge(card.birth_date, AgeMethod.ID_SCAN, seller))


def expired(state: TerminalState, command: c.RefuseRestricted, card: IdCard) -> Step:
    """It stays where it is: another ID may be shown."""
    assert card.expires is not None
    asked = ask_restricted(state, command, day_of(card.expires))
    if isinstance(asked, Refusal):
        return refuse(state, asked)
    return replace(asked, state=replace(asked.state.clear_field(state.page), said=asked.state.said))


def _seller(state: TerminalState) -> StaffMember:
    assert state.user is not None, "nobody sells on a locked screen"
    return state.user


def _ask(state: TerminalState, command: c.CheckAge | c.JudgeAge | c.RefuseRestricted) -> Step:
    asked = ask_restricted(state, command)
    if isinstance(asked, Step):
        return asked
    if asked.why in _OF_SELLER and not isinstance(command, c.RefuseRestricted):
        waiting = PharmacistPage(Release.SELLER, AgePage(asked=command))
        return refuse(state.clear_field(waiting), asked)
    return refuse(state, asked)
