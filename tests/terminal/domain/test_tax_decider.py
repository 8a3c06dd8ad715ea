"""The tax of a ticket as it stands: another day's rules, certificates, prescriptions."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from helpers.sales import (
    CANDY,
    CASHIER,
    DAY,
    IBUPROFEN,
    PHARMACIST,
    POLICY,
    Ticket,
    a_fill,
    add,
    an_item,
    cash,
    give_back,
    given,
    pick,
    quantity,
    rate,
    ticket_off,
    usd,
    void,
)
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.catalog import ItemCategory
from terminal.domain.discount import DiscountKind
from terminal.domain.identity import LineId
from terminal.domain.lines import ItemLine
from terminal.domain.money import ZERO
from terminal.domain.refusal import Why
from terminal.domain.sale import SaleStatus
from terminal.domain.tax import TaxRounding, TaxTable

TOMORROW = DAY + timedelta(days=1)
CHANGED = replace(
    POLICY,
    tax=TaxTable(
        (
            rate(None, 65_000, until=DAY),
            rate(None, 70_000, since=TOMORROW),
            rate(None, 0, has_rx=True),
            rate(ItemCategory.OTC_DRUG, 0),
        )
    ),
)
PER_TICKET = replace(
    POLICY,
    tax=TaxTable(
        (
            replace(rate(None, 10_000), rounding=TaxRounding.PER_TICKET),
            rate(ItemCategory.OTC_DRUG, 75_000),
            replace(rate(None, 0, has_rx=True), rounding=TaxRounding.PER_TICKET),
        )
    ),
)
HALF = an_item("0.50")


def exempted(expires: date = DAY, certificate: str = "EX 12-3") -> c.ExemptCustomer:
    return c.ExemptCustomer(certificate, expires, CASHIER)


def on_rx(line: int, *, is_on: bool = True) -> c.SetOnPrescription:
    return c.SetOnPrescription(LineId(line), is_on, PHARMACIST)


def taken_up(ticket: Ticket, day: date) -> tuple[f.SaleFact, ...]:
    ticket.do(c.Suspend())
    ticket.day = day
    return ticket.do(c.Resume(CASHIER))


# --- another day


def test_a_ticket_that_is_taken_up_is_taxed_by_the_rules_of_that_day() -> None:
    ticket = given(add(CANDY), add(IBUPROFEN), *pick(a_fill()), policy=CHANGED)
    assert ticket.sale.tax == usd("0.26")
    decided = taken_up(ticket, TOMORROW)
    assert [type(fact) for fact in decided] == [f.SaleResumed, f.LinesTaxed]
    taxed = decided[1]
    assert isinstance(taxed, f.LinesTaxed)
    assert [each.line for each in taxed.lines] == [LineId(1)]
    assert (ticket.sale.tax, ticket.sale.total) == (usd("0.28"), usd("23.26"))


def test_the_same_day_changes_nothing_and_records_nothing() -> None:
    ticket = given(add(CANDY), policy=CHANGED)
    assert [type(fact) for fact in taken_up(ticket, DAY)] == [f.SaleResumed]


def test_what_was_paid_for_keeps_its_tax() -> None:
    ticket = given(add(CANDY), cash("1.00"), policy=CHANGED)
    assert [type(fact) for fact in taken_up(ticket, TOMORROW)] == [f.SaleResumed]
    assert ticket.sale.tax == usd("0.26")


def test_without_rules_for_today_a_ticket_is_taken_up_with_the_tax_it_has() -> None:
    ended = replace(POLICY, tax=TaxTable((rate(None, 65_000, until=DAY),)))
    ticket = given(add(CANDY), policy=ended)
    assert [type(fact) for fact in taken_up(ticket, TOMORROW)] == [f.SaleResumed]
    assert ticket.sale.tax == usd("0.26")


# --- a certificate


def test_an_exempt_customer_pays_no_tax_on_anything() -> None:
    ticket = given(add(CANDY), exempted(), add(IBUPROFEN), quantity(1, 3))
    assert (ticket.sale.tax, ticket.sale.total) == (ZERO, usd("15.96"))
    assert ticket.sale.exemption is not None
    assert (ticket.sale.exemption.certificate, ticket.sale.exemption.expires) == ("EX 12-3", DAY)
    ticket.do(ticket_off(DiscountKind.PERCENT, 1000))
    assert ticket.sale.tax == ZERO
    ticket.do(c.LiftExemption())
    assert ticket.sale.tax == usd("0.97")
    assert ticket.why(c.LiftExemption()) is Why.NOT_EXEMPT


def test_a_certificate_counts_to_its_last_day() -> None:
    ticket = given(add(CANDY), exempted(DAY), policy=CHANGED)
    taken_up(ticket, TOMORROW)
    assert ticket.sale.tax == usd("0.28")
    assert ticket.why(exempted(DAY)) is Why.CERTIFICATE_EXPIRED
    ticket.do(exempted(TOMORROW))
    assert ticket.sale.tax == ZERO


@pytest.mark.parametrize("number", ["", "   ", "1" * 41, "a\nb"])
def test_a_certificate_has_a_number(number: str) -> None:
    assert given(add(CANDY)).why(exempted(certificate=number)) is Why.CERTIFICATE_MISSING


def test_no_tax_moves_once_something_is_paid() -> None:
    ticket = given(add(CANDY), add(IBUPROFEN), cash("1.00"))
    for command in (exempted(), c.LiftExemption(), on_rx(2)):
        assert ticket.why(command) is Why.TENDERS_TAKEN
    ticket.do(give_back(1), exempted())
    assert ticket.sale.tax == ZERO


# --- on a prescription


def test_goods_on_a_prescription_are_taxed_as_such_and_stay_goods() -> None:
    ticket = given(add(IBUPROFEN), add(CANDY))
    eligible = ticket.sale.owed.rx
    ticket.do(on_rx(1))
    line = ticket.sale.lines[0]
    assert isinstance(line, ItemLine)
    assert (line.on_rx, line.tax.amount, ticket.sale.owed.rx) == (True, ZERO, eligible)
    ticket.do(quantity(1, 2))
    assert ticket.sale.lines[0].tax.amount == ZERO
    ticket.do(on_rx(1, is_on=False))
    assert ticket.sale.lines[0].tax.amount == usd("0.60")


def test_what_no_prescription_is_for_is_refused() -> None:
    ticket = given(add(CANDY), add(IBUPROFEN), on_rx(2))
    assert ticket.why(on_rx(1)) is Why.NOT_ON_PRESCRIPTION
    assert ticket.why(on_rx(2)) is Why.NOT_ON_PRESCRIPTION
    assert ticket.why(on_rx(9)) is Why.NO_SUCH_LINE


# --- rounded per ticket


def test_the_tax_of_the_ticket_is_rounded_once_and_shared_out() -> None:
    ticket = given(*(add(HALF) for _ in range(9)), policy=PER_TICKET)
    assert ticket.sale.tax == usd("0.05")  # 0.045; line by line it would be 0.09
    ticket.do(add(IBUPROFEN))
    assert ticket.sale.tax == usd("0.35")  # another rate is rounded by itself
    ticket.do(void(1), void(2))
    assert ticket.sale.tax == usd("0.34")  # 0.035 is rounded up
    ticket.do(ticket_off(DiscountKind.PERCENT, 5000))
    assert ticket.sale.tax == usd("0.17")


def test_a_ticket_that_is_partly_paid_keeps_the_tax_of_its_lines() -> None:
    ticket = given(add(HALF), add(HALF), cash("0.20"), policy=PER_TICKET)
    before = [line.tax for line in ticket.sale.lines]
    ticket.do(add(HALF))
    assert [line.tax for line in ticket.sale.lines[:2]] == before
    assert ticket.sale.lines[2].tax.amount == usd("0.01")
    ticket.do(c.Suspend())
    assert ticket.sale.status is SaleStatus.SUSPENDED


def test_an_exempt_customer_pays_none_per_ticket_either() -> None:
    ticket = given(add(HALF), add(HALF), exempted(), policy=PER_TICKET)
    assert ticket.sale.tax == ZERO
