"""Every question is answered once: by its answer or by its deadline, whichever comes first."""

import threading
import time
from collections.abc import Iterator
from queue import SimpleQueue

import pytest

from terminal.domain.barcode import RxNumber
from terminal.domain.prescription import FillKey
from terminal.uplink.reads import OpenReads

FIRST, SECOND = FillKey(RxNumber("6012345"), 0), FillKey(RxNumber("6012346"), 0)


@pytest.fixture
def late() -> SimpleQueue[FillKey]:
    return SimpleQueue()


@pytest.fixture
def reads(late: SimpleQueue[FillKey]) -> Iterator[OpenReads]:
    reads = OpenReads(0.05, late.put)
    reads.start()
    yield reads
    reads.stop()


def test_an_answer_in_time_claims_its_question_once(
    reads: OpenReads, late: SimpleQueue[FillKey]
) -> None:
    number = reads.ask(FIRST)
    assert reads.claim(number)
    assert not reads.claim(number)
    other = reads.ask(SECOND)
    assert late.get(timeout=2) == SECOND
    assert not reads.claim(other)
    assert late.empty()


def test_deadlines_come_in_the_order_of_asking(
    reads: OpenReads, late: SimpleQueue[FillKey]
) -> None:
    asked_at = time.monotonic()
    reads.ask(FIRST)
    reads.ask(SECOND)
    assert [late.get(timeout=2), late.get(timeout=2)] == [FIRST, SECOND]
    assert time.monotonic() - asked_at >= 0.05


def test_what_is_open_at_the_end_is_late_at_once(late: SimpleQueue[FillKey]) -> None:
    reads = OpenReads(60.0, late.put)
    reads.start()
    reads.ask(FIRST)
    reads.stop()
    assert late.get_nowait() == FIRST


def test_answer_and_deadline_never_both_answer(late: SimpleQueue[FillKey]) -> None:
    answered: SimpleQueue[int] = SimpleQueue()
    reads = OpenReads(0.002, late.put)
    reads.start()

    def ask_often() -> None:
        for _ in range(200):
            number = reads.ask(FIRST)
            time.sleep(0.002)  # as long as the deadline: either may win
            if reads.claim(number):
                answered.put(number)

    threads = [threading.Thread(target=ask_often) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    reads.stop()
    assert answered.qsize() + late.qsize() == 400
