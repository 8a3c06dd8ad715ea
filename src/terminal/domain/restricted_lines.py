"""Which lines of a ticket wait for an age, for the record book, or to be taken off.

Rules that hold here (pickup-and-compliance.md section 11):

1. One check covers every line up to the age that it showed, also lines that come later.
2. A line of the record book shows its age there, with everything else of the buyer.
3. A refused line is neither asked about again nor paid: it leaves the ticket.
4. An age that was read off a document overrides looks for the whole ticket, for the lines before it
   and after it.
"""

from collections.abc import Iterator
from datetime import date

from terminal.domain.catalog import COUNTED
from terminal.domain.identity import LineId
from terminal.domain.lines import ItemLine
from terminal.domain.record_book import Counted
from terminal.domain.restricted import AgeMethod, Demand, demand_of
from terminal.domain.rules import RuleBook
from terminal.domain.sale import Sale

Asked = tuple[tuple[ItemLine, Demand], ...]


def age_lines(sale: Sale, book: RuleBook, day: date) -> Asked:
    """Every line with an age that is not refused, shown ones too."""
    return tuple(
        (line, demand)
        for line, demand in _restricted(sale, book, day)
        if demand.of_age and not of_book(line)
    )


def unshown(sale: Sale, book: RuleBook, day: date) -> Asked:
    """Those whose age nobody showed yet."""
    return tuple(
        (line, demand)
        for line, demand in age_lines(sale, book, day)
        if not _shown(sale, line, demand)
    )


def belied(sale: Sale, age: int, book: RuleBook, day: date) -> Asked:
    """Lines that a look had passed, and that a document with this age refuses."""
    if sale.age_read:
        return ()
    waiting = set(ids(unshown(sale, book, day)))
    return tuple(
        (line, demand)
        for line, demand in age_lines(sale, book, day)
        if line.id not in waiting and not line.age_exempt and demand.min_age > age
    )


def book_lines(sale: Sale, book: RuleBook, day: date) -> Asked:
    """Every line of the record book that is not refused, dispensed ones too."""
    return tuple(each for each in _restricted(sale, book, day) if of_book(each[0]))


def unbooked(sale: Sale, book: RuleBook, day: date) -> Asked:
    return tuple(each for each in book_lines(sale, book, day) if not each[0].booked)


def refused_lines(sale: Sale) -> tuple[ItemLine, ...]:
    return tuple(line for line in _lines(sale) if line.refused)


def counted(line: ItemLine) -> Counted:
    """What the line takes of its buyer's limit."""
    pack = line.item.pack
    assert pack is not None, "an item of schedule V says how much is in its pack"
    of_class = next(each for each in line.item.classes if each in COUNTED)
    return Counted(of_class, pack.measure, pack.amount * line.quantity)


def ids(asked: Asked) -> tuple[LineId, ...]:
    return tuple(line.id for line, _ in asked)


def joined(asked: Asked) -> Demand:
    """What all of these lines ask for together."""
    return sum((demand for _, demand in asked), Demand())


def of_book(line: ItemLine) -> bool:
    return any(each in COUNTED for each in line.item.classes)


def _shown(sale: Sale, line: ItemLine, demand: Demand) -> bool:
    checks = (
        each for each in sale.age_checks if not (sale.age_read and each[1] is AgeMethod.VISUAL)
    )
    return line.age_exempt or any(demand.shown_by(*check) for check in checks)


def _restricted(sale: Sale, book: RuleBook, day: date) -> Iterator[tuple[ItemLine, Demand]]:
    for line in _lines(sale):
        if not line.refused:
            yield line, demand_of(line.item, book, day)


def _lines(sale: Sale) -> Iterator[ItemLine]:
    """The restricted ones alone: line 500 costs what line 1 costs."""
    for line_id in sale.restricted:
        line = sale.line(line_id)
        if isinstance(line, ItemLine) and not line.voided:
            yield line
