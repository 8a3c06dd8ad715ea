"""What a network does to a nexo terminal, on real ports: the driver knows, nobody pays twice."""

import io
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import pytest

from drivers.card_terminal.messages import (
    AttemptSent,
    Cancel,
    Command,
    Event,
    Found,
    Outcome,
    Query,
    QueryAnswer,
    QueryAnswered,
    Result,
    Sale,
    Trouble,
    Verdict,
)
from drivers.card_terminal.nexo_settings import NexoTimings
from drivers.card_terminal.nexo_terminal import NexoTerminal
from drivers.simulator.card_terminal_script import DEBIT_CARD
from drivers.simulator.nexo_door import Door, Line, _pieces
from drivers.simulator.nexo_host import NetworkFaults, NexoTerminalHost
from drivers.simulator.nexo_http import read_post
from drivers.simulator.nexo_script import Approve, Fail, Faults, PowerCut, Travel
from drivers.simulator.nexo_terminal import NexoTerminalSimulator
from drivers.wire.exchange_runner import ExchangeRunner
from drivers.wire.https_call import HttpsAddress
from drivers.wire.link import LinkEvent
from nexo_support.bench import KEY, PARTY, SECRETS

PATIENCE_S = 30.0
REF = "02261120000042"
SALE = Sale(REF, 2354)
QUICK = NexoTimings(no_answer_s=1.0, local_s=2.0, poll_s=0.05, hello_again_s=5.0)


class Till:
    """The driver on its threads."""

    def __init__(self, host: NexoTerminalHost) -> None:
        self.host = host
        self.heard: list[Event | LinkEvent] = []
        self._changed = threading.Condition()
        where = HttpsAddress(
            "127.0.0.1", host.port, host.chain.authority_pem, host.certificate_name
        )
        driver = NexoTerminal(
            PARTY, KEY, chance=os.urandom, utc_now=lambda: datetime.now(UTC), timings=QUICK
        )
        self.runner: ExchangeRunner[Command, Event] = ExchangeRunner(
            "card terminal", where, driver, self._hear
        )

    def _hear(self, event: Event | LinkEvent) -> None:
        with self._changed:
            self.heard.append(event)
            self._changed.notify_all()

    def until(self, wanted: Callable[[Event | LinkEvent], bool]) -> Event | LinkEvent:
        def found() -> Event | LinkEvent | None:
            return next((each for each in self.heard if wanted(each)), None)

        with self._changed:
            assert self._changed.wait_for(lambda: found() is not None, PATIENCE_S), self.heard
            event = found()
            assert event is not None
            return event

    def sold(self, sale: Sale = SALE) -> Result:
        self.runner.send(sale)
        return self.outcome(sale.ref)

    def outcome(self, ref: str = REF) -> Result:
        event = self.until(lambda each: isinstance(each, Outcome) and each.ref == ref)
        assert isinstance(event, Outcome)
        return event.result

    def asked(self) -> QueryAnswer:
        self.heard = [each for each in self.heard if not isinstance(each, QueryAnswered)]
        self.runner.send(Query(REF, 2354, 1.0))
        event = self.until(lambda each: isinstance(each, QueryAnswered))
        assert isinstance(event, QueryAnswered)
        return event.answer

    def standing(self) -> list[int]:
        return self.host.call(lambda: self.host.terminal.store.standing(REF))


@contextmanager
def plugged(auto_present_s: float | None = 0.0) -> Iterator[NexoTerminalHost]:
    terminal = NexoTerminalSimulator(SECRETS, auto_present_s=auto_present_s, host_delay_s=0.0)
    before = set(threading.enumerate())
    with NexoTerminalHost(terminal) as host:
        yield host
    terminal.store.close()
    assert set(threading.enumerate()) <= before, "no thread is left behind"


@contextmanager
def till(auto_present_s: float | None = 0.0) -> Iterator[Till]:
    with ExitStack() as stack:
        made = Till(stack.enter_context(plugged(auto_present_s)))
        stack.callback(made.runner.stop)
        made.runner.start()
        yield made


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.005)


# --- how an answer travels


@pytest.mark.parametrize(
    "travel", [Travel(drip=True), Travel(stall_at=30, stall_s=0.1), Travel(stall_at=0, stall_s=0.1)]
)
def test_an_answer_in_pieces_is_one_answer(travel: Travel) -> None:
    with till() as t:
        t.host.terminal.script(Approve(), Faults(travel=travel))
        assert t.sold().outcome is Verdict.APPROVED
        t.host.become(NetworkFaults(travel=travel, delay_s=0.05))
        assert t.sold(Sale("02261120000043", 100)).outcome is Verdict.APPROVED


@pytest.mark.parametrize("byte", [0, 1, 9, 40, 120, 400])
def test_a_connection_that_is_reset_in_the_answer_is_asked_about(byte: int) -> None:
    with till() as t:
        t.host.terminal.script(Approve(), Faults(travel=Travel(reset_at=byte)))
        assert t.sold().outcome is Verdict.UNKNOWN
        assert isinstance(t.asked(), Found)
        assert t.standing() == [2354]


def test_a_cable_that_is_pulled_in_the_answer_is_asked_about_when_it_is_back() -> None:
    with till() as t:
        t.host.become(NetworkFaults(unplug_at=50))
        assert t.sold().outcome is Verdict.UNKNOWN
        until(lambda: not t.host.plugged)
        t.host.replug()
        assert t.host.faults == NetworkFaults()
        assert isinstance(t.asked(), Found)
        assert t.standing() == [2354]


def test_the_bytes_of_a_pull_count_over_several_answers() -> None:
    with till() as t:
        t.host.become(NetworkFaults(unplug_at=5_000))
        assert t.sold().outcome is Verdict.APPROVED
        left = t.host.faults.unplug_at
        assert left is not None
        assert 0 < left < 5_000


@pytest.mark.parametrize(("data", "travel"), [(b"abcdef", Travel(drip=True, stall_at=2))])
def test_pieces_are_the_answer(data: bytes, travel: Travel) -> None:
    assert b"".join(piece for _, piece in _pieces(data, travel)) == data


# --- nobody at the address


@pytest.mark.parametrize("how", ["unplug", "power", "silent", "certificate"])
def test_a_terminal_that_cannot_be_reached_heard_nothing(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.wire.https_call.CONNECT_S", 0.3)
    with till() as t:
        match how:
            case "unplug":
                t.host.unplug()
            case "power":
                t.host.call(t.host.terminal.power_off)
            case "silent":
                t.host.be_silent(silent=True)
            case _:
                t.host.become(NetworkFaults(foreign_certificate=True))
        result = t.sold()
        assert (result.outcome, result.code) == (Verdict.ABORTED, Trouble.NOT_SENT)
        assert not t.host.call(lambda: list(t.host.terminal.requests))
        assert t.standing() == []


def test_a_terminal_that_falls_silent_in_the_payment_is_asked_about() -> None:
    with till(auto_present_s=None) as t:
        t.runner.send(SALE)
        until(lambda: t.host.call(lambda: t.host.terminal.waiting_for_card))
        t.host.be_silent(silent=True)
        t.host.call(lambda: t.host.terminal.present(t.host.terminal.card, time.monotonic()))
        assert t.outcome().outcome is Verdict.UNKNOWN
        t.host.be_silent(silent=False)
        assert isinstance(t.asked(), Found)
        assert t.standing() == [2354]


def test_elsewhere_it_listens_elsewhere() -> None:
    with plugged() as host:
        first = host.url
        host.unplug()
        assert not host.plugged
        host.replug(elsewhere=True)
        assert host.url != first


# --- late, stale, and after the abort


def test_a_late_answer_is_waited_for_and_a_stale_one_is_nobodys() -> None:
    with till() as t:
        t.host.delay_next_answer(0.1)
        assert t.sold(Sale("02261120000041", 100)).outcome is Verdict.APPROVED
        t.host.repeat_last_answer()
        assert t.sold().outcome is Verdict.UNKNOWN
        assert isinstance(t.asked(), Found)
        assert t.standing() == [2354]


def test_a_card_that_is_read_as_the_till_aborts_is_charged_and_told() -> None:
    with till(auto_present_s=None) as t:
        t.host.terminal.script(Approve(), Faults(abort_loses=True))
        t.runner.send(SALE)
        t.until(lambda each: each == AttemptSent(REF))
        until(lambda: t.host.call(lambda: t.host.terminal.waiting_for_card))
        t.runner.send(Cancel())
        assert t.outcome().outcome is Verdict.APPROVED
        assert t.standing() == [2354]


def test_a_terminal_that_restarts_in_the_payment_reverses_it_and_says_so() -> None:
    with till() as t:
        t.host.terminal.script(Approve(), Faults(power_cut=PowerCut.AFTER_HOST, reboot_s=0.2))
        assert t.sold().outcome is Verdict.UNKNOWN
        until(lambda: t.host.call(lambda: t.host.terminal.powered))
        assert not isinstance(t.asked(), Found)
        assert t.standing() == []


# --- its keys


@pytest.mark.parametrize(
    ("pin", "outcome", "standing"),
    [("1234", Verdict.APPROVED, [2354]), ("9999", Verdict.DECLINED, [])],
)
def test_a_debit_card_wants_its_pin(pin: str, outcome: Verdict, standing: list[int]) -> None:
    with till(auto_present_s=None) as t:
        sim = t.host.terminal
        t.runner.send(SALE)
        until(lambda: t.host.call(lambda: sim.waiting_for_card))
        t.host.call(lambda: sim.present(DEBIT_CARD, time.monotonic()))
        assert t.host.call(lambda: (sim.waiting_for_pin, sim.screen.endswith("Enter PIN")))
        t.host.call(lambda: sim.enter_pin(pin, time.monotonic()))
        assert t.outcome().outcome is outcome
        assert t.standing() == standing


def test_a_customer_by_himself_types_his_pin() -> None:
    with till() as t:
        t.host.call(lambda: setattr(t.host.terminal, "card", DEBIT_CARD))
        assert t.sold().outcome is Verdict.APPROVED


def test_a_payment_can_end_before_any_card() -> None:
    with till(auto_present_s=None) as t:
        t.host.terminal.script(Fail("Cancel", "Timed out", at_once=True))
        assert t.sold().outcome is Verdict.ABORTED


# --- the door


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"GET /nexo HTTP/1.1\r\n\r\n", 501),
        (b"nonsense\r\n\r\n", 400),
        (b"\xff\xfe / HTTP/1.1\r\n\r\n", 400),
        (b"POST /nexo HTTP/1.1\r\n\r\n", 400),
        (b"POST /nexo HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", 400),
        (b"POST /nexo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"POST /other HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}", 404),
    ],
)
def test_what_is_no_request_is_refused(said: bytes, status: int) -> None:
    refused = read_post(io.BytesIO(said))
    assert not isinstance(refused, bytes)
    assert refused is not None
    assert refused.status == status


def test_a_request_comes_in_one_piece_or_in_chunks() -> None:
    whole = b"POST /nexo HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"
    chunks = (
        b"POST /nexo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"
    )
    assert read_post(io.BytesIO(whole)) == read_post(io.BytesIO(chunks)) == b"{}"
    assert read_post(io.BytesIO(b"")) is None


def test_a_port_that_is_taken_is_told() -> None:
    def serve(_line: Line) -> None: ...

    door = Door(0, serve)
    with pytest.raises(OSError, match="in use"):
        Door(door.port, serve)
    door.close()
