"""Any line between till and terminal: split, lossy, noisy, flooded. Nothing raises, it finds back.

What the check byte catches is found out and settled to the cent. Two lost bytes can cancel each
other out in an XOR, so that with heavy loss only this holds: one charge at most, one outcome, and
no approval of what was not charged.
"""

from dataclasses import dataclass
from functools import reduce
from operator import xor

from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card_terminal.messages import (
    Balance,
    BatchClosed,
    CaptureSignature,
    CloseBatch,
    Command,
    Event,
    Found,
    Kind,
    NotProcessed,
    Outcome,
    Refund,
    Sale,
    Verdict,
)
from drivers.card_terminal.pax_frames import MAX_FRAME_BYTES, FrameReader
from drivers.card_terminal.pax_timings import PaxTimings
from drivers.card_terminal.protocol import PaxTerminal, WireUse
from drivers.simulator.card_terminal import CardTerminalSimulator
from nexo_support.bench import FIXED_NOW
from pax_support.cable import Bench
from pax_support.goldens import GOLDEN, golden
from wire_support.slow_line import cut, held_bytes

CENTS = 2354
REF = "02261120000042"
QUICK = PaxTimings(response_s=6.0)
LINES = settings(deadline=None, max_examples=60)
WIRES = st.sampled_from(WireUse)
CHARGES = st.sampled_from([Sale(REF, CENTS), Refund(REF, CENTS), Sale(REF, CENTS, Kind.EBT_SNAP)])


@dataclass
class Lossy:
    """Loses the bytes at these positions, counted over both directions."""

    lost: frozenset[int]
    passed: int = 0

    def __call__(self, _piece: bytes) -> bool:
        self.passed += 1
        return self.passed - 1 not in self.lost


def bench(wire: WireUse) -> Bench:
    terminal = CardTerminalSimulator(auto_present_s=0.2, host_delay_s=0.2)
    b = Bench(terminal, PaxTerminal(wire, QUICK), byte_by_byte=True, wire=wire)
    b.run(0.2)
    return b


def recovers(b: Bench) -> None:
    """On a good line the next customer is served, and the day can be closed."""
    b.passes = lambda _piece: True
    b.run(20)
    assert b.outcome(Sale("02261120000049", 100)).outcome is Verdict.APPROVED


@LINES
@given(charge=CHARGES, lost=st.integers(0, 480), wire=WIRES)
def test_one_lost_byte_anywhere_is_noticed_and_settled_to_the_cent(
    charge: Sale | Refund, lost: int, wire: WireUse
) -> None:
    b = bench(wire)
    b.passes = Lossy(frozenset({lost}))
    sent_at = b.now
    result = b.outcome(charge)
    b.passes = lambda _piece: True
    moved = result.moved_money
    if result.outcome is Verdict.UNKNOWN:
        answer = b.resolve(charge, sent_at)
        assert isinstance(answer, Found | NotProcessed)
        moved = isinstance(answer, Found)
    booked = -CENTS if isinstance(charge, Refund) else CENTS
    assert b.terminal.store.standing_charges(REF) == ([booked] if moved else [])
    recovers(b)


@LINES
@given(charge=CHARGES, lost=st.frozensets(st.integers(0, 500), max_size=60), wire=WIRES)
def test_heavy_loss_leaves_one_charge_at_most_and_one_outcome(
    charge: Sale | Refund, lost: frozenset[int], wire: WireUse
) -> None:
    b = bench(wire)
    b.passes = Lossy(lost)
    result = b.outcome(charge)
    b.run(10)
    outcomes = [e for e in b.events if isinstance(e, Outcome) and e.ref == REF]
    assert len(outcomes) == 1
    assert sum(len(b.terminal.store.ever_charged(r.ref)) for r in b.terminal.store.records()) <= 1
    assert not result.moved_money or b.terminal.store.records()
    recovers(b)


CONTROLS = frozenset({0x02, 0x03, 0x04, 0x06, 0x15})
GARBAGE = st.binary(min_size=1, max_size=4096) | st.sampled_from(
    [b"\x02" * 4096, b"\x03" * 4096, b"\x06" * 4096, b"\x02" + b"A" * 4095, bytes(range(256)) * 16]
)


@LINES
@given(garbage=st.lists(GARBAGE, min_size=1, max_size=3), wire=WIRES, before=st.booleans())
def test_garbage_is_passed_over_and_the_terminal_is_served_again(
    garbage: list[bytes], wire: WireUse, before: bool
) -> None:
    b = bench(wire)
    if not before:
        b.do(Sale(REF, CENTS))
    for piece in garbage:
        if b.is_open:
            b.driver.receive(piece, b.now)
        assert len(b.driver.outgoing()) < 3 * MAX_FRAME_BYTES
        assert held_bytes(b.driver) < 3 * MAX_FRAME_BYTES
        b.run(0.3)
    b.run(20)
    recovers(b)
    assert len([e for e in b.events if isinstance(e, Outcome) and e.ref == REF]) == int(not before)


@LINES
@given(
    late=st.floats(0.0, 0.99),
    cuts=st.lists(st.integers(0, 400)),
    noise=st.binary(max_size=20).filter(lambda noise: not set(noise) & CONTROLS),
)
def test_an_answer_that_comes_slowly_and_behind_noise_is_the_answer(
    late: float, cuts: list[int], noise: bytes
) -> None:
    driver, now, heard = PaxTerminal(WireUse.PER_EXCHANGE), 0.0, list[Event]()
    driver.command(Sale("10042", CENTS), now)
    driver.connected(now)
    answer = b"\x06" + noise + golden("P02").replace(b"R1-000042", b"10042")
    # The check byte of the answer with another reference in it, computed here.
    body = answer[answer.index(b"\x02") + 1 : -1]
    answer = answer[:-1] + bytes((reduce(xor, body),))
    for piece in cut(answer, cuts):
        driver.receive(piece, now)
        heard += driver.events()
        now += late * PaxTimings().inter_byte_s
        deadline = driver.deadline()
        assert deadline is None or deadline >= now, "not given up while bytes come"
    (outcome,) = (event for event in heard if isinstance(event, Outcome))
    assert outcome.result.outcome is Verdict.APPROVED
    assert outcome.result.approved_cents == CENTS


@LINES
@given(garbage=GARBAGE, names=st.lists(st.sampled_from(sorted(GOLDEN)), max_size=3))
def test_after_4_kb_of_garbage_the_next_frames_are_read(garbage: bytes, names: list[str]) -> None:
    reader = FrameReader()
    for _ in reader.feed(garbage):
        pass
    reader.reset()  # as the inter-byte time does
    for name in names:
        (signal,) = reader.feed(golden(name))
        assert getattr(signal, "payload", b"") == golden(name)[1:-2]


@LINES
@given(garbage=st.lists(GARBAGE, max_size=3))
def test_the_simulated_terminal_passes_over_garbage_too(garbage: list[bytes]) -> None:
    terminal, now = CardTerminalSimulator(), 0.0
    terminal.connected(now)
    for piece in garbage:
        terminal.receive(piece, now)
        now += 70.0  # whatever it took for a request has timed out
        terminal.tick(now)
        terminal.outgoing()
    now += 10.0
    for _ in range(3):
        terminal.tick(now)
        now += 10.0
    terminal.outgoing()
    terminal.receive(golden("Q01"), now)
    assert b"A01" in terminal.outgoing()


COMMANDS: list[Command] = [
    Sale(REF, CENTS),
    Balance(REF, Kind.EBT_SNAP),
    CaptureSignature(),
    CloseBatch(FIXED_NOW),
]


@LINES
@given(
    command=st.sampled_from(COMMANDS),
    said=st.lists(
        st.binary(max_size=30)
        | st.sampled_from([b"\x06", b"\x15", b"\x04", *map(golden, sorted(GOLDEN))]),
        max_size=25,
    ),
    waits=st.lists(st.floats(0, 200), max_size=25),
    wire=WIRES,
)
def test_whatever_a_terminal_says_whenever_nothing_raises_and_it_is_answered_once(
    command: Command, said: list[bytes], waits: list[float], wire: WireUse
) -> None:
    driver, now, heard = PaxTerminal(wire), 0.0, list[Event]()
    driver.command(command, now)
    driver.connected(now)
    for piece, wait in zip(said, waits, strict=False):
        driver.receive(piece, now)
        deadline = driver.deadline()
        now += wait
        if deadline is not None and now >= deadline:
            driver.tick(now)
        assert len(driver.outgoing()) < 3 * MAX_FRAME_BYTES
        heard += driver.events()
    for _ in range(8):  # whatever it still waits for
        driver.disconnected(now)
        now += 200.0
        driver.tick(now)
        heard += driver.events()
    about = [e for e in heard if getattr(e, "ref", None) == REF or isinstance(e, Outcome)]
    answered = [e for e in about if type(e).__name__ != "AttemptSent"]
    answered += [e for e in heard if getattr(e, "command", None) == command]
    answered += [e for e in heard if isinstance(e, BatchClosed)]
    answered += [e for e in heard if type(e).__name__ == "SignatureCaptured"]
    assert len(answered) == 1
