"""The wire itself: every wait ends, every answer has a size, and nothing of a patient is said."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

import sync.transport
from sync.http import HttpAnswer, HttpRequest, HttpResponse, NoAnswer
from sync.messages import utc_now
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


def store_authority(folder: Path) -> Path:
    """A certificate of the store's own making, for 127.0.0.1, with its key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "demo PhMS")])
    now = utc_now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = folder / "phms.pem"
    path.write_bytes(certificate.public_bytes(pem) + key.private_bytes(pem, *plain))
    return path


def test_over_tls_only_the_pinned_authority_is_believed(tmp_path: Path) -> None:
    pem = store_authority(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"https://127.0.0.1:{server.getsockname()[1]}/"

        def serve() -> None:
            for _ in range(2):
                line, _ = server.accept()
                with (
                    contextlib.suppress(OSError),  # the client without our authority hangs up
                    context.wrap_socket(line, server_side=True) as secure,
                ):
                    secure.recv(4096)
                    secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
                line.close()

        thread = threading.Thread(target=serve)
        thread.start()
        answers = []
        for ca_file in (str(pem), None):
            transport = HttpxTransport(Destination(url, ca_file=ca_file))
            answers.append(transport.send(HttpRequest("GET", "Patient"), 5.0))
            transport.close()
        thread.join()
    assert isinstance(answers[0], HttpResponse)
    assert answers[1] == NoAnswer("no connection", sent=False)


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
