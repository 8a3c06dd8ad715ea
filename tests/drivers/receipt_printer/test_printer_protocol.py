"""The driver against the simulated printer: what is said, what is confirmed, what is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.cash_drawer.codec import Drawer
from drivers.receipt_printer.codec import encode
from drivers.receipt_printer.document import Cut, Document, Qr, Text
from drivers.receipt_printer.messages import (
    AskStatus,
    JobStage,
    JobState,
    PrinterStatus,
    PrintJob,
    Trouble,
)
from drivers.receipt_printer.profile import EPSON_42, PLAIN_42, PrinterSettings
from drivers.receipt_printer.protocol import (
    IDLE_MUTE_AFTER_S,
    POLL_S,
    STOP_BELIEVED_S,
    ReceiptPrinterProtocol,
)
from drivers.receipt_printer.status import Paper, Presence, PrinterError
from drivers.simulator.printer import Fault, Model, Roll, SimulatedPrinter
from printer_support.bench import Bench, job, receipt

CONFIRMED = [JobStage.SENDING, JobStage.SENT, JobStage.PRINTED]


def test_a_receipt_is_printed_when_the_printer_names_its_process_id() -> None:
    bench = Bench().ready()
    bench.command(job()).run(10, bench.ended)
    assert bench.stages() == CONFIRMED
    assert [paper.cut for paper in bench.printer.receipts] == [True]
    assert "Ibuprofen 200 mg 100 ct" in bench.printer.receipts[0].text()


def test_the_bytes_of_a_job_follow_the_recipe() -> None:
    bench = Bench().ready()
    bench.sent.clear()
    one = job()
    bench.command(one).run(10, bench.ended)
    questions = b"".join(bytes((0x10, 0x04, n)) for n in (1, 2, 3, 4))
    ending = bytes.fromhex("1d 28 48 06 00 30 30") + b"!!!1"
    body = encode(one.document, EPSON_42)
    assert bytes(bench.sent) == questions + bytes.fromhex("1d 61 0f") + body + ending


def test_printed_never_comes_before_the_paper_is_out() -> None:
    bench = Bench(Model(dots_per_s=100)).ready()
    bench.command(job()).run(2.0)
    assert bench.stages() == [JobStage.SENDING, JobStage.SENT]
    assert not bench.printer.receipts


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (SimulatedPrinter.open_cover, Trouble.COVER_OPEN),
        (lambda printer: printer.set_roll(Roll.OUT), Trouble.PAPER_OUT),
        (lambda printer: printer.set_fault(Fault.CUTTER), Trouble.CUTTER),
        (lambda printer: printer.set_fault(Fault.UNRECOVERABLE), Trouble.UNRECOVERABLE),
        (lambda printer: printer.set_fault(Fault.HOT), Trouble.RECOVERING),
    ],
)
@pytest.mark.parametrize("tells_by_itself", [True, False])
def test_a_printer_that_is_not_ready_gets_no_byte_of_the_receipt(
    trouble: object, reason: Trouble, tells_by_itself: bool
) -> None:
    bench = Bench().ready()
    assert callable(trouble)
    if not tells_by_itself:
        bench.printer.auto_status(0)
        bench.printer.outgoing()
    trouble(bench.printer)
    bench.command(job()).run(5, bench.ended)
    assert bench.last() == JobState("J1", JobStage.FAILED, reason)
    assert b"Ibuprofen" not in bench.printer.received


def test_without_a_wire_a_job_fails_at_once() -> None:
    bench = Bench()
    bench.protocol.command(job(), 1.0)
    assert bench.protocol.events() == [JobState("J1", JobStage.FAILED, Trouble.NOT_CONNECTED)]


def test_an_idle_printer_that_is_switched_off_is_seen_within_six_seconds() -> None:
    bench = Bench().ready()
    bench.run(POLL_S / 2)
    bench.printer.power_off()
    bench.run(POLL_S + IDLE_MUTE_AFTER_S)
    assert bench.status().presence is Presence.SILENT
    assert POLL_S + IDLE_MUTE_AFTER_S <= 6.0


def test_a_printer_that_misses_three_questions_is_not_switched_off() -> None:
    bench = Bench().ready()
    bench.printer.silent = True
    bench.run(IDLE_MUTE_AFTER_S - 0.1)
    bench.printer.silent = False
    bench.run(5.0)
    told = [each.presence for each in bench.events if isinstance(each, PrinterStatus)]
    assert Presence.SILENT not in told


def test_a_printer_that_prints_is_given_the_time_of_its_job() -> None:
    bench = Bench().ready().command(job())
    bench.run(1.0, until=lambda: JobStage.SENT in bench.stages())
    bench.printer.silent = True
    bench.run(IDLE_MUTE_AFTER_S + 0.5)
    told = [each.presence for each in bench.events if isinstance(each, PrinterStatus)]
    assert Presence.SILENT not in told
    assert not bench.ended()


def test_a_silent_printer_fails_a_job_after_three_seconds() -> None:
    bench = Bench().ready()
    bench.printer.silent = True
    bench.command(job()).run(4, bench.ended)
    assert bench.last() == JobState("J1", JobStage.FAILED, Trouble.SILENT)


def test_silence_is_said_after_ten_seconds_and_never_taken_for_ok() -> None:
    bench = Bench()
    bench.printer.silent = True
    bench.connect().run(9.0)
    assert bench.events == []
    bench.command(job()).run(3.0)
    unknown = PrinterStatus(
        Presence.SILENT, None, Paper.UNKNOWN, PrinterError.UNKNOWN, Drawer.UNKNOWN
    )
    assert bench.status() == unknown
    assert bench.last() == JobState("J1", JobStage.FAILED, Trouble.SILENT)
    assert bytes(8_192) in bytes(bench.sent), "an interrupted command was flushed"
    bench.command(job("J2", "!!!2"))
    assert bench.last("J2").reason is Trouble.SILENT


def test_a_printer_that_wakes_up_is_greeted_again_and_prints() -> None:
    bench = Bench()
    bench.printer.silent = True
    bench.connect().run(15.0)
    bench.printer.power_cycle()
    bench.printer.silent = False
    bench.run(3.0)
    assert bench.status().online
    bench.command(job()).run(10, bench.ended)
    assert bench.stages() == CONFIRMED


def test_paper_that_ends_in_the_middle_waits_for_a_person_and_prints_once() -> None:
    bench = Bench().ready()
    bench.printer.stock_dots = 60
    bench.command(job()).run(40)
    assert bench.stages() == CONFIRMED[:2], "neither printed nor given up"
    assert bench.status().paper is Paper.OUT
    bench.printer.set_roll(Roll.OK)
    bench.run(10, bench.ended)
    assert bench.stages() == CONFIRMED
    assert bytes(bench.printer.received).count(b"Ibuprofen") == 1


def test_paper_that_nobody_loads_ends_as_unknown_not_as_failed() -> None:
    bench = Bench().ready()
    bench.printer.stock_dots = 60
    bench.command(job()).run(200, bench.ended)
    assert bench.last() == JobState("J1", JobStage.UNKNOWN, Trouble.PAPER_OUT)


def test_a_long_receipt_is_held_back_while_the_cover_is_open() -> None:
    bench = Bench(baud=9600).ready()
    lines = Document((*(Text(f"line {n}", "1.00") for n in range(120)), Cut()))
    bench.command(job(document=lines)).run(1.5)
    bench.printer.open_cover()
    bench.run(2)
    held = len(bench.printer.received)
    bench.run(10)
    assert len(bench.printer.received) - held < 100, "questions only"
    assert bench.stages() == [JobStage.SENDING]
    bench.printer.close_cover()
    bench.run(30, bench.ended)
    assert bench.stages() == CONFIRMED
    assert bench.printer.receipts[0].text().count("line ") == 120


def test_a_power_cycle_while_printing_leaves_the_job_unknown() -> None:
    bench = Bench(Model(dots_per_s=100)).ready()
    bench.command(job()).run(1.0)
    bench.printer.power_cycle()
    bench.run(10, bench.ended)
    assert bench.stages() == [JobStage.SENDING, JobStage.SENT, JobStage.UNKNOWN]
    assert bench.last().reason is Trouble.NOT_CONFIRMED


def test_a_process_id_that_comes_late_still_proves_the_print() -> None:
    bench = Bench(Model(dots_per_s=40)).ready()
    bench.command(job()).run(60)
    assert bench.stages() == [*CONFIRMED[:2], JobStage.UNKNOWN, JobStage.PRINTED]


def test_a_process_id_kept_while_the_wire_was_lost_proves_the_print_afterwards() -> None:
    bench = Bench(Model(dots_per_s=300)).ready()
    bench.command(job()).run(0.3)
    bench.lose()
    assert bench.last() == JobState("J1", JobStage.UNKNOWN, Trouble.WIRE_LOST)
    bench.run(5).connect().run(1)
    assert bench.last() == JobState("J1", JobStage.PRINTED)


def test_the_id_of_another_job_confirms_nothing() -> None:
    bench = Bench(Model(names_processes=False)).ready()
    bench.command(job()).run(1.0)
    bench.protocol.receive(b"\x37\x22!!!2\x00", bench.now)
    bench.protocol.receive(b"\x37\x22!!!\x00", bench.now)
    bench.run(10, bench.ended)
    assert bench.stages() == [*CONFIRMED[:2], JobStage.UNKNOWN]


def test_a_printer_without_process_ids_ends_as_sent_and_never_as_printed() -> None:
    bench = Bench(Model(names_processes=False), PLAIN_42).ready()
    bench.command(job()).run(10, bench.ended)
    assert bench.last() == JobState("J1", JobStage.SENT, Trouble.CANNOT_CONFIRM)
    assert bench.printer.receipts


def test_a_printer_that_answers_nothing_from_its_buffer_is_judged_by_its_health() -> None:
    bench = Bench(Model(names_processes=False, dots_per_s=20), PLAIN_42).ready()
    bench.command(job()).run(8, bench.ended)
    assert bench.last() == JobState("J1", JobStage.SENT, Trouble.CANNOT_CONFIRM)
    bench.printer.silent = True
    bench.run(3)
    bench.printer.silent = False
    bench.run(3).command(job("J2", "!!!2")).run(0.2)
    bench.printer.silent = True
    bench.run(20)
    assert bench.last("J2") == JobState("J2", JobStage.UNKNOWN, Trouble.NOT_CONFIRMED)


def test_a_printer_that_says_stop_gets_no_more_until_it_says_go() -> None:
    bench = Bench(baud=9600).ready()
    lines = Document((*(Text(f"line {n}", "1.00") for n in range(60)), Cut()))
    bench.command(job(document=lines)).run(0.6)
    bench.protocol.receive(b"\x13", bench.now)
    bench.run(0.6)
    held = len(bench.sent)
    bench.run(2)
    assert len(bench.sent) == held
    bench.protocol.receive(b"\x11", bench.now)
    bench.run(20, bench.ended)
    assert bench.stages() == CONFIRMED


def test_a_stop_that_was_noise_does_not_keep_back_every_receipt_from_then_on() -> None:
    bench = Bench().ready()
    bench.protocol.receive(b"\x13", bench.now)
    bench.run(STOP_BELIEVED_S - 1)
    held = len(bench.printer.received)
    bench.command(job()).run(0.5)
    assert len(bench.printer.received) - held < 100, "questions only: the stop is believed"
    bench.run(STOP_BELIEVED_S, bench.ended)
    assert bench.stages() == CONFIRMED


def test_an_answer_that_comes_late_is_not_taken_for_the_next_one() -> None:
    bench = Bench().ready()
    bench.printer.auto_status(0)
    bench.printer.silent = True
    bench.command(AskStatus()).run(0.8)
    bench.protocol.receive(b"\x16", bench.now)
    bench.printer.silent = False
    bench.run(2)
    assert bench.status().cover_open is False
    assert bench.status().drawer is Drawer.CLOSED


def test_a_question_does_not_fall_into_the_bytes_of_a_receipt() -> None:
    bench = Bench(baud=9600).ready()
    bench.sent.clear()
    one = job(document=Document((*(Text(f"line {n}", "1.00") for n in range(60)), Cut())))
    bench.command(one).run(0.3)
    bench.command(AskStatus()).run(20, bench.ended)
    assert encode(one.document, EPSON_42) in bytes(bench.sent)
    assert len([event for event in bench.events if isinstance(event, PrinterStatus)]) == 1


def test_asking_again_for_a_job_that_went_out_prints_nothing() -> None:
    bench = Bench().ready()
    bench.command(job()).run(0.05)
    bench.command(job()).run(10, bench.ended)
    bench.command(job()).run(10)
    assert bench.stages().count(JobStage.PRINTED) == 2, "told again"
    assert bytes(bench.printer.received).count(b"Ibuprofen") == 1
    assert len(bench.printer.receipts) == 1


def test_a_job_that_failed_may_be_asked_for_again() -> None:
    bench = Bench().ready()
    bench.printer.open_cover()
    bench.command(job()).run(2, bench.ended)
    bench.printer.close_cover()
    bench.run(1).command(job()).run(10)
    assert bench.stages() == [JobStage.FAILED, *CONFIRMED]


def test_jobs_print_in_their_order_and_their_number_is_bounded() -> None:
    bench = Bench().ready()
    for n in range(20):
        text = Document((Text(f"receipt {n}"), Cut()))
        bench.command(job(f"J{n}", f"{n:04}", text))
    bench.run(60, lambda: bench.printer.idle and len(bench.printer.receipts) >= 17)
    printed = [paper.text() for paper in bench.printer.receipts]
    assert printed == [f"receipt {n}" for n in range(17)]
    assert bench.last("J17").reason is Trouble.TOO_MANY_JOBS


def test_the_status_is_told_when_it_changes_and_when_asked_and_not_between() -> None:
    bench = Bench().connect().run(1.0)
    assert [type(event) for event in bench.events] == [PrinterStatus]
    bench.run(10)
    assert len(bench.events) == 1
    bench.printer.set_roll(Roll.LOW)
    bench.run(1)
    assert bench.status().paper is Paper.LOW
    assert bench.status().online
    bench.command(AskStatus()).run(1)
    assert len(bench.events) == 3
    bench.lose()
    assert bench.status().presence is Presence.ABSENT
    bench.command(AskStatus())
    assert len(bench.events) == 5
    bench.connect().run(1)
    assert bench.status().paper is Paper.LOW


def test_a_printer_that_says_nothing_by_itself_is_asked_every_three_seconds() -> None:
    bench = Bench().ready()
    bench.printer.auto_status(0)
    bench.printer.open_cover()
    bench.run(3.5)
    assert bench.status().cover_open
    assert bench.status().presence is Presence.OFFLINE


def test_the_next_receipt_does_not_grow_on_half_of_the_one_before() -> None:
    bench = Bench().ready()
    bench.lose_after = len(bench.sent) + 12 + 40
    bench.command(job()).run(1)
    assert bench.last() == JobState("J1", JobStage.UNKNOWN, Trouble.WIRE_LOST)
    bench.connect().run(1)
    bench.command(job("J2", "!!!2", receipt("*** DUPLICATE ***"))).run(
        20, lambda: bench.ended("J2")
    )
    assert bench.stages("J2") == CONFIRMED
    assert bench.printer.receipts[-1].text().startswith("*** DUPLICATE ***")


@pytest.mark.parametrize("died_after", range(60, 160, 9))
def test_a_program_that_died_in_the_middle_of_a_code_leaves_a_printer_that_prints(
    died_after: int,
) -> None:
    document = Document((Qr("x" * 500), Text("whole"), Cut()))
    bench = Bench(baud=9600)
    bench.printer.receive(encode(document, EPSON_42)[:died_after], bench.now)
    bench.ready().run(2)
    bench.command(job("J2", "!!!2")).run(20, lambda: bench.ended("J2"))
    assert bench.stages("J2") == CONFIRMED
    assert "[QR code: https://example.test/r/2-000482]" in bench.printer.receipts[0].text()


@pytest.mark.parametrize("bad", ["", "abc", "ab d", "abcé", "abcde", "ab\x7fc"])
def test_a_job_with_an_invalid_process_id_cannot_exist(bad: str) -> None:
    with pytest.raises(ValueError, match="process ID"):
        PrintJob("J1", Document(()), bad)


def test_a_job_never_shows_its_receipt() -> None:
    assert "Ibuprofen" not in repr(job())


@settings(max_examples=60)
@given(st.lists(st.tuples(st.binary(max_size=40), st.floats(0.0, 4.0)), max_size=12))
def test_whatever_a_printer_says_nothing_raises_and_the_deadline_lies_ahead(
    said: list[tuple[bytes, float]],
) -> None:
    protocol, now = ReceiptPrinterProtocol(PrinterSettings()), 0.0
    protocol.connected(now)
    protocol.command(job(), now)
    stages = []
    for data, pause in said:
        now += pause
        protocol.receive(data, now)
        deadline = protocol.deadline()
        assert deadline is not None
        assert deadline > now
        now = deadline
        protocol.tick(now)
        protocol.outgoing()
        stages += [e.stage for e in protocol.events() if isinstance(e, JobState)]
    assert JobStage.PRINTED not in stages or any(b"\x37\x22" in data for data, _ in said)
