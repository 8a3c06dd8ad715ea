"""Discounts of a person: the shares to the cent, the limits, and what they stand on."""

from dataclasses import replace

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from helpers.sales import (
    CANDY,
    GIVER,
    IBUPROFEN,
    MANAGER,
    POLICY,
    REASON,
    a_fill,
    add,
    an_item,
    cash,
    give_back,
    given,
    line_off,
    pick,
    quantity,
    ticket_off,
    usd,
    void,
    worked_example,
)
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.barcode import EntryMethod, gtin
from terminal.domain.catalog import Item, ItemCategory
from terminal.domain.discount import (
    Discount,
    DiscountKind,
    DiscountPolicy,
    percent_words,
)
from terminal.domain.identity import LineId, StaffId
from terminal.domain.lines import ItemLine
from terminal.domain.money import ZERO, Money, apportion, apportion_cents
from terminal.domain.price_book import OpenPrice
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale
from terminal.domain.sale_decider import decide
from terminal.domain.staff import Role

PERCENT, AMOUNT = DiscountKind.PERCENT, DiscountKind.AMOUNT
BY = StaffId("101")


def priced(*cents: int) -> tuple[Item, ...]:
    return tuple(replace(an_item(), price=Money(each)) for each in cents)


def item(sale: Sale, number: int) -> ItemLine:
    line = sale.line(LineId(number))
    assert isinstance(line, ItemLine)
    return line


def shares(sale: Sale) -> list[int]:
    return [line.share.cents for line in sale.live_lines if isinstance(line, ItemLine)]


@pytest.mark.parametrize(
    ("off", "bases", "expected"),
    [
        (100, (1500, 399, 399), [65, 18, 17]),
        (500, (1999, 799, 1249), [247, 99, 154]),
    ],
)
def test_the_vectors_of_proration(off: int, bases: tuple[int, ...], expected: list[int]) -> None:
    ticket = given(*(add(each) for each in priced(*bases)), ticket_off(AMOUNT, off))
    assert shares(ticket.sale) == expected
    assert ticket.sale.discount_off == Money(off)


@for_any(st.integers(0, 5_000), st.lists(st.integers(0, 3_000), min_size=1, max_size=12))
def test_shares_sum_exactly_and_none_exceeds_its_line(off: int, bases: list[int]) -> None:
    amount = min(off, sum(bases))
    if not sum(bases):
        return
    found = apportion_cents(amount, bases)
    assert sum(found) == amount
    assert all(0 <= share <= base for share, base in zip(found, bases, strict=True))
    assert found == [each.cents for each in apportion(Money(amount), [*map(Money, bases)])]


@for_any(
    st.sampled_from(DiscountKind),
    st.integers(1, 10_000),
    st.lists(st.integers(0, 3_000), min_size=1, max_size=30).filter(any),
    st.integers(1, 3_000),
)
def test_the_shares_of_any_discount_sum_to_it_and_a_line_more_hardly_moves_the_others(
    kind: DiscountKind, value: int, bases: list[int], more: int
) -> None:
    discount = Discount(kind, value, REASON, BY)
    before, after = discount.shares(bases), discount.shares([*bases, more])
    assert sum(before) == discount.off(Money(sum(bases))).cents
    assert all(0 <= share <= base for share, base in zip(before, bases, strict=True))
    if kind is PERCENT:
        assert sum(one != other for one, other in zip(before, after, strict=False)) <= 1


@for_any(st.integers(1, 10_000), st.integers(1, 10_000), st.integers(0, 9_999_999))
def test_no_discount_takes_more_than_there_is_or_than_its_limit(
    value: int, most: int, price: int
) -> None:
    limit = (price * most + 5_000) // 10_000
    for kind in DiscountKind:
        off = Discount(kind, value, REASON, BY, most).off(Money(price))
        assert 0 <= off.cents <= min(price, limit)


def test_a_discounted_line_is_taxed_on_what_is_left_and_eligible_for_no_more() -> None:
    ticket = given(add(IBUPROFEN), line_off(1, PERCENT, 2500))
    line = item(ticket.sale, 1)
    assert (line.off, line.net) == (usd("1.00"), usd("2.99"))  # 0.9975 is rounded up
    assert line.tax.amount == usd("0.22")
    assert ticket.sale.owed.eligible == usd("3.21")
    assert ticket.sale.saved == usd("1.00")


def test_a_prescription_is_never_discounted_and_bears_no_share() -> None:
    ticket = worked_example()
    assert ticket.why(line_off(1, PERCENT, 1000)) is Why.NEVER_DISCOUNTED
    assert ticket.why(c.OverridePrice(LineId(1), usd("1.00"), REASON, MANAGER)) is (
        Why.NEVER_DISCOUNTED
    )
    ticket.do(ticket_off(PERCENT, 5000))
    assert ticket.sale.rx_lines[0].net == usd("15.00")
    assert ticket.sale.discount_off == usd("3.99")
    only_rx = given(*pick(a_fill()))
    assert only_rx.why(ticket_off(PERCENT, 1000)) is Why.NOTHING_TO_DISCOUNT


@pytest.mark.parametrize("category", [ItemCategory.FEE, ItemCategory.GIFT_CARD])
def test_fees_and_gift_cards_bear_no_share(category: ItemCategory) -> None:
    ticket = given(add(an_item("20.00", category)), add(CANDY), ticket_off(AMOUNT, 399))
    assert shares(ticket.sale) == [0, 399]
    assert ticket.why(ticket_off(AMOUNT, 400)) is Why.DISCOUNT_OVER_PRICE


def test_a_gift_card_costs_what_is_on_it() -> None:
    ticket = given(add(an_item("20.00", ItemCategory.GIFT_CARD)))
    assert ticket.why(line_off(1, AMOUNT, 100)) is Why.NEVER_DISCOUNTED


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        (PERCENT, 0, Why.DISCOUNT_OVER_PRICE),
        (PERCENT, -500, Why.DISCOUNT_OVER_PRICE),
        (PERCENT, 10_001, Why.DISCOUNT_OVER_PRICE),
        (PERCENT, 1_001, Why.DISCOUNT_OVER_LIMIT),
        (AMOUNT, 400, Why.DISCOUNT_OVER_PRICE),
        (AMOUNT, 10**15, Why.DISCOUNT_OVER_PRICE),
        (AMOUNT, 41, Why.DISCOUNT_OVER_LIMIT),
    ],
)
def test_a_cashier_gives_up_to_ten_percent(kind: DiscountKind, value: int, why: Why) -> None:
    ticket = given(add(CANDY))
    assert ticket.why(line_off(1, kind, value, GIVER)) is why
    assert ticket.why(ticket_off(kind, value, GIVER)) is why


@pytest.mark.parametrize(("kind", "value"), [(PERCENT, 1_000), (AMOUNT, 40)])
def test_what_is_within_the_limit_is_given(kind: DiscountKind, value: int) -> None:
    assert given(add(CANDY), line_off(1, kind, value, GIVER)).sale.saved == usd("0.40")
    assert given(add(CANDY), ticket_off(kind, value, GIVER)).sale.saved == usd("0.40")


def test_who_may_take_nothing_off_takes_nothing_off() -> None:
    policy = replace(POLICY, discounts=DiscountPolicy(cashier_percent=0))
    ticket = given(add(CANDY), policy=policy)
    assert ticket.why(line_off(1, AMOUNT, 1, GIVER)) is Why.DISCOUNT_OVER_LIMIT


def test_the_reason_is_one_of_the_stores() -> None:
    ticket = given(add(CANDY))
    command = c.DiscountLine(LineId(1), PERCENT, 500, "because", MANAGER)
    assert ticket.why(command) is Why.NOTE_MISSING
    override = c.OverridePrice(LineId(1), usd("1.00"), "", MANAGER)
    assert ticket.why(override) is Why.NOTE_MISSING


def test_a_discount_follows_the_quantity_and_is_never_left_over_its_limit() -> None:
    """A dollar off ten candy bars is within ten percent; off one of them it is not."""
    ticket = given(add(CANDY, 10), line_off(1, AMOUNT, 399, GIVER))
    assert ticket.sale.saved == usd("3.99")
    decided = ticket.do(quantity(1, 1))
    assert [type(fact) for fact in decided] == [f.QuantityChanged, f.LineDiscounted]
    assert item(ticket.sale, 1).off == usd("0.40")


def test_the_tickets_discount_follows_its_lines() -> None:
    ticket = given(*(add(each) for each in priced(1500, 399, 399)), ticket_off(PERCENT, 1000))
    assert ticket.sale.discount_off == Money(230)
    ticket.do(void(1))
    assert shares(ticket.sale) == [40, 40]
    decided = ticket.do(add(CANDY))
    assert isinstance(decided[-1], f.TicketDiscounted)
    assert ticket.sale.discount_off == Money(120)
    ticket.do(void(2), void(3), void(4))
    assert ticket.sale.discount_off == ZERO
    ticket.do(c.TakeOffDiscount())
    assert ticket.sale.discount is None


def test_an_amount_off_a_ticket_that_shrinks_stays_within_its_limit() -> None:
    dear, cheap = priced(90_00, 10_00)
    ticket = given(add(dear), add(cheap), ticket_off(AMOUNT, 10_00, GIVER))
    ticket.do(void(1))
    assert ticket.sale.discount_off == usd("1.00")


def test_only_the_shares_that_changed_are_recorded() -> None:
    same = priced(1000, 1000, 1000)
    ticket = given(*(add(each) for each in same), ticket_off(PERCENT, 1000))
    decided = ticket.do(add(same[0]))
    spread_again = decided[-1]
    assert isinstance(spread_again, f.TicketDiscounted)
    assert [each.line for each in spread_again.shares] == [LineId(4)]


def test_a_fill_or_a_fee_leaves_the_shares_alone() -> None:
    ticket = given(add(CANDY), ticket_off(PERCENT, 1000))
    decided = ticket.do(add(an_item("2.00", ItemCategory.FEE)))
    assert [type(fact) for fact in decided] == [f.ItemAdded]


def test_another_price_by_a_manager_and_back() -> None:
    ticket = given(add(IBUPROFEN, 2), c.OverridePrice(LineId(1), usd("3.00"), REASON, MANAGER))
    line = item(ticket.sale, 1)
    assert (line.net, line.regular, line.saved) == (usd("6.00"), usd("7.98"), usd("1.98"))
    assert line.tax.amount == usd("0.45")
    ticket.do(line_off(1, PERCENT, 1000))
    ticket.do(c.TakeOffDiscount(LineId(1)))
    line = item(ticket.sale, 1)
    assert (line.net, line.override, line.discount) == (usd("7.98"), None, None)
    assert ticket.why(c.TakeOffDiscount(LineId(1))) is Why.NO_DISCOUNT
    assert ticket.why(c.TakeOffDiscount()) is Why.NO_DISCOUNT
    assert ticket.why(c.TakeOffDiscount(LineId(9))) is Why.NO_SUCH_LINE


def test_a_higher_price_is_no_saving_and_takes_from_what_others_save() -> None:
    ticket = given(add(CANDY), c.OverridePrice(LineId(1), usd("4.50"), REASON, MANAGER))
    assert (ticket.sale.saved, ticket.sale.total - ticket.sale.tax) == (usd("-0.51"), usd("4.50"))
    ticket.do(add(CANDY), c.OverridePrice(LineId(2), usd("2.99"), REASON, MANAGER))
    assert ticket.sale.saved == usd("0.49"), "1.00 less and 0.51 more than the shelf's prices"


def test_goods_with_an_open_price_cost_again_what_was_entered() -> None:
    card = Item(gtin("012345000058"), "Greeting card", None, ItemCategory.GENERAL,
                open_price=OpenPrice(usd("1.00"), usd("15.00")))  # fmt: skip
    ticket = given(c.AddItem(card, 1, EntryMethod.SCANNED, usd("4.00")))
    ticket.do(c.OverridePrice(LineId(1), usd("3.00"), REASON, MANAGER))
    ticket.do(c.OverridePrice(LineId(1), usd("2.00"), REASON, MANAGER))
    ticket.do(c.TakeOffDiscount(LineId(1)))
    (line,) = ticket.sale.lines
    assert (line.net, ticket.sale.saved) == (usd("4.00"), ZERO)


@pytest.mark.parametrize("price", ["-0.01", "100000.00", "999999999.99"])
def test_a_price_beyond_reason_is_refused(price: str) -> None:
    ticket = given(add(CANDY))
    command = c.OverridePrice(LineId(1), usd(price), REASON, MANAGER)
    assert ticket.why(command) is Why.PRICE_OUT_OF_RANGE


def test_a_price_that_makes_the_ticket_too_large_is_refused() -> None:
    ticket = given(add(CANDY, 2))
    command = c.OverridePrice(LineId(1), usd("99999.00"), REASON, MANAGER)
    assert ticket.why(command) is Why.TICKET_TOO_LARGE
    large = given(add(priced(90_000_00)[0]))
    large.do(c.OverridePrice(LineId(1), usd("1.00"), REASON, MANAGER))
    large.do(add(priced(50_000_00)[0]))
    assert large.why(c.TakeOffDiscount(LineId(1))) is Why.TICKET_TOO_LARGE


def test_no_price_moves_once_something_is_paid() -> None:
    ticket = given(add(CANDY), add(IBUPROFEN), ticket_off(PERCENT, 1000), cash("1.00"))
    for command in (line_off(1, PERCENT, 100), ticket_off(PERCENT, 100), c.TakeOffDiscount()):
        assert ticket.why(command) is Why.TENDERS_TAKEN
    off = ticket.sale.discount_off
    ticket.do(add(CANDY))
    assert (ticket.sale.discount_off, shares(ticket.sale)[-1]) == (off, 0)
    ticket.do(give_back(1), add(CANDY))
    assert shares(ticket.sale)[-1] > 0


def test_a_ticket_can_be_given_away_by_who_may() -> None:
    ticket = given(add(CANDY), line_off(1, PERCENT, 10_000))
    assert ticket.sale.total == ZERO
    ticket.do(c.Complete())


@pytest.mark.parametrize(
    "wrong",
    [
        {"reasons": ()},
        {"reasons": ("a", " ")},
        {"reasons": ("a", "a")},
        {"reasons": tuple("abcdefghij")},
        {"cashier_percent": 101},
        {"manager_percent": -1},
    ],
)
def test_a_store_says_what_it_allows(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="discount"):
        DiscountPolicy(**wrong)  # type: ignore[arg-type]
    assert DiscountPolicy().most(Role.PHARMACIST) == 2_000


@pytest.mark.parametrize(
    ("kind", "value", "reason", "most"),
    [(PERCENT, 0, "x", 1), (PERCENT, 10_001, "x", 1), (AMOUNT, 5, "", 1), (AMOUNT, 5, "x", 0)],
)
def test_what_is_no_discount_cannot_be_one(
    kind: DiscountKind, value: int, reason: str, most: int
) -> None:
    with pytest.raises(ValueError, match="discount"):
        Discount(kind, value, reason, BY, most)


@pytest.mark.parametrize(
    ("value", "words"),
    [(10_000, "100 %"), (1_000, "10 %"), (1_250, "12.5 %"), (5, "0.05 %"), (0, "0 %")],
)
def test_a_percentage_in_words(value: int, words: str) -> None:
    assert percent_words(value) == words
    if value:
        assert Discount(PERCENT, value, REASON, BY).words == f"{words} off"


# --- a limit is for both discounts of a line together


def test_two_discounts_of_a_line_are_within_one_limit() -> None:
    ticket = given(add(CANDY), add(IBUPROFEN), line_off(1, PERCENT, 600, GIVER))
    assert ticket.refusal(ticket_off(PERCENT, 600, GIVER)) == Refusal(
        Why.DISCOUNT_OVER_LIMIT, "10 %"
    )
    ticket.do(ticket_off(PERCENT, 400, GIVER))
    line = item(ticket.sale, 1)
    assert line.off + line.share <= usd("0.40")


def test_a_line_discount_on_top_of_the_tickets_is_within_the_limit_too() -> None:
    ticket = given(add(CANDY), add(IBUPROFEN), ticket_off(PERCENT, 600, GIVER))
    assert ticket.why(line_off(1, PERCENT, 600, GIVER)) is Why.DISCOUNT_OVER_LIMIT
    ticket.do(line_off(1, PERCENT, 400, GIVER))
    ticket.do(line_off(2, PERCENT, 600, MANAGER))


def test_a_line_without_a_discount_of_its_own_bears_the_whole_share() -> None:
    ticket = given(add(CANDY), add(IBUPROFEN), line_off(1, PERCENT, 1_000, MANAGER))
    ticket.do(ticket_off(PERCENT, 1_000, GIVER))
    assert shares(ticket.sale) == [36, 40]


def test_goods_that_leave_do_not_bring_a_line_over_its_limit() -> None:
    """An amount off the ticket weighs more on fewer goods: the line keeps its limit."""
    ticket = given(add(CANDY), add(IBUPROFEN, 9), line_off(1, PERCENT, 500, GIVER))
    ticket.do(ticket_off(AMOUNT, 180, GIVER), void(2))
    line = item(ticket.sale, 1)
    assert line.off + line.share <= usd("0.40")
    assert ticket.sale.discount_off == line.share


@for_any(
    st.lists(st.integers(1, 3_000), min_size=1, max_size=6),
    st.integers(1, 1_000),
    st.integers(1, 1_000),
    st.sampled_from(DiscountKind),
)
def test_nobody_takes_more_off_a_line_than_their_limit_in_two_goes(
    prices: list[int], on_line: int, on_ticket: int, kind: DiscountKind
) -> None:
    ticket = given(*(add(each) for each in priced(*prices)))
    commands: list[c.Command] = [
        line_off(1, PERCENT, on_line, GIVER),
        ticket_off(kind, on_ticket, GIVER),
        *(void(number) for number in range(2, len(prices) + 1)),
    ]
    for command in commands:
        if not isinstance(decide(ticket.sale, command, ticket.policy, ticket.day), Refusal):
            ticket.do(command)
    line = item(ticket.sale, 1)
    limit = (line.extended.cents + 5) // 10
    if line.discount is not None:
        assert line.off.cents + line.share.cents <= limit
