"""The three sides of a close as the store knows them, over the time of a batch."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from store_support.stores import AT, commit
from store_support.tickets import APPROVED, CHARGE, HANDED_OVER, OPENED, PICKUP, READY, resolved
from store_support.tills import TILL_FACTS, TILL_OPENED
from terminal.domain import facts as f
from terminal.domain import till_facts as t
from terminal.domain.attempt import CardKind, CardPayment, CardResult, Outcome
from terminal.domain.barcode import RxNumber
from terminal.domain.card_batch import BatchReport, CardClass, ClassTotal
from terminal.domain.identity import AttemptRef, StaffId, TenderId
from terminal.domain.iias import Buckets
from terminal.domain.money import Money
from terminal.domain.prescription import Fill, FillKey, FillStatus, SoldBefore
from terminal.domain.refund import Source, SourceShare
from terminal.domain.tender_kind import TenderKind
from terminal.domain.three_way import CardSums, CloseSheet, Side, Way, differences
from terminal.store import fills, outbox, three_way, work_items
from terminal.store.fills import FillUpdate
from terminal.store.journal import last_at
from terminal.store.outbox import OutboxState
from terminal.store.recovery import load_recovery
from terminal.store.store import Store
from terminal.store.times import utc_text

PAID = APPROVED.approved


def sheet(store: Store) -> CloseSheet:
    return store.reader.wait(three_way.close_sheet)


def batch(amount: Money, number: str = "12", count: int = 1) -> f.CardBatchClosed:
    totals = (
        ClassTotal(CardClass.CREDIT, count, amount),
        ClassTotal(CardClass.CASH, 7, Money(99_99)),
    )
    return f.CardBatchClosed("53012345", BatchReport(totals, batch=number))


def pay(store: Store, ref: str) -> None:
    attempt = AttemptRef(ref)
    commit(store, replace(CHARGE, ref=attempt), replace(resolved(APPROVED), ref=attempt))


def test_a_new_store_agrees_with_itself(store: Store) -> None:
    assert sheet(store) == CloseSheet()


def test_card_payments_since_the_last_batch_are_summed(store: Store) -> None:
    commit(store, OPENED)
    pay(store, "r1")
    assert sheet(store).since_batch == CardSums(1, PAID)
    commit(store, batch(PAID))
    assert sheet(store).since_batch == CardSums()
    assert differences(sheet(store)) == ()
    pay(store, "r2")
    assert [each.side for each in differences(sheet(store))] == [Side.BATCH_OPEN]


def test_what_was_given_back_is_in_no_batch(store: Store) -> None:
    commit(store, OPENED)
    pay(store, "r1")
    void = AttemptRef("r2")
    given = CardResult(Outcome.APPROVED, PAID)
    commit(
        store,
        f.VoidRequested(OPENED.sale, TenderId(1), void, "17", CHARGE.asked_at),
        f.VoidResolved(OPENED.sale, TenderId(1), void, given, PAID, CardKind.CREDIT),
    )
    assert sheet(store).since_batch == CardSums()


def test_a_batch_is_compared_over_its_own_time(store: Store) -> None:
    commit(store, OPENED)
    pay(store, "r1")
    commit(store, batch(PAID, "11"))
    pay(store, "r2")
    pay(store, "r3")
    commit(store, batch(PAID, "12"))
    match = sheet(store).last_batch
    assert match is not None
    assert (match.batch, match.here, match.there) == (
        "12",
        CardSums(2, PAID * 2),
        CardSums(1, PAID),
    )
    assert [each.side for each in differences(sheet(store))] == [Side.BATCH_AMOUNT]


def test_a_terminal_without_totals_is_not_taken_to_agree(store: Store) -> None:
    commit(store, f.CardBatchClosed("53012345", BatchReport(warning="totals not read")))
    assert [each.side for each in differences(sheet(store))] == [Side.BATCH_SILENT]


def test_what_waits_what_stopped_and_what_disagrees_are_told_apart(store: Store) -> None:
    commit(store, OPENED, HANDED_OVER)
    assert (sheet(store).waiting, sheet(store).stopped) == (1, 0)
    store.writer.wait(
        lambda c: outbox.mark_stopped(c, PICKUP, OutboxState.DEAD, tries=9, error="refused")
    )
    store.writer.wait(
        lambda c: work_items.open_item(
            c,
            kind="pickup",
            subject="6012345-02",
            detail="sold there",
            once="1",
            event=None,
            at=utc_text(AT),
        )
    )
    found = sheet(store)
    assert (found.waiting, found.stopped) == (0, 1)
    assert [each.subject for each in found.conflicts] == ["6012345-02"]
    (unsent,) = found.unsent
    assert (unsent.key, unsent.fill, unsent.detail) == (PICKUP, str(HANDED_OVER.key), "refused")


def stop_the_pickup(store: Store) -> None:
    """The PhMS refuses it: the row stops, a work item says so."""

    def job(connection: Connection) -> None:
        outbox.mark_stopped(connection, PICKUP, OutboxState.HELD, tries=1, error="another copay")
        work_items.open_item(
            connection,
            kind="conflict",
            subject=str(HANDED_OVER.key),
            detail="another copay",
            event=PICKUP,
            once="1",
            at=utc_text(AT),
        )

    commit(store, OPENED, HANDED_OVER)
    store.writer.wait(job)


def settle(store: Store, way: Way) -> None:
    said = t.DifferenceSettled(
        TILL_OPENED.till, StaffId("107"), Side.PHMS_STOPPED, way, PICKUP,
        str(HANDED_OVER.key), Money(1500), "entered by hand",
    )  # fmt: skip
    commit(store, said)


def test_a_message_that_stopped_is_one_difference_with_its_work_item(store: Store) -> None:
    stop_the_pickup(store)
    assert [each.side for each in differences(sheet(store))] == [Side.PHMS_STOPPED]


def test_a_stopped_message_goes_again_once(store: Store) -> None:
    stop_the_pickup(store)
    settle(store, Way.SEND_AGAIN)
    found = sheet(store)
    assert (found.waiting, found.stopped, found.unsent, found.conflicts) == (1, 0, (), ())
    settle(store, Way.ENTERED)
    assert sheet(store).waiting == 1, "it is on its way"


def test_a_pickup_that_was_entered_there_is_over(store: Store) -> None:
    stop_the_pickup(store)
    settle(store, Way.ENTERED)
    assert sheet(store) == CloseSheet()
    row = store.reader.wait(lambda c: outbox.get(c, PICKUP))
    assert row is not None
    assert row.state is OutboxState.DONE
    settle(store, Way.SEND_AGAIN)
    assert sheet(store).waiting == 0, "it is over"


# --- fills that one side alone has sold


def told(store: Store, fill: Fill, changed_at: datetime) -> None:
    store.writer.wait(lambda c: fills.apply(c, [FillUpdate(fill, changed_at)]))


def sold_in_the_phms(number: str, at: datetime, *, at_till: bool = False) -> Fill:
    return replace(
        READY,
        key=FillKey(RxNumber(number), 0),
        phms_id=f"disp-{number}",
        status=FillStatus.SOLD,
        read_at=at,
        sold=SoldBefore(at, at_till=at_till),
    )


def test_what_the_phms_sold_since_the_last_close_and_nobody_here_is_a_difference(
    store: Store,
) -> None:
    commit(store, *TILL_FACTS, at=AT)
    after, before = AT + timedelta(hours=1), AT - timedelta(hours=1)
    told(store, sold_in_the_phms("7000001", after), after)
    told(store, sold_in_the_phms("7000002", before), before)
    told(store, sold_in_the_phms("7000003", after, at_till=True), after)
    assert [each.fill for each in sheet(store).sold_there] == ["7000001-00"]


def test_what_was_learnt_late_belongs_to_the_next_close(store: Store) -> None:
    """The line was down: sold before the last close, told after it."""
    commit(store, *TILL_FACTS, at=AT)
    before, after = AT - timedelta(hours=1), AT + timedelta(hours=1)
    late = replace(sold_in_the_phms("7000001", before), read_at=after)
    told(store, late, before)
    old = replace(sold_in_the_phms("7000002", AT - timedelta(days=30)), read_at=after)
    told(store, old, after)
    assert [each.fill for each in sheet(store).sold_there] == ["7000001-00"]


def test_what_was_handed_over_here_is_no_sale_of_the_phms_alone(store: Store) -> None:
    commit(store, replace(TILL_OPENED), OPENED, HANDED_OVER, at=AT)
    after = AT + timedelta(hours=1)
    sold = replace(READY, status=FillStatus.SOLD, read_at=after, sold=SoldBefore(after))
    told(store, sold, after)
    assert sheet(store).sold_there == ()
    assert sheet(store).handed_over == 1


def test_a_store_without_a_till_compares_no_fills(store: Store) -> None:
    told(store, sold_in_the_phms("7000001", AT), AT)
    assert sheet(store).sold_there == ()


def test_a_pickup_that_the_phms_took_and_made_ready_again_is_a_difference(store: Store) -> None:
    commit(store, TILL_OPENED, OPENED, HANDED_OVER, at=AT)
    told(store, replace(READY, read_at=AT), AT)
    confirmed = f.PickupConfirmed(PICKUP, HANDED_OVER.key, "2")
    commit(store, confirmed, at=AT + timedelta(minutes=1))
    assert sheet(store).not_sold_there == (), "nothing was told since"
    later = AT + timedelta(minutes=5)
    told(store, replace(READY, status=FillStatus.SOLD, read_at=later), later)
    assert sheet(store).not_sold_there == ()
    told(store, replace(READY, read_at=later), later)
    (found,) = sheet(store).not_sold_there
    assert (found.key, found.fill) == (PICKUP, str(HANDED_OVER.key))
    assert found.detail == "the pharmacy system says: ready"


def test_what_was_explained_stays_explained(store: Store) -> None:
    commit(store, TILL_OPENED, at=AT)
    after = AT + timedelta(hours=1)
    told(store, sold_in_the_phms("7000001", after), after)
    (found,) = differences(sheet(store))
    commit(
        store,
        t.DifferenceSettled(
            TILL_OPENED.till,
            TILL_OPENED.staff,
            found.side,
            Way.EXPLAIN,
            found.key,
            found.about,
            found.amount,
            "mailed",
        ),
    )
    assert differences(sheet(store)) == ()


def test_what_was_refunded_to_cards_is_in_the_batch_too(store: Store) -> None:
    """A payment and a refund of it stand there as two: nothing in sum."""
    commit(store, OPENED)
    pay(store, "r1")
    ref, given = AttemptRef("r2"), CardResult(Outcome.APPROVED, PAID)
    source = Source(OPENED.sale, TenderId(1), TenderKind.CREDIT, "1111")
    shares = (SourceShare(source, Buckets(otc=PAID)),)
    commit(
        store,
        f.RefundRequested(
            OPENED.sale, TenderId(2), ref, CardKind.CREDIT, shares, PAID, CHARGE.asked_at
        ),
        f.RefundResolved(OPENED.sale, ref, given, Buckets(otc=PAID), CardKind.CREDIT),
    )
    assert sheet(store).since_batch == CardSums(2, Money(0))
    commit(store, batch(Money(0), count=2))
    assert differences(sheet(store)) == ()


def test_a_payment_that_was_voided_for_a_return_is_not_in_the_batch(store: Store) -> None:
    commit(store, OPENED)
    pay(store, "r1")
    ref, given = AttemptRef("r2"), CardResult(Outcome.APPROVED, PAID)
    payment = CardPayment(AttemptRef("r1"), CardKind.CREDIT, PAID, "17", CHARGE.asked_at)
    source = Source(OPENED.sale, TenderId(1), TenderKind.CREDIT, "1111", payment=payment)
    shares = (SourceShare(source, Buckets(otc=PAID)),)
    wish = f.RefundRequested(
        OPENED.sale, TenderId(2), ref, CardKind.CREDIT, shares, PAID, CHARGE.asked_at
    )
    commit(
        store,
        replace(wish, void_of=payment),
        f.RefundResolved(OPENED.sale, ref, given, Buckets(otc=PAID), CardKind.CREDIT, voided=True),
    )
    assert sheet(store).since_batch == CardSums(0, Money(0))
    commit(store, batch(Money(0), count=0))
    assert differences(sheet(store)) == ()


@pytest.mark.parametrize(
    "told",
    [
        f.CardBatchRequested("53012345"),
        batch(Money(0)),
        f.CardBatchFailed("53012345", "busy", unknown=False),
    ],
)
def test_a_start_knows_when_a_batch_close_was_last_asked_for(
    store: Store, told: f.CardBatchFact
) -> None:
    """Whatever came of it: payments of before are not voided by their numbers any more."""
    commit(store, OPENED)
    assert store.reader.wait(load_recovery).batch_at is None
    commit(store, told)
    assert store.reader.wait(load_recovery).batch_at == store.reader.wait(last_at)
