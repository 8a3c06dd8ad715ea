"""A ticket taken up on another day keeps its prices, or has today's where the store wants that."""

from dataclasses import replace
from datetime import timedelta

from helpers.counter import Counter, a_counter
from helpers.promotions import THREE_FOR_FIVE, a_promotion, only
from helpers.sales import (
    CANDY,
    CASHIER,
    DAY,
    GIVER,
    MANAGER,
    POLICY,
    REASON,
    UNTAXED,
    Ticket,
    add,
    cash,
    given,
    line_off,
    ticket_off,
    usd,
)
from terminal.app.state import Msg
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.coupon import CouponCode
from terminal.domain.discount import DiscountKind
from terminal.domain.identity import LineId
from terminal.domain.lines import ItemLine
from terminal.domain.money import total
from terminal.domain.policy import Policy, ResumedPrices
from terminal.domain.price_book import ALWAYS, DatedPrice, PriceKind
from terminal.domain.promotion import PromotionBook

TOMORROW = DAY + timedelta(days=1)
DEARER = replace(
    CANDY,
    prices=(
        DatedPrice(PriceKind.REGULAR, usd("3.99"), ALWAYS),
        DatedPrice(PriceKind.REGULAR, usd("4.99"), TOMORROW),
    ),
)
TODAY = replace(POLICY, resumed_prices=ResumedPrices.TODAY)


def taken_up(*commands: c.Command, policy: Policy = TODAY) -> Ticket:
    """Put aside today, taken up tomorrow."""
    ticket = given(*commands, c.Suspend(), policy=policy)
    ticket.day = TOMORROW
    ticket.do(c.Resume(CASHIER))
    return ticket


def nets(ticket: Ticket) -> list[str]:
    return [str(line.net) for line in ticket.sale.live_lines]


def test_by_itself_a_ticket_keeps_its_prices() -> None:
    assert nets(taken_up(add(DEARER), policy=POLICY)) == ["3.99"]


def test_where_the_store_wants_it_goods_have_the_price_of_the_day() -> None:
    ticket = taken_up(add(DEARER), add(CANDY))
    assert nets(ticket) == ["4.99", "3.99"]
    (told,) = [fact for fact in ticket.facts if isinstance(fact, f.ItemsRepriced)]
    assert [each.line for each in told.lines] == [1]


def test_on_the_same_day_nothing_is_told() -> None:
    ticket = given(add(DEARER), c.Suspend(), policy=TODAY)
    assert [type(fact) for fact in ticket.do(c.Resume(CASHIER))] == [f.SaleResumed]


def test_what_a_person_took_off_is_taken_off_the_new_price() -> None:
    ticket = taken_up(add(DEARER), line_off(1, DiscountKind.PERCENT, 1_000, GIVER))
    assert nets(ticket) == ["4.49"]
    ticket = taken_up(add(DEARER), add(CANDY), ticket_off(DiscountKind.PERCENT, 1_000, GIVER))
    assert ticket.sale.discount_off == usd("0.90")
    assert total(each.share for each in ticket.sale.lines if isinstance(each, ItemLine)) == (
        usd("0.90")
    )


def test_a_price_by_hand_and_a_line_with_a_coupon_stay() -> None:
    coupon = CouponCode("81", "00120000", usd("1.00"))
    ticket = taken_up(
        add(DEARER),
        add(DEARER),
        c.OverridePrice(LineId(1), usd("2.00"), REASON, MANAGER),
        c.TakeCoupon(coupon, LineId(2)),
    )
    assert nets(ticket) == ["2.00", "2.99"]


def test_the_promotions_are_those_of_the_day_too() -> None:
    book = PromotionBook((a_promotion(THREE_FOR_FIVE, only(CANDY), until=DAY),))
    ticket = taken_up(add(CANDY, 3), policy=replace(TODAY, promotions=book))
    assert nets(ticket) == ["11.97"]
    kept = taken_up(add(CANDY, 3), policy=replace(POLICY, promotions=book))
    assert nets(kept) == ["5.00"]


def test_nothing_moves_once_something_is_paid() -> None:
    policy = replace(UNTAXED, resumed_prices=ResumedPrices.TODAY)
    assert nets(taken_up(add(DEARER), cash("1.00"), policy=policy)) == ["3.99"]


def test_a_ticket_that_would_be_too_large_is_taken_up_with_its_prices() -> None:
    dear = replace(
        CANDY,
        price=usd("50.00"),
        prices=(
            DatedPrice(PriceKind.REGULAR, usd("50.00"), ALWAYS),
            DatedPrice(PriceKind.REGULAR, usd("9000.00"), TOMORROW),
        ),
    )
    policy = replace(UNTAXED, resumed_prices=ResumedPrices.TODAY)
    assert nets(taken_up(add(dear, 100), policy=policy)) == ["5000.00"]


def test_the_screen_says_what_the_total_was_and_is() -> None:
    counter: Counter = a_counter(items=(DEARER,), policy=TODAY)
    counter.scan_item(DEARER)
    before = counter.sale.total
    counter.press("F5")
    counter.at += timedelta(days=1)
    counter.press("Ctrl+1")
    assert counter.told() is Msg.PRICES_CHANGED
    assert counter.state.said is not None
    assert counter.state.said.detail == str(before)
    assert counter.state.said.remedy == str(counter.sale.total)
