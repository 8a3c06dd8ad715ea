"""Which promotions a basket gets: the best for the customer, in any order, to the cent."""

from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.promotions import (
    ANY_GOODS,
    BUY_2_GET_1,
    SECOND_HALF,
    THREE_FOR_FIVE,
    TWO_OFF_TWO,
    a_promotion,
    only,
)
from helpers.sales import CANDY, DAY, IBUPROFEN, an_item
from terminal.domain.barcode import Gtin
from terminal.domain.catalog import ItemCategory
from terminal.domain.identity import LineId
from terminal.domain.money import Money
from terminal.domain.promotion import (
    SEARCHED_PIECES,
    AmountOff,
    CheaperOnes,
    Deal,
    ForPrice,
    Goods,
    Lot,
    Promotion,
    PromotionBook,
    chosen,
)


def basket(*cents: int, promotions: tuple[Promotion, ...], units: int = 1) -> list[Lot]:
    return [
        Lot(LineId(number), Gtin(f"{number:014}"), each, units, promotions)
        for number, each in enumerate(cents, 1)
    ]


def saved(lots: list[Lot]) -> int:
    return sum(part.amount.cents for parts in chosen(lots).values() for part in parts)


@pytest.mark.parametrize(
    ("deal", "cents", "expected"),
    [
        (THREE_FOR_FIVE, [199, 199, 199], 97),
        (THREE_FOR_FIVE, [199, 199], 0),
        (THREE_FOR_FIVE, [199] * 7, 194),
        (THREE_FOR_FIVE, [100, 100, 100], 0),  # dearer together: nobody is made to pay more
        (THREE_FOR_FIVE, [300, 300, 300, 10, 10, 10], 400),
        (BUY_2_GET_1, [500, 300, 200], 200),
        (BUY_2_GET_1, [500, 300, 200, 900, 800, 100], 500 + 100),
        (SECOND_HALF, [399, 399], 200),  # 199.5 is rounded up
        (SECOND_HALF, [399, 101, 399], 200),
        (TWO_OFF_TWO, [399, 399, 399], 200),
        (TWO_OFF_TWO, [300, 300, 50, 50], 400),
        (TWO_OFF_TWO, [50, 50], 100),  # at most what the goods cost
        (ForPrice(4, Money(10_00)), [400, 350, 300, 200, 100], 250),
    ],
)
def test_what_a_deal_saves(deal: Deal, cents: list[int], expected: int) -> None:
    assert saved(basket(*cents, promotions=(a_promotion(deal),))) == expected


def test_equal_pieces_on_one_line_count_like_pieces_on_many() -> None:
    promotion = (a_promotion(),)
    assert saved([Lot(LineId(1), CANDY.gtin, 199, 7, promotion)]) == 194
    assert saved([Lot(LineId(1), CANDY.gtin, 199, 999, promotion)]) == 333 * 97


def test_items_that_are_not_mixed_count_for_themselves() -> None:
    alone = (a_promotion(mix=False),)
    lots = [
        Lot(LineId(1), CANDY.gtin, 199, 2, alone),
        Lot(LineId(2), IBUPROFEN.gtin, 199, 2, alone),
        Lot(LineId(3), CANDY.gtin, 199, 1, alone),
    ]
    found = chosen(lots)
    assert sorted(found) == [1, 3]
    assert saved(lots) == 97


def test_a_deal_is_made_as_often_as_it_may() -> None:
    once = (a_promotion(times=1),)
    assert saved(basket(*[199] * 9, promotions=once)) == 97
    assert saved([Lot(LineId(1), CANDY.gtin, 199, 9, once)]) == 97
    apart = (a_promotion(times=1, mix=False),)
    assert saved([Lot(LineId(1), CANDY.gtin, 199, 9, apart),
                  Lot(LineId(2), IBUPROFEN.gtin, 199, 9, apart)]) == 194  # fmt: skip


def test_what_costs_nothing_counts_for_no_deal() -> None:
    assert saved(basket(0, 0, 399, promotions=(a_promotion(BUY_2_GET_1),))) == 0


def test_each_piece_is_used_once_and_the_better_deal_wins() -> None:
    both = (a_promotion(name="three"), a_promotion(BUY_2_GET_1, name="two-and-one"))
    assert saved(basket(199, 199, 199, promotions=both)) == 199
    assert saved(basket(300, 300, 100, promotions=both)) == 200


def test_a_deal_of_one_item_leaves_the_others_to_the_group() -> None:
    """Taken first, either deal would spoil the other: together they save most."""
    group, single = a_promotion(ForPrice(2, Money(1_00)), name="a"), a_promotion(
        ForPrice(2, Money(2_00)), name="b"
    )  # fmt: skip
    lots = [
        Lot(LineId(1), Gtin("1".zfill(14)), 400, 1, (single,)),
        Lot(LineId(2), Gtin("2".zfill(14)), 300, 2, (group, single)),
        Lot(LineId(3), Gtin("3".zfill(14)), 200, 1, (group,)),
    ]
    assert saved(lots) == (400 + 300 - 200) + (300 + 200 - 100)


def test_proration_is_over_the_pieces_by_their_price() -> None:
    found = chosen(basket(500, 300, 200, promotions=(a_promotion(BUY_2_GET_1),)))
    assert {line: [part.amount.cents for part in parts] for line, parts in found.items()} == {
        1: [100], 2: [60], 3: [40],
    }  # fmt: skip
    assert [part.units for parts in found.values() for part in parts] == [1, 1, 1]


deals = st.one_of(
    st.builds(ForPrice, st.integers(1, 4), st.integers(1, 900).map(Money)),
    st.builds(CheaperOnes, st.integers(1, 2), st.integers(1, 2), st.integers(1, 10_000)),
    st.builds(AmountOff, st.integers(1, 3), st.integers(1, 300).map(Money)),
)


@st.composite
def baskets(draw: st.DrawFn, most_pieces: int = 40) -> list[Lot]:
    promotions = [
        a_promotion(deal, name=f"deal-{number}", mix=draw(st.booleans()),
                    times=draw(st.sampled_from([0, 0, 1, 2])))
        for number, deal in enumerate(draw(st.lists(deals, min_size=1, max_size=3)))
    ]  # fmt: skip
    count = draw(st.integers(1, min(6, most_pieces)))
    return [
        Lot(
            LineId(number),
            Gtin(f"{draw(st.integers(1, 3)):014}"),
            draw(st.integers(0, 600)),
            draw(st.integers(1, max(1, most_pieces // count))),
            tuple(each for each in promotions if draw(st.booleans())),
        )
        for number in range(1, count + 1)
    ]


@given(baskets())
def test_shares_sum_exactly_use_each_piece_once_and_take_no_more_than_there_is(
    lots: list[Lot],
) -> None:
    by_line = {lot.line: lot for lot in lots}
    for line, parts in chosen(lots).items():
        lot = by_line[line]
        assert sum(part.units for part in parts) <= lot.units
        for part in parts:
            assert 0 <= part.amount.cents <= lot.cents * part.units
            assert part.name in {each.name for each in lot.promotions}


@given(baskets(), st.randoms(use_true_random=False))
def test_the_saving_is_the_same_in_whatever_order_goods_were_scanned(
    lots: list[Lot], chance: object
) -> None:
    shuffled = list(lots)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    again = [lot._replace(line=LineId(number)) for number, lot in enumerate(shuffled, 1)]
    assert saved(again) == saved(lots)


def brute(lots: list[Lot]) -> int:
    """The best of all ways to make deals, tried one by one without any thought."""
    pieces = [(lot.cents, lot.gtin, lot.promotions) for lot in lots for _ in range(lot.units)]
    deals = {each for lot in lots for each in lot.promotions}

    def best(left: frozenset[int], made: tuple[tuple[str, str], ...]) -> int:
        found = 0
        for deal in deals:
            able = [at for at in left if deal in pieces[at][2] and pieces[at][0]]
            for some in combinations(sorted(able), deal.deal.units):
                kinds = {pieces[at][1] for at in some}
                pool = (deal.name, "" if deal.mix else min(kinds))
                if (not deal.mix and len(kinds) > 1) or 0 < deal.times <= made.count(pool):
                    continue
                worth = worth_of(deal.deal, sorted((pieces[at][0] for at in some), reverse=True))
                if worth:
                    found = max(found, worth + best(left - set(some), (*made, pool)))
        return found

    return best(frozenset(range(len(pieces))), ())


def worth_of(deal: Deal, cents: list[int]) -> int:
    match deal:
        case ForPrice(price=price):
            return max(0, sum(cents) - price.cents)
        case AmountOff(off=off):
            return min(off.cents, sum(cents))
        case CheaperOnes(get=get, percent=percent):
            return sum((each * percent + 5_000) // 10_000 for each in cents[-get:])


@settings(max_examples=150)
@given(baskets(most_pieces=5))
def test_no_way_of_making_deals_saves_more(lots: list[Lot]) -> None:
    assert saved(lots) >= brute(lots)


@given(baskets(), st.integers(1, 4))
def test_many_pieces_save_at_least_what_the_best_promotion_saves_alone(
    lots: list[Lot], more: int
) -> None:
    many = [lot._replace(units=lot.units * more * SEARCHED_PIECES) for lot in lots]
    for name in {each.name for lot in many for each in lot.promotions}:
        alone = [
            lot._replace(promotions=tuple(each for each in lot.promotions if each.name == name))
            for lot in many
        ]
        assert saved(many) >= saved(alone)


# --- what is offered


def test_goods_are_named_by_item_department_or_category() -> None:
    sweet = an_item(category=ItemCategory.CANDY)
    assert Goods(categories=frozenset({ItemCategory.CANDY})).hold(CANDY)
    assert only(CANDY).hold(CANDY)
    assert not only(CANDY).hold(IBUPROFEN)
    assert not Goods(
        categories=frozenset({ItemCategory.CANDY}), but_not=frozenset({sweet.gtin})
    ).hold(sweet)
    with pytest.raises(ValueError, match="name items, departments or categories"):
        Goods()


@pytest.mark.parametrize(
    "category", [ItemCategory.RX_DRUG, ItemCategory.GIFT_CARD, ItemCategory.FEE]
)
def test_prescription_drugs_gift_cards_and_fees_are_never_promoted(category: ItemCategory) -> None:
    assert not ANY_GOODS.hold(an_item(category=category))


def test_a_promotion_holds_from_its_first_to_its_last_day() -> None:
    last = DAY + timedelta(days=2)
    book = PromotionBook((a_promotion(since=DAY, until=last),))
    days = [DAY + timedelta(days=each) for each in range(-1, 4)]
    assert [bool(book.of(CANDY, day)) for day in days] == [False, True, True, True, False]
    assert [each.name for each in book.coming(CANDY, days[0])] == ["deal"]
    assert book.coming(CANDY, DAY) == ()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: ForPrice(0, Money(1)), "1 to 99 pieces"),
        (lambda: ForPrice(100, Money(1)), "1 to 99 pieces"),
        (lambda: ForPrice(3, Money(0)), "an amount of a deal"),
        (lambda: AmountOff(2, Money(1_000_01)), "an amount of a deal"),
        (lambda: CheaperOnes(0, 1, 5_000), "at least one piece"),
        (lambda: CheaperOnes(1, 1, 10_001), "at most 100"),
        (lambda: a_promotion(times=-1), "times"),
        (lambda: a_promotion(until=DAY - timedelta(days=9_999)), "until"),
        (lambda: Promotion("x", "", DAY, None, ANY_GOODS, THREE_FOR_FIVE), "text"),
    ],
)
def test_what_is_no_promotion_is_refused(wrong: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        wrong()  # type: ignore[operator]
