"""The nexo driver on a bench: what a counter asks, and what it is told."""

import json
from dataclasses import replace

import pytest

from drivers.card_terminal import nexo_ids as ids
from drivers.card_terminal.messages import (
    AttemptSent,
    Cancel,
    Found,
    FsaAmounts,
    HealthState,
    Initialize,
    Kind,
    NotProcessed,
    Outcome,
    Query,
    QueryAnswered,
    Refund,
    Result,
    Sale,
    TerminalHealth,
    TerminalReady,
    Trouble,
    Unresolved,
    Verdict,
    Void,
)
from drivers.card_terminal.nexo_settings import NexoParty, NexoTimings
from drivers.simulator.card_terminal_script import Card
from drivers.simulator.nexo_script import (
    Approve,
    ApproveOffline,
    ApprovePart,
    Fail,
    Faults,
)
from nexo_support.bench import PARTY, SECRETS, Bench, new_driver, new_terminal

REF = "02261120000042"
SALE = Sale(REF, 2354)
REFUND = Refund("02261120000043", 500)


def void_of(sale: Sale, ref: str = "") -> Void:
    return Void(ref or sale.ref, ids.transaction_number(sale.ref))


# --- charging ---


def test_an_approved_sale_tells_what_a_receipt_needs_and_charges_once() -> None:
    b = Bench()
    result = b.outcome(SALE)
    assert (result.outcome, result.approved_cents, result.due_cents) == (Verdict.APPROVED, 2354, 0)
    assert (result.last4, result.brand, result.entry) == ("0014", "VISA", "chip")
    assert (result.auth, result.cvm, result.batch) == ("123456", "online PIN", "1000")
    assert result.emv == (("AID", "A0000000031010"), ("APPLAB", "VISA CREDIT"))
    assert b.terminal.store.standing(REF) == [2354]
    assert b.events[0] == AttemptSent(REF)


def test_the_request_is_the_documented_one() -> None:
    b = Bench()
    b.driver.command(SALE, 0.0)
    (request,) = b.driver.requests()
    plain = SECRETS.open(json.loads(request.body)["SaleToPOIRequest"])
    assert plain == (
        b'{"SaleToPOIRequest":{"MessageHeader":{"ProtocolVersion":"3.0","MessageClass":"Service",'
        b'"MessageCategory":"Payment","MessageType":"Request","ServiceID":"'
        + ids.service_id(ids.Attempt(ids.Purpose.CHARGE, REF)).encode()
        + b'","SaleID":"LANE01","POIID":"V400m-123456789"},"PaymentRequest":{"SaleData":'
        b'{"SaleTransactionID":{"TransactionID":"02261120000042",'
        b'"TimeStamp":"2026-11-20T15:15:00Z"},'
        b'"SaleToAcquirerData":"tenderOption=AllowPartialAuthorisation"},'
        b'"PaymentTransaction":{"AmountsReq":{"Currency":"USD","RequestedAmount":23.54}}}}}'
    )
    assert request.path == "/nexo"
    assert b"23.54" not in request.body, "only the header travels in clear"


def test_the_banks_part_is_a_partial_approval_with_the_rest_due() -> None:
    b = Bench()
    b.terminal.script(ApprovePart(1500))
    result = b.outcome(SALE)
    assert (result.outcome, result.approved_cents, result.due_cents) == (
        Verdict.PARTIAL,
        1500,
        854,
    )
    assert b.terminal.store.standing(REF) == [1500]


def test_a_card_with_too_little_on_it_pays_what_it_has() -> None:
    b = Bench()
    b.terminal.card = Card("4000009990001234", balance_cents=1000)
    assert b.outcome(SALE).approved_cents == 1000
    assert b.outcome(Sale("02261120000044", 854)).outcome is Verdict.DECLINED


def test_a_refund_credits_the_card() -> None:
    b = Bench()
    result = b.outcome(REFUND)
    assert (result.outcome, result.approved_cents) == (Verdict.APPROVED, 500)
    assert b.terminal.store.standing(REFUND.ref) == [-500]


# The table of section 13.
CONDITIONS = {
    "Refusal": (Verdict.DECLINED, False),
    "InvalidCard": (Verdict.DECLINED, False),
    "WrongPIN": (Verdict.DECLINED, False),
    "PaymentRestriction": (Verdict.DECLINED, False),
    "Aborted": (Verdict.ABORTED, False),
    "Cancel": (Verdict.ABORTED, False),
    "Busy": (Verdict.ABORTED, False),
    "InsertedCard": (Verdict.ABORTED, False),
    "InProgress": (Verdict.UNKNOWN, True),
    "UnreachableHost": (Verdict.ABORTED, True),
    "DeviceOut": (Verdict.ABORTED, True),
    "UnavailableDevice": (Verdict.ABORTED, True),
    "UnavailableService": (Verdict.ABORTED, True),
    "NotAllowed": (Verdict.CONFIG_ERROR, False),
    "MessageFormat": (Verdict.CONFIG_ERROR, False),
    "LoggedOut": (Verdict.CONFIG_ERROR, False),
    "NeverHeardOf": (Verdict.UNKNOWN, True),
}


@pytest.mark.parametrize(("condition", "expected"), CONDITIONS.items())
def test_each_error_condition_has_its_verdict(
    condition: str, expected: tuple[Verdict, bool]
) -> None:
    b = Bench()
    b.terminal.script(Fail(condition, "Said by the bank"))
    result = b.outcome(SALE)
    assert (result.outcome, result.confirm_by_query) == expected
    assert result.code == condition
    assert result.text
    assert b.terminal.store.standing(REF) == []


def test_the_banks_words_reach_the_cashier_without_a_card_number() -> None:
    b = Bench()
    b.terminal.script(Fail("Refusal", "Card 4761730000000014 has expired"))
    assert b.outcome(SALE).text == "Card **** has expired"


def test_an_approval_without_the_bank_is_for_a_person_to_judge() -> None:
    b = Bench()
    b.terminal.script(ApproveOffline())
    result = b.outcome(SALE)
    assert (result.outcome, result.code) == (Verdict.UNKNOWN, Trouble.MISMATCH)
    answer = b.ask(Query(REF, 2354, 300))
    assert isinstance(answer, Unresolved)
    assert answer.retry_after_s is None


CONTRADICTIONS = {
    "more than was asked": Faults(other_cents=2355),
    "nothing": Faults(other_cents=0),
    "another sale's": Faults(other_ref="02261120000099"),
    "another currency": Faults(other_currency="EUR"),
    "another message's": Faults(other_service_id="0000000001"),
    "another terminal's": Faults(other_poi_id="V400m-999999999"),
}


@pytest.mark.parametrize("faults", CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_an_answer_that_contradicts_the_request_is_never_an_approval(faults: Faults) -> None:
    b = Bench()
    b.terminal.script(Approve(), faults)
    result = b.outcome(SALE)
    assert result.outcome is Verdict.UNKNOWN
    assert result.approved_cents == 0


# --- what this terminal is not asked ---


def refused(command: Sale | Refund | Void, party: NexoParty = PARTY) -> Result:
    b = Bench(driver=new_driver(party))
    b.do(command)
    assert not b.terminal.requests, "nothing was sent"
    (outcome,) = (e for e in b.events if isinstance(e, Outcome))
    return outcome.result


def test_a_sale_with_fsa_amounts_is_refused_since_they_cannot_be_told() -> None:
    result = refused(replace(SALE, fsa=FsaAmounts(1929, 1500)))
    assert result.outcome is Verdict.CONFIG_ERROR
    assert "FSA" in result.text


def test_the_caller_may_allow_to_leave_fsa_amounts_out() -> None:
    b = Bench(driver=new_driver(replace(PARTY, leave_out_fsa=True)))
    assert b.outcome(replace(SALE, fsa=FsaAmounts(1929, 1500))).outcome is Verdict.APPROVED


@pytest.mark.parametrize("kind", [Kind.EBT_SNAP, Kind.EBT_CASH])
def test_ebt_is_refused(kind: Kind) -> None:
    assert refused(replace(SALE, kind=kind)).outcome is Verdict.CONFIG_ERROR


@pytest.mark.parametrize(
    "command",
    [
        Sale("10042", 100),
        Refund("another form", 100),
        Void("02261120000042X", "261120000042"),
        Void(REF, "17"),
    ],
)
def test_a_reference_of_another_form_is_refused(command: Sale | Refund | Void) -> None:
    assert refused(command).outcome is Verdict.CONFIG_ERROR


def test_a_query_for_a_reference_of_another_form_goes_to_a_person() -> None:
    assert Bench().ask(Query("10042", 100, 0)) == Unresolved(
        Trouble.MISMATCH, "the reference is not one that this terminal can be asked about"
    )


# --- taking back ---


def test_a_void_takes_the_charge_back_and_names_it_by_the_sale_alone() -> None:
    b = Bench()
    sold = b.outcome(SALE)
    b.crash()
    assert b.outcome(Void(REF, sold.terminal_txn)).outcome is Verdict.APPROVED
    assert b.terminal.store.standing(REF) == []


def test_a_void_that_was_done_is_done_when_it_is_asked_again() -> None:
    b = Bench()
    b.outcome(SALE)
    b.terminal.script(Approve(), Faults(cut_after=True))
    assert b.outcome(void_of(SALE)).outcome is Verdict.UNKNOWN
    assert b.outcome(void_of(SALE, f"{REF}V1")).outcome is Verdict.APPROVED
    assert b.terminal.store.standing(REF) == []


def test_a_void_of_what_the_terminal_does_not_hold_is_declined() -> None:
    result = Bench().outcome(void_of(SALE))
    assert (result.outcome, result.code) == (Verdict.DECLINED, "NotFound")
    assert "does not hold the payment any more" in result.text


def test_a_void_of_what_was_declined_is_declined() -> None:
    b = Bench()
    b.terminal.script(Fail("Refusal"))
    b.outcome(SALE)
    assert b.outcome(void_of(SALE)).outcome is Verdict.DECLINED
    assert "Reversal" not in b.terminal.requests


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        (Faults(lost=True), Trouble.LINK_LOST),
        (Faults(silent=True), Trouble.NO_ANSWER),
        (Faults(busy=True), "Busy"),
        (Faults(wrong_hmac=True), Trouble.GARBLED),
    ],
)
def test_nothing_is_taken_back_while_the_charge_cannot_be_found(faults: Faults, code: str) -> None:
    b = Bench()
    b.outcome(SALE)
    b.terminal.expect("TransactionStatus", faults)
    result = b.outcome(void_of(SALE))
    assert (result.outcome, result.code) == (Verdict.ABORTED, code)
    assert b.terminal.store.standing(REF) == [2354]


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [("Refusal", Verdict.DECLINED), ("UnreachableHost", Verdict.ABORTED)],
)
def test_a_void_that_is_refused_says_so(condition: str, verdict: Verdict) -> None:
    b = Bench()
    b.outcome(SALE)
    b.terminal.script(Fail(condition))
    assert b.outcome(void_of(SALE)).outcome is verdict
    assert b.terminal.store.standing(REF) == [2354]


# --- cancelling ---


def test_a_cancel_while_the_card_is_awaited_aborts_the_sale() -> None:
    b = Bench(new_terminal(auto_present_s=None))
    b.do(SALE)
    b.do(Cancel())
    assert b.wait_for_outcome(REF).outcome is Verdict.ABORTED
    assert list(b.terminal.requests) == ["Payment", "Abort"]


def test_a_cancel_that_comes_too_late_loses_and_the_approval_decides() -> None:
    b = Bench()
    b.do(SALE)
    b.run(1.2)
    assert b.terminal.screen == "Please wait"
    b.do(Cancel())
    assert b.wait_for_outcome(REF).outcome is Verdict.APPROVED
    assert b.terminal.store.standing(REF) == [2354]


def test_a_cancel_does_not_overtake_its_sale() -> None:
    b = Bench()
    b.driver.command(SALE, b.now)
    b.driver.command(Cancel(), b.now)
    (payment,) = b.driver.requests()
    b.driver.sent(payment.number, b.now)
    (abort,) = b.driver.requests()
    assert b.driver.awaited() == {payment.number, abort.number}


def test_pressing_cancel_many_times_sends_one_abort_at_a_time() -> None:
    b = Bench(new_terminal(auto_present_s=None))
    b.driver.command(SALE, b.now)
    (payment,) = b.driver.requests()
    b.driver.sent(payment.number, b.now)
    for _ in range(5):
        b.driver.command(Cancel(), b.now)
    (abort,) = b.driver.requests()
    b.driver.tick(b.now + 10)
    b.driver.command(Cancel(), b.now + 10)
    (again,) = b.driver.requests()
    assert again.number != abort.number


def test_a_cancel_reaches_a_sale_that_waits_behind_a_greeting() -> None:
    b = Bench()
    b.driver.command(Initialize(), b.now)
    b.do(SALE)
    b.driver.command(Cancel(), b.now)
    b.driver.command(SALE, b.now)
    result = b.wait_for_outcome(REF)
    assert result.outcome in {Verdict.ABORTED, Verdict.APPROVED}


def test_a_sale_that_waits_is_taken_back_untouched() -> None:
    driver = new_driver()
    driver.command(Initialize(), 0.0)
    driver.command(SALE, 0.0)
    driver.command(Cancel(), 0.0)
    (outcome,) = (e for e in driver.events() if isinstance(e, Outcome))
    assert (outcome.result.outcome, outcome.result.code) == (Verdict.ABORTED, Trouble.CANCELLED)
    assert len(driver.requests()) == 1, "the greeting only"


def test_a_cancel_with_nothing_under_way_sends_nothing() -> None:
    b = Bench()
    b.do(Cancel())
    assert not b.terminal.requests


def test_the_customers_red_key_ends_the_sale() -> None:
    b = Bench(new_terminal(auto_present_s=None))
    b.do(SALE)
    b.terminal.cancel_by_customer(b.now)
    assert b.wait_for_outcome(REF).outcome is Verdict.ABORTED


# --- asking what became of it ---


def test_no_answer_in_time_is_unknown_and_the_status_finds_the_charge() -> None:
    b = Bench()
    b.terminal.script(Approve(), Faults(silent=True))
    sent_at = b.now
    result = b.outcome(SALE)
    assert (result.outcome, result.code) == (Verdict.UNKNOWN, Trouble.NO_ANSWER)
    assert 120 <= b.now - sent_at < 121
    answer = b.resolve(SALE, sent_at)
    assert isinstance(answer, Found)
    assert answer.result.approved_cents == 2354
    assert answer.result.last4 == "0014"


def test_how_long_an_answer_is_awaited_can_be_set() -> None:
    b = Bench(driver=new_driver(timings=NexoTimings(no_answer_s=30)))
    b.terminal.script(Approve(), Faults(silent=True))
    sent_at = b.now
    b.outcome(SALE)
    assert b.now - sent_at < 31


def test_a_payment_in_progress_is_polled_until_the_customer_has_paid() -> None:
    b = Bench(new_terminal(auto_present_s=30))
    b.terminal.script(Approve(), Faults(cut_at_once=True))
    sent_at = b.now
    assert b.outcome(SALE).code == Trouble.LINK_LOST
    assert isinstance(b.resolve(SALE, sent_at), Found)
    assert b.terminal.requests.count("Payment") == 1
    assert 10 < b.terminal.requests.count("TransactionStatus") < 20


def test_polling_ends_and_says_when_to_ask_again() -> None:
    b = Bench(new_terminal(auto_present_s=None), new_driver(timings=NexoTimings(in_progress_s=20)))
    b.terminal.script(Approve(), Faults(cut_at_once=True))
    b.outcome(SALE)
    answer = b.ask(Query(REF, 2354, 1))
    assert isinstance(answer, Unresolved)
    assert (answer.reason, answer.retry_after_s) == (Trouble.TOO_EARLY, 10.0)


def test_a_cancel_reaches_the_payment_that_is_being_asked_about() -> None:
    b = Bench(new_terminal(auto_present_s=None))
    b.terminal.script(Approve(), Faults(cut_at_once=True))
    b.outcome(SALE)
    b.do(Query(REF, 2354, 1))
    b.do(Cancel())
    b.run(5)
    assert QueryAnswered(REF, NotProcessed()) in b.events


def test_not_found_counts_only_after_the_full_wait() -> None:
    b = Bench()
    early = b.ask(Query(REF, 2354, 20))
    assert isinstance(early, Unresolved)
    assert early.reason is Trouble.TOO_EARLY
    assert early.retry_after_s == pytest.approx(100, abs=1)
    assert b.ask(Query(REF, 2354, 120)) == NotProcessed()


def test_not_found_proves_nothing_once_the_terminal_may_have_forgotten() -> None:
    answer = Bench().ask(Query(REF, 2354, 49 * 3600))
    assert isinstance(answer, Unresolved)
    assert answer.retry_after_s is None


def test_a_declined_attempt_was_not_processed() -> None:
    b = Bench()
    b.terminal.script(Fail("Refusal"))
    b.outcome(SALE)
    assert b.ask(Query(REF, 2354, 1)) == NotProcessed()


def test_another_terminal_than_the_one_that_was_asked_is_not_believed() -> None:
    b = Bench()
    answer = b.ask(Query(REF, 2354, 300, terminal_serial="987654321"))
    assert answer == Unresolved(
        Trouble.WRONG_TERMINAL, "another terminal answers than the one that was asked"
    )
    assert not b.terminal.requests


@pytest.mark.parametrize(
    ("faults", "reason"),
    [
        (Faults(lost=True), Trouble.LINK_LOST),
        (Faults(silent=True), Trouble.NO_ANSWER),
        (Faults(busy=True), Trouble.BUSY),
        (Faults(wrong_hmac=True), Trouble.GARBLED),
        (Faults(in_clear=True), Trouble.GARBLED),
        (Faults(status=500), Trouble.ENDED),
        (Faults(other_service_id="ZZZZZZZZZZ"), Trouble.MISMATCH),
    ],
)
def test_a_status_that_cannot_be_believed_leaves_it_open(faults: Faults, reason: Trouble) -> None:
    b = Bench()
    b.outcome(SALE)
    b.terminal.expect("TransactionStatus", faults)
    answer = b.ask(Query(REF, 2354, 300))
    assert isinstance(answer, Unresolved)
    assert answer.reason is reason
    assert isinstance(b.ask(Query(REF, 2354, 300)), Found)


def test_a_found_charge_of_another_amount_is_for_a_person() -> None:
    b = Bench()
    b.outcome(SALE)
    answer = b.ask(Query(REF, 2000, 300))
    assert isinstance(answer, Unresolved)
    assert answer.retry_after_s is None


# --- one at a time ---


def test_a_second_sale_is_refused_untouched_while_the_first_runs() -> None:
    b = Bench(new_terminal(auto_present_s=None))
    b.do(SALE)
    second = b.outcome(Sale("02261120000050", 100))
    assert (second.outcome, second.code) == (Verdict.ABORTED, Trouble.BUSY)
    b.do(Query("02261120000051", 100, 0))
    assert b.events[-1] == QueryAnswered(
        "02261120000051", Unresolved(Trouble.BUSY, "the terminal is busy", 10.0)
    )
    b.do(SALE)
    b.do(Initialize())
    assert list(b.terminal.requests) == ["Payment"]


def test_a_terminal_that_somebody_uses_is_busy() -> None:
    b = Bench()
    b.terminal.occupied = True
    result = b.outcome(SALE)
    assert (result.outcome, result.code) == (Verdict.ABORTED, "Busy")


# --- health ---


def test_the_terminal_says_who_it_is() -> None:
    b = Bench()
    b.do(Initialize())
    assert b.events == [TerminalReady("123456789", "V400m"), TerminalHealth(HealthState.READY)]


def test_a_terminal_that_is_switched_on_late_is_found_by_itself() -> None:
    b = Bench(reachable=False)
    b.do(Initialize())
    why = ("the terminal was not reached", "nothing listens there")
    assert b.events == [TerminalHealth(HealthState.OFFLINE, why)]
    b.reachable = True
    b.run(11)
    assert TerminalReady("123456789", "V400m") in b.events


def test_a_busy_terminal_is_greeted_until_it_is_ready_and_the_news_is_told_once() -> None:
    b = Bench()
    b.terminal.occupied = True
    b.do(Initialize())
    b.run(35)
    assert b.events == [TerminalHealth(HealthState.BUSY, ("busy",))]
    b.terminal.occupied = False
    b.run(11)
    assert b.events[-1] == TerminalHealth(HealthState.READY)


def test_a_sale_that_never_left_the_till_moved_no_money() -> None:
    result = Bench(reachable=False).outcome(SALE)
    assert (result.outcome, result.code) == (Verdict.ABORTED, Trouble.NOT_SENT)


def test_another_terminals_seal_names_the_key_as_the_trouble() -> None:
    b = Bench()
    b.terminal.script(Approve(), Faults(wrong_hmac=True))
    b.outcome(SALE)
    (health,) = (e for e in b.events if isinstance(e, TerminalHealth))
    assert "passphrase" in health.reasons[0]


# --- the end ---


def test_closing_settles_everything_and_a_sale_on_its_way_is_unknown() -> None:
    b = Bench(new_terminal(auto_present_s=None))
    b.do(SALE)
    b.driver.close(b.now)
    outcome = next(e for e in b.driver.events() if isinstance(e, Outcome))
    assert outcome.result.outcome is Verdict.UNKNOWN
    assert b.driver.awaited() == set()
    assert b.driver.deadline() is None


def test_closing_before_anything_left_is_no_charge() -> None:
    driver = new_driver()
    driver.command(SALE, 0.0)
    driver.close(0.0)
    outcome = next(e for e in driver.events() if isinstance(e, Outcome))
    assert (outcome.result.outcome, outcome.result.code) == (Verdict.ABORTED, Trouble.NOT_SENT)
    assert driver.requests() == []


def test_a_late_answer_to_what_was_given_up_changes_nothing() -> None:
    b = Bench()
    b.terminal.script(Approve(), Faults(late_s=150))
    assert b.outcome(SALE).outcome is Verdict.UNKNOWN
    b.events.clear()
    b.run(60)
    assert not any(isinstance(e, Outcome) for e in b.events)
    assert isinstance(b.ask(Query(REF, 2354, 200)), Found)


def test_closing_settles_what_still_waits_as_never_sent() -> None:
    driver = new_driver()
    driver.command(Initialize(), 0.0)
    driver.command(SALE, 0.0)
    driver.close(0.0)
    (outcome,) = (e for e in driver.events() if isinstance(e, Outcome))
    assert (outcome.result.outcome, outcome.result.code) == (Verdict.ABORTED, Trouble.NOT_SENT)
    driver = new_driver()
    driver.command(Initialize(), 0.0)
    driver.command(Query(REF, 2354, 0), 0.0)
    driver.close(0.0)
    (answered,) = (e for e in driver.events() if isinstance(e, QueryAnswered))
    assert isinstance(answered.answer, Unresolved)


def test_a_terminal_that_forgot_the_payment_meanwhile_declines_the_void() -> None:
    b = Bench()
    b.outcome(SALE)
    b.terminal.script(Fail("NotFound"))
    result = b.outcome(void_of(SALE))
    assert (result.outcome, result.code) == (Verdict.DECLINED, "NotFound")


def test_a_void_of_a_payment_in_progress_waits_for_the_customer() -> None:
    b = Bench(new_terminal(auto_present_s=None))
    b.terminal.script(Approve(), Faults(cut_at_once=True))
    b.outcome(SALE)
    assert b.outcome(void_of(SALE)).outcome is Verdict.ABORTED


# --- settings ---


@pytest.mark.parametrize(
    ("sale_id", "poi_id", "currency"),
    [
        ("", "V400m-1", "USD"),
        ("L" * 65, "V400m-1", "USD"),
        ("L\n", "V400m-1", "USD"),
        ("LANE01", "V400m", "USD"),
        ("LANE01", "-1", "USD"),
        ("LANE01", "V400m-1", "usd"),
    ],
)
def test_a_party_that_cannot_be_one_is_refused(sale_id: str, poi_id: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        NexoParty(sale_id, poi_id, currency)


@pytest.mark.parametrize("wait", [0.0, -1.0, float("nan"), float("inf")])
def test_every_wait_is_longer_than_nothing_and_ends(wait: float) -> None:
    with pytest.raises(ValueError, match="longer than nothing"):
        NexoTimings(no_answer_s=wait)
