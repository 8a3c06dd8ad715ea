"""Whatever the link, the till or the terminal suffers: exactly one charge or none.

The faults are numbered as in card-terminal.md section 12.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers.card_terminal.messages import (
    AttemptSent,
    Event,
    Found,
    FrameFault,
    FrameProblem,
    FsaAmounts,
    Initialize,
    NotProcessed,
    Outcome,
    Query,
    QueryAnswered,
    Result,
    Sale,
    Trouble,
    Unresolved,
    Verdict,
)
from drivers.card_terminal.protocol import PaxTerminal, WireUse
from drivers.simulator.card_terminal import CardTerminalSimulator
from drivers.simulator.card_terminal_script import (
    FSA_CARD,
    Approve,
    Decline,
    Faults,
    PowerCut,
    Script,
    Shape,
)
from drivers.simulator.card_terminal_store import TerminalStore
from pax_support.cable import Bench

SALE = Sale("02261120000042", 2354, fsa=FsaAmounts(1929, 1500))
WIRES = pytest.mark.parametrize("wire", [WireUse.ALWAYS, WireUse.PER_EXCHANGE])


def bench(faults: Faults, wire: WireUse = WireUse.ALWAYS, script: Script = Approve()) -> Bench:  # noqa: B008 - frozen
    terminal = CardTerminalSimulator(auto_present_s=1.0)
    terminal.script(script, faults)
    made = Bench(terminal, PaxTerminal(wire))
    made.run(1)
    return made


def settle(b: Bench, sale: Sale, result: Result, sent_at: float) -> Found | NotProcessed | None:
    """Resolve an unknown; what the books then say must agree with what the till believes."""
    standing = b.terminal.store.standing_charges(sale.ref)
    if result.outcome is not Verdict.UNKNOWN:
        assert standing == ([result.approved_cents] if result.moved_money else [])
        return None
    answer = b.resolve(sale, sent_at)
    standing = b.terminal.store.standing_charges(sale.ref)
    match answer:
        case Found(found):
            assert standing == [found.approved_cents]
        case NotProcessed():
            assert standing == []
        case None:
            assert len(standing) <= 1
    return answer


ACCEPTED = {
    "2: NAK once": Faults(nak_first=1),
    "2: NAK three times": Faults(nak_first=3),
    "3: ACK and answer in one write": Faults(one_write=True),
    "4: byte by byte": Faults(drip=True),
    "5: one bad check byte": Faults(bad_check=1),
    "5: two bad check bytes": Faults(bad_check=2),
    "6: check byte 00": Faults(check_byte=0x00),
    "6: check byte is STX": Faults(check_byte=0x02),
    "6: check byte is ETX": Faults(check_byte=0x03),
    "6: check byte is ACK": Faults(check_byte=0x06),
    "6: check byte is NAK": Faults(check_byte=0x15),
    "6: check byte is FS": Faults(check_byte=0x1C),
    "7: newer shape": Faults(shape=Shape.NEWER),
    "7: trimmed": Faults(shape=Shape.TRIMMED),
    "7: extra groups": Faults(shape=Shape.EXTRA_GROUPS),
    "8: status reports first": Faults(status_reports=3),
    "15: ENQ and noise": Faults(noise=b"\x05\x05~\x00\xff"),
}


@WIRES
@pytest.mark.parametrize("byte_by_byte", [False, True])
@pytest.mark.parametrize("faults", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_a_terminal_may_do_is_accepted(
    faults: Faults, byte_by_byte: bool, wire: WireUse
) -> None:
    b = bench(faults, wire)
    b.byte_by_byte = byte_by_byte
    result = b.outcome(SALE)
    assert (result.outcome, result.approved_cents) == (Verdict.APPROVED, 2354)
    assert settle(b, SALE, result, b.now) is None
    assert b.outcome(Sale("next", 100)).outcome is Verdict.APPROVED


UNKNOWN_THEN_FOUND = {
    "1: no ACK, yet charged": (Faults(no_ack=True), Trouble.NO_ACK),
    "5: three bad check bytes": (Faults(bad_check=3), Trouble.GARBLED),
    "9: EOT instead of the answer": (Faults(eot_instead=True), Trouble.ENDED),
    "10: link dropped after ACK": (Faults(drop_after_ack=True), Trouble.LINK_LOST),
}


@WIRES
@pytest.mark.parametrize(
    ("faults", "trouble"), UNKNOWN_THEN_FOUND.values(), ids=UNKNOWN_THEN_FOUND.keys()
)
def test_a_lost_answer_is_unknown_and_the_query_finds_the_one_charge(
    faults: Faults, trouble: Trouble, wire: WireUse
) -> None:
    b = bench(faults, wire)
    sent_at = b.now
    result = b.outcome(SALE)
    assert (result.outcome, result.code) == (Verdict.UNKNOWN, trouble)
    assert isinstance(settle(b, SALE, result, sent_at), Found)
    assert b.terminal.requests.count("T00") == 1


UNKNOWN_THEN_NOTHING = {
    "1: no ACK and not charged": Faults(no_ack=True, charged=False),
    "9: EOT and not charged": Faults(eot_instead=True, charged=False),
    "10: dropped and not charged": Faults(drop_after_ack=True, charged=False),
}


@WIRES
@pytest.mark.parametrize("faults", UNKNOWN_THEN_NOTHING.values(), ids=UNKNOWN_THEN_NOTHING.keys())
def test_a_lost_request_is_unknown_until_it_is_proved_that_nothing_happened(
    faults: Faults, wire: WireUse
) -> None:
    b = bench(faults, wire)
    sent_at = b.now
    result = b.outcome(SALE)
    assert result.outcome is Verdict.UNKNOWN
    assert settle(b, SALE, result, sent_at) == NotProcessed()
    assert b.now - sent_at >= 180
    assert b.terminal.requests.count("T00") == 1


def test_2_a_request_refused_four_times_was_never_sent() -> None:
    b = bench(Faults(nak_first=4))
    result = b.outcome(SALE)
    assert (result.outcome, result.code) == (Verdict.ABORTED, "NOT_SENT")
    assert b.terminal.requests.count("T00") == 4
    assert b.terminal.store.standing_charges(SALE.ref) == []


@WIRES
def test_11_an_answer_that_was_read_counts_although_the_link_drops(wire: WireUse) -> None:
    b = bench(Faults(drop_after_answer=True), wire)
    result = b.outcome(SALE)
    assert result.outcome is Verdict.APPROVED
    b.run(5)
    assert isinstance(b.ask(Query(SALE.ref, 2354, 5.0)), Found)


POWER_CUTS = list(PowerCut)


@WIRES
@pytest.mark.parametrize("where", POWER_CUTS)
def test_12_a_terminal_that_loses_power_leaves_one_charge_or_none(
    where: PowerCut, wire: WireUse, tmp_path: Path
) -> None:
    path = tmp_path / "terminal.db"
    terminal = CardTerminalSimulator(TerminalStore(path), auto_present_s=1.0)
    terminal.script(Approve(), Faults(power_cut=where))
    b = Bench(terminal, PaxTerminal(wire))
    b.run(1)
    sent_at = b.now
    b.do(SALE)
    b.run(3)
    assert not terminal.powered
    terminal.store.close()
    b.power_on(CardTerminalSimulator(TerminalStore(path), auto_present_s=1.0))
    result = b.wait_outcome(SALE.ref)
    answer = settle(b, SALE, result, sent_at)
    found = where in {PowerCut.AFTER_RECORD, PowerCut.AFTER_ANSWER}
    assert isinstance(answer, Found if found else NotProcessed)


@WIRES
@pytest.mark.parametrize("after_turns", [0, 1, 2, 5, 20, 21, 22, 25, 27, 28, 29, 30, 31, 40, 80])
def test_a_till_that_dies_at_any_step_finds_one_charge_or_none(
    after_turns: int, wire: WireUse
) -> None:
    b = bench(Faults(), wire)
    sent_at = b.now
    b.driver.command(SALE, b.now)
    for _ in range(after_turns):
        b.turn()
    b.crash(PaxTerminal(wire))
    answer = b.resolve(SALE, sent_at)
    standing = b.terminal.store.standing_charges(SALE.ref)
    assert standing == ([2354] if isinstance(answer, Found) else [])
    assert answer is not None


def test_14_a_till_that_dies_while_the_customer_is_asked_waits_for_the_end_of_it() -> None:
    b = bench(Faults())
    b.terminal.auto_present_s = 30.0
    sent_at = b.now
    b.do(SALE)
    b.crash()
    first = b.ask(Query(SALE.ref, 2354, b.now - sent_at))
    assert isinstance(first, Unresolved)
    assert first.reason is Trouble.BUSY
    assert isinstance(b.resolve(SALE, sent_at), Found)


@WIRES
@pytest.mark.parametrize("crash", [False, True])
def test_16_another_terminal_in_its_place_stops_the_resolution(wire: WireUse, crash: bool) -> None:
    b = bench(Faults(drop_after_ack=True), wire)
    b.do(Initialize())
    b.run(1)
    result = b.outcome(SALE)
    b.power_on(CardTerminalSimulator(serial="99999999"))
    assert result.outcome is Verdict.UNKNOWN
    if crash:  # only the journal knows now which terminal was asked
        b.crash(PaxTerminal(wire))
    assert b.resolve(SALE, b.now, serial="53012345" if crash else "") is None
    (*_, last) = (e for e in b.events if isinstance(e, QueryAnswered))
    assert isinstance(last.answer, Unresolved)
    assert last.answer.reason is Trouble.WRONG_TERMINAL


def test_13_a_busy_terminal_refuses_with_eot_and_nothing_is_charged() -> None:
    b = bench(Faults())
    b.terminal.auto_present_s = None
    b.do(SALE)
    b.run(1)
    b.crash()
    b.run(1)
    other = Sale("r2", 100)
    sent_at = b.now
    result = b.outcome(other)
    assert (result.outcome, result.code) == (Verdict.UNKNOWN, "BUSY")
    assert settle(b, other, result, sent_at) == NotProcessed()


def test_a_request_refused_by_an_idle_terminal_is_closed_at_once() -> None:
    b = bench(Faults())
    b.driver.command(SALE, b.now)
    b.driver.outgoing()
    b.driver.receive(b"\x04", b.now)
    result = b.wait_outcome(SALE.ref, 5)
    assert (result.outcome, result.code) == (Verdict.ABORTED, "BUSY")
    assert AttemptSent(SALE.ref) not in b.events


def test_an_answer_that_names_us_counts_even_if_the_ack_was_lost() -> None:
    b = bench(Faults(noise=b"\x05"))
    b.driver.command(SALE, b.now)
    b.terminal.receive(b.driver.outgoing(), b.now)
    assert b"\x06" in b.terminal.outgoing()  # lost
    assert b.wait_outcome(SALE.ref, 2.5).outcome is Verdict.APPROVED


def test_a_late_answer_of_an_earlier_attempt_is_acknowledged_and_skipped() -> None:
    b = bench(Faults())
    b.outcome(SALE)
    late = CardTerminalSimulator(b.terminal.store)
    late.receive(bytes(b.sent[b.sent.index(b"\x02T00") :]), b.now)  # answers 100011 for SALE
    b.run(1)
    b.driver.receive(late.outgoing(), b.now)
    b.turn()
    assert FrameProblem(FrameFault.UNEXPECTED) in b.events
    assert len([e for e in b.events if isinstance(e, Outcome)]) == 1
    assert b.outcome(Sale("r2", 100)).approved_cents == 100


def test_a_torn_frame_is_asked_for_again_after_the_inter_byte_time() -> None:
    b = bench(Faults())
    b.terminal.auto_present_s = None
    b.do(SALE)
    b.driver.receive(b"\x020\x1cT01\x1c", b.now)
    b.run(1.5)
    assert FrameProblem(FrameFault.TRUNCATED) in b.events
    assert b.sent.endswith(b"\x15")


FAULTS = st.builds(
    Faults,
    no_ack=st.booleans(),
    nak_first=st.integers(0, 4),
    one_write=st.booleans(),
    drip=st.booleans(),
    bad_check=st.integers(0, 4),
    shape=st.sampled_from(Shape),
    status_reports=st.integers(0, 2),
    eot_instead=st.booleans(),
    drop_after_ack=st.booleans(),
    drop_after_answer=st.booleans(),
    noise=st.binary(max_size=6).filter(lambda b: not set(b) & {0x02, 0x04, 0x06, 0x15}),
    charged=st.booleans(),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    faults=FAULTS,
    wire=st.sampled_from(WireUse),
    fsa=st.booleans(),
    declines=st.booleans(),
    crash_after=st.none() | st.integers(0, 80),
    byte_by_byte=st.booleans(),
)
def test_any_mixture_of_faults_and_a_crash_leaves_one_charge_or_none(
    faults: Faults,
    wire: WireUse,
    fsa: bool,
    declines: bool,
    crash_after: int | None,
    byte_by_byte: bool,
) -> None:
    b = bench(faults, wire, Decline() if declines else Approve())
    b.byte_by_byte = byte_by_byte
    if fsa:
        b.terminal.card = FSA_CARD
    sent_at = b.now
    if crash_after is None:
        settle(b, SALE, b.outcome(SALE), sent_at)
        assert len([e for e in b.events if isinstance(e, Outcome)]) == 1
        return
    b.do(SALE)
    b.run(crash_after * 0.05)
    b.crash(PaxTerminal(wire))
    answer = b.resolve(SALE, sent_at)
    assert answer is not None
    standing = b.terminal.store.standing_charges(SALE.ref)
    assert standing == ([answer.result.approved_cents] if isinstance(answer, Found) else [])


CHUNKS = st.lists(
    st.binary(max_size=40)
    | st.sampled_from([b"\x06", b"\x15", b"\x04", b"\x05", b"\x02", b"\x03"])
    | st.just(bytes.fromhex("02301c5430311c312e34301c3130303030311c54494d454f55540326")),
    max_size=30,
)


@settings(deadline=None)
@given(chunks=CHUNKS, steps=st.lists(st.floats(0, 100), max_size=30))
def test_no_bytes_at_any_time_make_the_driver_raise_or_answer_twice(
    chunks: list[bytes], steps: list[float]
) -> None:
    driver, now = PaxTerminal(), 0.0
    driver.connected(now)
    driver.command(SALE, now)
    events: list[Event] = []
    for chunk, step in zip(chunks, steps, strict=False):
        driver.receive(chunk, now)
        deadline = driver.deadline()
        now += step
        if deadline is not None and now >= deadline:
            driver.tick(now)
        assert len(driver.outgoing()) < 2000
        events += driver.events()
    driver.disconnected(now)
    driver.connected(now)
    driver.disconnected(now)
    events += driver.events()
    outcomes = [e for e in events if isinstance(e, Outcome)]
    assert len(outcomes) == 1
    assert not outcomes[0].result.moved_money
