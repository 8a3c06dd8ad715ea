"""Who speaks to the hub's port without manners: cut off, and nobody else waits for it."""

import contextlib
import socket
import ssl
import time

import pytest

from hub_support.store import HOST, Hub, LaneClient
from sync.hub.server import MAX_OF_ONE
from sync.hub.service import MAX_BODY_BYTES
from sync.lanes import client
from sync.lanes.messages import Report, Situation

pytestmark = pytest.mark.peer
PATIENCE_S = 10.0


def works(lane: LaneClient) -> bool:
    return isinstance(lane.say(client.report(Report(1, pending=False))), Situation)


def plain(hub: Hub) -> socket.socket:
    return socket.create_connection((HOST, hub.port), PATIENCE_S)


def secured(hub: Hub) -> ssl.SSLSocket:
    context = ssl.create_default_context(cafile=hub.authority_file)
    return context.wrap_socket(plain(hub), server_hostname=HOST)


def answer_to(hub: Hub, sent: bytes) -> bytes:
    """Everything that comes back until the hub closes."""
    with secured(hub) as line:
        line.sendall(sent)
        said = b""
        while True:
            try:
                piece = line.recv(4096)
            except ConnectionResetError:
                return said
            if not piece:
                return said
            said += piece


def request(head: str, body: bytes = b"") -> bytes:
    return f"POST /v1/report HTTP/1.1\r\nHost: hub\r\n{head}\r\n\r\n".encode() + body


def test_who_says_nothing_keeps_nobody_waiting(hub: Hub) -> None:
    lane = hub.add("1")
    silent = [plain(hub) for _ in range(5)]
    assert works(lane)
    for each in silent:
        each.close()


def test_who_speaks_no_tls_is_cut_off(hub: Hub) -> None:
    lane = hub.add("1")
    with plain(hub) as line:
        line.sendall(b"GET /v1/authority HTTP/1.1\r\nHost: hub\r\n\r\n")
        line.settimeout(PATIENCE_S)
        with contextlib.suppress(ConnectionResetError):
            assert b"200" not in line.recv(4096)
    assert works(lane)


def test_one_address_has_only_so_many_connections(hub: Hub) -> None:
    lane = hub.add("1")
    held = [plain(hub) for _ in range(MAX_OF_ONE + 4)]
    refused = 0
    for each in held[-3:]:
        each.settimeout(PATIENCE_S)
        refused += each.recv(1) == b""
    assert refused == 3
    for each in held:
        each.close()
    end = time.monotonic() + PATIENCE_S
    while not works(lane):
        assert time.monotonic() < end


def test_old_protocols_are_not_spoken(hub: Hub) -> None:
    context = ssl.create_default_context(cafile=hub.authority_file)
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    with secured(hub) as line:
        assert line.version() in ("TLSv1.2", "TLSv1.3")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("Content-Length: -1", b"400"),
        ("Content-Length: ten", b"400"),
        ("Content-Length: 99999999999999", b"400"),
        (f"Content-Length: {MAX_BODY_BYTES + 1}", b"413"),
        ("Transfer-Encoding: chunked", b"411"),
        ("Content-Length: 2\r\nAuthorization: Basic eHg6eHg=", b"401"),
        ("Content-Length: 2\r\nAuthorization: Bearer \xff", b"401"),
        ("X: " + "y" * 70_000, b"431"),
    ],
)
def test_a_request_without_manners_is_refused_by_its_head(
    hub: Hub, head: str, status: bytes
) -> None:
    said = answer_to(hub, request(head, b"{}"))
    assert said.split(b" ", 2)[1] == status
    assert said.endswith((b"{}", b"</html>\n"))


def test_a_body_that_trickles_in_is_over_when_its_time_is(hub: Hub) -> None:
    with secured(hub) as line:
        line.settimeout(PATIENCE_S)
        line.sendall(request("Content-Length: 100000"))
        end = time.monotonic() + PATIENCE_S
        try:
            while time.monotonic() < end:
                line.sendall(b" ")
                time.sleep(0.05)
        except OSError:
            return  # it was cut off
    raise AssertionError("it went on reading")
