"""How a patient wants to be told that something is ready: asked when they are here, never guessed.

It is recorded on the ticket with channel and day, and reaches the PhMS with the pickup.
"""

from dataclasses import replace

from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.state import MessagesPage, Msg, Said, SalePage, TerminalState
from terminal.app.stepping import Step, ask_ticket, refuse
from terminal.domain import commands as c
from terminal.domain.consent import Channel
from terminal.domain.prescription import Patient, PatientId
from terminal.domain.refusal import Refusal, Why


def patients_here(state: TerminalState) -> tuple[Patient, ...]:
    """The patients of the ticket."""
    lines = () if state.sale is None else state.sale.rx_lines
    return tuple({line.fill.patient.id: line.fill.patient for line in lines}.values())


def not_asked(state: TerminalState) -> bool:
    """Whether somebody on the ticket has said nothing about messages, here or before."""
    sale = state.sale
    people = patients_here(state)
    return sale is not None and any(not (p.messages or sale.consents_of(p.id)) for p in people)


def open_messages(state: TerminalState) -> Step:
    people = patients_here(state)
    if not people:
        return refuse(state, Refusal(Why.NO_SUCH_LINE))
    page = MessagesPage(people[0].id if len(people) == 1 else None)
    return Step(replace(state.clear_field(page), said=None))


def on_messages(
    state: TerminalState, page: MessagesPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(SalePage()), said=None))
        case i.Intent(do=Do.CHOOSE_PATIENT, argument=patient):
            known = next((p.id for p in patients_here(state) if p.id == PatientId(patient)), None)
            return Step(replace(state, page=MessagesPage(known)))
        case i.Intent(do=Do.ANSWER, argument=answer):
            return _answered(state, page, answer)
        case _:
            return Step(state)


def _answered(state: TerminalState, page: MessagesPage, answer: str) -> Step:
    channel = next((each for each in Channel if each.value == answer), None)
    if channel is None or page.patient is None or state.user is None:
        return Step(state)
    asked = ask_ticket(state, c.AnswerMessages(page.patient, channel, state.user.id))
    if isinstance(asked, Refusal):
        return refuse(state.clear_field(SalePage()), asked)
    told = replace(asked.state.clear_field(SalePage()), said=Said(Msg.MESSAGES_RECORDED))
    return replace(asked, state=told)
