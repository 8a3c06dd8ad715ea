"""A simulated device is killed in the middle: what is on paper, and what was charged, stays."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from drivers.simulator.nexo_certificates import certificate_name
from drivers.simulator.nexo_store import NexoStore
from drivers.simulator.nexo_terminal import POI_ID
from drivers.simulator.printer import SimulatedPrinter
from drivers.simulator.printer_memory import PrinterMemory
from drivers.simulator.printer_paper import Receipt
from drivers.wire.exchange import Answer, Request
from drivers.wire.https_call import HttpsAddress, HttpsCall
from drivers.wire.transport import Transport, open_url
from features.console import LIMIT_S, command, surroundings
from nexo_support.requests import opened, sealed_payment, sealed_status

FIRST = b"\x1b@first receipt\n\x1dVB\x00\x1d(H\x06\x0000ONE1"
SECOND = b"\x1b@" + b"".join(b"line %d\n" % number for number in range(2_000))
HEARD = b"\x37\x22ONE1\x00"


@contextmanager
def running(
    state: Path, script: Path | None = None, device: str = "printer"
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program as a service without a console, and its address."""
    listen = "https://127.0.0.1:0" if device == "nexo" else "tcp://127.0.0.1:0"
    words = ["simulate", device, "--listen", listen, "--state", str(state)]
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


# --- a nexo terminal


def ask_nexo(state: Path, url: str, body: bytes) -> dict[str, Any]:
    """What is answered to one request, in the clear."""
    pinned = state.with_name(state.name + ".pem").read_text("ascii")
    port = urlsplit(url).port
    assert port is not None
    where = HttpsAddress("127.0.0.1", port, pinned, certificate_name(POI_ID))
    call = HttpsCall(where, where.context(), Request(1, "/nexo", body))
    answer = call.run(lambda: None, LIMIT_S)
    assert isinstance(answer, Answer), answer
    return opened(answer.body)


def repeated_in(told: dict[str, Any]) -> dict[str, Any]:
    status = told["TransactionStatusResponse"]
    kept = status["RepeatedMessageResponse"]["RepeatedResponseMessageBody"]
    response: dict[str, Any] = kept["PaymentResponse"]["Response"]
    return response


def quick_customer(folder: Path) -> Path:
    script = folder / "customer.txt"
    script.write_text("customer after 0ms\n", "utf-8")
    return script


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 on this system")
def test_after_a_kill_a_nexo_terminal_still_knows_what_it_charged(tmp_path: Path) -> None:
    state = tmp_path / "nexo.db"
    with running(state, quick_customer(tmp_path), "nexo") as (program, url):
        sold = ask_nexo(state, url, sealed_payment("R1", 1525))
        assert sold["PaymentResponse"]["Response"]["Result"] == "Success"
        os.kill(program.pid, signal.SIGKILL)
        program.wait(LIMIT_S)
    with running(state, quick_customer(tmp_path), "nexo") as (_program, url):
        assert repeated_in(ask_nexo(state, url, sealed_status("R1")))["Result"] == "Success"
        again = ask_nexo(state, url, sealed_payment("R1", 1525))
        assert again["PaymentResponse"]["Response"]["ErrorCondition"] == "MessageFormat"
    store = NexoStore(state)
    assert store.standing("T1") == [1525]
    store.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 on this system")
def test_after_a_kill_what_a_nexo_terminal_had_not_finished_is_aborted(tmp_path: Path) -> None:
    state = tmp_path / "nexo.db"
    script = tmp_path / "by-hand.txt"
    script.write_text("customer by hand\n", "utf-8")
    with running(state, script, "nexo") as (program, url):
        till = threading.Thread(target=_sell_in_vain, args=(state, url))
        till.start()
        while not _asked_for_a_card(state, url):
            pass
        os.kill(program.pid, signal.SIGKILL)
        program.wait(LIMIT_S)
        till.join()
    with running(state, script, "nexo") as (_program, url):
        told = repeated_in(ask_nexo(state, url, sealed_status("R1")))
        assert (told["Result"], told["ErrorCondition"]) == ("Failure", "Aborted")
    store = NexoStore(state)
    assert store.standing("T1") == []
    store.close()


def _sell_in_vain(state: Path, url: str) -> None:
    with pytest.raises(AssertionError, match="NoAnswer"):
        ask_nexo(state, url, sealed_payment("R1", 1525))


def _asked_for_a_card(state: Path, url: str) -> bool:
    told = ask_nexo(state, url, sealed_status("R1"))["TransactionStatusResponse"]["Response"]
    return bool(told["ErrorCondition"] == "InProgress")
