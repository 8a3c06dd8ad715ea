"""The outbox: in order within a stream, nothing lost, and nothing in the way of the rest."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from store_support.stores import AT, commit
from store_support.tickets import HANDED_OVER, OPENED
from terminal.domain.barcode import RxNumber
from terminal.domain.facts import FillHandedOver, WorkItemSettled
from terminal.domain.identity import PickupId
from terminal.domain.prescription import FillKey
from terminal.domain.work_item import Settlement
from terminal.store import outbox, upkeep, work_items
from terminal.store.outbox import OutboxState, Outgoing, Waiting
from terminal.store.store import Store
from terminal.store.times import utc_text

T = TypeVar("T")
NOW = datetime(2026, 3, 7, 16, tzinfo=UTC)
HORIZON = timedelta(hours=1)


def handed_over(number: int, rx: str) -> FillHandedOver:
    pickup = PickupId(f"b1c50000-0000-4000-8000-{number:012}")
    return replace(HANDED_OVER, pickup=pickup, key=FillKey(RxNumber(rx), 0))


FIRST, SECOND, OTHER = handed_over(1, "61"), handed_over(2, "61"), handed_over(3, "62")


@pytest.fixture
def three(store: Store) -> Store:
    """Two of one stream, one of another."""
    commit(store, OPENED, FIRST, SECOND, OTHER)
    return store


def write(store: Store, job: Callable[[Connection], T]) -> T:
    return store.writer.wait(job)


def due(store: Store, now: datetime = NOW) -> list[str]:
    rows = store.reader.wait(lambda c: outbox.due(c, "phms", now, HORIZON, 10))
    return [row.key for row in rows]


def row(store: Store, fact: FillHandedOver) -> Outgoing:
    found = store.reader.wait(lambda c: outbox.get(c, fact.pickup))
    assert found is not None
    return found


def test_a_row_carries_the_fact_and_who_recorded_it_when(three: Store) -> None:
    one = row(three, FIRST)
    assert (one.fact, one.stream, one.state, one.tries) == (FIRST, "fill:61-0", "queued", 0)
    assert (one.at, one.at.utcoffset()) == (AT, timedelta(0))
    assert (one.lane, one.actor, one.first_sent_at) == ("01", "107", None)


def test_only_the_head_of_a_stream_goes(three: Store) -> None:
    assert due(three) == [FIRST.pickup, OTHER.pickup]
    write(three, lambda c: outbox.mark_sent(c, FIRST.pickup, NOW))
    assert due(three) == [FIRST.pickup, OTHER.pickup]
    write(three, lambda c: outbox.mark_done(c, FIRST.pickup, "W/4"))
    assert due(three) == [SECOND.pickup, OTHER.pickup]


def test_the_first_time_it_was_sent_is_kept_while_the_outcome_is_unknown(three: Store) -> None:
    later = NOW + timedelta(minutes=5)

    def unknown(connection: Connection) -> None:
        outbox.mark_sent(connection, FIRST.pickup, NOW)
        outbox.mark_retry(
            connection, FIRST.pickup, due_at=later, tries=1, unknown=True, error="cut off"
        )
        outbox.mark_sent(connection, FIRST.pickup, later)

    write(three, unknown)
    assert row(three, FIRST).first_sent_at == NOW
    write(
        three,
        lambda c: outbox.mark_retry(
            c, FIRST.pickup, due_at=later, tries=2, unknown=False, error="not there"
        ),
    )
    assert (row(three, FIRST).state, row(three, FIRST).first_sent_at) == ("queued", None)


def test_a_row_waits_for_its_time_unless_the_clock_stepped_back(three: Store) -> None:
    at = NOW + timedelta(minutes=5)
    write(
        three,
        lambda c: outbox.mark_retry(
            c, FIRST.pickup, due_at=at, tries=1, unknown=False, error="503"
        ),
    )
    write(three, lambda c: outbox.mark_done(c, OTHER.pickup, ""))
    assert due(three) == []
    assert three.reader.wait(lambda c: outbox.next_due_at(c, "phms")) == at
    assert due(three, at) == [FIRST.pickup]
    assert due(three, at - timedelta(days=2)) == [FIRST.pickup]


@pytest.mark.parametrize("state", [OutboxState.HELD, OutboxState.DEAD])
def test_a_stopped_row_stops_only_its_stream_until_a_person_has_looked(
    three: Store, state: OutboxState
) -> None:
    write(three, lambda c: outbox.mark_stopped(c, FIRST.pickup, state, tries=5, error="not valid"))
    assert due(three) == [OTHER.pickup]
    assert three.reader.wait(outbox.waiting) == Waiting(2, 1, row(three, SECOND).at)
    write(three, lambda c: outbox.send_again(c, FIRST.pickup))
    assert due(three) == [FIRST.pickup, OTHER.pickup]
    assert row(three, FIRST).tries == 0


def test_what_a_person_settled_in_the_phms_lets_the_stream_go_on(three: Store) -> None:
    write(
        three,
        lambda c: outbox.mark_stopped(c, FIRST.pickup, OutboxState.DEAD, tries=1, error="422"),
    )
    write(three, lambda c: outbox.settled_elsewhere(c, FIRST.pickup, "entered by hand"))
    assert due(three) == [SECOND.pickup, OTHER.pickup]


def test_other_destinations_have_their_own_rows(three: Store) -> None:
    assert three.reader.wait(lambda c: outbox.due(c, "hub", NOW, HORIZON, 10)) == ()
    assert three.reader.wait(lambda c: outbox.next_due_at(c, "hub")) is None


def test_a_destination_is_held_until_it_is_released(store: Store) -> None:
    write(store, lambda c: outbox.hold_destination(c, "phms", "401", NOW))
    assert store.reader.wait(lambda c: outbox.held_reason(c, "phms")) == "401"
    write(store, lambda c: outbox.release_destination(c, "phms"))
    assert store.reader.wait(lambda c: outbox.held_reason(c, "phms")) is None


def test_no_patient_shows_in_a_row(three: Store) -> None:
    assert "61-00" not in repr(row(three, FIRST))


# --- cursors, work items, settings


def test_a_cursor_is_empty_until_it_was_stored(store: Store) -> None:
    assert store.reader.wait(lambda c: upkeep.cursor(c, "fills")) == upkeep.Cursor("fills")
    moved = upkeep.Cursor("fills", NOW, "page-2", NOW)
    write(store, lambda c: upkeep.put_cursor(c, moved))
    assert store.reader.wait(lambda c: upkeep.cursor(c, "fills")) == moved
    write(store, lambda c: upkeep.put_cursor(c, upkeep.Cursor("fills", NOW)))
    assert store.reader.wait(lambda c: upkeep.cursor(c, "fills")).page_token is None


def test_one_trouble_opens_one_work_item_and_one_person_settles_it(store: Store) -> None:
    def open_item(connection: Connection) -> bool:
        return work_items.open_item(
            connection,
            kind="unreadable_fill",
            subject="61-0",
            detail="half a cent",
            event=None,
            once="unreadable:d-61:3",
            at=utc_text(NOW),
        )

    assert write(store, open_item)
    assert not write(store, open_item)
    (item,) = store.reader.wait(work_items.open_items)
    assert (item.subject, item.opened_at) == ("61-0", NOW)

    settled = WorkItemSettled(item.id, item.kind, item.subject, Settlement.DONE_IN_PHMS, "mended")
    for by in ("200", "201"):
        write(store, lambda c, by=by: work_items.settle(c, settled, by, utc_text(NOW)))  # type: ignore[misc]
    row = store.reader.wait(
        lambda c: c.exec_driver_sql("SELECT resolved_by, resolution FROM work_item").one()
    )
    assert tuple(row) == ("200", "done in the PhMS")
    assert store.reader.wait(work_items.open_items) == ()
    assert not write(store, open_item)


def test_a_setting_is_kept(store: Store) -> None:
    assert store.reader.wait(lambda c: upkeep.setting(c, "theme")) is None
    for value in ("dark", "light"):
        write(store, lambda c, value=value: upkeep.put_setting(c, "theme", value))  # type: ignore[misc]
        assert store.reader.wait(lambda c: upkeep.setting(c, "theme")) == value
