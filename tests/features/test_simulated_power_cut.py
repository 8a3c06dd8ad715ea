"""A simulated printer is killed in the middle of a receipt: what is on paper stays, no more."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from drivers.simulator.printer import SimulatedPrinter
from drivers.simulator.printer_memory import PrinterMemory
from drivers.simulator.printer_paper import Receipt
from drivers.wire.transport import Transport, open_url
from features.console import LIMIT_S, command, surroundings

FIRST = b"\x1b@first receipt\n\x1dVB\x00\x1d(H\x06\x0000ONE1"
SECOND = b"\x1b@" + b"".join(b"line %d\n" % number for number in range(2_000))
HEARD = b"\x37\x22ONE1\x00"


@contextmanager
def running(state: Path, script: Path | None = None) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program as a service without a console, and its address."""
    words = ["simulate", "printer", "--listen", "tcp://127.0.0.1:0", "--state", str(state)]
    program = subprocess.Popen(
        command(*words, *(["--script", str(script)] if script else [])),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        env=surroundings({"PYTHONUNBUFFERED": "1"}),
    )
    guard = threading.Timer(LIMIT_S, program.kill)
    guard.start()
    try:
        assert program.stdout is not None
        yield program, program.stdout.readline().split(" at ")[1].strip()
    finally:
        guard.cancel()
        program.kill()
        program.wait()
        assert program.stdout is not None
        program.stdout.close()


def read_until(wire: Transport, wanted: bytes) -> None:
    heard = b""
    while wanted not in heard:
        heard += wire.read(64, LIMIT_S)


def on_paper(state: Path) -> list[Receipt]:
    memory = PrinterMemory(state)
    printer = SimulatedPrinter(memory=memory)
    memory.close()
    return [*printer.receipts, printer.hanging]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 on this system")
def test_after_a_kill_the_paper_is_there_and_the_buffer_is_not(tmp_path: Path) -> None:
    state = tmp_path / "printer.db"
    with running(state) as (program, url):
        assert urlsplit(url).scheme == "tcp"
        wire = open_url(url)
        _write_all(wire, FIRST)
        read_until(wire, HEARD)
        _write_all(wire, SECOND + b"\x1dr\x01")
        os.kill(program.pid, signal.SIGKILL)
        program.wait(LIMIT_S)
        wire.close()
    first, hanging = on_paper(state)
    assert first.text() == "first receipt"
    printed = hanging.text().splitlines()
    assert printed == [f"line {number}" for number in range(len(printed))]
    assert len(printed) < 2_000, "it was killed while printing"
    with running(state) as (program, url):
        wire = open_url(url)
        _write_all(wire, b"\n\x1b@after\n\x1d(H\x06\x0000TWO2")
        read_until(wire, b"\x37\x22TWO2\x00")
        program.send_signal(signal.SIGTERM)
        assert program.wait(LIMIT_S) == 0
        wire.close()
    again = on_paper(state)[-1].text().splitlines()
    assert [line for line in again if line] == [*printed, "after"]


def _write_all(wire: Transport, data: bytes) -> None:
    while data:
        data = data[wire.write(data) :]
