"""The projections hold nothing that the journal does not."""

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from store_support.logged import PSE_FACTS
from store_support.released import NUMBERED_COUPON, ON_A_GIFT_CARD, ON_ACCOUNT
from store_support.stores import commit
from store_support.tickets import (
    ADDED,
    APPROVED,
    BOOKED,
    CHARGE,
    COMPLETED,
    HANDED_OVER,
    JOB,
    OPENED,
    PICKUP,
    READY,
    RECEIPT,
    SALE,
    resolved,
)
from store_support.tills import TILL_FACTS
from terminal.domain import facts
from terminal.domain.identity import Digest, JobId
from terminal.domain.pickup import Relationship, SignatureKind
from terminal.domain.unclaimed import CallResult
from terminal.domain.work_item import Settlement, WorkItemId
from terminal.store import outbox, reports, work_items
from terminal.store.rebuild import REBUILT, rebuild
from terminal.store.store import Store

ACKNOWLEDGED = facts.SignatureTaken(
    SALE, (), SignatureKind.NOTICE, Relationship.PATIENT, "I received it", "1", Digest("a" * 64),
    Digest("b" * 64), Digest("c" * 64), ("a-row@2020-01-01",), READY.patient.id, "2026-01",
)  # fmt: skip
ZONE = ZoneInfo("America/Chicago")
TABLES = (*REBUILT, "outbox")


def contents(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]
        for table in TABLES
    }


def test_replaying_the_journal_makes_the_same_tables(store: Store) -> None:
    commit(store, OPENED, ADDED, BOOKED, CHARGE)
    commit(store, facts.SaleSuspended(SALE))
    commit(store, facts.SaleResumed(SALE, OPENED.staff))
    commit(store, resolved(APPROVED), HANDED_OVER, COMPLETED, RECEIPT)
    commit(store, facts.ReceiptMoved(JobId(JOB), "sending", ""))
    commit(store, facts.SignedIn(OPENED.staff), ACKNOWLEDGED)
    commit(store, *PSE_FACTS)
    commit(store, *ON_ACCOUNT)
    commit(store, *ON_A_GIFT_CARD)
    commit(store, NUMBERED_COUPON)
    commit(store, *TILL_FACTS)
    commit(store, facts.PickupCalled(READY.key, READY.patient.id, CallResult.NO_ANSWER))
    store.writer.wait(lambda c: outbox.mark_done(c, PICKUP, "W/4"))
    store.writer.wait(lambda c: reports.count_all(c, ZONE))
    before = store.reader.wait(contents)
    assert all(before.values())
    kinds = (PSE_FACTS, ON_ACCOUNT, ON_A_GIFT_CARD, TILL_FACTS)
    rows = 15 + sum(map(len, kinds))
    assert store.writer.wait(rebuild) == rows
    store.writer.wait(lambda c: reports.count_all(c, ZONE))  # as the next report does
    assert store.reader.wait(contents) == before


def test_a_lost_way_to_the_phms_is_made_again(store: Store) -> None:
    commit(store, OPENED, HANDED_OVER)
    store.writer.wait(lambda c: c.exec_driver_sql("DELETE FROM outbox").close())
    store.writer.wait(rebuild)
    assert store.reader.wait(outbox.waiting).waiting == 1


def test_a_message_that_stopped_again_is_not_sent_on_by_a_rebuilding(store: Store) -> None:
    def stop(connection: Connection) -> None:
        outbox.mark_stopped(connection, PICKUP, outbox.OutboxState.HELD, tries=1, error="refused")
        work_items.open_item(
            connection, kind="refused_by_phms", subject="6012345-02", detail="refused",
            once=f"outbox:{PICKUP}:{len(stops)}", at="2026-11-20T10:00:00.000000Z", event=PICKUP,
        )  # fmt: skip
        stops.append(PICKUP)

    stops: list[str] = []
    commit(store, OPENED, HANDED_OVER)
    store.writer.wait(stop)
    again = facts.WorkItemSettled(
        WorkItemId(f"outbox:{PICKUP}:0"), "refused_by_phms", "6012345-02", Settlement.SENT_AGAIN
    )
    commit(store, again)
    store.writer.wait(stop)
    store.writer.wait(rebuild)
    row = store.reader.wait(lambda c: outbox.get(c, PICKUP))
    assert row is not None
    assert row.state is outbox.OutboxState.HELD
    (item,) = store.reader.wait(work_items.open_items)
    assert item.stopped
