"""Killed, cut or silenced at any step of a sale, a void and a return: one charge, and known.

The steps are those of the network: a request before and after the terminal has it, an answer
before and after the till has it. The judge is the bank's book of the simulated terminal.
"""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card_terminal import nexo_ids as ids
from drivers.card_terminal.messages import (
    Balance,
    Cancel,
    CaptureSignature,
    CloseBatch,
    CountStored,
    Event,
    Found,
    FsaAmounts,
    Kind,
    NotDone,
    NotProcessed,
    Outcome,
    Refund,
    Result,
    Sale,
    Service,
    SetStoreAndForward,
    TerminalReady,
    Trouble,
    UploadStored,
    Verdict,
    Void,
)
from drivers.card_terminal.nexo_terminal import CAPABILITIES, NexoTerminal
from drivers.simulator.nexo_envelope import HttpAnswer
from drivers.wire.exchange import Answer, NoAnswer
from nexo_support.bench import FIXED_NOW, Bench, new_driver

CENTS = 500
SOLD = Sale("02261120000041", CENTS)
SALE, RETURN = Sale("02261120000042", CENTS), Refund("02261120000043", CENTS)
STEPS_OF_A_REQUEST = ("before it left", "after it arrived", "before its answer", "after its answer")


@dataclass
class Lurking(Bench):
    """A bench on which something happens at the `at`-th step since it was armed."""

    at: int = -1
    mishap: str = ""
    steps: int = 0
    happened: bool = False

    def arm(self, at: int, mishap: str) -> None:
        self.at, self.mishap, self.steps, self.happened = at, mishap, 0, False

    def _step(self) -> bool:
        """Count a step; True if it is the one."""
        here = self.mishap != "" and not self.happened and self.steps == self.at
        self.steps += 1
        self.happened = self.happened or here
        return here

    def _line(self, driver: NexoTerminal, number: int, body: bytes) -> None:
        if self._step():
            return self._harm(driver, number, sent=False)
        told: list[HttpAnswer | None] = []
        harmed = False

        def reply(answer: HttpAnswer | None) -> None:
            told.append(answer)
            if harmed:
                return
            if self._step():
                self._harm(driver, number, sent=True)
                return
            if answer is None:
                driver.answer(number, NoAnswer("cut", sent=True), self.now)
            else:
                driver.answer(number, Answer(answer.status, answer.body), self.now)
            if self._step():
                self._harm(driver, number, sent=True)

        driver.sent(number, self.now)
        self.terminal.post(body, reply, self.now)
        if not told and self._step():
            harmed = True
            self._harm(driver, number, sent=True)
        return None

    def _harm(self, driver: NexoTerminal, number: int, *, sent: bool) -> None:
        match self.mishap:
            case "killed":
                self.crash()
            case "cut":
                driver.answer(number, NoAnswer("cut", sent=sent), self.now)
            case "silenced":
                if not sent:  # the request left, and reached nobody
                    driver.sent(number, self.now)
            case "powerless":
                self.terminal.power_off()
                self.terminal.power_on()
                driver.answer(number, NoAnswer("cut", sent=sent), self.now)


def attempt(b: Lurking, command: Sale | Refund | Void) -> Result | None:
    b.events.clear()
    b.do(command)
    end = b.now + 400
    while b.now < end:
        found = [e.result for e in b.events if isinstance(e, Outcome) and e.ref == command.ref]
        if found:
            return found[0]
        if b.happened and b.mishap == "killed":
            return None
        b.run(0.5)
    raise AssertionError("no outcome")


def live_through(what: str, mishap: str, at: int) -> bool:
    """One exchange with one mishap; False if the exchange had fewer steps."""
    b = Lurking()
    txn = ids.transaction_number(SOLD.ref)
    if what == "void":
        assert b.outcome(SOLD).outcome is Verdict.APPROVED
    b.arm(at, mishap)
    sent_at = b.now
    if what == "void":
        _settle_void(b, txn, attempt(b, Void(SOLD.ref, txn)))
    else:
        command = SALE if what == "sale" else RETURN
        _settle_charge(b, command, attempt(b, command), sent_at)
    happened = b.happened
    b.arm(-1, "")
    assert b.outcome(Sale("02261120000049", 100)).outcome is Verdict.APPROVED
    return happened


def _settle_charge(
    b: Lurking, command: Sale | Refund, result: Result | None, sent_at: float
) -> None:
    if result is None or result.outcome is Verdict.UNKNOWN:
        answer = b.resolve(command, sent_at)
        assert isinstance(answer, Found | NotProcessed), "the terminal is there: it can be said"
        moved = isinstance(answer, Found)
    else:
        moved = result.moved_money
    booked = -CENTS if isinstance(command, Refund) else CENTS
    assert b.terminal.store.standing(command.ref) == ([booked] if moved else [])
    assert len(b.terminal.store.book()) <= 1, "never twice, not even for a while"


def _settle_void(b: Lurking, txn: str, result: Result | None) -> None:
    for number in range(4):
        if result is not None and result.outcome is not Verdict.UNKNOWN:
            break
        b.run(5)
        result = b.outcome(Void(f"{SOLD.ref}V{number}", txn, again=True))
    assert result is not None
    assert result.outcome in {Verdict.APPROVED, Verdict.ABORTED}
    done = result.outcome is Verdict.APPROVED
    assert b.terminal.store.standing(SOLD.ref) == ([] if done else [CENTS])
    assert [line.cents for line in b.terminal.store.book()] == [CENTS]


MISHAPS = ("killed", "cut", "silenced", "powerless")


@pytest.mark.parametrize("what", ["sale", "void", "return"])
@pytest.mark.parametrize("mishap", MISHAPS)
def test_one_charge_or_none_and_the_till_knows_which_at_every_step(mishap: str, what: str) -> None:
    at = 0
    while live_through(what, mishap, at):
        at += 1
    assert at >= 3


@settings(deadline=None, max_examples=60)
@given(
    what=st.sampled_from(["sale", "void", "return"]),
    first=st.tuples(st.sampled_from(MISHAPS), st.integers(0, 6)),
    again=st.tuples(st.sampled_from(MISHAPS), st.integers(0, 6)),
)
def test_a_second_mishap_while_the_first_is_settled_changes_nothing(
    what: str, first: tuple[str, int], again: tuple[str, int]
) -> None:
    b = Lurking()
    command = RETURN if what == "return" else SALE
    if what == "void":
        b.outcome(SOLD)
        command_: Sale | Refund | Void = Void(SOLD.ref, ids.transaction_number(SOLD.ref))
    else:
        command_ = command
    b.arm(first[1], first[0])
    sent_at = b.now
    result = attempt(b, command_)
    b.arm(again[1], again[0] if again[0] != "killed" else "cut")
    if isinstance(command_, Void):
        _settle_void(b, command_.terminal_txn, result)
    else:
        _settle_charge(b, command_, result, sent_at)


# --- what it cannot do

SERVICES: list[Service] = [
    Balance("02261120000050", Kind.EBT_SNAP),
    CaptureSignature(),
    CloseBatch(FIXED_NOW),
    SetStoreAndForward(),
    CountStored(),
    UploadStored(),
]


@pytest.mark.parametrize("service", SERVICES, ids=lambda s: type(s).__name__)
@pytest.mark.parametrize("busy", [False, True])
def test_what_the_protocol_has_no_message_for_is_refused_at_once(
    service: Service, busy: bool
) -> None:
    b = Bench()
    if busy:
        b.do(SALE)
    b.do(service)
    (told,) = (e for e in b.events if isinstance(e, NotDone))
    assert told.command == service
    assert (told.verdict, told.reason) == (Verdict.CONFIG_ERROR, Trouble.UNSUPPORTED)
    assert told.text == "this card terminal cannot do that"
    assert not CAPABILITIES.can(service)
    if busy:
        assert b.wait_for_outcome(SALE.ref).outcome is Verdict.APPROVED


def test_its_capabilities_are_what_it_does() -> None:
    assert new_driver().capabilities is CAPABILITIES
    for command, can in (
        (SALE, True),
        (Sale(SALE.ref, 5, Kind.DEBIT), True),
        (RETURN, True),
        (Void(SALE.ref, "261120000042"), True),
        (Sale(SALE.ref, 5, Kind.EBT_SNAP), False),
        (Sale(SALE.ref, 5, fsa=FsaAmounts(5, 0)), False),
    ):
        assert CAPABILITIES.can(command) is can
        if not can:
            assert Bench().outcome(command).outcome is Verdict.CONFIG_ERROR


# --- bytes of any kind

NOISE = st.binary(max_size=4096) | st.sampled_from([b"{" * 4096, b"[" * 4096, b'"' * 4096])


@settings(deadline=None, max_examples=60)
@given(
    answers=st.lists(
        st.tuples(
            st.integers(0, 8),
            NOISE | st.none(),
            st.sampled_from([200, 500]),
            st.floats(0, 60, allow_nan=False),
        ),
        max_size=8,
    ),
    cancels=st.booleans(),
)
def test_whatever_comes_whenever_nothing_raises_and_the_next_sale_is_served(
    answers: list[tuple[int, bytes | None, int, float]], cancels: bool
) -> None:
    b = Bench()
    driver, told = b.driver, list[Event]()
    driver.command(SALE, b.now)
    for number, body, status, seconds in answers:
        driver.requests()
        answer = NoAnswer("cut", sent=True) if body is None else Answer(status, body)
        driver.answer(number, answer, b.now)
        if cancels:
            driver.command(Cancel(), b.now)
        b.now += seconds
        deadline = driver.deadline()
        if deadline is not None and b.now >= deadline:
            driver.tick(b.now)
        assert len(driver.requests()) <= 4
        told += driver.events()
    b.now += 300
    driver.tick(b.now)
    told += driver.events()
    outcomes = [e for e in told if isinstance(e, Outcome)]
    assert len(outcomes) <= 1
    assert not any(e.result.moved_money for e in outcomes)
    driver.close(b.now)
    b.driver = new_driver(first=7_000_000)
    assert b.outcome(Sale("02261120000048", 100)).outcome is Verdict.APPROVED
    assert not [e for e in b.events if isinstance(e, TerminalReady)]
