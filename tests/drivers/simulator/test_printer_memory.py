"""What a simulated printer still knows when its power was cut, whatever it was doing."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.simulator.memory import DeviceMemory, MemoryUnusable
from drivers.simulator.printer import Fault, Model, Roll, SimulatedPrinter
from drivers.simulator.printer_memory import PrinterMemory
from drivers.simulator.printer_paper import MAX_KEPT_RECEIPTS, Receipt

INSTANT = Model(dots_per_s=0)
NAME = b"\x1d\x28\x48\x06\x00\x30\x30"
RECEIPT = (
    b"\x1b@\x1ba\x01\x1d!\x11SHOP\n\x1d!\x00\x1bE\x01Milk\x1bE\x00  \x1b-\x011.00\x1b-\x00\n"
    b"\x1dv0\x00\x02\x00\x02\x00\xaa\xaa\x55\x55\x1dkI\x06{Babcd\x1dVB\x00"
)
LOGO = b"\x1d(L\x0d\x000C0AA\x01\x08\x00\x02\x00\x31\xff\x81"


@contextmanager
def on_the_counter(path: Path | str, model: Model = INSTANT) -> Iterator[SimulatedPrinter]:
    memory = PrinterMemory(path)
    try:
        yield SimulatedPrinter(model, memory)
    finally:
        memory.close()


def paper(printer: SimulatedPrinter) -> list[Receipt]:
    return [*printer.receipts, printer.hanging]


def test_the_paper_hangs_out_as_it_did_mark_for_mark(tmp_path: Path) -> None:
    with on_the_counter(tmp_path / "printer.db") as printer:
        printer.receive(RECEIPT + RECEIPT + b"\x1b@half a rec\neipt\n", 0.0)
        before = paper(printer)
    with on_the_counter(tmp_path / "printer.db") as printer:
        assert paper(printer) == before
        printer.receive(b"and on\n\x1dVA\x00", 0.0)
        assert printer.receipts[-1].text() == "half a rec\neipt\nand on"
        after = paper(printer)
    with on_the_counter(tmp_path / "printer.db") as printer:
        assert paper(printer) == after


@given(st.binary(max_size=120))
@settings(max_examples=50)
def test_whatever_is_printed_is_remembered_the_same(data: bytes) -> None:
    memory = PrinterMemory()
    printer = SimulatedPrinter(INSTANT, memory)
    printer.receive(RECEIPT + data + b"\n", 0.0)
    again = SimulatedPrinter(INSTANT)
    memory.unroll(again._strip)
    assert paper(again) == paper(printer)


def test_a_line_is_in_the_file_before_its_process_id_is_answered(tmp_path: Path) -> None:
    memory = PrinterMemory(tmp_path / "printer.db")
    printer = SimulatedPrinter(INSTANT, memory)
    found: list[int] = []

    def look_and_answer(_data: bytes) -> None:
        marks = memory._memory.database.execute("SELECT count(*) FROM marks").fetchone()
        found.append(marks[0])

    printer.answer = look_and_answer  # type: ignore[method-assign, assignment]
    printer.receive(b"one\n" + NAME + b"AAAA" + b"two\n" + NAME + b"AAAB", 0.0)
    assert found == [1, 2]
    memory.close()


def test_how_it_stands_there_is_kept_and_the_buffer_is_not(tmp_path: Path) -> None:
    slow = Model(dots_per_s=30)
    with on_the_counter(tmp_path / "printer.db", slow) as printer:
        printer.receive(b"first\nsecond\nthird\n", 1.0)
        printer.open_cover()
        printer.set_roll(Roll.LOW)
        printer.set_fault(Fault.CUTTER)
        printer.open_drawer()
        assert printer.waiting_bytes
    with on_the_counter(tmp_path / "printer.db", slow) as printer:
        assert printer.hanging.text() == "first"
        assert printer.waiting_bytes == 0
        condition = printer.condition
        assert condition.cover_open
        assert condition.drawer_open
        assert condition.roll is Roll.LOW
        assert condition.fault is Fault.CUTTER


def test_a_hot_head_has_cooled_down_without_power(tmp_path: Path) -> None:
    with on_the_counter(tmp_path / "printer.db") as printer:
        printer.set_fault(Fault.HOT)
    with on_the_counter(tmp_path / "printer.db") as printer:
        assert printer.condition.fault is Fault.NONE


def test_a_short_roll_goes_on_where_it_was(tmp_path: Path) -> None:
    with on_the_counter(tmp_path / "printer.db") as printer:
        printer.stock_dots = 100
        printer.receive(b"a\nb\n", 0.0)
    with on_the_counter(tmp_path / "printer.db") as printer:
        printer.receive(b"c\nd\ne\n", 0.0)
        assert printer.condition.roll is Roll.OUT
        assert printer.hanging.text() == "a\nb\nc\nd"


def test_logos_are_kept_printed_and_forgotten(tmp_path: Path) -> None:
    with on_the_counter(tmp_path / "printer.db") as printer:
        printer.receive(LOGO, 0.0)
        (logo,) = printer.stored_logos.values()
        assert (logo.width, logo.height, logo.bits) == (8, 2, b"\xff\x81")
    with on_the_counter(tmp_path / "printer.db") as printer:
        printer.receive(b"\x1d(L\x06\x000EAA\x01\x01", 0.0)
        (mark,) = printer.hanging.items
        assert (mark.height, getattr(mark, "bits", b"")) == (2, b"\xff\x81")
        printer.receive(b"\x1d(L\x04\x000BAA", 0.0)
        assert printer.stored_logos == {}
        printer.receive(LOGO + b"\x1d(L\x05\x000ACLR", 0.0)
    with on_the_counter(tmp_path / "printer.db") as printer:
        assert printer.stored_logos == {}


def test_only_the_newest_receipts_are_kept(tmp_path: Path) -> None:
    with on_the_counter(tmp_path / "printer.db") as printer:
        for number in range(MAX_KEPT_RECEIPTS + 5):
            printer.receive(f"receipt {number}\n\x1dVA\x00".encode(), 0.0)
    with on_the_counter(tmp_path / "printer.db") as printer:
        assert len(printer.receipts) == MAX_KEPT_RECEIPTS
        assert printer.receipts[0].text() == "receipt 5"


# --- files that cannot be used


def test_a_file_is_open_in_one_program_at_a_time(tmp_path: Path) -> None:
    with on_the_counter(tmp_path / "printer.db") as printer:
        printer.receive(b"x\n", 0.0)
        with pytest.raises(MemoryUnusable, match="another program has it open"):
            PrinterMemory(tmp_path / "printer.db")


def test_another_devices_state_is_not_taken_for_ones_own(tmp_path: Path) -> None:
    DeviceMemory(tmp_path / "state.db", "scanner").close()
    with pytest.raises(MemoryUnusable, match="holds the state of a scanner"):
        PrinterMemory(tmp_path / "state.db")


def test_what_is_no_state_is_refused_in_words_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear customer, " * 100)
    with pytest.raises(MemoryUnusable, match="no state of a simulated device"):
        PrinterMemory(tmp_path / "letter.txt")
    assert (tmp_path / "letter.txt").read_text().startswith("Dear customer")
    with pytest.raises(MemoryUnusable, match="cannot be made or opened"):
        PrinterMemory(tmp_path / "nowhere" / "printer.db")


def test_a_torn_file_never_raises_anything_else(tmp_path: Path) -> None:
    whole = tmp_path / "whole.db"
    with on_the_counter(whole) as printer:
        printer.receive(RECEIPT * 3, 0.0)
    data = whole.read_bytes()
    for size in range(0, len(data), 997):
        torn = tmp_path / f"{size}.db"
        torn.write_bytes(data[:size])
        try:
            memory = PrinterMemory(torn)
        except MemoryUnusable:
            continue
        memory.close()


def test_a_table_of_the_same_name_and_another_shape_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as db:
        db.execute("CREATE TABLE receipts (total REAL)")
    db.close()
    with pytest.raises(MemoryUnusable):
        PrinterMemory(tmp_path / "other.db")
