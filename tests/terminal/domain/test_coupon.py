"""Coupons: what is read, what it is for, what it is worth, and that it is taken once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from helpers.sales import (
    CANDY,
    DAY,
    IBUPROFEN,
    MANAGER,
    POLICY,
    REASON,
    Ticket,
    a_fill,
    add,
    an_item,
    cash,
    given,
    line_off,
    pick,
    quantity,
    ticket_off,
    usd,
    void,
)
from helpers.ticket_accounts import Account, entries_of
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.barcode import EntryMethod, meaning_of_scan, meaning_of_typed
from terminal.domain.catalog import ItemCategory
from terminal.domain.coupon import CouponCode, CouponTerms, read_coupon, upc_coupon
from terminal.domain.discount import DiscountKind
from terminal.domain.identity import LineId
from terminal.domain.lines import ItemLine
from terminal.domain.money import ZERO, Money
from terminal.domain.refusal import Why
from terminal.domain.rules import STORE, Rule

PREFIX = CANDY.gtin[1:8]
DOLLAR = CouponCode("1", PREFIX, usd("1.00"))
GS1 = "1" + "0614141" + "654321" + "3" + "250" + "1" + "1" + "0"
"""The company 0614141, offer 654321, 2.50 off, one piece."""


def take(code: CouponCode = DOLLAR, line: int = 1, value: Money | None = None) -> c.TakeCoupon:
    return c.TakeCoupon(code, LineId(line), value)


def item(ticket: Ticket, number: int = 1) -> ItemLine:
    line = ticket.sale.line(LineId(number))
    assert isinstance(line, ItemLine)
    return line


# --- reading


def test_a_databar_coupon_is_read() -> None:
    code = read_coupon(GS1 + "120" + "3" + "261231" + "4" + "260101")
    assert code == CouponCode(
        GS1 + "12032612314260101",
        "0614141",
        usd("2.50"),
        1,
        "120",
        since=date(2026, 1, 1),
        until=date(2026, 12, 31),
    )
    assert code is not None
    assert code.fits("00614141101009")
    assert not code.fits("00614142101009")


def test_its_serial_number_and_whose_it_is_are_read() -> None:
    code = read_coupon(GS1 + "000" + "5" + "0" + "123456" + "6" + "1" + "1234567" + "9" + "0010")
    assert code is not None
    assert (code.serial, code.store, code.family) == ("123456", True, "000")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        GS1,
        GS1 + "00",
        GS1.replace("3250", "3000") + "000",
        GS1[:-1] + "1" + "000",  # so much money of the goods
        GS1[:-3] + "100" + "000",  # no pieces
        GS1 + "000" + "1" + "01010809",  # goods of a second kind
        GS1 + "000" + "3" + "261331",
        GS1 + "000" + "4" + "260101" + "3" + "261231",
        GS1 + "000" + "9" + "1000",  # a piece for nothing
        GS1 + "000" + "9" + "5000",  # a percentage
        GS1 + "000" + "9" + "0100",  # off the second kind
        GS1 + "000" + "9" + "00",
        GS1 + "000" + "6" + "0",
        "9" + GS1[1:] + "000",
        "1" * 71,
    ],
)
def test_what_is_not_understood_whole_is_no_coupon(text: str) -> None:
    assert read_coupon(text) is None


@for_any(st.text("0123456789", max_size=80))
def test_no_digits_break_the_reader(text: str) -> None:
    code = read_coupon(text)
    assert code is None or (code.save is not None and code.save > ZERO)


def test_the_old_coupon_in_a_upc_tells_its_maker_and_no_value() -> None:
    code = meaning_of_scan("]E0", b"512000123455")
    assert isinstance(code, CouponCode)
    assert (code.save, code.family, code.prefix) == (None, "123", "0?12000")
    assert code.fits(CANDY.gtin)
    assert not code.fits(IBUPROFEN.gtin)
    assert meaning_of_typed("512000123455") == code
    assert upc_coupon("00512000123455") == code


def test_a_coupon_is_for_somebodys_goods() -> None:
    for wrong in ({"prefix": ""}, {"units": 0}, {"save": ZERO}):
        with pytest.raises(ValueError, match="coupon"):
            replace(DOLLAR, **wrong)


# --- taking


def test_it_comes_off_its_line_and_the_tax_stays_where_the_state_says_so() -> None:
    """Taxed in full by the packaged row: 3.99 at 6.5 % is 0.26, whatever the coupon pays of it."""
    ticket = given(add(CANDY), take())
    line = item(ticket)
    assert (line.net, line.tax.amount, ticket.sale.saved) == (usd("2.99"), usd("0.26"), usd("1.00"))
    assert line.coupons[0].rules == ("us-manufacturer-coupon-tax@2020-01-01",)
    ticket.do(cash("3.25"))
    entries = entries_of(ticket.sale)
    assert entries[Account.MANUFACTURER_COUPONS] == usd("1.00")
    assert Account.DISCOUNTS not in entries


def test_it_reduces_what_a_card_for_health_goods_may_pay() -> None:
    code = replace(DOLLAR, prefix=IBUPROFEN.gtin[1:8])
    ticket = given(add(IBUPROFEN), add(CANDY), take(code))
    assert ticket.sale.owed.eligible == usd("3.29")  # 2.99 and the tax on 3.99


def test_a_coupon_of_the_store_reduces_the_tax() -> None:
    ticket = given(add(CANDY), take(replace(DOLLAR, store=True)))
    assert item(ticket).tax.amount == usd("0.19")
    assert item(ticket).coupons[0].rules == ()
    assert Account.MANUFACTURER_COUPONS not in entries_of(ticket.sale)


@pytest.mark.parametrize(("own", "tax"), [(True, "0.19"), (False, "0.26")])
def test_where_rows_differ_the_line_is_taxed_in_full(own: bool, tax: str) -> None:
    state = Rule("state", "US-TX", date(2020, 1, 1), None, "x", "x", True, CouponTerms(True))
    wish = Rule("own", STORE, date(2020, 1, 1), None, "x", "x", True, CouponTerms(own))
    book = replace(POLICY.rules, rules=(state, wish))
    ticket = given(add(CANDY), policy=replace(POLICY, rules=book))
    ticket.do(take())
    assert item(ticket).tax.amount == usd(tax)


def test_it_takes_at_most_the_price_off() -> None:
    ticket = given(add(CANDY), take(replace(DOLLAR, save=usd("9.00"))))
    assert (item(ticket).net, item(ticket).coupons[0].amount) == (ZERO, usd("3.99"))
    assert item(ticket).coupons[0].face == usd("9.00")


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (replace(DOLLAR, until=DAY - timedelta(days=1)), Why.COUPON_EXPIRED),
        (replace(DOLLAR, since=DAY + timedelta(days=1)), Why.COUPON_TOO_EARLY),
        (replace(DOLLAR, prefix="9999999"), Why.COUPON_NO_ITEM),
        (replace(DOLLAR, units=2), Why.COUPON_UNITS),
        (replace(DOLLAR, save=usd("500.01")), Why.COUPON_VALUE),
    ],
)
def test_what_is_refused(code: CouponCode, why: Why) -> None:
    assert given(add(CANDY)).why(take(code)) is why


def test_a_coupon_twice_is_refused_unless_the_goods_are_there_twice() -> None:
    ticket = given(add(CANDY), take())
    assert ticket.why(take()) is Why.COUPON_TWICE
    assert ticket.why(take(replace(DOLLAR, code="2"))) is Why.COUPON_UNITS
    ticket.do(add(CANDY))
    assert ticket.why(take(line=1)) is Why.COUPON_TWICE
    ticket.do(take(line=2))
    assert ticket.sale.saved == usd("2.00")


def test_one_with_a_serial_number_is_taken_once_at_all() -> None:
    code = replace(DOLLAR, serial="123456")
    ticket = given(add(CANDY, 5), take(code))
    assert ticket.why(take(code)) is Why.COUPON_TWICE


def test_pieces_of_several_lines_count_together_and_the_coupon_goes_with_them() -> None:
    code = replace(DOLLAR, units=3)
    ticket = given(add(CANDY), add(CANDY, 2), take(code))
    decided = ticket.do(void(2))
    assert [type(fact) for fact in decided] == [f.LineVoided, f.CouponsTakenOff]
    assert (item(ticket).net, item(ticket).coupons) == (usd("3.99"), ())
    again = given(add(CANDY), add(CANDY, 2), take(code))
    again.do(quantity(2, 1))
    assert item(again).coupons == ()


def test_a_value_that_is_only_printed_is_typed() -> None:
    code = upc_coupon("00512000123455")
    ticket = given(add(CANDY))
    assert ticket.why(take(code)) is Why.COUPON_VALUE
    assert ticket.why(take(code, value=usd("-1.00"))) is Why.COUPON_VALUE
    assert ticket.why(take(code, value=usd("4.00"))) is Why.DISCOUNT_OVER_PRICE
    ticket.do(take(code, value=usd("0.75")))
    assert item(ticket).net == usd("3.24")


def test_a_line_with_a_coupon_keeps_its_price_until_the_coupon_is_off() -> None:
    ticket = given(add(CANDY, 2), take())
    for command in (
        quantity(1, 3),
        line_off(1, DiscountKind.PERCENT, 100),
        c.OverridePrice(LineId(1), usd("1.00"), REASON, MANAGER),
        c.TakeOffDiscount(LineId(1)),
    ):
        assert ticket.why(command) is Why.COUPON_ON_LINE
    ticket.do(c.TakeOffCoupons(LineId(1)), quantity(1, 3))
    assert ticket.why(c.TakeOffCoupons(LineId(1))) is Why.NO_COUPON
    assert ticket.sale.total == usd("12.75")


def test_the_tickets_discount_stands_on_what_the_coupon_leaves() -> None:
    ticket = given(add(CANDY), take(), ticket_off(DiscountKind.PERCENT, 1000))
    assert (item(ticket).share, item(ticket).net) == (usd("0.30"), usd("2.69"))
    assert item(ticket).tax.amount == usd("0.24")  # on 3.69
    ticket.do(c.TakeOffCoupons(LineId(1)))
    assert item(ticket).net == usd("3.59")


def test_no_coupon_is_for_a_prescription_a_gift_card_or_what_costs_nothing() -> None:
    anything = replace(DOLLAR, prefix="0")
    assert given(*pick(a_fill())).why(take(anything)) is Why.COUPON_NO_ITEM
    gift = an_item("20.00", ItemCategory.GIFT_CARD)
    assert given(add(gift)).why(take(anything)) is Why.COUPON_NO_ITEM
    free = replace(CANDY, price=ZERO)
    assert given(c.AddItem(free, 1, EntryMethod.KEYED)).why(take()) is Why.DISCOUNT_OVER_PRICE


def test_no_coupon_is_taken_once_something_is_paid() -> None:
    ticket = given(add(CANDY), cash("1.00"))
    assert ticket.why(take()) is Why.TENDERS_TAKEN
