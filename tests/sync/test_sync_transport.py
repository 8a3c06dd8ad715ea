"""The wire itself: every wait ends, every answer has a size, and nothing of a patient is said."""

import socket
import threading
from collections.abc import Iterator
from datetime import date

import pytest

import sync.transport
from sync.http import HttpAnswer, HttpRequest, HttpResponse, NoAnswer
from sync.simulator import Fault, FaultKind, PhmsSimulator
from sync.transport import Destination, HttpxTransport, is_loopback


@pytest.fixture(scope="module")
def phms() -> Iterator[PhmsSimulator]:
    with PhmsSimulator.demo(date(2026, 11, 20)) as phms:
        yield phms


def ask(url: str, timeout_s: float = 2.0, target: str = "Patient") -> HttpAnswer:
    transport = HttpxTransport(Destination(url, token="a-token"))
    try:
        return transport.send(HttpRequest("GET", target), timeout_s)
    finally:
        transport.close()


def test_an_answer_without_an_end_is_cut_off(
    phms: PhmsSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync.transport, "MAX_ANSWER_BYTES", 100)
    assert ask(phms.url) == NoAnswer("an answer without an end", sent=True)


def test_half_an_answer_is_no_answer(phms: PhmsSimulator) -> None:
    phms.faults.add(Fault(FaultKind.TORN))
    answer = ask(phms.url)
    assert isinstance(answer, NoAnswer)
    assert answer.sent


def test_a_slow_answer_is_no_answer_and_a_patient_one_is(phms: PhmsSimulator) -> None:
    phms.faults.add(Fault(FaultKind.SLOW, delay_s=0.3))
    assert ask(phms.url, timeout_s=0.1) == NoAnswer("no answer in time", sent=True)
    phms.faults.add(Fault(FaultKind.SLOW, delay_s=0.05))
    assert isinstance(ask(phms.url), HttpResponse)


def test_nobody_there_means_that_nothing_left() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert ask(f"http://127.0.0.1:{port}/") == NoAnswer("no connection", sent=False)


def test_an_answer_that_drips_does_not_outlast_its_time() -> None:
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            line, _ = server.accept()
            with line:
                line.recv(4096)
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                while not ended.wait(0.02):
                    line.sendall(b"x")

        thread = threading.Thread(target=drip)
        thread.start()
        answer = ask(f"http://127.0.0.1:{server.getsockname()[1]}/", timeout_s=0.2)
        ended.set()
        thread.join()
    assert answer == NoAnswer("an answer that does not come to its end in time", sent=True)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(b"", "broke"), (b"SSH-2.0-OpenSSH_9.2\r\n", "broke"), (b"HTTP/1.1 200 OK\r\n", "broke")],
)
def test_what_is_not_http_is_no_answer(raw: bytes, reason: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def speak() -> None:
            line, _ = server.accept()
            with line:
                line.recv(4096)
                line.sendall(raw)

        thread = threading.Thread(target=speak)
        thread.start()
        answer = ask(f"http://127.0.0.1:{server.getsockname()[1]}/")
        thread.join()
    assert isinstance(answer, NoAnswer)
    assert reason in answer.reason
    assert answer.sent


def test_the_reasons_hold_no_address(phms: PhmsSimulator) -> None:
    phms.faults.add(Fault(FaultKind.REFUSE))
    answer = ask(phms.url, target="Patient?_id=Testa-Rosalind")
    assert "Testa" not in repr(answer)


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("http://localhost:1/", True),
        ("http://127.8.9.1/", True),
        ("http://[::1]/", True),
        ("http://10.0.0.1/", False),
        ("http://localhost.example/", False),
        ("http:///", False),
    ],
)
def test_only_this_machine_is_loopback(url: str, inside: bool) -> None:
    assert is_loopback(url) is inside
