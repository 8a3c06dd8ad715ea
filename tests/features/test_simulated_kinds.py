"""What `rxlane simulate` prints for a kind of device is a lane that the counter can use."""

import itertools
import queue
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from features.console import LIMIT_S, ROOT, command, surroundings
from terminal.app.inputs import CodeScanned, Condition, DeviceHealthChanged, Input
from terminal.app.settings import Settings
from terminal.devices.display import Display
from terminal.devices.scanner import Scanner
from terminal.domain.barcode import GtinCode
from terminal.setup_files import load_settings

EXAMPLE = (ROOT / "resources" / "settings" / "example.toml").read_text("utf-8")

SUNSCREEN, CHOCOLATE = "0614141101009", "0614141101115"


@dataclass
class Simulated:
    """The program at its console."""

    program: "subprocess.Popen[str]"
    said: list[str]

    def say(self, line: str) -> str:
        """Type a line; what it is answered with first."""
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        self.program.stdin.write(line + "\n")
        self.program.stdin.flush()
        return self.program.stdout.readline().rstrip("\n")


@contextmanager
def simulated(*words: str) -> Iterator[Simulated]:
    program = subprocess.Popen(
        command("simulate", *words),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=surroundings({"PYTHONUNBUFFERED": "1"}),
    )
    assert program.stdin is not None
    assert program.stdout is not None
    with program.stdin, program.stdout:
        said = [program.stdout.readline()]
        while said[-1] and not said[-1].startswith("Ctrl+C"):
            said.append(program.stdout.readline())
        try:
            yield Simulated(program, said)
        finally:
            program.terminate()
            program.wait(LIMIT_S)


def lane(device: str, said: list[str], folder: Path) -> Settings:
    """The settings with what the program says belongs into them."""
    (told,) = (line for line in said if line.startswith("For settings.toml: "))
    kind, address = told.removeprefix("For settings.toml: ").rstrip("\n").split(", and ")
    text = re.sub(rf"(?m)^{device}_kind = .*$", kind, EXAMPLE)
    text = re.sub(rf"(?m)^{device} = .*$", address.removesuffix(" in [devices]."), text)
    file = folder / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file)


def scanned(device: Simulated, scanner: Scanner, heard: "queue.Queue[Input]") -> str:
    """Hold labels before it until one counts: the counter is armed in a moment."""
    for code in itertools.cycle((SUNSCREEN, CHOCOLATE)):
        if device.say(f"]E0 {code}") != "done":
            continue  # a scanner that is not enabled yet says so
        told = heard.get(timeout=LIMIT_S)
        scanner.answer(good=isinstance(told, CodeScanned))
        if isinstance(told, CodeScanned):
            assert isinstance(told.meaning, GtinCode)
            (found,) = told.meaning.candidates
            return str(found)[-13:]
    raise AssertionError


@pytest.mark.parametrize("kind", ["zebra ssi", "hid", "honeywell host acknowledge"])
def test_a_scanner_of_every_kind_is_read_by_the_counter(kind: str, tmp_path: Path) -> None:
    listen = f"pty:{tmp_path / 'scanner'}"
    with simulated("scanner", "--kind", kind, "--listen", listen) as device:
        settings = lane("scanner", device.said, tmp_path)
        assert settings.scanner_kind.value == kind
        heard: queue.Queue[Input] = queue.Queue()
        scanner = Scanner(settings, heard.put)
        scanner.start()
        try:
            up = heard.get(timeout=LIMIT_S)
            assert isinstance(up, DeviceHealthChanged)
            assert up.condition is Condition.GOOD
            scanner.arm(armed=True)
            assert scanned(device, scanner, heard) in (SUNSCREEN, CHOCOLATE)
        finally:
            scanner.stop()


def test_a_logic_controls_display_shows_what_the_counter_says(tmp_path: Path) -> None:
    listen = f"pty:{tmp_path / 'display'}"
    with simulated("display", "--kind", "logic controls", "--listen", listen) as device:
        settings = lane("display", device.said, tmp_path)
        display = Display(settings, lambda _input: None)
        display.start()
        try:
            display.show("Sunscreen", "TOTAL          11.49")
            seen = ""
            while "TOTAL          11.49" not in seen:
                seen = device.say("show")
                assert device.program.poll() is None
        finally:
            display.stop()
