"""Debit, EBT, signatures, the batch and store and forward, against a simulated PAX terminal."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from drivers.card_terminal.messages import (
    STAY_ONLINE,
    AskStored,
    AttemptSent,
    Balance,
    BalanceRead,
    BatchClosed,
    Cancel,
    CaptureSignature,
    CardClass,
    ClassTotal,
    CloseBatch,
    CountStored,
    Found,
    FsaAmounts,
    Kind,
    NotDone,
    NotProcessed,
    OfflineMode,
    Query,
    Refund,
    Sale,
    Service,
    SetStoreAndForward,
    SignatureCaptured,
    StoreAndForward,
    StoreAndForwardSet,
    StoredAnswer,
    StoredAsked,
    StoredCounted,
    StoredFate,
    StoredSale,
    StoredUploaded,
    Trouble,
    Unresolved,
    UploadStored,
    Verdict,
    Void,
)
from drivers.card_terminal.protocol import CAPABILITIES, PaxTerminal, WireUse
from drivers.simulator.card_terminal import SCRIBBLE, CardTerminalSimulator
from drivers.simulator.card_terminal_script import (
    CREDIT_CARD,
    DEBIT_CARD,
    EBT_CARD,
    FSA_CARD,
    GIFT_CARD,
    Approve,
    Card,
    Decline,
    Faults,
    HostDown,
    PowerCut,
    Refuse,
    StoredOffline,
)
from pax_support.cable import Bench

NIGHT = datetime(2026, 11, 20, 18, tzinfo=UTC)
CLOSE = CloseBatch(NIGHT)
SIGN = CaptureSignature()
UP_TO_50 = StoreAndForward(OfflineMode.AUTOMATIC, 5_000, 20_000, 50_000, 20, 3)
WIRES = pytest.mark.parametrize("wire", [WireUse.ALWAYS, WireUse.PER_EXCHANGE])


def bench(
    card: Card = CREDIT_CARD,
    wire: WireUse = WireUse.ALWAYS,
    *,
    saf: StoreAndForward = STAY_ONLINE,
    present_s: float | None = 1.0,
) -> Bench:
    terminal = CardTerminalSimulator(card=card, auto_present_s=present_s)
    made = Bench(terminal, PaxTerminal(wire, saf=saf))
    made.run(1)
    return made


def refusal(b: Bench, service: Service) -> NotDone:
    event = b.serve(service)
    assert isinstance(event, NotDone)
    assert event.command == service
    return event


# --- debit and EBT


@WIRES
def test_a_debit_sale_and_its_return_want_the_pin(wire: WireUse) -> None:
    b = bench(DEBIT_CARD, wire)
    sold = b.outcome(Sale("d1", 1000, Kind.DEBIT))
    assert (sold.outcome, sold.cvm, sold.last4) == (Verdict.APPROVED, "online PIN", "0022")
    assert b.outcome(Refund("d2", 400, Kind.DEBIT)).approved_cents == 400
    assert b.terminal.store.standing_charges("d1") == [1000]
    assert b.terminal.store.standing_charges("d2") == [-400]
    assert list(b.terminal.requests)[-2:] == ["T02", "T02"]


def test_a_wrong_pin_is_declined_and_a_customer_may_give_up_at_it() -> None:
    b = bench(DEBIT_CARD, present_s=None)
    b.do(Sale("d1", 1000, Kind.DEBIT))
    b.terminal.present(DEBIT_CARD, b.now)
    assert b.terminal.screen == "Enter PIN"
    b.terminal.enter_pin("0000", b.now)
    declined = b.wait_outcome("d1", 5)
    assert (declined.outcome, declined.text) == (Verdict.DECLINED, "INVALID PIN")
    b.do(Sale("d2", 1000, Kind.DEBIT))
    b.run(1)
    b.terminal.present(DEBIT_CARD, b.now)
    b.terminal.cancel_by_customer(b.now)
    assert b.wait_outcome("d2", 5).outcome is Verdict.ABORTED


def test_an_ebt_card_pays_from_the_account_that_was_asked() -> None:
    b = bench(EBT_CARD)
    food = b.outcome(Sale("e1", 1000, Kind.EBT_SNAP))
    assert (food.balance_cents, food.cash_balance_cents) == (11345, 5000)
    cash = b.outcome(Sale("e2", 6000, Kind.EBT_CASH))
    assert (cash.outcome, cash.approved_cents, cash.due_cents) == (Verdict.PARTIAL, 5000, 1000)
    assert (cash.balance_cents, cash.cash_balance_cents) == (0, 0)
    assert b.outcome(Refund("e3", 300, Kind.EBT_SNAP)).balance_cents == 11645


@WIRES
def test_a_gift_card_pays_what_it_holds_and_takes_it_back(wire: WireUse) -> None:
    """T06 "as T02 (gift)" (section 5): no PIN, a balance, a part, a return that adds."""
    b = bench(GIFT_CARD, wire)
    sold = b.outcome(Sale("g1", 3000, Kind.GIFT))
    assert (sold.outcome, sold.approved_cents, sold.due_cents) == (Verdict.PARTIAL, 2500, 500)
    assert (sold.balance_cents, sold.cash_balance_cents, sold.last4) == (0, None, "5678")
    assert sold.cvm == "no CVM"
    back = b.outcome(Refund("g2", 400, Kind.GIFT))
    assert (back.outcome, back.balance_cents) == (Verdict.APPROVED, 400)
    assert b.serve(Balance("b1", Kind.GIFT)) == BalanceRead("b1", None, None, 400)
    assert b.outcome(Void("v1", sold.terminal_txn, Kind.GIFT)).outcome is Verdict.APPROVED
    assert b.terminal.store.standing_charges("g1") == []
    assert {each for each in b.terminal.requests if each.startswith("T")} == {"T06"}


def test_an_empty_gift_card_is_declined() -> None:
    b = bench(replace(GIFT_CARD, balance_cents=0))
    assert b.outcome(Sale("g1", 100, Kind.GIFT)).outcome is Verdict.DECLINED


def test_only_a_gift_card_is_taken_as_one() -> None:
    for card, kind in ((CREDIT_CARD, Kind.GIFT), (GIFT_CARD, Kind.CREDIT)):
        b = bench(card, present_s=None)
        b.do(Sale("g1", 1000, kind))
        b.terminal.present(card, b.now)
        assert b.wait_outcome("g1", 5).text == "INVALID CARD"


def test_only_an_ebt_card_is_taken_as_one() -> None:
    for card, kind in ((CREDIT_CARD, Kind.EBT_SNAP), (EBT_CARD, Kind.CREDIT)):
        b = bench(card, present_s=None)
        b.do(Sale("e1", 1000, kind))
        b.terminal.present(card, b.now)
        b.terminal.enter_pin(card.pin, b.now)
        assert b.wait_outcome("e1", 5).text == "INVALID CARD"


@WIRES
@pytest.mark.parametrize(
    ("kind", "snap", "cash"), [(Kind.EBT_SNAP, 12345, 5000), (Kind.EBT_CASH, None, 5000)]
)
def test_a_balance_is_read_and_leaves_no_record(
    kind: Kind, snap: int | None, cash: int, wire: WireUse
) -> None:
    b = bench(EBT_CARD, wire)
    assert b.serve(Balance("b1", kind)) == BalanceRead("b1", snap, cash)
    assert b.terminal.store.records() == []
    assert AttemptSent("b1") not in b.events


@pytest.mark.parametrize("kind", [Kind.DEBIT, Kind.EBT_SNAP, Kind.EBT_CASH])
def test_what_was_paid_from_another_book_is_voided_there(kind: Kind) -> None:
    b = bench(DEBIT_CARD if kind is Kind.DEBIT else EBT_CARD)
    sold = b.outcome(Sale("s1", 1000, kind))
    assert b.outcome(Void("v1", sold.terminal_txn, kind)).outcome is Verdict.APPROVED
    assert b.terminal.store.standing_charges("s1") == []


def test_a_balance_that_is_refused_or_lost_moved_nothing() -> None:
    b = bench(EBT_CARD)
    b.terminal.script(Decline("14", "INVALID CARD"))
    asked = Balance("b1", Kind.EBT_SNAP)
    declined = refusal(b, asked)
    assert (declined.verdict, declined.text) == (Verdict.DECLINED, "INVALID CARD")
    for faults in (Faults(no_ack=True), Faults(drop_after_ack=True), Faults(eot_instead=True)):
        b.terminal.script(Approve(), faults)
        assert refusal(b, asked).verdict is Verdict.ABORTED
        b.run(10)
    assert isinstance(b.serve(asked), BalanceRead)
    assert isinstance(b.serve(CLOSE), BatchClosed)


def test_a_balance_is_taken_back_while_the_card_is_awaited() -> None:
    b = bench(EBT_CARD, present_s=None)
    asked = Balance("b1", Kind.EBT_SNAP)
    b.do(asked)
    b.run(1)
    b.do(Cancel())
    b.run(1)
    (told,) = (e for e in b.events if isinstance(e, NotDone))
    assert (told.verdict, told.reason) == (Verdict.ABORTED, Trouble.CANCELLED)


# --- the batch


@WIRES
def test_a_batch_is_told_by_card_class_and_its_records_are_gone(wire: WireUse) -> None:
    b = bench(CREDIT_CARD, wire)
    for ref, cents, kind in (
        ("c1", 500, Kind.CREDIT),
        ("c2", 700, Kind.CREDIT),
        ("d1", 1000, Kind.DEBIT),
        ("e1", 300, Kind.EBT_SNAP),
    ):
        assert b.outcome(Sale(ref, cents, kind)).outcome is Verdict.APPROVED
    assert b.outcome(Refund("c3", 200)).outcome is Verdict.APPROVED
    closed = b.serve(CLOSE)
    assert isinstance(closed, BatchClosed)
    assert closed.totals[:4] == (
        ClassTotal(CardClass.CREDIT, 3, 1000),
        ClassTotal(CardClass.DEBIT, 1, 1000),
        ClassTotal(CardClass.EBT, 1, 300),
        ClassTotal(CardClass.GIFT, 0, 0),
    )
    assert (closed.tid, closed.mid, closed.batch) == ("12345678", "999000111", "1")
    assert (closed.warning, len(closed.closed_at)) == ("", 14)
    assert b.terminal.store.records() == []
    assert b.outcome(Sale("c9", 100)).batch == "2"


@WIRES
def test_no_batch_is_closed_while_a_payment_is_not_confirmed(wire: WireUse) -> None:
    b = bench(wire=wire)
    sale = Sale("r1", 500)
    b.terminal.script(Approve(), Faults(drop_after_ack=True))
    sent_at = b.now
    assert b.outcome(sale).outcome is Verdict.UNKNOWN
    told = refusal(b, CLOSE)
    assert (told.reason, told.unresolved) == (Trouble.UNRESOLVED, ("r1",))
    assert told.text == "a payment is not confirmed yet; settle it first"
    assert "B00" not in b.terminal.requests
    assert isinstance(b.resolve(sale, sent_at), Found)
    assert isinstance(b.serve(CLOSE), BatchClosed)


def test_an_unknown_return_holds_the_batch_and_is_found_by_its_reference() -> None:
    b = bench()
    refund = Refund("r1", 500)
    b.terminal.script(Approve(), Faults(eot_instead=True))
    sent_at = b.now
    assert b.outcome(refund).outcome is Verdict.UNKNOWN
    assert refusal(b, CLOSE).unresolved == ("r1",)
    found = b.resolve(refund, sent_at)
    assert isinstance(found, Found)
    assert found.result.approved_cents == 500
    assert b.terminal.store.standing_charges("r1") == [-500]
    assert isinstance(b.serve(CLOSE), BatchClosed)


def test_an_unknown_void_holds_the_batch_until_it_is_done_under_another_reference() -> None:
    b = bench()
    sold = b.outcome(Sale("r1", 500))
    b.terminal.script(Approve(), Faults(drop_after_ack=True))
    assert b.outcome(Void("v1", sold.terminal_txn)).outcome is Verdict.UNKNOWN
    b.run(2)
    assert refusal(b, CLOSE).unresolved == ("v1",)
    assert b.outcome(Void("v2", sold.terminal_txn)).outcome is Verdict.APPROVED
    assert isinstance(b.serve(CLOSE), BatchClosed)


def test_an_attempt_that_was_only_asked_about_holds_the_batch_too() -> None:
    b = bench()
    assert isinstance(b.ask(Query("old", 500, 1.0)), Unresolved)
    assert refusal(b, CLOSE).unresolved == ("old",)
    settled = replace(CLOSE, settled=("old",))
    assert isinstance(b.serve(settled), BatchClosed)
    assert isinstance(b.serve(CLOSE), BatchClosed)


def test_no_batch_is_closed_beside_another_command() -> None:
    b = bench(present_s=None)
    b.do(Sale("r1", 500))
    told = refusal(b, CLOSE)
    assert (told.verdict, told.reason) == (Verdict.ABORTED, Trouble.BUSY)
    assert "B00" not in b.terminal.requests


@pytest.mark.parametrize(
    ("code", "text", "verdict"),
    [
        ("100006", "BATCH FAILED", Verdict.DECLINED),
        ("100010", "COMM ERROR", Verdict.UNKNOWN),
        ("100026", "UNSUPPORTED COMMAND", Verdict.CONFIG_ERROR),
    ],
)
def test_a_batch_that_failed_says_how(code: str, text: str, verdict: Verdict) -> None:
    b = bench()
    b.terminal.expect("B00", Refuse(code, text))
    told = refusal(b, CLOSE)
    assert (told.verdict, told.code, told.text) == (verdict, code, text)


def test_a_batch_out_of_balance_is_closed_with_a_warning() -> None:
    b = bench()
    b.terminal.expect("B00", Refuse("000300", "OUT OF BALANCE"))
    closed = b.serve(CLOSE)
    assert isinstance(closed, BatchClosed)
    assert closed.totals == ()
    assert closed.warning.startswith("OUT OF BALANCE; ")


@WIRES
@pytest.mark.parametrize("charged", [True, False])
def test_a_batch_whose_answer_was_lost_is_not_known_and_may_be_closed_again(
    charged: bool, wire: WireUse
) -> None:
    b = bench(wire=wire)
    b.outcome(Sale("r1", 500))
    b.terminal.expect("B00", faults=Faults(drop_after_ack=True, charged=charged))
    told = refusal(b, CLOSE)
    assert (told.verdict, told.reason) == (Verdict.UNKNOWN, Trouble.LINK_LOST)
    b.run(2)
    again = b.serve(CLOSE)
    assert isinstance(again, BatchClosed)
    assert again.totals[0].count == (0 if charged else 1)


# --- signatures


@WIRES
def test_a_signature_comes_as_strokes(wire: WireUse) -> None:
    b = bench(wire=wire)
    assert b.serve(SIGN) == SignatureCaptured(SCRIBBLE)
    assert b.terminal.screen == "Welcome"
    assert "20" not in repr(b.events[-1])


def test_a_long_signature_comes_in_pieces() -> None:
    b = bench(present_s=None)
    strokes = tuple(tuple((x, y) for x in range(100, 400)) for y in (100, 200, 300, 400))
    b.do(SIGN)
    b.run(1)
    assert b.terminal.screen == "Please sign"
    b.terminal.sign(strokes, b.now)
    b.run(2)
    assert SignatureCaptured(strokes) in b.events
    assert b.terminal.requests.count("A08") > 1


def test_a_customer_who_draws_nothing_has_not_signed() -> None:
    b = bench(present_s=None)
    b.do(SIGN)
    b.terminal.sign((), b.now)
    b.run(1)
    (told,) = (e for e in b.events if isinstance(e, NotDone))
    assert told.text == "the customer did not sign"


def test_a_signature_that_is_refused_forgotten_or_taken_back_says_which() -> None:
    b = bench(present_s=None)
    told = refusal(b, CaptureSignature(5))
    assert (told.reason, told.code) == (Trouble.TIMED_OUT, "100001")
    b.run(3)
    for by_customer in (True, False):
        b.events.clear()
        b.do(SIGN)
        b.run(1)
        if by_customer:
            b.terminal.cancel_by_customer(b.now)
        else:
            b.do(Cancel())
        b.run(1)
        (event,) = (e for e in b.events if isinstance(e, NotDone))
        assert (event.reason, event.code) == (Trouble.CANCELLED, "100002")
        b.run(3)


def test_a_terminal_that_fell_silent_at_a_signature_is_set_back_to_idle() -> None:
    b = bench(present_s=None)
    b.terminal.expect("A20", faults=Faults(eot_instead=True))
    b.do(SIGN)
    b.run(1)
    b.terminal.sign(SCRIBBLE, b.now)
    b.run(1)
    (told,) = (e for e in b.events if isinstance(e, NotDone))
    assert (told.verdict, told.reason) == (Verdict.ABORTED, Trouble.ENDED)
    assert list(b.terminal.requests)[-1] == "A16"


def test_a_signature_that_cannot_be_fetched_is_none() -> None:
    b = bench()
    b.terminal.expect("A08", Refuse("100023", "NOT FOUND"))
    assert refusal(b, SIGN).code == "100023"
    b.terminal.expect("A08", faults=Faults(no_ack=True))
    assert refusal(b, SIGN).reason is Trouble.NO_ACK


# --- store and forward


def test_nothing_is_stored_until_the_store_switches_it_on() -> None:
    b = bench()
    b.terminal.script(HostDown())
    assert b.outcome(Sale("r1", 500)).code == "100010"
    assert b.serve(SetStoreAndForward(UP_TO_50)) == StoreAndForwardSet(UP_TO_50)
    b.terminal.script(HostDown())
    stored = b.outcome(Sale("r2", 500))
    assert (stored.outcome, stored.offline, stored.terminal_txn) == (
        Verdict.APPROVED,
        True,
        "5001",
    )
    assert b.terminal.store.standing_charges("r2") == []
    assert b.serve(CountStored()) == StoredCounted(1, 500, 0, 0)
    assert b.serve(UploadStored()) == StoredUploaded(1, 500, 0, 0)
    assert b.terminal.store.standing_charges("r2") == [500]
    assert b.serve(SetStoreAndForward()) == StoreAndForwardSet(STAY_ONLINE)
    b.terminal.script(HostDown())
    assert b.outcome(Sale("r3", 500)).code == "100010"


@WIRES
def test_the_limits_wait_for_what_is_under_way_and_a_sale_waits_for_them(wire: WireUse) -> None:
    b = bench(wire=wire)
    b.driver.command(Query("r0", 500, 500.0), b.now)
    b.driver.command(SetStoreAndForward(UP_TO_50), b.now)
    b.run(10)
    assert b.events[-1] == StoreAndForwardSet(UP_TO_50)
    b.driver.command(SetStoreAndForward(UP_TO_50), b.now)
    b.terminal.script(HostDown())
    assert b.outcome(Sale("r1", 500)).offline


def test_what_the_bank_refuses_at_the_upload_is_counted_as_the_stores_loss() -> None:
    b = bench()
    b.serve(SetStoreAndForward(UP_TO_50))
    for ref in ("r1", "r2"):
        b.terminal.script(HostDown())
        assert b.outcome(Sale(ref, 500)).offline
    b.terminal.office.refused_at_upload = frozenset({"r2"})
    assert b.serve(UploadStored()) == StoredUploaded(1, 500, 1, 500)
    assert b.serve(CountStored()) == StoredCounted(0, 0, 1, 500)
    assert b.terminal.store.standing_charges("r2") == []
    answer = b.ask(Query("r2", 500, 500.0))
    assert answer == Unresolved(
        Trouble.MISMATCH, "it was stored, and the bank refused it at the upload"
    )


@pytest.mark.parametrize(
    "request_",
    [
        Sale("r1", 500, fsa=FsaAmounts(400, 0)),
        Sale("r1", 500, Kind.DEBIT),
        Sale("r1", 500, Kind.EBT_SNAP),
        Sale("r1", 5001),
        Refund("r1", 500),
    ],
    ids=["FSA", "debit", "EBT", "over the floor", "return"],
)
def test_what_must_never_be_stored_is_no_approval_even_if_the_terminal_stored_it(
    request_: Sale | Refund,
) -> None:
    b = bench(saf=UP_TO_50)
    b.terminal.script(StoredOffline())
    result = b.outcome(request_)
    assert (result.outcome, result.offline) == (Verdict.UNKNOWN, True)
    assert refusal(b, CLOSE).unresolved == ("r1",)


@pytest.mark.parametrize(
    ("sale", "healthcare"),
    [(Sale("r1", 500, fsa=FsaAmounts(400, 0)), 400), (Sale("r1", 5001), 0)],
    ids=["healthcare", "over the floor"],
)
def test_what_must_never_be_stored_is_not_found_approved_either(
    sale: Sale, healthcare: int
) -> None:
    b = bench(saf=UP_TO_50)
    b.terminal.script(StoredOffline())
    assert b.outcome(sale).outcome is Verdict.UNKNOWN
    answer = b.ask(Query("r1", sale.amount_cents, 500.0, healthcare_cents=healthcare))
    assert answer == Unresolved(
        Trouble.MISMATCH, "the terminal stored what the store does not allow"
    )


def test_an_fsa_card_is_never_stored() -> None:
    b = bench(FSA_CARD, saf=UP_TO_50)
    b.terminal.script(StoredOffline())
    result = b.outcome(Sale("r1", 500, fsa=FsaAmounts(500, 0)))
    assert result.outcome is Verdict.UNKNOWN


@WIRES
@pytest.mark.parametrize("saf", [STAY_ONLINE, UP_TO_50], ids=["off", "on"])
def test_a_stored_sale_whose_answer_was_lost_is_found_among_the_stored(
    saf: StoreAndForward, wire: WireUse
) -> None:
    b = bench(wire=wire, saf=saf)
    for earlier in ("s1", "s2"):
        b.terminal.script(StoredOffline())
        b.outcome(Sale(earlier, 100))
    b.terminal.script(StoredOffline(), Faults(drop_after_ack=True))
    sale, sent_at = Sale("r1", 500), b.now
    assert b.outcome(sale).outcome is Verdict.UNKNOWN
    answer = b.resolve(sale, sent_at)
    if saf.stores:
        assert isinstance(answer, Found)
        assert answer.result.offline
    else:
        assert answer is None, "a person has to look at it"


def test_a_terminal_that_knows_no_store_and_forward_still_proves_that_nothing_happened() -> None:
    b = bench()
    b.terminal.expect("R10", Refuse("100026", "UNSUPPORTED COMMAND"))
    b.terminal.expect("R10", faults=Faults(no_ack=True, charged=False))
    assert b.ask(Query("r1", 500, 500.0)) == NotProcessed()


def test_a_stored_sale_that_was_voided_is_not_uploaded() -> None:
    b = bench(saf=UP_TO_50)
    b.terminal.script(StoredOffline())
    stored = b.outcome(Sale("r1", 500))
    assert b.outcome(Void("v1", stored.terminal_txn)).outcome is Verdict.APPROVED
    assert b.serve(UploadStored()) == StoredUploaded(0, 0, 0, 0)
    assert b.terminal.store.standing_charges("r1") == []


def test_a_setting_that_was_lost_on_the_way_does_not_count_as_switched_on() -> None:
    b = bench()
    lost = Faults(drop_after_ack=True, charged=True)
    b.terminal.expect("A54", faults=lost)
    switch_on = SetStoreAndForward(UP_TO_50)
    assert refusal(b, switch_on).verdict is Verdict.UNKNOWN
    b.run(2)
    b.terminal.script(HostDown())
    result = b.outcome(Sale("r1", 500))
    assert (result.outcome, result.offline) == (Verdict.UNKNOWN, True)


@pytest.mark.parametrize("service", [CountStored(), UploadStored(), SetStoreAndForward(UP_TO_50)])
def test_a_service_that_the_terminal_refuses_says_so(service: Service) -> None:
    b = bench()
    for command in ("R10", "B08", "A54"):
        b.terminal.expect(command, Refuse("100026", "UNSUPPORTED COMMAND"))
    told = refusal(b, service)
    assert (told.verdict, told.reason, told.code) == (
        Verdict.CONFIG_ERROR,
        Trouble.REFUSED,
        "100026",
    )


# --- what became of what was stored


def storing(*refs: str, wire: WireUse = WireUse.ALWAYS) -> tuple[Bench, tuple[StoredSale, ...]]:
    """A terminal that has stored these, and what the journal holds of them."""
    b = bench(wire=wire, saf=UP_TO_50)
    sales = []
    for ref in refs:
        b.terminal.script(StoredOffline())
        result = b.outcome(Sale(ref, 500))
        sales.append(StoredSale(ref, 500, result.terminal_txn))
    return b, tuple(sales)


def fates(b: Bench, sales: tuple[StoredSale, ...], serial: str = "") -> list[StoredFate]:
    told = b.serve(AskStored(sales, serial))
    assert isinstance(told, StoredAsked)
    assert [each.ref for each in told.answers] == [each.ref for each in sales]
    return [each.fate for each in told.answers]


@WIRES
def test_each_stored_sale_is_found_where_it_went(wire: WireUse) -> None:
    b, sales = storing("r1", "r2", wire=wire)
    assert fates(b, sales) == [StoredFate.WAITING] * 2
    b.terminal.office.refused_at_upload = frozenset({"r1"})
    b.serve(UploadStored())
    told = b.serve(AskStored(sales, b.terminal.serial))
    assert isinstance(told, StoredAsked)
    refused, taken = told.answers
    assert refused == StoredAnswer("r1", StoredFate.DECLINED, "DECLINED")
    assert (taken.fate, taken.terminal_txn) == (StoredFate.UPLOADED, "1")
    assert taken.host_ref


def test_what_the_terminal_does_not_know_any_more_is_said_so() -> None:
    b, sales = storing("r1", "r2")
    b.serve(UploadStored())
    b.serve(CLOSE)
    assert fates(b, sales) == [StoredFate.UNKNOWN] * 2


def test_a_record_of_another_amount_is_not_taken_for_the_sale() -> None:
    b, (sale,) = storing("r1")
    b.serve(UploadStored())
    assert fates(b, (replace(sale, amount_cents=499),)) == [StoredFate.UNKNOWN]


def test_another_number_does_not_hide_a_sale() -> None:
    """It was stored, sent, and its place taken by the next one."""
    b, sales = storing("r1")
    b.serve(UploadStored())
    b.terminal.script(StoredOffline())
    assert b.outcome(Sale("r2", 500)).terminal_txn == sales[0].terminal_txn
    assert fates(b, sales) == [StoredFate.UPLOADED]


def test_another_terminal_proves_nothing() -> None:
    b, sales = storing("r1")
    told = refusal(b, AskStored(sales, "99999999"))
    assert (told.verdict, told.reason) == (Verdict.ABORTED, Trouble.WRONG_TERMINAL)


def test_a_terminal_that_does_not_tell_what_failed_proves_nothing() -> None:
    b, sales = storing("r1")
    b.serve(UploadStored())
    b.serve(CLOSE)
    b.terminal.expect("R10", Refuse("100026", "UNSUPPORTED COMMAND"))
    assert refusal(b, AskStored(sales)).reason is Trouble.REFUSED


def test_a_customer_who_comes_while_it_is_asked_waits_and_is_not_turned_away() -> None:
    b, sales = storing("r1", "r2")
    b.driver.command(CountStored(), b.now)
    b.driver.command(AskStored(sales), b.now)
    assert b.outcome(Sale("r9", 700)).outcome is Verdict.APPROVED
    assert StoredCounted(2, 1000, 0, 0) in b.events


def test_an_upload_turns_a_sale_away_untouched() -> None:
    b, _ = storing("r1")
    b.terminal.expect("B08", faults=Faults(late_s=20.0))
    b.do(UploadStored())
    b.run(1)
    turned_away = b.outcome(Sale("r9", 700))
    assert (turned_away.outcome, turned_away.code) == (Verdict.ABORTED, Trouble.BUSY)


@WIRES
def test_a_batch_is_never_closed_over_what_is_stored(wire: WireUse) -> None:
    b, _ = storing("r1", wire=wire)
    told = refusal(b, CLOSE)
    assert (told.verdict, told.reason) == (Verdict.ABORTED, Trouble.STORED)
    assert "B00" not in b.terminal.requests
    b.serve(UploadStored())
    assert isinstance(b.serve(CLOSE), BatchClosed)


def test_a_batch_stays_open_when_the_terminal_does_not_say_what_it_stored() -> None:
    b = bench(saf=UP_TO_50)
    b.terminal.expect("R10", Refuse("199999", "ERROR"))
    told = refusal(b, CLOSE)
    assert (told.verdict, told.code) == (Verdict.ABORTED, "199999")
    b.terminal.expect("R10", faults=Faults(no_ack=True, charged=False))
    assert refusal(b, CLOSE).verdict is Verdict.ABORTED
    assert "B00" not in b.terminal.requests


def test_a_terminal_without_store_and_forward_closes_its_batch() -> None:
    b = bench()
    b.terminal.expect("R10", Refuse("100026", "UNSUPPORTED COMMAND"))
    assert isinstance(b.serve(CLOSE), BatchClosed)


def test_what_was_voided_waits_for_nothing() -> None:
    b, (sale,) = storing("r1")
    assert b.outcome(Void("v1", sale.terminal_txn)).outcome is Verdict.APPROVED
    assert b.serve(CountStored()) == StoredCounted(0, 0, 0, 0)
    assert isinstance(b.serve(CLOSE), BatchClosed)


@WIRES
def test_power_that_fails_in_the_middle_of_an_upload_charges_nobody_twice(wire: WireUse) -> None:
    b, sales = storing("r1", "r2", "r3", wire=wire)
    cut = Faults(power_cut=PowerCut.BEFORE_HOST, reboot_s=3.0, halfway=True)
    b.terminal.expect("B08", faults=cut)
    assert refusal(b, UploadStored()).verdict is Verdict.UNKNOWN
    b.run(15)
    assert fates(b, sales) == [StoredFate.UPLOADED, StoredFate.WAITING, StoredFate.WAITING]
    assert b.serve(UploadStored()) == StoredUploaded(2, 1000, 0, 0)
    assert fates(b, sales) == [StoredFate.UPLOADED] * 3
    for sale in sales:
        assert b.terminal.store.ever_charged(sale.ref) == [500]


# --- every service, whatever happens

EVERY: list[Service] = [
    Balance("b1", Kind.EBT_SNAP),
    SIGN,
    CLOSE,
    SetStoreAndForward(UP_TO_50),
    CountStored(),
    UploadStored(),
    AskStored((StoredSale("s1", 500, "5001"), StoredSale("s2", 500))),
]
HARM = {
    "no ACK": Faults(no_ack=True),
    "NAK four times": Faults(nak_first=4),
    "bad check bytes": Faults(bad_check=3),
    "EOT": Faults(eot_instead=True),
    "dropped": Faults(drop_after_ack=True),
    "dropped after the answer": Faults(drop_after_answer=True),
    "noise": Faults(noise=b"\x05~\xff"),
    "stale": Faults(stale=True),
    "late": Faults(late_s=5.0),
    "stalled": Faults(stall_at=7, stall_s=3.0),
    "reboot": Faults(power_cut=PowerCut.BEFORE_HOST, reboot_s=4.0),
    "reboot after": Faults(power_cut=PowerCut.AFTER_RECORD, reboot_s=4.0),
}


@WIRES
@pytest.mark.parametrize("faults", HARM.values(), ids=HARM.keys())
@pytest.mark.parametrize("service", EVERY, ids=lambda s: type(s).__name__)
def test_every_service_is_answered_once_and_the_terminal_sells_afterwards(
    service: Service, faults: Faults, wire: WireUse
) -> None:
    b = bench(wire=wire)
    for command in ("A20", "A54", "B00", "B08", "R02", "R10"):
        b.terminal.expect(command, faults=faults)
    b.terminal.script(Approve(), faults if isinstance(service, Balance) else Faults())
    b.do(service)
    b.run(250)
    answered = [e for e in b.events if getattr(e, "command", None) == service]
    answered += [
        e
        for e in b.events
        if isinstance(
            e,
            BalanceRead
            | SignatureCaptured
            | BatchClosed
            | StoreAndForwardSet
            | StoredCounted
            | StoredUploaded
            | StoredAsked,
        )
    ]
    assert len(answered) == 1
    b.run(30)
    assert b.outcome(Sale("r1", 100)).outcome is Verdict.APPROVED


@pytest.mark.parametrize("service", EVERY, ids=lambda s: type(s).__name__)
def test_a_service_without_a_terminal_says_so(service: Service) -> None:
    for wire in WireUse:
        b = bench(wire=wire)
        b.plugged = False
        b.hang_up()
        told = refusal(b, service)
        assert (told.verdict, told.reason) == (Verdict.ABORTED, Trouble.NOT_SENT)


def test_a_service_behind_a_greeting_waits_and_one_that_asks_can_be_taken_back() -> None:
    driver = PaxTerminal()
    driver.connected(0.0)
    driver.command(SIGN, 0.0)
    driver.command(Cancel(), 0.0)
    (told,) = (e for e in driver.events() if isinstance(e, NotDone))
    assert (told.command, told.reason) == (SIGN, Trouble.CANCELLED)


# --- what can be asked for


def test_a_pax_terminal_can_do_all_of_it() -> None:
    assert PaxTerminal().capabilities is CAPABILITIES
    everything = [*EVERY, Sale("r", 1, fsa=FsaAmounts(1, 0)), Refund("r", 1), Void("r", "1")]
    assert all(CAPABILITIES.can(command) for command in everything)


def test_limits_that_contradict_each_other_cannot_be_set() -> None:
    for wrong in (
        {"mode": OfflineMode.STAY_ONLINE},
        {"floor_cents": 0},
        {"floor_cents": 30_000},
        {"card_ceiling_cents": 60_000},
        {"max_count": 0},
        {"max_count": 4001},
        {"max_age_days": 31},
        {"total_ceiling_cents": 1_000_000_000},
        {"upload_mode": 10},
        {"upload_interval_min": 0},
    ):
        with pytest.raises(ValueError, match=r"limit|stored|stores|amount|upload"):
            replace(UP_TO_50, **wrong)
    with pytest.raises(ValueError, match="stores nothing"):
        StoreAndForward(upload_mode=1)
    with pytest.raises(ValueError, match="stored sales"):
        AskStored(())
    with pytest.raises(ValueError, match="EBT"):
        Balance("b", Kind.CREDIT)
    with pytest.raises(ValueError, match="wait_s"):
        CaptureSignature(600)
    with pytest.raises(ValueError, match="strokes"):
        SignatureCaptured(((),))
    with pytest.raises(ValueError, match="not approved"):
        NotDone(SIGN, Verdict.APPROVED, Trouble.REFUSED, "")
