"""Every row of the status tables of scanners-printers-displays.md section 11."""

import pytest

from drivers.receipt_printer.status import (
    UNHEARD,
    Condition,
    Paper,
    PrinterError,
    Question,
    answered,
    told,
)


@pytest.mark.parametrize(
    ("question", "byte", "expected"),
    [
        (Question.PRINTER, 0x12, Condition(offline=False, drawer_pin_high=False)),
        (Question.PRINTER, 0x16, Condition(offline=False, drawer_pin_high=True)),
        (Question.PRINTER, 0x1A, Condition(offline=True, drawer_pin_high=False)),
        (Question.OFFLINE_CAUSE, 0x12, Condition(cover_open=False)),
        (Question.OFFLINE_CAUSE, 0x16, Condition(cover_open=True)),
        (Question.OFFLINE_CAUSE, 0x32, Condition(cover_open=False, paper=Paper.OUT)),
        (Question.OFFLINE_CAUSE, 0x52, Condition(cover_open=False)),
        (Question.ERROR_CAUSE, 0x12, Condition(error=PrinterError.NONE)),
        (Question.ERROR_CAUSE, 0x1A, Condition(error=PrinterError.CUTTER)),
        (Question.ERROR_CAUSE, 0x32, Condition(error=PrinterError.UNRECOVERABLE)),
        (Question.ERROR_CAUSE, 0x52, Condition(error=PrinterError.AUTO)),
        (Question.PAPER, 0x12, Condition(paper=Paper.OK)),
        (Question.PAPER, 0x1E, Condition(paper=Paper.LOW)),
        (Question.PAPER, 0x72, Condition(paper=Paper.OUT)),
        (Question.PAPER, 0x7E, Condition(paper=Paper.OUT)),
    ],
)
def test_an_answer_tells_its_own_part_and_leaves_the_rest_unknown(
    question: Question, byte: int, expected: Condition
) -> None:
    assert answered(UNHEARD, question, byte) == expected


HEALTHY = told(0x10, 0x00, 0x00)


@pytest.mark.parametrize(
    ("quad", "expected"),
    [
        ("10 00 00", Condition(False, False, Paper.OK, PrinterError.NONE, False)),
        ("14 00 00", Condition(False, False, Paper.OK, PrinterError.NONE, True)),
        ("18 00 00", Condition(True, False, Paper.OK, PrinterError.NONE, False)),
        ("38 00 00", Condition(True, True, Paper.OK, PrinterError.NONE, False)),
        ("18 08 00", Condition(True, False, Paper.OK, PrinterError.CUTTER, False)),
        ("18 20 00", Condition(True, False, Paper.OK, PrinterError.UNRECOVERABLE, False)),
        ("18 40 00", Condition(True, False, Paper.OK, PrinterError.AUTO, False)),
        ("10 00 03", Condition(False, False, Paper.LOW, PrinterError.NONE, False)),
        ("18 00 0f", Condition(True, False, Paper.OUT, PrinterError.NONE, False)),
    ],
)
def test_automatic_status_tells_everything_at_once(quad: str, expected: Condition) -> None:
    assert told(*bytes.fromhex(quad)) == expected


def test_only_what_is_known_and_good_is_healthy() -> None:
    assert HEALTHY.healthy
    assert told(0x10, 0x00, 0x03).healthy, "paper low still prints"
    assert not UNHEARD.healthy
    assert not UNHEARD.stopped, "and what is unknown has not been said to be stopped"
    for quad in ("18 00 00", "38 00 00", "18 08 00", "18 00 0f"):
        condition = told(*bytes.fromhex(quad))
        assert condition.stopped
        assert not condition.healthy
