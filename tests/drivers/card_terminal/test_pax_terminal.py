"""The PAX driver against a simulated terminal: charges, splits, voids, cancels, health."""

import pytest

from drivers.card_terminal.messages import (
    STAY_ONLINE,
    AttemptSent,
    Cancel,
    Event,
    Found,
    FrameProblem,
    FsaAmounts,
    HealthState,
    Initialize,
    Kind,
    NotProcessed,
    OfflineMode,
    Outcome,
    Query,
    Refund,
    Result,
    Sale,
    StoreAndForward,
    TerminalHealth,
    TerminalReady,
    Trouble,
    Unresolved,
    Verdict,
    Void,
)
from drivers.card_terminal.pax_timings import PaxTimings
from drivers.card_terminal.protocol import PaxTerminal, WireUse
from drivers.simulator.card_terminal import CardTerminalSimulator
from drivers.simulator.card_terminal_script import (
    EBT_CARD,
    FSA_CARD,
    Approve,
    Card,
    Decline,
    Duplicate,
    Faults,
    HostReceiveError,
    Partial,
    Refuse,
    StoredOffline,
)
from pax_support.cable import Bench

SALE = Sale("02261120000042", 2354, fsa=FsaAmounts(1929, 1500), invoice="T100042")
UP_TO_50 = StoreAndForward(OfflineMode.AUTOMATIC, 5_000, 20_000, 50_000, 20, 3)


def bench(
    card: Card | None = None,
    *,
    tcp: bool = False,
    saf: StoreAndForward = STAY_ONLINE,
    expected: str = "",
) -> Bench:
    terminal = CardTerminalSimulator(auto_present_s=1.0)
    if card is not None:
        terminal.card = card
    wire = WireUse.PER_EXCHANGE if tcp else WireUse.ALWAYS
    made = Bench(
        terminal,
        PaxTerminal(
            wire,
            expected_serial=expected,
            saf=saf,
        ),
    )
    made.run(1)
    return made


def of_kind(events: list[Event], *kinds: type) -> list[Event]:
    return [e for e in events if isinstance(e, kinds)]


def test_the_terminal_is_greeted_when_the_serial_wire_opens() -> None:
    b = bench()
    assert b.events == [
        TerminalReady("53012345", "PAX S300"),
        TerminalHealth(HealthState.READY),
    ]


@pytest.mark.parametrize("tcp", [False, True])
def test_a_whole_approval(tcp: bool) -> None:
    b = bench(tcp=tcp)
    result = b.outcome(SALE)
    assert (result.outcome, result.approved_cents, result.due_cents) == (Verdict.APPROVED, 2354, 0)
    assert (result.last4, result.brand, result.entry) == ("0014", "VISA", "chip")
    assert (result.auth, result.terminal_txn, result.is_fsa) == ("123457", "1", False)
    assert dict(result.emv)["AID"] == "A0000000031010"
    assert AttemptSent(SALE.ref) in b.events
    assert b.terminal.store.standing_charges(SALE.ref) == [2354]


def test_an_fsa_card_pays_the_eligible_part_and_the_rest_stays_due() -> None:
    result = bench(FSA_CARD).outcome(SALE)
    assert (result.outcome, result.approved_cents, result.due_cents) == (
        Verdict.PARTIAL,
        1929,
        425,
    )
    assert result.is_fsa is True


def test_an_fsa_card_with_a_low_balance_pays_that_and_the_next_asks_for_the_rest() -> None:
    low = Card("4000009990001234", fsa=True, balance_cents=1500)
    b = bench(low)
    first = b.outcome(SALE)
    assert (first.approved_cents, first.due_cents, first.balance_cents) == (1500, 854, 0)
    b.terminal.card = FSA_CARD
    second = b.outcome(Sale("r2", 429, fsa=FsaAmounts(429, 0)))
    assert (second.outcome, second.approved_cents) == (Verdict.APPROVED, 429)


def test_an_fsa_card_never_pays_for_the_candy() -> None:
    b = bench(FSA_CARD)
    result = b.outcome(Sale("r1", 129))
    assert (result.outcome, result.is_fsa, result.code) == (Verdict.DECLINED, True, "100003")
    assert b.terminal.store.standing_charges("r1") == []


def test_a_decline_shows_the_words_of_the_host() -> None:
    b = bench()
    b.terminal.script(Decline("51", "INSUFFICIENT FUNDS"))
    result = b.outcome(SALE)
    assert (result.outcome, result.text) == (Verdict.DECLINED, "INSUFFICIENT FUNDS")


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("100001", Verdict.ABORTED),
        ("100002", Verdict.ABORTED),
        ("100005", Verdict.CONFIG_ERROR),
        ("100007", Verdict.UNKNOWN),
        ("100008", Verdict.DECLINED),
        ("100025", Verdict.CONFIG_ERROR),
        ("100030", Verdict.UNKNOWN),
        ("100123", Verdict.CONFIG_ERROR),
        ("100101", Verdict.UNKNOWN),
        ("199999", Verdict.UNKNOWN),
        ("777777", Verdict.UNKNOWN),
    ],
)
def test_codes_are_judged_by_family_and_the_unheard_of_is_unknown(
    code: str, verdict: Verdict
) -> None:
    b = bench()
    b.terminal.script(Refuse(code, "TEXT"))
    result = b.outcome(SALE)
    assert (result.outcome, result.code) == (verdict, code)


def test_an_offline_approval_counts_only_where_the_store_allows_it() -> None:
    for saf, verdict in ((STAY_ONLINE, Verdict.UNKNOWN), (UP_TO_50, Verdict.APPROVED)):
        b = bench(saf=saf)
        b.terminal.script(StoredOffline())
        result = b.outcome(Sale("r1", 500))
        assert (result.outcome, result.offline) == (verdict, True)


def test_a_host_that_lost_its_answer_leaves_unknown_and_then_not_processed() -> None:
    b = bench()
    b.terminal.script(HostReceiveError())
    sent_at = b.now
    assert b.outcome(SALE).outcome is Verdict.UNKNOWN
    assert b.resolve(SALE, sent_at) == NotProcessed()
    assert b.terminal.store.standing_charges(SALE.ref) == []


def test_our_own_earlier_attempt_is_adopted_when_the_terminal_calls_it_a_duplicate() -> None:
    b = bench()
    first = b.outcome(SALE)
    b.crash()
    b.run(1)
    again = b.outcome(SALE)
    assert (again.outcome, again.auth) == (Verdict.APPROVED, first.auth)
    assert b.terminal.store.standing_charges(SALE.ref) == [2354]


def test_another_duplicate_is_not_ours_and_can_be_overridden_by_the_cashier() -> None:
    b = bench()
    b.terminal.script(Duplicate())
    refused = b.outcome(Sale("r1", 500))
    assert (refused.outcome, refused.code, refused.auth) == (Verdict.ABORTED, "100011", "")
    b.terminal.script(Duplicate())
    assert b.outcome(Sale("r2", 500, allow_duplicate=True)).outcome is Verdict.APPROVED


def test_a_void_is_done_and_a_second_one_is_done_too() -> None:
    b = bench()
    sale = b.outcome(SALE)
    for ref in ("v1", "v2"):
        b.do(Void(ref, sale.terminal_txn))
        assert b.wait_outcome(ref).outcome is Verdict.APPROVED
    assert b.terminal.store.standing_charges(SALE.ref) == []
    b.do(Void("v3", "99"))
    assert b.wait_outcome("v3").outcome is Verdict.DECLINED


def test_a_voided_sale_is_never_adopted() -> None:
    b = bench()
    sale = b.outcome(SALE)
    b.do(Void("v1", sale.terminal_txn))
    b.wait_outcome("v1")
    answer = b.ask(Query(SALE.ref, 2354, 500.0))
    assert isinstance(answer, Unresolved)
    assert (answer.reason, answer.retry_after_s) == (Trouble.MISMATCH, None)


def test_a_refund_credits_the_card() -> None:
    b = bench()
    b.do(Refund("f1", 500))
    assert b.wait_outcome("f1").approved_cents == 500
    assert b.terminal.store.standing_charges("f1") == [-500]


def test_snap_pays_from_its_balance() -> None:
    result = bench(EBT_CARD).outcome(Sale("e1", 1000, Kind.EBT_SNAP))
    assert (result.outcome, result.balance_cents) == (Verdict.APPROVED, 11345)


@pytest.mark.parametrize("tcp", [False, True])
def test_a_cancel_while_the_customer_is_asked_aborts(tcp: bool) -> None:
    b = bench(tcp=tcp)
    b.terminal.auto_present_s = None
    b.do(SALE)
    b.run(2)
    b.do(Cancel())
    if tcp:
        b.cancel_aside()
    result = b.wait_outcome(SALE.ref, 5)
    assert (result.outcome, result.code) == (Verdict.ABORTED, "100002")
    assert b.outcome(Sale("r2", 100), 70).code == "100001"


def test_a_cancel_that_loses_the_race_leaves_the_approval_standing() -> None:
    b = bench()
    b.do(SALE)
    b.run(1.2)
    assert b.terminal.screen == "Processing"
    b.do(Cancel())
    assert b.wait_outcome(SALE.ref).outcome is Verdict.APPROVED


def test_a_cancel_before_the_first_byte_sends_nothing() -> None:
    b = bench(tcp=True)
    b.plugged = False
    b.driver.command(SALE, b.now)
    b.driver.command(Cancel(), b.now)
    assert list(b.driver.events())[-1] == Outcome(
        SALE.ref,
        Result(
            Verdict.ABORTED,
            code="CANCELLED",
            text="cancelled before anything was sent; nothing was charged",
        ),
    )
    assert not b.driver.wants_wire()
    assert not b.sent


def test_a_second_charge_is_refused_untouched_while_the_first_runs() -> None:
    b = bench()
    b.terminal.auto_present_s = None
    b.do(SALE)
    b.do(Sale("r2", 100))
    refused = b.wait_outcome("r2", 1)
    assert (refused.outcome, refused.code) == (Verdict.ABORTED, "BUSY")
    assert b.terminal.requests.count("T00") == 1


def test_the_same_attempt_given_twice_is_one_attempt() -> None:
    b = bench()
    b.do(SALE)
    b.do(SALE)
    b.wait_outcome(SALE.ref)
    b.run(5)
    assert len(of_kind(b.events, Outcome)) == 1
    assert b.terminal.requests.count("T00") == 1


def test_a_terminal_that_is_not_there_charges_nothing_and_says_so() -> None:
    for tcp in (False, True):
        b = bench(tcp=tcp)
        b.hang_up()
        b.plugged = False
        result = b.outcome(SALE, 10)
        assert (result.outcome, result.code) == (Verdict.ABORTED, "NOT_SENT")
        healths = of_kind(b.events, TerminalHealth)
        assert isinstance(healths[-1], TerminalHealth)
        assert healths[-1].state is HealthState.OFFLINE


def test_a_terminal_that_comes_back_is_ready_again_by_itself() -> None:
    for tcp in (False, True):
        b = bench(tcp=tcp)
        b.plugged = False
        b.hang_up()
        b.outcome(Sale("r1", 100), 10)
        b.plugged = True
        b.run(15)
        assert of_kind(b.events, TerminalHealth)[-1] == TerminalHealth(HealthState.READY)


def test_a_terminal_that_does_not_belong_here_is_named() -> None:
    b = bench(expected="99999999")
    assert b.events[0] == TerminalReady("53012345", "PAX S300")
    health = b.events[1]
    assert isinstance(health, TerminalHealth)
    assert health.state is HealthState.WRONG_TERMINAL


def test_a_query_asks_only_the_terminal_that_was_charged() -> None:
    b = bench()
    b.outcome(SALE)
    answer = b.ask(Query(SALE.ref, 2354, 5.0, terminal_serial="11111111"))
    assert answer == Unresolved(
        Trouble.WRONG_TERMINAL, "another terminal answers than the one that was asked"
    )
    assert isinstance(b.ask(Query(SALE.ref, 2354, 5.0, terminal_serial="53012345")), Found)


def test_a_record_for_more_than_was_asked_goes_to_a_person() -> None:
    b = bench()
    b.outcome(SALE)
    answer = b.ask(Query(SALE.ref, 2353, 5.0))
    assert isinstance(answer, Unresolved)
    assert answer.reason is Trouble.MISMATCH


def test_not_found_counts_only_after_the_full_response_wait() -> None:
    b = bench()
    early = b.ask(Query("never-sent", 100, 10.0))
    assert isinstance(early, Unresolved)
    assert early.reason is Trouble.TOO_EARLY
    assert early.retry_after_s == pytest.approx(170.0, abs=1)
    assert b.ask(Query("never-sent", 100, 180.0)) == NotProcessed()


def test_a_terminal_that_still_asks_the_customer_proves_nothing() -> None:
    b = bench()
    b.terminal.auto_present_s = None
    b.do(SALE)
    b.run(1)
    b.crash()
    answer = b.ask(Query(SALE.ref, 2354, 500.0))
    assert isinstance(answer, Unresolved)
    assert answer.reason is Trouble.BUSY


def test_over_tcp_each_exchange_has_its_own_connection() -> None:
    b = bench(tcp=True)
    b.do(Initialize())
    b.run(1)
    assert not b.is_open
    b.outcome(SALE)
    b.run(1)
    assert not b.is_open
    assert isinstance(b.ask(Query(SALE.ref, 2354, 1.0)), Found)
    assert list(b.terminal.requests) == ["A00", "T00", "A00", "R02"]


def test_waits_are_what_the_page_allows() -> None:
    with pytest.raises(ValueError, match="ack_s"):
        PaxTimings(ack_s=1.0)
    with pytest.raises(ValueError, match="longer than nothing"):
        PaxTimings(response_s=0.0)


def test_nothing_of_the_card_but_its_last_four_is_ever_in_an_event() -> None:
    b = bench(FSA_CARD)
    b.terminal.script(Partial(1000), Faults(full_account=True))
    b.outcome(SALE)
    said = repr(b.events)
    assert "1234" in said
    for secret in ("400000999000", "1228", "TEST CARD"):
        assert secret not in said
    assert not of_kind(b.events, FrameProblem)


def test_an_approval_is_taken_up_only_for_approved_outcomes() -> None:
    b = bench()
    b.terminal.script(Approve())
    assert b.outcome(SALE).moved_money
    with pytest.raises(ValueError, match="adopted"):
        Found(Result(Verdict.DECLINED))
