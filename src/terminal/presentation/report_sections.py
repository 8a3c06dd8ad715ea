"""Every report by its key."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from terminal.app.reports import OVERVIEW, REPORTS
from terminal.domain.report import Report
from terminal.presentation import report_money, report_pharmacy, report_sales
from terminal.presentation.report_shape import Heads, Section
from terminal.presentation.text import tr

OF_CASH: Final = frozenset(
    {OVERVIEW, "hours", "departments", "tenders", "tax", "baskets", "copays"}
)
"""Reports of figures that tell what a till should hold (`domain.report.TELLS_CASH`)."""
UNTIL_COUNTED: Final = (
    "The till of these days is still open: what it took is seen once it is counted and closed."
)


def section(report: Report, kind: str) -> Section:
    if report.without_cash and kind in OF_CASH:
        return Section(tr(REPORTS[kind]), Heads(""), empty=tr(UNTIL_COUNTED))
    made = _SECTIONS[kind](report)
    return replace(made, title=tr(REPORTS[kind]))


def sections(report: Report) -> tuple[Section, ...]:
    """All of them, the overview first."""
    return tuple(section(report, kind) for kind in REPORTS)


_SECTIONS: Final[MappingProxyType[str, Callable[[Report], Section]]] = MappingProxyType(
    {
        OVERVIEW: report_sales.overview,
        "hours": report_sales.hours,
        "departments": report_sales.departments,
        "tenders": report_money.tenders,
        "tax": report_money.tax,
        "fsa": report_money.fsa,
        "discounts": report_money.discounts,
        "baskets": report_sales.baskets,
        "given-back": report_money.given_back,
        "copays": report_pharmacy.copays,
        "waiting": report_pharmacy.waiting,
        "till": report_pharmacy.till,
    }
)
assert set(_SECTIONS) == set(REPORTS)
