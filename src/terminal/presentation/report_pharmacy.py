"""What the pharmacy and the till have to tell: copays, bags that wait, what was done by hand."""

from terminal.domain.report import Figure, Report, by_key
from terminal.presentation import report_words as words
from terminal.presentation.chart import Bar, Chart
from terminal.presentation.report_shape import Heads, Line, Section, bar_of
from terminal.presentation.text import tr


def copays(report: Report) -> Section:
    sums = report.of(Figure.COPAYS)
    lines = tuple(
        Line(words.copay(each.key), each.part, each.count, None, each.amount) for each in sums
    )
    bars = tuple(bar_of(words.copay(each.key), each.amount) for each in by_key(sums))
    return Section(
        "",
        Heads(tr("Copay"), tr("Payer"), tr("Fills"), amount=tr("Amount")),
        lines,
        chart=Chart(tr("Copays"), bars, unit=100) if bars else None,
        note=tr("Who waived a copay, and why, stands in the register of copays (Ctrl+Y)."),
        empty=tr("No prescription was handed out on these days."),
    )


def waiting(report: Report) -> Section:
    lines = tuple(
        Line(words.age(each.days), count=each.bags, amount=each.copays) for each in report.waiting
    )
    bars = tuple(Bar(each.name, each.count or 0, f"{each.count:,}") for each in lines)
    return Section(
        "",
        Heads(tr("Ready for"), count=tr("Bags"), amount=tr("Copays")),
        lines,
        chart=Chart(tr("Bags by how long they wait"), bars) if bars else None,
        note=tr("As of now, whatever days are chosen. Ctrl+U at the ticket names them."),
        empty=tr("Every bag was picked up."),
    )


def till(report: Report) -> Section:
    """Amounts where cash was moved or counted; who was over or short is in the till's history."""
    done = tuple(
        Line(words.till(each.key), tr("till"), each.count, None, each.amount or None)
        for each in sorted(report.of(Figure.TILL), key=lambda one: words.place_in_day(one.key))
    )
    counts = tuple(
        Line(words.variance(each.key), words.count(each.part), each.count, None, each.amount)
        for each in report.of(Figure.VARIANCE)
    )
    openings = tuple(
        Line(words.opening(each.key), tr("drawer opened"), each.count)
        for each in report.of(Figure.DRAWER)
    )
    bars = tuple(Bar(each.name, each.count or 0, f"{each.count:,}") for each in openings)
    note = tr("Whose cash was over or short stands in the till's history (Ctrl+J).")
    return Section(
        "",
        Heads(tr("What"), tr("Where"), tr("How often"), amount=tr("Cash")),
        (*done, *counts, *openings),
        chart=Chart(tr("Openings of the drawer"), bars) if bars else None,
        note=note if counts else "",
        empty=tr("The drawer was not opened."),
    )
