"""From a scanner's bytes on a pty to the driver's event, alone and beside a printer that stands."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, zip_longest
from queue import Empty, SimpleQueue
from time import perf_counter_ns, sleep
from typing import Final

from bench.device_wires import Watched, far_end
from bench.plan import Place
from bench.rows import Row, beside, percentile
from drivers.receipt_printer.document import Cut, Document, Text
from drivers.receipt_printer.messages import Command, Event, PrinterStatus, PrintJob
from drivers.receipt_printer.profile import EPSON_42, PrinterSettings
from drivers.receipt_printer.protocol import ReceiptPrinterProtocol
from drivers.scanner.messages import Scanned, ScannerCommand, ScannerEvent
from drivers.scanner.profile import HONEYWELL
from drivers.scanner.protocol import ScannerProtocol
from drivers.wire.link import LinkEvent, LinkUp
from drivers.wire.runner import DeviceRunner

EVENT_MS: Final = 5.0
BURST: Final = 200
BURST_EVERY_S: Final = 0.005
STALLED_AT_MOST: Final = 1.5
PAUSE_S: Final = 0.003
"""Between two scans, so that each finds the driver waiting, as a person's does."""
PATIENCE_S: Final = 10.0
LINES: Final = 1900
"""80 kB of receipt, far more than a pty holds: whoever sends it comes to a stand."""
HEALTHY: Final = b"\x12"
QUESTION: Final = b"\x10\x04"
RECEIPT_BEGINS: Final = b"\x1b@"


class Gun:
    """A scanner driver on its thread, and the cable that its labels come from."""

    def __init__(self, master: int, arrived: "SimpleQueue[tuple[int, bytes]]") -> None:
        self._master = master
        self._arrived = arrived
        self._numbers = count(1)

    def pull(self) -> tuple[int, bytes]:
        """Put a label on the cable; when, and what should come of it."""
        label = b"%012d" % next(self._numbers)
        begun = perf_counter_ns()
        os.write(self._master, b"]E0" + label + b"\r")
        return begun, label

    def heard(self) -> tuple[int, bytes]:
        try:
            return self._arrived.get(timeout=PATIENCE_S)
        except Empty:
            raise TimeoutError("a scan did not arrive") from None

    def scan_ms(self) -> float:
        sleep(PAUSE_S)
        begun, label = self.pull()
        at, heard = self.heard()
        assert heard == label
        return (at - begun) / 1e6


def measure(place: Place) -> Iterator[Row]:
    with _scanner() as gun, _bare_reader() as bare_ms:
        ours, bare = [], []
        for _ in range(place.plan.device_scans):
            ours.append(gun.scan_ms())
            bare.append(bare_ms())
        yield Row(
            "scan bytes to event over a pty, p99",
            percentile(ours, 99),
            "ms",
            EVENT_MS,
            percentile(bare, 99),
        )
        yield from _burst(gun)
        yield from _beside_a_stalled_printer(gun, place)


def _burst(gun: Gun) -> Iterator[Row]:
    """Two hundred labels five milliseconds apart, whether or not the driver keeps up."""
    due, fired = perf_counter_ns(), []
    for _ in range(BURST):
        sleep(max(0.0, (due - perf_counter_ns()) / 1e9))
        fired.append(gun.pull())
        due += int(BURST_EVERY_S * 1e9)
    heard = []
    while len(heard) < BURST:
        try:
            heard.append(gun.heard())
        except TimeoutError:
            break
    wrong = sum(
        one is None or other is None or one[1] != other[1]
        for one, other in zip_longest(fired, heard)
    )
    times = [(at - begun) / 1e6 for (begun, _), (at, _) in zip(fired, heard, strict=False)]
    yield Row(f"of {BURST} scans 5 ms apart, lost or out of order", wrong, "scans", 0)
    yield Row(
        f"{BURST} scans 5 ms apart: bytes to event, p99", percentile(times, 99), "ms", EVENT_MS
    )


def _beside_a_stalled_printer(gun: Gun, place: Place) -> Iterator[Row]:
    """In turns: a quiet counter, and one whose printer takes no byte of a long receipt."""
    alone: list[float] = []
    stalled: list[float] = []
    turns_alone, turns_stalled = [], []
    each = max(1, place.plan.device_scans // place.plan.stalls)
    for _ in range(place.plan.stalls):
        turn = [gun.scan_ms() for _ in range(each)]
        with _stalled_printer():
            beside_it = [gun.scan_ms() for _ in range(each)]
        alone += turn
        stalled += beside_it
        turns_alone.append(percentile(turn, 50))
        turns_stalled.append(percentile(beside_it, 50))
    yield Row(
        "scan bytes to event beside a stalled printer, p99",
        percentile(stalled, 99),
        "ms",
        EVENT_MS,
        percentile(alone, 99),
    )
    yield beside(
        "scan bytes to event beside a stalled printer, p50, against alone",
        turns_stalled,
        turns_alone,
        STALLED_AT_MOST,
    )


@contextmanager
def _scanner() -> Iterator[Gun]:
    arrived: SimpleQueue[tuple[int, bytes]] = SimpleQueue()
    up = threading.Event()

    def happened(event: ScannerEvent | LinkEvent) -> None:
        if isinstance(event, Scanned):
            arrived.put((perf_counter_ns(), event.data))
        elif isinstance(event, LinkUp):
            up.set()

    with far_end() as (master, url):
        runner: DeviceRunner[ScannerCommand, ScannerEvent] = DeviceRunner(
            "scanner", url, ScannerProtocol(HONEYWELL), happened
        )
        runner.start()
        try:
            _must(up.wait(PATIENCE_S), "the scanner's port does not open")
            yield Gun(master, arrived)
        finally:
            runner.stop()


@contextmanager
def _bare_reader() -> Iterator[Callable[[], float]]:
    """The yardstick: a thread that reads the same bytes from a pty, and nothing else."""
    arrived: SimpleQueue[int] = SimpleQueue()
    with far_end() as (master, url):
        port = os.open(url.removeprefix("serial:").partition("?")[0], os.O_RDONLY | os.O_NOCTTY)

        def read() -> None:
            while os.read(port, 4096) != b"\n":
                arrived.put(perf_counter_ns())

        thread = threading.Thread(target=read, name="bare reader")
        thread.start()

        def scan_ms() -> float:
            sleep(PAUSE_S)
            begun = perf_counter_ns()
            os.write(master, b"]E0000000000000\r")
            return (arrived.get(timeout=PATIENCE_S) - begun) / 1e6

        try:
            yield scan_ms
        finally:
            os.write(master, b"\n")
            thread.join()
            os.close(port)


@contextmanager
def _stalled_printer() -> Iterator[None]:
    """A driver in the middle of a receipt that its healthy printer no longer takes."""
    online = threading.Event()

    def happened(event: Event | LinkEvent) -> None:
        if isinstance(event, PrinterStatus) and event.online:
            online.set()

    with far_end() as (master, url):
        wire = Watched(url)
        runner: DeviceRunner[Command, Event] = DeviceRunner(
            "printer",
            lambda: wire,
            ReceiptPrinterProtocol(PrinterSettings(EPSON_42)),
            happened,
            write_patience_s=2 * PATIENCE_S,
        )
        answering = threading.Thread(target=_answer, args=(master,), name="far end", daemon=True)
        answering.start()
        runner.start()
        try:
            _must(online.wait(PATIENCE_S), "the printer does not answer")
            runner.send(PrintJob("J1", Document((*(Text("x" * 42),) * LINES, Cut())), "!!!1"))
            answering.join(PATIENCE_S)
            wire.refused = 0
            give_up = perf_counter_ns() + PATIENCE_S * 1e9
            while wire.refused < 2:
                _must(perf_counter_ns() < give_up, "the printer never came to a stand")
                sleep(0.01)
            before = wire.refused
            yield
            _must(wire.refused > before, "the printer did not stand all the while")
        finally:
            runner.stop()


def _answer(master: int) -> None:
    """Say to each question that all is well, until a receipt begins; then read no more."""
    tail = b""
    while RECEIPT_BEGINS not in tail:
        heard = tail[-1:] + os.read(master, 4096)
        os.write(master, HEALTHY * heard.count(QUESTION))
        tail = heard


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise TimeoutError(otherwise)
