"""A PhMS that has changed a hundred thousand fills, while the counter goes on scanning."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle
from time import perf_counter

from bench.goods import on_the_shelf
from bench.lane import Lane
from bench.painted import Painted
from bench.people import pages
from bench.plan import FRAME_MS, LINES_OF_A_SALE, Place
from bench.rows import Row, percentile, timed_ms
from bench.shops import open_shop
from sync.messages import FillSnapshot
from sync.phms.fhir import PAGE_SIZE
from terminal.store.store import Store
from terminal.store.sync_desk import SyncDesk
from terminal.uplink.inbox import StoreInbox
from terminal.uplink.patience import Patience

APPLY_S = 10.0
FIGURE = 100_000
CHANGED_VERSION = 2
PAUSE_S = 0.05
"""Twenty scans a second: no cashier is faster, and none stops for the PhMS."""


def measure(place: Place) -> Iterator[Row]:
    changed = place.plan.changed_fills
    told = list(pages(changed, CHANGED_VERSION, PAGE_SIZE))
    with open_shop(place.shop) as store:
        painted = Painted()
        lane = Lane(store.reader, store.writer, painted, painted.show)
        goods = cycle(on_the_shelf(place.plan.shop.items, 2_000 if changed == FIGURE else 40))
        _ticket(lane, painted, [next(goods) for _ in range(LINES_OF_A_SALE)], [])
        pull = _Pull(store, told)
        scans: list[float] = []
        pull.start()
        while pull.is_alive():
            _ticket(lane, painted, [next(goods) for _ in range(LINES_OF_A_SALE)], scans)
        pull.join()
        painted.close()
    yield Row(f"apply {changed:,} changed fills while scanning", pull.took_s, "s", APPLY_S)
    yield Row("scan to painted line meanwhile, p50", percentile(scans, 50), "ms")
    yield Row("scan to painted line meanwhile, p99", percentile(scans, 99), "ms", FRAME_MS)


class _Pull(threading.Thread):
    """The sync thread's part after a page was read: each page one transaction of the writer."""

    def __init__(self, store: Store, told: list[list[FillSnapshot]]) -> None:
        super().__init__(name="sync")
        desk = SyncDesk(store)
        self._inbox = StoreInbox(desk, Patience(desk, lambda _: None), lambda: datetime.now(UTC))
        self._told = told
        self.took_s = 0.0

    def run(self) -> None:
        start = perf_counter()
        for page in self._told:
            self._inbox.apply_page(page, (), None)
        self.took_s = perf_counter() - start


def _ticket(lane: Lane, painted: Painted, gtins: list[int], times: list[float]) -> None:
    for gtin in gtins:

        def scan(gtin: int = gtin) -> None:
            lane.scan(gtin)
            painted.until_painted()

        times.append(timed_ms(scan))
        painted.rest(PAUSE_S)
    lane.open_payment()
    lane.pay_cash()
    lane.next_customer()
    painted.until_painted()
