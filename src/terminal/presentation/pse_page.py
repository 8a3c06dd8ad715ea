"""The page of a logged sale: the buyer's document, what may still be bought, the exchange."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from terminal.app.dates import clock, day_of
from terminal.app.inputs import Do
from terminal.app.permissions import Right, may
from terminal.app.pse_page import Ask, Draft, PsePage
from terminal.app.state import TerminalState
from terminal.app.step_pse import AGAIN, GO_ON, MATCHES, NEVER, would_refuse
from terminal.domain.pse import Offline, Override, PseDemand, demand_of, left_of
from terminal.domain.pse_buyer import DOCUMENTS
from terminal.domain.pse_content import PER_MG, BaseE5
from terminal.domain.pse_desk import goods_of
from terminal.domain.pse_ticket import InquiryState
from terminal.domain.refusal import Why
from terminal.presentation.actions import press
from terminal.presentation.id_page import TYPES as ID_TYPES
from terminal.presentation.text import refusal_title, tr
from terminal.presentation.views import (
    Action,
    Emphasis,
    Field,
    Notice,
    PromptView,
    Row,
    TicketView,
    Tone,
)
from terminal.presentation.why import sources_of

HEADING = "Pseudoephedrine, ephedrine: the log"

_ASKS = {
    Ask.TYPE: ("Which document?", "Scan the card, or choose what the person shows."),
    Ask.NUMBER: ("Number of the document", "As it is printed on it."),
    Ask.ISSUER: ("Who issued it", "The state's two letters, or the country."),
    Ask.FAMILY: ("Family name", "As on the document."),
    Ask.GIVEN: ("Given names", "As on the document."),
    Ask.ADDRESS: ("Address", "Street, city, state and ZIP code."),
    Ask.BORN: ("Date of birth", "Month, day and year, as on the document."),
    Ask.EXPIRES: ("Last day of the document", "Month, day and year."),
}
_TITLES = {
    Ask.TYPE: "Document",
    Ask.NUMBER: "Number",
    Ask.ISSUER: "Issued by",
    Ask.FAMILY: "Family name",
    Ask.GIVEN: "Given names",
    Ask.ADDRESS: "Address",
    Ask.BORN: "Born",
    Ask.EXPIRES: "Good until",
}
_OFFLINE = {
    Offline.UPLOAD: "Record it here now; it is entered in the exchange as soon as it works again.",
    Offline.NOTE: "The record says that the exchange could not be asked.",
}


@dataclass(frozen=True, slots=True)
class _Shown:
    """What differs from stage to stage."""

    ask: str
    explain: str
    rows: tuple[Row, ...] = ()
    choices_title: str = ""
    choices: tuple[Action, ...] = ()
    field: Field | None = None
    field_title: str = ""
    notices: tuple[Notice, ...] = ()
    buttons: tuple[Action, ...] = ()


def pse_view(state: TerminalState, page: PsePage, ticket: TicketView) -> PromptView:
    demand = demand_of(state.policy.rules, state.day)
    shown = _shown(state, page, demand)
    return PromptView(
        ticket,
        tr(HEADING),
        shown.ask,
        shown.explain,
        shown.rows,
        shown.choices_title,
        shown.choices,
        shown.field,
        shown.field_title,
        "" if demand is None else sources_of(demand.rules),
        shown.notices,
        shown.buttons,
    )


def _shown(state: TerminalState, page: PsePage, demand: PseDemand | None) -> _Shown:
    inquiry = None if state.sale is None else state.sale.pse.inquiry
    if page.paying:
        return _Shown(tr("Looking into the log once more …"), "")
    if page.asked_at is not None:
        ask = tr("Asking the state's exchange …")
        return _Shown(ask, tr("Esc goes back to the ticket; nothing is lost."))
    if page.down:
        return _down(page, demand)
    if inquiry is not None and inquiry.state is InquiryState.STOPPED:
        return _stopped()
    if page.draft.asks() is not None:
        return _asking(state, page.draft, page)
    return _comparing(state, page, demand)


def _asking(state: TerminalState, draft: Draft, page: PsePage) -> _Shown:
    asks = draft.asks()
    assert asks is not None
    ask, explain = _ASKS[asks]
    choices: tuple[Action, ...] = ()
    if asks is Ask.TYPE:
        choices = tuple(
            press(Do.ANSWER, tr(ID_TYPES[kind]), f"Ctrl+{number}", kind.value)
            for number, kind in enumerate(DOCUMENTS, 1)
        )
    if asks is Ask.EXPIRES:
        choices = (press(Do.ANSWER, tr("It has no last day"), "Ctrl+1", NEVER),)
    typed = None
    if asks is not Ask.TYPE:
        dated = asks in (Ask.BORN, Ask.EXPIRES)
        typed = Field("pse", tr(_TITLES[asks]), page.typed, state.revision, date=dated)
    title = tr("Document") if asks is Ask.TYPE else ""
    rows = _answers(draft)
    return _Shown(
        tr(ask), tr(explain), rows, title, choices, typed, tr(_TITLES[asks]) if typed else ""
    )


def _answers(draft: Draft) -> tuple[Row, ...]:
    """What is answered so far."""
    kind = None if draft.id_type is None else tr(ID_TYPES[draft.id_type])
    until = tr("no last day") if draft.never_expires else _day(draft.expires)
    answers = (
        (Ask.TYPE, kind),
        (Ask.NUMBER, draft.number),
        (Ask.ISSUER, draft.issuer),
        (Ask.FAMILY, draft.family),
        (Ask.GIVEN, draft.given),
        (Ask.ADDRESS, draft.address),
        (Ask.BORN, _day(draft.born)),
        (Ask.EXPIRES, until),
    )
    return tuple(Row(ask.value, answer, tr(_TITLES[ask])) for ask, answer in answers if answer)


def _day(day: date | None) -> str:
    return "" if day is None else day_of(day)


_OF_AMOUNT: Final = (Why.PSE_DAILY_LIMIT, Why.PSE_PERIOD_LIMIT, Why.PSE_PACKAGES, Why.PSE_PIECES)
"""What less of it would mend: there the page says how much is left."""


def _comparing(state: TerminalState, page: PsePage, demand: PseDemand | None) -> _Shown:
    """The log beside the document: the seller says that they are the same."""
    rows = _document(page.draft)
    if page.earlier is None:
        return _Shown(tr("Looking into the log …"), "", rows)
    refusal = would_refuse(state, page)
    good = refusal is None
    unless = "" if good else tr("This buyer cannot have it, or you may not sell it")
    buttons = (
        press(Do.ANSWER, tr("Another document"), "Ctrl+2", AGAIN),
        press(
            Do.ANSWER,
            tr("Everything matches"),
            "Ctrl+1",
            MATCHES,
            unless=unless,
            emphasis=Emphasis.FILLED,
        ),
    )
    now = state.at.astimezone(state.zone)
    left = _left(state, page, demand)
    if refusal is not None:
        why = left if refusal.why in _OF_AMOUNT else refusal_title(refusal)
        return _Shown(tr("This cannot be sold to this buyer"), why, rows, buttons=buttons)
    explain = tr(
        "Compare person, document and this: name, picture, date and time. The log says"
        " {at}. {left}",
        at=f"{day_of(now)} {clock(now)}",
        left=left,
    )
    return _Shown(tr("Is this the person?"), explain, rows, buttons=buttons)


def _document(draft: Draft) -> tuple[Row, ...]:
    """The whole document, to be compared at a glance: no row is out of sight on any lane."""
    assert draft.id_type is not None
    until = tr("no last day") if draft.never_expires else tr("until {day}", day=_day(draft.expires))
    kind = tr(ID_TYPES[draft.id_type])
    return (
        Row("name", f"{draft.given} {draft.family}", tr("Born {day}", day=_day(draft.born))),
        Row("address", draft.address, tr("Address")),
        Row("document", f"{kind} {draft.number}", f"{draft.issuer}, {until}"),
    )


def _left(state: TerminalState, page: PsePage, demand: PseDemand | None) -> str:
    """What the buyer may still have, of each chemical on the ticket."""
    if demand is None or state.sale is None or page.earlier is None:
        return ""
    chemicals = dict.fromkeys(each.content.chemical for each in goods_of(state.sale))
    said = []
    for chemical in chemicals:
        today, period = left_of(demand, page.earlier, chemical, state.day)
        said.append(
            tr(
                "The buyer may have {today} g of {chemical} today, {period} g in {days} days.",
                chemical=chemical.value,
                today=_grams(today),
                period=_grams(period),
                days=demand.window_days,
            )
        )
    return " ".join(said)


def _grams(base: BaseE5) -> str:
    """Rounded down: nobody is promised more than there is."""
    milligrams = base // PER_MG
    return f"{milligrams // 1000}.{milligrams % 1000:03}"


def _down(page: PsePage, demand: PseDemand | None) -> _Shown:
    policy = Offline.BLOCK if demand is None else demand.offline
    again = press(Do.ANSWER, tr("Ask again"), "Ctrl+1", AGAIN)
    if policy is Offline.BLOCK:
        return _Shown(
            tr("The exchange does not answer"),
            tr("This state sells nothing without it. Ask again, or take it off the ticket."),
            choices_title=tr("What now?"),
            choices=(again,),
            notices=(Notice(page.down.capitalize(), "", Tone.ATTENTION),),
        )
    go_on = press(Do.ANSWER, tr("Sell with a record"), "Ctrl+2", GO_ON)
    return _Shown(
        tr("The exchange does not answer"),
        tr(_OFFLINE[policy]),
        choices_title=tr("What now?"),
        choices=(again, go_on),
        notices=(Notice(page.down.capitalize(), "", Tone.ATTENTION),),
    )


def _stopped() -> _Shown:
    return _Shown(
        tr("Not approved"),
        tr(
            "The sale is not approved. Tell the buyer no more than that, and take it off the"
            " ticket: Esc, then Del. Nobody here can release it."
        ),
    )


def hidden_keys(state: TerminalState, page: PsePage) -> tuple[Action, ...]:
    """Keys that no list tells of: under duress, and only where the state allows it (section 10)."""
    inquiry = None if state.sale is None else state.sale.pse.inquiry
    demand = demand_of(state.policy.rules, state.day)
    stopped = inquiry is not None and inquiry.state is InquiryState.STOPPED and not page.paying
    allowed = demand is not None and demand.override is Override.DURESS
    if not stopped or not allowed or state.user is None:
        return ()
    if not may(state.user, Right.PASS_UNDER_DURESS):
        return ()
    return (press(Do.DURESS, "", "Ctrl+F12"),)
