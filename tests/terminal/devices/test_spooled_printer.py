"""A printer that Windows owns, as the counter sees it: it sends, and claims nothing."""

import queue
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from drivers.simulator.printer import Model, SimulatedPrinter
from drivers.wire.spool_transport import SpoolTransport
from drivers.wire.urls import SpoolAddress
from helpers.counter import SETTINGS, a_counter
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.effects import LessonMove
from terminal.app.inputs import Condition, DeviceRole, DrawerOutcome, Input, PrintState
from terminal.app.receipt import Receipt, Style, TextRow
from terminal.app.settings import Devices
from terminal.devices.printer import Printer
from terminal.domain.identity import JobId
from terminal.presentation.views import StatusItem, Tone
from wire_support.spooler import DEAD, PlayedSpooler

PATIENCE_S = 30.0
SPOOLED = replace(SETTINGS, devices=Devices(printer="spool:Receipts"))
SENDS_ONLY = i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.GOOD, "sends only")


class Bench:
    """The lane's adapter on the played spooler."""

    def __init__(self) -> None:
        self.spooler = PlayedSpooler()
        self.posted: queue.Queue[Input] = queue.Queue()
        address = SpoolAddress("Receipts")
        self.printer = Printer(
            SPOOLED, self.posted.put, lambda: SpoolTransport(address, self.spooler)
        )

    def until(self, wanted: Callable[[Input], bool]) -> Input:
        while True:
            told = self.posted.get(timeout=PATIENCE_S)
            if wanted(told):
                return told


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    made.printer.start()
    try:
        yield made
    finally:
        made.printer.stop()


RECEIPT = e.PrintReceipt(
    JobId("2-000482/1"), "!!!1", Receipt((TextRow("Elm Street Pharmacy", style=Style.CENTRED),))
)


def test_a_receipt_is_sent_and_the_printer_is_no_trouble(bench: Bench) -> None:
    bench.until(lambda each: each == SENDS_ONLY)
    bench.printer.print(RECEIPT)
    bench.until(lambda each: each == i.PrintJobMoved(RECEIPT.job, PrintState.SENDING))
    sent = i.PrintJobMoved(RECEIPT.job, PrintState.SENT, "cannot confirm")
    bench.until(lambda each: each == sent)
    (document,) = bench.spooler.printed
    printer = SimulatedPrinter(Model(dots_per_s=0))
    printer.receive(document, 0.0)
    (paper,) = printer.receipts
    assert "Elm Street Pharmacy" in paper.text()


def test_the_drawer_is_asked_to_open_and_its_place_stays_unknown(bench: Bench) -> None:
    moved = bench.until(lambda each: isinstance(each, i.DrawerMoved))
    assert moved == i.DrawerMoved(i.DrawerPosition.UNKNOWN)
    bench.printer.open_drawer()
    answer = bench.until(lambda each: isinstance(each, i.DrawerAnswered))
    assert answer == i.DrawerAnswered(DrawerOutcome.UNCONFIRMED, "cannot confirm", refused=False)


def test_there_is_nothing_to_learn_of_a_drawer_that_nobody_tells_of(bench: Bench) -> None:
    bench.printer.teach(LessonMove.BEGIN)
    told = bench.until(lambda each: isinstance(each, i.DrawerTaught))
    assert isinstance(told, i.DrawerTaught)
    assert told.title == "This printer tells nothing of the drawer"
    assert (told.over, told.may_pulse, told.open_when) == (True, False, "none")


def is_down(what: i.Input) -> bool:
    """Not connected, and why."""
    if not isinstance(what, i.DeviceHealthChanged) or what.condition is not Condition.DOWN:
        return False
    return what.detail == "not connected" and bool(what.why)


def test_a_spooler_that_is_gone_is_told_and_what_it_never_took_has_failed(bench: Bench) -> None:
    bench.until(lambda each: each == SENDS_ONLY)
    bench.spooler.refuses = DEAD
    bench.printer.print(RECEIPT)
    failed = i.PrintJobMoved(RECEIPT.job, PrintState.FAILED, "not connected")
    bench.until(is_down)
    bench.until(lambda each: each == failed)
    bench.spooler.revive()
    bench.printer.look_again()
    bench.until(lambda each: each == SENDS_ONLY)


def test_the_status_strip_says_it_calmly() -> None:
    counter = a_counter(settings=SPOOLED)
    counter.send(SENDS_ONLY)
    assert StatusItem("Printer: sends only", Tone.GOOD) in counter.screen.status.items
