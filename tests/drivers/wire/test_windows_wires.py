"""What Windows alone has, with its library played: the spooler, and HID through hidapi."""

import errno
from types import SimpleNamespace

import pytest

from drivers.simulator.scanner_hid import Vendor, reports
from drivers.wire import spool_transport
from drivers.wire.errors import WireFault, WireLost, WireMissing
from drivers.wire.hid_transport import REPORT_BYTES, HidApiTransport, hid_transport
from drivers.wire.hidapi_door import scanners
from drivers.wire.link import LinkUp
from drivers.wire.runner import DeviceRunner
from drivers.wire.spool_transport import (
    ERROR_ACCESS_DENIED,
    ERROR_INVALID_PRINTER_NAME,
    QUIET_S,
    SpoolTransport,
)
from drivers.wire.transport import transport_for
from drivers.wire.urls import HidAddress, SpoolAddress, UsbIdentity
from wire_support.bench import Echo, Event, until
from wire_support.spooler import PlayedSpooler

PATH = rb"\\?\HID#VID_0C2E&PID_0B6A&MI_00#8&2f1a&0&0000#{4d1e55b2}"
ENTRY: dict[str, object] = {
    "path": PATH,
    "vendor_id": 0x0C2E,
    "product_id": 0x0B6A,
    "serial_number": "18102B4A3C",
    "manufacturer_string": "Honeywell",
    "product_string": "Xenon\r1900",
    "usage_page": 0x8C,
}


class PlayedHid:
    """hidapi, and the one device it opens."""

    def __init__(self, *entries: dict[str, object]) -> None:
        self.entries = list(entries)
        self.saying: list[bytes] = []
        self.heard: list[bytes] = []
        self.waits: list[int] = []
        self.path = b""
        self.gone = self.refuses = False

    def enumerate(self) -> list[dict[str, object]]:
        return self.entries

    def device(self) -> "PlayedHid":
        return self

    def open_path(self, path: bytes, /) -> None:
        if self.refuses:
            raise OSError("open failed")
        self.path = path

    def read(self, limit: int, timeout_ms: int, /) -> list[int]:
        assert timeout_ms > 0, "0 waits for ever"
        self.waits.append(timeout_ms)
        if self.gone:
            raise OSError("read error")
        return list(self.saying.pop(0)[:limit]) if self.saying else []

    def write(self, report: bytes, /) -> int:
        self.heard.append(report)
        return -1 if self.gone else len(report)

    def close(self) -> None:
        self.path = b""


def test_only_scanners_are_listed_and_by_what_they_are() -> None:
    keyboard = {**ENTRY, "usage_page": 1}
    broken = {**ENTRY, "path": None}
    (port,) = scanners(PlayedHid(keyboard, broken, ENTRY))
    assert port.usb == UsbIdentity(0x0C2E, 0x0B6A, "18102B4A3C", "8&2f1a&0&0000")
    assert port.text == "Honeywell Xenon1900"


def test_a_scanner_is_opened_by_its_identity_and_read_report_by_report() -> None:
    api = PlayedHid(ENTRY)
    wire = HidApiTransport(HidAddress(UsbIdentity(0x0C2E, 0x0B6A, "18102B4A3C")), api)
    wire.open()
    assert api.path == PATH
    (report,) = reports(Vendor.MOST, "]C0", b"label")
    api.saying = [b"\x07status", report.rstrip(b"\0")]
    assert [wire.read(4096, 5.0) for _ in range(3)] == [b"", report, b""]
    assert max(api.waits) == 100, "a read that nothing can wake is short"
    assert wire.write(b"\x04\x01") == 2
    assert api.heard == [b"\x04\x01".ljust(REPORT_BYTES, b"\0")]
    wire.close()
    assert api.path == b""


def test_a_wake_up_ends_the_next_read_at_once() -> None:
    api = PlayedHid(ENTRY)
    wire = HidApiTransport(HidAddress(UsbIdentity(0x0C2E, 0x0B6A)), api)
    wire.open()
    wire.interrupt()
    wire.read(4096, 5.0)
    wire.read(4096, 5.0)
    assert api.waits == [1, 100]
    wire.close()


def test_a_scanner_that_goes_is_lost_and_one_that_does_not_open_says_what_to_do() -> None:
    api = PlayedHid(ENTRY)
    wire = HidApiTransport(HidAddress(UsbIdentity(0x0C2E, 0x0B6A)), api)
    with pytest.raises(WireLost, match="not open"):
        wire.read(4096, 0.0)
    wire.open()
    api.gone = True
    with pytest.raises(WireLost, match="unplugged"):
        wire.read(4096, 0.0)
    with pytest.raises(WireLost, match="refuses"):
        wire.write(b"\x04")
    wire.close()
    api.refuses = True
    with pytest.raises(WireLost, match="close other programs"):
        wire.open()
    api.entries = []
    with pytest.raises(WireMissing, match="0C2E:0B6A"):
        wire.open()


def test_the_library_is_what_this_program_takes_it_for() -> None:
    hid = pytest.importorskip("hid")
    assert isinstance(hid.enumerate(), list)
    device = hid.device()
    with pytest.raises(OSError, match="open failed"):
        device.open_path(b"/nothing/there")
    with pytest.raises(ValueError, match="not open"):
        device.read(REPORT_BYTES, 1)
    device.close()


def test_each_system_has_its_way_to_a_scanner() -> None:
    assert hid_transport(HidAddress(UsbIdentity(1, 2))).hears


RECEIPTS = SpoolAddress("Receipts")


def test_a_receipt_is_one_document_and_ends_by_itself() -> None:
    spooler = PlayedSpooler()
    spooler.takes = 1000
    events: list[Event] = []
    runner = DeviceRunner(
        "printer", lambda: SpoolTransport(RECEIPTS, spooler), Echo(), events.append
    )
    runner.start()
    for receipt in (b"a" * 5000, b"b" * 300):
        printed = len(spooler.printed)
        runner.send(receipt)
        until(lambda wanted=printed + 1: len(spooler.printed) == wanted)  # type: ignore[misc]
    runner.stop()
    assert spooler.printed == [b"a" * 5000, b"b" * 300]
    assert set(spooler.titles) == {"Rxlane"}
    assert events[0] == LinkUp("the printer 'Receipts'", hears=False)
    assert not spooler.open_now


def test_a_document_with_more_to_come_does_not_end_however_long_the_thread_was_held_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr(spool_transport, "time", SimpleNamespace(monotonic=lambda: now[0]))
    spooler = PlayedSpooler()
    wire = SpoolTransport(RECEIPTS, spooler)
    wire.open()

    def held_up_before_a_read_of(timeout_s: float) -> None:
        now[0] += 2 * QUIET_S
        wire.interrupt()
        wire.read(4096, timeout_s)

    assert wire.write(b"one, ") == 5
    held_up_before_a_read_of(0.0)  # the runner does not wait: it has more to write
    spooler.takes = 2
    assert wire.write(b"two") == 2
    held_up_before_a_read_of(1.0)  # it waits for room
    assert wire.write(b"o") == 1
    assert not spooler.printed
    held_up_before_a_read_of(1.0)
    assert spooler.printed == [b"one, two"]
    wire.close()


def test_a_document_under_way_is_ended_when_the_wire_closes() -> None:
    spooler = PlayedSpooler()
    wire = SpoolTransport(RECEIPTS, spooler)
    wire.open()
    assert wire.write(b"half") == 4
    wire.close()
    wire.close()
    assert spooler.printed == [b"half"]
    assert not spooler.open_now


@pytest.mark.parametrize(
    ("code", "fault", "words"),
    [
        (ERROR_INVALID_PRINTER_NAME, WireMissing, "the printer 'Receipts' of Windows"),
        (ERROR_ACCESS_DENIED, WireLost, "no permission to print"),
        (1722, WireLost, "error 1722"),
    ],
)
def test_what_the_spooler_refuses_is_said_in_words(
    code: int, fault: type[WireFault], words: str
) -> None:
    spooler = PlayedSpooler()
    wire = SpoolTransport(RECEIPTS, spooler)
    spooler.refuses = code
    with pytest.raises(fault, match=words):
        wire.open()
    spooler.refuses = None
    wire.open()
    spooler.refuses = code
    with pytest.raises(fault, match=words):
        wire.write(b"x")
    wire.close()


def test_a_spooler_that_dies_under_a_document_is_closed_all_the_same() -> None:
    spooler = PlayedSpooler()
    wire = SpoolTransport(RECEIPTS, spooler)
    wire.open()
    wire.write(b"half")
    spooler.refuses = errno.EIO
    wire.close()
    assert not spooler.open_now


def test_a_printer_of_windows_elsewhere_says_so() -> None:
    import sys

    if sys.platform == "win32":
        return
    with pytest.raises(WireLost, match="on Windows only"):
        transport_for("spool:Receipts").open()
