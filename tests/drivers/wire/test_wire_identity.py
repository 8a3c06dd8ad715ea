"""A device is known by what it is: found under any port name, never mixed up with another."""

from pathlib import Path

import pytest

from drivers.simulator.host import SimulatorHost
from drivers.simulator.scanner import ScannerSimulator
from drivers.wire.errors import WireLost, WireMissing
from drivers.wire.identity import serial_ports
from drivers.wire.ports import AttachedPort, find_path
from drivers.wire.serial_transport import UsbSerialTransport
from drivers.wire.urls import SerialAddress, UsbIdentity, UsbSerialAddress, parse_url

SCANNER = UsbIdentity(0x0C2E, 0x0B6A, "18102B4A3C", "1-1.2")
SAME_KIND = UsbIdentity(0x0C2E, 0x0B6A, "77777", "1-1.3")
CABLE = UsbIdentity(0x0403, 0x6001, "", "1-1.4")
PORTS = [
    AttachedPort("/dev/ttyS0", "on the main board", None),
    AttachedPort("/dev/ttyACM0", "scanner", SAME_KIND),
    AttachedPort("/dev/ttyACM1", "scanner", SCANNER),
    AttachedPort("/dev/ttyUSB0", "cable", CABLE),
]


def wanted(url: str) -> UsbIdentity:
    address = parse_url(url)
    assert isinstance(address, UsbSerialAddress)
    return address.usb


def test_a_device_is_found_by_its_number_wherever_it_is_plugged_in() -> None:
    moved = [AttachedPort("COM9", "scanner", UsbIdentity(0x0C2E, 0x0B6A, "18102B4A3C", "2-4"))]
    device = wanted("usb-serial:0c2e:0b6a:18102B4A3C")
    assert find_path(device, PORTS) == "/dev/ttyACM1"
    assert find_path(device, moved) == "COM9"


def test_a_device_without_a_number_is_found_by_its_place() -> None:
    assert find_path(wanted("usb-serial:0403:6001@1-1.4"), PORTS) == "/dev/ttyUSB0"
    with pytest.raises(WireMissing, match="0403:6001 at 1-2"):
        find_path(wanted("usb-serial:0403:6001@1-2"), PORTS)


def test_two_devices_that_fit_are_refused_and_not_guessed() -> None:
    with pytest.raises(WireLost, match="fits 2 devices"):
        find_path(wanted("usb-serial:0C2E:0B6A"), PORTS)


def test_a_device_that_is_away_is_missing_by_name() -> None:
    with pytest.raises(WireMissing, match="USB device 0C2E:0B6A number 1"):
        find_path(wanted("usb-serial:0C2E:0B6A:1"), PORTS)


@pytest.mark.parametrize("url", ["usb-serial:", "usb-serial:0C2E", "usb-serial:XYZW:0001"])
def test_a_mistake_in_a_usb_address_is_named(url: str) -> None:
    with pytest.raises(ValueError, match="VID:PID"):
        parse_url(url)


def test_the_line_settings_go_with_the_device() -> None:
    address = parse_url("usb-serial:0C2E:0B6A:1?baud=115200")
    assert isinstance(address, UsbSerialAddress)
    assert address.line("COM3") == SerialAddress("COM3", baud=115200)


def test_the_system_can_be_asked() -> None:
    assert all(port.path for port in serial_ports())


def test_a_replugged_device_is_opened_under_its_new_name() -> None:
    simulator = ScannerSimulator()
    with SimulatorHost(simulator, "pty:") as host:

        def ports() -> list[AttachedPort]:
            return [AttachedPort(host.url.removeprefix("serial:"), "scanner", SCANNER)]

        address = parse_url("usb-serial:0C2E:0B6A:18102B4A3C")
        assert isinstance(address, UsbSerialAddress)
        wire = UsbSerialTransport(address, ports)
        wire.open()
        first = wire.where
        host.unplug()
        with pytest.raises(WireLost):
            wire.read(1, 2.0)
        host.replug()  # while the lost port is still held: the system has to choose another name
        wire.close()
        wire.open()
        assert wire.where != first
        assert Path(wire.where).exists()
        wire.close()
