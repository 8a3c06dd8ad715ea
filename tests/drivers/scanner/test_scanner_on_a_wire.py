"""The scanner driver on a real port, against the simulated scanner."""

import queue
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drivers.scanner.messages import (
    BeepError,
    BeepGood,
    Garbage,
    ScanGarbage,
    Scanned,
    ScannerCommand,
    ScannerEvent,
)
from drivers.scanner.profile import HONEYWELL
from drivers.scanner.protocol import ScannerProtocol
from drivers.simulator.faults import PERFECT, LinkFaults
from drivers.simulator.host import SimulatorHost
from drivers.simulator.scanner import ERROR, GOOD_READ, ScannerSimulator
from drivers.wire.link import LinkDown, LinkEvent, LinkUp
from drivers.wire.runner import DeviceRunner

PATIENCE_S = 30.0
Events = queue.Queue[ScannerEvent | LinkEvent]


@contextmanager
def counter(
    simulator: ScannerSimulator, url: str = "pty:?baud=115200", faults: LinkFaults = PERFECT
) -> Iterator[tuple[SimulatorHost, DeviceRunner[ScannerCommand, ScannerEvent], Events]]:
    events: Events = queue.Queue()
    with SimulatorHost(simulator, url, to_terminal=faults) as host:
        runner = DeviceRunner("scanner", host.url, ScannerProtocol(HONEYWELL), events.put)
        runner.start()
        try:
            assert isinstance(events.get(timeout=PATIENCE_S), LinkUp)
            yield host, runner, events
        finally:
            runner.stop()


def content(event: ScannerEvent | LinkEvent) -> bytes:
    assert isinstance(event, Scanned)
    return event.data


def test_two_hundred_scans_five_milliseconds_apart_all_arrive_in_order() -> None:
    scanner = ScannerSimulator()
    labels = [b"%012d" % number for number in range(200)]
    with counter(scanner) as (host, _, events):
        for label in labels:
            host.call(lambda label=label: scanner.scan("]E0", label))  # type: ignore[misc]
            time.sleep(0.005)
        assert [content(events.get(timeout=PATIENCE_S)) for _ in labels] == labels


def test_scans_byte_by_byte_without_suffix_arrive_whole() -> None:
    scanner = ScannerSimulator(suffix=b"", sends_aim=False)
    with counter(scanner, faults=LinkFaults(byte_by_byte=True)) as (host, _, events):
        host.call(lambda: scanner.scan("]C0", b"6012345-02"))
        assert content(events.get(timeout=PATIENCE_S)) == b"6012345-02"


def test_garbage_is_told_and_the_next_scan_works() -> None:
    scanner = ScannerSimulator()
    with counter(scanner) as (host, _, events):
        host.call(lambda: scanner.garbage(5000))
        event = events.get(timeout=PATIENCE_S)
        assert isinstance(event, ScanGarbage)
        assert event.reason is Garbage.OVERLONG
        time.sleep(0.1)  # the person lifts the next item: silence on the line
        host.call(lambda: scanner.scan("]E0", b"012345678905"))
        assert content(events.get(timeout=PATIENCE_S)) == b"012345678905"


def test_beeps_are_heard() -> None:
    scanner = ScannerSimulator()
    with counter(scanner) as (host, runner, _):
        runner.send(BeepGood())
        runner.send(BeepError())
        give_up = time.monotonic() + PATIENCE_S
        while len(host.call(lambda: list(scanner.beeps))) < 3 and time.monotonic() < give_up:
            time.sleep(0.002)
        assert scanner.beeps == [GOOD_READ, ERROR, ERROR]


def test_a_scanner_that_is_unplugged_in_the_middle_of_a_scan_loses_that_scan_only(
    tmp_path: Path,
) -> None:
    scanner = ScannerSimulator()
    faults = LinkFaults(unplug_at=8)
    with counter(scanner, f"pty:{tmp_path / 'scanner'}", faults) as (host, _, events):
        host.call(lambda: scanner.scan("]E0", b"012345678905"))
        assert isinstance(events.get(timeout=PATIENCE_S), LinkDown)
        host.replug()
        assert isinstance(events.get(timeout=PATIENCE_S), LinkUp)
        host.call(lambda: scanner.scan("]E0", b"300450449108"))
        assert content(events.get(timeout=PATIENCE_S)) == b"300450449108"
