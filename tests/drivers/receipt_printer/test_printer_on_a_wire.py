"""The real driver thread and the simulated printer over a real pty and over TCP."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from drivers.cash_drawer.codec import PinLevel
from drivers.receipt_printer.document import Cut, Document, Text
from drivers.receipt_printer.messages import (
    Command,
    Event,
    JobStage,
    JobState,
    PrinterStatus,
    Pulse,
    PulseDone,
    PulseOutcome,
    Trouble,
)
from drivers.receipt_printer.profile import EPSON_42, PrinterSettings
from drivers.receipt_printer.protocol import ReceiptPrinterProtocol
from drivers.receipt_printer.status import Paper, Presence
from drivers.simulator.faults import LinkFaults
from drivers.simulator.host import SimulatorHost
from drivers.simulator.printer import Model, Roll, SimulatedPrinter
from drivers.wire.link import LinkEvent
from drivers.wire.runner import DeviceRunner
from printer_support.bench import job

LIMIT_S = 30.0
FAST = Model(dots_per_s=10_000)


class Ear:
    """Collects events and waits for one."""

    def __init__(self) -> None:
        self.events: list[Event | LinkEvent] = []
        self._more = threading.Condition()

    def __call__(self, event: Event | LinkEvent) -> None:
        with self._more:
            self.events.append(event)
            self._more.notify_all()

    def wait(self, wanted: Callable[[Event | LinkEvent], bool]) -> bool:
        with self._more:
            return self._more.wait_for(lambda: any(map(wanted, self.events)), LIMIT_S)


def ended(stage: JobStage) -> Callable[[Event | LinkEvent], bool]:
    return lambda event: isinstance(event, JobState) and event.stage is stage and event.final


def present(presence: Presence) -> Callable[[Event | LinkEvent], bool]:
    return lambda event: isinstance(event, PrinterStatus) and event.presence is presence


@contextmanager
def counter(
    printer: SimulatedPrinter, url: str, answers: LinkFaults | None = None
) -> Iterator[tuple[SimulatorHost, DeviceRunner[Command, Event], Ear]]:
    ear = Ear()
    settings = PrinterSettings(EPSON_42, 115_200 if url.startswith("pty") else None, PinLevel.HIGH)
    with SimulatorHost(printer, url, to_terminal=answers or LinkFaults()) as host:
        runner: DeviceRunner[Command, Event] = DeviceRunner(
            "printer", host.url, ReceiptPrinterProtocol(settings), ear
        )
        runner.start()
        try:
            yield host, runner, ear
        finally:
            runner.stop()


@pytest.mark.parametrize("url", ["pty:?baud=115200", "tcp://127.0.0.1:0"])
@pytest.mark.parametrize("answers", [LinkFaults(), LinkFaults(byte_by_byte=True)])
def test_drawer_and_receipt_over_a_real_wire(url: str, answers: LinkFaults) -> None:
    printer = SimulatedPrinter(FAST)
    with counter(printer, url, answers) as (_, runner, ear):
        assert ear.wait(present(Presence.ONLINE))
        runner.send(Pulse("sale 1"))
        runner.send(job())
        assert ear.wait(ended(JobStage.PRINTED))
        assert PulseDone("sale 1", PulseOutcome.OPENED) in ear.events
    assert len(printer.receipts) == 1


def test_a_printer_unplugged_while_printing_leaves_the_job_unknown_and_comes_back() -> None:
    printer = SimulatedPrinter(Model(dots_per_s=100))
    with counter(printer, "tcp://127.0.0.1:0") as (host, runner, ear):
        assert ear.wait(present(Presence.ONLINE))
        runner.send(job())
        assert ear.wait(lambda event: isinstance(event, JobState) and event.stage is JobStage.SENT)
        host.unplug()
        assert ear.wait(ended(JobStage.UNKNOWN))
        assert JobState("J1", JobStage.UNKNOWN, Trouble.WIRE_LOST) in ear.events
        ear.events.clear()
        host.replug()
        assert ear.wait(present(Presence.ONLINE))


def test_two_threads_that_print_at_once_never_interleave() -> None:
    printer, each = SimulatedPrinter(Model(dots_per_s=0)), 8

    def prints(name: str, runner: DeviceRunner[Command, Event]) -> None:
        for n in range(each):
            lines = (Text(f"{name}{n} line {k}", "1.00") for k in range(40))
            runner.send(job(f"{name}{n}", f"{name}{n:03}", Document((*lines, Cut()))))

    with counter(printer, "tcp://127.0.0.1:0") as (_, runner, ear):
        assert ear.wait(present(Presence.ONLINE))
        threads = [threading.Thread(target=prints, args=(name, runner)) for name in "AB"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for name in "AB":
            for n in range(each):
                assert ear.wait(partial(_is_printed, f"{name}{n}"))
    papers = [paper.text().split("\n") for paper in printer.receipts]
    assert len(papers) == 2 * each
    for lines in papers:
        (title,) = {line.split()[0] for line in lines}
        assert [line.split()[2] for line in lines] == [str(k) for k in range(40)], title


def _is_printed(job_id: str, event: Event | LinkEvent) -> bool:
    return (
        isinstance(event, JobState) and event.job_id == job_id and event.stage is JobStage.PRINTED
    )


def test_paper_out_is_told_at_once_without_being_asked() -> None:
    printer = SimulatedPrinter(FAST)
    with counter(printer, "pty:?baud=115200") as (host, _, ear):
        assert ear.wait(present(Presence.ONLINE))
        host.call(lambda: printer.set_roll(Roll.OUT))
        assert ear.wait(lambda e: isinstance(e, PrinterStatus) and e.paper is Paper.OUT)
