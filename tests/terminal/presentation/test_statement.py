"""The statement of a house account: balances that follow from its rows, and ages at its end."""

from datetime import UTC, date, datetime

from helpers.counter import SETTINGS
from helpers.sales import usd
from terminal.domain.account import Account, AccountId, Posting
from terminal.domain.identity import SaleId
from terminal.presentation.paper import Paragraph, Table
from terminal.presentation.statement import statement_paper, statement_table

HOME = Account(AccountId("1001"), "Sample Care Home", usd("100.00"))
PERIOD = (date(2026, 3, 1), date(2026, 3, 31))


def posted(month: int, day: int, amount: str) -> Posting:
    at = datetime(2026, month, day, 12, tzinfo=UTC)
    return Posting(HOME.id, SaleId(f"2-{month:03}{day:03}"), at, at.date(), usd(amount))


ROWS = (posted(1, 5, "30.00"), posted(3, 2, "12.00"), posted(3, 9, "-30.00"), posted(4, 1, "9.00"))


def test_each_row_has_what_was_owed_after_it() -> None:
    table = statement_table(ROWS, PERIOD)
    assert [(row[0], *row[3:]) for row in table.rows] == [
        ("03/01/2026", "", "", "30.00"),
        ("03/02/2026", "12.00", "", "42.00"),
        ("03/09/2026", "", "30.00", "12.00"),
    ]


def test_what_came_later_is_not_on_it() -> None:
    paper = statement_paper(HOME, ROWS, PERIOD, SETTINGS.store)
    words = [each.text for each in paper.blocks if isinstance(each, Paragraph)]
    assert words[:2] == ["Sample Care Home, account 1001", "Owed on 03/31/2026: 12.00."]
    ages = [each for each in paper.blocks if isinstance(each, Table)][-1]
    assert ages.rows == (("12.00", "0.00", "0.00", "0.00", "12.00"),)


def test_more_paid_than_owed_is_a_credit() -> None:
    rows = (posted(3, 2, "12.00"), posted(3, 3, "-20.00"))
    paper = statement_paper(HOME, rows, PERIOD, SETTINGS.store)
    assert Paragraph("Credit on 03/31/2026: 8.00. Nothing is owed.") in paper.blocks
