"""One device makes room for another at the open counter."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from drivers.simulator.host import SimulatorHost
from drivers.simulator.printer import Model, SimulatedPrinter
from helpers.counter import SETTINGS
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Condition, DeviceRole, PrintState
from terminal.app.receipt import Receipt, TextRow
from terminal.app.settings import Devices, Settings
from terminal.devices.rack import Rack
from terminal.domain.identity import JobId

PATIENCE_S = 30.0
JOB = e.PrintReceipt(JobId("1-000001/1"), "!!!!", Receipt((TextRow("TOTAL", "1.00"),) * 60))


@dataclass
class Ear:
    heard: list[i.Input] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, what: i.Input) -> None:
        with self.changed:
            self.heard.append(what)
            self.changed.notify_all()

    def until(self, found: Callable[[i.Input], bool]) -> None:
        with self.changed:
            happened = self.changed.wait_for(lambda: any(map(found, self.heard)), PATIENCE_S)
        assert happened, f"waited in vain; heard {self.heard}"

    def forget(self) -> None:
        with self.changed:
            self.heard.clear()


def well(what: i.Input) -> bool:
    return what == i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.GOOD)


def settings(host: SimulatorHost) -> Settings:
    return replace(SETTINGS, devices=Devices(printer=host.url))


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[SimulatorHost]:
    model = Model(dots_per_s=100)
    with SimulatorHost(SimulatedPrinter(model), f"pty:{tmp_path}/slow?baud=115200") as host:
        yield host


@pytest.fixture
def other(tmp_path: Path) -> Iterator[SimulatorHost]:
    model = Model(dots_per_s=0)
    with SimulatorHost(SimulatedPrinter(model), f"pty:{tmp_path}/other?baud=115200") as host:
        yield host


def test_a_receipt_under_way_ends_as_unknown_and_the_old_printer_is_heard_no_more(
    slow: SimulatorHost, other: SimulatorHost
) -> None:
    ear = Ear()
    rack = Rack(settings(slow), ear)
    rack.start()
    try:
        ear.until(well)
        rack.perform(JOB)
        ear.until(lambda each: each == i.PrintJobMoved(JOB.job, PrintState.SENDING))
        ear.forget()
        rack.perform(e.UseDevice(DeviceRole.PRINTER, settings(other)))
        ear.until(lambda each: isinstance(each, i.PrintJobMoved))
        ear.until(well)
        moves = [each for each in ear.heard if isinstance(each, i.PrintJobMoved)]
        ear.forget()
        slow.unplug()
        rack.perform(replace(JOB, job=JobId("1-000002/1"), process_id="!!!#"))
        ear.until(lambda each: each == i.PrintJobMoved(JobId("1-000002/1"), PrintState.PRINTED))
        health = [each for each in ear.heard if isinstance(each, i.DeviceHealthChanged)]
    finally:
        rack.stop()
    assert [each.state for each in moves] == [PrintState.UNKNOWN]
    assert [each for each in health if each.condition is Condition.DOWN] == []


def test_an_address_that_no_wire_understands_is_told_and_the_next_one_is_taken(
    other: SimulatorHost,
) -> None:
    ear = Ear()
    rack = Rack(SETTINGS, ear)
    rack.start()
    try:
        wrong = replace(SETTINGS, devices=Devices(printer="tcp://no port"))
        rack.perform(e.UseDevice(DeviceRole.PRINTER, wrong))
        ear.until(lambda each: getattr(each, "condition", None) is Condition.DOWN)
        rack.perform(e.UseDevice(DeviceRole.PRINTER, settings(other)))
        ear.until(well)
    finally:
        rack.stop()


def test_a_lane_that_gives_its_printer_up_has_none(other: SimulatorHost) -> None:
    ear = Ear()
    rack = Rack(settings(other), ear)
    rack.start()
    try:
        ear.until(well)
        rack.perform(e.UseDevice(DeviceRole.PRINTER, SETTINGS))
        absent = i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.ABSENT)
        ear.until(lambda each: each == absent)
        rack.perform(JOB)
        ear.until(lambda each: isinstance(each, i.PrintJobMoved) and bool(each.reason))
    finally:
        rack.stop()
