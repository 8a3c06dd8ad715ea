"""Which device is which (devices.feature)."""

from collections.abc import Iterator

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from drivers.simulator.host import SimulatorHost
from drivers.simulator.scanner import ScannerSimulator
from features.clerk import GOODS, Clerk
from features.stand import Stand
from terminal.app.equipment import ROLES
from terminal.app.inputs import DeviceRole, FoundDevice
from terminal.app.state import DevicesPage, SalePage

scenarios("devices.feature")


@pytest.fixture
def spare(stand: Stand) -> Iterator[SimulatorHost]:
    """A scanner of which the lane's settings know nothing."""
    device = ScannerSimulator()
    with SimulatorHost(device, f"pty:{stand.folder}/spare.port?baud=115200") as host:
        stand.spares.append(FoundDevice(host.url, "Spare scanner", "spare.port"))
        yield host


@given("a second scanner is plugged in")
def plugged_in(spare: SimulatorHost) -> None:
    assert spare.url


@when(parsers.parse("the manager opens the devices page at the {device}"))
def open_page(stand: Stand, clerk: Clerk, device: str) -> None:
    role = DeviceRole(device.replace(" ", "_"))
    clerk.press("Ctrl+E")
    stand.until("the devices page", lambda s: isinstance(s.page, DevicesPage))
    for _ in ROLES:
        if page(stand).role is not role:
            before = page(stand).role
            clerk.press("Down")
            stand.until("another device", lambda s, b=before: page(stand).role is not b)  # type: ignore[misc]


@when("looks for what is plugged in")
def look(stand: Stand, clerk: Clerk) -> None:
    clerk.press("F6")
    stand.until("something is found", lambda _: page(stand).found is not None)


@when("the manager tries the spare scanner")
def try_spare(stand: Stand, clerk: Clerk) -> None:
    found = [each.name for each in page(stand).found or ()]
    clerk.press(f"Alt+{found.index('Spare scanner') + 1}")


@when("the manager keeps it")
def keep(stand: Stand, clerk: Clerk) -> None:
    clerk.press("F9")
    stand.until("the trial is over", lambda _: page(stand).trial is None)


@when("the manager goes back without keeping it")
def put_back(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Esc")
    stand.until("the trial is over", lambda _: page(stand).trial is None)


@when("the manager goes back to the ticket")
def back(stand: Stand, clerk: Clerk) -> None:
    for _ in range(2):
        before = stand.state.page
        if isinstance(before, DevicesPage):
            clerk.press("Esc")
            stand.until("a step back", lambda s, b=before: s.page != b)  # type: ignore[misc]
    assert isinstance(stand.state.page, SalePage)


@when("the spare scanner reads ibuprofen")
def spare_reads(stand: Stand, spare: SimulatorHost) -> None:
    device = spare._device
    assert isinstance(device, ScannerSimulator)
    spare.call(lambda: device.scan("]E0", GOODS["ibuprofen"].encode()))
    stand.until("the item is on the ticket", lambda s: s.sale is not None)


@when("tests the device")
def test_it(clerk: Clerk) -> None:
    clerk.press("F9")


@when(parsers.parse('types the address "{address}"'))
def type_address(clerk: Clerk, address: str) -> None:
    clerk.enter(address)


@then("ibuprofen is on the ticket once")
def once(stand: Stand) -> None:
    sale = stand.state.sale
    assert sale is not None
    assert len(sale.live_lines) == 1


@then("the old scanner is let go of")
def old_free(stand: Stand) -> None:
    scanner, host = stand.world.scanner, stand.world.plugged.scanner
    stand.until_true("nobody holds it", lambda: not host.call(lambda: scanner.plugged_in))


@then("the spare scanner is let go of")
def spare_free(stand: Stand, spare: SimulatorHost) -> None:
    device = spare._device
    assert isinstance(device, ScannerSimulator)
    stand.until_true("nobody holds it", lambda: not spare.call(lambda: device.plugged_in))


@then("every device is in order again")
def in_order(stand: Stand) -> None:
    stand.ready()


def page(stand: Stand) -> DevicesPage:
    shown = stand.state.page
    assert isinstance(shown, DevicesPage)
    return shown
