"""A scanner that waits for the host is answered once per scan, and never with another's answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.scanner.messages import (
    Arm,
    BeepError,
    BeepGood,
    Disarm,
    Dropped,
    ScanDropped,
    Scanned,
    Sound,
)
from drivers.scanner.profile import HONEYWELL_HOST_ACK, PROFILES, ScannerProfile
from drivers.scanner.protocol import SILENCE_S, ScannerProtocol
from drivers.simulator.scanner import ERROR, GOOD_READ, LOW, ScannerSimulator

GOOD, RAZZ, SEEN = b"\x1b7,", b"\x1b8,\x1b8,", b"\x1b4,"
UPC, OTHER = b"]E0012345678905\r", b"]E0300450449108\r"


@pytest.fixture
def protocol() -> ScannerProtocol:
    made = ScannerProtocol(HONEYWELL_HOST_ACK)
    made.connected(0.0)
    return made


@pytest.mark.parametrize(("command", "sound"), [(BeepGood(), GOOD), (BeepError(), RAZZ)])
def test_nothing_is_answered_before_the_program_has_looked(
    protocol: ScannerProtocol, command: BeepGood | BeepError, sound: bytes
) -> None:
    protocol.receive(UPC, 1.0)
    assert protocol.outgoing() == b""
    assert protocol.deadline() == 11.0
    protocol.command(command, 1.2)
    assert protocol.outgoing() == sound
    assert protocol.deadline() is None


def test_an_answer_after_ten_seconds_is_not_sent_and_the_next_one_is(
    protocol: ScannerProtocol,
) -> None:
    protocol.receive(UPC, 1.0)
    protocol.tick(11.0)
    protocol.command(BeepGood(), 11.5)
    assert protocol.outgoing() == b""
    protocol.receive(OTHER, 12.0)
    protocol.command(BeepError(), 12.1)
    assert protocol.outgoing() == RAZZ


def test_lateness_needs_no_tick_to_be_noticed(protocol: ScannerProtocol) -> None:
    protocol.receive(UPC, 1.0)
    protocol.command(BeepGood(), 11.0)
    assert protocol.outgoing() == b""


def test_a_repeat_is_answered_here_and_whatever_is_told_by_the_program(
    protocol: ScannerProtocol,
) -> None:
    protocol.receive(UPC, 1.0)
    protocol.command(BeepGood(), 1.0)
    protocol.outgoing()
    protocol.receive(UPC, 1.1)
    assert protocol.outgoing() == SEEN
    protocol.command(Disarm(), 2.0)
    for told in (OTHER, b"\x00\x01\r"):
        protocol.receive(told, 2.0)
        assert protocol.outgoing() == b""
        assert protocol.deadline() == 12.0
        protocol.command(BeepError(), 2.0)
        assert protocol.outgoing() == RAZZ
    assert protocol.deadline() is None


def test_a_late_answer_is_not_heard_as_that_of_the_next_scan(protocol: ScannerProtocol) -> None:
    protocol.receive(UPC, 1.0)
    protocol.tick(11.0)
    protocol.receive(OTHER, 11.5)
    protocol.command(BeepGood(), 11.6)
    assert protocol.outgoing() == b""
    protocol.command(BeepError(), 11.7)
    assert protocol.outgoing() == RAZZ


def test_another_sound_is_left_out_while_a_scan_waits(protocol: ScannerProtocol) -> None:
    protocol.receive(UPC, 1.0)
    protocol.command(Sound(good=False), 1.1)
    assert protocol.outgoing() == b""
    protocol.command(BeepGood(), 1.2)
    protocol.command(Sound(good=False), 1.3)
    assert protocol.outgoing() == GOOD + RAZZ


@given(st.lists(st.sampled_from(["scan", "repeat", "garbage", "disarmed", "alert"]), max_size=30))
def test_every_label_gets_exactly_one_answer(happened: list[str]) -> None:
    """The other end of the cable: it reads on only when it hears a sound, one for each label."""
    protocol = ScannerProtocol(HONEYWELL_HOST_ACK)
    scanner = ScannerSimulator(host_acknowledge=True)
    protocol.connected(0.0)
    scanner.connected(0.0)
    label, now = 0, 1.0
    for each in happened:
        now += 0.1
        if each == "alert":
            protocol.command(Sound(good=False), now)
            protocol.outgoing()
            continue
        label += each != "repeat"
        protocol.command(Disarm() if each == "disarmed" else Arm(), now)
        data = b"\x00\x01" if each == "garbage" else b"%012d" % label
        assert scanner.scan("]E0", data), "the scanner still waits for an answer"
        protocol.receive(scanner.outgoing(), now)
        answers = protocol.outgoing()
        for event in protocol.events():
            if event != ScanDropped(Dropped.DUPLICATE):
                protocol.command(Sound(good=False), now)
                protocol.command(BeepGood(), now)
            answers += protocol.outgoing()
        assert answers in (GOOD, SEEN)
        scanner.receive(answers, now)


def test_a_sound_that_answers_nothing_is_only_a_sound(protocol: ScannerProtocol) -> None:
    protocol.command(BeepError(), 1.0)
    assert protocol.outgoing() == RAZZ


def test_a_lost_wire_waits_for_nothing(protocol: ScannerProtocol) -> None:
    protocol.receive(UPC, 1.0)
    protocol.disconnected(2.0)
    assert protocol.deadline() is None
    protocol.connected(2.1)
    protocol.receive(OTHER, 2.2)
    protocol.command(BeepError(), 2.3)
    assert protocol.outgoing() == b"", "the answer to the scan before the cable was pulled"
    protocol.command(BeepGood(), 2.4)
    assert protocol.outgoing() == GOOD


def test_a_scan_by_silence_waits_for_its_answer_too(protocol: ScannerProtocol) -> None:
    protocol.receive(UPC[:-1], 1.0)
    protocol.tick(1.0 + SILENCE_S)
    assert isinstance(protocol.events()[0], Scanned)
    assert protocol.deadline() == 1.0 + SILENCE_S + 10.0


def test_a_scanner_that_waits_for_a_sound_has_sounds() -> None:
    with pytest.raises(ValueError, match="sounds"):
        ScannerProfile("mute", waits_s=10.0)
    assert PROFILES["honeywell-host-ack"] is HONEYWELL_HOST_ACK


def test_the_simulated_scanner_reads_on_once_it_is_answered(protocol: ScannerProtocol) -> None:
    scanner = ScannerSimulator(host_acknowledge=True)
    scanner.connected(0.0)
    for now, command, beep in ((1.0, BeepGood(), GOOD_READ), (2.0, BeepError(), ERROR)):
        scanner.tick(now)
        assert scanner.scan("]E0", b"%012d" % now)
        assert not scanner.scan("]E0", b"012345678905")
        protocol.receive(scanner.outgoing(), now)
        protocol.command(command, now)
        scanner.receive(protocol.outgoing(), now)
        assert scanner.beeps[-1] == beep
    assert scanner.scan("]E0", b"%012d" % 2)
    protocol.receive(scanner.outgoing(), 2.1)
    scanner.receive(protocol.outgoing(), 2.1)
    assert scanner.beeps[-1] == LOW


def test_the_simulated_scanner_gives_up_after_ten_seconds() -> None:
    scanner = ScannerSimulator(host_acknowledge=True)
    scanner.connected(0.0)
    assert scanner.scan("]E0", b"012345678905")
    scanner.tick(9.9)
    assert scanner.beeps == []
    scanner.tick(10.0)
    assert not scanner.suspended
    assert scanner.beeps == [ERROR]
