"""The reports page: days are chosen, their sums are read once, and each report is one look at them.

Rules that hold here: an answer to an older question is dropped; leaving the page, or the lock,
stops what is being counted; what is written is what is shown. Reports name no person, so that
reading one is no fact (of a patient's record it would be: step_records.py). What an open till took
is hidden until it is counted: always from who holds it, from others until they choose to see it,
which is a fact and ends their counting of it (decision 33). Over and short is for who oversees
tills.
"""

from dataclasses import replace

from terminal.app import inputs as i
from terminal.app.effects import ReadReport, StopReport, WriteReport
from terminal.app.inputs import Do
from terminal.app.permissions import Right, may
from terminal.app.reports import (
    REPORTS,
    NoDays,
    ReportQuestion,
    Span,
    days_before,
    days_of,
    read_days,
)
from terminal.app.state import DonePage, ReportsPage, SalePage, TerminalState
from terminal.app.step_records import FORMATS
from terminal.app.step_till import oversees
from terminal.app.stepping import Step, refuse
from terminal.domain.refusal import Refusal, Why
from terminal.domain.report import Report, seen
from terminal.domain.till_facts import TillTakingsShown

SPANS = (Span.TODAY, Span.YESTERDAY, Span.WEEK, Span.MONTH)
"""Those that are offered; other days are typed."""


def open_reports(state: TerminalState) -> Step:
    """From the ticket and from the end of a sale, for who may see what the store takes."""
    page = state.page
    if not isinstance(page, SalePage | DonePage):
        return Step(state)
    if state.user is None or not may(state.user, Right.READ_REPORTS):
        return refuse(state, Refusal(Why.NOT_PERMITTED))
    return _ask(state, ReportsPage(page), Span.TODAY)


def on_reports(
    state: TerminalState, page: ReportsPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(page.back), said=None), (), left_reports(page))
        case i.Intent(do=Do.CHOOSE_REPORT, argument=kind) if kind in REPORTS:
            return Step(replace(state, page=replace(page, kind=kind, written="", trouble="")))
        case i.Intent(do=Do.LINE_UP | Do.LINE_DOWN):
            return _beside(state, page, 1 if what.do is Do.LINE_DOWN else -1)
        case i.Intent(do=Do.CHOOSE_DAYS, argument=span) if span in _OFFERED:
            return _ask(state.clear_field(page), page, Span(span))
        case i.Intent(do=Do.WRITE_REPORT, argument=ending) if ending in FORMATS:
            return _write(state, page, ending)
        case i.Intent(do=Do.SHOW_TAKINGS):
            return _show_takings(state, page)
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text)))
        case i.FieldSubmitted(text=text) if text.strip():
            return _typed(state, page, text)
        case _:
            return Step(state)


_OFFERED = frozenset(each.value for each in SPANS)


def on_report(
    state: TerminalState, what: i.ReportRead | i.ReportProgress | i.ReportWritten
) -> Step:
    page = state.page
    asked = page.question if isinstance(page, ReportsPage) else None
    if not isinstance(page, ReportsPage) or asked is None or what.number != asked.number:
        return Step(state)
    match what:
        case i.ReportProgress():
            told = replace(page, done=what.done, of=what.of)
        case i.ReportRead():
            shown = None if what.report is None else _for(state, what.report, asked)
            told = replace(page, reading=False, shown=shown, trouble=what.trouble)
        case i.ReportWritten():
            told = replace(page, writing=False, written=what.place, trouble=what.trouble)
    return Step(replace(state, page=told))


def _for(state: TerminalState, report: Report, asked: ReportQuestion) -> Report:
    """What of it is for the person who is signed in."""
    return seen(report, cash=not _hidden(state, asked), tills=oversees(state))


def _hidden(state: TerminalState, asked: ReportQuestion) -> bool:
    """Whether any of the days is of an open till whose takings this person may not see."""
    till = state.till.open
    if till is None or state.user is None:
        return False
    until = max(days[1] for days in (asked.days, asked.before) if days is not None)
    return till.takings_hidden(state.user.id, until, oversees=oversees(state))


def offers_takings(state: TerminalState, page: ReportsPage) -> bool:
    """Whether what is hidden may be seen: by who does not answer for the till, at a price."""
    till = state.till.open
    hidden = page.shown is not None and page.shown.without_cash
    return hidden and till is not None and till.staff != state.user_id


def _show_takings(state: TerminalState, page: ReportsPage) -> Step:
    """What follows is on disk before anything is seen."""
    till = state.till.open
    if till is None or page.question is None or state.user is None:
        return Step(state)
    if not offers_takings(state, page):
        return Step(state)
    again = _read(state, page, page.question)
    return replace(again, facts=(TillTakingsShown(till.id, state.user.id),))


def left_reports(page: ReportsPage) -> tuple[StopReport, ...]:
    """What leaving in the middle of the counting leaves to be done."""
    return (StopReport(),) if page.reading else ()


def _ask(state: TerminalState, page: ReportsPage, span: Span) -> Step:
    days = days_of(span, state.day)
    return _read(state, replace(page, span=span), ReportQuestion(0, days, days_before(span, days)))


def _typed(state: TerminalState, page: ReportsPage, text: str) -> Step:
    try:
        days = read_days(text, state.day)
    except NoDays as error:
        return Step(replace(state, page=replace(page, typed=text, wrong=str(error))))
    return _read(state, replace(page, span=Span.TYPED), ReportQuestion(0, days))


def _read(state: TerminalState, page: ReportsPage, asked: ReportQuestion) -> Step:
    question = replace(asked, number=1 if page.question is None else page.question.number + 1)
    reading = replace(
        page, question=question, reading=True, done=0, of=0, shown=None, writing=False, written="",
        trouble="", wrong="",
    )  # fmt: skip
    return Step(replace(state, page=reading, said=None), (), (ReadReport(question),))


def _beside(state: TerminalState, page: ReportsPage, by: int) -> Step:
    kinds = tuple(REPORTS)
    place = max(0, min(kinds.index(page.kind) + by, len(kinds) - 1))
    return Step(replace(state, page=replace(page, kind=kinds[place], written="", trouble="")))


def _write(state: TerminalState, page: ReportsPage, ending: str) -> Step:
    if page.question is None or page.shown is None or page.writing:
        return Step(state)
    person = "" if state.user is None else state.user.name
    effect = WriteReport(
        page.question.number, page.shown, page.kind, ending, state.settings.store.name, person
    )
    told = replace(page, writing=True, written="", trouble="")
    return Step(replace(state, page=told), (), (effect,))
