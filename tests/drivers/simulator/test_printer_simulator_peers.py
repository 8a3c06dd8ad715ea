"""Clients that nobody here wrote, against the simulated printer (section 21)."""

import errno
import os
import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import zxingcpp
from escpos.printer import Network

from drivers.simulator.host import SimulatorHost
from drivers.simulator.printer import Fault, Model, Roll, SimulatedPrinter
from drivers.simulator.printer_paper import picture

PRINTER_PORT = 9100
"""The port is fixed in receiptio."""

PACKAGES = Path(os.environ.get("RXLANE_NODE_PEERS", "build/peers/node_modules"))
RECEIPT = """\
^^^Main Street Pharmacy

Ibuprofen 200 mg | 8.49
---
{code:2-000482;option:code128,2,64,hri}
{code:https://example.test/r/2;option:qrcode,4,l}
"""


@pytest.fixture
def client() -> list[str]:
    """The command line of receiptio 2.1.2, if Node.js and the package are here."""
    node, script = shutil.which("node"), PACKAGES / "receiptio/bin/cli.js"
    if node is None:
        pytest.skip("Node.js is not installed")
    if not script.exists():
        pytest.skip(f"npm package receiptio is not in {PACKAGES}")
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", PRINTER_PORT)) != errno.ECONNREFUSED:
            pytest.skip(f"port {PRINTER_PORT} is taken")
    return [node, str(script), "-d", "127.0.0.1", "-p", "escpos"]


def ask(client: list[str], *arguments: str) -> str:
    done = subprocess.run(
        [*client, *arguments],
        input=RECEIPT,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    return done.stdout.strip() or done.stderr.strip()


def on_counter(printer: SimulatedPrinter) -> SimulatorHost:
    return SimulatorHost(printer, f"tcp://127.0.0.1:{PRINTER_PORT}")


@pytest.mark.peer
@pytest.mark.parametrize(
    ("person", "question", "answer"),
    [
        (lambda p: None, "printer", "online"),
        (SimulatedPrinter.open_cover, "printer", "coveropen"),
        (lambda p: p.set_roll(Roll.OUT), "printer", "paperempty"),
        (lambda p: p.set_fault(Fault.UNRECOVERABLE), "printer", "error"),
        (lambda p: p.open_drawer(), "drawer", "drawerclosed"),
        (lambda p: p.close_drawer(), "drawer", "draweropen"),
        (lambda p: p.open_drawer(), "drawer2", "draweropen"),
    ],
)
def test_receiptio_sees_the_state_that_the_printer_is_in(
    client: list[str], person: Callable[[SimulatedPrinter], None], question: str, answer: str
) -> None:
    printer = SimulatedPrinter()
    person(printer)
    with on_counter(printer):
        assert ask(client, "-q", question) == answer


@pytest.mark.peer
def test_receiptio_sees_a_silent_printer_as_offline_and_none_as_disconnected(
    client: list[str],
) -> None:
    printer = SimulatedPrinter()
    printer.silent = True
    with on_counter(printer):
        assert ask(client, "-q", "printer") == "offline", "receiptio itself takes 12 s to say so"
    assert ask(client, "-q", "printer") == "disconnect"


@pytest.mark.peer
def test_receiptio_prints_a_receipt_and_is_told_of_success(client: list[str]) -> None:
    printer = SimulatedPrinter(Model(dots_per_s=5_000))
    with on_counter(printer):
        assert ask(client, "-c", "42") == "success"
    assert len(printer.receipts) == 1
    text = printer.receipts[0].text()
    assert "Main Street Pharmacy" in text
    assert "Ibuprofen 200 mg" in text
    assert "8.49" in text
    assert "[barcode: 2-000482]" in text
    assert "─" * 42 in text
    found = zxingcpp.read_barcodes(picture(printer.receipts[0]))
    assert {code.text for code in found} == {"2-000482", "https://example.test/r/2"}


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
