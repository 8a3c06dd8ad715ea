"""The test page: everything that the printer can do, and nobody's receipt."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import zxingcpp
from PIL import Image

from drivers.receipt_printer.codec import encode, layout
from drivers.receipt_printer.profile import PAPERS, profile_for
from drivers.simulator.printer import Model, SimulatedPrinter
from drivers.simulator.printer_paper import png
from helpers.counter import SETTINGS, Counter, a_counter
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import DeviceRole, Do, PrintState
from terminal.app.print_ids import RESERVED, process_id, spare_id
from terminal.app.printer_test import sample_page
from terminal.app.receipt import TextRow
from terminal.app.state import DevicesPage
from terminal.devices.printer import document_of

AT = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


@pytest.fixture
def counter() -> Counter:
    return a_counter()


@pytest.fixture
def at_the_printer(counter: Counter) -> Counter:
    counter.press("Ctrl+E")
    counter.do(Do.CHOOSE_DEVICE, DeviceRole.PRINTER.value)
    return counter


def test_a_page_is_printed_and_told_of_and_nothing_of_it_is_recorded(
    at_the_printer: Counter,
) -> None:
    counter, before = at_the_printer, len(at_the_printer.facts)
    counter.do(Do.TEST_DEVICE)
    (effect,) = counter.did(e.PrintTest)
    assert isinstance(effect, e.PrintTest)
    assert effect.sample == sample_page(counter.settings, counter.at.astimezone(counter.state.zone))
    counter.send(i.TestPrinted(PrintState.SENDING))
    assert counter.on(DevicesPage).tested is None
    counter.send(i.TestPrinted(PrintState.PRINTED))
    tested = counter.on(DevicesPage).tested
    assert tested is not None
    assert tested.good
    assert len(counter.facts) == before
    assert counter.crash().state.prints == ()


@pytest.mark.parametrize(
    ("told", "good", "words"),
    [
        (i.TestPrinted(PrintState.SENT), True, "does not say more"),
        (i.TestPrinted(PrintState.UNKNOWN), False, "did not say"),
        (i.TestPrinted(PrintState.FAILED, "paper out"), False, "not printed: paper out"),
    ],
)
def test_only_what_the_printer_said_is_claimed(
    at_the_printer: Counter, told: i.TestPrinted, good: bool, words: str
) -> None:
    at_the_printer.do(Do.TEST_DEVICE)
    at_the_printer.send(told)
    tested = at_the_printer.on(DevicesPage).tested
    assert tested is not None
    assert tested.good is good
    assert words in tested.words


def test_two_pages_are_two_jobs_and_a_double_press_is_one(at_the_printer: Counter) -> None:
    counter = at_the_printer
    counter.do(Do.TEST_DEVICE)
    counter.do(Do.TEST_DEVICE)
    counter.wait(1.0)
    counter.do(Do.TEST_DEVICE)
    jobs = [each.job for each in counter.did(e.PrintTest) if isinstance(each, e.PrintTest)]
    assert len(jobs) == 3
    assert len(set(jobs)) == 2, "the driver prints a job once, however often it is asked"


def test_no_receipt_is_ever_confirmed_by_the_id_of_a_test_page() -> None:
    numbers = (*range(0, 93 * 94**3, 999_983), 93 * 94**3 - 1, 94**4)
    assert not any(process_id(number).startswith(RESERVED) for number in numbers)
    assert all(spare_id(number).startswith(RESERVED) for number in numbers)
    assert len({spare_id(number) for number in range(5_000)}) == 5_000


@pytest.mark.parametrize("paper", sorted(PAPERS))
@pytest.mark.parametrize("confirms", [True, False])
def test_the_page_fits_every_paper_and_its_codes_can_be_read(
    paper: tuple[int, int], confirms: bool
) -> None:
    mm, columns = paper
    store = replace(SETTINGS.store, logo="RX")
    settings = replace(
        SETTINGS, store=store, paper_mm=mm, receipt_columns=columns, printer_confirms=confirms
    )
    document = document_of(sample_page(settings, AT))
    profile = profile_for(columns, mm, confirms=confirms)
    lines = layout(document, columns, profile.code_page)
    ruler = next(line for line in lines if line.startswith("12345"))
    assert len(ruler) == columns
    assert f"{columns} columns, {mm} mm" in "\n".join(lines)
    assert "EUR" in "\n".join(lines) or confirms
    printer = SimulatedPrinter(Model(dots=profile.dots, dots_per_s=0))
    printer.receive(encode(document, profile), 0.0)
    (page,) = printer.receipts
    assert page.cut
    read = {code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(png(page))))}
    assert read == {"RXLANE TEST LANE 2 2026-07-01T10:00:00", "TEST-2"}


@pytest.mark.parametrize("address", ["tcp://192.0.2.10:9100", "spool:Receipts"])
def test_the_page_promises_no_confirmation_that_the_wire_cannot_carry(address: str) -> None:
    settings = replace(SETTINGS, devices=replace(SETTINGS.devices, printer=address))
    words = {row.left for row in sample_page(settings, AT).rows if isinstance(row, TextRow)}
    silent = address.startswith("spool:")
    assert ("Cannot confirm a print" if silent else "Confirms each print") in words
