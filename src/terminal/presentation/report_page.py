"""The reports page: which report, which days, its figures, its bars and its lines."""

from typing import Final

from terminal.app.dates import day_of_this_year
from terminal.app.inputs import Do, Intent
from terminal.app.reports import DAYS_FIELD, REPORTS, Span
from terminal.app.state import ReportsPage, TerminalState
from terminal.app.step_reports import SPANS, offers_takings
from terminal.domain.report import Report
from terminal.presentation.actions import press
from terminal.presentation.report_paper import days_words
from terminal.presentation.report_sections import section
from terminal.presentation.report_shape import Section
from terminal.presentation.report_table import table_of
from terminal.presentation.text import tr
from terminal.presentation.views import (
    Action,
    Field,
    Notice,
    ReportView,
    Row,
    Tone,
)

_SPANS: Final = {
    Span.TODAY: "Today",
    Span.YESTERDAY: "Yesterday",
    Span.WEEK: "7 days",
    Span.MONTH: "This month",
}
assert set(_SPANS) == set(SPANS)


def report_view(state: TerminalState, page: ReportsPage) -> ReportView:
    shown = None if page.shown is None else section(page.shown, page.kind)
    return ReportView(
        tr("Reports"),
        tuple(_row(key, name, page.kind) for key, name in REPORTS.items()),
        tr(REPORTS[page.kind]),
        _explain(page),
        tuple(_span(page, span, number) for number, span in enumerate(SPANS, 1)),
        Field(
            DAYS_FIELD,
            tr("Other days: 10/01/2026 - 10/12/2026"),
            page.typed,
            state.revision,
            invalid=bool(page.wrong),
        ),
        () if shown is None else shown.tiles,
        None if shown is None else shown.chart,
        None if shown is None or not shown.lines else table_of(shown),
        _empty(page, shown),
        "" if shown is None else shown.note,
        _notices(state, page),
        (*_takings(state, page), *_files(page)),
    )


def _takings(state: TerminalState, page: ReportsPage) -> tuple[Action, ...]:
    if not offers_takings(state, page):
        return ()
    return (press(Do.SHOW_TAKINGS, tr("Show it"), "F6"),)


def _files(page: ReportsPage) -> tuple[Action, ...]:
    return tuple(
        press(
            Do.WRITE_REPORT,
            tr("Write {kind}", kind=ending.upper()),
            key,
            ending,
            unless=_nothing_to_write(page),
        )
        for ending, key in (("pdf", "F9"), ("csv", "F10"))
    )


def _row(key: str, name: str, chosen: str) -> Row:
    return Row(key, tr(name), selected=key == chosen, choose=Intent(Do.CHOOSE_REPORT, key))


def _span(page: ReportsPage, span: Span, number: int) -> Action:
    tone = Tone.GOOD if page.span is span else Tone.PLAIN
    return press(Do.CHOOSE_DAYS, tr(_SPANS[span]), f"Ctrl+{number}", span.value, tone=tone)


def _explain(page: ReportsPage) -> str:
    question = page.question
    if question is None:
        return ""
    days = days_words(Report(*question.days))
    if question.before is None:
        return days
    since, until = question.before
    return tr(
        "{days}, compared with {since} to {until}",
        days=days,
        since=day_of_this_year(since),
        until=day_of_this_year(until),
    )


def _empty(page: ReportsPage, shown: Section | None) -> str:
    if page.reading:
        return tr("Reading …")
    return "" if shown is None or shown.lines else shown.empty


def _nothing_to_write(page: ReportsPage) -> str:
    if page.writing:
        return tr("It is being written")
    return "" if page.shown is not None else tr("There is no report yet")


def _notices(state: TerminalState, page: ReportsPage) -> tuple[Notice, ...]:
    if page.wrong:
        return (Notice(tr("These are no days"), page.wrong, Tone.ATTENTION),)
    if page.trouble:
        return (Notice(tr("It could not be done"), page.trouble, Tone.DANGER),)
    if page.reading and page.of:
        far = tr("Counting what is new: {percent} %", percent=page.done * 100 // page.of)
        return (Notice(far, tr("The first report takes longest. Esc stops it."), Tone.INFO),)
    if page.writing:
        return (Notice(tr("Writing …"), "", Tone.INFO),)
    if page.written:
        return (Notice(tr("Written: {place}", place=page.written), "", Tone.GOOD),)
    if offers_takings(state, page):
        told = tr("F6 shows it: then somebody else counts this till, or a manager.")
        return (Notice(tr("What the open till took is hidden."), told, Tone.INFO),)
    return ()
