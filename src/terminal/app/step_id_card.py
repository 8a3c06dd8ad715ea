"""An ID card that is scanned at pickup.

Rules that hold here (pickup-and-compliance.md section 3):

1. A card answers for the patient alone: birth date and name must both fit. Whoever has another
   name is asked; another birth date is a wrong answer and counts.
2. Nothing of the card is kept, shown or recorded but that it answered.
"""

from dataclasses import replace

from terminal.app.dates import day_of
from terminal.app.identity_challenge import (
    TRIES,
    alikes_of,
    answered_right,
    doubles_of,
    forgiven,
    missed,
    patient_at_hand,
)
from terminal.app.scanning import wrong
from terminal.app.state import Challenge, Msg, PickupPage, Said, TerminalState
from terminal.app.stepping import Step
from terminal.domain.id_card import IdCard
from terminal.domain.likeness import letters
from terminal.domain.pickup import Relationship

AGES = (18, 21)
"""Ages that the law asks about; the youngest limit that a person is under is said."""


def card_read(state: TerminalState, page: PickupPage, card: IdCard) -> Step:
    """An ID card at pickup: the patient's own answers the second identifier.

    The picker is then the patient; where somebody else was named, the card is not the patient's and
    the clerk asks. An expired card, or one with another name, answers nothing.
    """
    asked = page.patient is not None and not page.identified and page.tries < TRIES
    if not asked:
        return wrong(state, Said(Msg.ID_CARD_NOT_ASKED))
    if page.relationship not in (None, Relationship.PATIENT):
        return wrong(state, Said(Msg.ID_CARD_OF_PICKER))
    if card.expired_on(state.day):
        assert card.expires is not None
        return wrong(state, Said(Msg.ID_CARD_EXPIRED, day_of(card.expires)))
    patient = patient_at_hand(page)
    if card.birth_date != patient.birth_date:
        return missed(state, page, patient, Msg.ID_CARD_NOT_PATIENTS)
    if not (fits_name(card.family, patient.family) and fits_name(card.given, patient.given)):
        return wrong(state, Said(Msg.ID_CARD_OTHER_NAME))
    known = replace(
        page, identified=True, by_card=True, relationship=Relationship.PATIENT, answer=""
    )
    if doubles_of(page, patient):
        return answered_right(state, replace(known, identified=False), patient)
    if any(each.birth_date == patient.birth_date for each in alikes_of(page, patient)):
        twin = replace(known, identified=False, asking=Challenge.FULL_NAME)
        return Step(replace(state.clear_field(twin), said=None))
    age = card.age_on(state.day)
    limit = next((each for each in AGES if age < each), None)
    said = Said(Msg.ID_CARD_CONFIRMS)
    if limit is not None:
        said = Said(Msg.ID_CARD_UNDER_AGE, str(limit))
    return Step(replace(forgiven(state, patient.id).clear_field(known), said=said))


def fits_name(on_card: str, on_record: str) -> bool:
    """Whether two writings of a name can be of one person: a card cuts long names short."""
    card, record = (letters(each) for each in (on_card, on_record))
    shorter = min(len(card), len(record))
    return shorter > 0 and card[:shorter] == record[:shorter]
