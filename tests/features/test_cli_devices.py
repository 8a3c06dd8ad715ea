"""`rxlane devices`: what is plugged in, which device is which, and whether it works."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.simulator.card_terminal import SERIAL, CardTerminalSimulator
from drivers.simulator.card_terminal_host import CardTerminalHost
from drivers.simulator.host import SimulatorHost
from drivers.simulator.printer import Model, Roll, SimulatedPrinter
from features.console import at_console, piped
from terminal.paths import resource_root

EXAMPLE = (resource_root() / "resources" / "settings" / "example.toml").read_text(encoding="utf-8")


@pytest.fixture
def lane(tmp_path: Path) -> Path:
    folder = tmp_path / "lane"
    folder.mkdir()
    (folder / "settings.toml").write_text(EXAMPLE, encoding="utf-8")
    return folder


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[SimulatorHost]:
    model = Model(dots_per_s=0)
    with SimulatorHost(SimulatedPrinter(model), f"pty:{tmp_path}/printer?baud=115200") as host:
        yield host


def assigned(lane: Path) -> str:
    devices = tomllib.loads((lane / "devices.toml").read_text(encoding="utf-8"))["devices"]
    return str(devices["printer"])


def test_a_printer_is_assigned_when_its_test_page_came_out(
    lane: Path, printer: SimulatorHost
) -> None:
    words = ("devices", "assign", "printer", printer.url, "--folder", str(lane))
    ended = at_console(*words, "--kind", "80 mm, 48 columns", answers=(("right printer?", "y\r"),))
    assert ended.status == 0, ended.said
    assert "The printer says that the test page is out" in ended.said
    assert assigned(lane) == printer.url
    device = printer._device
    assert isinstance(device, SimulatedPrinter)
    (page,) = printer.call(lambda: [each.text() for each in device.receipts])
    assert "Lane 1" in page
    listed = piped("devices", "list", "--folder", str(lane))
    assert "80 mm, 48 columns" in listed.out


def test_a_person_who_says_no_changes_nothing(lane: Path, printer: SimulatorHost) -> None:
    words = ("devices", "assign", "printer", printer.url, "--folder", str(lane))
    ended = at_console(*words, answers=(("right printer?", "n\r"),))
    assert ended.status == 1
    assert "Nothing was changed" in ended.said
    assert not (lane / "devices.toml").exists()


def test_a_printer_without_paper_is_not_kept(lane: Path, printer: SimulatorHost) -> None:
    device = printer._device
    assert isinstance(device, SimulatedPrinter)
    printer.call(lambda: device.set_roll(Roll.OUT))
    ended = piped("devices", "assign", "printer", printer.url, "--folder", str(lane))
    assert ended.status == 1
    assert "paper out" in ended.said
    assert not (lane / "devices.toml").exists()


def test_a_card_terminal_says_its_serial_number(lane: Path, tmp_path: Path) -> None:
    with CardTerminalHost(CardTerminalSimulator(), "tcp://127.0.0.1:0") as host:
        address = host.url.removeprefix("tcp://")
        words = ("devices", "assign", "card-terminal", address, "--yes", "--folder", str(lane))
        kept = piped(*words)
        tested = piped("devices", "test", "card-terminal", "--folder", str(lane))
    assert (kept.status, tested.status) == (0, 0), kept.said + tested.said
    assert f"Its serial number is {SERIAL}" in tested.out


def test_a_device_that_is_taken_off_is_gone(lane: Path, printer: SimulatorHost) -> None:
    folder = ("--folder", str(lane))
    assert piped("devices", "assign", "printer", printer.url, "--yes", *folder).status == 0
    assert piped("devices", "assign", "printer", "", *folder).status == 0
    assert assigned(lane) == ""
    ended = piped("devices", "test", "printer", *folder)
    assert ended.status == 1
    assert "There is no printer on this lane" in ended.said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("assign", "toaster", "serial:/dev/ttyS0"), "There is no device toaster"),
        (("assign", "printer", "serial:"), "That is no address"),
        (("assign", "scanner", "serial:/dev/ttyS0", "--kind", "loud"), "There is no kind loud"),
        (("assign", "drawer", "serial:/dev/ttyS0"), "There is no device drawer"),
        (("test", "scanner"), "There is no scanner on this lane"),
    ],
)
def test_what_is_not_understood_is_told(lane: Path, words: tuple[str, ...], said: str) -> None:
    ended = piped("devices", *words, "--folder", str(lane))
    assert ended.status == 1
    assert said in ended.said
    assert not (lane / "devices.toml").exists()


def test_without_settings_the_list_shows_what_is_plugged_in(tmp_path: Path) -> None:
    ended = piped("devices", "list", "--folder", str(tmp_path))
    assert ended.status == 0
    assert "no settings yet" in ended.out
