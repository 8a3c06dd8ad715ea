"""Reports over a long history: the first one counts it, every later one only what is new.

The tickets are spread over a year of whole days, so that the sums of a report are those of many
hours; a real store is open for half of them.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bench.goods import on_the_shelf
from bench.history import extend, pattern
from bench.plan import QUICK, Place
from bench.rows import Row, timed_ms
from bench.shops import KEY, LINES_OF_A_PAST_SALE, copy_of, open_shop, shop
from terminal.domain.report import Figure, Report
from terminal.store import reports
from terminal.store.database import engine_for, scalar
from terminal.store.store import Store

MOST_S: Final = 2.0
"""Of any report (issue: reports with pictures)."""
APART: Final = timedelta(minutes=5)
A_DAY: Final = 300
"""Tickets that came since the last report."""
ZONE: Final = ZoneInfo("America/Chicago")
YEAR: Final = (date(2024, 1, 1), date(2024, 12, 31))
"""Also what the report is compared with: as much is read for that."""


def measure(place: Place) -> Iterator[Row]:
    tickets = place.plan.tickets_reported
    size = QUICK.shop
    shop(size, lambda _what, _done, _of: None)
    path = copy_of(size, place.scratch)
    with open_shop(path) as store:
        gtins = on_the_shelf(size.items, LINES_OF_A_PAST_SALE, seed=11)
        facts = pattern(store.reader, [*gtins])
        store_id = store.meta.store_id
    rows = tickets * len(facts)
    with engine_for(path, KEY).connect() as connection:
        extend(connection, store_id, facts, rows, every=APART)
    with open_shop(path) as store:
        first_s = timed_ms(lambda: _asked(store)) / 1_000
        yield Row(f"first report of {tickets:,} tickets, all of them counted", first_s, "s")
        taken = [timed_ms(lambda: _asked(store)) / 1_000 for _ in range(place.plan.searches)]
        report = _asked(store)
        assert report.all_of(Figure.TICKETS)[0] > tickets // 2, "most of them stand in that year"
        yield Row(f"report of {tickets:,} tickets beside as many others", max(taken), "s", MOST_S)
    with engine_for(path, KEY).connect() as connection:
        extend(connection, store_id, facts, rows + A_DAY * len(facts), every=APART)
    with open_shop(path) as store:
        new_s = timed_ms(lambda: _asked(store)) / 1_000
        yield Row(f"the same with {A_DAY} tickets since the last one", new_s, "s", MOST_S)


def _asked(store: Store) -> Report:
    """As the counter asks for it: counted on the archive's reader, kept by the writer."""

    def job(connection: Connection) -> Report:
        reports.catch_up(
            connection, ZONE, lambda step: store.writer.wait(lambda c: reports.keep(c, step))
        )
        connection.rollback()
        assert scalar(connection, "SELECT count(*) FROM report_sum") > 0
        return reports.report(connection, *YEAR, YEAR, datetime.now(ZONE))

    return store.archive.wait(job)
