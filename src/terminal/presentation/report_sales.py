"""What was sold: the overview, by hour and day, by department, by the size of tickets."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from terminal.app.dates import day_of, day_of_this_year, hour_of, month_of
from terminal.domain.deposit import DepositKind
from terminal.domain.money import ZERO, Money, total
from terminal.domain.report import Figure, Report, Slot, by_key, total_of
from terminal.presentation import report_words as words
from terminal.presentation.chart import Bar, Chart
from terminal.presentation.report_shape import (
    NOTHING_SOLD,
    Heads,
    Line,
    Section,
    bars_of,
    lines_of,
)
from terminal.presentation.text import tr
from terminal.presentation.views import FigureTile

BARS_OF_DAYS: Final = 31
"""More days than these are put together by month: narrower bars are not read."""


def overview(report: Report) -> Section:
    tickets, taken = report.all_of(Figure.TICKETS)
    pieces, _ = report.all_of(Figure.SALES)
    return Section(
        "",
        Heads(tr("Figure"), tr("Counted"), tr("How many"), amount=tr("Amount")),
        tuple(_overview(report)),
        _tiles(report, tickets, taken, pieces),
        _course(report),
    )


_ACCOUNT: Final = DepositKind.ACCOUNT.value
_GIFT_CARD: Final = DepositKind.GIFT_CARD.value


def _overview(report: Report) -> Iterator[Line]:
    """Each figure says what it counts: a ticket is many items."""
    for name, unit, figure, keys in (
        (tr("Sales with tax"), tr("tickets"), Figure.TICKETS, ()),
        (tr("Sales without tax"), tr("items"), Figure.SALES, ()),
        (tr("Sales tax"), "", Figure.TAX, ()),
        (tr("Cash rounding"), "", Figure.ROUNDING, ()),
        (tr("Less than the shelf's price"), tr("reductions"), Figure.DISCOUNTS, ()),
        (tr("Given back before the end of a ticket"), tr("payments"), Figure.GIVEN_BACK, ()),
        (tr("Refused by the bank afterwards"), tr("payments"), Figure.LOST, ()),
        (tr("Paid on house accounts"), tr("payments"), Figure.ON_ACCOUNT, (_ACCOUNT,)),
        (tr("Put on gift cards"), tr("loads"), Figure.ON_ACCOUNT, (_GIFT_CARD,)),
    ):
        count, amount = report.all_of(figure, *keys)
        was = None if report.before is None else total_of(report.before, figure, *keys)[1]
        if keys == (_GIFT_CARD,) and not (count or amount or was):
            continue
        yield Line(name, unit, count if unit else None, None, amount, was)


def _tiles(report: Report, tickets: int, taken: Money, pieces: int) -> tuple[FigureTile, ...]:
    notes = ("", "", "", "")
    if report.before is not None:
        was, money = total_of(report.before, Figure.TICKETS)
        things, _ = total_of(report.before, Figure.SALES)
        notes = (
            _before(words.dollars(money), words.change(taken.cents, money.cents)),
            _before(f"{was:,}", words.change(tickets, was)),
            _before(words.dollars(words.average(money, was))),
            _before(words.tenths(things, was)),
        )
    each = words.average(taken, tickets)
    return (
        FigureTile(tr("Sales with tax"), words.dollars(taken), notes[0]),
        FigureTile(tr("Tickets"), f"{tickets:,}", notes[1]),
        FigureTile(tr("Average ticket"), words.dollars(each), notes[2]),
        FigureTile(tr("Items per ticket"), words.tenths(pieces, tickets), notes[3]),
    )


def _before(was: str, change: str = "") -> str:
    return (
        tr("before {was} ({change})", was=was, change=change) if change else f"{tr('before')} {was}"
    )


def _course(report: Report) -> Chart | None:
    """The hours of one day, the days of some, the months of many."""
    if report.since == report.until:
        return _hours_chart(report)
    slots = _by_month(report.days) if _many_days(report) else report.days
    if not slots:
        return None
    bars = tuple(_slot_bar(each, _period_name(report, each)) for each in slots)
    title = tr("Sales with tax by month") if _many_days(report) else tr("Sales with tax by day")
    return Chart(title, bars, standing=True, unit=100)


def _many_days(report: Report) -> bool:
    return (report.until - report.since).days >= BARS_OF_DAYS


def _by_month(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    months: dict[date, list[Slot]] = {}
    for each in slots:
        assert isinstance(each.at, date)
        months.setdefault(each.at.replace(day=1), []).append(each)
    return tuple(
        Slot(month, sum(each.tickets for each in some), total(each.total for each in some))
        for month, some in months.items()
    )


def _period_name(report: Report, slot: Slot) -> str:
    assert isinstance(slot.at, date)
    return month_of(slot.at) if _many_days(report) else day_of_this_year(slot.at)


def _slot_bar(slot: Slot, name: str) -> Bar:
    return Bar(name, slot.total.cents, f"{slot.total.cents // 100:,}")


def _hour_head(report: Report) -> str:
    return tr("Hour") if report.since == report.until else tr("Hour, then day")


def _hours_chart(report: Report) -> Chart | None:
    if not report.hours:
        return None
    known = {each.at: each for each in report.hours}
    first, last = (_hour(report.hours[place]) for place in (0, -1))
    slots = (known.get(hour, Slot(hour, 0, ZERO)) for hour in range(first, last + 1))
    bars = tuple(_slot_bar(each, hour_of(_hour(each))) for each in slots)
    return Chart(tr("Sales with tax by hour"), bars, standing=True, unit=100)


def _hour(slot: Slot) -> int:
    assert isinstance(slot.at, int)
    return slot.at


def hours(report: Report) -> Section:
    """By the hour of the day; of several days also each day of them."""
    lines = [
        Line(hour_of(_hour(each)), None, each.tickets, None, each.total) for each in report.hours
    ]
    if report.since != report.until:
        slots = _by_month(report.days) if _many_days(report) else report.days
        name = month_of if _many_days(report) else day_of
        for each in slots:
            assert isinstance(each.at, date)
            lines.append(Line(name(each.at), None, each.tickets, None, each.total))
    return Section(
        "",
        Heads(_hour_head(report), count=tr("Tickets"), amount=tr("With tax")),
        tuple(lines),
        chart=_hours_chart(report),
        empty=tr(NOTHING_SOLD),
    )


def departments(report: Report) -> Section:
    sums = by_key(report.of(Figure.SALES))
    lines = lines_of(report, Figure.SALES, sums, words.department)
    return Section(
        "",
        Heads(tr("Department"), count=tr("Items"), amount=tr("Without tax")),
        lines,
        chart=bars_of(tr("Sales without tax by department"), lines, report),
        empty=tr(NOTHING_SOLD),
    )


def baskets(report: Report) -> Section:
    lines = tuple(
        Line(words.basket(each.key), count=each.count, amount=each.amount)
        for each in report.of(Figure.BASKETS)
    )
    bars = tuple(Bar(each.name, each.count or 0, f"{each.count:,}") for each in lines)
    tickets, _ = report.all_of(Figure.BASKETS)
    pieces, _ = report.all_of(Figure.SALES)
    return Section(
        "",
        Heads(tr("Items of a ticket"), count=tr("Tickets"), amount=tr("With tax")),
        lines,
        (FigureTile(tr("Items per ticket"), words.tenths(pieces, tickets)),) if tickets else (),
        Chart(tr("Tickets by items"), bars, standing=True) if bars else None,
        empty=tr(NOTHING_SOLD),
    )
