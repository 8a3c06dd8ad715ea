"""Who picks up: the relation, the name where it is asked, and the patient's objection.

Rules that hold here (pickup-and-compliance.md section 4):

1. A family member or a friend may collect; no proof of the relation is asked (45 CFR 164.510(b)).
   The patient's list of who may is offered, and keeps nobody else away.
2. Where the patient objects to anybody else, only a pharmacist releases it, for a reason.
3. A patient under 18 does not collect alone: somebody else does, or a pharmacist lets it go for a
   reason (which minors may collect differs; unconfirmed: check with the state).
"""

from dataclasses import replace
from typing import Final

from terminal.app.identity_challenge import patient_at_hand
from terminal.app.state import Msg, PickupPage, Said, TerminalState
from terminal.app.stepping import Step, say
from terminal.domain.age import age_on
from terminal.domain.pickup import Relationship
from terminal.domain.shown_id import PersonName, read_name

OF_AGE: Final = 18
LISTED: Final = "listed "
"""In front of a place on the patient's list, in the argument of `Do.PICKED_BY`."""
SHOWN_LISTED: Final = 4
"""Ctrl+6 to Ctrl+9; who comes further down the list is chosen by relation."""


def picked_by(state: TerminalState, page: PickupPage, argument: str) -> Step:
    if page.patient is None:
        return Step(state)
    relation, name = _named(page, argument)
    if relation is None:
        return Step(state)
    named = replace(
        page, relationship=relation, picker=name, released_by=None, release_reason="", answer=""
    )
    asks = page.identified and wants_name(state, named)
    shown = state.clear_field(named) if asks else replace(state, page=named)
    return Step(replace(shown, said=None))


def _named(page: PickupPage, argument: str) -> tuple[Relationship | None, PersonName | None]:
    if argument.startswith(LISTED):
        place = argument.removeprefix(LISTED)
        listed = dict(enumerate(patient_at_hand(page).may_collect[:SHOWN_LISTED]))
        person = listed.get(int(place)) if place.isdecimal() and place.isascii() else None
        return (None, None) if person is None else (person.relationship, person.name)
    return next((each for each in Relationship if each.value == argument), None), None


def name_typed(state: TerminalState, page: PickupPage, text: str) -> Step:
    name = read_name(text)
    if not wants_name(state, page):
        return Step(state)
    if name is None:
        return say(state, Said(Msg.NAME_NOT_UNDERSTOOD))
    named = replace(page, picker=name, answer="")
    return Step(replace(state.clear_field(named), said=None))


def wants_name(state: TerminalState, page: PickupPage) -> bool:
    """Whether the store asks who it is; a rule's own question comes with the ID."""
    somebody = page.relationship not in (None, Relationship.PATIENT)
    return state.settings.ask_picker_name and somebody and page.picker is None


def alone(state: TerminalState, page: PickupPage) -> bool:
    """Whether a minor wants to collect alone, and no pharmacist has let that go."""
    if page.patient is None or page.relationship is not Relationship.PATIENT:
        return False
    named = None if state.sale is None else state.sale.picker_of(page.patient)
    born = patient_at_hand(page).birth_date
    young = born is not None and age_on(born, state.day) < OF_AGE
    return young and page.released_by is None and named is not Relationship.PATIENT


def objects(state: TerminalState, page: PickupPage) -> bool:
    """Whether the patient wants nobody else to collect, and no pharmacist has let it go."""
    if page.patient is None or page.relationship in (None, Relationship.PATIENT):
        return False
    released = page.released_by is not None or (
        state.sale is not None and page.patient in state.sale.released_objections
    )
    return patient_at_hand(page).patient_only and not released
