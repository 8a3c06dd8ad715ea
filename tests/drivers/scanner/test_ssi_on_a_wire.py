"""The SSI driver on a real port, against the simulated scanner."""

import queue
import time
from collections.abc import Iterator
from contextlib import contextmanager

from drivers.scanner.messages import BeepGood, Disarm, Scanned, ScannerCommand
from drivers.scanner.ssi import SsiEvent, SsiProtocol
from drivers.simulator.faults import PERFECT, LinkFaults
from drivers.simulator.host import SimulatorHost
from drivers.simulator.scanner_ssi import SsiScannerSimulator
from drivers.wire.link import LinkEvent, LinkUp
from drivers.wire.runner import DeviceRunner

PATIENCE_S = 30.0
Events = queue.Queue[SsiEvent | LinkEvent]
Runner = DeviceRunner[ScannerCommand, SsiEvent]


@contextmanager
def counter(
    simulator: SsiScannerSimulator, faults: LinkFaults = PERFECT
) -> Iterator[tuple[SimulatorHost, Runner, Events]]:
    events: Events = queue.Queue()
    with SimulatorHost(simulator, "pty:?baud=9600", to_terminal=faults) as host:
        runner: Runner = DeviceRunner("scanner", host.url, SsiProtocol(), events.put)
        runner.start()
        try:
            assert isinstance(events.get(timeout=PATIENCE_S), LinkUp)
            yield host, runner, events
        finally:
            runner.stop()


def test_labels_and_a_licence_arrive_byte_by_byte() -> None:
    scanner = SsiScannerSimulator()
    labels = [b"012345678905", b"x" * 600, b"300450449108"]
    with counter(scanner, LinkFaults(byte_by_byte=True)) as (host, _, events):
        for label in labels:
            host.call(lambda label=label: scanner.scan(0x08, label))  # type: ignore[misc]
        scans = [events.get(timeout=PATIENCE_S) for _ in labels]
    assert [scan.data for scan in scans if isinstance(scan, Scanned)] == labels


def test_a_corrupted_byte_costs_a_moment_and_no_label() -> None:
    scanner = SsiScannerSimulator()
    with counter(scanner, LinkFaults(corrupt_at=frozenset({14}))) as (host, _, events):
        host.call(lambda: scanner.scan(0x08, b"012345678905"))
        scan = events.get(timeout=PATIENCE_S)
    assert isinstance(scan, Scanned)
    assert scan.data == b"012345678905"


def test_the_scanner_beeps_and_goes_dark_when_told_to() -> None:
    scanner = SsiScannerSimulator()
    with counter(scanner) as (host, runner, _):
        runner.send(BeepGood())
        runner.send(Disarm())
        give_up = time.monotonic() + PATIENCE_S
        while host.call(lambda: scanner.enabled) and time.monotonic() < give_up:
            time.sleep(0.002)
        assert scanner.beeps == [0x00]
        assert not scanner.enabled
