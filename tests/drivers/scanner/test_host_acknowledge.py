"""A scanner that waits for the host is answered once per scan, and never with another's answer."""

import pytest

from drivers.scanner.messages import Arm, BeepError, BeepGood, Disarm, Scanned
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


def test_a_scan_that_the_program_never_sees_is_answered_here(protocol: ScannerProtocol) -> None:
    protocol.receive(UPC, 1.0)
    protocol.command(BeepGood(), 1.0)
    protocol.outgoing()
    protocol.receive(UPC, 1.1)
    assert protocol.outgoing() == SEEN
    protocol.command(Disarm(), 2.0)
    protocol.receive(OTHER, 2.0)
    assert protocol.outgoing() == RAZZ
    protocol.command(Arm(), 3.0)
    protocol.receive(b"\x00\x01\r", 3.0)
    assert protocol.outgoing() == RAZZ
    assert protocol.deadline() is None


def test_a_sound_that_answers_nothing_is_only_a_sound(protocol: ScannerProtocol) -> None:
    protocol.command(BeepError(), 1.0)
    assert protocol.outgoing() == RAZZ


def test_a_lost_wire_waits_for_nothing(protocol: ScannerProtocol) -> None:
    protocol.receive(UPC, 1.0)
    protocol.disconnected(2.0)
    assert protocol.deadline() is None
    protocol.connected(20.0)
    protocol.command(BeepGood(), 20.0)
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
