"""The three sides of a close as the store knows them, over the time of a batch."""

from dataclasses import replace

from store_support.stores import AT, commit
from store_support.tickets import APPROVED, CHARGE, HANDED_OVER, OPENED, PICKUP, resolved
from terminal.domain import facts as f
from terminal.domain.attempt import CardKind, CardResult, Outcome
from terminal.domain.card_batch import BatchReport, CardClass, ClassTotal
from terminal.domain.identity import AttemptRef, TenderId
from terminal.domain.iias import Buckets
from terminal.domain.money import Money
from terminal.domain.refund import Source, SourceShare
from terminal.domain.tender_kind import TenderKind
from terminal.domain.three_way import CardSums, CloseSheet, Side, differences
from terminal.store import outbox, three_way, upkeep
from terminal.store.outbox import OutboxState
from terminal.store.store import Store

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
        lambda c: upkeep.open_work_item(
            c,
            kind="pickup",
            subject="6012345-02",
            detail="sold there",
            once="1",
            event=None,
            now=AT,
        )
    )
    found = sheet(store)
    assert (found.waiting, found.stopped) == (0, 1)
    assert [each.subject for each in found.conflicts] == ["6012345-02"]


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
