"""The PAX driver and the simulated terminal over a real pty and real TCP connections."""

import contextlib
import os
import queue
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from drivers.card_terminal.messages import (
    AttemptSent,
    Balance,
    BalanceRead,
    BatchClosed,
    Cancel,
    CaptureSignature,
    CloseBatch,
    Command,
    Event,
    Found,
    FsaAmounts,
    Initialize,
    Kind,
    Outcome,
    Query,
    QueryAnswered,
    Sale,
    SignatureCaptured,
    TerminalReady,
    Verdict,
)
from drivers.card_terminal.pax_cancel import PaxCancel
from drivers.card_terminal.protocol import PaxTerminal, WireUse
from drivers.simulator import card_terminal
from drivers.simulator.card_terminal import SCRIBBLE, CardTerminalSimulator
from drivers.simulator.card_terminal_host import CardTerminalHost
from drivers.simulator.card_terminal_script import CREDIT_CARD, EBT_CARD, FSA_CARD, Approve, Faults
from drivers.simulator.card_terminal_store import TerminalStore
from drivers.wire.link import LinkDown, LinkEvent, ProtocolBug
from drivers.wire.runner import DeviceRunner

PATIENCE_S = 30.0
SALE = Sale("02261120000042", 2354, fsa=FsaAmounts(1929, 1500))
E = TypeVar("E")

needs_pty = pytest.mark.skipif("not __import__('sys').platform.startswith('linux')")


@dataclass
class Counter:
    """Driver, wire and simulated terminal, all real."""

    terminal: CardTerminalSimulator
    host: CardTerminalHost
    runner: DeviceRunner[Command, Event]
    aside: DeviceRunner[Cancel, Event]
    heard: queue.SimpleQueue[Event | LinkEvent] = field(default_factory=queue.SimpleQueue)

    def wait_for(self, kind: type[E]) -> E:
        until = time.monotonic() + PATIENCE_S
        while (left := until - time.monotonic()) > 0:
            with contextlib.suppress(queue.Empty):
                event = self.heard.get(timeout=left)
                assert not isinstance(event, ProtocolBug), event
                if isinstance(event, kind):
                    return event
        raise AssertionError(f"no {kind.__name__} within {PATIENCE_S} s")


@pytest.fixture(params=[pytest.param("pty:", marks=needs_pty), "tcp://127.0.0.1:0"])
def counter(request: pytest.FixtureRequest) -> Iterator[Counter]:
    """A counter over each kind of wire."""
    terminal = CardTerminalSimulator(host_delay_s=0.05)
    with CardTerminalHost(terminal, request.param) as host:
        heard: queue.SimpleQueue[Event | LinkEvent] = queue.SimpleQueue()
        wire = WireUse.ALWAYS if host.url.startswith("serial:") else WireUse.PER_EXCHANGE
        runner = DeviceRunner("card terminal", host.url, PaxTerminal(wire), heard.put)
        aside = DeviceRunner("card cancel", host.url, PaxCancel(), heard.put)
        made = Counter(terminal, host, runner, aside, heard)
        runner.start()
        if wire is WireUse.PER_EXCHANGE:
            aside.start()
            runner.send(Initialize())
        made.wait_for(TerminalReady)
        yield made
        runner.stop()
        aside.stop()


def test_an_fsa_sale_end_to_end(counter: Counter) -> None:
    counter.runner.send(SALE)
    counter.wait_for(AttemptSent)
    assert counter.host.screen == "SALE 23.54\nInsert, swipe or tap"
    counter.host.present(FSA_CARD)
    result = counter.wait_for(Outcome).result
    assert (result.outcome, result.approved_cents, result.due_cents) == (
        Verdict.PARTIAL,
        1929,
        425,
    )
    assert counter.host.screen == "APPROVED 19.29"
    counter.runner.send(Query(SALE.ref, 2354, 1.0))
    assert isinstance(counter.wait_for(QueryAnswered).answer, Found)


def test_a_cancel_end_to_end(counter: Counter) -> None:
    counter.runner.send(SALE)
    counter.wait_for(AttemptSent)
    counter.runner.send(Cancel())
    if counter.host.url.startswith("tcp"):
        counter.aside.send(Cancel())
    result = counter.wait_for(Outcome).result
    assert (result.outcome, result.code) == (Verdict.ABORTED, "100002")


def test_an_ebt_balance_a_signature_and_the_batch_end_to_end(counter: Counter) -> None:
    counter.runner.send(Balance("02261120000043", Kind.EBT_SNAP))
    until = time.monotonic() + PATIENCE_S
    while "BALANCE" not in counter.host.screen and time.monotonic() < until:
        time.sleep(0.005)
    counter.host.present(EBT_CARD)
    assert counter.host.screen == "Enter PIN"
    counter.host.enter_pin(EBT_CARD.pin)
    assert counter.wait_for(BalanceRead).snap_cents == 12345
    counter.runner.send(CaptureSignature())
    while counter.host.screen != "Please sign" and time.monotonic() < until:
        time.sleep(0.005)
    counter.host.sign(SCRIBBLE)
    assert counter.wait_for(SignatureCaptured).strokes == SCRIBBLE
    counter.runner.send(CloseBatch(datetime(2026, 11, 20, 18, tzinfo=UTC)))
    assert counter.wait_for(BatchClosed).tid == "12345678"


def test_a_cable_pulled_in_mid_sale_leaves_unknown_and_then_the_one_charge(
    counter: Counter,
) -> None:
    counter.host.call(lambda: counter.terminal.script(Approve(), Faults(drop_after_ack=True)))
    counter.runner.send(SALE)
    counter.wait_for(AttemptSent)
    counter.wait_for(LinkDown)
    assert counter.wait_for(Outcome).result.outcome is Verdict.UNKNOWN
    counter.host.present(CREDIT_CARD)  # the customer still stands there
    if counter.host.url.startswith("serial:"):
        return  # a replugged pty has another name; recovery over a new name is the next test
    until = time.monotonic() + PATIENCE_S
    while counter.host.screen != "APPROVED 23.54" and time.monotonic() < until:
        time.sleep(0.01)
    counter.runner.send(Query(SALE.ref, 2354, 1.0))
    assert isinstance(counter.wait_for(QueryAnswered).answer, Found)


@needs_pty
def test_a_till_that_starts_again_on_another_port_finds_the_charge() -> None:
    terminal = CardTerminalSimulator(host_delay_s=0.01, auto_present_s=0.01)
    terminal.script(Approve(), Faults(no_ack=True))
    with CardTerminalHost(terminal, "pty:") as host:
        first: queue.SimpleQueue[Event | LinkEvent] = queue.SimpleQueue()
        runner = DeviceRunner("card terminal", host.url, PaxTerminal(), first.put)
        runner.start()
        runner.send(SALE)
        until = time.monotonic() + PATIENCE_S
        while not host.call(lambda: terminal.store.standing_charges(SALE.ref)):
            assert time.monotonic() < until, "the terminal never charged"
            time.sleep(0.01)
        runner.stop()
        host.unplug()
        host.replug()
        second: queue.SimpleQueue[Event | LinkEvent] = queue.SimpleQueue()
        runner = DeviceRunner("card terminal", host.url, PaxTerminal(), second.put)
        again = Counter(terminal, host, runner, DeviceRunner("x", host.url, PaxCancel(), print))
        again.heard = second
        runner.start()
        runner.send(Query(SALE.ref, 2354, 1.0))
        answer = again.wait_for(QueryAnswered).answer
        runner.stop()
    assert isinstance(answer, Found)
    assert terminal.store.standing_charges(SALE.ref) == [2354]


def test_a_second_client_of_a_busy_terminal_is_refused() -> None:
    import socket

    terminal = CardTerminalSimulator()
    with CardTerminalHost(terminal, "tcp://127.0.0.1:0") as host:
        port = int(host.url.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as first:
            first.sendall(bytes.fromhex("024130301c312e33351c035b"))
            first.settimeout(PATIENCE_S)
            assert first.recv(1) == b"\x06"
            with socket.create_connection(("127.0.0.1", port)) as second:
                second.settimeout(PATIENCE_S)
                second.sendall(bytes.fromhex("024130301c312e33351c035b"))
                assert second.recv(10) == b"\x04"


KILLED_TERMINAL = """
import sys, time
from drivers.simulator import card_terminal
from drivers.simulator.card_terminal import SCRIBBLE, CardTerminalSimulator
from drivers.simulator.card_terminal_host import CardTerminalHost
from drivers.simulator.card_terminal_script import Approve, Faults
from drivers.simulator.card_terminal_store import TerminalStore
terminal = CardTerminalSimulator(TerminalStore(sys.argv[1]), auto_present_s=0.01, host_delay_s=0.01)
terminal.script(Approve(), Faults(no_ack=True))
with CardTerminalHost(terminal, "tcp://127.0.0.1:0") as host:
    print(host.url, flush=True)
    while not host.call(lambda: terminal.store.standing_charges(sys.argv[2])):
        time.sleep(0.005)
    print("charged", flush=True)
    time.sleep(60)
"""


def test_a_terminal_that_is_killed_after_the_charge_still_knows_it(tmp_path: Path) -> None:
    path = tmp_path / "terminal.db"
    source = str(Path(card_terminal.__file__).parents[2])
    command = [sys.executable, "-c", KILLED_TERMINAL, str(path), SALE.ref]
    heard: queue.SimpleQueue[Event | LinkEvent] = queue.SimpleQueue()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": source}
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        runner = DeviceRunner("card terminal", url, PaxTerminal(WireUse.PER_EXCHANGE), heard.put)
        runner.start()
        runner.send(SALE)
        assert process.stdout.readline() == "charged\n"
        process.kill()
    runner.stop()
    terminal = CardTerminalSimulator(TerminalStore(path))
    with CardTerminalHost(terminal, "tcp://127.0.0.1:0") as host:
        driver = PaxTerminal(WireUse.PER_EXCHANGE)
        runner = DeviceRunner("card terminal", host.url, driver, heard.put)
        again = Counter(terminal, host, runner, DeviceRunner("x", host.url, PaxCancel(), print))
        again.heard = heard
        runner.start()
        first = again.wait_for(Outcome).result
        runner.send(Query(SALE.ref, 2354, 1.0))
        answer = again.wait_for(QueryAnswered).answer
        runner.stop()
    assert first.outcome is Verdict.UNKNOWN
    assert isinstance(answer, Found)
    assert terminal.store.standing_charges(SALE.ref) == [2354]
