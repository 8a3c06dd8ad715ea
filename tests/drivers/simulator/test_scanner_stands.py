"""Scanners of packets and of reports, told by words, with the real driver at the other end."""

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from drivers.scanner.hid_pos import HidPosProtocol
from drivers.scanner.messages import (
    Arm,
    BeepError,
    BeepGood,
    Disarm,
    Garbage,
    ScanGarbage,
    Scanned,
    ScannerCommand,
)
from drivers.scanner.ssi import CommandFailed, Failure, SsiEvent, SsiProtocol
from drivers.scanner.ssi_packets import Opcode
from drivers.simulator.stand import HID, HOST_ACKNOWLEDGE, KINDS, SSI, Stand, standing
from drivers.simulator.stand_display import DisplayStand
from drivers.simulator.stand_scanner import ScannerStand
from drivers.simulator.stand_scanner_hid import HidScannerStand
from drivers.simulator.stand_scanner_ssi import SsiScannerStand
from drivers.wire.link import LinkEvent, LinkUp
from drivers.wire.protocol import WireProtocol
from drivers.wire.runner import DeviceRunner
from terminal.app.settings import CardTerminalKind, DisplayKind, ScannerKind

PATIENCE_S = 30.0
LICENCE = r"@\n\x1e\rANSI " + "x" * 600 + r"\r"
Runner = DeviceRunner[ScannerCommand, SsiEvent]


@dataclass
class Counter:
    """A scanner's stand, and the counter's driver on its cable."""

    stand: Stand
    runner: Runner
    heard: "queue.Queue[SsiEvent | LinkEvent]" = field(default_factory=queue.Queue)

    def say(self, *lines: str) -> None:
        for line in lines:
            answer = self.stand.console.run(line)
            assert answer.good, answer.words

    def next(self) -> SsiEvent | LinkEvent:
        return self.heard.get(timeout=PATIENCE_S)

    def scanned(self) -> tuple[str, bytes]:
        event = self.next()
        assert isinstance(event, Scanned), event
        return event.symbology, event.data

    def until_told(self, words: str) -> None:
        end = time.monotonic() + PATIENCE_S
        while words not in (told := self.stand.console.run("show").words):
            assert time.monotonic() < end, told
            time.sleep(0.005)


@contextmanager
def counter(
    kind: str,
    speaks: Callable[[], WireProtocol[ScannerCommand, SsiEvent]],
    folder: Path,
    state: Path | None = None,
) -> Iterator[Counter]:
    with standing("scanner", f"pty:{folder / 's'}?baud=9600", state, kind=kind) as stand:
        heard: queue.Queue[SsiEvent | LinkEvent] = queue.Queue()
        runner = Runner("scanner", stand.host.url, speaks(), heard.put)
        runner.start()
        try:
            assert isinstance(heard.get(timeout=PATIENCE_S), LinkUp)
            yield Counter(stand, runner, heard)
        finally:
            runner.stop()


@pytest.fixture
def zebra(tmp_path: Path) -> Iterator[Counter]:
    with counter(SSI, SsiProtocol, tmp_path) as made:
        yield made


@pytest.fixture
def hid(tmp_path: Path) -> Iterator[Counter]:
    with counter(HID, HidPosProtocol, tmp_path) as made:
        yield made


# --- kinds


def test_a_simulated_device_is_of_every_kind_that_the_settings_know() -> None:
    typed = {ScannerKind.KEYBOARD}  # it has no cable
    assert set(KINDS["scanner"]) == {each.value for each in set(ScannerKind) - typed}
    assert set(KINDS["display"]) == {each.value for each in DisplayKind}
    assert set(KINDS["card-terminal"]) == {each.value for each in CardTerminalKind}


def test_a_scanner_that_is_to_be_acknowledged_waits_for_its_beep(tmp_path: Path) -> None:
    with standing("scanner", f"pty:{tmp_path / 's'}", kind=HOST_ACKNOWLEDGE) as stand:
        assert isinstance(stand, ScannerStand)
        assert stand.host.call(stand.look).host_acknowledge


def test_a_logic_controls_display_reads_its_own_commands(tmp_path: Path) -> None:
    with standing("display", f"pty:{tmp_path / 'd'}", kind="logic controls") as stand:
        assert isinstance(stand, DisplayStand)
        assert stand.name == "Logic Controls display"
        stand.host.call(lambda: stand.display.receive(b"\x1f\x14\x10\x14TOTAL", 0.0))
        assert stand.console.run("show").words == f"|{' ' * 20}|\n|{'TOTAL':20}|"


# --- packets


@pytest.mark.parametrize(
    ("label", "heard"),
    [
        ("]E0 0614141101009", ("]E0", b"0614141101009")),
        ("]E0 614141101009", ("]E0", b"614141101009")),
        ("]E0 01234565", ("]E0", b"01234565")),
        ("]C0 6012345-00", ("]C0", b"6012345-00")),
        (r"]d2 0100614141101009\x1d21A", ("]d2", b"0100614141101009\x1d21A")),
        ("]Q1 6012345-00", ("]Q1", b"6012345-00")),
    ],
)
def test_a_label_arrives_under_its_symbology(
    zebra: Counter, label: str, heard: tuple[str, bytes]
) -> None:
    zebra.say(f"scan {label}")
    assert zebra.scanned() == heard
    zebra.say("aim on", f"scan {label}2")
    assert zebra.scanned() == (heard[0], heard[1] + b"2")


def test_a_symbology_without_a_number_is_not_read(zebra: Counter) -> None:
    answer = zebra.stand.console.run("scan ]Z9 1")
    assert not answer.good
    assert "does not read ]Z9" in answer.words


@pytest.mark.parametrize("trouble", ["bad-check 2", "deaf 1", "split", "corrupt 4"])
def test_a_label_in_trouble_is_one_scan_all_the_same(zebra: Counter, trouble: str) -> None:
    zebra.until_told("ready")
    zebra.say(trouble, "scan ]C0 6012345-00", "scan ]C0 6012345-01")
    assert zebra.scanned() == ("]C0", b"6012345-00")
    assert zebra.scanned() == ("]C0", b"6012345-01")


def test_a_label_that_was_acknowledged_and_comes_again_is_no_second_scan(zebra: Counter) -> None:
    assert not zebra.stand.console.run("again").good, "there was none"
    zebra.say("scan ]C0 6012345-00")
    zebra.scanned()
    zebra.until_told("1 acknowledged")
    zebra.say("again")
    zebra.until_told("2 acknowledged")
    zebra.say("scan ]C0 6012345-01")
    assert zebra.scanned() == ("]C0", b"6012345-01")


def test_an_event_in_the_middle_of_a_label_leaves_it_whole(zebra: Counter) -> None:
    stand = zebra.stand
    assert isinstance(stand, SsiScannerStand)

    def both() -> None:
        stand.scanner.scan(0x11, b"x" * 600)
        stand.scanner.tell_event()

    stand.host.call(both)
    assert zebra.scanned() == ("]L0", b"x" * 600)
    zebra.until_told("4 acknowledged")


def test_a_beep_survives_a_refusal_of_its_packet_and_is_told_when_denied(zebra: Counter) -> None:
    zebra.until_told("ready")
    zebra.say("nak 1")
    zebra.runner.send(BeepGood())
    zebra.until_told("last beeps short high")
    zebra.say("deny beep")
    zebra.runner.send(BeepError())
    assert zebra.next() == CommandFailed(Opcode.BEEP, Failure.REFUSED)
    zebra.say("allow")
    zebra.runner.send(BeepError())
    zebra.until_told("short high, two long low")


def test_a_scanner_without_light_reads_nothing_and_says_so(zebra: Counter) -> None:
    zebra.runner.send(Disarm())
    zebra.until_told("disabled")
    assert "disabled it" in zebra.stand.console.run("scan ]C0 1").words
    zebra.say("power off")
    for line in ("scan ]C0 1", "event"):
        answer = zebra.stand.console.run(line)
        assert not answer.good
        assert "it is off" in answer.words
    zebra.say("power on")
    zebra.runner.send(Arm())
    zebra.until_told("on, enabled")


def test_too_many_packets_at_once_are_refused(zebra: Counter) -> None:
    assert zebra.stand.console.run("deaf 101").words == "At most 100 packets."


def test_what_a_zebra_was_set_to_is_kept_with_its_last_beeps(tmp_path: Path) -> None:
    state = tmp_path / "zebra.db"
    with counter(SSI, SsiProtocol, tmp_path, state) as first:
        first.say("aim on")
        first.runner.send(BeepError())
        first.until_told("two long low")
    with standing("scanner", f"pty:{tmp_path / 's'}", state, kind=SSI) as stand:
        assert isinstance(stand, SsiScannerStand)
        seen = stand.host.call(stand.look)
        assert (seen.sends_aim, seen.beeps) == (True, ("two long low",))


# --- reports


def test_a_licence_arrives_in_many_reports(hid: Counter) -> None:
    hid.say(f"scan ]L2 {LICENCE}")
    symbology, data = hid.scanned()
    assert symbology == "]L2"
    assert data == b"@\n\x1e\rANSI " + b"x" * 600, "the end of a line is a scanner's, not a label's"


@pytest.mark.parametrize("label", ["]C0 6012345-00", f"]L2 {LICENCE}"])
def test_a_label_whose_last_report_never_comes_is_told_and_the_next_is_read(
    hid: Counter, label: str
) -> None:
    hid.say("cut", f"scan {label}")
    garbage = hid.next()
    assert isinstance(garbage, ScanGarbage)
    assert garbage.reason is Garbage.CUT_SHORT
    hid.say("scan ]C0 6012345-01")
    assert hid.scanned() == ("]C0", b"6012345-01")


def test_a_report_of_another_kind_is_no_label(hid: Counter) -> None:
    hid.say("status", "scan ]C0 6012345-00")
    noise = hid.next()
    assert isinstance(noise, ScanGarbage)
    assert noise.reason is Garbage.NOISE
    assert hid.scanned() == ("]C0", b"6012345-00")


def test_what_is_off_says_nothing(hid: Counter) -> None:
    hid.say("power off")
    assert not hid.stand.console.run("scan ]C0 1").good
    assert not hid.stand.console.run("status").good
    hid.say("power on", "scan ]C0 6012345-00")
    assert hid.scanned() == ("]C0", b"6012345-00")


def test_whose_reports_they_are_is_kept(tmp_path: Path) -> None:
    state = tmp_path / "hid.db"
    for said, layout in (("layout idtech", "most"), ("show", "idtech")):
        with standing("scanner", f"pty:{tmp_path / 's'}", state, kind=HID) as stand:
            assert isinstance(stand, HidScannerStand)
            assert stand.host.call(stand.look).layout == layout
            assert stand.console.run(said).good
