"""Killed, unplugged or silenced at any byte of a sale, a void and a return: one charge, and known.

The judge is the simulated terminal's own store: what the host booked and what the terminal
recorded. The till recovers as the counter does: it asks about a sale or a return by its reference,
and does an unknown void again under another one.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card_terminal.messages import (
    Found,
    NotProcessed,
    Outcome,
    Refund,
    Result,
    Sale,
    Verdict,
    Void,
)
from drivers.card_terminal.pax_timings import PaxTimings
from drivers.card_terminal.protocol import PaxTerminal, WireUse
from drivers.simulator.card_terminal import CardTerminalSimulator
from pax_support.cable import Bench

CENTS = 500
# A quick customer and a quick host, and a till that waits accordingly: the steps are what matters.
QUICK = PaxTimings(response_s=6.0)
PRESENT_S = HOST_S = 0.2
SILENT_S = 20.0
SOLD = Sale("02261120000041", CENTS)
SALE, RETURN = Sale("02261120000042", CENTS), Refund("02261120000043", CENTS)
MAX_TRIES = 6
# Bytes of the longest exchange, both ways together; a later step would find nothing to disturb.
LONGEST = 480


@dataclass
class Mishap:
    """Something that happens to a bench when so many bytes have passed since the command."""

    bench: Bench
    at: int
    happens: Callable[[Bench], None]
    passed: int = 0
    silent_until: float = 0.0

    def __call__(self, _piece: bytes) -> bool:
        """Let a byte pass, or not."""
        if self.passed == self.at:
            self.happens(self.bench)
            if self.happens is silence:
                self.silent_until = self.bench.now + SILENT_S
        self.passed += 1
        return self.bench.now >= self.silent_until

    @property
    def happened(self) -> bool:
        return self.passed > self.at


def kill(b: Bench) -> None:
    b.crash(new_driver(b.wire))


def unplug(b: Bench) -> None:
    b.hang_up()


def silence(_b: Bench) -> None:
    """The cable stays where it is and carries nothing for a while."""


def lose_power(b: Bench) -> None:
    b.terminal.power_off()
    b.terminal.power_on()


def new_driver(wire: WireUse) -> PaxTerminal:
    return PaxTerminal(wire, QUICK)


def counter(wire: WireUse) -> Bench:
    terminal = CardTerminalSimulator(auto_present_s=PRESENT_S, host_delay_s=HOST_S)
    b = Bench(terminal, new_driver(wire), byte_by_byte=True, wire=wire)
    b.run(0.2)
    return b


def outcome_of(b: Bench, ref: str) -> Result | None:
    return next(
        (e.result for e in b.events if isinstance(e, Outcome) and e.ref == ref),
        None,
    )


def attempt(b: Bench, command: Sale | Refund | Void, mishap: Mishap) -> Result | None:
    """Carry out a command while the mishap lurks; None if the till does not live to hear of it."""
    b.passes = mishap
    b.do(command)
    for _ in range(400):
        result = outcome_of(b, command.ref)
        if result is not None or (mishap.happened and mishap.happens is kill):
            break
        b.turn()
    b.passes = lambda _piece: b.now >= mishap.silent_until
    return outcome_of(b, command.ref)


def settle_charge(b: Bench, command: Sale | Refund, result: Result | None, sent_at: float) -> None:
    """Resolve what is not known; what the books say then is what the till believes."""
    if result is None or result.outcome is Verdict.UNKNOWN:
        answer = b.resolve(command, sent_at)
        assert isinstance(answer, Found | NotProcessed), "the terminal is there: it can be said"
        if isinstance(answer, Found):
            assert answer.result.approved_cents == CENTS
        moved = isinstance(answer, Found)
    else:
        moved = result.moved_money
    booked = -CENTS if isinstance(command, Refund) else CENTS
    assert b.terminal.store.standing_charges(command.ref) == ([booked] if moved else [])
    # One charge that a power cut made the terminal reverse may be there; never a second one.
    assert len(b.terminal.store.ever_charged(command.ref)) <= 1
    assert [r.ref for r in b.terminal.store.records()].count(command.ref) == int(moved)


def settle_void(b: Bench, txn: str, result: Result | None) -> None:
    """Do an unknown void again until the terminal says what is; it is taken back once."""
    for number in range(MAX_TRIES):
        if result is not None and result.outcome is not Verdict.UNKNOWN:
            break
        b.run(10)
        result = b.outcome(Void(f"V{number}", txn, again=True))
    assert result is not None
    done = result.outcome is Verdict.APPROVED
    assert result.outcome in {Verdict.APPROVED, Verdict.ABORTED}
    assert b.terminal.store.standing_charges(SOLD.ref) == ([] if done else [CENTS])
    voids = [record for record in b.terminal.store.records() if record.kind == "16"]
    assert len(voids) == int(done)


def live_through(wire: WireUse, what: str, happens: Callable[[Bench], None], at: int) -> bool:
    """One exchange with one mishap; False if the exchange was over before."""
    b = counter(wire)
    txn = ""
    if what == "void":
        txn = b.outcome(SOLD).terminal_txn
        b.run(1)
    mishap = Mishap(b, at, happens)
    sent_at = b.now
    if what == "void":
        result = attempt(b, Void("02261120000044", txn), mishap)
        settle_void(b, txn, result)
    else:
        command = SALE if what == "sale" else RETURN
        settle_charge(b, command, attempt(b, command, mishap), sent_at)
    b.run(SILENT_S)
    assert b.outcome(Sale("02261120000049", 100)).outcome is Verdict.APPROVED
    return mishap.happened


MISHAPS = {"killed": kill, "unplugged": unplug, "silenced": silence, "powerless": lose_power}


@pytest.mark.parametrize("wire", WireUse)
@pytest.mark.parametrize("what", ["sale", "void", "return"])
@pytest.mark.parametrize("happens", MISHAPS.values(), ids=MISHAPS.keys())
def test_one_charge_or_none_and_the_till_knows_which_at_every_step(
    happens: Callable[[Bench], None], what: str, wire: WireUse
) -> None:
    # Every byte of the request and around the ACK; of the answer every few, then again its end.
    at = 0
    while live_through(wire, what, happens, at):
        at += 3 if at < 90 else 17
        assert at < LONGEST
    for last in range(max(0, at - 20), at):
        live_through(wire, what, happens, last)


@settings(deadline=None, max_examples=80)
@given(
    at=st.integers(0, LONGEST),
    what=st.sampled_from(["sale", "void", "return"]),
    happens=st.sampled_from(list(MISHAPS.values())),
    wire=st.sampled_from(WireUse),
)
def test_one_charge_or_none_at_any_byte(
    at: int, what: str, happens: Callable[[Bench], None], wire: WireUse
) -> None:
    live_through(wire, what, happens, at)
