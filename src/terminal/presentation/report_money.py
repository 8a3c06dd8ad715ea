"""How it was paid: payments, sales tax, FSA/HSA, what was sold for less, what went back."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from terminal.domain.deposit import DepositKind
from terminal.domain.money import ZERO
from terminal.domain.report import Figure, Report, Sum, by_key, rate_and_rule
from terminal.presentation import report_words as words
from terminal.presentation.chart import Chart
from terminal.presentation.report_shape import (
    NOTHING_SOLD,
    Heads,
    Line,
    Section,
    bar_of,
    bars_of,
    lines_of,
)
from terminal.presentation.text import tr
from terminal.presentation.views import FigureTile

_BESIDE: Final = (
    (Figure.ROUNDING, "Rounding: {kind}"),
    (Figure.CHANGE, "Change in cash: {kind}"),
)


def _notes(beside: bool, debts: frozenset[str]) -> Iterator[str]:
    if beside:
        yield tr("Rounding and change stand beside what was paid: they are no part of the sales.")
    if DepositKind.ACCOUNT.value in debts:
        yield tr("What pays a house account is in the payments above and in no sales.")
    if DepositKind.GIFT_CARD.value in debts:
        yield tr("What is put on a gift card is in the payments above and in no sales.")


def tenders(report: Report) -> Section:
    report = _by_programme(report)
    sums = by_key(report.of(Figure.TENDERS))
    lines = lines_of(report, Figure.TENDERS, sums, _tender)
    beside = tuple(
        Line(tr(name, kind=words.tender(each.key)), None, each.count, None, each.amount)
        for figure, name in _BESIDE
        for each in report.of(figure)
    )
    owed = report.of(Figure.ON_ACCOUNT)
    debts = tuple(Line(words.debt(each.key), None, each.count, None, each.amount) for each in owed)
    return Section(
        "",
        Heads(tr("Paid with"), count=tr("Payments"), amount=tr("Amount")),
        (*lines, *beside, *debts),
        chart=bars_of(tr("Paid by kind"), lines, report),
        note=" ".join(_notes(bool(beside), frozenset(each.key for each in owed))),
        empty=tr(NOTHING_SOLD),
    )


_OF: Final = " · "


def _by_programme(report: Report) -> Report:
    """Each benefit programme as a kind of its own: that is how it is compared with its device."""
    before = report.before
    return replace(
        report,
        sums=tuple(map(_with_programme, report.sums)),
        before=None if before is None else tuple(map(_with_programme, before)),
    )


def _with_programme(each: Sum) -> Sum:
    if each.figure is not Figure.TENDERS or not each.part:
        return each
    return replace(each, key=f"{each.key}{_OF}{each.part}", part="")


def _tender(key: str) -> str:
    kind, of, programme = key.partition(_OF)
    return f"{words.tender(kind)}{of}{programme}"


def tax(report: Report) -> Section:
    taxed = {(each.key, each.part): each.amount for each in report.of(Figure.TAXED)}
    lines = tuple(
        Line(
            _rule_name(each.key),
            words.department(each.part),
            each.count,
            taxed.get((each.key, each.part), ZERO),
            each.amount,
        )
        for each in report.of(Figure.TAX)
    )
    areas = tuple(
        Line(tr("of it {area}", area=each.key), words.rate(int(each.part)), each.count, None,
             each.amount)
        for each in report.of(Figure.AREA_TAX)
    )  # fmt: skip
    by_rule = by_key(each for each in report.of(Figure.TAX) if each.amount)
    bars = tuple(bar_of(_rule_name(each.key), each.amount) for each in by_rule)
    return Section(
        "",
        Heads(tr("Rate and rule"), tr("Category"), tr("Lines"), tr("Taxed"), tr("Sales tax")),
        (*lines, *areas),
        (FigureTile(tr("Sales tax"), words.dollars(report.all_of(Figure.TAX)[1])),)
        if lines
        else (),
        Chart(tr("Sales tax by rule"), bars, unit=100) if bars else None,
        empty=tr(NOTHING_SOLD),
    )


def _rule_name(key: str) -> str:
    ppm, rule = rate_and_rule(key)
    if not key:
        return tr("No longer kept")
    return f"{words.rate(ppm)} · {rule}" if rule else tr("Not taxed")


def fsa(report: Report) -> Section:
    asked = {"FSA_HSA": tr("asked for with FSA/HSA"), "CREDIT": tr("asked for with Card")}

    def named(figure: Figure, name: str) -> tuple[Line, ...]:
        return tuple(
            Line(name, asked.get(each.key, words.tender(each.key)), each.count, None, each.amount)
            for each in report.of(figure)
        )

    eligible = tuple(
        Line(name, "", each.count, None, each.amount)
        for key, name in (("all", tr("Eligible on tickets")), ("rx", tr("of it prescriptions")))
        for each in report.of(Figure.ELIGIBLE)
        if each.key == key
    )
    paid = named(Figure.FSA_PAID, tr("Paid by FSA/HSA cards"))
    totals = (
        (tr("Eligible"), report.all_of(Figure.ELIGIBLE, "all")[1]),
        (tr("of it prescriptions"), report.all_of(Figure.ELIGIBLE, "rx")[1]),
        (tr("Paid by FSA/HSA cards"), report.all_of(Figure.FSA_PAID)[1]),
    )
    return Section(
        "",
        Heads(tr("Figure"), tr("Payment"), tr("How many"), amount=tr("Amount")),
        (*eligible, *paid, *named(Figure.FSA_SENT, tr("Healthcare amounts sent"))),
        tuple(FigureTile(name, words.dollars(amount)) for name, amount in totals)
        if eligible
        else (),
        Chart(
            tr("What FSA/HSA cards could pay, and did"),
            tuple(bar_of(name, amount) for name, amount in totals),
            unit=100,
        )
        if eligible
        else None,
        note=tr(
            "Each payment with its lines stands in the IIAS archive of the registers (Ctrl+Y)."
        ),
        empty=tr("Nothing was eligible on these days."),
    )


def discounts(report: Report) -> Section:
    sums = report.of(Figure.DISCOUNTS)
    lines = tuple(
        Line(words.reduction(each.key), words.department(each.part), each.count, None, each.amount)
        for each in sums
    )
    reasons = tuple(
        Line(tr("Reason: {reason}", reason=each.key), words.reduction(each.part), each.count, None,
             each.amount)
        for each in report.of(Figure.REASONS)
    )  # fmt: skip
    bars = tuple(bar_of(words.reduction(each.key), each.amount) for each in by_key(sums))
    return Section(
        "",
        Heads(tr("How"), tr("Department"), tr("Lines"), amount=tr("Less by")),
        (*lines, *reasons),
        chart=Chart(tr("Less than the shelf's price"), bars, unit=100) if bars else None,
        empty=tr("Nothing was sold for less than the shelf's price."),
    )


def given_back(report: Report) -> Section:
    lines = [
        Line(words.tender(each.key), name, each.count, None, each.amount)
        for figure, name in (
            (Figure.GIVEN_BACK, tr("given back before the end of the ticket")),
            (Figure.LOST, tr("refused by the bank afterwards")),
        )
        for each in report.of(figure)
    ]
    returned = [
        Line(tr("Returned: {why}", why=each.key), words.department(each.part), each.count, None,
             each.amount)
        for each in report.of(Figure.RETURNED)
    ]  # fmt: skip
    named = {"line": tr("Lines taken off"), "ticket": tr("Tickets abandoned")}
    undone = [
        Line(named.get(each.key, each.key), "", each.count, None, each.amount)
        for each in report.of(Figure.UNDONE)
    ]
    bars = tuple(
        bar_of(words.tender(each.key), each.amount) for each in by_key(report.of(Figure.GIVEN_BACK))
    )
    return Section(
        "",
        Heads(tr("What"), tr("How"), tr("How often"), amount=tr("Amount")),
        (*returned, *lines, *undone),
        chart=Chart(tr("Given back by kind"), bars, unit=100) if bars else None,
        empty=tr("Nothing was given back or taken off."),
    )
