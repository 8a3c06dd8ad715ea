"""A terminal that is asked nothing is greeted: the strip is true, and no customer waits."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card_terminal.messages import (
    AttemptSent,
    Cancel,
    Event,
    HealthState,
    Initialize,
    Outcome,
    Sale,
    TerminalHealth,
    Verdict,
)
from drivers.card_terminal.nexo_settings import NexoTimings
from drivers.card_terminal.nexo_terminal import NexoTerminal
from drivers.card_terminal.pax_timings import PaxTimings
from drivers.card_terminal.protocol import PaxTerminal, WireUse
from drivers.simulator.card_terminal import CardTerminalSimulator
from drivers.simulator.card_terminal_script import Faults
from drivers.simulator.nexo_envelope import HttpAnswer
from drivers.wire.exchange import Answer, NoAnswer
from nexo_support.bench import Bench as NexoBench
from nexo_support.bench import new_driver
from pax_support.cable import STEP_S, Bench

SALE = Sale("02261120000042", 2354)
EOT = b"\x04"
GREETING, CHARGE = b"\x02A00", b"\x02T00"
ABOUT_A_MINUTE_S = 70.0
OFTEN_PAX = PaxTimings(hello_idle_s=1.0, hello_again_s=1.0)
OFTEN_NEXO = NexoTimings(hello_idle_s=1.0, hello_again_s=1.0)
BOTH = pytest.mark.parametrize("wire", WireUse)


def pax(wire: WireUse, timings: PaxTimings | None = None) -> Bench:
    """A greeted terminal that takes a card after a second."""
    terminal = CardTerminalSimulator(auto_present_s=1.0)
    made = Bench(terminal, PaxTerminal(wire, timings), down_s=0.0)
    if wire is WireUse.PER_EXCHANGE:
        made.do(Initialize())
    made.run(5)
    assert health(made.events) is HealthState.READY
    return made


def nexo(timings: NexoTimings | None = None) -> NexoBench:
    made = NexoBench(driver=new_driver(timings=timings))
    made.do(Initialize())
    assert health(made.events) is HealthState.READY
    return made


def health(events: list[Event]) -> HealthState:
    return [event for event in events if isinstance(event, TerminalHealth)][-1].state


def switch(bench: Bench, *, on: bool) -> None:
    """A network has nobody there; a serial cable is silent, and says nothing of it."""
    if bench.driver.wants_wire():
        bench.passes = lambda _piece: on
    else:
        bench.plugged = on


# --- the strip is true


@BOTH
def test_a_terminal_that_is_switched_off_while_idle_is_noticed_and_found_again(
    wire: WireUse,
) -> None:
    b = pax(wire)
    switch(b, on=False)
    b.run(ABOUT_A_MINUTE_S)
    assert health(b.events) is HealthState.OFFLINE
    b.passes, b.plugged = lambda _piece: True, True
    b.run(20)
    assert health(b.events) is HealthState.READY


def test_the_same_holds_for_nexo() -> None:
    b = nexo()
    b.reachable = False
    b.run(ABOUT_A_MINUTE_S)
    assert health(b.events) is HealthState.OFFLINE
    b.reachable = True
    b.run(20)
    assert health(b.events) is HealthState.READY


@BOTH
def test_a_greeting_whose_answer_makes_no_sense_is_not_the_last_one(wire: WireUse) -> None:
    b = pax(wire)
    b.terminal.expect("A00", faults=Faults(bad_check=3))
    b.run(ABOUT_A_MINUTE_S)
    asked = b.terminal.requests.count("A00")
    switch(b, on=False)
    b.run(2 * ABOUT_A_MINUTE_S)
    assert asked == 2
    assert health(b.events) is HealthState.OFFLINE


def test_the_same_holds_for_a_nexo_answer_to_another_question() -> None:
    b = NexoBench()
    b.driver.command(Initialize(), b.now)
    (first,) = b.driver.requests()
    said: list[HttpAnswer | None] = []
    b.terminal.post(first.body, said.append, b.now)
    assert said[0] is not None
    stale = Answer(said[0].status, said[0].body)
    b.driver.answer(first.number, stale, b.now)
    for _ in range(3):
        at = greeting_under_way(b.driver)
        (number,) = b.driver.awaited()
        b.driver.answer(number, stale, at)


def test_another_terminal_in_its_place_is_noticed_and_so_is_the_right_one() -> None:
    b = pax(WireUse.PER_EXCHANGE)
    b.driver = PaxTerminal(WireUse.PER_EXCHANGE, expected_serial=b.terminal.serial)
    right, wrong = b.terminal, CardTerminalSimulator(serial="99999999")
    b.do(Initialize())
    for terminal, said in (
        (wrong, HealthState.WRONG_TERMINAL),
        (right, HealthState.READY),
    ):
        b.power_on(terminal)
        b.run(ABOUT_A_MINUTE_S)
        assert health(b.events) is said


# --- nobody notices


@BOTH
def test_a_healthy_terminal_is_asked_once_a_minute_and_nothing_is_told_twice(wire: WireUse) -> None:
    b = pax(wire)
    asked, told = len(b.terminal.requests), len([*filter(is_health, b.events)])
    turns = 0
    for _ in range(round(600 / STEP_S)):
        deadline = b.driver.deadline()
        turns += deadline is not None and deadline <= b.now
        b.turn()
    assert 9 <= len(b.terminal.requests) - asked <= 10
    assert len([*filter(is_health, b.events)]) == told
    assert turns <= 40, "each greeting ends a handful of waits; nothing is polled"


def is_health(event: Event) -> bool:
    return isinstance(event, TerminalHealth)


def test_a_busy_till_never_greets() -> None:
    b = pax(WireUse.ALWAYS)
    before = b.terminal.requests.count("A00")
    for number in range(6):
        b.run(40)
        b.outcome(Sale(f"r{number}", 100))
    assert b.terminal.requests.count("A00") == before


def test_a_charge_of_minutes_is_not_interrupted_and_does_not_wake_the_thread() -> None:
    b = pax(WireUse.ALWAYS, PaxTimings(hello_idle_s=5.0))
    b.terminal.auto_present_s = None
    before = b.terminal.requests.count("A00")
    b.do(SALE)
    b.run(30)
    deadline = b.driver.deadline()
    assert deadline is not None
    assert deadline > b.now
    assert b.terminal.requests.count("A00") == before
    b.outcome(SALE)
    b.run(10)
    assert b.terminal.requests.count("A00") > before


def test_a_nexo_charge_of_minutes_is_not_interrupted_either() -> None:
    b = nexo(NexoTimings(hello_idle_s=5.0))
    b.terminal.auto_present_s = None
    b.do(SALE)
    b.run(30)
    deadline = b.driver.deadline()
    assert deadline is not None
    assert deadline > b.now
    assert list(b.terminal.requests) == ["Diagnosis", "Payment"]


def test_a_nexo_cancel_that_is_on_its_way_is_not_crossed_by_a_greeting() -> None:
    b = nexo(OFTEN_NEXO)
    later, cut = b.now + 5.0, NoAnswer("cut", sent=True)
    b.driver.command(SALE, b.now)
    (sale,) = b.driver.requests()
    b.driver.sent(sale.number, b.now)
    b.driver.command(Cancel(), b.now)
    (abort,) = b.driver.requests()
    b.driver.answer(sale.number, cut, b.now)
    b.driver.tick(later)
    assert b.driver.requests() == []
    b.driver.answer(abort.number, cut, later)
    b.driver.tick(later)
    assert len(b.driver.requests()) == 1


# --- nobody waits


@BOTH
def test_a_charge_waits_for_a_greeting_no_longer_than_for_an_ack(wire: WireUse) -> None:
    b = pax(wire)
    asked = b.terminal.requests.count("A00")
    b.terminal.expect("A00", faults=Faults(late_s=60.0))
    while b.terminal.requests.count("A00") == asked:
        b.turn()
    began = b.now
    b.do(SALE)
    while not any(isinstance(event, AttemptSent) for event in b.events):
        b.turn()
        assert b.now - began < 4.0, "the customer waits"
    assert b.wait_outcome(SALE.ref).outcome is Verdict.APPROVED
    assert b.terminal.store.standing_charges(SALE.ref) == [2354]


def test_a_charge_takes_the_turn_of_a_greeting_that_has_no_connection_yet() -> None:
    b = pax(WireUse.PER_EXCHANGE)
    b.plugged = False
    asked = b.terminal.requests.count("A00")
    while not b.driver.wants_wire():
        b.turn()
    b.driver.command(SALE, b.now)
    b.plugged = True
    assert b.wait_outcome(SALE.ref).outcome is Verdict.APPROVED
    assert b.terminal.requests.count("A00") == asked


def test_a_charge_that_waits_for_its_connection_is_not_pushed_aside() -> None:
    b = pax(WireUse.PER_EXCHANGE, OFTEN_PAX)
    b.plugged = False
    assert b.outcome(SALE).outcome is Verdict.ABORTED
    b.run(20)
    assert len([event for event in b.events if isinstance(event, Outcome)]) == 1


def test_a_charge_that_waits_for_the_end_of_an_exchange_comes_before_a_greeting() -> None:
    b = pax(WireUse.ALWAYS, OFTEN_PAX)
    b.byte_by_byte, b.passes = True, lambda piece: piece != EOT
    asked = b.terminal.requests.count("A00")
    while b.terminal.requests.count("A00") == asked:
        b.turn()
    b.do(SALE)
    b.wait_outcome(SALE.ref)
    assert list(b.terminal.requests)[-2:] == ["A00", "T00"]


def test_a_greeting_that_somebody_asked_for_is_not_given_up() -> None:
    driver = PaxTerminal(WireUse.PER_EXCHANGE)
    driver.command(Initialize(), 0.0)
    driver.command(SALE, 0.0)
    driver.connected(0.0)
    assert driver.outgoing().startswith(GREETING)


def greeting_under_way(driver: NexoTerminal) -> float:
    """Lets the idle minute pass; the instant at which the greeting left."""
    at = driver.deadline()
    assert at is not None
    driver.tick(at)
    assert len(driver.requests()) == 1
    return at


def test_a_nexo_charge_waits_for_a_greeting_no_longer_than_that() -> None:
    driver = nexo().driver
    now = greeting_under_way(driver)
    driver.command(SALE, now + 1.0)
    assert driver.requests() == [], "one at a time"
    deadline = driver.deadline()
    assert deadline == now + 1.0 + NexoTimings().hello_yields_s
    driver.tick(deadline)
    (charge,) = driver.requests()
    assert driver.awaited() == {charge.number}
    assert health([*driver.events()]) is HealthState.OFFLINE


def test_a_greeting_alone_is_given_its_full_time() -> None:
    driver = nexo().driver
    now = greeting_under_way(driver)
    assert driver.deadline() == now + NexoTimings().local_s


# --- never together

MOMENTS = st.lists(st.floats(0.0, 8.0), min_size=1, max_size=8)


class Line:
    """What is under way, as somebody hears it who listens to the cable."""

    def __init__(self, bench: Bench, refs: list[str]) -> None:
        self._bench, self._refs = bench, refs
        self._greeting = False
        self._charge = ""
        self.greetings = 0
        bench.listen = self._hear

    def _hear(self, to_terminal: bool, data: bytes) -> None:
        if not to_terminal:
            self._greeting &= b"A01" not in data
        elif data.startswith(GREETING):
            over = {event.ref for event in self._bench.events if isinstance(event, Outcome)}
            assert self._charge in {"", *over}, "a customer is being asked"
            self._greeting = True
            self.greetings += 1
        elif data.startswith(CHARGE):
            assert not self._greeting, "the greeting has not been answered"
            self._charge = next(ref for ref in self._refs if ref.encode() in data)


@pytest.mark.parametrize("byte_by_byte", [True, False])
@BOTH
@settings(max_examples=25, deadline=None)
@given(pauses=MOMENTS)
def test_a_greeting_and_a_charge_are_never_under_way_together(
    wire: WireUse, byte_by_byte: bool, pauses: list[float]
) -> None:
    b = pax(wire, OFTEN_PAX)
    b.byte_by_byte = byte_by_byte
    line = Line(b, [f"r{number}" for number, _ in enumerate(pauses)])
    for number, pause in enumerate(pauses):
        b.run(pause)
        before = line.greetings
        b.driver.command(Sale(f"r{number}", 100 + number), b.now)
        b.wait_outcome(f"r{number}")
        assert line.greetings - before <= 1, "at most the one that had begun"
    for number, _ in enumerate(pauses):
        assert b.terminal.store.standing_charges(f"r{number}") == [100 + number]


@settings(max_examples=25, deadline=None)
@given(pauses=MOMENTS)
def test_nexo_greetings_and_charges_are_never_under_way_together(pauses: list[float]) -> None:
    b = nexo(OFTEN_NEXO)
    for number, pause in enumerate(pauses):
        b.run(pause)
        sale = replace(SALE, ref=f"0226112000{number:04}", amount_cents=100 + number)
        b.driver.command(sale, b.now)
        while not any(isinstance(e, Outcome) and e.ref == sale.ref for e in b.events):
            assert len(b.driver.awaited()) <= 1
            b.run(0.5)
        assert b.terminal.store.standing(sale.ref) == [100 + number]
