"""Labels drawn and read by zxing-cpp, which nobody here wrote, through a port to the driver.

The frame is made from what zxing-cpp reads off the picture: its AIM id and its bytes
(scanners-printers-displays.md section 21).
"""

import queue
from collections.abc import Iterator

import pytest

from drivers.scanner.messages import Scanned, ScannerCommand, ScannerEvent
from drivers.scanner.protocol import ScannerProtocol
from drivers.simulator.host import SimulatorHost
from drivers.simulator.scanner import ScannerSimulator
from drivers.wire.link import LinkEvent, LinkUp
from drivers.wire.runner import DeviceRunner

zxingcpp = pytest.importorskip("zxingcpp")

PATIENCE_S = 30.0
LICENCE = (
    "@\n\x1e\rANSI 636000090001DL00310127DLDAQD12345678\nDCSPUBLIC\nDACJOHN\nDADQUINCY\n"
    "DBB01311970\nDBA01312035\nDBC1\nDAG789 E OAK ST\nDAIANYTOWN\nDAJVA\nDAK222010000  \n"
    "DCGUSA\r"
)
LABELS = [
    ("UPCA", "300450449108", "]E0", b"0300450449108"),
    ("EAN13", "4006381333931", "]E0", b"4006381333931"),
    ("EAN8", "96385074", "]E4", b"96385074"),
    ("Code128", "6012345-02", "]C0", b"6012345-02"),
    ("Code39", "6012345", "]A0", b"6012345"),
    ("QRCode", "6012345,0345678", "]Q1", b"6012345,0345678"),
    ("UPCE", "01234558", "]E0", b"0012345000058"),
    ("ITF", "10303784517939", "]I1", b"10303784517939"),
    ("DataMatrix", "6012345-02", "]d1", b"6012345-02"),
    ("Code93", "6012345", "]G0", b"6012345"),
    ("Codabar", "A6012345B", "]F0", b"A6012345B"),
    ("Aztec", "6012345", "]z0", b"6012345"),
    ("DataBar", "00303784517932", "]e0", b"0100303784517932"),
    ("PDF417", LICENCE, "]L2", LICENCE.encode("ascii")),
]
Events = queue.Queue[ScannerEvent | LinkEvent]


@pytest.fixture(scope="module")
def counter() -> Iterator[tuple[SimulatorHost, ScannerSimulator, Events]]:
    events: Events = queue.Queue()
    scanner = ScannerSimulator()
    with SimulatorHost(scanner, "pty:?baud=115200") as host:
        runner: DeviceRunner[ScannerCommand, ScannerEvent] = DeviceRunner(
            "scanner", host.url, ScannerProtocol(), events.put
        )
        runner.start()
        assert isinstance(events.get(timeout=PATIENCE_S), LinkUp)
        yield host, scanner, events
        runner.stop()


@pytest.mark.parametrize(("kind", "text", "symbology", "data"), LABELS)
def test_a_drawn_label_arrives_as_what_is_on_it(
    counter: tuple[SimulatorHost, ScannerSimulator, Events],
    kind: str,
    text: str,
    symbology: str,
    data: bytes,
) -> None:
    host, scanner, events = counter
    drawn = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    read = zxingcpp.read_barcodes(drawn.to_image(scale=4))[0]
    host.call(lambda: scanner.scan(read.symbology_identifier, bytes(read.bytes)))
    scan = events.get(timeout=PATIENCE_S)
    assert isinstance(scan, Scanned)
    assert (scan.symbology, scan.data) == (symbology, data)


@pytest.mark.parametrize(
    ("kind", "symbology"),
    [("DataMatrix", "]d2"), ("Code128", "]C1"), ("QRCode", "]Q3"), ("DataBarExpanded", "]e0")],
)
def test_a_stock_bottle_keeps_its_group_separators(
    counter: tuple[SimulatorHost, ScannerSimulator, Events], kind: str, symbology: str
) -> None:
    host, scanner, events = counter
    drawn = zxingcpp.create_barcode(
        "(01)00303784517932(17)281231(10)ABC123(21)SER1",
        getattr(zxingcpp.BarcodeFormat, kind),
        gs1=True,
    )
    read = zxingcpp.read_barcodes(drawn.to_image(scale=4))[0]
    host.call(lambda: scanner.scan(read.symbology_identifier, bytes(read.bytes)))
    scan = events.get(timeout=PATIENCE_S)
    assert isinstance(scan, Scanned)
    assert scan.symbology == symbology
    assert scan.data == b"01003037845179321728123110ABC123\x1d21SER1"
