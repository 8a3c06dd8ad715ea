"""Everything that can be assigned is listed with the address that finds it again, and untouched."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.wire.discovery import Attached, PortKind, System, attached
from drivers.wire.holders import Holder, holder_of
from drivers.wire.makers import MAKERS, Guess
from drivers.wire.ports import AttachedPort
from drivers.wire.sysfs import POS_PAGE, usage_pages
from drivers.wire.urls import (
    HidAddress,
    SerialAddress,
    SpoolAddress,
    UsbIdentity,
    UsbPrinterAddress,
    UsbSerialAddress,
    parse_url,
)
from wire_support.usb_tree import KEYBOARD_DESCRIPTOR, POS_DESCRIPTOR, Device, UsbTree

SCANNER = Device(0x0C2E, 0x0B6A, "18102B4A3C", "Xenon 1900")
CABLE = Device(0x1A86, 0x7523, name="USB Serial")
FOUR_PORTS = Device(0x0403, 0x6011, "FT4X", "Quad RS232-HS")
PRINTER = Device(0x04B8, 0x0202, "4A4C", "TM-T88VI")

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's own tree")


@pytest.fixture
def tree(tmp_path: Path) -> UsbTree:
    return UsbTree(tmp_path)


def found(
    tree: UsbTree, held: dict[str, Holder] | None = None, *, windows: bool = False
) -> tuple[Attached, ...]:
    system = System(
        tree.serial_ports,
        tree.usb_printers,
        tree.hid_scanners,
        lambda: [AttachedPort("Receipts", "Receipts", None)] if windows else [],
        lambda _paths: held or {},
    )
    return attached(system)


def only(tree: UsbTree) -> Attached:
    (one,) = found(tree)
    return one


@needs_linux
def test_a_scanner_with_a_number_is_found_again_by_it(tree: UsbTree) -> None:
    path = tree.serial("ttyACM0", SCANNER, "1-1.2")
    one = only(tree)
    assert one.address == "usb-serial:0C2E:0B6A:18102B4A3C"
    assert (one.path, one.text, one.maker) == (path, "Xenon 1900", "Honeywell")
    assert (one.kind, one.guess) == (PortKind.SERIAL, Guess.SCANNER)
    assert one.usable


@needs_linux
def test_a_cable_without_a_number_is_found_again_by_its_place(tree: UsbTree) -> None:
    tree.serial("ttyUSB0", CABLE, "1-1.4")
    one = only(tree)
    assert one.address == "usb-serial:1A86:7523@1-1.4"
    assert (one.maker, one.guess) == ("CH340", Guess.CABLE)


@needs_linux
def test_two_cables_with_the_same_number_are_told_apart_by_their_places(tree: UsbTree) -> None:
    clone = Device(0x067B, 0x2303, "0001")
    tree.serial("ttyUSB0", clone, "1-1")
    tree.serial("ttyUSB1", clone, "1-2")
    assert [one.address for one in found(tree)] == [
        "usb-serial:067B:2303@1-1",
        "usb-serial:067B:2303@1-2",
    ]


@needs_linux
def test_the_ports_of_one_cable_with_several_are_told_apart(tree: UsbTree) -> None:
    for number in range(4):
        tree.serial(f"ttyUSB{number}", FOUR_PORTS, "1-3", port=number)
    addresses = [one.address for one in found(tree)]
    assert addresses == [f"usb-serial:0403:6011@1-3:1.{number}" for number in range(4)]
    assert [parse_url(each) for each in addresses] == [
        UsbSerialAddress(
            UsbIdentity(0x0403, 0x6011, place=f"1-3:1.{number}"),
            SerialAddress(f"0403:6011@1-3:1.{number}"),
        )
        for number in range(4)
    ]


@needs_linux
def test_only_real_ports_of_the_main_board_are_listed(tree: UsbTree) -> None:
    tree.board_port("ttyS0", 4)
    tree.board_port("ttyS1", 0)
    one = only(tree)
    assert one.address == f"serial:{tree.dev}/ttyS0"
    assert one.usb is None
    assert one.guess is Guess.UNKNOWN


@needs_linux
def test_printers_and_scanners_beside_serial_ports_are_listed_and_keyboards_are_not(
    tree: UsbTree,
) -> None:
    tree.printer("lp0", PRINTER, "1-4")
    tree.hid("hidraw0", Device(0x046D, 0xC31C), "1-5", KEYBOARD_DESCRIPTOR)
    tree.hid("hidraw1", Device(0x05E0, 0x1300, "S1"), "1-6", POS_DESCRIPTOR)
    printer, scanner = found(tree)
    assert (printer.address, printer.guess) == ("usb-printer:04B8:0202:4A4C", Guess.PRINTER)
    assert (scanner.address, scanner.guess) == ("hid:05E0:1300:S1", Guess.SCANNER)
    assert isinstance(parse_url(printer.address), UsbPrinterAddress)
    assert isinstance(parse_url(scanner.address), HidAddress)


def test_a_printer_of_windows_is_listed_by_its_name(tree: UsbTree) -> None:
    (one,) = found(tree, windows=True)
    assert (one.address, one.guess) == ("spool:Receipts", Guess.PRINTER)
    assert parse_url(one.address) == SpoolAddress("Receipts")
    assert one.usable


@needs_linux
def test_what_a_device_calls_itself_comes_before_its_maker(tree: UsbTree) -> None:
    tree.serial("ttyACM0", Device(0x04B8, 0x0E15, "1", "DM-D30 Customer Display"), "1-1")
    assert only(tree).guess is Guess.DISPLAY


@needs_linux
def test_a_device_with_odd_words_is_listed_with_clean_ones(tree: UsbTree) -> None:
    tree.serial("ttyACM0", Device(0x0C2E, 0x0B6A, "A?B @%1\x07", "Xenon\x1b[2J"), "1-2")
    one = only(tree)
    assert one.text == "Xenon[2J"
    address = parse_url(one.address)
    assert isinstance(address, UsbSerialAddress)
    assert address.usb.serial == "A?B @%1"


@needs_linux
def test_a_device_that_vanishes_while_it_is_read_is_left_out(tree: UsbTree) -> None:
    tree.serial("ttyACM0", SCANNER, "1-1.2")
    path = tree.serial("ttyACM1", CABLE, "1-1.3")
    Path(path).unlink()
    assert only(tree).path.endswith("ttyACM0")


@needs_linux
def test_a_port_held_by_another_program_is_named(tree: UsbTree) -> None:
    path = tree.serial("ttyACM0", SCANNER, "1-1.2")
    (one,) = found(tree, {path: Holder("minicom", 4711)})
    assert not one.usable
    assert one.trouble == ("in use by another program (minicom, process 4711); close that program")


@needs_linux
def test_a_port_that_this_counter_has_open_is_usable(tree: UsbTree) -> None:
    path = tree.serial("ttyACM0", SCANNER, "1-1.2")
    (one,) = found(tree, {path: Holder("rxlane", os.getpid())})
    assert one.usable
    assert one.holder is not None
    assert one.holder.ours


@needs_linux
def test_a_port_that_this_account_may_not_use_says_which_group_may(tree: UsbTree) -> None:
    tree.serial("ttyACM0", SCANNER, "1-1.2")
    system = System(tree.serial_ports, list, list, list, lambda _paths: {}, lambda _path: False)
    (one,) = attached(system)
    assert not one.usable
    assert "dialout" in one.trouble


@needs_linux
def test_the_program_that_has_a_file_open_is_found(tmp_path: Path) -> None:
    port = tmp_path / "port"
    port.touch()
    assert holder_of(str(port)) is None
    program = "import sys; held = open(sys.argv[1]); print(flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", program, str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with port.open():
            holder = holder_of(str(port))
        assert other.stdin is not None
        other.stdin.close()
    assert holder is not None
    assert holder.pid == other.pid, "another program comes before this one"
    assert holder.name.startswith("python")
    with port.open():
        ours = holder_of(str(port))
    assert ours is not None
    assert ours.ours


def test_the_real_system_can_be_asked_without_harm() -> None:
    assert all(parse_url(one.address) for one in attached())


def test_the_usage_page_of_the_outermost_collection_counts() -> None:
    assert usage_pages(POS_DESCRIPTOR) == {POS_PAGE}
    assert usage_pages(KEYBOARD_DESCRIPTOR) == {0x01}
    both = KEYBOARD_DESCRIPTOR + bytes.fromhex("fe 02 00 8c8c") + POS_DESCRIPTOR
    assert usage_pages(both) == {0x01, POS_PAGE}
    assert usage_pages(bytes.fromhex("0501 a101 058c a102 c0 c0")) == {0x01}


def test_the_udev_rules_name_each_maker_of_scanners_and_printers() -> None:
    text = (Path(__file__).parents[3] / "packaging/udev/70-rxlane.rules").read_text("utf-8")
    rules = {line.split(",")[0]: line for line in text.splitlines() if line.startswith("SUBSYSTEM")}
    for vendor, maker in MAKERS.items():
        named = f"{vendor:04x}"
        assert (named in rules['SUBSYSTEM=="hidraw"']) == (maker.makes is Guess.SCANNER)
        assert (named in rules['SUBSYSTEM=="tty"']) == (maker.makes is not Guess.CABLE)


@given(st.binary(max_size=300))
def test_no_report_descriptor_raises(descriptor: bytes) -> None:
    assert all(page >= 0 for page in usage_pages(descriptor))


numbers = st.integers(min_value=0, max_value=0xFFFF)
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30)


@given(numbers, numbers, words, words, st.sampled_from(["usb-serial", "usb-printer", "hid"]))
def test_any_identity_is_written_and_read_back(
    vendor: int, product: int, serial: str, place: str, scheme: str
) -> None:
    usb = UsbIdentity(vendor, product, serial, "" if serial else place)
    address = parse_url(f"{scheme}:{usb.written()}")
    assert isinstance(address, UsbSerialAddress | UsbPrinterAddress | HidAddress)
    assert address.usb == usb
