"""The drawer through the printer: opened is what its sensor says."""

import pytest

from drivers.cash_drawer.codec import Drawer, Pin, PinLevel, PulseForm, buffered_pulse
from drivers.receipt_printer.messages import PrintJob, Pulse, PulseDone, PulseOutcome, Trouble
from drivers.simulator.printer import DrawerPulse, Model, Roll, SimulatedPrinter
from printer_support.bench import Bench, job


@pytest.mark.parametrize(("open_when", "high"), [(PinLevel.HIGH, True), (PinLevel.LOW, False)])
def test_a_pulse_opens_the_drawer_and_the_sensor_proves_it(open_when: PinLevel, high: bool) -> None:
    bench = Bench(Model(drawer_open_high=high), open_when=open_when).ready()
    bench.command(Pulse("no sale 7")).run(2)
    assert bench.pulses() == [PulseDone("no sale 7", PulseOutcome.OPENED)]
    assert bench.printer.pulses == [DrawerPulse(pin=0, on_ms=200, real_time=True)]
    assert bench.status().drawer is Drawer.OPEN
    bench.printer.close_drawer()
    bench.run(1)
    assert bench.status().drawer is Drawer.CLOSED


def test_one_pulse_drives_one_pin() -> None:
    bench = Bench().ready()
    bench.command(Pulse("p", Pin.FIVE)).run(2)
    assert [pulse.pin for pulse in bench.printer.pulses] == [1]


def test_a_drawer_that_stays_closed_is_said_to() -> None:
    bench = Bench().ready()
    bench.printer.real_time_pulse_allowed(allowed=False)
    bench.command(Pulse("p")).run(3)
    stayed = PulseDone("p", PulseOutcome.NOT_OPENED, Trouble.DRAWER_STAYED_CLOSED)
    assert bench.pulses() == [stayed]


def test_a_drawer_without_sensor_is_unconfirmed_and_unknown() -> None:
    bench = Bench(open_when=None).ready()
    bench.command(Pulse("p")).run(2)
    done = PulseDone("p", PulseOutcome.UNCONFIRMED, Trouble.NO_DRAWER_SENSOR)
    assert bench.pulses() == [done]
    assert bench.protocol._drawer() is Drawer.UNKNOWN


def _out_of_paper(printer: SimulatedPrinter) -> None:
    printer.set_roll(Roll.OUT)


@pytest.mark.parametrize("trouble", [_out_of_paper, SimulatedPrinter.open_cover])
def test_the_drawer_opens_while_the_printer_cannot_print(trouble: object) -> None:
    bench = Bench().ready()
    assert callable(trouble)
    trouble(bench.printer)
    bench.command(Pulse("p")).run(2)
    assert [done.outcome for done in bench.pulses()] == [PulseOutcome.OPENED]


def test_the_drawer_opens_while_a_receipt_waits_for_paper() -> None:
    bench = Bench().ready()
    bench.printer.stock_dots = 60
    bench.command(job()).run(3)
    bench.command(Pulse("p")).run(2)
    assert [done.outcome for done in bench.pulses()] == [PulseOutcome.OPENED]
    bench.printer.set_roll(Roll.OK)
    bench.run(10, bench.ended)
    assert bench.printer.receipts[0].cut


@pytest.mark.parametrize("pulse_first", [True, False])
def test_drawer_and_receipt_asked_for_together_both_happen_once(pulse_first: bool) -> None:
    bench = Bench().ready()
    both: list[Pulse | PrintJob] = [Pulse("p"), job()]
    for command in both if pulse_first else reversed(both):
        bench.protocol.command(command, bench.now)
    bench.run(10)
    assert [done.outcome for done in bench.pulses()] == [PulseOutcome.OPENED]
    assert len(bench.printer.pulses) == 1
    assert len(bench.printer.receipts) == 1


def test_a_pulse_waits_for_the_receipt_that_prints() -> None:
    bench = Bench(Model(dots_per_s=250)).ready()
    bench.command(job()).run(0.3)
    bench.command(Pulse("p")).run(12)
    assert [done.outcome for done in bench.pulses()] == [PulseOutcome.OPENED]
    assert bench.ended()


def test_a_silent_printer_gets_no_pulse() -> None:
    bench = Bench().ready()
    bench.printer.silent = True
    bench.command(Pulse("p")).run(4)
    assert bench.pulses() == [PulseDone("p", PulseOutcome.FAILED, Trouble.SILENT)]
    assert bench.printer.pulses == []


def test_a_wire_lost_after_the_pulse_leaves_it_unconfirmed() -> None:
    bench = Bench().ready()
    bench.printer.real_time_pulse_allowed(allowed=False)
    bench.command(Pulse("p")).run(0.1)
    bench.lose()
    assert bench.pulses() == [PulseDone("p", PulseOutcome.UNCONFIRMED, Trouble.WIRE_LOST)]
    bench.command(Pulse("q"))
    assert bench.pulses()[-1] == PulseDone("q", PulseOutcome.FAILED, Trouble.NOT_CONNECTED)


def test_more_pulses_than_a_person_wants_are_refused() -> None:
    bench = Bench()
    bench.printer.silent = True
    bench.connect()
    for n in range(6):
        bench.command(Pulse(f"p{n}"))
    assert [done.reason_id for done in bench.pulses()] == ["p4", "p5"]


def test_a_pulse_inside_a_receipt_opens_the_drawer_in_its_turn() -> None:
    bench = Bench().ready()
    bench.printer.receive(buffered_pulse() + b"hello\n", bench.now)
    bench.run(10, lambda: bool(bench.printer.pulses))
    assert bench.printer.pulses == [DrawerPulse(pin=0, on_ms=50, real_time=False)]


def test_a_drawer_that_was_closed_again_at_once_has_been_open() -> None:
    bench = Bench().ready()
    bench.command(Pulse("p")).run(0.1)
    bench.printer.close_drawer()
    bench.run(3)
    assert [done.outcome for done in bench.pulses()] == [PulseOutcome.OPENED]


def test_a_printer_that_falls_silent_after_the_pulse_leaves_it_unconfirmed() -> None:
    bench = Bench().ready()
    bench.printer.real_time_pulse_allowed(allowed=False)
    bench.command(Pulse("p")).run(0.1)
    bench.printer.silent = True
    bench.run(3)
    assert bench.pulses() == [PulseDone("p", PulseOutcome.UNCONFIRMED, Trouble.SILENT)]


def test_a_printer_without_the_real_time_pulse_gets_the_buffered_one() -> None:
    bench = Bench(form=PulseForm.BUFFERED).ready()
    bench.command(Pulse("p", Pin.FIVE)).run(3)
    assert [done.outcome for done in bench.pulses()] == [PulseOutcome.OPENED]
    assert bench.printer.pulses == [DrawerPulse(pin=1, on_ms=200, real_time=False)]


def test_no_buffered_pulse_is_left_behind_in_a_printer_that_waits_for_paper() -> None:
    bench = Bench(form=PulseForm.BUFFERED).ready()
    bench.printer.set_roll(Roll.OUT)
    bench.command(Pulse("p")).run(3)
    assert bench.pulses() == [PulseDone("p", PulseOutcome.FAILED, Trouble.PAPER_OUT)]
    bench.printer.set_roll(Roll.OK)
    bench.run(5)
    assert bench.printer.pulses == []


@pytest.mark.parametrize("open_high", [True, False])
def test_the_raw_level_is_told_whatever_it_means(*, open_high: bool) -> None:
    bench = Bench(Model(drawer_open_high=open_high), open_when=None).ready()
    closed, opened = (PinLevel.LOW, PinLevel.HIGH) if open_high else (PinLevel.HIGH, PinLevel.LOW)
    bench.printer.open_drawer()
    bench.run(4)
    assert bench.status().drawer_pin is opened
    bench.printer.close_drawer()
    bench.run(4)
    assert bench.status().drawer_pin is closed
