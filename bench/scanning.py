"""From the scanner's bytes to the painted line, and the look-up inside it."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

from bench.goods import on_the_shelf
from bench.lane import Lane
from bench.painted import Painted
from bench.plan import FRAME_MS, LINES_OF_A_SALE, Place
from bench.rows import Row, beside, percentile, timed_ms
from bench.shops import KEY, open_shop
from terminal.domain.barcode import Gtin
from terminal.domain.money import Money
from terminal.domain.promotion import (
    WHOLE,
    CheaperOnes,
    ForPrice,
    Goods,
    Promotion,
    PromotionBook,
)
from terminal.store import catalog
from terminal.store.database import driver_of, engine_for

PAINTED_P50_MS = 5.0
LOOK_UP_AT_MOST = 3.0
LINE_500_AT_MOST = 1.5
ENDS = 10
"""Lines at each end of a long ticket that are compared: one line alone is chance."""
BARE_LOOK_UP = (
    "SELECT gtin, name, price_cents, category, eligibility, source, list_version, restriction"
    " FROM item WHERE gtin = ?"
)


def measure(place: Place) -> Iterator[Row]:
    with open_shop(place.long_shop) as store:
        painted = Painted()
        lane = Lane(store.reader, store.writer, painted, painted.show)
        yield from _scans(lane, painted, place)
        yield _long_ticket(lane, painted, place)
        yield _long_ticket(lane, painted, place, percent=5)
        deals = Lane(store.reader, store.writer, painted, painted.show, "2", _deals(place))
        yield _long_ticket(deals, painted, place, " in promotions")
        painted.close()
    yield _look_ups(place)


def _scan(lane: Lane, painted: Painted, gtin: int) -> float:
    def scan() -> None:
        lane.scan(gtin)
        painted.until_painted()

    return timed_ms(scan)


def _end(lane: Lane, painted: Painted) -> None:
    lane.open_payment()
    lane.pay_cash()
    painted.until_painted()
    lane.next_customer()
    painted.until_painted()


def _scans(lane: Lane, painted: Painted, place: Place) -> Iterator[Row]:
    plan = place.plan
    gtins = on_the_shelf(plan.shop.items, (plan.tickets + 1) * LINES_OF_A_SALE)
    times: list[float] = []
    for start in range(0, len(gtins), LINES_OF_A_SALE):
        times += [_scan(lane, painted, each) for each in gtins[start : start + LINES_OF_A_SALE]]
        _end(lane, painted)
    times = times[LINES_OF_A_SALE:]  # the first ticket builds pages and fills caches
    yield Row("scan to painted line, p50", percentile(times, 50), "ms", PAINTED_P50_MS)
    yield Row("scan to painted line, p99", percentile(times, 99), "ms", FRAME_MS)


def _deals(place: Place) -> PromotionBook:
    """Two that share goods, for every twentieth line of the tickets below; for the last too."""
    plan = place.plan
    goods = [
        Gtin(f"{gtin:014}")
        for ticket in range(plan.long_tickets)
        for gtin in on_the_shelf(plan.shop.items, plan.lines, seed=ticket * 100_000)
    ]
    deals = ForPrice(3, Money(5_00)), CheaperOnes(2, 1, WHOLE)
    return PromotionBook(
        tuple(
            Promotion(f"deal-{n}", "A deal", date(2020, 1, 1), None, Goods(frozenset(some)), deal)
            for n, (deal, some) in enumerate(zip(deals, (goods[::-20], goods[::-40]), strict=True))
        )
    )


def _long_ticket(
    lane: Lane, painted: Painted, place: Place, how: str = "", percent: int = 0
) -> Row:
    """`percent`: the ticket has a discount, which follows each of its lines."""
    plan = place.plan
    how = " with a standing discount" if percent else how
    first: list[float] = []
    last: list[float] = []
    for ticket in range(plan.long_tickets):
        gtins = on_the_shelf(plan.shop.items, plan.lines, seed=ticket * 100_000)
        times = [_scan(lane, painted, gtins[0])]
        if percent:
            lane.discount_ticket(percent)
        times += [_scan(lane, painted, each) for each in gtins[1:]]
        first += times[:ENDS]
        last += times[-ENDS:]
        _end(lane, painted)
    return beside(
        f"line {plan.lines} of a ticket{how} against line 1", last, first, LINE_500_AT_MOST
    )


def _look_ups(place: Place) -> Row:
    """The counter's look-up and a bare one in turns, each on its own connection and cache."""
    plan = place.plan
    gtins = on_the_shelf(plan.shop.items, plan.lookups, seed=5_000_000)
    codes = [Gtin(f"{each:014}") for each in gtins]
    ours: list[float] = []
    bare: list[float] = []
    engine = engine_for(place.long_shop, KEY, read_only=True)
    with engine.connect() as connection, engine.connect() as beside_it:
        execute = driver_of(beside_it).execute
        for gtin, code in zip(gtins, codes, strict=True):
            ours.append(timed_ms(partial(catalog.find, connection, (code,))))
            bare.append(timed_ms(partial(_bare_look_up, execute, gtin)))
    return beside("item lookup, p50", ours, bare, LOOK_UP_AT_MOST)


def _bare_look_up(execute: Callable[..., Any], gtin: int) -> None:
    execute(BARE_LOOK_UP, (gtin,)).fetchone()
