"""Counselling at other lanes: what waits there, one ticket of it, how far answers have come."""

from typing import Final

from terminal.app.dates import clock
from terminal.app.elsewhere import FillElsewhere, GivenElsewhere, TicketElsewhere
from terminal.app.inputs import Do, Intent
from terminal.app.state import ElsewherePage, SalePage, TerminalState
from terminal.app.step_elsewhere import chosen_elsewhere
from terminal.domain.counselling import Mode
from terminal.domain.elsewhere import Delivery
from terminal.domain.pickup import Counselling
from terminal.presentation.actions import back_key, help_key, lock_key, press
from terminal.presentation.counsel_page import (
    NOTE_TITLES,
    OFFERED,
    WHY,
    answer_choices,
    how_badge,
    label_of,
    note_choices,
    question_of,
    title_of,
)
from terminal.presentation.text import tr
from terminal.presentation.views import (
    Action,
    Badge,
    Field,
    Notice,
    PromptView,
    Row,
    StatusItem,
    TicketView,
    Tone,
)

KEY: Final = "Ctrl+Shift+C"
LISTED: Final = 9
"""Tickets with a key of their own; the others move up."""
_DELIVERIES: Final = {
    Delivery.ON_ITS_WAY: ("on its way", Tone.INFO),
    Delivery.TAKEN: ("delivered", Tone.GOOD),
    Delivery.ANSWERED: ("already answered", Tone.ATTENTION),
    Delivery.OVER: ("that ticket is over", Tone.ATTENTION),
    Delivery.REFUSED: ("not taken there", Tone.DANGER),
    Delivery.SILENT: ("that lane was closed", Tone.DANGER),
}


def elsewhere_key() -> Action:
    return press(Do.ELSEWHERE, tr("Counselling at other lanes"), KEY)


def elsewhere_items(state: TerminalState) -> tuple[StatusItem, ...]:
    """In the status strip: where a pharmacist is waited for, and a line that is down; on the
    ticket's page with the way there.
    """
    other = state.other_lanes
    if other is None:
        return ()
    if not other.connected:
        since = clock(other.since.astimezone(state.zone))
        return (StatusItem(tr("Other lanes not seen since {at}", at=since), Tone.ATTENTION),)
    if not other.lanes:
        return ()
    lanes = ", ".join(other.lanes)
    word = tr("lane {lanes}", lanes=lanes) if len(other.lanes) == 1 else tr("lanes ") + lanes
    words = tr("Counselling waits: {where}", where=word)
    if isinstance(state.page, SalePage):
        words = tr("{words} ({key})", words=words, key=KEY)
    return (StatusItem(words, Tone.ATTENTION),)


def elsewhere_view(state: TerminalState, page: ElsewherePage, ticket: TicketView) -> PromptView:
    if page.ticket is None:
        return _list_view(state, ticket)
    chosen = chosen_elsewhere(page)
    asking_note = page.result is not None
    return PromptView(
        ticket,
        _heading(page.ticket),
        question_of(page.result, consults=_consults(chosen)),
        "" if asking_note else tr("There is no default. A pharmacist signs for the answer."),
        _fills(page),
        tr("Choose or type") if asking_note else title_of(len(chosen), len(page.ticket.fills)),
        note_choices(page.result)
        if page.result is not None
        else answer_choices(consults=_consults(chosen), chosen=bool(chosen)),
        Field("note", tr("In a few words"), page.note, state.revision) if asking_note else None,
        tr(NOTE_TITLES.get(page.result or Counselling.ACCEPTED, "")),
        tr("The answer is recorded at lane {lane}, with your name.", lane=page.ticket.lane),
        _line_down(state),
        (),
    )


def elsewhere_keys(page: ElsewherePage) -> tuple[Action, ...]:
    own: tuple[Action, ...] = ()
    if page.ticket is not None and page.result is None and len(page.ticket.fills) > 1:
        own = tuple(
            press(Do.TOGGLE_FILL, tr("Rx {rx}", rx=each.key.rx), f"Alt+{number}", str(each.key))
            for number, each in enumerate(page.ticket.fills[:LISTED], 1)
        )
    return (help_key(), *own, back_key(), lock_key())


def elsewhere_row(page: ElsewherePage) -> tuple[Row, ...]:
    """What the pharmacist signs for."""
    return tuple(_fill(each) for each in chosen_elsewhere(page))


def elsewhere_label(page: ElsewherePage) -> str:
    """The answer in the words in which it was given."""
    if page.result is None:
        return ""
    label = label_of(page.result, consults=_consults(chosen_elsewhere(page)))
    return f"{label}: {page.note}" if page.note else label


# --- the list


def _list_view(state: TerminalState, ticket: TicketView) -> PromptView:
    tickets = () if state.other_lanes is None else state.other_lanes.tickets
    connected = state.other_lanes is not None and state.other_lanes.connected
    waits = tickets if connected else ()
    if waits:
        ask = tr("For which ticket does a pharmacist answer?")
    elif connected:
        ask = tr("No other lane waits for a pharmacist.")
    else:
        ask = tr("What waits at other lanes cannot be seen now.")
    return PromptView(
        ticket,
        tr("Counselling at other lanes"),
        ask,
        tr("Talk with the patient first, where they are or by phone; then answer here.")
        if waits
        else "",
        (*map(_ticket_row, waits), *(_given(state, each) for each in reversed(state.given))),
        tr("Waiting") if waits else "",
        tuple(
            press(Do.ELSEWHERE, _heading(each), f"Ctrl+{number}", each.name)
            for number, each in enumerate(waits[:LISTED], 1)
        ),
        None,
        "",
        "",
        _line_down(state),
        (),
    )


def _heading(ticket: TicketElsewhere) -> str:
    return tr("Lane {lane} · {ticket}", lane=ticket.lane, ticket=ticket.ticket)


def _ticket_row(ticket: TicketElsewhere) -> Row:
    fills = ", ".join(tr("Rx {key}", key=each.key) for each in ticket.fills)
    people = ", ".join(dict.fromkeys(each.patient for each in ticket.fills))
    return Row(
        ticket.name,
        _heading(ticket),
        f"{people} · {fills}",
        (how_badge(consults=_consults(ticket.fills)),),
        choose=Intent(Do.ELSEWHERE, ticket.name),
    )


def _given(state: TerminalState, given: GivenElsewhere) -> Row:
    words, tone = _DELIVERIES[given.delivery]
    at = clock(given.at.astimezone(state.zone))
    return Row(
        given.answer,
        tr("Lane {lane} · {ticket}", lane=given.lane, ticket=given.ticket),
        tr("answered here at {at}: {result}", at=at, result=tr(OFFERED[given.result])),
        (Badge(tr(words), tone),),
    )


def _line_down(state: TerminalState) -> tuple[Notice, ...]:
    other = state.other_lanes
    if other is None or other.connected:
        return ()
    since = clock(other.since.astimezone(state.zone))
    return (
        Notice(
            tr("No line to the store hub since {at}", at=since),
            tr(
                "{why}. Each lane can still be answered at the lane itself; what was answered here"
                " goes out when the line is back.",
                why=other.why[:1].upper() + other.why[1:],
            ),
            Tone.ATTENTION,
        ),
    )


# --- one ticket


def _fills(page: ElsewherePage) -> tuple[Row, ...]:
    assert page.ticket is not None
    many = len(page.ticket.fills) > 1 and page.result is None
    return tuple(
        _fill(each, many=many, out=each.key in page.left_out)
        for each in page.ticket.fills
        if page.result is None or each.key not in page.left_out
    )


def _fill(fill: FillElsewhere, *, many: bool = False, out: bool = False) -> Row:
    return Row(
        str(fill.key),
        tr("Rx {rx} · fill {n}", rx=fill.key.rx, n=fill.key.fill),
        tr("{name} · {why}", name=fill.patient, why=tr(WHY[fill.trigger])),
        (how_badge(consults=fill.mode is Mode.MUST_CONSULT),),
        selected=many and not out,
        struck=many and out,
        choose=Intent(Do.TOGGLE_FILL, str(fill.key)) if many else None,
    )


def _consults(chosen: tuple[FillElsewhere, ...]) -> bool:
    return any(each.mode is Mode.MUST_CONSULT for each in chosen)
