"""Promotions for tests, as a store would declare them."""

from datetime import date

from helpers.sales import BEGINNING
from terminal.domain.catalog import Item, ItemCategory
from terminal.domain.money import Money
from terminal.domain.promotion import (
    AmountOff,
    CheaperOnes,
    Deal,
    ForPrice,
    Goods,
    Promotion,
)

ANY_GOODS = Goods(categories=frozenset(ItemCategory))
THREE_FOR_FIVE = ForPrice(3, Money(5_00))
BUY_2_GET_1 = CheaperOnes(2, 1, 10_000)
SECOND_HALF = CheaperOnes(1, 1, 5_000)
TWO_OFF_TWO = AmountOff(2, Money(2_00))


def a_promotion(
    deal: Deal = THREE_FOR_FIVE,
    goods: Goods = ANY_GOODS,
    *,
    name: str = "deal",
    since: date = BEGINNING,
    until: date | None = None,
    mix: bool = True,
    times: int = 0,
) -> Promotion:
    return Promotion(name, f"Deal {name}", since, until, goods, deal, mix, times)


def only(*items: Item) -> Goods:
    return Goods(frozenset(each.gtin for each in items))
