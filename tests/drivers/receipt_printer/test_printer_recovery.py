"""What follows a mishap: a jam that a person took out, a program that was started again."""

import pytest

from drivers.receipt_printer.document import Cut, Document, Text
from drivers.receipt_printer.job import RESUME
from drivers.receipt_printer.messages import ExpectPrinted, JobStage, JobState, Resume, Trouble
from drivers.receipt_printer.profile import PLAIN_42
from drivers.receipt_printer.protocol import ReceiptPrinterProtocol
from drivers.receipt_printer.status import PrinterError
from drivers.simulator.printer import Fault, Model
from printer_support.bench import Bench, job

SLOW = Model(dots_per_s=300)


def jammed() -> Bench:
    """The whole receipt has left, and the cutter is stuck before its process ID was named."""
    bench = Bench(SLOW).ready()
    bench.command(job()).run(0.5)
    assert bench.stages() == [JobStage.SENDING, JobStage.SENT]
    bench.printer.set_fault(Fault.CUTTER)
    bench.run(10)
    assert bench.status().error is PrinterError.CUTTER
    return bench


def started_again(bench: Bench) -> None:
    """The program was killed; its successor is on the same wire, and remembers nothing."""
    bench.lose()
    bench.protocol = ReceiptPrinterProtocol(bench.settings)
    bench.events.clear()


def test_a_jam_that_a_person_took_out_goes_on_where_it_stopped() -> None:
    bench = jammed()
    bench.command(Resume()).run(10, bench.ended)
    assert bench.last() == JobState("J1", JobStage.PRINTED)
    assert bytes(bench.printer.received).count(RESUME) == 1
    assert len(bench.printer.receipts) == 1


def test_the_cover_that_was_opened_for_the_jam_and_shut_says_that_it_is_out() -> None:
    bench = jammed()
    bench.printer.open_cover()
    bench.run(1)
    assert RESUME not in bytes(bench.printer.received), "a hand is in there"
    bench.printer.close_cover()
    bench.run(10, bench.ended)
    assert bench.last() == JobState("J1", JobStage.PRINTED)


@pytest.mark.parametrize("fault", [Fault.NONE, Fault.UNRECOVERABLE, Fault.HOT])
def test_only_a_stuck_cutter_is_told_to_go_on(fault: Fault) -> None:
    bench = Bench().ready()
    bench.printer.set_fault(fault)
    bench.run(1).command(Resume()).run(1)
    assert RESUME not in bytes(bench.printer.received)


def test_no_word_to_go_on_falls_into_the_bytes_of_a_receipt() -> None:
    bench = Bench(baud=9600).ready()
    lines = Document((*(Text(f"line {n}", "1.00") for n in range(120)), Cut()))
    bench.command(job(document=lines)).run(1.5)
    bench.printer.set_fault(Fault.CUTTER)
    bench.run(0.1).command(Resume()).run(1)
    assert RESUME not in bytes(bench.printer.received)


@pytest.mark.parametrize("expected_first", [True, False])
def test_what_the_program_before_sent_is_printed_when_its_id_is_named(
    expected_first: bool,
) -> None:
    bench = Bench(SLOW).ready()
    bench.command(job()).run(0.3)
    started_again(bench)
    if expected_first:
        bench.command(ExpectPrinted("J1", "!!!1"))
    bench.run(5).connect().run(1)
    if not expected_first:
        assert bench.stages() == []
        bench.command(ExpectPrinted("J1", "!!!1"))
    assert bench.last() == JobState("J1", JobStage.PRINTED)


def test_what_the_program_before_sent_stays_in_doubt_when_another_id_is_named() -> None:
    bench = Bench(SLOW).ready()
    bench.command(job()).run(0.3)
    started_again(bench)
    bench.command(ExpectPrinted("J0", "!!!0"))
    bench.run(5).connect().run(1)
    assert bench.stages("J0") == []


def test_a_printer_that_cannot_confirm_proves_nothing_afterwards() -> None:
    bench = Bench(Model(names_processes=False), PLAIN_42).ready()
    bench.command(ExpectPrinted("J1", "!!!1"))
    bench.protocol.receive(b"\x37\x22!!!1\x00", bench.now)
    bench.run(1)
    assert bench.stages() == []


def test_ids_that_nobody_expects_do_not_pile_up() -> None:
    bench = Bench().ready()
    for number in range(20):
        bench.protocol.receive(b"\x37\x22" + b"%04d\x00" % number, bench.now)
    bench.command(ExpectPrinted("old", "0000")).command(ExpectPrinted("new", "0019"))
    assert bench.stages("old") == []
    assert bench.last("new") == JobState("new", JobStage.PRINTED, Trouble.NONE)
