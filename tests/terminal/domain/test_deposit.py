"""A payment on account: a ticket of its own, without tax, never more than is owed (section 9)."""

from dataclasses import replace

import pytest

from helpers.sales import IBUPROFEN, POLICY, add, given, usd
from helpers.ticket_accounts import Account, entries_of
from terminal.domain import commands as c
from terminal.domain.account import Account as HouseAccount
from terminal.domain.account import AccountId, Standing
from terminal.domain.identity import LineId
from terminal.domain.keyed import Entry, TenderRules
from terminal.domain.money import ZERO
from terminal.domain.refusal import Why
from terminal.domain.tender_kind import TenderKind

HOME = HouseAccount(AccountId("1001"), "Sample Care Home", usd("100.00"), ("A. Example",))
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


def test_who_owes_nothing_pays_nothing() -> None:
    paid = Standing(HOME, usd("100.00"), ZERO)
    assert given().why(c.PayAccount(paid, usd("1.00"))) is Why.NOTHING_OWED


@pytest.mark.parametrize("amount", ["0.00", "-1.00"])
def test_nothing_or_less_is_no_payment(amount: str) -> None:
    assert given().why(c.PayAccount(OWES, usd(amount))) is Why.AMOUNT_OUT_OF_RANGE


def test_a_payment_by_check_with_change_stands_in_accounts_that_sum_to_zero() -> None:
    policy = replace(POLICY, tenders=TenderRules(check_change_cents=10_00))
    ticket = given(c.PayAccount(OWES, usd("15.00")), policy=policy)
    ticket.do(c.TakeKeyed(TenderKind.CHECK, usd("20.00"), ((Entry.NUMBER, "1042"),)))
    entries = entries_of(ticket.sale)
    assert entries == {
        Account.DEBTS_PAID: usd("-15.00"),
        TenderKind.CHECK: usd("20.00"),
        TenderKind.CASH: usd("-5.00"),
    }
