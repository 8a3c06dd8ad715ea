"""The nexo driver on its threads, over real TLS, towards a terminal on a port of this machine."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from drivers.card_terminal.messages import (
    AttemptSent,
    Cancel,
    Command,
    Event,
    Found,
    Initialize,
    Outcome,
    Query,
    QueryAnswered,
    Sale,
    TerminalReady,
    Trouble,
    Verdict,
)
from drivers.card_terminal.nexo_settings import NexoTimings
from drivers.card_terminal.nexo_terminal import NexoTerminal
from drivers.simulator.nexo_certificates import make_chain
from drivers.simulator.nexo_door import server_context
from drivers.simulator.nexo_host import NexoTerminalHost
from drivers.simulator.nexo_script import Approve, Faults
from drivers.simulator.nexo_terminal import NexoTerminalSimulator
from drivers.wire.errors import CommandsFull, WireLost
from drivers.wire.exchange import Answer, NoAnswer, Request
from drivers.wire.exchange_runner import ExchangeRunner
from drivers.wire.https_call import MAX_ANSWER_BYTES, HttpsAddress, HttpsCall
from drivers.wire.inbox import COMMANDS_MAX
from drivers.wire.link import LinkEvent, ProtocolBug
from nexo_support.bench import KEY, PARTY, SECRETS

REF = "02261120000042"
SALE = Sale(REF, 2354)
PATIENCE_S = 30.0
QUICK = NexoTimings(no_answer_s=0.5, local_s=2.0, poll_s=0.05, hello_again_s=0.2)

Runner = ExchangeRunner[Command, Event]


class Ear:
    """Hears events on the device's thread; waits for one on the test's."""

    def __init__(self) -> None:
        self.events: list[Event | LinkEvent] = []
        self._changed = threading.Condition()

    def __call__(self, event: Event | LinkEvent) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def wait_for(self, wanted: Callable[[Event | LinkEvent], bool]) -> Event | LinkEvent:
        with self._changed:
            found = self._changed.wait_for(
                lambda: next((e for e in self.events if wanted(e)), None), PATIENCE_S
            )
            assert found is not None, f"not heard among {self.events}"
            return found

    def outcome(self, ref: str = REF) -> Outcome:
        event = self.wait_for(lambda e: isinstance(e, Outcome) and e.ref == ref)
        assert isinstance(event, Outcome)
        return event


@pytest.fixture
def host() -> Iterator[NexoTerminalHost]:
    terminal = NexoTerminalSimulator(SECRETS, auto_present_s=0.0, host_delay_s=0.0)
    with NexoTerminalHost(terminal) as running:
        yield running
    terminal.store.close()


def address(host: NexoTerminalHost) -> HttpsAddress:
    return HttpsAddress("127.0.0.1", host.port, host.chain.authority_pem, host.certificate_name)


def driver(timings: NexoTimings | None = None) -> NexoTerminal:
    return NexoTerminal(
        PARTY, KEY, chance=os.urandom, utc_now=lambda: datetime.now(UTC), timings=timings
    )


@pytest.fixture
def run() -> Iterator[Callable[[HttpsAddress, NexoTimings | None], tuple[Runner, Ear]]]:
    running: list[Runner] = []

    def start(where: HttpsAddress, timings: NexoTimings | None = None) -> tuple[Runner, Ear]:
        ear = Ear()
        runner = Runner("card terminal", where, driver(timings), ear)
        runner.start()
        running.append(runner)
        return runner, ear

    yield start
    for runner in running:
        runner.stop()
    assert not [t.name for t in threading.enumerate() if t.name.startswith("device")]


Start = Callable[..., tuple[Runner, Ear]]


def test_a_terminal_is_greeted_and_sells(host: NexoTerminalHost, run: Start) -> None:
    runner, ear = run(address(host))
    runner.send(Initialize())
    ear.wait_for(lambda e: e == TerminalReady("123456789", "V400m"))
    runner.send(SALE)
    assert ear.outcome().result.outcome is Verdict.APPROVED
    assert AttemptSent(REF) in ear.events
    assert host.call(lambda: host.terminal.store.standing(REF)) == [2354]


def test_an_abort_overtakes_the_payment_that_waits(host: NexoTerminalHost, run: Start) -> None:
    host.terminal.auto_present_s = None
    runner, ear = run(address(host))
    runner.send(SALE)
    ear.wait_for(lambda e: e == AttemptSent(REF))
    deadline = time.monotonic() + PATIENCE_S
    while host.call(lambda: host.terminal.screen) == "Welcome" and time.monotonic() < deadline:
        time.sleep(0.005)
    runner.send(Cancel())
    assert ear.outcome().result.outcome is Verdict.ABORTED
    assert host.call(lambda: host.terminal.store.standing(REF)) == []


def test_a_terminal_that_stays_silent_is_asked_and_the_charge_found(
    host: NexoTerminalHost, run: Start
) -> None:
    host.terminal.script(Approve(), Faults(silent=True))
    runner, ear = run(address(host), QUICK)
    runner.send(SALE)
    result = ear.outcome().result
    assert (result.outcome, result.code) == (Verdict.UNKNOWN, Trouble.NO_ANSWER)
    runner.send(Query(REF, 2354, 1.0))
    answered = ear.wait_for(lambda e: isinstance(e, QueryAnswered))
    assert isinstance(answered, QueryAnswered)
    assert isinstance(answered.answer, Found)


def test_a_line_that_is_cut_after_commit_is_unknown(host: NexoTerminalHost, run: Start) -> None:
    host.terminal.script(Approve(), Faults(cut_after=True))
    runner, ear = run(address(host))
    runner.send(SALE)
    assert ear.outcome().result.code == Trouble.LINK_LOST
    runner.send(Query(REF, 2354, 1.0))
    answered = ear.wait_for(lambda e: isinstance(e, QueryAnswered))
    assert isinstance(answered, QueryAnswered)
    assert isinstance(answered.answer, Found)


def test_stopping_in_the_middle_of_a_payment_says_unknown_and_ends_soon(
    host: NexoTerminalHost, run: Start
) -> None:
    host.terminal.auto_present_s = None
    runner, ear = run(address(host))
    runner.send(SALE)
    ear.wait_for(lambda e: e == AttemptSent(REF))
    before = time.monotonic()
    runner.stop()
    assert time.monotonic() - before < 10.0
    assert ear.outcome().result.outcome is Verdict.UNKNOWN
    with pytest.raises(WireLost):
        runner.send(SALE)


def test_nobody_at_the_address_is_no_charge_and_the_terminal_is_found_later(run: Start) -> None:
    chain = make_chain("x.test.terminal.adyen.com")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        where = HttpsAddress("127.0.0.1", taken.getsockname()[1], chain.authority_pem, "x")
        runner, ear = run(where)
        runner.send(SALE)
        result = ear.outcome().result
    assert (result.outcome, result.code) == (Verdict.ABORTED, Trouble.NOT_SENT)


@pytest.mark.parametrize("stranger", ["authority", "name"])
def test_a_stranger_with_another_certificate_hears_not_one_byte(
    host: NexoTerminalHost, run: Start, stranger: str
) -> None:
    where = address(host)
    if stranger == "authority":
        other = make_chain(host.certificate_name)
        where = replace(where, authority_pem=other.authority_pem)
    else:
        where = replace(where, certificate_name="V400m-999999999.test.terminal.adyen.com")
    runner, ear = run(where)
    runner.send(SALE)
    assert ear.outcome().result.code == Trouble.NOT_SENT
    assert not host.call(lambda: list(host.terminal.requests))


def test_a_certificate_with_its_name_in_the_old_place_is_accepted(run: Start) -> None:
    terminal = NexoTerminalSimulator(SECRETS, auto_present_s=0.0, host_delay_s=0.0)
    name = "V400m-123456789.test.terminal.adyen.com"
    with NexoTerminalHost(terminal, chain=make_chain(name, alternative_name=False)) as host:
        runner, ear = run(address(host))
        runner.send(SALE)
        assert ear.outcome().result.outcome is Verdict.APPROVED
    terminal.store.close()


def test_a_pinned_certificate_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        HttpsAddress("h", 8443, "not PEM", "name").context()


@pytest.mark.parametrize(
    ("host_name", "port", "name"), [("", 8443, "n"), ("h", 0, "n"), ("h", 8443, "")]
)
def test_an_address_that_cannot_be_one_is_refused(host_name: str, port: int, name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        HttpsAddress(host_name, port, "", name)


# --- one call ---


def call(host: NexoTerminalHost, body: bytes = b"{}", path: str = "/nexo") -> HttpsCall:
    where = address(host)
    return HttpsCall(where, where.context(), Request(1, path, body))


def test_a_refused_request_has_its_status(host: NexoTerminalHost) -> None:
    assert call(host).run(lambda: None, 5.0) == Answer(400, b"")
    answer = call(host, path="/elsewhere").run(lambda: None, 5.0)
    assert isinstance(answer, Answer)
    assert answer.status == 404


def test_a_call_that_is_cut_before_its_first_byte_sends_none(host: NexoTerminalHost) -> None:
    one = call(host)
    one.cut()
    sent: list[bool] = []
    answer = one.run(lambda: sent.append(True), 5.0)
    assert answer == NoAnswer("given up before it was sent", sent=False)
    assert not sent


def test_a_call_that_is_cut_while_it_waits_ends_soon(host: NexoTerminalHost) -> None:
    host.terminal.script(Approve(), Faults(silent=True))
    machine = driver()
    machine.command(SALE, 0.0)
    (request,) = machine.requests()
    one = call(host, request.body)
    before = time.monotonic()
    answer = one.run(one.cut, 30.0)
    assert isinstance(answer, NoAnswer)
    assert answer.sent
    assert time.monotonic() - before < 15.0


def test_patience_with_one_connection_ends(host: NexoTerminalHost) -> None:
    host.terminal.script(Approve(), Faults(silent=True))
    machine = driver()
    machine.command(SALE, 0.0)
    (request,) = machine.requests()
    assert call(host, request.body).run(lambda: None, 0.3) == NoAnswer(
        "no answer in time", sent=True
    )


def test_an_answer_without_an_end_is_none(host: NexoTerminalHost) -> None:
    host.terminal.script(Approve(), Faults(garbage=b"x" * (MAX_ANSWER_BYTES + 10)))
    machine = driver()
    machine.command(SALE, 0.0)
    (request,) = machine.requests()
    answer = call(host, request.body).run(lambda: None, 5.0)
    assert answer == NoAnswer("an answer without an end", sent=True)


def answer_of(raw: bytes) -> Answer | NoAnswer:
    """What comes of one call when the other end writes just these bytes and hangs up."""
    name = "V400m-1.test.terminal.adyen.com"
    chain = make_chain(name)
    with socket.create_server(("127.0.0.1", 0)) as server:
        where = HttpsAddress("127.0.0.1", server.getsockname()[1], chain.authority_pem, name)

        def serve() -> None:
            plain, _ = server.accept()
            with server_context(chain).wrap_socket(plain, server_side=True) as line:
                while b"}" not in line.recv(4096):
                    pass
                line.sendall(raw)

        thread = threading.Thread(target=serve)
        thread.start()
        answer = HttpsCall(where, where.context(), Request(1, "/nexo", b"{}")).run(
            lambda: None, 5.0
        )
        thread.join()
    return answer


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"HTTP/1.1 2",
        b"\x00\xff\x16\x03 not HTTP\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nA: " + b"x" * 70_000 + b"\r\n\r\n",
    ],
    ids=["nothing", "half a line", "noise", "short", "bad chunk", "half a chunk", "many", "long"],
)
def test_half_an_answer_is_none_and_the_request_may_have_been_heard(raw: bytes) -> None:
    answer = answer_of(raw)
    assert isinstance(answer, NoAnswer)
    assert answer.sent


def test_a_whole_answer_is_taken_in_one_piece_or_in_chunks() -> None:
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
    chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"
    assert answer_of(whole) == answer_of(chunks) == Answer(200, b"{}")


# --- the runner ---


class Clumsy:
    """A protocol with a mistake in it."""

    def __init__(self) -> None:
        self.closed = False

    def command(self, command: str, now: float) -> None:
        raise KeyError(command)

    def sent(self, number: int, now: float) -> None: ...
    def answer(self, number: int, answer: Answer | NoAnswer, now: float) -> None: ...
    def tick(self, now: float) -> None: ...
    def close(self, now: float) -> None:
        self.closed = True

    def deadline(self) -> float | None:
        return None

    def requests(self) -> list[Request]:
        return []

    def awaited(self) -> set[int]:
        return set()

    def events(self) -> list[str]:
        return []


def test_a_drivers_mistake_is_heard_of_without_its_text(host: NexoTerminalHost) -> None:
    heard: list[str | LinkEvent] = []
    protocol = Clumsy()
    runner = ExchangeRunner("clumsy", address(host), protocol, heard.append)
    runner.start()
    runner.send("secret")
    runner.stop()
    bugs = [e for e in heard if isinstance(e, ProtocolBug)]
    assert bugs
    assert bugs[0].kind == "KeyError"
    assert "secret" not in repr(heard)
    assert protocol.closed


def test_more_commands_than_a_person_gives_are_refused(host: NexoTerminalHost) -> None:
    runner = ExchangeRunner("full", address(host), Clumsy(), lambda _event: None)
    for _ in range(COMMANDS_MAX):
        runner.send("one of many")
    with pytest.raises(CommandsFull):
        runner.send("one more")
