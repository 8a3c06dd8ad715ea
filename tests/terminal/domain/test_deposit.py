"""A payment on account: a ticket of its own, without tax, never more than is owed (section 9)."""

import pytest

from helpers.sales import IBUPROFEN, add, given, usd
from terminal.domain import commands as c
from terminal.domain.account import Account, AccountId, Standing
from terminal.domain.identity import LineId
from terminal.domain.money import ZERO
from terminal.domain.refusal import Why

HOME = Account(AccountId("1001"), "Sample Care Home", usd("100.00"), ("A. Example",))
OWES = Standing(HOME, usd("100.00"), usd("40.00"))


def test_a_payment_on_account_is_no_sale_and_has_no_tax() -> None:
    ticket = given(c.PayAccount(OWES, usd("15.00")))
    assert (ticket.sale.total, ticket.sale.tax) == (usd("15.00"), ZERO)
    assert ticket.sale.owed.eligible == ZERO


def test_nothing_is_sold_beside_it_nor_it_beside_what_is_sold() -> None:
    paying = given(c.PayAccount(OWES, usd("15.00")))
    assert paying.why(add(IBUPROFEN)) is Why.TICKET_OF_ITS_OWN
    selling = given(add(IBUPROFEN))
    assert selling.why(c.PayAccount(OWES, usd("15.00"))) is Why.TICKET_OF_ITS_OWN


def test_it_has_no_quantity_and_can_be_struck() -> None:
    ticket = given(c.PayAccount(OWES, usd("15.00")))
    assert ticket.why(c.ChangeQuantity(LineId(1), 2)) is Why.QUANTITY_OF_A_PAYMENT
    ticket.do(c.VoidLine(LineId(1)))
    assert ticket.sale.total == ZERO


@pytest.mark.parametrize("amount", ["40.01", "100.00"])
def test_nobody_pays_more_than_is_owed(amount: str) -> None:
    assert given().why(c.PayAccount(OWES, usd(amount))) is Why.MORE_THAN_OWED
