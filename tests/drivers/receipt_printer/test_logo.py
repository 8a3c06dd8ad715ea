"""A logo in the printer's memory: from a file to dots, stored once, printed on each receipt."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from drivers.receipt_printer.codec import FLUSH, encode_logo
from drivers.receipt_printer.document import Cut, Document, Logo, Text
from drivers.receipt_printer.logo import (
    MAX_LOGO_BYTES,
    MAX_WRITES,
    REAL_TIME,
    Picture,
    define_logo,
    may_write,
    without_commands,
)
from drivers.receipt_printer.messages import JobStage, JobState, StoreLogo, Trouble
from drivers.receipt_printer.picture import PictureRefused, picture_of
from drivers.receipt_printer.profile import PLAIN_42
from drivers.simulator.printer import Model
from drivers.simulator.printer_paper import Graphic
from printer_support.bench import Bench, job

TINY = Picture(8, 2, b"\xff\x81")
NOW = datetime(2026, 7, 1, 15, 0, tzinfo=UTC)
OFF, ON = bytes.fromhex("1d 28 44 03 00 14 01 00"), bytes.fromhex("1d 28 44 03 00 14 01 01")


def store(picture: Picture = TINY, key: str = "A1") -> StoreLogo:
    return StoreLogo("L1", key, picture, "~!!1")


def png(image: Image.Image, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


# --- the bytes


def test_the_command_is_the_documented_one() -> None:
    assert define_logo("A1", TINY) == bytes.fromhex(
        "1d 28 4c 0d 00 30 43 30 41 31 01 08 00 02 00 31 ff 81"
    )


def test_whatever_was_cut_short_is_ended_and_no_pulse_passes() -> None:
    assert encode_logo("A1", TINY) == FLUSH + b"\x1b@" + OFF + define_logo("A1", TINY) + ON
    largest = Picture(512, MAX_LOGO_BYTES // 64, bytes(MAX_LOGO_BYTES // 64 * 64))
    assert len(define_logo("A1", largest)) <= len(FLUSH)


@settings(deadline=None)
@given(st.binary(max_size=400) | st.lists(st.sampled_from(REAL_TIME)).map(b"".join))
def test_no_dots_can_become_a_real_time_command(bits: bytes) -> None:
    safe = without_commands(bits)
    assert not any(command in safe for command in REAL_TIME)
    assert len(safe) == len(bits)
    assert all(was & now == was for was, now in zip(bits, safe, strict=True)), "no dot is lost"
    assert without_commands(safe) == safe


@pytest.mark.parametrize(
    ("width", "height", "bits"),
    [
        (0, 1, b""),
        (12, 1, b"\0\0"),
        (584, 1, bytes(73)),
        (8, 0, b""),
        (8, 2, b"\0"),
        (576, 120, bytes(72 * 120)),
        (16, 1, b"\x10\x14"),
    ],
)
def test_a_picture_that_cannot_be_stored_cannot_exist(width: int, height: int, bits: bytes) -> None:
    with pytest.raises(ValueError, match="a picture"):
        Picture(width, height, bits)


@pytest.mark.parametrize("key", ["", "A", "ABC", "A\n", "é1"])
def test_a_key_is_two_printable_signs(key: str) -> None:
    with pytest.raises(ValueError, match="a logo key"):
        store(key=key)


def test_nothing_of_a_picture_shows_in_a_message() -> None:
    assert "xff" not in repr(store())


# --- at the printer


def test_a_logo_is_stored_when_the_printer_names_its_process_id() -> None:
    bench = Bench().ready()
    bench.command(store()).run(20, lambda: bench.ended("L1"))
    assert bench.stages("L1") == [JobStage.SENDING, JobStage.SENT, JobStage.PRINTED]
    kept = bench.printer.stored_logos[b"A1"]
    assert (kept.width, kept.height, kept.bits) == (8, 2, b"\xff\x81")
    assert bench.printer.receipts == [], "no paper for it"


def test_a_receipt_begins_with_the_logo_also_after_a_power_cut() -> None:
    bench = Bench().ready()
    bench.command(store()).run(20, lambda: bench.ended("L1"))
    bench.printer.power_cycle()
    bench.run(3)
    receipt = Document((Logo("A1"), Text("Original", "1.00"), Cut()))
    bench.command(job(document=receipt)).run(20, bench.ended)
    (paper,) = bench.printer.receipts
    logo = paper.items[0]
    assert isinstance(logo, Graphic)
    assert (logo.width, logo.bits) == (8, b"\xff\x81")
    assert logo.x == (512 - 8) // 2, "in the middle"


def test_a_printer_that_is_not_ready_is_not_written_to() -> None:
    bench = Bench().ready()
    bench.printer.open_cover()
    bench.command(store()).run(5, lambda: bench.ended("L1"))
    assert bench.last("L1") == JobState("L1", JobStage.FAILED, Trouble.COVER_OPEN)
    assert bench.printer.stored_logos == {}


def test_a_printer_that_cannot_confirm_says_that_it_took_it() -> None:
    bench = Bench(Model(names_processes=False), PLAIN_42).ready()
    bench.command(store()).run(20, lambda: bench.ended("L1"))
    assert bench.last("L1") == JobState("L1", JobStage.SENT, Trouble.CANNOT_CONFIRM)


def test_a_logo_cut_short_anywhere_swallows_no_receipt_after_it() -> None:
    picture = Picture(512, 20, bytes(range(0x20, 0x60)) * 20)
    whole = len(encode_logo("A1", picture))
    for lost in range(1, whole - len(FLUSH), 97):
        bench = Bench().ready()
        bench.lose_after = len(bench.sent) + 12 + len(FLUSH) + lost
        bench.command(store(picture)).run(2)
        assert bench.last("L1") == JobState("L1", JobStage.UNKNOWN, Trouble.WIRE_LOST)
        bench.connect().run(1)
        bench.command(job()).run(30, bench.ended)
        assert bench.last().stage is JobStage.PRINTED, lost
        assert "Ibuprofen" in bench.printer.receipts[-1].text()


def test_a_logo_that_a_killed_program_left_half_costs_one_receipt_at_the_most() -> None:
    picture = Picture(512, 120, b"\x55" * 64 * 120)
    bench = Bench()
    bench.printer.receive(define_logo("A1", picture)[:200], bench.now)
    bench.ready()
    bench.command(job()).run(30, bench.ended)
    assert bench.last() == JobState("J1", JobStage.UNKNOWN, Trouble.NOT_CONFIRMED)
    bench.command(job("J2", "!!!2")).run(30, lambda: bench.ended("J2"))
    assert bench.last("J2").stage is JobStage.PRINTED


# --- from a file


def test_a_small_picture_keeps_its_size_and_its_black() -> None:
    image = Image.new("L", (16, 3), 255)
    image.paste(0, (0, 0, 8, 3))
    assert picture_of(png(image), 512) == Picture(16, 3, b"\xff\0" * 3)


def test_a_width_that_is_no_multiple_of_eight_gets_white_beside_it() -> None:
    image = Image.new("L", (10, 1), 0)
    assert picture_of(png(image), 512) == Picture(16, 1, b"\x1f\xf8")


def test_what_is_transparent_is_paper() -> None:
    image = Image.new("RGBA", (16, 1), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (8, 0, 16, 1))
    assert picture_of(png(image), 512).bits == b"\0\xff"


@pytest.mark.parametrize("dots", [384, 512, 576])
@pytest.mark.parametrize("size", [(2000, 500), (500, 3000), (8000, 1), (1, 8000), (577, 577)])
def test_any_shape_fits_paper_and_memory(size: tuple[int, int], dots: int) -> None:
    picture = picture_of(png(Image.new("L", size, 0)), dots)
    assert picture.width <= dots
    assert len(picture.bits) <= MAX_LOGO_BYTES


def test_greys_become_dots() -> None:
    picture = picture_of(png(Image.new("L", (64, 64), 128)), 512)
    dark = sum(byte.bit_count() for byte in picture.bits)
    assert 0.4 < dark / 64 / 64 < 0.6


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA")]
    + [("JPEG", "L"), ("JPEG", "RGB"), ("BMP", "1"), ("BMP", "P"), ("GIF", "P")],
)
def test_the_usual_kinds_of_files_are_read(kind: str, mode: str) -> None:
    assert picture_of(png(Image.new("RGB", (16, 16)).convert(mode), kind), 384).height == 16


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"", "it is none of PNG"),
        (b"not a picture", "it is none of PNG"),
        (png(Image.new("L", (60, 60), 0))[:-30], "damaged"),
        (png(Image.new("L", (16, 16), 255)), "white all over"),
        (png(Image.new("L", (8001, 1), 0)), "more than 8000 dots"),
        (png(Image.new("I;16", (8, 8), 0)), "16 bits a colour"),
        (bytes(4 * 1024 * 1024 + 1), "larger than 4 MB"),
    ],
)
def test_a_file_that_is_no_logo_is_refused_in_words(file: bytes, why: str) -> None:
    with pytest.raises(PictureRefused, match=why):
        picture_of(file, 512)


@settings(deadline=None)
@given(st.binary(max_size=300).map(lambda noise: b"\x89PNG\r\n\x1a\n" + noise))
def test_no_file_is_a_bug(file: bytes) -> None:
    with pytest.raises(PictureRefused):
        picture_of(file, 512)


# --- the memory wears out


def test_ten_writes_a_day_and_no_more() -> None:
    ten = [NOW - timedelta(hours=hour) for hour in range(MAX_WRITES)]
    assert may_write([], NOW)
    assert may_write(ten[:-1], NOW)
    assert not may_write(ten, NOW)
    assert may_write(ten, NOW + timedelta(hours=24 - MAX_WRITES + 1, seconds=1))


def test_a_clock_that_was_put_back_opens_no_door() -> None:
    assert not may_write([NOW + timedelta(days=30)] * MAX_WRITES, NOW)
