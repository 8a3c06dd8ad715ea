"""A receipt's bytes, how long they take to build, and how soon the printer's state is known."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from bench.plan import Place
from bench.rows import Row, percentile, timed_ms
from drivers.receipt_printer.codec import encode, layout, warm_up
from drivers.receipt_printer.document import Code128, Cut, Document, Qr, Rule, Text
from drivers.receipt_printer.messages import AskStatus, Command, Event, PrinterStatus
from drivers.receipt_printer.profile import EPSON_42, PrinterSettings
from drivers.receipt_printer.protocol import ReceiptPrinterProtocol
from drivers.simulator.host import SimulatorHost
from drivers.simulator.printer import SimulatedPrinter
from drivers.wire.link import LinkEvent
from drivers.wire.runner import DeviceRunner

BUILT_MS: Final = 10.0
BYTES: Final = 700
STATUS_MS: Final = 50.0
LINES_OF_A_RECEIPT: Final = 12
BUILDS_A_ROUND: Final = 25
ASKS_A_ROUND: Final = 5
PATIENCE_S: Final = 10.0
QUESTIONS: Final = 4
"""DLE EOT 1 to 4, one after the other."""


def receipt() -> Document:
    """Twelve lines of text with a QR code, as section 14 of the document counts them."""
    lines = [
        Text("Elm Street Pharmacy", bold=True),
        Text("Ticket 2-000482", "07/01/2026 10:00 AM"),
        Rule(),
        *(Text(f"Ibuprofen 200 mg 100 ct no {n}", "F 8.49") for n in range(5)),
        Rule(),
        Text("TOTAL", "42.45", bold=True),
        Text("CASH", "50.00"),
        Text("CHANGE", "7.55"),
    ]
    assert len(lines) == LINES_OF_A_RECEIPT
    return Document((*lines, Qr("https://example.test/r/2-000482"), Code128("2-000482"), Cut()))


def measure(place: Place) -> Iterator[Row]:
    yield Row(
        f"receipt of {LINES_OF_A_RECEIPT} lines with QR code: bytes",
        len(encode(receipt(), EPSON_42)),
        "bytes",
        BYTES,
    )
    yield _built(place)
    yield _status(place)


def _built(place: Place) -> Row:
    """Beside what the text alone costs: its lines laid out and encoded, without a command."""
    warm_up()
    document = receipt()
    built: list[float] = []
    bare: list[float] = []
    for _ in range(place.plan.rounds * BUILDS_A_ROUND):
        built.append(timed_ms(lambda: encode(document, EPSON_42)))
        bare.append(timed_ms(lambda: "\n".join(layout(document, EPSON_42.columns)).encode("cp858")))
    return Row(
        "receipt bytes built, p99", percentile(built, 99), "ms", BUILT_MS, percentile(bare, 99)
    )


def _status(place: Place) -> Row:
    """Beside as many questions on the same kind of wire, with an echo in place of a printer."""
    times = place.plan.rounds * ASKS_A_ROUND
    with _asked_printer() as ask:
        known = [timed_ms(ask) for _ in range(times)]
    with _echo() as ask:
        bare = [timed_ms(ask) for _ in range(times)]
    return Row(
        "status of a healthy printer known, p99",
        percentile(known, 99),
        "ms",
        STATUS_MS,
        percentile(bare, 99),
    )


@contextmanager
def _asked_printer() -> Iterator[Callable[[], None]]:
    """The driver on its thread and the simulated printer on its own, over a real wire."""
    told = threading.Semaphore(0)

    def heard(event: Event | LinkEvent) -> None:
        if isinstance(event, PrinterStatus) and event.online:
            told.release()

    with SimulatorHost(SimulatedPrinter(), _wire()) as host:
        settings = PrinterSettings(EPSON_42)
        runner: DeviceRunner[Command, Event] = DeviceRunner(
            "printer", host.url, ReceiptPrinterProtocol(settings), heard
        )
        runner.start()

        def ask() -> None:
            runner.send(AskStatus())
            _must(told.acquire(timeout=PATIENCE_S))

        try:
            _must(told.acquire(timeout=PATIENCE_S))
            yield ask
        finally:
            runner.stop()


@contextmanager
def _echo() -> Iterator[Callable[[], None]]:
    """A pipe each way and a thread that answers one byte to three."""
    there, here = os.pipe(), os.pipe()

    def answer() -> None:
        while os.read(there[0], 3):
            os.write(here[1], b"\x12")

    thread = threading.Thread(target=answer, name="echo")
    thread.start()

    def ask() -> None:
        for number in range(1, QUESTIONS + 1):
            os.write(there[1], bytes((0x10, 0x04, number)))
            os.read(here[0], 1)

    try:
        yield ask
    finally:
        os.close(there[1])
        thread.join()
        for end in (there[0], *here):
            os.close(end)


def _wire() -> str:
    return "pty:?baud=115200" if hasattr(os, "openpty") else "tcp://127.0.0.1:0"


def _must(answered: bool) -> None:
    if not answered:
        raise TimeoutError("the printer does not answer")
