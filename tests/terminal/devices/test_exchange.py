"""The places of a lane: the last wish counts, and nothing that stood in one is left behind."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.counter import SETTINGS
from terminal.app.inputs import DeviceRole
from terminal.app.settings import Devices, Settings
from terminal.devices.exchange import Exchange

PATIENCE_S = 30.0
PORT, NETWORK = "serial:/dev/ttyS0", "tcp://192.0.2.1:9100"


def printer_at(address: str) -> Settings:
    return replace(SETTINGS, devices=Devices(printer=address))


@dataclass
class Device:
    """One whose end can be held up, as by a connect that nobody answers."""

    address: str
    may_go: threading.Event
    stopped: int = 0

    def start(self) -> None:
        """It runs."""

    def look_again(self) -> None:
        """There is nothing to find."""

    def stop(self) -> None:
        assert self.may_go.wait(PATIENCE_S)
        self.stopped += 1


@dataclass
class Place:
    """One printer's place, and everything that has stood in it."""

    first: str = PORT
    may_go: threading.Event = field(default_factory=threading.Event)
    stood: list[Device] = field(default_factory=list)
    left: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        self.exchange = Exchange(self.leave, self.begin, lambda _settings: None)
        first = self.begin(DeviceRole.PRINTER, printer_at(self.first))
        self.exchange.stands(DeviceRole.PRINTER, first, printer_at(self.first))

    def leave(self, _role: DeviceRole) -> None:
        self.left += 1

    def begin(self, _role: DeviceRole, wished: Settings) -> Device | None:
        with self.changed:
            device = Device(wished.devices.printer, self.may_go)
            self.stood.append(device)
            self.changed.notify_all()
            return device

    def wish(self, address: str) -> None:
        self.exchange.wish(DeviceRole.PRINTER, printer_at(address))

    def until_stood(self, count: int) -> list[str]:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.stood) >= count, PATIENCE_S)
            return [each.address for each in self.stood]


@pytest.fixture
def port() -> Iterator[Place]:
    place = Place(PORT)
    yield place
    place.may_go.set()
    place.exchange.stop()


@pytest.fixture
def network() -> Iterator[Place]:
    place = Place(NETWORK)
    yield place
    place.may_go.set()
    place.exchange.stop()


def test_nothing_begins_at_a_port_before_the_one_there_has_gone(port: Place) -> None:
    port.wish("serial:/dev/ttyS1")
    port.wish("serial:/dev/ttyS2")
    assert port.left == 2, "what stood there is out of use at once"
    assert [each.address for each in port.stood] == [PORT]
    port.may_go.set()
    assert port.until_stood(2) == [PORT, "serial:/dev/ttyS2"], "the last wish counts"


def test_one_that_hangs_on_the_network_holds_nobody_up(network: Place) -> None:
    network.wish(PORT)
    assert network.until_stood(2) == [NETWORK, PORT]
    assert network.stood[0].stopped == 0, "it is still going"


def test_the_end_waits_for_what_is_still_going(network: Place) -> None:
    network.wish(PORT)
    network.until_stood(2)
    network.may_go.set()
    network.exchange.stop()
    assert [each.stopped for each in network.stood] == [1, 1]


@given(st.lists(st.sampled_from([PORT, NETWORK, "serial:/dev/ttyS1"]), max_size=6))
@settings(deadline=None)
def test_whatever_is_wished_for_everything_that_stood_is_stopped_once(wishes: list[str]) -> None:
    """Bug: of two wishes in a row the one between was never stopped: it kept its port for ever."""
    place = Place()
    place.may_go.set()
    for address in wishes:
        place.wish(address)
    place.exchange.stop()
    assert all(each.stopped == 1 for each in place.stood)
