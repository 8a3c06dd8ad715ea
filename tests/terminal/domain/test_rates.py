"""Rates of groups: one a ticket, on their days, by number where it is asked, never on an Rx."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from helpers.promotions import a_promotion, only
from helpers.sales import (
    CANDY,
    DAY,
    GIVER,
    IBUPROFEN,
    POLICY,
    a_fill,
    add,
    an_item,
    given,
    line_off,
    pick,
    ticket_off,
    usd,
    void,
)
from terminal.domain import commands as c
from terminal.domain.catalog import ItemCategory
from terminal.domain.discount import DiscountKind, DiscountPolicy, RateGroup, Weekday
from terminal.domain.identity import LineId
from terminal.domain.lines import ItemLine
from terminal.domain.promotion import PromotionBook
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale

TOBACCO = replace(CANDY, department="Tobacco")
SENIORS = RateGroup("Seniors", 10, (Weekday.WEDNESDAY,), ("Tobacco",))
STAFF = RateGroup("Employees", 20, asks_number=True)
RATES = replace(POLICY, discounts=DiscountPolicy(rates=(SENIORS, STAFF)))
"""`DAY` is a Wednesday."""


def rate(group: str = "Seniors", holder: str = "") -> c.ApplyRate:
    return c.ApplyRate(group, GIVER, holder)


def shares(sale: Sale) -> list[int]:
    return [line.share.cents for line in sale.live_lines if isinstance(line, ItemLine)]


def test_the_rate_is_for_all_goods_but_its_departments_left_out() -> None:
    ticket = given(add(CANDY), add(TOBACCO), add(IBUPROFEN), policy=RATES)
    ticket.do(rate())
    assert shares(ticket.sale) == [40, 0, 40]
    ticket.do(add(CANDY), add(TOBACCO))
    assert shares(ticket.sale) == [40, 0, 40, 40, 0]
    ticket.do(void(1))
    assert ticket.sale.discount_off == usd("0.80")


def test_a_prescription_a_fee_and_a_gift_card_keep_their_price() -> None:
    fee, gift = (an_item("5.00", each) for each in (ItemCategory.FEE, ItemCategory.GIFT_CARD))
    ticket = given(*pick(a_fill()), add(fee), add(gift), policy=RATES)
    assert ticket.why(rate()) is Why.NOTHING_TO_DISCOUNT
    ticket.do(add(CANDY), rate())
    assert shares(ticket.sale) == [0, 0, 40]
    assert ticket.sale.rx_lines[0].net == usd("15.00")


def test_a_rate_is_for_its_days() -> None:
    for days in range(1, 7):
        ticket = given(add(CANDY), policy=RATES, day=DAY + timedelta(days=days))
        assert ticket.refusal(rate()) == Refusal(Why.RATE_NOT_TODAY, "Seniors: wednesday")
    assert STAFF.holds_on(date(2026, 7, 5))


def test_an_employee_is_named_by_number_and_nobody_else_is() -> None:
    ticket = given(add(CANDY), policy=RATES)
    for number in ("", " ", "x" * 21, "1\n2"):
        assert ticket.why(rate("Employees", number)) is Why.RATE_NUMBER
    assert ticket.why(rate("Seniors", "E-17")) is Why.RATE_NUMBER
    ticket.do(rate("Employees", " E-17 "))
    assert ticket.sale.discount is not None
    assert (ticket.sale.discount.holder, ticket.sale.discount.by) == ("E-17", GIVER.id)


def test_a_ticket_has_one_rate_or_one_discount_of_its_own() -> None:
    ticket = given(add(CANDY), rate(), policy=RATES)
    assert ticket.why(rate("Employees", "E-17")) is Why.TICKET_HAS_DISCOUNT
    assert ticket.refusal(ticket_off(DiscountKind.PERCENT, 100)).detail == "Seniors"
    ticket.do(c.TakeOffDiscount())
    assert shares(ticket.sale) == [0]
    ticket.do(ticket_off(DiscountKind.PERCENT, 100))
    assert ticket.why(rate()) is Why.TICKET_HAS_DISCOUNT


def test_what_the_store_does_not_have_is_refused() -> None:
    assert given(add(CANDY), policy=RATES).why(rate("Students")) is Why.RATE_UNKNOWN


def test_a_rate_is_off_what_promotions_and_persons_leave() -> None:
    book = PromotionBook((a_promotion(goods=only(CANDY)),))
    ticket = given(add(CANDY, 3), add(IBUPROFEN), policy=replace(RATES, promotions=book))
    ticket.do(line_off(2, DiscountKind.PERCENT, 1_000, GIVER), rate())
    assert shares(ticket.sale) == [50, 36]  # a person's limit is for what persons give


def test_a_limit_of_a_person_does_not_bind_the_rate_of_a_group() -> None:
    ticket = given(add(CANDY), rate("Employees", "1"), policy=RATES)
    ticket.do(line_off(1, DiscountKind.PERCENT, 1_000, GIVER))
    line = ticket.sale.line(LineId(1))
    assert isinstance(line, ItemLine)
    assert (line.off, line.share) == (usd("0.40"), usd("0.72"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: RateGroup("", 10), "a name"),
        (lambda: RateGroup("x" * 25, 10), "a name"),
        (lambda: RateGroup("Seniors", 0), "1 to 100"),
        (lambda: RateGroup("Seniors", 101), "1 to 100"),
        (lambda: DiscountPolicy(rates=(SENIORS, SENIORS)), "name of its own"),
        (
            lambda: DiscountPolicy(rates=tuple(RateGroup(str(n), 1) for n in range(10))),
            "at most 9",
        ),
    ],
)
def test_what_is_no_rate_is_refused(wrong: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        wrong()  # type: ignore[operator]
