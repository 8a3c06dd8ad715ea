"""The polarity is learnt over a real port: a person's moves, the printer's raw levels."""

import queue
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.simulator.host import SimulatorHost
from drivers.simulator.printer import Model, SimulatedPrinter
from helpers.counter import SETTINGS
from terminal.app.effects import LessonMove
from terminal.app.inputs import DrawerAnswered, DrawerOutcome, DrawerTaught, Input
from terminal.app.settings import Devices, DrawerPulse, Settings
from terminal.devices.printer import Printer

PATIENCE_S = 30.0


class Bench:
    """A printer with its drawer on a pty, and the lane's adapter."""

    def __init__(self, folder: Path, *, open_high: bool) -> None:
        self.simulated = SimulatedPrinter(Model(drawer_open_high=open_high))
        self.host = SimulatorHost(self.simulated, f"pty:{folder / 'printer'}?baud=38400")
        self.posted: queue.Queue[Input] = queue.Queue()

    def attach(self, **changes: object) -> Printer:
        settings: Settings = replace(SETTINGS, devices=Devices(printer=self.host.url))
        return Printer(replace(settings, **changes), self.posted.put)  # type: ignore[arg-type]

    def until(self, wanted: Callable[[Input], bool]) -> Input:
        while True:
            told = self.posted.get(timeout=PATIENCE_S)
            if wanted(told):
                return told

    def titled(self, title: str) -> DrawerTaught:
        told = self.until(lambda each: isinstance(each, DrawerTaught) and each.title == title)
        assert isinstance(told, DrawerTaught)
        return told


@pytest.fixture(params=[True, False], ids=["open high", "open low"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path, open_high=request.param)
    with made.host:
        yield made


def test_close_it_open_it_close_it_again_and_the_polarity_is_known(bench: Bench) -> None:
    printer = bench.attach()
    printer.start()
    try:
        printer.teach(LessonMove.BEGIN)
        assert bench.titled("Close the drawer").button == "It is closed"
        printer.teach(LessonMove.SAID)
        assert bench.titled("Open the drawer").may_pulse
        printer.teach(LessonMove.PULSE)
        bench.until(lambda each: isinstance(each, DrawerAnswered))
        printer.teach(LessonMove.SAID)
        bench.titled("Close the drawer again")
        bench.host.call(bench.simulated.close_drawer)
        printer.teach(LessonMove.SAID)
        learnt = bench.titled("The drawer's sensor is known")
    finally:
        printer.stop()
    assert learnt.over
    assert learnt.open_when == ("high" if bench.simulated.model.drawer_open_high else "low")


def test_a_drawer_that_does_not_move_its_sensor_has_none(bench: Bench) -> None:
    printer = bench.attach()
    printer.start()
    try:
        printer.teach(LessonMove.BEGIN)
        printer.teach(LessonMove.SAID)
        bench.titled("Open the drawer")
        printer.teach(LessonMove.SAID)
        assert bench.titled("This drawer has no sensor").open_when == "none"
        printer.teach(LessonMove.END)
    finally:
        printer.stop()


def test_a_printer_that_is_gone_says_so_instead_of_guessing(bench: Bench) -> None:
    bench.host.unplug()
    printer = bench.attach()
    printer.start()
    try:
        printer.teach(LessonMove.BEGIN)
        printer.teach(LessonMove.SAID)
        assert not bench.titled("The printer does not answer").over
    finally:
        printer.stop()


@pytest.mark.parametrize(
    ("form", "real_time"), [(DrawerPulse.REAL_TIME, True), (DrawerPulse.BUFFERED, False)]
)
def test_the_lane_s_pin_and_kind_of_pulse_reach_the_drawer(
    bench: Bench, *, form: DrawerPulse, real_time: bool
) -> None:
    printer = bench.attach(drawer_pin=5, drawer_pulse=form)
    printer.start()
    try:
        printer.teach(LessonMove.BEGIN)
        printer.teach(LessonMove.SAID)
        bench.titled("Open the drawer")  # so the printer is there
        printer.open_drawer()
        answer = bench.until(lambda each: isinstance(each, DrawerAnswered))
    finally:
        printer.stop()
    assert answer == DrawerAnswered(DrawerOutcome.UNCONFIRMED, "no drawer sensor")
    (pulse,) = bench.host.call(lambda: list(bench.simulated.pulses))
    assert (pulse.pin, pulse.real_time) == (1, real_time)
