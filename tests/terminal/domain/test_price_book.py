"""Prices with days: which one is in force, which comes next, and that midnight switches nothing."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.sales import CANDY, DAY, add, usd
from helpers.sales import given as ticket_of
from terminal.domain import commands as c
from terminal.domain.barcode import EntryMethod
from terminal.domain.catalog import Item
from terminal.domain.lines import ItemLine
from terminal.domain.money import Money
from terminal.domain.price_book import (
    ALWAYS,
    DatedPrice,
    OpenPrice,
    PriceKind,
    next_change,
    price_on,
)
from terminal.domain.refusal import Why

REGULAR, SALE = PriceKind.REGULAR, PriceKind.SALE


def after(days: int) -> date:
    return DAY + timedelta(days=days)


BOOK = (
    DatedPrice(REGULAR, usd("10.00"), ALWAYS),
    DatedPrice(REGULAR, usd("12.00"), after(10)),
    DatedPrice(REGULAR, usd("11.00"), after(20), after(22)),
    DatedPrice(SALE, usd("8.00"), after(2), after(4)),
    DatedPrice(SALE, usd("9.00"), after(4), after(5)),
    DatedPrice(SALE, usd("13.00"), after(12), after(13)),
)


@pytest.mark.parametrize(
    ("days", "price", "regular"),
    [
        (0, "10.00", None),
        (2, "8.00", "10.00"),
        (4, "8.00", "10.00"),  # of two sales the lower one
        (5, "9.00", "10.00"),
        (6, "10.00", None),  # a sale that ended falls back
        (10, "12.00", None),
        (12, "12.00", None),  # a "sale" above the regular price is none
        (20, "11.00", None),
        (23, "12.00", None),  # a price that ended falls back to the one before it
    ],
)
def test_the_price_in_force_on_a_day(days: int, price: str, regular: str | None) -> None:
    found = price_on(BOOK, after(days))
    assert found.price == usd(price)
    assert found.regular == (None if regular is None else usd(regular))


@pytest.mark.parametrize(
    ("days", "then", "price"),
    [(0, 2, "8.00"), (2, 5, "9.00"), (5, 6, "10.00"), (6, 10, "12.00"), (10, 20, "11.00"),
     (20, 23, "12.00")],
)  # fmt: skip
def test_the_next_price_and_its_first_day(days: int, then: int, price: str) -> None:
    found = next_change(BOOK, after(days))
    assert found is not None
    assert (found[0], found[1].price) == (after(then), usd(price))


def test_after_the_last_change_there_is_none() -> None:
    assert next_change(BOOK, after(23)) is None
    assert CANDY.next_price(DAY) is None


prices = st.builds(
    lambda kind, cents, start, days: DatedPrice(
        kind, Money(cents), after(start), after(start + days)
    ),
    st.sampled_from(PriceKind),
    st.integers(1, 2_000),
    st.integers(-5, 15),
    st.integers(0, 8),
)


@given(st.lists(prices, max_size=8), st.integers(-6, 25))
def test_nothing_changes_before_the_next_change_and_something_then(
    book: list[DatedPrice], days: int
) -> None:
    found = next_change(book, after(days))
    until = 40 if found is None else (found[0] - DAY).days
    now = price_on(book, after(days)).price
    assert all(price_on(book, after(each)).price == now for each in range(days, until))
    assert found is None or price_on(book, found[0]).price != now


def dated(*prices: DatedPrice) -> Item:
    return replace(CANDY, prices=(DatedPrice(REGULAR, usd("3.99"), ALWAYS), *prices))


OPEN = OpenPrice(usd("1.00"), usd("50.00"))
SOON = dated(DatedPrice(REGULAR, usd("4.49"), after(1)))
ON_SALE = dated(DatedPrice(SALE, usd("2.99"), DAY, DAY))


def test_a_price_of_tomorrow_holds_from_tomorrow() -> None:
    assert ticket_of(add(SOON)).sale.lines[0].net == usd("3.99")
    assert ticket_of(add(SOON), day=after(1)).sale.lines[0].net == usd("4.49")


def test_a_sale_is_what_the_customer_saves() -> None:
    sale = ticket_of(add(ON_SALE, 2)).sale
    line = sale.lines[0]
    assert isinstance(line, ItemLine)
    assert (line.unit_price, line.item.regular, sale.saved) == (
        usd("2.99"), usd("3.99"), usd("2.00")
    )  # fmt: skip
    assert ticket_of(add(ON_SALE), day=after(1)).sale.saved == usd("0.00")


def test_asking_for_a_day_twice_is_asking_once() -> None:
    assert ON_SALE.on(DAY).on(DAY) == ON_SALE.on(DAY)
    assert ON_SALE.on(DAY).on(after(1)).price == usd("3.99")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: DatedPrice(SALE, usd("1.00"), DAY), "a last day"),
        (lambda: DatedPrice(REGULAR, usd("1.00"), DAY, after(-1)), "on or after"),
        (lambda: DatedPrice(REGULAR, usd("-0.01"), DAY), "not negative"),
        (lambda: OpenPrice(usd("5.00"), usd("4.99")), "least and a most"),
        (lambda: OpenPrice(usd("0.00"), usd("4.99")), "least and a most"),
        (lambda: replace(CANDY, open_price=OPEN), "there is no other"),
        (lambda: replace(CANDY, pieces=0), "1 to 999 pieces"),
        (lambda: replace(CANDY, department="x" * 41), "department"),
    ],
)
def test_what_is_no_price_is_refused(wrong: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        wrong()  # type: ignore[operator]


# --- open prices


CARD = replace(CANDY, price=None, open_price=OPEN)


def entered(price: str | None) -> c.AddItem:
    return c.AddItem(CARD, 1, EntryMethod.SCANNED, None if price is None else usd(price))


def test_an_open_price_is_entered_within_its_limits() -> None:
    ticket = ticket_of(entered("1.00"), entered("50.00"))
    assert ticket.sale.total - ticket.sale.tax == usd("51.00")
    assert ticket.sale.saved == usd("0.00")
    for price in (None, "0.99", "50.01", "-1.00", "0.00"):
        assert ticket.why(entered(price)) is Why.OPEN_PRICE_LIMITS


def test_a_price_that_is_entered_for_other_goods_counts_for_nothing() -> None:
    ticket = ticket_of(c.AddItem(CANDY, 1, EntryMethod.SCANNED, usd("0.01")))
    assert ticket.sale.lines[0].net == usd("3.99")
