"""A report as a document for paper, and as a table for a program."""

from collections.abc import Iterator

from terminal.app.dates import day_of
from terminal.app.reports import OVERVIEW
from terminal.domain.money import Money
from terminal.domain.report import Report
from terminal.presentation.paper import Block, Heading, Paper, Paragraph, Table
from terminal.presentation.report_sections import section, sections
from terminal.presentation.report_shape import Section
from terminal.presentation.report_table import table_of, whole_table
from terminal.presentation.text import tr


def days_words(report: Report) -> str:
    if report.since == report.until:
        return day_of(report.since)
    return tr("{since} to {until}", since=day_of(report.since), until=day_of(report.until))


def paper_of(report: Report, kind: str, store: str, made: str) -> Paper:
    """The chosen report; the overview with all others behind it."""
    chosen = section(report, kind)
    rest = sections(report)[1:] if kind == OVERVIEW else ()
    blocks = tuple(block for each in (chosen, *rest) for block in _blocks(each))
    subtitle = f"{store} · {days_words(report)}"
    title = tr("Sales report") if kind == OVERVIEW else chosen.title
    return Paper(title, subtitle, blocks, tr("Made {made}", made=made))


def _blocks(section: Section) -> Iterator[Block]:
    yield Heading(section.title)
    if section.tiles:
        yield Paragraph("   ·   ".join(_tile(*each) for each in _told(section)))
    if section.chart is not None and section.chart.bars:
        yield section.chart
    if section.lines:
        yield table_of(section)
    elif section.empty:
        yield Paragraph(section.empty)
    if section.note:
        yield Paragraph(section.note)


def _told(section: Section) -> Iterator[tuple[str, str, str]]:
    for each in section.tiles:
        yield each.label, each.amount, each.note


def _tile(label: str, amount: str, note: str) -> str:
    return f"{label} {amount} ({note})" if note else f"{label} {amount}"


def table_for_file(report: Report, kind: str) -> Table:
    """Amounts without separators; of the overview every line of every report."""
    return (
        whole_table(report) if kind == OVERVIEW else table_of(section(report, kind), Money.__str__)
    )
