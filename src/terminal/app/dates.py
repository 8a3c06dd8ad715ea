"""How a day and a time are written for people, on the screen and on paper: one way each.

Rule: no other module of the counter writes a date. What a machine reads (a payment's reference, the
test page's QR code) is no date for people.
"""

from datetime import date, datetime


def day_of(day: date) -> str:
    """`10/12/2026`, as people in the United States write it."""
    return f"{day:%m/%d/%Y}"


def day_of_this_year(day: date) -> str:
    """`10/12`: where the year goes without saying."""
    return f"{day:%m/%d}"


def clock(at: datetime) -> str:
    """`16:05`"""
    return f"{at:%H:%M}"


def hour_of(hour: int) -> str:
    """`8 AM`, `12 PM`: an hour of the day."""
    return f"{(hour - 1) % 12 + 1} {'AM' if hour < 12 else 'PM'}"


def month_of(day: date) -> str:
    """`10/2026`"""
    return f"{day:%m/%Y}"


def on_paper(at: datetime) -> str:
    """`10/12/2026 04:05 PM`: what a customer takes home."""
    return f"{day_of(at)} {at:%I:%M %p}"


MONTHS_IN_SPANISH = (
    "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic",
)  # fmt: skip


def day_in_spanish(day: date) -> str:
    """`12 oct 2026`: with the month's name, since the order of numbers would be read otherwise."""
    return f"{day.day} {MONTHS_IN_SPANISH[day.month - 1]} {day:%Y}"


def on_paper_in_spanish(at: datetime) -> str:
    """`12 oct 2026 04:05 PM`"""
    return f"{day_in_spanish(at)} {at:%I:%M %p}"
