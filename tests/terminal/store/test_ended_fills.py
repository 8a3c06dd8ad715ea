"""The cache of fills forgets whom it has had long enough, and nobody who may still come."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from store_support.stores import AT, KEY, commit, deliver, open_store
from store_support.tickets import COMPLETED, HANDED_OVER, OPENED, PICKUP, READY
from terminal.domain import facts as f
from terminal.domain.barcode import RxNumber
from terminal.domain.identity import LineId, PickupId, StaffId
from terminal.domain.prescription import Fill, FillKey, FillStatus
from terminal.domain.retention import RecordClass, period_of
from terminal.domain.rules import RuleBook
from terminal.rules_files import packaged_rules
from terminal.store import fills
from terminal.store.ended_fills import FILLS_AT_ONCE, EndedFills, ended_fills, forget
from terminal.store.fills import FillUpdate
from terminal.store.store import alone

BOOK = RuleBook.of(packaged_rules(), "US-TX")
CHANGED = datetime(2026, 3, 7, 15, 30, tzinfo=UTC)
TEN_YEARS_ON = date(2036, 3, 8)


def fill(number: int, status: FillStatus = FillStatus.READY) -> Fill:
    key = FillKey(RxNumber(str(7_000_000 + number)), 0)
    return replace(READY, key=key, phms_id=f"d-{number}", status=status)


def taken(path: Path, updates: Iterable[FillUpdate], *facts: f.Fact, arrived: bool = True) -> None:
    """A store whose cache was told these, with these facts of the same day."""
    with open_store(path) as store:
        store.writer.wait(lambda c: fills.apply(c, updates))
        if facts:
            commit(store, *facts, at=AT)
        if arrived:
            deliver(store)


def over(path: Path, day: date = TEN_YEARS_ON) -> EndedFills:
    with alone(path, KEY, demo=False) as (_, connection):
        periods = period_of(RecordClass.PICKUP, BOOK, day)
        assert periods is not None
        found = ended_fills(connection, (periods,), day, UTC)
        assert found is not None
        return found


@pytest.mark.parametrize(
    ("status", "tombstone", "ended"),
    [
        (FillStatus.SOLD, "", True),
        (FillStatus.CANCELLED, "", True),
        (FillStatus.READY, "returned to stock", True),
        (FillStatus.READY, "", False),
        (FillStatus.ON_HOLD, "", False),
        (FillStatus.PREPARING, "", False),
    ],
)
def test_only_what_is_over_is_forgotten_and_only_after_the_years_of_a_pickup(
    tmp_path: Path, status: FillStatus, tombstone: str, *, ended: bool
) -> None:
    path, one = tmp_path / "store.db", fill(1, status)
    taken(path, [FillUpdate(one, CHANGED, tombstone=tombstone)])
    assert over(path, date(2036, 3, 7)).keys == ()
    assert over(path).keys == ((one.key,) if ended else ())


def test_what_was_handed_over_here_counts_from_that_day_and_is_known_ever_after(
    tmp_path: Path,
) -> None:
    path = tmp_path / "store.db"
    early = datetime(2025, 1, 2, tzinfo=UTC)
    confirmed = f.PickupConfirmed(PICKUP, READY.key, "4")
    taken(path, [FillUpdate(READY, early)], OPENED, HANDED_OVER, COMPLETED, confirmed)
    assert over(path, date(2036, 3, 7)).keys == ()
    assert over(path).keys == (READY.key,)
    with alone(path, KEY, demo=False) as (_, connection):
        forget(connection, over_now(connection))
        assert fills.get(connection, READY.key) is None
        assert fills.search_people(connection, "rosenthal") == ()
        here = fills.sold_here(connection, READY.key)
        assert here is not None
        assert here.pickup == PICKUP


def over_now(connection: Connection) -> tuple[FillKey, ...]:
    period = period_of(RecordClass.PICKUP, BOOK, TEN_YEARS_ON)
    assert period is not None
    found = ended_fills(connection, (period,), TEN_YEARS_ON, UTC)
    connection.rollback()
    assert found is not None
    return found.keys


UNDONE = f.PickupUndone(
    OPENED.sale, LineId(2), PickupId("u1"), PICKUP, READY.key, READY.phms_id, "wrong", StaffId("11")
)


@pytest.mark.parametrize(
    "more", [(), (f.PickupConfirmed(PICKUP, READY.key, "4"),), (UNDONE,)], ids=len
)
def test_what_the_phms_has_not_heard_stays(tmp_path: Path, more: tuple[f.Fact, ...]) -> None:
    """The pickup without an answer; a message of the fill that is still on its way."""
    path = tmp_path / "store.db"
    update = FillUpdate(replace(READY, status=FillStatus.SOLD), CHANGED)
    taken(path, [update], OPENED, HANDED_OVER, COMPLETED, *more, arrived=not more)
    assert over(path).keys == ()


def test_a_hold_keeps_the_fills_of_its_prescription_or_all(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    one, other = fill(1, FillStatus.SOLD), fill(2, FillStatus.SOLD)
    told = [FillUpdate(each, CHANGED) for each in (one, other)]
    taken(path, told, f.HoldPlaced(one.key.rx, "an audit"))
    assert over(path).keys == (other.key,)
    taken(path, [], f.HoldPlaced("", "a lawsuit"))
    assert over(path).keys == ()


def test_without_a_rule_none_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    taken(path, [FillUpdate(fill(1, FillStatus.SOLD), CHANGED)])
    with alone(path, KEY, demo=False) as (_, connection):
        assert ended_fills(connection, (), TEN_YEARS_ON, UTC) is None


def test_many_fills_go_in_short_transactions(tmp_path: Path) -> None:
    path, steps = tmp_path / "store.db", list[tuple[int, int]]()
    many = FILLS_AT_ONCE + 20
    told = [FillUpdate(fill(each, FillStatus.SOLD), CHANGED) for each in range(many)]
    taken(path, [*told, FillUpdate(fill(many), CHANGED)])
    with alone(path, KEY, demo=False) as (_, connection):
        forget(connection, over_now(connection), lambda *step: steps.append(step))
        assert steps == [(FILLS_AT_ONCE, many), (many, many)]
        left = connection.exec_driver_sql("SELECT rx FROM fill").all()
        assert [row.rx for row in left] == [fill(many).key.rx]
