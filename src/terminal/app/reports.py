"""What a report is to the counter: its name, the days asked for, and how they are typed."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from types import MappingProxyType
from typing import Final

OVERVIEW: Final = "overview"
REPORTS: Final = MappingProxyType(
    {
        OVERVIEW: "Overview",
        "hours": "Sales by hour",
        "departments": "Sales by department",
        "tenders": "Payments",
        "tax": "Sales tax",
        "fsa": "FSA/HSA",
        "discounts": "Discounts and other prices",
        "baskets": "Items per ticket",
        "given-back": "Given back",
        "copays": "Copays",
        "waiting": "Bags not picked up",
        "till": "Drawer and till",
    }
)
"""Each report by its key, in the order of the page; the overview on paper holds them all."""

DAYS_FIELD: Final = "days"
MOST_DAYS: Final = 3_660
"""Ten years: longer than any record of sales has to be kept."""


class Span(Enum):
    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "week"
    MONTH = "month"
    TYPED = "typed"


Days = tuple[date, date]
"""The first and the last day; both are in it."""


@dataclass(frozen=True, slots=True)
class ReportQuestion:
    """Which days, and with which they are compared; `number` tells a late answer."""

    number: int
    days: Days
    before: Days | None = None


class NoDays(ValueError):
    """What was typed names no days; the words say what would."""


def days_of(span: Span, today: date) -> Days:
    """The days of a span that is not typed."""
    match span:
        case Span.YESTERDAY:
            return (today - timedelta(days=1),) * 2
        case Span.WEEK:
            return today - timedelta(days=6), today
        case Span.MONTH:
            return today.replace(day=1), today
        case _:
            return today, today


def days_before(span: Span, days: Days) -> Days | None:
    """What a week or a month is compared with: as many days of the one before."""
    since, until = days
    if span is Span.WEEK:
        return since - timedelta(days=7), until - timedelta(days=7)
    if span is Span.MONTH:
        last = since - timedelta(days=1)
        return last.replace(day=1), last.replace(day=min(until.day, last.day))
    return None


_DAY: Final = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?", re.ASCII)
_BETWEEN: Final = re.compile(r"\s*(?:-|–|to|\s)?\s*", re.IGNORECASE)


def read_days(text: str, today: date) -> Days:
    """`10/12/2026`, or `10/01 - 10/12`: without a year the last one there was. Raises `NoDays`."""
    found = list(_DAY.finditer(text))
    rest = _DAY.sub("", text)
    if not 1 <= len(found) <= 2 or not _BETWEEN.fullmatch(rest):
        raise NoDays("Type a day such as 10/12/2026, or two: 10/01/2026 - 10/12/2026.")
    since, until = _day(found[0], today), _day(found[-1], today)
    if since > until:
        raise NoDays("The first day is after the last one. Type them the other way round.")
    if since > today:
        raise NoDays("That day has not come yet. Type a day up to today.")
    if (until - since).days >= MOST_DAYS:
        raise NoDays("A report holds at most ten years. Type days that are closer together.")
    return since, min(until, today)


def _day(found: re.Match[str], today: date) -> date:
    month, day, year = found.groups()
    try:
        if year is not None:
            return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
        this_year = date(today.year, int(month), int(day))
        return this_year if this_year <= today else date(today.year - 1, int(month), int(day))
    except ValueError:
        raise NoDays(f"There is no {found[0]}. Type a day such as 10/12/2026.") from None
