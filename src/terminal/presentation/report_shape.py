"""The shape of a report: figures, bars and lines, the same for the screen, the paper and the file.

Rules that hold here: a section is made of a `Report` alone; it names keys and formats nothing but
the words of its tiles and bars. What nothing was recorded of says so instead of showing zeros.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from terminal.domain.money import ZERO, Money
from terminal.domain.report import Figure, Report, Sum, by_key, total_of
from terminal.presentation import report_words as words
from terminal.presentation.chart import Bar, Chart
from terminal.presentation.text import tr
from terminal.presentation.views import FigureTile

NOTHING_SOLD = "Nothing was sold on these days."


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a report; what stays None has no column."""

    name: str
    detail: str | None = None
    count: int | None = None
    base: Money | None = None
    amount: Money | None = None
    before: Money | None = None


@dataclass(frozen=True, slots=True)
class Heads:
    """The names of the columns that its lines have."""

    name: str
    detail: str = ""
    count: str = ""
    base: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    heads: Heads
    lines: tuple[Line, ...] = ()
    tiles: tuple[FigureTile, ...] = ()
    chart: Chart | None = None
    note: str = ""
    empty: str = ""
    """Said where there are no lines."""


def lines_of(
    report: Report, figure: Figure, sums: Iterable[Sum], name: Callable[[str], str]
) -> tuple[Line, ...]:
    """One line a key, with the same of the period before where there is one."""
    before = report.before
    lines = [
        Line(
            name(each.key),
            None,
            each.count,
            None,
            each.amount,
            None if before is None else total_of(before, figure, each.key)[1],
        )
        for each in sums
    ]
    known = {each.key for each in report.of(figure)}
    gone = () if before is None else by_key(each for each in before if each.figure is figure)
    lines += [
        Line(name(each.key), None, 0, None, ZERO, each.amount)
        for each in gone
        if each.key not in known
    ]
    return tuple(lines)


def bars_of(title: str, lines: Iterable[Line], report: Report) -> Chart | None:
    bars = tuple(
        Bar(
            line.name,
            (line.amount or ZERO).cents,
            words.dollars(line.amount or ZERO),
            None if line.before is None else line.before.cents,
        )
        for line in lines
    )
    legend = None if report.before is None else (tr("these days"), tr("before"))
    return Chart(title, bars, unit=100, legend=legend) if bars else None


def bar_of(name: str, amount: Money) -> Bar:
    return Bar(name, amount.cents, words.dollars(amount))
