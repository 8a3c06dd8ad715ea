"""A small exchange for pseudoephedrine on loopback, with the ways in which one fails.

Rules: it listens on loopback and nowhere else; one record for each reference, whatever is repeated;
a write is done before it is answered; it counts grams for itself, over all stores that ask it.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Self, cast

from sync.simulator.faults import FaultKind, Faults
from sync.simulator.server import cut

DAILY_UG: Final = 3_600_000
PERIOD_UG: Final = 9_000_000
MAX_BODY_BYTES: Final = 64 * 1024
POLL_S: Final = 0.05
_COUNTED: Final = ("approved", "purchased")


@dataclass(slots=True)
class Held:
    """What is held under one reference."""

    ref: str
    state: str
    number: str
    day: date | None = None
    buyer: str = field(default="", repr=False)
    base_ug: int = 0
    offline: bool = False
    overridden: bool = False


class ExchangeRecords:
    """The exchange's own book; used under its lock."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.held: dict[str, Held] = {}
        self.stops: set[str] = set()
        """Document numbers that are stopped, whatever they bought."""
        self.inquiries = 0
        """How often somebody asked, with whatever reference."""

    def inquire(self, body: dict[str, Any]) -> Held:
        self.inquiries += 1
        known = self.held.get(body["ref"])
        if known is not None:  # repeated, or withdrawn before it came
            return known
        record = self._record(body, "approved")
        if body["buyer"]["id_number"] in self.stops or self._too_much(record):
            record.state = "stopped"
        self.held[record.ref] = record
        return record

    def purchase(self, body: dict[str, Any]) -> Held | None:
        """None: what was stopped or taken back is not sold."""
        known = self.held.get(body["ref"])
        if known is None:
            known = self.held[body["ref"]] = self._record(body, "approved")
        if known.state == "returned" or (known.state == "stopped" and not body["overridden"]):
            return None
        known.state = "purchased"
        known.offline, known.overridden = body["offline"], body["overridden"]
        return known

    def give_back(self, ref: str) -> Held:
        known = self.held.setdefault(ref, Held(ref, "returned", self._number()))
        known.state = "returned"
        return known

    def _record(self, body: dict[str, Any], state: str) -> Held:
        buyer = body["buyer"]
        day = datetime.fromisoformat(body["at"]).date()
        base = sum(each["base_ug"] for each in body["products"])
        name = f"{buyer['id_jurisdiction']}/{buyer['id_number']}"
        return Held(body["ref"], state, self._number(), day, name, base)

    def _number(self) -> str:
        return f"X{len(self.held) + 1:06}"

    def _too_much(self, record: Held) -> bool:
        assert record.day is not None
        first = record.day - timedelta(days=29)
        others = [
            each
            for each in self.held.values()
            if each.buyer == record.buyer and each.state in _COUNTED and each.day
        ]
        today = sum(each.base_ug for each in others if each.day == record.day)
        period = sum(each.base_ug for each in others if each.day and each.day >= first)
        return today + record.base_ug > DAILY_UG or period + record.base_ug > PERIOD_UG


class PseExchangeSimulator:
    """Start it, tell it whom to stop and how to fail, ask it what it holds."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.records = ExchangeRecords()
        self.stopping = threading.Event()
        self.down = False
        """Whether it answers nobody."""
        self._server = _Server(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL_S,), name="demo-exchange"
        )

    @property
    def url(self) -> str:
        """The base address, ending in a slash."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}/"

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        self.stopping.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def stop_buyer(self, id_number: str) -> None:
        """This document buys nothing any more."""
        self.records.stops.add(id_number)

    def held(self) -> tuple[Held, ...]:
        with self.records.lock:
            return tuple(self.records.held.values())

    @property
    def purchases(self) -> tuple[Held, ...]:
        return tuple(each for each in self.held() if each.state == "purchased")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, simulator: PseExchangeSimulator) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.simulator = simulator


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def do_PUT(self) -> None:
        self._handle()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the server's name)
        """Say nothing: what is asked names people."""

    @property
    def _simulator(self) -> PseExchangeSimulator:
        return cast("_Server", self.server).simulator

    def _handle(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), MAX_BODY_BYTES)
        body = self.rfile.read(length)
        if self._simulator.down:
            self._cut()
            return
        fault = self._simulator.faults.take(self.command)
        match fault and fault.kind:
            case None:
                self._send(self._route(body))
            case FaultKind.STATUS:
                assert fault is not None
                self._send(_Answer(fault.status, b"{}"))
            case FaultKind.REFUSE:
                self._cut()
            case FaultKind.CUT:
                self._route(body)
                self._cut()
            case FaultKind.SLOW:
                assert fault is not None
                answer = self._route(body)
                self._simulator.stopping.wait(fault.delay_s)
                self._send(answer)
            case FaultKind.EMPTY:
                self._route(body)
                self._send(_Answer(200, b""))
            case FaultKind.HALF:
                answer = self._route(body)
                self._send(_Answer(answer.status, answer.body[: len(answer.body) // 2]))
            case _:
                self._send(_Answer(200, b"<html>please sign in</html>"))

    def _cut(self) -> None:
        self.close_connection = True
        cut(self.connection)

    def _send(self, answer: _Answer) -> None:
        try:
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)
        except OSError:
            self.close_connection = True  # nobody waited

    def _route(self, body: bytes) -> _Answer:
        records = self._simulator.records
        parts = [part for part in self.path.split("/") if part]
        with records.lock:
            match self.command, parts:
                case "POST", ["inquiries"]:
                    return _of(lambda: records.inquire(json.loads(body)))
                case "GET", ["transactions", ref]:
                    known = records.held.get(ref)
                    return _unknown(ref) if known is None else _told(known)
                case "PUT", ["transactions", _, "purchase"]:
                    return _of(lambda: records.purchase(json.loads(body)))
                case "PUT", ["transactions", ref, "return"]:
                    return _of(lambda: records.give_back(ref))
                case _:
                    return _Answer(400, b"{}")


def _of(work: Callable[[], Held | None]) -> _Answer:
    try:
        held = work()
    except (ValueError, KeyError, TypeError):
        return _Answer(400, b"{}")
    return _Answer(409, b"{}") if held is None else _told(held)


def _told(held: Held) -> _Answer:
    body = {"ref": held.ref, "state": held.state, "id": held.number}
    return _Answer(200, json.dumps(body).encode())


def _unknown(ref: str) -> _Answer:
    return _Answer(404, json.dumps({"ref": ref, "state": "unknown"}).encode())
