"""Counselling: for each fill why it is asked and how, what came of it, who stands for it."""

from typing import Final

from terminal.app.counselling import asked_on, chosen_to_counsel, sees_reasons
from terminal.app.inputs import Do, Intent
from terminal.app.state import CounselPage, TerminalState
from terminal.app.step_counsel import NOTES
from terminal.domain.counselling import (
    CounsellingDemand,
    Mode,
    OfferBy,
    Trigger,
    counselling_for,
    reissued,
)
from terminal.domain.counselling_decider import Asked
from terminal.domain.lines import RxLine
from terminal.domain.pickup import Counselling
from terminal.presentation.actions import back_key, help_key, lock_key, press
from terminal.presentation.text import short_name, tr
from terminal.presentation.views import Action, Badge, Field, PromptView, Row, TicketView, Tone
from terminal.presentation.why import words_of

OFFERED: Final = {
    Counselling.ACCEPTED: "Accepted, counselled",
    Counselling.REFUSED: "Offer refused",
    Counselling.NOT_PRACTICABLE: "Not practicable",
}
CONSULTED: Final = {
    Counselling.ACCEPTED: "Consulted by the pharmacist",
    Counselling.REFUSED: "Pharmacist came, patient declined",
    Counselling.NOT_PRACTICABLE: "Not practicable",
}
"""Where offering is not enough the pharmacist talks first; to decline is then the patient's right.
"""
NOTE_TITLES: Final = {Counselling.REFUSED: "Who", Counselling.NOT_PRACTICABLE: "Reason"}
WHY: Final = {
    Trigger.NEW: "new medicine",
    Trigger.CHANGED: "strength, form or directions changed",
    Trigger.REFILL: "asked at refills too",
    Trigger.FLAGGED: "the pharmacy system asks",
    Trigger.REQUEST: "the patient asks",
}
REISSUED: Final = Badge("re-issued, unchanged", Tone.PLAIN)
"""A new number of a therapy that the patient knows."""


def counsel_view(state: TerminalState, page: CounselPage, ticket: TicketView) -> PromptView:
    asked = asked_on(state, page)
    chosen = chosen_to_counsel(state, page)
    rules = {rule.ref: rule for _, demand in asked for rule in demand.rules}
    asking_note = page.result is not None
    worded = asked if page.requested else chosen
    return PromptView(
        ticket,
        tr("Counselling"),
        _question(page, chosen),
        _explain(state, page, asked, chosen),
        _rows(state, page, asked),
        tr("Choose or type") if asking_note else title_of(len(chosen), len(asked)),
        note_choices(page.result)
        if page.result is not None
        else answer_choices(consults=_consults(worded), chosen=bool(chosen)),
        Field("note", tr("In a few words"), page.note, state.revision) if asking_note else None,
        tr(NOTE_TITLES.get(page.result or Counselling.ACCEPTED, "")),
        words_of(tuple(rules.values())),
        (),
        (),
    )


def counsel_keys(state: TerminalState, page: CounselPage) -> tuple[Action, ...]:
    own: tuple[Action, ...] = ()
    if page.result is None:
        own = _toggles(state, page) if len(asked_on(state, page)) > 1 else ()
        if sees_reasons(state, page) is None:
            own = (press(Do.PHARMACIST, tr("Pharmacist"), "F3"), *own)
    return (help_key(), *own, back_key(), lock_key())


def answer_label(result: Counselling, chosen: Asked) -> str:
    """The answer in the words that the page offers for these fills."""
    return label_of(result, consults=_consults(chosen))


def therapy_badges(line: RxLine) -> tuple[Badge, ...]:
    if reissued(line.fill):
        return (Badge(tr(REISSUED.text), REISSUED.tone),)
    return (Badge(tr("new"), Tone.INFO),) if line.fill.is_new else ()


def _question(page: CounselPage, chosen: Asked) -> str:
    if page.requested and page.result is None:
        return tr("About which medicine?")
    return question_of(page.result, consults=_consults(chosen), anybody=_anybody(chosen))


def _consults(chosen: Asked) -> bool:
    return any(demand.mode is Mode.MUST_CONSULT for _, demand in chosen)


def _anybody(chosen: Asked) -> bool:
    return bool(chosen) and all(each.offer_by is OfferBy.ANY for _, each in chosen)


# --- in the same words at whatever lane it is answered


def label_of(result: Counselling, *, consults: bool) -> str:
    return tr((CONSULTED if consults else OFFERED)[result])


def question_of(result: Counselling | None, *, consults: bool, anybody: bool = False) -> str:
    match result:
        case Counselling.REFUSED if consults:
            return tr("Who declined the consultation?")
        case Counselling.REFUSED:
            return tr("Who refused the offer?")
        case Counselling.NOT_PRACTICABLE:
            return tr("Why was it not practicable?")
        case _ if consults:
            return tr("The pharmacist talks with the patient before the bag is handed over.")
        case _ if anybody:
            return tr("Offer a talk with the pharmacist.")
        case _:
            return tr("The pharmacist offers to explain the medicine.")


def answer_choices(*, consults: bool, chosen: bool) -> tuple[Action, ...]:
    return tuple(
        press(
            Do.ANSWER,
            label_of(result, consults=consults),
            f"Ctrl+{number}",
            result.value,
            unless="" if chosen else tr("Mark at least one fill"),
        )
        for number, result in enumerate(Counselling, 1)
    )


def note_choices(result: Counselling) -> tuple[Action, ...]:
    return tuple(
        press(Do.ANSWER, tr(note), f"Ctrl+{number}", note)
        for number, note in enumerate(NOTES.get(result, ()), 1)
    )


def how_badge(*, consults: bool) -> Badge:
    return Badge(tr("consult"), Tone.ATTENTION) if consults else Badge(tr("offer"), Tone.INFO)


def title_of(chosen: int, of: int) -> str:
    if of < 2:
        return tr("What happened?")
    if not chosen:
        return tr("Mark at least one fill")
    return tr("What happened with {n} of {m} fills?", n=chosen, m=of)


# --- for which fills


def _explain(state: TerminalState, page: CounselPage, asked: Asked, chosen: Asked) -> str:
    if page.result is not None:
        return ""
    stands = tr("There is no default. A pharmacist signs for the answer with own PIN.")
    if _anybody(chosen):
        stands = tr("There is no default. A refusal may be recorded without the pharmacist.")
    if sees_reasons(state, page) is not None:
        stands = tr("There is no default. The answer is kept under the pharmacist who is here.")
    if len(asked) < 2:
        return stands
    return tr("The answer is for the fills that are marked. ") + stands


def _toggles(state: TerminalState, page: CounselPage) -> tuple[Action, ...]:
    """A digit with Alt leaves a fill out of the answer, or takes it in again."""
    return tuple(
        press(Do.TOGGLE_FILL, tr("Rx {rx}", rx=line.fill.key.rx), f"Alt+{number}", str(line.id))
        for number, (line, _) in enumerate(asked_on(state, page)[:9], 1)
    )


# --- the fills


def _rows(state: TerminalState, page: CounselPage, asked: Asked) -> tuple[Row, ...]:
    """What waits for an answer, then what is re-issued and asks for none."""
    asking = page.result is not None
    waiting = tuple(
        _row(state, page, line, demand)
        for line, demand in asked
        if not asking or line.id not in page.left_out
    )
    return waiting if asking or page.requested else (*waiting, *_known_therapies(state))


def _row(state: TerminalState, page: CounselPage, line: RxLine, demand: CounsellingDemand) -> Row:
    fill = line.fill
    many = len(asked_on(state, page)) > 1 and page.result is None
    why = tr(WHY[demand.trigger])
    if fill.counselling_reason and sees_reasons(state, page) is not None:
        why = fill.counselling_reason
    must = demand.mode is Mode.MUST_CONSULT
    how = how_badge(consults=must)
    known = therapy_badges(line) if reissued(fill) else ()
    out = line.id in page.left_out
    return Row(
        str(line.id),
        tr("Rx {rx} · fill {n}", rx=fill.key.rx, n=fill.key.fill),
        tr("{name} · {why}", name=short_name(fill.patient), why=why),
        (*known, how),
        selected=many and not out,
        struck=many and out,
        choose=Intent(Do.TOGGLE_FILL, str(line.id)) if many else None,
    )


def _known_therapies(state: TerminalState) -> tuple[Row, ...]:
    lines = () if state.sale is None else state.sale.rx_lines
    return tuple(
        Row(
            str(line.id),
            tr("Rx {rx} · fill {n}", rx=line.fill.key.rx, n=line.fill.key.fill),
            tr("{name} · nothing to answer", name=short_name(line.fill.patient)),
            therapy_badges(line),
        )
        for line in lines
        if reissued(line.fill) and counselling_for(line.fill, state.policy.rules, state.day) is None
    )
