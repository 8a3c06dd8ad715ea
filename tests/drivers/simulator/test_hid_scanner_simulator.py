"""The simulated HID-POS scanner on a cable, and its reports byte for byte."""

import queue

from drivers.scanner.hid_pos import WITHOUT_AIM, HidPosProtocol
from drivers.scanner.messages import Scanned, ScannerCommand, ScannerEvent
from drivers.simulator.host import SimulatorHost
from drivers.simulator.scanner_hid import HidScannerSimulator, Vendor, reports
from drivers.wire.link import LinkEvent, LinkUp
from drivers.wire.runner import DeviceRunner

PATIENCE_S = 30.0


def test_most_vendors_put_the_aim_id_before_the_content() -> None:
    (report,) = reports(Vendor.MOST, "]E0", b"012345678905")
    assert report[:17] == b"\x02\x0c]E0012345678905"
    assert not any(report[17:])
    assert len(report) == 64


def test_idtech_sends_no_aim_id() -> None:
    first, second = reports(Vendor.IDTECH, "]C0", b"x" * 57)
    assert (first[:58], first[63]) == (b"\x02\x38" + b"x" * 56, 1)
    assert (second[:4], second[63]) == (b"\x02\x01x\x00", 0)


def test_a_licence_travels_in_reports() -> None:
    scanner = HidScannerSimulator(Vendor.IDTECH)
    events: queue.Queue[ScannerEvent | LinkEvent] = queue.Queue()
    with SimulatorHost(scanner, "tcp://127.0.0.1:0") as host:
        runner: DeviceRunner[ScannerCommand, ScannerEvent] = DeviceRunner(
            "scanner", host.url, HidPosProtocol(WITHOUT_AIM), events.put
        )
        runner.start()
        try:
            assert isinstance(events.get(timeout=PATIENCE_S), LinkUp)
            host.call(lambda: scanner.scan("]L2", b"@\n\x1e\rANSI " + b"x" * 500 + b"\r"))
            scan = events.get(timeout=PATIENCE_S)
        finally:
            runner.stop()
    assert isinstance(scan, Scanned)
    assert scan.data == b"@\n\x1e\rANSI " + b"x" * 500
