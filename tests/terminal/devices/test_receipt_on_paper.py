"""The counter's receipt on every paper: the texts in `paper/`, and the dots of the printer itself.

A text that changed on purpose is written again with RXLANE_WRITE_PAPER=1 and read before it is
committed.
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.receipt_printer.codec import encode, layout
from drivers.receipt_printer.document import Code128, Cut, Document
from drivers.receipt_printer.profile import PAPERS, PrinterProfile, profile_for
from drivers.simulator.printer import Model, SimulatedPrinter
from drivers.simulator.printer_paper import Graphic, Line
from helpers.counter import PLAIN, SETTINGS, Counter, a_counter, approval
from helpers.sales import CANDY, IBUPROFEN
from terminal.app import effects as e
from terminal.app.receipt import TextRow
from terminal.app.settings import PAPER_COLUMNS
from terminal.devices.printer import document_of, line_speed

PAPER = Path(__file__).with_name("paper")
WRITE = bool(os.environ.get("RXLANE_WRITE_PAPER"))
EVERY = sorted(PAPERS)
LONG_NAME = replace(IBUPROFEN, name="Hydrocortisone cream 1% maximum strength with aloe 2 oz")
STORE = replace(
    SETTINGS.store,
    name="Elm Street Family Pharmacy and Compounding",
    return_policy="Returns within 30 days with this receipt. Medicines cannot be returned.",
)
EMV = (
    ("AID", "A0000000031010"),
    ("TVR", "8000008000"),
    ("IAD", "0FA506A0380000" + "A5" * 20),
    ("TSI", "6800"),
    ("TC", "92D1C64ACBB8B11E"),
)


def a_receipt() -> e.PrintReceipt:
    """Long names, two of a kind, a card in part with its tags, cash and change."""
    counter: Counter = a_counter(
        PLAIN, settings=replace(SETTINGS, store=STORE), items=(LONG_NAME, CANDY)
    )
    counter.pick_up(PLAIN)
    counter.scan_item(LONG_NAME)
    counter.scan_item(CANDY)
    counter.press("F4")
    counter.enter("120")
    counter.press("F9")
    counter.press("F11")
    card = approval("15.00", partial=True, fsa=True)
    counter.card_says(replace(card, emv=EMV, cvm="signature"))
    counter.enter("600")
    effect = counter.did(e.PrintReceipt)[-1]
    assert isinstance(effect, e.PrintReceipt)
    return effect


def profile_of(paper: tuple[int, int]) -> PrinterProfile:
    return profile_for(paper[1], paper[0])


@pytest.mark.parametrize("paper", EVERY)
def test_the_receipt_reads_well_on_every_paper(paper: tuple[int, int]) -> None:
    profile = profile_of(paper)
    lines = layout(document_of(a_receipt().receipt), profile.columns)
    file = PAPER / f"{paper[0]}mm-{paper[1]}.txt"
    text = "".join(f"{line}\n" for line in lines)
    if WRITE:
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")
    assert max(len(line) for line in lines) <= profile.columns


@pytest.mark.parametrize("paper", EVERY)
def test_nothing_is_clipped_or_wrapped_by_the_printer_and_amounts_stand_at_the_right_edge(
    paper: tuple[int, int],
) -> None:
    profile = profile_of(paper)
    document = document_of(a_receipt().receipt)
    printer = SimulatedPrinter(Model(dots=profile.dots, dots_per_s=0))
    printer.receive(encode(document, profile), 0.0)
    (receipt,) = printer.receipts
    printed = [each for each in receipt.items if isinstance(each, Line) and each.glyphs]
    planned = [line for line in layout(document, profile.columns) if line.strip()]
    assert len(printed) == len(planned) - 1, "as many lines as planned, and the cut"
    edge = profile.columns * profile.font.width_dots
    rights = {row.right for row in a_receipt().receipt.rows if isinstance(row, TextRow)} - {""}
    assert rights
    for line in printed:
        ends = [glyph.x + glyph.style.width for glyph in line.glyphs if glyph.sign != " "]
        assert max(ends) <= profile.dots
        text = "".join(glyph.sign for glyph in line.glyphs)
        if any(text.endswith(right) for right in rights):
            assert edge - profile.font.width_dots < max(ends) <= edge
    codes = [each for each in receipt.items if isinstance(each, Graphic)]
    assert [code.label for code in codes] == ["barcode: 2-000001"]
    assert all(code.x + code.width <= profile.dots for code in codes)


def test_a_barcode_that_is_wider_than_the_paper_is_told_as_text() -> None:
    printer = SimulatedPrinter(Model(dots=384, dots_per_s=0))
    long_code = Document((Code128("2-000482-000000001"), Cut()))
    printer.receive(encode(long_code, profile_for(32, 58)), 0.0)
    assert printer.receipts[0].text().strip() == "2-000482-000000001"


# --- which papers there are


def test_the_settings_and_the_driver_know_the_same_papers() -> None:
    assert {(mm, columns) for mm, all_of in PAPER_COLUMNS.items() for columns in all_of} == {
        *PAPERS
    }


def test_no_profile_is_wider_than_its_paper_and_the_narrow_face_fills_it() -> None:
    for paper in EVERY:
        profile = profile_of(paper)
        left_over = profile.dots - profile.columns * profile.font.width_dots
        assert 0 <= left_over < 2 * profile.font.width_dots
    with pytest.raises(ValueError, match="wider than 384 dots"):
        PrinterProfile("too wide", 48, 384)


@pytest.mark.parametrize(("columns", "mm"), [(40, 80), (48, 58), (32, 80), (42, 60), (0, 0)])
def test_a_paper_that_no_printer_has_is_refused_in_words(columns: int, mm: int) -> None:
    with pytest.raises(ValueError, match=rf"no printer has {columns} columns on {mm} mm paper"):
        profile_for(columns, mm)
    with pytest.raises(ValueError, match="42, 48, 56 or 64 columns on 80 mm paper, 32 or 42 on 58"):
        replace(SETTINGS, receipt_columns=columns, paper_mm=mm)


def test_settings_from_before_there_was_a_paper_still_read() -> None:
    assert replace(SETTINGS, receipt_columns=48).paper_mm == 80


@pytest.mark.parametrize(
    ("url", "baud"),
    [
        ("serial:/dev/ttyUSB0?baud=38400", 38_400),
        ("serial:COM3", 9_600),
        ("usb-serial:04B8:0202:J1?baud=115200", 115_200),
        ("tcp://192.0.2.10:9100", None),
    ],
)
def test_the_speed_of_a_serial_line_is_the_one_by_which_data_is_paced(
    url: str, baud: int | None
) -> None:
    assert line_speed(url) == baud
