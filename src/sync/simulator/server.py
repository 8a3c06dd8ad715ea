"""The HTTP side of the demo PhMS: a FHIR R4 server on loopback, small but honest.

Rules: it listens on loopback and nowhere else; every answer is a resource or an
OperationOutcome; a write is durable before it is answered; stopping ends every connection and
every thread. `PUT /_fault` takes a fault as JSON, for tests in another process.
"""

import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from sync.simulator.faults import Fault, FaultKind, Faults
from sync.simulator.records import Records, Refusal, Resource, Written, as_json, from_json
from sync.simulator.search import search

FHIR_ROOT = "/fhir/R4"
KINDS = frozenset(
    {"MedicationDispense", "MedicationRequest", "Patient", "ChargeItem", "Coverage", "Basic"}
)
MAX_BODY_BYTES = 4 * 1024 * 1024
LOGIN_PAGE = b"<!doctype html><html><body><h1>Please sign in</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, body and extra headers of one answer."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class FhirServer(ThreadingHTTPServer):
    """Threads per connection, all of which end with the server."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 64  # 20 lanes at once must not wait a second for a second SYN

    def __init__(self, address: tuple[str, int], records: Records, faults: Faults) -> None:
        super().__init__(address, FhirRequest)
        self.records = records
        self.faults = faults
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()

    def server_bind(self) -> None:
        """Bind without asking a name server who we are; that can take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    @property
    def base(self) -> str:
        """The FHIR base address, with its slash."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}{FHIR_ROOT}/"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, so that stopping can end it."""
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection."""
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def end_connections(self) -> None:
        """Cut every open connection; its thread then ends."""
        self.stopping.set()
        with self._open_lock:
            waiting = list(self._open)
        for connection in waiting:
            cut(connection)


def cut(connection: socket.socket) -> None:
    """End a connection in both directions; the thread that serves it notices."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the other side was faster


class FhirRequest(BaseHTTPRequestHandler):
    """One request, from its bytes to its answer."""

    server: FhirServer
    protocol_version = "HTTP/1.1"
    server_version = "RxlaneDemoPhMS/1"
    sys_version = ""
    wbufsize = -1  # head and body leave together: no 40 ms of delayed acknowledgement
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Read or search."""
        self._serve()

    def do_POST(self) -> None:
        """Create, or run a transaction."""
        self._serve()

    def do_PUT(self) -> None:
        """Update."""
        self._serve()

    def log_message(self, *_said: object, **_named: object) -> None:
        """Say nothing: request lines hold patients."""

    def _serve(self) -> None:
        body = self._body()
        if body is None:
            return
        if self.path == "/_fault":
            self.server.faults.add(_fault(from_json(body)))
            self._send(Answer(200, b"{}"))
            return
        fault = self.server.faults.take(self.command)
        if fault is None:
            self._send(self._answer(body))
        else:
            self._fail(fault, body)

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > MAX_BODY_BYTES:
            self.close_connection = True
            self._send(_outcome(413, "too long"))
            return None
        return self.rfile.read(int(length))

    def _fail(self, fault: Fault, body: bytes) -> None:
        match fault.kind:
            case FaultKind.STATUS:
                wait = fault.retry_after_s
                headers = {} if wait is None else {"Retry-After": str(wait)}
                refusal = _outcome(fault.status, "told to fail")
                self._send(Answer(refusal.status, refusal.body, headers))
            case FaultKind.HTML:
                self._send(Answer(200, LOGIN_PAGE, {"Content-Type": "text/html"}))
            case FaultKind.EMPTY:
                self._send(Answer(self._answer(body).status, b""))
            case FaultKind.HALF:
                answer = self._answer(body)
                self._send(Answer(answer.status, answer.body[: len(answer.body) // 2]))
            case FaultKind.TORN:
                answer = self._answer(body)
                self._send(answer, cut_at=len(answer.body) // 2)
            case FaultKind.CUT:
                self._answer(body)
                self._cut()
            case FaultKind.REFUSE:
                self._cut()
            case FaultKind.SILENT:
                self.server.stopping.wait()
                self._cut()
            case FaultKind.SLOW:
                answer = self._answer(body)
                self.server.stopping.wait(fault.delay_s)
                self._send(answer)

    def _cut(self) -> None:
        self.close_connection = True
        cut(self.connection)

    def _send(self, answer: Answer, cut_at: int | None = None) -> None:
        try:
            self.send_response(answer.status)
            headers = {"Content-Type": "application/fhir+json; charset=utf-8", **answer.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body if cut_at is None else answer.body[:cut_at])
            self.wfile.flush()
            if cut_at is not None:
                self._cut()
        except OSError:
            self.close_connection = True  # the other side did not wait for the answer

    def _answer(self, body: bytes) -> Answer:
        try:
            return self._route(body)
        except Refusal as refusal:
            return _outcome(refusal.status, refusal.why)

    def _route(self, body: bytes) -> Answer:
        parts = urlsplit(self.path)
        if parts.path != FHIR_ROOT and not parts.path.startswith(FHIR_ROOT + "/"):
            raise Refusal(404, "nothing here")
        names = [unquote(one) for one in parts.path[len(FHIR_ROOT) :].split("/") if one]
        match self.command, names:
            case "GET", [kind] if kind in KINDS:
                found = search(self.server.records, self.server.base, kind, parts.query)
                return Answer(200, as_json(found).encode())
            case "GET", [kind, name] if kind in KINDS:
                held = self.server.records.read(kind, name)
                if held is None:
                    raise Refusal(404, "no such resource")
                return _resource(HTTPStatus.OK, held)
            case "POST", []:
                return self._transaction(_parsed(body))
            case "POST", [kind] if kind in KINDS:
                condition = self.headers.get("If-None-Exist")
                return _written(self._create(kind, _parsed(body), condition))
            case "PUT", [kind, name] if kind in KINDS:
                return _written(
                    self._update(kind, name, _parsed(body), self.headers.get("If-Match"))
                )
            case _:
                raise Refusal(404, "nothing here")

    def _create(self, kind: str, resource: Resource, condition: str | None) -> Written:
        _require_kind(resource, kind)
        records = self.server.records
        with records.transaction():
            if condition is not None:
                found = search(records, self.server.base, kind, condition)
                if found["total"] > 1:
                    raise Refusal(412, "more than one exists")
                if found["total"] == 1:
                    return Written(found["entry"][0]["resource"], created=False)
            return records.create(resource)

    def _update(self, kind: str, name: str, resource: Resource, if_match: str | None) -> Written:
        _require_kind(resource, kind)
        if resource.get("id") != name:
            raise Refusal(400, "the resource has another id than its address")
        if if_match is not None and not if_match.startswith('W/"'):
            raise Refusal(400, "If-Match wants a weak entity tag in quotes")
        return self.server.records.update(resource, name, if_match)

    def _transaction(self, bundle: Resource) -> Answer:
        if bundle.get("resourceType") != "Bundle" or bundle.get("type") != "transaction":
            raise Refusal(400, "not a transaction")
        with self.server.records.transaction():
            replies = [self._entry(entry) for entry in bundle.get("entry", [])]
        reply = {"resourceType": "Bundle", "type": "transaction-response", "entry": replies}
        return Answer(200, as_json(reply).encode())

    def _entry(self, entry: Resource) -> Resource:
        request, resource = entry.get("request", {}), entry.get("resource", {})
        names = str(request.get("url", "")).split("/")
        match request.get("method"), names:
            case "POST", [kind] if kind in KINDS:
                done = self._create(kind, resource, request.get("ifNoneExist"))
            case "PUT", [kind, name] if kind in KINDS:
                done = self._update(kind, name, resource, request.get("ifMatch"))
            case _:
                raise Refusal(400, "an entry that is not understood")
        meta = done.resource["meta"]
        location = f"{done.resource['resourceType']}/{done.resource['id']}"
        return {
            "response": {
                "status": "201 Created" if done.created else "200 OK",
                "location": f"{location}/_history/{meta['versionId']}",
                "etag": f'W/"{meta["versionId"]}"',
                "lastModified": meta["lastUpdated"],
            }
        }


def _parsed(body: bytes) -> Resource:
    try:
        value = from_json(body)
    except ValueError as error:
        raise Refusal(400, "not JSON") from error
    if not isinstance(value, dict):
        raise Refusal(400, "not a resource")
    return value


def _require_kind(resource: Resource, kind: str) -> None:
    if resource.get("resourceType") != kind:
        raise Refusal(400, f"not a {kind}")


def _resource(status: int, resource: Resource) -> Answer:
    return Answer(
        status, as_json(resource).encode(), {"ETag": f'W/"{resource["meta"]["versionId"]}"'}
    )


def _written(done: Written) -> Answer:
    return _resource(HTTPStatus.CREATED if done.created else HTTPStatus.OK, done.resource)


def _outcome(status: int, why: str) -> Answer:
    issue = {"severity": "error", "code": "processing", "diagnostics": why}
    return Answer(status, as_json({"resourceType": "OperationOutcome", "issue": [issue]}).encode())


def _fault(said: Resource) -> Fault:
    return Fault(
        FaultKind(said["kind"]),
        method=said.get("method"),
        status=said.get("status", 500),
        retry_after_s=said.get("retry_after_s"),
        delay_s=float(said.get("delay_s", 0)),
    )
