"""The second identifier: what was answered, how often in vain, and what is asked next.

Rules that hold here (pickup-and-compliance.md section 3):

1. A question is open: the clerk types the date of birth, or picks the address among decoys. The
   record's answer is on the screen only as one of several.
2. Two misses call a pharmacist, whatever was asked: on another visit of the page, on this lane's
   later tickets of the day and after a restart too (domain/missed_identity.py says when it ends).
3. Who was found by the date of birth is asked for the address: the same thing twice is one thing.
4. Where somebody with a bag could be taken for this person, the full name is asked as well.
5. Where that one has the same name and the same birth date, only the address tells them apart;
   where it does not either, a pharmacist does. A card of the name and the date is no better.
6. The last four digits of the telephone are typed, never shown, and asked only where they are this
   person's alone: not where another person who was found or is on the ticket has the same ones, not
   of a number that found the person, and not where the store does not want it.
"""

from dataclasses import replace

from terminal.app.effects import Beep
from terminal.app.state import Challenge, Msg, PickupPage, Said, TerminalState
from terminal.app.stepping import Step, say
from terminal.domain import facts as f
from terminal.domain.likeness import letters, signs
from terminal.domain.look_alike import (
    address_choices,
    full_name,
    look_alikes,
    name_choices,
    street_of,
)
from terminal.domain.missed_identity import Misses
from terminal.domain.prescription import FillStatus, Patient, PatientId

TRIES = 2
"""Wrong answers before a pharmacist is called (section 3)."""
NONE_OF_THESE = "none"
DIGITS = 4
"""Of the telephone, its last ones."""


def patient_at_hand(page: PickupPage) -> Patient:
    return next(each for each in page.people if each.id == page.patient)


def first_asked(page: PickupPage, patient: Patient) -> Challenge:
    """A record without an address leaves the date of birth."""
    other = page.found_by_birth and street_of(patient)
    return Challenge.ADDRESS if other else Challenge.DATE_OF_BIRTH


def alikes_of(page: PickupPage, person: Patient) -> tuple[Patient, ...]:
    """Others with a bag who could be taken for this person."""
    ready = (
        fill.patient for fill in (*page.fills, *page.similar) if fill.status is FillStatus.READY
    )
    return look_alikes(person, ready)


def doubles_of(page: PickupPage, person: Patient) -> tuple[Patient, ...]:
    """Others with a bag of whom name and birth date say the same."""
    return tuple(
        each
        for each in alikes_of(page, person)
        if letters(full_name(each)) == letters(full_name(person))
        and each.birth_date == person.birth_date
    )


def others_named(page: PickupPage, person: Patient) -> tuple[Patient, ...]:
    """Those whom the full name tells from this person, or who have another birth date."""
    doubles = doubles_of(page, person)
    return tuple(each for each in alikes_of(page, person) if each not in doubles)


def told_by_address(page: PickupPage, person: Patient) -> bool:
    """Whether the street on record is none of a double's."""
    own = signs(street_of(person))
    return bool(own) and all(signs(street_of(each)) != own for each in doubles_of(page, person))


def missed(state: TerminalState, page: PickupPage, patient: Patient, words: Msg) -> Step:
    """A wrong answer counts, whoever or whatever gave it."""
    tries = page.tries + 1
    before = forgiven(state, patient.id)
    missed_today = (*_of_today(before), (patient.id, tries))
    counted = replace(before, missed=missed_today, missed_on=state.day)
    by_phone = page.asking is Challenge.TELEPHONE  # the question that was chosen stays
    asking = Challenge.TELEPHONE if by_phone else first_asked(page, patient)
    again = counted.clear_field(replace(page, tries=tries, answer="", asking=asking))
    said = Said(words if tries < TRIES else Msg.IDENTITY_NEEDS_PHARMACIST)
    step = say(again, said).doing(Beep(good=False))
    return replace(step, facts=(f.IdentityMissed(patient.id, tries),))


def tries_of(state: TerminalState, patient: PatientId) -> int:
    """How many wrong answers count for this patient now."""
    return dict(_of_today(state)).get(patient, 0)


def _of_today(state: TerminalState) -> Misses:
    return state.missed if state.missed_on == state.day else ()


def forgiven(state: TerminalState, patient: PatientId) -> TerminalState:
    """Identity is confirmed: the misses before count no more."""
    return replace(state, missed=tuple(each for each in state.missed if each[0] != patient))


def answered_right(state: TerminalState, page: PickupPage, patient: Patient) -> Step:
    """The second identifier fits; the full name is asked where that may fit two."""
    known_apart = page.by_address and told_by_address(page, patient)
    if doubles_of(page, patient) and not known_apart:
        return _tell_apart(state, page, patient)
    if others_named(page, patient):
        named = replace(page, asking=Challenge.FULL_NAME, answer="")
        return Step(replace(state.clear_field(named), said=None))
    return _identified(state, page, patient)


def _tell_apart(state: TerminalState, page: PickupPage, patient: Patient) -> Step:
    """Nothing that was asked so far is this person's alone (rule 5); no answer was wrong."""
    if told_by_address(page, patient):
        asked = replace(page, asking=Challenge.ADDRESS, answer="")
        return Step(replace(state.clear_field(asked), said=None))
    called = state.clear_field(replace(page, tries=TRIES, answer=""))
    return say(called, Said(Msg.IDENTITY_OF_TWO)).doing(Beep(good=False))


def _identified(state: TerminalState, page: PickupPage, patient: Patient) -> Step:
    known = replace(page, identified=True, answer="")
    return Step(replace(forgiven(state, patient.id).clear_field(known), said=None))


def ask_address(state: TerminalState, page: PickupPage) -> Step:
    """Instead of the date of birth, or that again."""
    patient = patient_at_hand(page)
    if page.identified or page.tries >= TRIES or page.asking is Challenge.FULL_NAME:
        return Step(state)
    if page.asking is Challenge.ADDRESS:
        asked = replace(page, asking=first_asked(page, patient))
    elif street_of(patient):
        asked = replace(page, asking=Challenge.ADDRESS, by_address=False, answer="")
    else:
        return say(state, Said(Msg.NO_ADDRESS))
    return Step(replace(state.clear_field(asked), said=None))


def telephone_of(state: TerminalState, page: PickupPage, patient: Patient) -> str:
    """The four digits that may be asked; nothing where they cannot tell who this is (rule 6)."""
    own = patient.phone_last4
    lines = () if state.sale is None else state.sale.rx_lines
    around = (*page.people, *(line.fill.patient for line in lines))
    shared = any(each.phone_last4 == own for each in around if each.id != patient.id)
    found_by_it = bool(own) and page.found_by_digits.endswith(own)
    offered = state.settings.ask_telephone and not shared and not found_by_it
    return own if offered else ""


def ask_telephone(state: TerminalState, page: PickupPage) -> Step:
    """Instead of the date of birth, or that again."""
    patient = patient_at_hand(page)
    if page.identified or page.tries >= TRIES or page.asking is Challenge.FULL_NAME:
        return Step(state)
    if page.asking is Challenge.TELEPHONE:
        asked = replace(page, asking=first_asked(page, patient), answer="")
    elif telephone_of(state, page, patient):
        asked = replace(page, asking=Challenge.TELEPHONE, answer="")
    else:
        return say(state, Said(Msg.NO_TELEPHONE))
    return Step(replace(state.clear_field(asked), said=None))


def telephone_typed(state: TerminalState, page: PickupPage, text: str) -> Step:
    """Four digits, however they are spaced; anything else is no answer, and no miss."""
    patient = patient_at_hand(page)
    plain = "".join(sign for sign in text if sign not in " -.")
    if len(plain) != DIGITS or not (plain.isascii() and plain.isdecimal()):
        again = state.clear_field(replace(page, answer=""))
        return say(again, Said(Msg.TELEPHONE_NOT_UNDERSTOOD))
    if plain != telephone_of(state, page, patient):
        return missed(state, page, patient, Msg.IDENTITY_MISSED)
    return answered_right(state, replace(page, by_phone=True), patient)


def choices(page: PickupPage) -> tuple[str, ...]:
    """What the clerk picks among now: the record's answer is one of them, in no telling place."""
    if page.patient is None or page.identified:
        return ()
    patient = patient_at_hand(page)
    match page.asking:
        case Challenge.ADDRESS:
            return address_choices(patient, page.people)
        case Challenge.FULL_NAME:
            return name_choices(patient, alikes_of(page, patient))
        case Challenge.DATE_OF_BIRTH | Challenge.TELEPHONE:
            return ()


def chosen(state: TerminalState, page: PickupPage, answer: str) -> Step:
    """One of the choices, by its place, or none of them."""
    offered = choices(page)
    if not offered or page.tries >= TRIES:
        return Step(state)
    place = int(answer) if answer.isdecimal() and answer.isascii() and len(answer) < 3 else -1
    if answer != NONE_OF_THESE and not 0 <= place < len(offered):
        return Step(state)  # the choices changed as one was pressed
    patient = patient_at_hand(page)
    said = "" if answer == NONE_OF_THESE else offered[place]
    if page.asking is Challenge.ADDRESS:
        if said != street_of(patient):
            return missed(state, page, patient, Msg.IDENTITY_MISSED)
        return answered_right(state, replace(page, by_address=True), patient)
    if said != full_name(patient):
        return missed(state, page, patient, Msg.IDENTITY_MISSED)
    return _identified(state, page, patient)
