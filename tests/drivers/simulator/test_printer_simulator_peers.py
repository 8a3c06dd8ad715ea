"""Clients that nobody here wrote, against the simulated printer (section 21)."""

import errno
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import zxingcpp
from escpos.printer import Network

from drivers.simulator.host import SimulatorHost
from drivers.simulator.printer import Fault, Model, Roll, SimulatedPrinter
from drivers.simulator.printer_paper import picture
from drivers.simulator.stand import standing
from drivers.simulator.stand_printer import PrinterStand

PRINTER_PORT = 9100
"""The port is fixed in receiptio."""

PACKAGES = Path(os.environ.get("RXLANE_NODE_PEERS", "build/peers/node_modules"))
SERIAL_PORT = Path(__file__).parents[2] / "printer_support/node"
"""Where receiptio finds a serial port that is a pty."""
RECEIPT = """\
^^^Main Street Pharmacy

Ibuprofen 200 mg | 8.49
---
{code:2-000482;option:code128,2,64,hri}
{code:https://example.test/r/2;option:qrcode,4,l}
"""


PORT_LIMIT_S = 120.0
"""How long other tests, of any worker, may have the one port that there is."""


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold a lock among all tests that run on this machine."""
    import fcntl

    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def taken() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", PRINTER_PORT)) != errno.ECONNREFUSED


@pytest.fixture
def receiptio() -> list[str]:
    """The command line of receiptio 2.1.2, if Node.js and the package are here."""
    node, script = shutil.which("node"), PACKAGES / "receiptio/bin/cli.js"
    if node is None:
        pytest.skip("Node.js is not installed")
    if not script.exists():
        pytest.skip(f"npm package receiptio is not in {PACKAGES}")
    if sys.platform != "linux":
        pytest.skip("there are no ptys whose hang-up can be seen")
    return [node, str(script), "-p", "escpos"]


@pytest.fixture
def network() -> Iterator[str]:
    """The one network address that receiptio knows."""
    with only_one(Path(tempfile.gettempdir()) / f"rxlane-port-{PRINTER_PORT}"):
        give_up = time.monotonic() + PORT_LIMIT_S
        while taken():
            if time.monotonic() > give_up:
                pytest.skip(f"port {PRINTER_PORT} is taken by another program")
            time.sleep(0.2)
        yield f"tcp://127.0.0.1:{PRINTER_PORT}"


@pytest.fixture(params=["tcp", "pty"])
def wire(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the printer is plugged in: a network, or a serial port."""
    if request.param == "tcp":
        return str(request.getfixturevalue("network"))
    return f"pty:{tmp_path / 'printer'}"


def ask(receiptio: list[str], host: SimulatorHost, *arguments: str) -> str:
    place = "127.0.0.1" if host.url.startswith("tcp:") else host.url.removeprefix("serial:")
    done = subprocess.run(
        [*receiptio, "-d", place, *arguments],
        env={**os.environ, "NODE_PATH": str(SERIAL_PORT), "RXLANE_PTY": place},
        input=RECEIPT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.stdout.strip() or done.stderr.strip()


STATES: tuple[tuple[Callable[[SimulatedPrinter], None], str, str], ...] = (
    (lambda _: None, "printer", "online"),
    (SimulatedPrinter.open_cover, "printer", "coveropen"),
    (lambda p: p.set_roll(Roll.OUT), "printer", "paperempty"),
    (lambda p: p.set_fault(Fault.UNRECOVERABLE), "printer", "error"),
    (lambda p: p.set_fault(Fault.CUTTER), "printer", "error"),
    # receiptio takes a HIGH pin for a closed drawer, and `drawer2` the other way round
    (SimulatedPrinter.open_drawer, "drawer", "drawerclosed"),
    (SimulatedPrinter.close_drawer, "drawer", "draweropen"),
    (SimulatedPrinter.open_drawer, "drawer2", "draweropen"),
    (SimulatedPrinter.close_drawer, "drawer2", "drawerclosed"),
)


@pytest.mark.peer
@pytest.mark.parametrize(("person", "question", "answer"), STATES)
def test_receiptio_sees_the_state_that_the_printer_is_in(
    receiptio: list[str],
    wire: str,
    person: Callable[[SimulatedPrinter], None],
    question: str,
    answer: str,
) -> None:
    printer = SimulatedPrinter()
    person(printer)
    with SimulatorHost(printer, wire) as host:
        assert ask(receiptio, host, "-q", question) == answer


@pytest.mark.peer
def test_receiptio_sees_a_silent_printer_as_offline_and_none_as_disconnected(
    receiptio: list[str], wire: str
) -> None:
    with SimulatorHost(SimulatedPrinter(), wire) as host:
        host.be_silent(silent=True)
        assert ask(receiptio, host, "-q", "printer") == "offline", "it takes 12 s to say so"
        host.unplug()
        assert ask(receiptio, host, "-q", "printer") == "disconnect"


@pytest.mark.peer
def test_receiptio_sees_the_states_that_are_told_on_the_console(
    receiptio: list[str], wire: str
) -> None:
    with standing("printer", wire) as stand:
        assert isinstance(stand, PrinterStand)
        for line, answer in (
            ("cover open", "coveropen"),
            ("cover close", "online"),
            ("paper out", "paperempty"),
            ("paper ok", "online"),
            ("break", "error"),
            ("mend", "online"),
        ):
            assert stand.console.run(line).good
            assert ask(receiptio, stand.host, "-q", "printer") == answer


@pytest.mark.peer
def test_receiptio_prints_a_receipt_and_is_told_of_success(receiptio: list[str], wire: str) -> None:
    printer = SimulatedPrinter(Model(dots_per_s=5_000))
    with SimulatorHost(printer, wire) as host:
        assert ask(receiptio, host, "-c", "42") == "success"
    assert len(printer.receipts) == 1
    text = printer.receipts[0].text()
    assert "Main Street Pharmacy" in text
    assert "Ibuprofen 200 mg" in text
    assert "8.49" in text
    assert "[barcode: 2-000482]" in text
    assert "─" * 42 in text
    found = zxingcpp.read_barcodes(picture(printer.receipts[0]))
    assert {code.text for code in found} == {"2-000482", "https://example.test/r/2"}


@pytest.mark.peer
def test_receiptio_is_not_told_of_success_by_a_printer_whose_paper_ends(
    receiptio: list[str], wire: str
) -> None:
    printer = SimulatedPrinter(Model(dots_per_s=5_000))
    printer.stock_dots = 100
    with SimulatorHost(printer, wire) as host:
        assert ask(receiptio, host, "-c", "42") in {"paperempty", "offline"}
    assert not printer.receipts


@pytest.mark.parametrize(("roll", "paper"), [(Roll.OK, 2), (Roll.LOW, 1), (Roll.OUT, 0)])
def test_python_escpos_sees_the_paper(roll: Roll, paper: int) -> None:
    printer = SimulatedPrinter()
    printer.set_roll(roll)
    with SimulatorHost(printer, "tcp://127.0.0.1:0") as host:
        address = urlsplit(host.url)
        peer = Network(address.hostname, address.port, timeout=2)
        try:
            assert peer.is_online() is (roll is not Roll.OUT)
            assert peer.paper_status() == paper
        finally:
            peer.close()
