"""The PAX driver byte by byte: each row of its table, each branch of its conversations."""

import pytest

from drivers.card_terminal.attempts import MAX_REMEMBERED
from drivers.card_terminal.messages import (
    AttemptSent,
    Cancel,
    Command,
    Event,
    Found,
    FrameFault,
    FrameProblem,
    HealthState,
    Initialize,
    NotProcessed,
    Outcome,
    Query,
    QueryAnswered,
    Result,
    Sale,
    TerminalHealth,
    TerminalReady,
    Trouble,
    Unresolved,
    Verdict,
    Void,
)
from drivers.card_terminal.pax_cancel import PaxCancel
from drivers.card_terminal.pax_codec import Answer
from drivers.card_terminal.protocol import PaxTerminal, WireUse
from drivers.simulator.card_terminal_frames import frame

ACK, NAK, EOT = b"\x06", b"\x15", b"\x04"
SALE = Sale("R1-000042", 2354)
QUERY = Query("R1-000042", 2354, age_s=500.0)
HOST = "0^APPROVAL^123456^632212345678^^1"
APPROVED = f"0|T01|1.35|000000|OK|{HOST}|01|2354^0|0014^4|17^R1-000042||||"
WHO = "0|A01|1.35|000000|OK|53012345|S300|4.01"
NOT_FOUND = "0|R03|1.35|100023|NOT FOUND"
NONE_STORED = "0|R11|1.35|000000|OK|0|0"


def record(ref: str = "R1-000042", host: str = HOST, kind: str = "01", approved: int = 2354) -> str:
    return f"0|R03|1.35|000000|OK|1|0|{host}|01|{kind}||{approved}^0|0014^4|17^{ref}||||"


def wire(text: str) -> bytes:
    return frame(text.replace("|", "\x1c").replace("^", "\x1f"))


class Line:
    """A driver with the test as its terminal."""

    def __init__(self, use: WireUse = WireUse.ALWAYS, *, greeted: bool = True) -> None:
        self.driver, self.now, self.heard = PaxTerminal(use), 0.0, list[Event]()
        if use is WireUse.ALWAYS:
            self.driver.connected(0.0)
            if greeted:
                self.answers(WHO)
                self.heard.clear()

    def give(self, command: Command) -> None:
        self.driver.command(command, self.now)
        self.heard += self.driver.events()

    def says(self, data: bytes) -> bytes:
        """The terminal says something; returns what the till says then."""
        self.driver.receive(data, self.now)
        self.heard += self.driver.events()
        return self.driver.outgoing()

    def answers(self, text: str) -> None:
        """The terminal takes the request under way and answers it."""
        assert self.driver.outgoing()[:1] == b"\x02"
        self.says(ACK)
        assert self.says(wire(text)) == ACK
        self.driver.receive(EOT, self.now)
        self.heard += self.driver.events()

    def wait(self, seconds: float) -> None:
        self.now += seconds
        deadline = self.driver.deadline()
        assert deadline is not None
        assert deadline <= self.now
        self.driver.tick(self.now)
        self.heard += self.driver.events()

    def lose(self) -> None:
        self.driver.disconnected(self.now)
        self.heard += self.driver.events()

    @property
    def result(self) -> Result:
        (outcome,) = (e for e in self.heard if isinstance(e, Outcome))
        return outcome.result

    @property
    def answer(self) -> Found | NotProcessed | Unresolved:
        (answered,) = (e for e in self.heard if isinstance(e, QueryAnswered))
        return answered.answer

    def sale(self, text: str) -> Result:
        self.give(SALE)
        self.answers(text)
        return self.result

    def query(self, *texts: str) -> Found | NotProcessed | Unresolved:
        self.give(QUERY)
        for text in texts:
            self.answers(text)
        return self.answer


def outcome(result: Result) -> tuple[Verdict, str]:
    return result.outcome, result.code


# --- the exchange ---


def test_silence_after_the_request_is_unknown_and_nothing_is_sent_again() -> None:
    line = Line()
    line.give(SALE)
    assert line.driver.outgoing()
    line.wait(3.0)
    assert outcome(line.result) == (Verdict.UNKNOWN, Trouble.NO_ACK)
    assert line.driver.outgoing() == b""


def test_silence_after_the_ack_is_unknown_when_the_response_wait_is_over() -> None:
    line = Line()
    line.give(SALE)
    line.driver.outgoing()
    line.says(ACK)
    assert line.driver.deadline() == 180.0
    line.wait(180.0)
    assert outcome(line.result) == (Verdict.UNKNOWN, Trouble.NO_ANSWER)
    assert line.driver.outgoing() == b""


def test_a_request_that_no_byte_left_of_was_not_sent() -> None:
    line = Line()
    line.give(SALE)
    line.lose()
    assert outcome(line.result) == (Verdict.ABORTED, Trouble.NOT_SENT)


def test_a_request_that_may_have_left_is_unknown_when_the_wire_goes() -> None:
    line = Line()
    line.give(SALE)
    line.driver.outgoing()
    line.lose()
    assert outcome(line.result) == (Verdict.UNKNOWN, Trouble.LINK_LOST)


def test_the_answer_counts_at_once_and_its_repetition_is_acknowledged_again() -> None:
    line = Line()
    line.give(SALE)
    line.driver.outgoing()
    line.says(ACK)
    assert line.says(wire(APPROVED)) == ACK
    assert line.result.outcome is Verdict.APPROVED
    assert line.says(wire(APPROVED)) == ACK
    assert line.says(wire(APPROVED)[:-1] + b"\x7e") == ACK
    assert len([e for e in line.heard if isinstance(e, Outcome)]) == 1


def test_without_the_closing_eot_the_next_request_waits_two_seconds() -> None:
    line = Line()
    line.give(SALE)
    line.driver.outgoing()
    line.says(ACK)
    line.says(wire(APPROVED))
    line.give(QUERY)
    assert line.driver.outgoing() == b""
    line.wait(2.0)
    assert line.driver.outgoing()[1:4] == b"A00"


def test_an_answer_that_nobody_awaits_is_acknowledged_and_dropped() -> None:
    line = Line()
    assert line.says(wire(APPROVED)) == ACK
    assert line.heard == [FrameProblem(FrameFault.UNEXPECTED)]
    assert line.says(NAK + ACK + EOT + b"\x05") == b""


def test_before_the_ack_only_an_answer_that_names_us_counts() -> None:
    line = Line()
    line.give(SALE)
    line.driver.outgoing()
    assert line.says(wire("0|T01|1.35|100001|TIMEOUT")) == ACK
    assert not [e for e in line.heard if isinstance(e, Outcome)]
    assert line.says(ACK + wire(APPROVED)) == ACK
    assert line.result.outcome is Verdict.APPROVED


def test_after_the_ack_an_answer_that_names_another_reference_is_not_ours() -> None:
    line = Line()
    line.give(SALE)
    line.driver.outgoing()
    line.says(ACK)
    assert line.says(wire(APPROVED.replace("R1-000042", "R1-000041"))) == ACK
    assert not [e for e in line.heard if isinstance(e, Outcome)]
    line.says(wire("0|T01|1.35|000100|DECLINE|51^NO||||^R1-000042||||"))
    assert line.result.outcome is Verdict.DECLINED


def test_packets_that_are_not_the_last_and_nonsense_are_skipped() -> None:
    line = Line()
    line.give(SALE)
    line.driver.outgoing()
    line.says(ACK)
    assert line.says(wire("1" + APPROVED[1:])) == ACK
    assert line.says(wire("hello")) == ACK
    assert line.heard[-2:] == [
        FrameProblem(FrameFault.NOT_LAST_PACKET),
        FrameProblem(FrameFault.MALFORMED),
    ]
    line.says(wire(APPROVED))
    assert line.result.outcome is Verdict.APPROVED


def test_one_eot_after_a_cancel_ends_nothing_and_a_second_one_does() -> None:
    line = Line()
    line.give(SALE)
    line.driver.outgoing()
    line.give(Cancel())
    assert line.says(ACK)[1:4] == b"A14"  # wanted early, sent when the terminal listens
    line.give(Cancel())
    assert line.says(ACK + EOT) == b""
    assert not [e for e in line.heard if isinstance(e, Outcome)]
    line.says(EOT)
    assert outcome(line.result) == (Verdict.UNKNOWN, Trouble.ENDED)


def test_a_flood_of_broken_frames_is_a_bounded_number_of_findings() -> None:
    line = Line()
    line.says(b"\x02x\x03\x00" * 500)
    assert len(line.heard) == 16


def test_a_frame_that_goes_on_after_its_time_is_torn_even_without_a_tick() -> None:
    line = Line()
    line.says(b"\x02torn")
    line.now += 2.0
    line.says(EOT)
    assert line.heard == [FrameProblem(FrameFault.TRUNCATED)]


# --- what an answer means ---


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (APPROVED.replace("2354^0", "0^0"), Verdict.UNKNOWN),
        (APPROVED.replace("2354^0", "2355^0"), Verdict.UNKNOWN),
        (APPROVED.replace("2354^0", "23.54"), Verdict.UNKNOWN),
        (APPROVED.replace("2354^0", "2000^354"), Verdict.PARTIAL),
        (APPROVED.replace("0^APPROVAL", "51^DECLINED"), Verdict.UNKNOWN),
        (APPROVED.replace("0^APPROVAL", "85^APPROVAL"), Verdict.APPROVED),
        (APPROVED.replace("000000", "000002").replace("2354^0", "1500^854"), Verdict.PARTIAL),
        (APPROVED.replace("000000", "000003"), Verdict.APPROVED),
        (APPROVED.replace("000000", "100011"), Verdict.APPROVED),
        (APPROVED.replace("000000", "100011").replace("17^R1-000042", ""), Verdict.UNKNOWN),
        (APPROVED.replace("000000", "103000").replace("R1-000042", "other"), Verdict.ABORTED),
        ("0|T01|1.35|000000|OK", Verdict.UNKNOWN),
    ],
)
def test_an_approval_is_one_only_if_everything_fits(text: str, verdict: Verdict) -> None:
    assert Line().sale(text).outcome is verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("0|T01|1.35|000000|OK", Verdict.APPROVED),
        (APPROVED.replace("0^APPROVAL", "51^DECLINED"), Verdict.UNKNOWN),
        ("0|T01|1.35|100021|ALREADY VOIDED", Verdict.APPROVED),
        ("0|T01|1.35|100023|NOT FOUND", Verdict.DECLINED),
        ("0|T01|1.35|100023|CANNOT VOID", Verdict.UNKNOWN),
        ("0|T01|1.35|100009|RECEIVE ERROR", Verdict.UNKNOWN),
    ],
)
def test_a_void_is_done_when_the_terminal_says_so(text: str, verdict: Verdict) -> None:
    line = Line()
    line.give(Void("R1-000042", "17"))
    line.answers(text)
    assert line.result.outcome is verdict


def test_an_unknown_void_is_unknown() -> None:
    line = Line()
    line.give(Void("R1-000043", "17"))
    line.driver.outgoing()
    line.lose()
    assert outcome(line.result) == (Verdict.UNKNOWN, Trouble.LINK_LOST)


def test_a_tag_is_found_in_any_case_and_missing_tags_are_empty() -> None:
    answer = Answer("T01", "000000", "OK", ext=(("AID", "A0"),))
    assert (answer.tag("aid"), answer.tag("tvr")) == ("A0", "")


def test_a_partial_approval_approves_something_and_tags_are_sorted() -> None:
    with pytest.raises(ValueError, match="partial"):
        Result(Verdict.PARTIAL)
    with pytest.raises(ValueError, match="sorted"):
        Result(Verdict.APPROVED, emv=(("TVR", ""), ("AID", "")))
    with pytest.raises(ValueError, match="labels"):
        Sale("r", 1, clerk="x" * 33)


# --- resolution ---


@pytest.mark.parametrize(
    "found",
    [
        record(ref="R1-000041"),
        record(host="51^DECLINED^^^^1"),
        record(kind="17"),
        record(approved=0),
        record(approved=2355),
        "0|R03|1.35|100023|MULTIPLE RECORDS",
        "0|R03|1.35|100005|UNSUPPORTED",
    ],
)
def test_a_record_that_does_not_fit_in_every_way_goes_to_a_person(found: str) -> None:
    answer = Line().query(WHO, found)
    assert isinstance(answer, Unresolved)
    assert (answer.reason, answer.retry_after_s) == (Trouble.MISMATCH, None)


def test_the_latest_record_is_looked_at_before_nothing_is_believed() -> None:
    found = Line().query(WHO, NOT_FOUND, record())
    assert isinstance(found, Found)
    assert found.result.approved_cents == 2354
    others = (WHO, NOT_FOUND, record(ref="R1-000099"), NONE_STORED, NONE_STORED)
    assert Line().query(*others) == NotProcessed()
    nothing = (WHO, NOT_FOUND, NOT_FOUND, NONE_STORED, NONE_STORED)
    assert Line().query(*nothing) == NotProcessed()


def test_age_goes_on_while_the_terminal_is_asked() -> None:
    line = Line()
    line.give(Query("R1-000042", 2354, age_s=175.0))
    line.now += 5.5
    line.answers(WHO)
    for text in (NOT_FOUND, NOT_FOUND, NONE_STORED, NONE_STORED):
        line.answers(text)
    assert line.answer == NotProcessed()


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_terminal_that_falls_silent_at_any_question_leaves_it_unresolved(steps: int) -> None:
    line = Line()
    line.give(QUERY)
    for text in (WHO, NOT_FOUND)[:steps]:
        line.answers(text)
    line.driver.outgoing()
    line.wait(3.0)
    answer = line.answer
    assert isinstance(answer, Unresolved)
    assert (answer.reason, answer.retry_after_s) == (Trouble.NO_ACK, 10.0)


def test_a_terminal_that_cannot_start_is_busy() -> None:
    answer = Line().query("0|A01|1.35|100010|TERMINAL OFFLINE")
    assert isinstance(answer, Unresolved)
    assert answer.reason is Trouble.BUSY


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (record(), (Verdict.APPROVED, "000000")),
        (record(approved=9999), (Verdict.UNKNOWN, Trouble.MISMATCH)),
        (NOT_FOUND, (Verdict.ABORTED, Trouble.BUSY)),
    ],
)
def test_a_request_refused_with_eot_is_looked_up_at_once(
    found: str, expected: tuple[Verdict, str]
) -> None:
    line = Line()
    line.give(SALE)
    line.driver.outgoing()
    line.driver.receive(EOT, line.now)
    line.answers(found)
    assert outcome(line.result) == expected
    assert AttemptSent(SALE.ref) not in line.heard


# --- commands that meet ---


def test_commands_wait_behind_the_greeting_and_run_after_it() -> None:
    line = Line(greeted=False)
    line.give(SALE)
    line.give(Initialize())
    line.answers(WHO)
    assert TerminalReady("53012345", "S300") in line.heard
    line.answers(APPROVED)
    assert line.result.outcome is Verdict.APPROVED


def test_a_charge_that_waits_behind_the_greeting_can_be_taken_back() -> None:
    line = Line(greeted=False)
    line.give(SALE)
    line.give(Cancel())
    assert outcome(line.result) == (Verdict.ABORTED, Trouble.CANCELLED)
    line.answers(WHO)
    assert line.driver.outgoing() == b""


def test_what_meets_a_charge_is_refused_and_leaves_it_alone() -> None:
    line = Line()
    line.give(SALE)
    line.driver.outgoing()
    line.give(Initialize())
    line.give(Query("R1-000001", 100, 0.0))
    assert line.answer == Unresolved(Trouble.BUSY, "the terminal is busy", 10.0)
    line.says(ACK + wire(APPROVED))
    assert line.result.outcome is Verdict.APPROVED


def test_a_second_charge_behind_a_waiting_one_is_refused() -> None:
    line = Line(greeted=False)
    line.give(SALE)
    line.give(Sale("R1-000043", 100))
    assert outcome(line.result) == (Verdict.ABORTED, Trouble.BUSY)


def test_a_cancel_with_nothing_to_cancel_sends_nothing() -> None:
    line = Line()
    line.give(Cancel())
    assert line.driver.outgoing() == b""
    line.give(QUERY)
    line.driver.outgoing()
    line.give(Cancel())
    assert line.says(ACK) == b""


def test_over_tcp_a_cancel_leaves_the_waiting_connection_alone() -> None:
    line = Line(WireUse.PER_EXCHANGE)
    line.give(SALE)
    line.driver.connected(0.0)
    line.driver.outgoing()
    line.says(ACK)
    line.give(Cancel())
    assert line.driver.outgoing() == b""
    line.says(wire(APPROVED))
    assert line.result.outcome is Verdict.APPROVED


# --- the wire and the health ---


def test_a_wire_that_does_not_come_in_time_settles_the_command() -> None:
    line = Line(WireUse.PER_EXCHANGE)
    line.give(SALE)
    assert line.driver.wants_wire()
    line.wait(5.0)
    assert outcome(line.result) == (Verdict.ABORTED, Trouble.NOT_SENT)
    assert not line.driver.wants_wire()


def test_a_networked_terminal_that_was_away_is_greeted_again_after_a_while() -> None:
    line = Line(WireUse.PER_EXCHANGE)
    line.give(Initialize())
    line.lose()
    assert line.heard == [TerminalHealth(HealthState.OFFLINE, ("the terminal was not reached",))]
    assert not line.driver.wants_wire()
    line.wait(10.0)
    assert line.driver.wants_wire()


def test_a_networked_terminal_gets_a_moment_between_two_connections() -> None:
    line = Line(WireUse.PER_EXCHANGE)
    line.give(QUERY)
    line.driver.connected(0.0)
    line.answers(WHO)
    assert not line.driver.wants_wire()
    line.lose()
    assert not line.driver.wants_wire()
    line.wait(0.1)
    assert line.driver.wants_wire()


def test_a_terminal_that_hangs_up_after_our_ack_is_still_ready() -> None:
    line = Line(WireUse.PER_EXCHANGE)
    line.give(SALE)
    line.driver.connected(0.0)
    line.driver.outgoing()
    line.says(ACK + wire(APPROVED))
    line.heard.clear()
    line.lose()
    assert line.heard == [TerminalHealth(HealthState.READY)]


def test_only_so_many_attempts_are_remembered() -> None:
    line = Line()
    for number in range(MAX_REMEMBERED + 1):
        line.give(Sale(f"r{number}", 2354))
        line.answers(APPROVED.replace("R1-000042", f"r{number}"))
    for ref, forgotten in (("r0", True), (f"r{MAX_REMEMBERED}", False)):
        line.heard.clear()
        line.give(Query(ref, 2354, 500.0))
        line.answers(WHO.replace("53012345", "99999999"))
        if forgotten:
            line.answers(record(ref))
        assert isinstance(line.answer, Found if forgotten else Unresolved)


def test_a_serial_wire_that_is_down_is_not_greeted() -> None:
    line = Line()
    line.lose()
    assert line.driver.deadline() is None
    assert line.driver.wants_wire()


def test_a_terminal_that_answers_the_greeting_with_trouble_is_busy_and_asked_again() -> None:
    line = Line(greeted=False)
    line.answers("0|A01|1.35|100010|TERMINAL OFFLINE")
    assert line.heard == [TerminalHealth(HealthState.BUSY, ("TERMINAL OFFLINE",))]
    line.wait(10.0)
    line.answers(WHO)
    assert line.heard[-1] == TerminalHealth(HealthState.READY)


def test_a_greeting_refused_with_eot_is_a_busy_terminal() -> None:
    line = Line(greeted=False)
    line.driver.outgoing()
    line.says(EOT)
    assert line.heard == [TerminalHealth(HealthState.BUSY, ("the terminal is busy",))]


# --- the cancel on a second connection ---


def test_a_cancel_is_said_once_connected_and_over_when_answered() -> None:
    cancel = PaxCancel()
    assert not cancel.wants_wire()
    cancel.command(Cancel(), 0.0)
    cancel.command(Cancel(), 1.0)
    assert cancel.wants_wire()
    cancel.connected(0.1)
    assert cancel.outgoing()[1:4] == b"A14"
    cancel.receive(b"\x05", 0.2)
    assert cancel.wants_wire()
    cancel.receive(ACK, 0.2)
    assert not cancel.wants_wire()
    assert list(cancel.events()) == []


def test_a_cancel_that_finds_no_terminal_in_time_is_dropped() -> None:
    cancel = PaxCancel()
    cancel.command(Cancel(), 0.0)
    cancel.tick(2.9)
    assert cancel.deadline() == 3.0
    cancel.connected(3.5)
    assert cancel.outgoing() == b""
    cancel.tick(3.5)
    assert not cancel.wants_wire()
    cancel.command(Cancel(), 4.0)
    cancel.disconnected(4.1)
    assert not cancel.wants_wire()
