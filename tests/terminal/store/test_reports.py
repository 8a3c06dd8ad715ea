"""The sums of the reports: exact, counted once, and the same when they are made again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from report_support.recount import Recount, sums_of
from report_support.tickets import many_tickets
from store_support.stores import AT, CASHIER, commit, open_store
from store_support.tickets import (
    ADDED,
    APPROVED,
    CHARGE,
    COMPLETED,
    OPENED,
    READY,
    REF,
    SALE,
    resolved,
)
from terminal.domain import facts as f
from terminal.domain.barcode import RxNumber
from terminal.domain.identity import Digest
from terminal.domain.money import Money, total
from terminal.domain.prescription import FillKey
from terminal.domain.report import Entry, Figure, Report, Sum, Waiting
from terminal.domain.shown_id import PersonName
from terminal.store import fills, journal, reports
from terminal.store.fills import FillUpdate
from terminal.store.rebuild import rebuild
from terminal.store.store import Store

ZONE = ZoneInfo("America/New_York")
DAYS = (date(2026, 3, 1), date(2026, 3, 31))


def a_report(
    store: Store, since: date = DAYS[0], until: date = DAYS[1], zone: ZoneInfo = ZONE
) -> Report:
    """As the counter asks for it: counted on a reader, kept by the writer."""

    def read(connection: Connection) -> Report:
        reports.catch_up(connection, zone, keep_in(store), at_once=40)
        connection.rollback()
        return reports.report(connection, since, until, None, AT)

    return store.archive.wait(read)


def keep_in(store: Store) -> reports.Keep:
    return lambda step: store.writer.wait(lambda c: reports.keep(c, step))


def counted(store: Store) -> int:
    return store.reader.wait(lambda c: reports.counted_up_to(c, ZONE))


def play(store: Store, seed: int, tickets: int) -> dict[datetime, Recount]:
    """Tickets that overlap, at moments of their own; what each hour comes to."""
    chance = Random(seed)
    at, hours = AT - timedelta(days=3), dict[datetime, Recount]()
    for facts in many_tickets(1 + seed * 1_000, tickets):
        at += timedelta(minutes=chance.randint(1, 400))
        middle = chance.randint(1, len(facts))
        commit(store, *facts[:middle], at=at)
        if facts[middle:]:
            commit(store, *facts[middle:], at=at)
        hour = at.replace(minute=0, second=0, microsecond=0)
        hours.setdefault(hour, Recount()).ticket(facts)
    return hours


@pytest.mark.parametrize("seed", range(6))
def test_a_report_is_what_the_journal_says_counted_in_another_way(store: Store, seed: int) -> None:
    hours = play(store, seed, 12)
    report = a_report(store)
    everything = Recount()
    for recount in hours.values():
        everything.counts.update(recount.counts)
        everything.cents.update(recount.cents)
    assert sums_of(report.sums) == everything.sums()
    by_day = {slot.at: slot.total for slot in report.days}
    for day in {hour.date() for hour in hours}:
        cents = [
            recount.cents[(Figure.TICKETS, "", "")]
            for hour, recount in hours.items()
            if hour.date() == day
        ]
        assert by_day.get(day, Money(0)) == Money(sum(cents))
    assert total(slot.total for slot in report.hours) == report.all_of(Figure.TICKETS)[1]


def test_the_last_days_are_told_from_their_own_rows_as_if_all_had_been_counted(
    store: Store,
) -> None:
    """A long history is before them; nothing is kept."""
    for facts in many_tickets(50_000, 60):
        commit(store, *facts, at=AT - timedelta(days=40))
    play(store, 3, 12)
    until = AT.date() + timedelta(days=5)
    since, before = AT.date() - timedelta(days=2), (AT.date() - timedelta(days=3),) * 2

    def at_once(connection: Connection) -> Report | None:
        return reports.of_last_days(connection, ZONE, since, until, before, AT, much=100)

    quick = store.archive.wait(at_once)
    assert quick is not None
    assert quick.sums
    assert counted(store) == 0

    def in_full(connection: Connection) -> Report:
        reports.catch_up(connection, ZONE, keep_in(store))
        connection.rollback()
        return reports.report(connection, since, until, before, AT)

    assert store.archive.wait(in_full) == quick
    assert store.archive.wait(at_once) is None, "all is counted: that is quicker"


def test_days_that_are_most_of_what_waits_are_counted_and_kept(store: Store) -> None:
    play(store, 3, 12)
    days = (AT.date() - timedelta(days=4), AT.date())
    found = store.archive.wait(lambda c: reports.of_last_days(c, ZONE, *days, None, AT, much=10))
    assert found is None


@given(cuts=st.lists(st.integers(1, 400), max_size=6))
@settings(max_examples=25, deadline=None)
def test_it_is_the_same_in_whatever_steps_it_was_counted(
    played: tuple[Store, Report], cuts: list[int]
) -> None:
    store, whole = played

    def in_steps(connection: Connection) -> Report:
        connection.exec_driver_sql("DELETE FROM report_sum")
        connection.exec_driver_sql("DELETE FROM counter WHERE name GLOB 'report*'")
        for after, upto in zip([0, *sorted(cuts)], sorted(cuts), strict=False):
            reports.keep(connection, reports.count(connection, ZONE, after, upto))
        reports.count_all(connection, ZONE)
        return reports.report(connection, *DAYS, None, AT)

    assert store.writer.wait(in_steps) == whole


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Report]]:
    with open_store(tmp_path_factory.mktemp("played") / "store.db") as store:
        play(store, 9, 15)
        yield store, a_report(store)


def test_rebuilding_gives_the_same_report(store: Store) -> None:
    play(store, 1, 8)
    before = a_report(store)
    store.writer.wait(rebuild)
    assert a_report(store) == before


def test_a_step_counts_once_however_often_it_is_kept(store: Store) -> None:
    play(store, 2, 3)
    step = store.reader.wait(lambda c: reports.count(c, ZONE, 0, 20))
    assert store.writer.wait(lambda c: reports.keep(c, step)) is True
    assert store.writer.wait(lambda c: reports.keep(c, step)) is False
    again = a_report(store)
    store.writer.wait(rebuild)
    assert a_report(store) == again


def test_nothing_is_summed_while_somebody_sells(store: Store) -> None:
    play(store, 3, 4)
    assert counted(store) == 0


def a_sale() -> tuple[f.Fact, ...]:
    (facts,) = [each for each in many_tickets(1, 40) if f.SaleCompleted in map(type, each)][:1]
    return tuple(facts)


@pytest.mark.parametrize("computer", [UTC, ZONE, ZoneInfo("Asia/Tokyo")])
def test_the_day_is_that_of_the_stores_zone_whatever_the_computers_is(
    store: Store, computer: tzinfo
) -> None:
    """Half past eleven at night in the store is the next day in Greenwich."""
    late = datetime(2026, 3, 7, 23, 30, tzinfo=ZONE)
    commit(store, *a_sale(), at=late.astimezone(computer))
    report = a_report(store, late.date(), late.date())
    assert [slot.at for slot in report.days] == [late.date()]
    assert [slot.at for slot in report.hours] == [23]
    assert a_report(store, date(2026, 3, 8), date(2026, 3, 31)).sums == ()


def test_an_afternoon_in_chicago_is_one_also_where_the_computer_runs_in_utc(store: Store) -> None:
    commit(store, *a_sale(), at=datetime(2026, 7, 1, 18, 41, tzinfo=UTC))
    july = date(2026, 7, 1)
    report = a_report(store, july, july, ZoneInfo("America/Chicago"))
    assert [slot.at for slot in report.hours] == [13]


def test_sums_of_another_zone_are_counted_again_and_never_twice(store: Store) -> None:
    """Also those that were kept before a zone stood beside them."""
    play(store, 1, 6)
    commit(store, *a_sale())
    before = a_report(store)
    old = "UPDATE counter SET name = 'report' WHERE name GLOB 'report*'"
    store.writer.wait(lambda c: c.exec_driver_sql(old).close())
    assert a_report(store) == before
    tokyo = a_report(store, zone=ZoneInfo("Asia/Tokyo"))
    assert tokyo.sums == before.sums
    assert tokyo.hours != before.hours
    assert a_report(store) == before


def test_counting_tells_how_far_it_is_and_stops_between_two_steps(store: Store) -> None:
    play(store, 4, 6)
    told: list[tuple[int, int]] = []

    class Enough(Exception):
        pass

    def progress(done: int, rows: int) -> None:
        told.append((done, rows))
        if len(told) == 3:
            raise Enough

    def stopped(connection: Connection) -> bool:
        try:
            reports.catch_up(connection, ZONE, keep_in(store), progress, at_once=10)
        except Enough:
            return True
        return False

    assert store.archive.wait(stopped)
    assert [done for done, _ in told] == [0, 10, 20]
    assert counted(store) == 20


def test_a_sale_that_the_bank_refuses_later_belongs_to_the_day_it_did(store: Store) -> None:
    stored = replace(APPROVED, offline=True)
    commit(store, OPENED, ADDED, CHARGE, resolved(stored), COMPLETED)
    before = a_report(store)
    later = AT + timedelta(days=2)
    commit(store, f.StoredSaleDeclined(SALE, REF, "insufficient funds"), at=later)
    assert a_report(store, AT.date(), AT.date()).sums == before.sums
    assert a_report(store, later.date(), later.date()).sums == (
        Sum(Figure.LOST, CHARGE.kind.value, "", 1, stored.approved),
    )


def test_a_ticket_whose_lines_were_kept_long_enough_keeps_its_sums(store: Store) -> None:
    (facts,) = [each for each in many_tickets(1, 40) if f.SaleCompleted in map(type, each)][:1]
    commit(store, *facts)
    done = next(fact for fact in facts if isinstance(fact, f.SaleCompleted))
    store.writer.wait(lambda c: journal.remove_body(c, 2))
    report = a_report(store)
    assert report.all_of(Figure.TICKETS) == (1, done.total)
    assert report.of(Figure.SALES) == (Sum(Figure.SALES, "", "", 0, done.total - done.tax),)


def test_a_ticket_without_what_it_kept_of_people_is_told_as_before(store: Store) -> None:
    """Who brought goods back is kept for two years (section 16): nothing of it is money."""
    shown = f.ReturnerRecorded(
        SALE, PersonName("Sampleton", "Orville"), "passport", "4567", Digest("3" * 64), CASHIER
    )
    commit(store, OPENED, ADDED, shown, CHARGE, resolved(APPROVED), COMPLETED)
    store.writer.wait(lambda c: journal.remove_body(c, 3))
    assert a_report(store).of(Figure.SALES)[0].count == 1


def test_the_drawer_is_told_without_a_ticket(store: Store) -> None:
    commit(store, f.DrawerRequested(f.DrawerReason.NO_SALE, None))
    assert a_report(store).of(Figure.DRAWER) == (Entry(Figure.DRAWER, "no sale", "", 1, Money(0)),)


def test_bags_that_wait_are_counted_by_age_with_their_copays(store: Store) -> None:
    ages = (0, 1, 3, 8, 12, 30, None)
    bags = [
        replace(
            READY,
            key=FillKey(RxNumber(f"70000{n}"), 0),
            phms_id=f"disp-7{n}",
            copay=None if n == 1 else Money(100 + n),
            ready_since=None if age is None else AT - timedelta(days=age),
        )
        for n, age in enumerate(ages)
    ]
    store.writer.wait(lambda c: fills.apply(c, [FillUpdate(bag, AT) for bag in bags]))
    assert a_report(store).waiting == (
        Waiting(None, 1, Money(106)),
        Waiting(0, 2, Money(100)),
        Waiting(2, 1, Money(102)),
        Waiting(7, 1, Money(103)),
        Waiting(10, 1, Money(104)),
        Waiting(14, 1, Money(105)),
    )


def test_the_period_before_is_read_beside(store: Store) -> None:
    play(store, 5, 5)
    a_report(store)
    both = store.reader.wait(
        lambda c: reports.report(c, date(2026, 4, 1), date(2026, 4, 30), DAYS, AT)
    )
    assert both.sums == ()
    assert both.before == a_report(store).sums
