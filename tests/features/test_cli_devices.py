"""`rxlane devices`: what is plugged in, which device is which, and whether it works."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers.simulator.card_terminal import SERIAL, CardTerminalSimulator
from drivers.simulator.card_terminal_host import CardTerminalHost
from drivers.simulator.host import SimulatorHost
from drivers.simulator.printer import Model, Roll, SimulatedPrinter
from features.console import Typed, at_console, piped
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
    kept = at_console("devices", "assign", "printer", "", *folder, answers=(("off", "n\r"),))
    assert (kept.status, assigned(lane)) == (1, printer.url)
    ended = at_console("devices", "assign", "printer", "", *folder, answers=(("off", "y\r"),))
    assert ended.status == 0
    assert assigned(lane) == ""
    ended = piped("devices", "test", "printer", *folder)
    assert ended.status == 1
    assert "There is no printer on this lane" in ended.said


def test_a_port_takes_one_device(lane: Path, printer: SimulatorHost) -> None:
    folder = ("--folder", str(lane))
    assert piped("devices", "assign", "printer", printer.url, "--yes", *folder).status == 0
    other_speed = printer.url.replace("115200", "9600")
    ended = piped("devices", "assign", "scanner", other_speed, "--yes", *folder)
    assert ended.status == 1
    assert "The printer of this lane is at" in ended.said
    assert "rxlane devices assign printer ''" in ended.said


@pytest.mark.parametrize("name", ["card-terminal", "card_terminal"])
def test_a_device_is_named_one_way_and_taken_both_ways(lane: Path, name: str) -> None:
    ended = piped("devices", "test", name, "--folder", str(lane))
    assert "There is no card-terminal on this lane" in ended.said
    listed = piped("devices", "list", "--folder", str(lane)).out
    assert "card-terminal" in listed
    assert "card_terminal" not in listed


def test_a_kind_is_found_without_its_comma_and_each_stands_in_a_line_of_its_own(
    lane: Path, printer: SimulatorHost
) -> None:
    words = ("devices", "assign", "printer", printer.url, "--yes", "--folder", str(lane))
    wrong = piped(*words, "--kind", "90 mm")
    assert '  --kind "80 mm, 42 columns"\n  --kind "80 mm, 48 columns"\n' in wrong.said
    assert piped(*words, "--kind", "58 MM 32 columns").status == 0
    assert "58 mm, 32 columns" in piped("devices", "list", "--folder", str(lane)).out


def test_the_drawers_sensor_is_learnt_step_by_step(lane: Path, printer: SimulatorHost) -> None:
    folder = ("--folder", str(lane))
    assert piped("devices", "assign", "printer", printer.url, "--yes", *folder).status == 0
    device = printer._device
    assert isinstance(device, SimulatedPrinter)

    def moved(move: Callable[[], None]) -> Typed:
        return lambda: printer.call(move) or ""

    answers: list[tuple[str, Typed]] = [
        ('"It is closed"', moved(device.close_drawer)),
        ('"It is open"', moved(device.open_drawer)),
        ('"It is closed"', moved(device.close_drawer)),
        ("Keep it?", "y"),
    ]
    ended = at_console("devices", "drawer", *folder, answers=answers)
    assert ended.status == 0, ended.said
    assert "The drawer's sensor is known" in ended.said
    assert printer.call(lambda: device.pulses) == [], "a console opens no drawer"
    learnt = tomllib.loads((lane / "devices.toml").read_text(encoding="utf-8"))["drawer_open_when"]
    assert learnt == ("high" if device.model.drawer_open_high else "low")


def test_a_drawer_without_its_printer_is_not_learnt(lane: Path) -> None:
    ended = piped("devices", "drawer", "--folder", str(lane))
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
