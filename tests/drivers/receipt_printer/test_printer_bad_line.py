"""A line to the printer that adds, loses and delays bytes: no receipt twice, none made up.

Issue 3: random loss, delay, leading noise, 4 kB of garbage. What a lost byte does to the ink nobody
can know, and the printer's word is believed: printed is what it named by its process ID.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.receipt_printer.document import Cut, Document, Qr, Text
from drivers.receipt_printer.messages import JobStage, JobState
from drivers.simulator.faults import PERFECT, FaultyLine, LinkFaults
from drivers.simulator.printer import Model, SimulatedPrinter
from printer_support.bench import Bench, job
from wire_support.slow_line import GARBAGE, cut, held_bytes

FAST = Model(dots_per_s=20_000)
HELD_MAX_BYTES = 8192
"""Two small receipts, the replies under way, and the objects around them."""
LINES = settings(deadline=None, max_examples=25)


def one(number: int) -> Document:
    return Document((Text(f"<Original {number}>", "1.00"), Qr("abc"), Cut()))


def originals(bench: Bench, number: int) -> int:
    paper = [*bench.printer.receipts, bench.printer.hanging]
    return sum(sheet.text().count(f"<Original {number}>") for sheet in paper)


def prints_again(bench: Bench, number: int) -> None:
    """On a good line receipts come out again.

    A length of which one byte was lost makes the printer swallow up to 12 kB: the first receipt
    behind it and, with the printer's garbled answer, the second one's name may go with it.
    """
    for attempt in range(number, number + 3):
        bench.run(2)
        bench.command(job(f"J{attempt}", f"{attempt:04}", one(attempt)))
        bench.run(60, lambda attempt=attempt: bench.ended(f"J{attempt}"))  # type: ignore[misc]
        assert originals(bench, attempt) <= 1
    assert bench.last(f"J{attempt}") == JobState(f"J{attempt}", JobStage.PRINTED)
    assert originals(bench, attempt) == 1


@LINES
@given(
    noise=st.lists(GARBAGE, min_size=1, max_size=3),
    cuts=st.lists(st.integers(0, 4096), max_size=6),
    often=st.sampled_from([1, 1, 10]),
    pause=st.sampled_from([0.0, 0.02, 0.6]),
    before=st.booleans(),
)
def test_garbage_from_the_printer_prints_nothing_twice_and_the_next_receipt_comes_out(
    noise: list[bytes], cuts: list[int], often: int, pause: float, before: bool
) -> None:
    bench = Bench(FAST).ready()
    if not before:
        bench.command(job("J1", "0001", one(1)))
    for piece in (piece for each in noise * often for piece in cut(each, cuts)):
        bench.protocol.receive(piece, bench.now)
        bench.run(pause)
        assert held_bytes(bench.protocol) <= HELD_MAX_BYTES
    if before:
        bench.command(job("J1", "0001", one(1)))
    bench.run(60, bench.ended)
    assert originals(bench, 1) <= 1
    if JobStage.PRINTED in bench.stages():
        assert originals(bench, 1) == 1
    prints_again(bench, 2)


class FarPrinter(SimulatedPrinter):
    """A printer at the end of a bad cable."""

    def __init__(self) -> None:
        super().__init__(FAST)
        self.heard, self.said = FaultyLine(), FaultyLine()
        self._at = 0.0

    def receive(self, data: bytes, now: float) -> None:
        self.heard.feed(data, now)
        self._carry(now)

    def tick(self, now: float) -> None:
        self._carry(now)
        super().tick(now)

    def outgoing(self) -> bytes:
        self.said.feed(super().outgoing(), self._at)
        return self.said.due(self._at)

    def _carry(self, now: float) -> None:
        self._at = now
        arrived = self.heard.due(now)
        if arrived:
            super().receive(arrived, now)


def behind(heard: LinkFaults, said: LinkFaults) -> Bench:
    """A bench whose printer is healthy and known, and whose cable is bad from here on."""
    bench, printer = Bench(FAST), FarPrinter()
    bench.printer = printer
    bench.ready()
    printer.heard.become(heard)
    printer.said.become(said)
    return bench


def mended(bench: Bench) -> None:
    assert isinstance(bench.printer, FarPrinter)
    bench.printer.heard.become(PERFECT)
    bench.printer.said.become(PERFECT)


LOST = st.frozensets(st.integers(0, 250), max_size=5)
MANY = st.sampled_from([0.0, 0.05, 0.3, 1.0])
LATE_S = st.sampled_from([0.0, 0.05, 0.4, 0.9])


@LINES
@given(heard=LOST, said=LOST, chance=MANY, late_s=LATE_S, seed=st.integers(0, 9))
def test_lost_and_late_bytes_never_print_twice_nor_claim_what_was_not_named(
    heard: frozenset[int], said: frozenset[int], chance: float, late_s: float, seed: int
) -> None:
    bench = behind(
        LinkFaults(drop_at=heard, delay_s=late_s / 2),
        LinkFaults(drop_at=said, drop_chance=chance, delay_s=late_s / 2, seed=seed),
    )
    bench.command(job("J1", "0001", one(1))).run(80, bench.ended)
    assert bench.last().final, "every receipt is answered"
    assert originals(bench, 1) <= 1
    if JobStage.PRINTED in bench.stages():
        assert b"000001" in bench.printer.received, "the printer heard the question for its name"
    mended(bench)
    prints_again(bench, 2)


@pytest.mark.parametrize("late_s", [0.05, 0.3, 0.6])
def test_a_printer_that_answers_late_still_prints(late_s: float) -> None:
    bench = behind(PERFECT, LinkFaults(delay_s=late_s, byte_by_byte=True))
    bench.command(job("J1", "0001", one(1))).run(80, bench.ended)
    assert bench.last() == JobState("J1", JobStage.PRINTED)
    assert originals(bench, 1) == 1
