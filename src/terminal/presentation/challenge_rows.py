"""The question at pickup and who takes it: what is asked, the choices, what stands in the way."""

from string import ascii_uppercase
from typing import Final

from terminal.app.identity_challenge import (
    NONE_OF_THESE,
    TRIES,
    alikes_of,
    choices,
    doubles_of,
    first_asked,
    telephone_of,
    told_by_address,
)
from terminal.app.inputs import Do, ReadFrom
from terminal.app.state import Challenge, PickupPage, TerminalState
from terminal.app.step_picker import LISTED, SHOWN_LISTED, alone, objects, wants_name
from terminal.domain.look_alike import street_of
from terminal.domain.pickup import Relationship
from terminal.domain.prescription import Fill, FillStatus, Patient
from terminal.presentation.actions import press
from terminal.presentation.text import list_name, tr
from terminal.presentation.ticket import as_of
from terminal.presentation.views import Action, Emphasis, Field, Notice, Tone

PICKERS: Final = {
    Relationship.PATIENT: "Patient",
    Relationship.PARENT_OR_GUARDIAN: "Parent or guardian",
    Relationship.SPOUSE: "Spouse",
    Relationship.CAREGIVER: "Caregiver",
    Relationship.OTHER: "Other",
}
_QUESTIONS: Final = {
    Challenge.DATE_OF_BIRTH: "Ask: “What is the date of birth?”",
    Challenge.ADDRESS: "Ask: “What is the address?”",
    Challenge.FULL_NAME: "Ask: “What is the full name?”",
    Challenge.TELEPHONE: "Ask: “Last four of the telephone?”",
}
_CHOICES: Final = {
    Challenge.ADDRESS: "Which one did the person say?",
    Challenge.FULL_NAME: "Which name did the person say?",
}


def _person(page: PickupPage) -> Patient | None:
    return next((each for each in page.people if each.id == page.patient), None)


def picked_up_already(page: PickupPage) -> bool:
    """Whether nothing of this person is left to be handed out: then nothing is asked."""
    fills = () if page.patient is None else page.fills_of(page.patient)
    return bool(fills) and all(fill.status is FillStatus.SOLD for fill in fills)


def ask(page: PickupPage) -> str:
    if page.patient is None:
        return tr("Find the person")
    if picked_up_already(page):
        return tr("Picked up already")
    if page.identified:
        return tr("Identity confirmed")
    if page.tries >= TRIES:
        return tr("Call the pharmacist")
    return tr(_QUESTIONS[page.asking])


def explain(state: TerminalState, page: PickupPage) -> str:
    if page.patient is None:
        return tr("Type a name, phone number or bin, or scan the label on the bag.")
    if picked_up_already(page):
        return tr("Nothing else waits here for this person.")
    if page.identified and wants_name(state, page):
        return tr("Enter the name of who picks up.")
    if page.identified:
        return tr("Choose who picks up, scan each bag, then add to the ticket.")
    if page.tries >= TRIES and _of_two(page):
        return tr("Two people have this name and this birth date. A pharmacist tells them apart.")
    if page.tries >= TRIES:
        return tr("Two answers did not match the record. A pharmacist can confirm with own PIN.")
    if page.asking is Challenge.FULL_NAME:
        return tr("Somebody else with a bag could be taken for this person.")
    if page.asking is Challenge.ADDRESS:
        return tr("One of these is on record. Do not read them out.")
    return tr("Enter what the person says. The record is not shown.")


def _of_two(page: PickupPage) -> bool:
    """Whether no answer could be this person's alone."""
    person = _person(page)
    if person is None or not doubles_of(page, person):
        return False
    return not told_by_address(page, person)


def answer_field(state: TerminalState, page: PickupPage) -> Field | None:
    """The date that is asked for, or the name of who picks up."""
    if page.patient is None or picked_up_already(page):
        return None
    if page.identified:
        if not wants_name(state, page):
            return None
        return Field("picker", tr("Last name, first name"), page.answer, state.revision)
    if page.tries < TRIES and page.asking is Challenge.TELEPHONE:
        return Field("answer", tr("Last four digits"), page.answer, state.revision)
    if page.tries >= TRIES or page.asking is not Challenge.DATE_OF_BIRTH:
        return None
    return Field("answer", "MM / DD / YYYY", page.answer, state.revision, date=True)


def other_question(state: TerminalState, page: PickupPage) -> tuple[Action, ...]:
    """What may be asked instead of the date of birth, where it is on record; or that again."""
    person = _person(page)
    spent = page.tries >= TRIES or picked_up_already(page)
    if person is None or spent or page.asking is Challenge.FULL_NAME:
        return ()
    used = first_asked(page, person) is Challenge.ADDRESS
    unknown = "" if street_of(person) else tr("No address is on record")
    if page.asking is Challenge.TELEPHONE:
        if used:
            birth = press(Do.ASK_ADDRESS, tr("Date of birth"), "F4", unless=_found_by_birth())
            return (birth, press(Do.ASK_TELEPHONE, tr("Address"), "F5"))
        address = press(Do.ASK_ADDRESS, tr("Address"), "F4", unless=unknown)
        return (address, press(Do.ASK_TELEPHONE, tr("Date of birth"), "F5"))
    telephone = press(Do.ASK_TELEPHONE, tr("Telephone"), "F5")
    more = (telephone,) if telephone_of(state, page, person) else ()
    if page.asking is Challenge.ADDRESS:
        told = _found_by_birth() if used else ""
        return (press(Do.ASK_ADDRESS, tr("Date of birth"), "F4", unless=told), *more)
    return (press(Do.ASK_ADDRESS, tr("Address"), "F4", unless=unknown), *more)


def _found_by_birth() -> str:
    return tr("The date of birth was what found this person")


# --- the choices: an answer among decoys, or who picks up


def _may_go_on(page: PickupPage) -> bool:
    """Whether the clerk has somebody to go on with; after two misses only a pharmacist has."""
    if page.patient is None or picked_up_already(page):
        return False
    return page.identified or page.tries < TRIES


def choices_title(page: PickupPage) -> str:
    if not _may_go_on(page):
        return ""
    if choices(page):
        return tr(_CHOICES[page.asking])
    return tr("Who is picking up?")


def answer_key(place: int) -> str:
    """The key of an answer to the question: none that means who picks up, or anything else here.

    A name or an address is asked on where "Patient" was on Ctrl+1 a moment ago: whoever presses on
    at speed answers nothing (pickup-and-compliance.md section 3: the person says it, nobody else).
    """
    return f"Alt+{ascii_uppercase[place]}"


def choice_keys(page: PickupPage) -> tuple[Action, ...]:
    if not _may_go_on(page):
        return ()
    offered = choices(page)
    if offered:
        return (
            *(
                press(Do.ANSWER, each, answer_key(place), str(place))
                for place, each in enumerate(offered)
            ),
            press(Do.ANSWER, tr("None of these"), answer_key(len(offered)), NONE_OF_THESE),
        )
    return (*_listed(page), *_relations(page))


def _relations(page: PickupPage) -> tuple[Action, ...]:
    listed = page.picker is not None and page.picker in _names(page)
    return tuple(
        press(
            Do.PICKED_BY,
            tr(label),
            f"Ctrl+{number}",
            relation.value,
            emphasis=_emphasis(chosen=relation is page.relationship and not listed),
        )
        for number, (relation, label) in enumerate(PICKERS.items(), 1)
    )


def _listed(page: PickupPage) -> tuple[Action, ...]:
    """Whom the patient named to collect; shown once the patient is known to be meant."""
    person = _person(page)
    if person is None or not page.identified:
        return ()
    first = len(PICKERS) + 1
    return tuple(
        press(
            Do.PICKED_BY,
            tr(
                "{name} ({relation})",
                name=each.name.full,
                relation=tr(PICKERS[each.relationship]).casefold(),
            ),
            f"Ctrl+{first + place}",
            f"{LISTED}{place}",
            emphasis=_emphasis(chosen=page.picker == each.name),
        )
        for place, each in enumerate(person.may_collect[:SHOWN_LISTED])
    )


def _names(page: PickupPage) -> tuple[object, ...]:
    person = _person(page)
    return () if person is None else tuple(each.name for each in person.may_collect)


def _emphasis(*, chosen: bool) -> Emphasis:
    return Emphasis.CHOSEN if chosen else Emphasis.PLAIN


# --- what has to be known


def notices(state: TerminalState, page: PickupPage) -> tuple[Notice, ...]:
    person = _person(page)
    found = []
    if person is not None and page.identified and objects(state, page):
        found.append(
            Notice(
                tr("The patient wants nobody else to collect."),
                tr("Do not hand anything out. A pharmacist can release it for a reason."),
                Tone.DANGER,
            )
        )
    if person is not None and page.identified and alone(state, page):
        found.append(
            Notice(
                tr("The patient is under 18."),
                tr(
                    "Ask for a parent or guardian, or who else collects. A pharmacist can release"
                    " it for a reason."
                ),
                Tone.DANGER,
            )
        )
    sold = [fill for fill in page.fills if fill.patient.id == page.patient and fill.sold]
    for fill in sold:
        here = page.in_hand(fill.key) or picked_up_already(page)
        if here and fill.status is FillStatus.SOLD:
            title = tr("{key} was picked up already.", key=fill.key)
            found.append(Notice(title, sold_words(state, fill), Tone.DANGER))
    if person is not None and (alike := alikes_of(page, person)):
        found.append(_alike_notice(page, alike[0]))
    if person is not None and any(source is ReadFrom.CACHE for _, source in page.read_from):
        found.append(
            Notice(
                tr("The pharmacy system did not answer."),
                tr("The copay is the last one known; its age is on each fill."),
                Tone.ATTENTION,
            )
        )
    return tuple(found)


def sold_words(state: TerminalState, fill: Fill) -> str:
    """When, where and by whom a fill was picked up, as far as it is known."""
    if fill.sold is None or fill.status is not FillStatus.SOLD:
        return ""
    parts = [tr("picked up {at}", at=as_of(fill.sold.at, state))]
    if fill.sold.lane:
        parts.append(tr("lane {lane}", lane=fill.sold.lane))
    if fill.sold.to is not None:
        parts.append(tr(PICKERS[fill.sold.to]).casefold())
    return " · ".join(parts)


def _alike_notice(page: PickupPage, other: Patient) -> Notice:
    bags = [each for each in (*page.fills, *page.similar) if each.patient.id == other.id]
    where = ", ".join(dict.fromkeys(fill.bin for fill in bags if fill.bin)) or "–"
    return Notice(
        tr("Look-alike:"),
        tr(
            "another {name} has a bag in {where}. Check the label on each bag.",
            name=list_name(other),
            where=where,
        ),
        Tone.ATTENTION,
    )
