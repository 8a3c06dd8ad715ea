"""Rules that every `sync.ports.Outbox` and `Inbox` keeps; an implementation's tests call these."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from sync.messages import Cursor, Envelope, PhmsId, UnreadableFill, Version, WorkItem, WorkItemKind
from sync.ports import Dead, Done, Hold, Inbox, Outbox, RowState, TryAgain
from sync_support.samples import NOON, a_pickup, a_snapshot

Put = Callable[[Envelope], object]  # queue an envelope for "phms", due at NOON


def keys(rows: Sequence[object]) -> list[str]:
    return [str(getattr(row, "key", "")) for row in rows]


def check_outbox(outbox: Outbox, put: Put) -> None:
    """A fresh, empty outbox is taken through every rule of the port."""
    first, second, other = a_pickup(1), replace(a_pickup(2), key=a_pickup(1).key), a_pickup(3)
    for envelope in (first, second, other):
        put(envelope)
    assert outbox.due("phms", NOON - timedelta(seconds=1), 9) == []
    assert outbox.due("elsewhere", NOON, 9) == []
    rows = outbox.due("phms", NOON, 9)
    assert keys(rows) == [first.event_id, other.event_id], "heads alone, oldest first"
    assert rows[0].envelope == first
    assert rows[0].stream == first.key.stream
    assert (rows[0].state, rows[0].tries, rows[0].first_sent_at) == (RowState.QUEUED, 0, None)
    assert keys(outbox.due("phms", NOON, 1)) == [first.event_id]
    assert outbox.next_due_at("phms") == NOON

    outbox.mark_sent(first.event_id, NOON)
    outbox.mark_sent(first.event_id, NOON + timedelta(seconds=5))
    row = outbox.due("phms", NOON, 9)[0]
    assert (row.state, row.first_sent_at) == (RowState.SENT, NOON), "the first time is kept"

    later = NOON + timedelta(seconds=30)
    outbox.settle(first.event_id, TryAgain(later, 1, unknown=True, error="timeout"))
    assert keys(outbox.due("phms", NOON, 9)) == [other.event_id]
    row = outbox.due("phms", later, 9)[0]
    assert (row.state, row.tries, row.first_sent_at) == (RowState.SENT, 1, NOON)
    outbox.settle(first.event_id, TryAgain(later, 2, unknown=False, error="no route"))
    row = outbox.due("phms", later, 9)[0]
    assert (row.state, row.tries, row.first_sent_at) == (RowState.QUEUED, 2, None)
    assert keys(outbox.due("phms", NOON - timedelta(hours=2), 9)), "our clock stepped back"

    outbox.settle(first.event_id, Done("applied"))
    assert keys(outbox.due("phms", later, 9)) == [second.event_id, other.event_id]
    held = WorkItem(WorkItemKind.FILL_CHANGED, str(second.key), "changed", second.event_id)
    outbox.settle(second.event_id, Hold(held, 1))
    put(replace(a_pickup(4), key=second.key))
    assert keys(outbox.due("phms", later, 9)) == [other.event_id], "a held head stops its stream"
    dead = WorkItem(WorkItemKind.REFUSED, str(other.key), "HTTP 422", other.event_id)
    outbox.settle(other.event_id, Dead(dead, 1))
    assert outbox.due("phms", later, 9) == []
    assert outbox.next_due_at("phms") is None

    assert outbox.held_reason("phms") is None
    outbox.hold_destination("phms", "HTTP 401", NOON)
    assert outbox.held_reason("phms") == "HTTP 401"
    assert outbox.held_reason("elsewhere") is None
    outbox.release_destination("phms")
    assert outbox.held_reason("phms") is None


def check_inbox(inbox: Inbox) -> None:
    """A fresh, empty inbox is taken through every rule of the port."""
    assert inbox.cursor("fills") == Cursor("fills")
    here, old = a_snapshot(1, version="2"), a_snapshot(1, version="1", changed_at=NOON)
    old = replace(old, changed_at=NOON - timedelta(minutes=1), copay_cents=1)
    cursor = Cursor("fills", NOON, "page 2", NOON)
    odd = UnreadableFill(PhmsId("odd"), Version("1"), "half a cent")
    inbox.apply_page((here, a_snapshot(2)), (odd, odd), cursor)
    assert inbox.cursor("fills") == cursor
    assert inbox.cursor("patients") == Cursor("patients")
    assert inbox.ready_keys() == {here.key, a_snapshot(2).key}
    inbox.apply_page((old,), (odd,), None)
    assert inbox.cursor("fills") == cursor
    inbox.mark_missing(here.key, "the PhMS no longer has it", NOON)
    assert inbox.ready_keys() == {a_snapshot(2).key}
