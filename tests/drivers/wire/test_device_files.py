"""Printers of usblp and scanners of hidraw: found by what they are, and never guessed."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from drivers.scanner.hid_pos import HidPosProtocol
from drivers.scanner.messages import Scanned, ScannerEvent
from drivers.simulator.host import SimulatorHost
from drivers.simulator.scanner_hid import Vendor, reports
from drivers.wire.descriptor import Descriptor
from drivers.wire.errors import WireBusy, WireLost, WireMissing
from drivers.wire.hid_transport import REPORT_BYTES, HidRawTransport
from drivers.wire.link import LinkDown, LinkEvent, LinkUp
from drivers.wire.runner import DeviceRunner
from drivers.wire.urls import HidAddress, UsbLpAddress, UsbPrinterAddress, parse_url
from drivers.wire.usblp_transport import ANSWER_REST_S, EMPTY_REST_S, UsbLpTransport
from wire_support.bench import Echo, Parrot, needs_pty, running, together, until
from wire_support.usb_tree import Device, UsbTree

PRINTER = Device(0x04B8, 0x0202, "4A4C", "TM-T88VI")
SCANNER = Device(0x0C2E, 0x0B6A, "18102B4A3C", "Xenon 1900")

pytestmark = needs_pty


@pytest.fixture
def tree(tmp_path: Path) -> UsbTree:
    return UsbTree(tmp_path)


def printer(tree: UsbTree, url: str = "usb-printer:04B8:0202:4A4C") -> UsbLpTransport:
    address = parse_url(url)
    assert isinstance(address, UsbLpAddress | UsbPrinterAddress)
    return UsbLpTransport(address, tree.usb_printers)


@contextmanager
def opened(wire: UsbLpTransport) -> Iterator[UsbLpTransport]:
    wire.open()
    try:
        yield wire
    finally:
        wire.close()


# --- printers


def test_a_usb_printer_hears_and_is_heard(tree: UsbTree) -> None:
    parrot = Parrot()
    with SimulatorHost(parrot) as host:
        path = tree.printer("lp1", PRINTER, "1-4", played=host.url.removeprefix("serial:"))
        with running(lambda: printer(tree), Echo()) as (runner, events):
            together(parrot, events)
            runner.send(b"receipt")
            until(lambda: bytes(parrot.heard) == b"receipt")
            host.call(lambda: parrot.saying.extend(b"\x12"))
            until(lambda: b"\x12" in events)
    assert events[0] == LinkUp(path)


def test_a_printer_is_found_by_place_or_by_todays_name(tree: UsbTree) -> None:
    path = tree.printer("lp0", Device(0x0416, 0x5011), "1-4")
    for url in ("usb-printer:0416:5011@1-4", f"usblp:{path}"):
        with opened(printer(tree, url)) as wire:
            assert wire.where == path


def test_a_printer_that_is_away_is_missing_by_name(tree: UsbTree) -> None:
    with pytest.raises(WireMissing, match="USB device 04B8:0202 number 4A4C"):
        printer(tree).open()
    with pytest.raises(WireMissing, match="lp7"):
        printer(tree, f"usblp:{tree.dev}/usb/lp7").open()


def test_two_printers_that_fit_are_refused_and_not_guessed(tree: UsbTree) -> None:
    tree.printer("lp0", Device(0x0416, 0x5011), "1-4")
    tree.printer("lp1", Device(0x0416, 0x5011), "1-5")
    with pytest.raises(WireLost, match="fits 2 devices"):
        printer(tree, "usb-printer:0416:5011").open()


def test_a_printer_that_is_open_is_not_opened_again(tree: UsbTree) -> None:
    tree.printer("lp0", PRINTER, "1-4")
    with opened(printer(tree)), pytest.raises(WireBusy, match="another device of this counter"):
        printer(tree).open()
    with opened(printer(tree)):
        pass  # and what was let go of can be had


def test_an_empty_answer_is_no_loss_and_is_not_asked_for_without_rest(tree: UsbTree) -> None:
    """An empty file reads like a printer that answers with empty packets."""
    tree.printer("lp0", PRINTER, "1-4")
    with opened(printer(tree)) as wire:
        began = time.monotonic()
        for _ in range(5):
            assert wire.read(4096, 1.0) == b""
        assert time.monotonic() - began >= 2 * EMPTY_REST_S


def test_an_answer_that_is_due_is_asked_for_sooner_and_found(tree: UsbTree) -> None:
    path = tree.printer("lp0", PRINTER, "1-4")
    with opened(printer(tree)) as wire:
        assert wire.write(b"\x10\x04\x01") == 3
        assert wire.read(4096, 0.0) == b""
        with Path(path).open("ab") as device:
            device.write(b"\x12")
        began = time.monotonic()
        assert wire.read(4096, 1.0) == b""
        assert time.monotonic() - began >= ANSWER_REST_S / 2
        assert wire.read(4096, 1.0) == b"\x12"


def test_the_rest_after_an_empty_answer_is_ended_by_a_command(tree: UsbTree) -> None:
    tree.printer("lp0", PRINTER, "1-4")
    with running(lambda: printer(tree), Echo()) as (runner, _):
        for word in (b"one", b"two", b"three"):
            runner.send(word)
        until(lambda: Path(tree.dev / "usb/lp0").read_bytes() == b"onetwothree")


def test_a_printer_whose_empty_answers_come_from_nowhere_was_unplugged(tree: UsbTree) -> None:
    path = tree.printer("lp0", PRINTER, "1-4")
    with opened(printer(tree)) as wire:
        tree.pull(path)
        with pytest.raises(WireLost, match="unplugged"):
            wire.read(4096, 1.0)


def test_a_printer_of_one_direction_is_written_to_and_never_read_again(
    tree: UsbTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tree.printer("lp0", PRINTER, "1-4")
    reads: list[int] = []

    def refuse(_self: Descriptor, _limit: int, _timeout_s: float, *, until_room: bool) -> bytes:
        reads.append(until_room)
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(Descriptor, "read", refuse)
    with opened(printer(tree)) as wire:
        assert wire.read(4096, 0.0) == b""
        assert not wire.hears
        assert wire.read(4096, 0.0) == b""
        assert wire.write(b"receipt") == 7
    assert len(reads) == 1
    assert Path(path).read_bytes() == b"receipt"


def test_paper_out_is_a_stall_and_no_loss() -> None:
    with opened(UsbLpTransport(UsbLpAddress("/dev/full"))) as wire:
        assert wire.write(b"receipt") == 0


def test_a_stalled_printer_keeps_what_it_took_and_is_lost_after_its_patience(
    tree: UsbTree,
) -> None:
    master, slave = os.openpty()
    import tty

    tty.setraw(slave)
    path = tree.printer("lp0", PRINTER, "1-4", played=os.ttyname(slave))
    events: list[bytes | str | LinkEvent] = []
    runner = DeviceRunner(
        "printer", lambda: printer(tree), Echo(), events.append, write_patience_s=0.1
    )
    runner.start()
    runner.send(b"z" * 100_000)
    until(lambda: any(isinstance(event, LinkDown) for event in events))
    runner.stop()
    os.close(slave)
    os.close(master)
    assert LinkDown(f"{path} takes no bytes") in events


# --- scanners


@contextmanager
def packets(tree: UsbTree, device: Device = SCANNER) -> Iterator[tuple[str, int]]:
    """A HID device: a pipe that keeps the boundaries of what is written, as hidraw does."""
    there, here = os.pipe2(os.O_DIRECT | os.O_NONBLOCK)
    path = tree.hid("hidraw0", device, "1-2")
    Path(path).unlink()
    Path(path).symlink_to(f"/proc/self/fd/{there}")
    try:
        yield path, here
    finally:
        os.close(there)
        os.close(here)


def scanner(tree: UsbTree, url: str = "hid:0C2E:0B6A:18102B4A3C") -> HidRawTransport:
    address = parse_url(url)
    assert isinstance(address, HidAddress)
    return HidRawTransport(address, tree.hid_scanners)


def test_each_report_is_handed_over_whole_and_other_kinds_are_dropped(tree: UsbTree) -> None:
    label = reports(Vendor.MOST, "]C0", b"x" * 100)
    with packets(tree) as (path, device):
        wire = scanner(tree)
        wire.open()
        assert wire.where == path
        os.write(device, label[0])
        os.write(device, b"\x03" + bytes([0x02] * 63))  # a status, which holds what looks like data
        os.write(device, label[1].rstrip(b"\0") or b"\x02")
        heard = [wire.read(4096, 1.0) for _ in range(3)]
        assert heard == [label[0], b"", label[1]]
        assert all(len(report) in (0, REPORT_BYTES) for report in heard)
        wire.close()


def test_labels_scanned_over_hid_become_scans(tree: UsbTree) -> None:
    events: list[ScannerEvent | LinkEvent] = []
    labels = [b"0123456", b"Y" * 150, b"303784517932"]
    with packets(tree) as (_, device):
        runner = DeviceRunner("scanner", lambda: scanner(tree), HidPosProtocol(), events.append)
        runner.start()
        until(lambda: bool(events))
        for label in labels:
            for report in reports(Vendor.MOST, "]C0", label):
                os.write(device, report)
        until(lambda: sum(isinstance(event, Scanned) for event in events) == 3)
        runner.stop()
    assert [event.data for event in events if isinstance(event, Scanned)] == labels


def test_what_is_written_leaves_as_one_report(tree: UsbTree) -> None:
    with packets(tree) as (path, _):
        wire = scanner(tree)
        wire.open()
        assert wire.write(b"\x04\x01") == 2
        assert wire.write(b"\x05" * 100) == REPORT_BYTES
        with Path(path).open("rb", buffering=0) as pipe:
            left = pipe.read(4096)
        assert left == b"\x04\x01".ljust(REPORT_BYTES, b"\0") + b"\x05" * REPORT_BYTES
        wire.close()


def test_a_scanner_that_ends_was_unplugged(tree: UsbTree) -> None:
    tree.hid("hidraw0", SCANNER, "1-2")
    wire = scanner(tree)
    wire.open()
    with pytest.raises(WireLost, match="unplugged"):
        wire.read(4096, 1.0)
    wire.close()


def test_a_scanner_is_opened_by_one_alone_and_found_by_place(tree: UsbTree) -> None:
    tree.hid("hidraw4", Device(0x05E0, 0x1300), "2-1")
    wire = scanner(tree, "hid:05E0:1300@2-1")
    wire.open()
    with pytest.raises(WireBusy):
        scanner(tree, "hid:05E0:1300@2-1").open()
    wire.close()


@pytest.mark.parametrize("kind", ["printer", "scanner"])
def test_a_closed_device_reads_and_writes_nothing_and_closes_again(
    tree: UsbTree, kind: str
) -> None:
    wire = printer(tree) if kind == "printer" else scanner(tree)
    wire.close()
    wire.interrupt()
    with pytest.raises(WireLost, match="not open"):
        wire.read(4096, 0.0)
    with pytest.raises(WireLost, match="not open"):
        wire.write(b"x")
