"""The store's outbox and inbox keep the rules of sync's ports, on a real encrypted store."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

import sync_support.contract as rules
from store_support.stores import commit, open_store
from store_support.tickets import ADDED, HANDED_OVER, OPENED, READY, SALE
from sync.messages import (
    Envelope,
    FillStatus,
    Identification,
    PhmsId,
    PickupEnvelope,
    UnreadableFill,
    Version,
    WorkItem,
    WorkItemKind,
)
from sync.ports import Done, Hold
from sync_support.samples import NOON, a_pickup, a_snapshot
from terminal.app.faults import KnownFault
from terminal.domain import work_item
from terminal.domain.barcode import EntryMethod, RxNumber
from terminal.domain.facts import (
    ControlledIdShown,
    Fact,
    FillAdded,
    PickupConfirmed,
    PickupDisputed,
    WorkItemSettled,
)
from terminal.domain.identity import Digest, LineId, PickupId, StaffId
from terminal.domain.money import Money
from terminal.domain.prescription import FillKey
from terminal.domain.shown_id import IdType, ShownId
from terminal.domain.staff import Role, StaffMember
from terminal.domain.tax import NO_TAX
from terminal.domain.work_item import Settlement
from terminal.store import fills, journal, outbox, will_call, work_items
from terminal.store.faults import StoreDamaged, disk_full
from terminal.store.staff import put_staff, retire
from terminal.store.store import Store
from terminal.store.sync_desk import SyncDesk
from terminal.store.times import utc_text
from terminal.uplink.inbox import StoreInbox, news_of
from terminal.uplink.outbox import StoreOutbox
from terminal.uplink.patience import Patience

KEY = FillKey(RxNumber("7000001"), 0)
READ_AT = NOON + timedelta(minutes=1)


class Ports:
    """A store with sync's two ports on it, and what they told."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.desk = SyncDesk(store)
        self.waits: list[KnownFault | None] = []
        self.settled: list[tuple[FillKey, str]] = []
        self.now = READ_AT
        patience = Patience(self.desk, self.waits.append, retry_s=0.001)
        self.outbox = StoreOutbox(
            self.desk, patience, self.clock, lambda key, why: self.settled.append((key, why))
        )
        self.inbox = StoreInbox(self.desk, patience, self.clock)

    def clock(self) -> datetime:
        return self.now

    def put(self, envelope: Envelope) -> None:
        """Commit the pickup whose envelope this is, due at noon."""
        assert isinstance(envelope, PickupEnvelope)
        fact = replace(
            HANDED_OVER,
            pickup=PickupId(envelope.event_id),
            key=FillKey(RxNumber(envelope.key.rx_number), envelope.key.fill_number),
            phms_id=envelope.phms_id,
            version=envelope.expect_version or "",
            copay=Money(envelope.copay_paid_cents),
            signature=Digest(envelope.signature_digest or ""),
        )
        commit(self.store, fact, at=envelope.picked_up_at)
        due = (utc_text(NOON), envelope.event_id)
        self.store.writer.wait(
            lambda c: c.exec_driver_sql("UPDATE outbox SET due_at = ? WHERE key = ?", due).rowcount
        )

    def facts(self) -> list[Fact]:
        return self.store.reader.wait(lambda c: [each.fact for each in journal.all_facts(c)])

    def work_items(self) -> tuple[work_item.WorkItem, ...]:
        return self.store.reader.wait(work_items.open_items)

    def held(self, key: FillKey = KEY) -> fills.Held:
        held = self.store.reader.wait(lambda c: fills.get(c, key))
        assert held is not None
        return held


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    with open_store(tmp_path / "store.db") as store:
        yield Ports(store)


def a_counter_pickup(number: int = 1) -> PickupEnvelope:
    """As the counter tells it: without the picker's name, from lane 01."""
    return replace(a_pickup(number), picker_name="", lane="01")


# --- what leaves


def test_the_outbox_of_the_store_keeps_the_rules(
    ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "a_pickup", a_counter_pickup)
    rules.check_outbox(ports.outbox, ports.put)


def test_a_pickup_that_the_phms_took_is_confirmed_in_the_journal(ports: Ports) -> None:
    ports.put(a_counter_pickup())
    key = a_counter_pickup().event_id
    ports.outbox.mark_sent(key, NOON)
    ports.outbox.settle(key, Done("applied"))
    assert ports.facts()[1:] == [PickupConfirmed(PickupId(key), KEY, "")]
    assert ports.settled == [(KEY, "")]
    assert ports.work_items() == ()


def test_a_dispute_is_a_fact_a_held_row_and_a_work_item_together(ports: Ports) -> None:
    ports.put(a_counter_pickup())
    key = a_counter_pickup().event_id
    item = WorkItem(WorkItemKind.FILL_CHANGED, "7000001-0", "another NDC", key)
    ports.outbox.settle(key, Hold(item, 1))
    assert ports.facts()[1:] == [PickupDisputed(PickupId(key), KEY, "another NDC")]
    (opened,) = ports.work_items()
    assert (opened.kind, opened.subject, opened.detail, opened.stopped) == (
        "fill_changed_after_sale",
        "7000001-0",
        "another NDC",
        True,
    )
    assert ports.settled == [(KEY, "another NDC")]


def test_nothing_of_a_settlement_stays_when_its_fact_cannot_be_written(
    ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports.put(a_counter_pickup())
    key = a_counter_pickup().event_id

    def broken(*_: object) -> None:
        raise StoreDamaged("The store file is damaged")

    monkeypatch.setattr(journal, "append", broken)
    item = WorkItem(WorkItemKind.FILL_CHANGED, "7000001-0", "another NDC", key)
    with pytest.raises(StoreDamaged):
        ports.outbox.settle(key, Hold(item, 1))
    monkeypatch.undo()
    assert ports.work_items() == ()
    assert [row.key for row in ports.outbox.due("phms", NOON, 9)] == [key]
    assert ports.settled == []
    ports.outbox.settle(key, Hold(item, 1))  # and the chain goes on from where it stood
    assert len(ports.work_items()) == 1
    store_id = ports.store.meta.store_id
    assert ports.store.reader.wait(lambda c: journal.verify(c, store_id).good)


def test_a_row_that_is_sent_again_and_held_again_is_a_new_matter(ports: Ports) -> None:
    ports.put(a_counter_pickup())
    key = a_counter_pickup().event_id
    item = WorkItem(WorkItemKind.ON_HOLD, "7000001-0", "on hold", key)
    ports.outbox.settle(key, Hold(item, 1))
    (opened,) = ports.work_items()
    assert opened.ways_out == (Settlement.SENT_AGAIN, Settlement.DONE_IN_PHMS)
    again = WorkItemSettled(opened.id, opened.kind, opened.subject, Settlement.SENT_AGAIN)
    ports.store.writer.wait(lambda c: work_items.settle(c, again, "107", utc_text(NOON)))
    assert [row.key for row in ports.outbox.due("phms", NOON, 9)] == [key]
    ports.now += timedelta(minutes=5)
    ports.outbox.settle(key, Hold(item, 1))
    assert len(ports.work_items()) == 1


def test_the_counters_commits_and_syncs_share_one_chain(ports: Ports) -> None:
    for number in range(1, 4):
        ports.put(a_counter_pickup(number))
        ports.outbox.settle(a_counter_pickup(number).event_id, Done("applied"))
    store_id = ports.store.meta.store_id
    verdict = ports.store.reader.wait(lambda c: journal.verify(c, store_id))
    assert (verdict.good, verdict.rows) == (True, 6)


def test_a_full_disk_is_waited_for_and_told(ports: Ports, monkeypatch: pytest.MonkeyPatch) -> None:
    ports.put(a_counter_pickup())
    key = a_counter_pickup().event_id
    real, faults = outbox.mark_done, [disk_full(), disk_full()]

    def mark_done(connection: Connection, key: str, answer: str) -> None:
        if faults:
            raise faults.pop()
        real(connection, key, answer)

    monkeypatch.setattr(outbox, "mark_done", mark_done)
    ports.outbox.settle(key, Done("applied"))
    assert [None if each is None else each.title for each in ports.waits] == [
        "The disk is full",
        "The disk is full",
        None,
    ]
    assert ports.facts()[1:] == [PickupConfirmed(PickupId(key), KEY, "")]


# --- what comes


def test_the_inbox_of_the_store_keeps_the_rules(ports: Ports) -> None:
    rules.check_inbox(ports.inbox)
    assert [item.kind for item in ports.work_items()] == ["unreadable_fill"]
    assert ports.held().fill.version == "2"


def test_a_fill_is_as_old_as_the_last_time_that_the_phms_told_it(ports: Ports) -> None:
    ports.inbox.apply_page((a_snapshot(),), (), None)
    assert ports.held().fill.read_at == READ_AT
    ports.now += timedelta(hours=5)
    ports.inbox.apply_page((a_snapshot(),), (), None)  # an overlap shows it again
    assert ports.held().fill.read_at == READ_AT
    ports.desk.take((news_of(a_snapshot(), ports.now, reread=True),), (), None, ports.now)
    assert ports.held().fill.read_at == READ_AT + timedelta(hours=5)


def test_an_older_telling_replaces_nothing_even_when_it_was_read_by_itself(ports: Ports) -> None:
    ports.inbox.apply_page((a_snapshot(version="2", copay_cents=410),), (), None)
    old = replace(a_snapshot(), changed_at=NOON - timedelta(minutes=1))
    ports.desk.take((news_of(old, ports.now, reread=True),), (), None, ports.now)
    assert ports.held().fill.copay == Money(410)


def test_a_missing_fill_is_cancelled_and_is_back_when_the_phms_has_it_again(ports: Ports) -> None:
    ports.inbox.apply_page((a_snapshot(),), (), None)
    ports.inbox.mark_missing(a_snapshot().key, "the PhMS no longer has it", NOON)
    assert will_call.shown(ports.held()).status.value == "cancelled"
    ports.inbox.apply_page((a_snapshot(),), (), None)
    assert ports.held().ready


def test_a_cancelled_fill_says_why(ports: Ports) -> None:
    over = replace(a_snapshot(), status=FillStatus.CANCELLED, tombstone="returned to stock")
    ports.inbox.apply_page((over,), (), None)
    assert ports.held().why_not == "returned to stock"
    assert ports.inbox.ready_keys() == frozenset()


def test_two_records_of_one_fill_in_one_page_leave_the_living_one(ports: Ports) -> None:
    reversed_one = replace(
        a_snapshot(), phms_id=PhmsId("old"), status=FillStatus.CANCELLED, tombstone="reversed"
    )
    ports.inbox.apply_page((a_snapshot(), reversed_one), (), None)
    assert ports.held().fill.phms_id == "fill-1"


def test_what_an_older_program_stored_beside_a_fill_is_replaced(ports: Ports) -> None:
    unreadable = replace(news_of(a_snapshot(), NOON), source=b"from long ago")
    ports.desk.take((unreadable,), (), None, NOON)
    ports.inbox.apply_page((a_snapshot(copay_cents=410),), (), None)
    assert ports.held().fill.copay == Money(410)


def test_each_unreadable_version_is_one_matter(ports: Ports) -> None:
    first = UnreadableFill(PhmsId("odd"), Version("1"), "half a cent")
    ports.inbox.apply_page((), (first, first), None)
    ports.inbox.apply_page((), (first, replace(first, version=Version("2"))), None)
    assert [item.subject for item in ports.work_items()] == ["odd", "odd"]


def test_a_fill_is_found_by_the_patients_telephone(ports: Ports) -> None:
    told = a_snapshot()
    told = replace(told, patient=replace(told.patient, phone="(302) 555-0101"))
    ports.inbox.apply_page((told,), (), None)
    found = ports.store.reader.wait(lambda c: will_call.find(c, "302 555 0101", NOON))
    assert [fill.key for fill in found] == [KEY]


def test_a_pickup_names_the_pharmacist_by_initials_also_after_they_left(ports: Ports) -> None:
    pharmacist = StaffMember(StaffId("21"), "L. Petrov", Role.PHARMACIST)
    ports.store.writer.wait(lambda c: put_staff(c, pharmacist, "hash"))
    ports.store.writer.wait(lambda c: retire(c, pharmacist.id))
    commit(ports.store, replace(HANDED_OVER, pharmacist=pharmacist.id), at=NOON)
    (row,) = ports.outbox.due("phms", READ_AT, 5)
    assert isinstance(row.envelope, PickupEnvelope)
    assert row.envelope.pharmacist == "LP"
    assert ports.desk.staff_name(StaffId("99")) == ""


def test_the_id_that_was_shown_goes_with_its_pickup(ports: Ports) -> None:
    bag = FillAdded(SALE, LineId(2), READY, Money(1500), NO_TAX, EntryMethod.SCANNED)
    passport = ShownId(IdType.PASSPORT, "A1234567", "USA")
    commit(
        ports.store,
        *(OPENED, ADDED, bag),
        ControlledIdShown(SALE, (LineId(2),), passport, StaffId("11"), 3, ()),
        replace(HANDED_OVER, id_shown=True),
        at=NOON,
    )
    (row,) = ports.outbox.due("phms", READ_AT, 5)
    assert isinstance(row.envelope, PickupEnvelope)
    assert row.envelope.identification == Identification("05", "A1234567", "USA")
    assert ports.desk.id_shown(SALE, LineId(1)) is None
