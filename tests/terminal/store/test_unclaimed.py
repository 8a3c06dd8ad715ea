"""Which bags wait, of what age, and the last call about each."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from store_support.stores import commit
from store_support.tickets import ADDED, HANDED_OVER, OPENED, READY
from terminal.domain import facts
from terminal.domain.barcode import RxNumber
from terminal.domain.prescription import Fill, FillKey, FillStatus
from terminal.domain.unclaimed import CallResult, Unclaimed, UnclaimedList
from terminal.store import fills, unclaimed
from terminal.store.fills import FillUpdate
from terminal.store.rebuild import rebuild
from terminal.store.store import Store

NOW = datetime(2026, 3, 20, 16, tzinfo=UTC)


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
    return store.reader.wait(lambda c: unclaimed.of_list(c, which, NOW))


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
