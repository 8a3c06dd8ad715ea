"""What the encoder may and may not send: the bytes of section 10, and never one out of data."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.receipt_printer.codec import encode
from drivers.receipt_printer.document import (
    Align,
    Code128,
    Cut,
    Document,
    Element,
    Feed,
    Logo,
    Qr,
    Rule,
    Size,
    Text,
)
from drivers.receipt_printer.layout import layout
from drivers.receipt_printer.profile import EPSON_42, EPSON_48, PLAIN_42, PrinterProfile

START = bytes.fromhex("1b 40 1b 74 13 1b 52 00")
OFF, ON = bytes.fromhex("1d 28 44 03 00 14 01 00"), bytes.fromhex("1d 28 44 03 00 14 01 01")
CENTER, LEFT = bytes.fromhex("1b 61 01"), bytes.fromhex("1b 61 00")


def body(*elements: Element, profile: PrinterProfile = EPSON_42) -> bytes:
    out = encode(Document(elements), profile)
    assert out.startswith(START[:2])
    return out[len(START) :]


def test_every_receipt_initialises_and_chooses_its_own_code_page() -> None:
    assert encode(Document(()), EPSON_42) == START
    assert encode(Document(()), PLAIN_42) == bytes.fromhex("1b 40 1b 74 00 1b 52 00")


def test_bold_and_double_size_are_switched_only_where_they_change() -> None:
    out = body(Text("a"), Text("b", bold=True), Text("c", bold=True, size=Size.DOUBLE), Text("d"))
    assert out == b"a\n\x1bE\x01b\n\x1d!\x11c\n\x1bE\x00\x1d!\x00d\n"


def test_what_stands_in_the_middle_is_centred_by_the_printer_in_dots() -> None:
    assert body(Text("a", align=Align.CENTER), Text("b", align=Align.RIGHT)) == (
        CENTER + b"a\n" + LEFT + b" " * 41 + b"b\n"
    )
    assert body(Text("a", align=Align.CENTER), Feed(1)) == CENTER + b"a\n" + LEFT + b"\x1bd\x01"


def test_rule_feed_logo_and_cut_are_the_documented_bytes() -> None:
    assert body(Rule()) == b"-" * 42 + b"\n"
    assert body(Rule(heavy=True), profile=EPSON_48) == b"=" * 48 + b"\n"
    assert body(Feed(3)) == bytes.fromhex("1b 64 03")
    assert body(Cut()) == bytes.fromhex("1d 56 42 00")
    logo = bytes.fromhex("1d 28 4c 06 00 30 45 41 31 01 01")
    assert body(Logo("A1")) == OFF + CENTER + logo + LEFT + ON


def test_a_qr_code_is_drawn_by_the_printer_with_the_documented_bytes() -> None:
    link = b"https://example.test/r/2-000482"
    documented = (
        bytes.fromhex("1d 28 6b 04 00 31 41 32 00 1d 28 6b 03 00 31 43 04 1d 28 6b 03 00 31 45 30")
        + bytes.fromhex("1d 28 6b 22 00 31 50 30")
        + link
        + bytes.fromhex("1d 28 6b 03 00 31 51 30")
    )
    assert body(Qr(link.decode())) == OFF + CENTER + documented + LEFT + ON


@pytest.mark.parametrize(("data", "width"), [("2-000482", 3), ("2-000482-000000001", 2)])
def test_a_barcode_is_the_documented_bytes_as_wide_as_fits(
    data: str, width: int, capsys: pytest.CaptureFixture[str]
) -> None:
    documented = (
        bytes.fromhex("1d 68 40 1d 77")
        + bytes([width])
        + bytes.fromhex("1d 66 00 1d 48 02 1d 6b 49")
        + bytes([len(data) + 2])
        + b"{B"
        + data.encode()
    )
    assert body(Code128(data)) == OFF + CENTER + documented + LEFT + ON
    assert capsys.readouterr() == ("", "")


def test_a_brace_in_a_barcode_is_data_not_a_change_of_code_set() -> None:
    assert b"\x1d\x6b\x49\x06{Ba{{b" in body(Code128("a{b"))


def test_data_without_a_printable_sign_leaves_nothing_behind() -> None:
    assert body(Qr("\x10\x14"), Code128("\x1b@\x7f"[2:])) == b""


@pytest.mark.parametrize("text", ["crème brûlée 1 € ñ", "€", "汉字", "Ω ☃ Żółć"])
def test_the_code_page_is_chosen_once_and_never_switched(text: str) -> None:
    out = body(Text(text), Text("€"))
    assert b"\x1b" not in out
    assert out.endswith(b"\n\xd5\n")


def test_one_receipt_leaves_nothing_behind_for_the_next() -> None:
    left_open = Document((Text("a", bold=True, size=Size.DOUBLE, align=Align.CENTER),))
    encode(left_open, PLAIN_42)
    assert encode(Document((Text("b"),)), EPSON_42) == START + b"b\n"


# what must never come out of data

anything = st.text(st.characters(exclude_categories=()), max_size=60)
hostile = st.sampled_from(
    ["\x10\x14\x01\x00\x01", "\x1bp\x00\x19\xfa", "\x10\x05\x02", "\x1b@", "\x10\x04\x01",
     "\x1d(D\x03\x00\x14\x01\x01", "\x07", "\x1bp02\x32", "\x9b", "\x7f", "\x85"]
)  # fmt: skip
outside = st.lists(anything | hostile, max_size=6).map("".join)


@settings(deadline=None)
@given(outside, outside)
def test_no_text_can_become_a_command(left: str, right: str) -> None:
    out = body(Text(left, right))
    assert all(byte >= 0x20 and byte != 0x7F for byte in out.replace(b"\n", b""))


@settings(deadline=None)
@given(outside.filter(lambda text: 1 <= len(text.encode("utf-8", "replace")) <= 512))
def test_no_qr_data_can_become_a_command(data: str) -> None:
    out = body(Qr(data))
    if out:
        stored = out.split(b"1P0", 1)[1].rsplit(b"\x1d(k\x03\x001Q0", 1)[0]
        assert all(byte >= 0x20 and byte != 0x7F for byte in stored)


@settings(deadline=None)
@given(outside.map(lambda text: text[:18]).filter(bool))
def test_no_barcode_data_can_become_a_command(data: str) -> None:
    out = body(Code128(data))
    if out:
        carried = out.split(b"\x1dkI", 1)[1][1:].removesuffix(LEFT + ON)
        assert all(0x20 <= byte < 0x7F for byte in carried)


@settings(deadline=None)
@given(st.lists(outside.map(Text), max_size=5))
def test_nothing_but_the_switch_of_our_own_begins_with_dle_or_pulses(texts: list[Text]) -> None:
    out = encode(Document((*texts, Qr("x"), Code128("x"), Cut())), EPSON_42)
    assert b"\x10" not in out
    assert b"\x1bp" not in out


@settings(deadline=None)
@given(
    outside, outside, st.sampled_from([EPSON_42, EPSON_48, PLAIN_42]), st.sampled_from(Size),
    st.sampled_from(Align),
)  # fmt: skip
def test_the_text_a_person_reads_is_the_text_that_is_printed(
    left: str, right: str, profile: PrinterProfile, size: Size, align: Align
) -> None:
    text = Text(left, right, size=size, align=Align.LEFT if right else align)
    page = profile.code_page
    lines = layout(Document((text,)), profile.columns, page)
    out = (
        body(text, profile=profile)
        .replace(b"\x1d!\x11", b"")
        .replace(CENTER, b"")
        .decode(page.codec)
    )
    assert [line.split() for line in out.split("\n")[:-1]] == [line.split() for line in lines]
    assert all(len(line) <= profile.columns for line in lines)


def test_a_receipt_of_twelve_lines_with_qr_code_takes_at_most_700_bytes() -> None:
    lines = tuple(Text(f"Ibuprofen 200 mg 100 ct no {n:02}", "F 8.49") for n in range(12))
    qr, barcode = Qr("https://example.test/r/2-000482"), Code128("2-000482")
    assert len(encode(Document((*lines, qr, barcode, Cut())), EPSON_42)) <= 700
    for profile in (EPSON_42, EPSON_48, PLAIN_42):
        assert len(encode(Document((*lines, qr, Cut())), profile)) <= 700
