"""The ID for controlled fills: scanned, or typed field by field, or a pharmacist's word.

Rules that hold here (pickup-and-compliance.md section 7):

1. The rows in force say which documents count and what is written down; nothing else is asked or
   kept. One thing is asked at a time.
2. An expired document is refused where a row wants an unexpired one; its last day is not kept.
3. The patient's own name and birth date are on record already: they are compared with a scanned
   card and not typed again.
4. Nothing is recorded before everything that is asked is there.
"""

import re
from dataclasses import replace
from datetime import date

from terminal.app import inputs as i
from terminal.app.effects import Beep
from terminal.app.inputs import Do
from terminal.app.scanning import not_taken, wrong
from terminal.app.state import IdPage, IdStep, Msg, Release, Said, SalePage, TerminalState
from terminal.app.step_id_card import fits_name
from terminal.app.step_pharmacist import ask_pharmacist
from terminal.app.step_pickup import read_date
from terminal.app.stepping import Step, ask_ticket, refuse, say
from terminal.domain import commands as c
from terminal.domain.age import is_birth_date
from terminal.domain.controlled import CopyOfId, IdDemand, id_wanted
from terminal.domain.id_card import IdCard
from terminal.domain.id_decider import picker_name
from terminal.domain.issuers import issuer_code
from terminal.domain.pickup import Relationship
from terminal.domain.prescription import Patient
from terminal.domain.refusal import Refusal, Why
from terminal.domain.shown_id import (
    MAX_ADDRESS,
    MAX_NUMBER,
    IdField,
    IdType,
    PersonName,
    ShownId,
    read_name,
    recorded_name,
)

COPY_FILED = "copy filed"
NEVER_ENDS = "never ends"
_NUMBER = re.compile(r"[0-9A-Z]([0-9A-Z *./-]*[0-9A-Z*])?")


def demand_of(state: TerminalState) -> IdDemand | None:
    """What is asked of who takes the controlled fills that still wait."""
    if state.sale is None:
        return None
    return id_wanted(state.sale, state.policy.rules, state.day)[1]


def ask_for_id(state: TerminalState) -> Step:
    return Step(replace(state.clear_field(IdPage()), said=None))


def known_name(state: TerminalState) -> PersonName | None:
    """The name of who picks up, where some pickup of the ticket told it: one person takes all."""
    lines = () if state.sale is None else state.sale.rx_lines
    names = (picker_name(state.sale, line) for line in lines if state.sale is not None)
    return next((name for name in names if name is not None), None)


def patient_picking_up(state: TerminalState) -> Patient | None:
    """The patient who is here in person."""
    if state.sale is None:
        return None
    patients = (line.fill.patient for line in state.sale.rx_lines)
    own = (p for p in patients if state.sale.picker_of(p.id) is Relationship.PATIENT)
    return next(own, None)


def next_step(page: IdPage, demand: IdDemand) -> IdStep | None:
    """What is asked now; None once all of it is there."""
    shown = page.shown
    if shown is None:
        return IdStep.TYPE
    if demand.must_be_unexpired and not page.looked_at_date:
        return IdStep.EXPIRES
    wanted = demand.written
    waiting = {
        IdStep.NUMBER: IdField.NUMBER in wanted and not shown.number,
        IdStep.JURISDICTION: IdField.JURISDICTION in wanted and not shown.jurisdiction,
        IdStep.NAME: IdField.NAME in wanted and shown.name is None,
        IdStep.BIRTH_DATE: IdField.BIRTH_DATE in wanted and shown.birth_date is None,
        IdStep.ADDRESS: IdField.ADDRESS in wanted and not shown.address,
        IdStep.COPY: demand.copy is CopyOfId.IMAGE and not shown.copy_filed,
    }
    return next((step for step, open_ in waiting.items() if open_), None)


def on_id(
    state: TerminalState, page: IdPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    demand = demand_of(state)
    if demand is None:  # the line was taken off behind a lock
        return Step(replace(state.clear_field(SalePage()), said=None))
    match what:
        case i.Intent(do=Do.BACK):
            back = SalePage() if page.shown is None else IdPage()
            return Step(replace(state.clear_field(back), said=None))
        case i.Intent(do=Do.KNOWN_PERSON) if demand.known_is_enough:
            return ask_pharmacist(state, Release.CONTROLLED, page)
        case i.Intent(do=Do.NO_ID) if demand.may_bypass:
            return ask_pharmacist(state, Release.NO_ID, page)
        case i.Intent(do=Do.ANSWER, argument=answer):
            return _answered(state, page, demand, answer)
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text), said=None))
        case i.FieldSubmitted(text=text):
            return _typed(state, page, demand, text.strip())
        case _:
            return Step(state)


def _answered(state: TerminalState, page: IdPage, demand: IdDemand, answer: str) -> Step:
    step = next_step(page, demand)
    if step is IdStep.TYPE:
        chosen = next((each for each in demand.accepted if each.value == answer), None)
        if chosen is None:
            return Step(state)
        return _go_on(state, replace(page, shown=_begun(state, chosen, demand)), demand)
    if step is IdStep.EXPIRES and answer == NEVER_ENDS:
        return _go_on(state, replace(page, expires=None, looked_at_date=True), demand)
    if step is IdStep.COPY and answer == COPY_FILED:
        assert page.shown is not None
        return _go_on(state, replace(page, shown=replace(page.shown, copy_filed=True)), demand)
    return Step(state)


def _begun(state: TerminalState, chosen: IdType, demand: IdDemand) -> ShownId:
    """With what is on record already: the patient's name and birth date."""
    patient = patient_picking_up(state)
    own_state = state.policy.rules.jurisdiction.removeprefix("US-")
    own = demand.own_state_id_only and chosen is IdType.STATE_ID
    return ShownId(
        chosen,
        jurisdiction=own_state if own else "",
        name=known_name(state),
        birth_date=None if patient is None else patient.birth_date,
    )


def _typed(state: TerminalState, page: IdPage, demand: IdDemand, text: str) -> Step:
    step, shown = next_step(page, demand), page.shown
    if shown is None or step is None:
        return Step(state)
    if step is IdStep.EXPIRES:
        return _expires(state, page, demand, text)
    taken = _with_field(shown, step, text, state.day)
    if isinstance(taken, Msg):
        return say(state, Said(taken)).doing(Beep(good=False))
    return _go_on(state, replace(page, shown=taken), demand)


def _with_field(shown: ShownId, step: IdStep, text: str, day: date) -> ShownId | Msg:
    """The record with what was typed, or why that cannot be it."""
    upper = text.upper()
    match step:
        case IdStep.NUMBER:
            if len(upper) > MAX_NUMBER or not _NUMBER.fullmatch(upper):
                return Msg.ID_NUMBER_WRONG
            return replace(shown, number=upper)
        case IdStep.JURISDICTION:
            code = issuer_code(text, shown.type)
            return Msg.ID_STATE_WRONG if code is None else replace(shown, jurisdiction=code)
        case IdStep.NAME:
            name = read_name(text)
            return Msg.NAME_NOT_UNDERSTOOD if name is None else replace(shown, name=name)
        case IdStep.BIRTH_DATE:
            born = read_date(text)
            good = born is not None and is_birth_date(born, day)
            return replace(shown, birth_date=born) if good else Msg.DATE_NOT_UNDERSTOOD
        case IdStep.ADDRESS:
            words = " ".join(text.split())
            good = 0 < len(words) <= MAX_ADDRESS and words.isprintable()
            return replace(shown, address=words) if good else Msg.ADDRESS_MISSING
        case _:
            return shown


def _expires(state: TerminalState, page: IdPage, demand: IdDemand, text: str) -> Step:
    last = read_date(text)
    if last is None:
        return say(state, Said(Msg.DATE_NOT_UNDERSTOOD))
    if state.day > last:
        return refuse(state.clear_field(IdPage()), Refusal(Why.ID_EXPIRED))
    return _go_on(state, replace(page, expires=last, looked_at_date=True), demand)


def _go_on(state: TerminalState, page: IdPage, demand: IdDemand) -> Step:
    """Ask the next thing, or record it when that was the last."""
    page = replace(page, typed="")
    if next_step(page, demand) is not None:
        return Step(replace(state.clear_field(page), said=None))
    assert page.shown is not None
    assert state.user is not None
    asked = ask_ticket(state, c.RecordId(page.shown, state.user.id, page.expires))
    if isinstance(asked, Refusal):
        return refuse(state.clear_field(IdPage()), asked)
    told = replace(asked.state.clear_field(SalePage()), said=Said(Msg.ID_RECORDED))
    return replace(asked, state=told)


# --- a card that is scanned


def card_for_id(state: TerminalState, card: IdCard) -> Step:
    """A card on the ID's page, or on the ticket while the ID is open."""
    demand = demand_of(state)
    if demand is None:
        return not_taken(state)
    patient = patient_picking_up(state)
    if patient is not None and not _is_of(card, patient):
        return wrong(state, Said(Msg.ID_NOT_THE_PATIENTS))
    if demand.must_be_unexpired and card.expired_on(state.day):
        refused = refuse(state, Refusal(Why.ID_EXPIRED))
        return replace(refused, effects=(Beep(good=False),))
    if not is_birth_date(card.birth_date, state.day):
        return wrong(state, Said(Msg.DATE_NOT_UNDERSTOOD))
    shown = _read_off(card)
    if shown.type not in demand.accepted:
        return refuse(state, Refusal(Why.ID_NOT_TAKEN))
    read = IdPage(shown, card.expires, looked_at_date=True)
    return _go_on(state, read, demand).doing(Beep(good=True))


def _is_of(card: IdCard, patient: Patient) -> bool:
    born = patient.birth_date in (None, card.birth_date)
    names = fits_name(card.family, patient.family) and fits_name(card.given, patient.given)
    return born and names


def _read_off(card: IdCard) -> ShownId:
    """Everything; what no row asks for is dropped where it is recorded."""
    state = card.jurisdiction.upper()
    return ShownId(
        IdType.DRIVER_LICENCE if card.licence else IdType.STATE_ID,
        number="".join(filter(str.isprintable, card.number))[:MAX_NUMBER],
        jurisdiction=state if state.isalpha() and state.isascii() and 2 <= len(state) <= 3 else "",
        name=recorded_name(card.family, card.given),
        address="".join(filter(str.isprintable, card.address))[:MAX_ADDRESS],
        birth_date=card.birth_date,
        scanned=True,
    )
