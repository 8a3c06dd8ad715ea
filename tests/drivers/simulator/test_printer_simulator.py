"""The simulated printer by itself: bytes to paper, states to status bytes."""

import io

import pytest
import zxingcpp
from escpos.printer import Dummy
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from drivers.simulator import printer_paper
from drivers.simulator.printer import Fault, Model, Roll, SimulatedPrinter
from drivers.simulator.printer_paper import SCALE, Line, png

INSTANT = Model(dots_per_s=0)


def printed(data: bytes, model: Model = INSTANT) -> SimulatedPrinter:
    printer = SimulatedPrinter(model)
    printer.connected(0.0)
    printer.receive(data, 0.0)
    return printer


def hanging(data: bytes) -> str:
    return printed(data).hanging.text()


def test_lines_feeds_tabs_and_cuts_become_paper() -> None:
    printer = printed(b"one\ntwo\x1bd\x02\x1dVB\x00three\tx\n")
    assert [paper.text() for paper in printer.receipts] == ["one\ntwo\n\n"]
    assert printer.hanging.text() == "three   x"


def test_text_wraps_where_the_paper_ends() -> None:
    assert hanging(b"a" * 45 + b"\n") == "a" * 42 + "\n" + "a" * 3


def test_alignment_size_and_position_are_seen_on_paper() -> None:
    assert hanging(b"\x1ba\x01mid\n") == " " * 20 + "mid"
    assert hanging(b"\x1ba\x02end\n") == " " * 40 + "end"
    assert hanging(b"a\x1b$\x78\x00b\n") == "a" + " " * 9 + "b"
    line = printed(b"\x1d!\x11big\n").hanging.items[0]
    assert isinstance(line, Line)
    assert line.height == 48
    assert [glyph.x for glyph in line.glyphs] == [0, 24, 48]


@pytest.mark.parametrize(
    ("page", "byte", "sign"),
    [(0, 0x9B, "¢"), (19, 0xD5, "€"), (16, 0x80, "€"), (19, 0x82, "é"), (1, 0x95, "─")],
)
def test_code_pages_decide_what_a_byte_means(page: int, byte: int, sign: str) -> None:
    assert hanging(b"\x1bt" + bytes((page, byte)) + b"\n") == sign


def test_initialise_forgets_style_page_and_the_unprinted_line() -> None:
    printer = printed(b"\x1bt\x13\x1bE\x01\x1d!\x11lost\x1b@\x9b\n")
    assert printer.hanging.text() == "¢"


def test_what_python_escpos_builds_is_read_to_its_end() -> None:
    peer = Dummy(profile="TM-T88V")
    peer.set_with_default(align="center", bold=True, double_width=True, double_height=True)
    peer.textln("SALE")
    peer.set_with_default()
    peer.textln("crème 1 €")
    peer.image(Image.new("1", (64, 16), 0), impl="bitImageRaster")
    peer.image(Image.new("1", (64, 16), 0), impl="graphics")
    peer.image(Image.new("1", (64, 24), 0), impl="bitImageColumn")
    peer.qr("peer", native=True)
    peer.cashdraw(2)
    peer.textln("after")
    peer.cut()
    printer = printed(peer.output)
    assert len(printer.receipts) == 1
    lines = [line.strip() for line in printer.receipts[0].text().split("\n") if line.strip()]
    assert lines == ["SALE", "crème 1 €", "[QR code: peer]", "after"]
    assert printer.drawer_open


@pytest.mark.parametrize("module", [3, 4, 6])
def test_the_codes_on_the_picture_can_be_scanned(module: int) -> None:
    link = "https://example.test/r/2-000482?é"
    peer = Dummy(profile="TM-T88V")
    peer.qr(link, size=module, native=True)
    data = b"\x1bt\x13\x1ba\x01\x1dh\x40\x1dw\x03\x1dH\x02\x1dkI\x0a{B2-000482" + peer.output
    printer = printed(data + b"\x1dVB\x40")
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(png(printer.receipts[0]))))
    assert {(code.format.name, code.text) for code in found} == {
        ("Code128", "2-000482"),
        ("QRCode", link),
    }


def test_the_picture_has_the_size_of_the_paper_and_ink_where_there_is_text() -> None:
    printer = printed(
        b"\x1d!\x11\x1dB\x01BLACK\x1dB\x00 \x1b-\x01under\n\x1b!\x01small\n\x1dVB\x00"
    )
    paper = printer.receipts[0]
    image = Image.open(io.BytesIO(png(paper))).convert("L")
    assert image.width > 512 * SCALE
    assert image.height > paper.length * SCALE
    assert sum(image.histogram()[:60]) > 1_000


def test_without_the_monospaced_face_columns_still_align(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_package(name: str) -> None:
        raise ModuleNotFoundError(name)

    for cache in (printer_paper._font, printer_paper._glyph):
        cache.cache_clear()
    monkeypatch.setattr("importlib.resources.files", no_package)
    try:
        printer = printed(b"\x1dB\x01iiii\nMMMM\n")
        image = printer_paper.picture(printer.hanging)
        assert image.width == (512 + 2 * printer_paper.MARGIN + 2 * printer_paper.TABLE) * SCALE
    finally:
        for cache in (printer_paper._font, printer_paper._glyph):
            cache.cache_clear()


@pytest.mark.parametrize(
    ("person", "replies", "asb"),
    [
        (lambda p: None, "12 12 12 12", "10 00 00 0f"),
        (SimulatedPrinter.open_cover, "1a 16 12 12", "38 00 00 0f"),
        (lambda p: p.set_roll(Roll.LOW), "12 12 12 1e", "10 00 03 0f"),
        (lambda p: p.set_roll(Roll.OUT), "1a 32 12 7e", "18 00 0f 0f"),
        (lambda p: p.set_fault(Fault.CUTTER), "1a 52 1a 12", "18 08 00 0f"),
        (lambda p: p.set_fault(Fault.UNRECOVERABLE), "1a 52 32 12", "18 20 00 0f"),
        (lambda p: p.set_fault(Fault.HOT), "1a 52 52 12", "18 40 00 0f"),
        (SimulatedPrinter.open_drawer, "16 12 12 12", "14 00 00 0f"),
    ],
)
def test_each_state_has_its_status_bytes(person: object, replies: str, asb: str) -> None:
    printer = printed(b"\x1da\x0f")
    assert printer.outgoing() == bytes.fromhex("10 00 00 0f")
    assert callable(person)
    person(printer)
    changed = bytes.fromhex(asb)
    assert printer.outgoing() == (b"" if changed == b"\x10\x00\x00\x0f" else changed)
    for n in (1, 2, 3, 4):
        printer.receive(bytes((0x10, 0x04, n)), 0.0)
    assert printer.outgoing() == bytes.fromhex(replies)


def test_real_time_questions_are_answered_inside_data_and_while_stopped() -> None:
    printer = SimulatedPrinter(INSTANT)
    printer.open_cover()
    printer.receive(b"\x1dv0\x00\x04\x00\x01\x00\x10\x04\x02", 0.0)
    assert printer.outgoing() == b"\x16"


def test_a_pulse_hidden_in_a_picture_opens_the_drawer_unless_switched_off() -> None:
    raster = b"\x1dv0\x00\x05\x00\x01\x00\x10\x14\x01\x00\x01"
    assert printed(raster).drawer_open
    guarded = SimulatedPrinter(INSTANT)
    guarded.receive(b"\x1d(D\x03\x00\x14\x01\x00", 0.0)
    guarded.receive(raster, 0.0)
    assert not guarded.drawer_open


def test_a_process_id_is_answered_when_printed_and_not_before() -> None:
    printer = printed(b"x\n\x1d(H\x06\x0000!!!1", Model(dots_per_s=100))
    assert printer.outgoing() == b""
    printer.tick(0.29)
    assert printer.outgoing() == b""
    printer.tick(0.31)
    assert printer.outgoing() == b"\x37\x22!!!1\x00"


def test_paper_that_ends_stops_the_print_and_a_new_roll_goes_on() -> None:
    printer = SimulatedPrinter(INSTANT)
    printer.stock_dots = 40
    printer.receive(b"a\nb\nc\n", 0.0)
    assert printer.hanging.text() == "a\nb"
    printer.set_roll(Roll.OK)
    printer.tick(1.0)
    assert printer.hanging.text() == "a\nb\nc"


def test_a_power_cycle_forgets_everything_but_the_paper() -> None:
    printer = SimulatedPrinter(Model(dots_per_s=100))
    printer.receive(b"\x1da\x0fa\nb\nc\n", 0.0)
    printer.power_cycle()
    printer.outgoing()
    printer.open_cover()
    printer.close_cover()
    printer.tick(10.0)
    assert printer.hanging.text() == "a"
    assert printer.outgoing() == b"", "automatic status is off again"


def test_identity_paper_and_drawer_are_answered_from_the_buffer() -> None:
    printer = printed(b"\x1dIB\x1dIC\x1dr\x01\x1dr\x02")
    assert printer.outgoing() == b"\x5fEPSON\x00\x5fTM-T88VI\x00\x00\x00"


@settings(max_examples=200)
@given(st.binary(max_size=200), st.integers(0, 200))
def test_no_bytes_crash_it_and_the_split_does_not_matter(data: bytes, cut: int) -> None:
    whole = printed(data)
    split = SimulatedPrinter(INSTANT)
    split.receive(data[:cut], 0.0)
    split.receive(data[cut:], 0.0)
    assert split.hanging.text() == whole.hanging.text()
    assert split.received == whole.received


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([b"\x1d(k", b"\x1d(L", b"\x1d(D", b"\x1d(H", b"\x1d8L", b"\x1dk",
                             b"\x1dv0", b"\x1b*", b"\x1dV", b"\x10\x14", b"\x1bD", b"\x1c("]),
            st.binary(max_size=24),
        ),
        max_size=6,
    )
)  # fmt: skip
def test_no_damaged_command_crashes_it(commands: list[tuple[bytes, bytes]]) -> None:
    printed(b"".join(head + tail for head, tail in commands))
