"""The statement of a house account: what was bought and paid, and how old what is owed is.

A ticket is named by its number and never by what was on it: who pays need not know what a person on
the account takes (money-tax-iias.md section 9).
"""

from collections.abc import Sequence
from datetime import date

from terminal.app.dates import day_of
from terminal.app.settings import StoreDetails
from terminal.domain.account import Account, Aging, Posting, aging, balance_of, unpaid
from terminal.domain.money import ZERO, Money
from terminal.presentation.paper import Heading, Paper, Paragraph, Table

Period = tuple[date, date]
COLUMNS = ("date", "account", "ticket", "charge", "payment", "balance")


def statement_table(postings: Sequence[Posting], period: Period) -> Table:
    """Every row of the period, with what was owed after it."""
    since, until = period
    balance = balance_of(each for each in postings if each.day < since)
    rows: list[tuple[str, ...]] = [(day_of(since), "", "brought forward", "", "", str(balance))]
    for each in postings:
        if since <= each.day <= until:
            balance += each.amount
            rows.append(_row(each, balance))
    return Table(COLUMNS, tuple(rows), (2, 2, 2, 2, 2, 2), frozenset((3, 4, 5)))


def _row(posting: Posting, balance: Money) -> tuple[str, ...]:
    paid = posting.amount < ZERO
    return (
        day_of(posting.day),
        posting.account,
        posting.sale,
        "" if paid else str(posting.amount),
        str(-posting.amount) if paid else "",
        str(balance),
    )


def statement_paper(
    account: Account, postings: Sequence[Posting], period: Period, store: StoreDetails
) -> Paper:
    """As of the last day of the period: what came later is not on it."""
    since, until = period
    known = tuple(each for each in postings if each.day <= until)
    owed = balance_of(known)
    ages = aging(unpaid(known), until)
    from_to = f"{day_of(since)} to {day_of(until)}"
    return Paper(
        "Statement of account",
        f"{store.name}, {from_to}",
        (
            Paragraph(f"{account.name}, account {account.id}"),
            Paragraph(_owed_words(owed, until)),
            Heading("Charges and payments"),
            statement_table(postings, period),
            Heading("What is owed, by age"),
            _ages(ages),
            Paragraph(", ".join((store.name, *store.address, store.phone))),
        ),
        footer=f"{store.name}, account {account.id}",
    )


def _owed_words(owed: Money, until: date) -> str:
    if owed < ZERO:
        return f"Credit on {day_of(until)}: {-owed}. Nothing is owed."
    return f"Owed on {day_of(until)}: {owed}."


def _ages(ages: Aging) -> Table:
    cells = (ages.current, ages.over_30, ages.over_60, ages.over_90, ages.total)
    names = ("below 30 days", "30 to 59", "60 to 89", "90 and more", "together")
    return Table(names, (tuple(str(cell) for cell in cells),), (), frozenset(range(5)))
