"""What a second void proves about the first, whose answer never came."""

import pytest

from drivers.card_terminal.messages import Result, Trouble, Verdict
from terminal.devices.card_answers import void_again_result
from terminal.domain.attempt import Outcome, QueryVerdict
from terminal.domain.money import ZERO, Money

AMOUNT = Money(2354)


def test_done_or_done_already_is_given_back() -> None:
    answer = void_again_result(Result(Verdict.APPROVED, code="100021"), AMOUNT)
    assert answer.verdict is QueryVerdict.FOUND
    assert answer.result is not None
    assert (answer.result.outcome, answer.result.approved) == (Outcome.APPROVED, AMOUNT)


def test_declined_means_that_the_first_was_not_done_either() -> None:
    answer = void_again_result(Result(Verdict.DECLINED, code="000100", text="no"), AMOUNT)
    assert answer.verdict is QueryVerdict.FOUND
    assert answer.result is not None
    assert (answer.result.outcome, answer.result.approved) == (Outcome.DECLINED, ZERO)


@pytest.mark.parametrize(
    "said",
    [
        Result(Verdict.ABORTED, code=Trouble.BUSY, text="the terminal is busy"),
        Result(Verdict.ABORTED, code=Trouble.NOT_SENT, text="not reached"),
        Result(Verdict.UNKNOWN, code=Trouble.LINK_LOST),
        Result(Verdict.CONFIG_ERROR, code="MessageFormat", text="ServiceID is not unique"),
        Result(Verdict.DECLINED, code="100023", text="NOT FOUND"),
        Result(Verdict.DECLINED, code="NotFound", text="no longer held"),
        Result(Verdict.DECLINED, code=Trouble.MISMATCH, text="not one of this terminal's"),
    ],
    ids=lambda said: f"{said.outcome.value} {said.code}",
)
def test_anything_else_proves_nothing(said: Result) -> None:
    answer = void_again_result(said, AMOUNT)
    assert (answer.verdict, answer.result) == (QueryVerdict.UNRESOLVED, None)
    assert answer.reason
