"""The lines of a report as a table: with the columns that they have, for people or for programs."""

from collections.abc import Callable

from terminal.domain.money import Money
from terminal.domain.report import Report
from terminal.presentation import report_words as words
from terminal.presentation.paper import Table
from terminal.presentation.report_sections import sections
from terminal.presentation.report_shape import Line, Section
from terminal.presentation.text import tr

Cell = Callable[[Line], str]
Write = Callable[[Money], str]


def table_of(section: Section, write: Write = words.dollars) -> Table:
    """For the screen and the paper with separators, with `str` for a program."""
    heads, lines = section.heads, section.lines
    columns: list[tuple[str, int, Cell]] = [(heads.name, 30, lambda line: line.name)]
    if any(line.detail is not None for line in lines):
        columns.append((heads.detail, 26, lambda line: line.detail or ""))
    texts = len(columns)
    if any(line.count is not None for line in lines):
        columns.append((heads.count, 14, _count))
    for name, of in ((heads.base, _base), (heads.amount, _amount), (tr("Before"), _was)):
        if any(of(line) is not None for line in lines):
            columns.append((name, 16, _money(of, write)))
    return Table(
        tuple(name for name, _, _ in columns),
        tuple(tuple(cell(line) for _, _, cell in columns) for line in lines),
        tuple(width for _, width, _ in columns),
        frozenset(range(texts, len(columns))),
    )


def whole_table(report: Report) -> Table:
    """Every line of every report, in one shape: what a spreadsheet takes."""
    return Table(
        ("report", "name", "detail", "count", "without tax", "amount", "before"),
        tuple(_row(section, line) for section in sections(report) for line in section.lines),
    )


def _row(section: Section, line: Line) -> tuple[str, ...]:
    amounts = (line.base, line.amount, line.before)
    return (
        *(section.title, line.name, line.detail or "", _count(line, "")),
        *("" if each is None else str(each) for each in amounts),
    )


def _count(line: Line, separator: str = ",") -> str:
    if line.count is None:
        return ""
    return f"{line.count:,}" if separator else str(line.count)


def _base(line: Line) -> Money | None:
    return line.base


def _amount(line: Line) -> Money | None:
    return line.amount


def _was(line: Line) -> Money | None:
    return line.before


def _money(of: Callable[[Line], Money | None], write: Write) -> Cell:
    def cell(line: Line) -> str:
        money = of(line)
        return "" if money is None else write(money)

    return cell
