"""Which bags wait, of what age, and the last call about each."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from store_support.stores import commit
from store_support.tickets import ADDED, HANDED_OVER, OPENED, READY
from terminal.domain import facts
from terminal.domain.barcode import RxNumber
from terminal.domain.prescription import ClaimState, Fill, FillKey, FillStatus
from terminal.domain.rules import RuleBook
from terminal.domain.unclaimed import CallResult, Unclaimed, UnclaimedList
from terminal.store import fills, unclaimed
from terminal.store.fills import FillUpdate
from terminal.store.rebuild import rebuild
from terminal.store.store import Store

NOW = datetime(2026, 3, 20, 16, tzinfo=UTC)

NO_ROWS = RuleBook("US-TN")
"""No row of a file: the window for payers that nobody knows is ten days."""


def ready(rx: int, age: timedelta | None, **more: object) -> Fill:
    since = None if age is None else NOW - age
    fill = replace(READY, key=FillKey(RxNumber(str(rx)), 0), ready_since=since)
    return replace(fill, **more)  # type: ignore[arg-type]


def hold(store: Store, *told: Fill) -> None:
    updates = [FillUpdate(each, NOW, "9195550142") for each in told]
    store.writer.wait(lambda c: fills.apply(c, updates))


def on(store: Store, which: UnclaimedList) -> list[str]:
    return [bag.fill.key.rx for bag in read(store, which)]


def read(store: Store, which: UnclaimedList) -> tuple[Unclaimed, ...]:
    return store.reader.wait(lambda c: unclaimed.of_list(c, which, NOW, NO_ROWS, NOW.date()))


@pytest.mark.parametrize(
    ("age", "which"),
    [
        (timedelta(hours=47, minutes=59), None),
        (timedelta(hours=48), UnclaimedList.TWO_DAYS),
        (timedelta(hours=71, minutes=59), UnclaimedList.TWO_DAYS),
        (timedelta(hours=72), None),
        (timedelta(days=7) - timedelta(minutes=1), None),
        (timedelta(days=7), UnclaimedList.WEEK),
        (timedelta(days=10) - timedelta(minutes=1), UnclaimedList.WEEK),
        (timedelta(days=10), UnclaimedList.TEN_DAYS),
        (timedelta(days=14) - timedelta(minutes=1), UnclaimedList.TEN_DAYS),
        (timedelta(days=14), UnclaimedList.FORTNIGHT),
        (timedelta(days=400), UnclaimedList.FORTNIGHT),
    ],
)
def test_each_age_is_on_its_list(store: Store, age: timedelta, which: UnclaimedList | None) -> None:
    hold(store, ready(1, age))
    aged = [each for each in UnclaimedList if each.ages != (timedelta(0), None)]
    assert [each for each in aged if on(store, each)] == ([which] if which else [])
    assert on(store, UnclaimedList.ALL) == ["1"]


def test_the_longest_waiting_come_first_and_what_has_no_age_last(store: Store) -> None:
    hold(store, ready(1, None), ready(2, timedelta(days=1)), ready(3, timedelta(days=9)))
    assert on(store, UnclaimedList.ALL) == ["3", "2", "1"]


def test_bags_without_a_bin_have_a_list(store: Store) -> None:
    hold(store, ready(1, timedelta(days=1), bin=""), ready(2, timedelta(days=1)))
    assert on(store, UnclaimedList.NO_BIN) == ["1"]


def test_what_is_over_waits_no_more(store: Store) -> None:
    day = timedelta(days=1)
    hold(store, READY, ready(1, day, status=FillStatus.SOLD), ready(2, day))
    store.writer.wait(lambda c: fills.mark_missing(c, FillKey(RxNumber("2"), 0), "gone", NOW))
    commit(store, OPENED, ADDED, HANDED_OVER)
    assert on(store, UnclaimedList.ALL) == []


def test_the_last_call_stands_beside_its_bag_also_after_a_rebuild(store: Store) -> None:
    fill = ready(1, timedelta(days=9))
    hold(store, fill)
    for result in (CallResult.NO_ANSWER, CallResult.WILL_COME):
        commit(store, facts.PickupCalled(fill.key, fill.patient.id, result))

    def again(connection: Connection) -> None:
        rebuild(connection)

    for _ in range(2):
        (bag,) = read(store, UnclaimedList.ALL)
        assert bag.called is not None
        assert (bag.called.result, bag.phone) == (CallResult.WILL_COME, "9195550142")
        store.writer.wait(again)


def test_the_answer_is_bounded(store: Store) -> None:
    hold(store, *(ready(n, timedelta(days=1)) for n in range(1, unclaimed.SHOWN + 20)))
    assert len(read(store, UnclaimedList.ALL)) == unclaimed.SHOWN


def billed(rx: int, days_ago: int, **more: object) -> Fill:
    age = timedelta(days=days_ago)
    return ready(rx, age, claim=ClaimState.PAID, adjudicated=(NOW - age).date(), **more)


def test_a_claim_with_a_day_left_is_listed_behind_any_number_of_older_bags(store: Store) -> None:
    cash = (
        ready(n, timedelta(days=20), claim=ClaimState.CASH, adjudicated=None)
        for n in range(1, unclaimed.SHOWN + 2)
    )
    hold(store, *cash, billed(9999, 9))
    assert on(store, UnclaimedList.RETURNS) == ["9999"]


def test_the_days_count_from_the_claim_and_not_from_the_bag(store: Store) -> None:
    hold(store, replace(billed(1, 12), ready_since=NOW - timedelta(days=3)))
    assert on(store, UnclaimedList.RETURNS) == ["1"]


@pytest.mark.parametrize(("days_ago", "listed"), [(7, False), (8, True), (10, True), (11, True)])
def test_what_goes_back_is_listed_from_the_day_of_the_call(
    store: Store, days_ago: int, *, listed: bool
) -> None:
    hold(store, billed(1, days_ago))
    assert on(store, UnclaimedList.RETURNS) == (["1"] if listed else [])


def test_what_goes_back_first_comes_first_and_the_answer_is_bounded(store: Store) -> None:
    many = (billed(n, 9) for n in range(1, unclaimed.SHOWN + 20))
    waited_longer = replace(billed(5000, 8), ready_since=NOW - timedelta(days=30))
    hold(store, waited_longer, *many, billed(6000, 12))
    found = on(store, UnclaimedList.RETURNS)
    assert (found[0], len(found), "5000" in found) == ("6000", unclaimed.SHOWN, False)
