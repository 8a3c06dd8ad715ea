"""What stands where on a lane, and how a person's words become an address."""

from dataclasses import replace

import pytest

from helpers.counter import SETTINGS
from terminal.app.equipment import (
    ROLES,
    address_of,
    assignable,
    kind_in,
    kinds,
    typed_address,
    usable_for,
    with_address,
    with_kind,
)
from terminal.app.inputs import DeviceRole, FoundDevice
from terminal.app.settings import CardTerminalKind, Devices, DisplayKind, Nexo, ScannerKind

WIRED = replace(
    SETTINGS,
    devices=Devices("serial:/dev/ttyS0", "tcp://192.0.2.9:9100", "serial:/dev/ttyS1", "tcp://a:1"),
    customer_screen="HDMI-2",
)
NEXO = replace(
    SETTINGS,
    card_terminal_kind=CardTerminalKind.NEXO,
    nexo=Nexo("https://192.0.2.12:8443/nexo", "V400m-123456789", "key", 1, "terminal.pem"),
)


@pytest.mark.parametrize(
    ("role", "typed", "address"),
    [
        (DeviceRole.PRINTER, "192.0.2.7", "tcp://192.0.2.7:9100"),
        (DeviceRole.CARD_TERMINAL, " 192.0.2.7 ", "tcp://192.0.2.7:10009"),
        (DeviceRole.CARD_TERMINAL, "till.example:5000", "tcp://till.example:5000"),
        (DeviceRole.SCANNER, "serial:COM3?baud=9600", "serial:COM3?baud=9600"),
        (DeviceRole.SCANNER, "COM4", "serial:COM4"),
        (DeviceRole.SCANNER, "/dev/ttyUSB0", "serial:/dev/ttyUSB0"),
        (DeviceRole.PRINTER, "tcp://192.0.2.7:9100", "tcp://192.0.2.7:9100"),
        (DeviceRole.PRINTER, "spool:EPSON Receipt", "spool:EPSON Receipt"),
    ],
)
def test_what_is_typed_is_a_network_address_unless_it_says_more(
    role: DeviceRole, typed: str, address: str
) -> None:
    assert typed_address(role, typed) == address


def test_the_drawer_is_where_its_printer_is_and_the_screen_where_the_settings_say() -> None:
    addresses = {role: address_of(WIRED, role) for role in ROLES}
    assert addresses[DeviceRole.DRAWER] == addresses[DeviceRole.PRINTER] == "tcp://192.0.2.9:9100"
    assert addresses[DeviceRole.CUSTOMER_SCREEN] == "HDMI-2"


def test_a_nexo_terminal_has_its_own_address_and_is_not_assigned_by_it() -> None:
    assert address_of(NEXO, DeviceRole.CARD_TERMINAL) == "https://192.0.2.12:8443/nexo"
    assert not assignable(NEXO, DeviceRole.CARD_TERMINAL)
    assert assignable(WIRED, DeviceRole.CARD_TERMINAL)
    assert not assignable(WIRED, DeviceRole.DRAWER)


def test_a_scanner_of_reports_is_of_no_other_kind_and_one_of_text_not_of_that() -> None:
    reports = with_address(WIRED, DeviceRole.SCANNER, "hid:0C2E:0B6A:A1")
    assert reports.scanner_kind is ScannerKind.HID
    assert kinds(reports, DeviceRole.SCANNER) == ()
    text = with_address(reports, DeviceRole.SCANNER, "serial:/dev/ttyS0")
    assert text.scanner_kind is ScannerKind.PLAIN
    honeywell = with_kind(text, DeviceRole.SCANNER, ScannerKind.HONEYWELL.value)
    again = with_address(honeywell, DeviceRole.SCANNER, "serial:/dev/ttyS2")
    assert again.scanner_kind is ScannerKind.HONEYWELL


@pytest.mark.parametrize("role", ROLES)
def test_each_kind_that_is_offered_is_the_kind_once_it_is_chosen(role: DeviceRole) -> None:
    for kind in kinds(WIRED, role):
        assert kind_in(with_kind(WIRED, role, kind), role) == kind


def test_what_has_no_kinds_says_what_it_is_or_nothing() -> None:
    assert kind_in(NEXO, DeviceRole.CARD_TERMINAL) == "nexo"
    assert kind_in(WIRED, DeviceRole.DRAWER) == ""
    assert kinds(WIRED, DeviceRole.DRAWER) == ()
    assert WIRED.display_kind is DisplayKind.EPSON


def test_nothing_plugged_in_is_a_drawer() -> None:
    found = (FoundDevice("serial:/dev/ttyS0", "Serial port"),)
    assert usable_for(DeviceRole.DRAWER, found) == ()
    assert usable_for(DeviceRole.PRINTER, found) == found
