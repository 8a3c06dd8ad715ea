"""The ID for controlled fills: which one, what is written down of it, one thing at a time.

What was entered already is shown as its last characters: enough to see that it is there, not enough
for who looks over the shoulder.
"""

from typing import Final

from terminal.app.inputs import Do
from terminal.app.state import IdPage, IdStep, TerminalState
from terminal.app.step_controlled import COPY_FILED, NEVER_ENDS, demand_of, next_step
from terminal.domain.controlled import IdDemand, id_wanted
from terminal.domain.pickup import Relationship
from terminal.domain.sale import Sale
from terminal.domain.shown_id import IdType, ShownId
from terminal.presentation.actions import press
from terminal.presentation.prompt_pages import line_rows
from terminal.presentation.text import tr
from terminal.presentation.views import Action, Field, PromptView, Row, TicketView
from terminal.presentation.why import words_of

TYPES: Final = {
    IdType.DRIVER_LICENCE: "Driver licence",
    IdType.STATE_ID: "State ID card",
    IdType.MILITARY: "Military ID",
    IdType.PASSPORT: "Passport",
    IdType.GREEN_CARD: "Green card",
    IdType.TRIBAL: "Tribal ID",
    IdType.OTHER: "Other ID",
}
_ASKS: Final = {
    IdStep.TYPE: "Scan the ID card, or choose which ID it is",
    IdStep.EXPIRES: "Until when is it valid?",
    IdStep.NUMBER: "What is its number?",
    IdStep.JURISDICTION: "Which state issued it?",
    IdStep.NAME: "What is the name on it?",
    IdStep.BIRTH_DATE: "What is the date of birth on it?",
    IdStep.ADDRESS: "What is the full address?",
    IdStep.COPY: "Make a copy of the ID, and file it",
}
_HINTS: Final = {
    IdStep.EXPIRES: "MM / DD / YYYY",
    IdStep.NUMBER: "As it is printed on the ID",
    IdStep.JURISDICTION: "Two letters, as NC",
    IdStep.NAME: "Family name, first name",
    IdStep.BIRTH_DATE: "MM / DD / YYYY",
    IdStep.ADDRESS: "Street, city and state",
}
_DATES: Final = (IdStep.EXPIRES, IdStep.BIRTH_DATE)
SHOWN_END: Final = 3


def id_view(state: TerminalState, page: IdPage, ticket: TicketView) -> PromptView:
    demand = demand_of(state)
    if demand is None or state.sale is None:
        return PromptView(
            ticket, tr("Controlled substance"), "", "", (), "", (), None, "", "", (), ()
        )
    step = next_step(page, demand) or IdStep.TYPE
    lines, _ = id_wanted(state.sale, state.policy.rules, state.day)
    hint = _HINTS.get(step)
    entered = () if page.shown is None else (_entered(page.shown),)
    return PromptView(
        ticket,
        tr("Controlled substance"),
        tr(_ASKS[step]),
        _explain(state.sale, demand),
        (*line_rows(lines), *entered),
        tr("Which ID?") if step is IdStep.TYPE else "",
        _choices(state, demand, step),
        None
        if hint is None
        else Field("id", tr(hint), page.typed, state.revision, date=step in _DATES),
        "" if hint is None else tr(TYPES[page.shown.type]) if page.shown else "",
        words_of(demand.rules),
        (),
        _buttons(demand),
    )


def _explain(sale: Sale, demand: IdDemand) -> str:
    pickers = {sale.picker_of(line.fill.patient.id) for line in sale.rx_lines}
    who = tr("The patient shows it.")
    if pickers != {Relationship.PATIENT}:
        who = tr("The person who picks up shows it.")
    end = tr(" It must not have expired.") if demand.must_be_unexpired else ""
    return who + end


def _choices(state: TerminalState, demand: IdDemand, step: IdStep) -> tuple[Action, ...]:
    match step:
        case IdStep.TYPE:
            accepted = [each for each in TYPES if each in demand.accepted]
            return tuple(
                press(Do.ANSWER, _type(state, demand, each), f"Ctrl+{number}", each.value)
                for number, each in enumerate(accepted, 1)
            )
        case IdStep.EXPIRES:
            return (press(Do.ANSWER, tr("It has no last day"), "Ctrl+1", NEVER_ENDS),)
        case IdStep.COPY:
            return (press(Do.ANSWER, tr("The copy is filed"), "Ctrl+1", COPY_FILED),)
        case _:
            return ()


def _type(state: TerminalState, demand: IdDemand, each: IdType) -> str:
    if each is IdType.STATE_ID and demand.own_state_id_only:
        own = state.policy.rules.jurisdiction.removeprefix("US-")
        return tr("State ID card of {state}", state=own)
    return tr(TYPES[each])


def _entered(shown: ShownId) -> Row:
    """What is there already; never the whole number."""
    parts = []
    if shown.number:
        parts.append(tr("number …{end}", end=shown.number[-SHOWN_END:]))
    if shown.jurisdiction:
        parts.append(shown.jurisdiction)
    if shown.name is not None:
        parts.append(f"{shown.name.family[:1]}••• {shown.name.given[:1]}.")
    if shown.address:
        parts.append(tr("address entered"))
    return Row("shown", tr(TYPES[shown.type]), " · ".join(parts))


def _buttons(demand: IdDemand) -> tuple[Action, ...]:
    known = press(Do.KNOWN_PERSON, tr("Known to the pharmacist"), "F3")
    without = press(Do.NO_ID, tr("Without an ID"), "F4")
    return tuple(
        action
        for action, offered in ((known, demand.known_is_enough), (without, demand.may_bypass))
        if offered
    )


def id_detail(sale: Sale | None) -> str:
    """How it was settled, in a row of the checklist: never anything of the ID."""
    lines = () if sale is None else sale.rx_lines
    shown = next((line.shown_id for line in lines if line.shown_id is not None), None)
    if shown is not None:
        return tr("{type} seen", type=tr(TYPES[shown.type]))
    return tr("A pharmacist signed") if any(line.released for line in lines) else ""
