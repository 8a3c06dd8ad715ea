"""A fill is handed out only when its status, claim and age allow it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from helpers.sales import DAY, RULES, a_fill
from terminal.domain.fill_guards import Stop, days_waiting, guard_of, last_chance
from terminal.domain.prescription import ClaimState, Fill, FillStatus
from terminal.domain.refusal import Refusal, Why


def guard(fill: Fill) -> Refusal | None:
    return guard_of(fill, DAY, RULES)


def ready(days_ago: int) -> Fill:
    noon = datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC)
    return a_fill(ready_since=noon - timedelta(days=days_ago))


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (FillStatus.SOLD, Why.FILL_SOLD),
        (FillStatus.ON_HOLD, Why.FILL_ON_HOLD),
        (FillStatus.CANCELLED, Why.FILL_CANCELLED),
        (FillStatus.PREPARING, Why.FILL_NOT_READY),
    ],
)
def test_only_a_ready_fill_is_handed_out(status: FillStatus, why: Why) -> None:
    assert guard(a_fill(status=status)) == Refusal(why, "6012345-02")


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        (ClaimState.PAID, None),
        (ClaimState.CASH, None),
        (ClaimState.LIMBO, Why.CLAIM_UNDECIDED),
        (ClaimState.REJECTED, Why.CLAIM_REJECTED),
    ],
)
def test_the_claim_must_be_decided(claim: ClaimState, why: Why | None) -> None:
    refusal = guard(a_fill(claim=claim))
    assert (refusal.why if refusal else None) is why


def test_without_a_copay_there_is_nothing_to_charge() -> None:
    assert guard(a_fill(copay=None)) == Refusal(Why.NO_COPAY, "6012345-02")


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 6, 30), None),
        (date(2026, 7, 1), None),  # the last day itself passes
        (date(2026, 7, 2), Why.TOO_LATE_TO_DISPENSE),
    ],
)
def test_the_last_day_to_dispense_passes_and_the_next_is_refused(
    day: date, why: Why | None
) -> None:
    refusal = guard_of(a_fill(not_after=date(2026, 7, 1)), day, RULES)
    assert (refusal.why if refusal else None) is why


def test_a_claim_that_was_taken_back_is_billed_again_first() -> None:
    refusal = guard(a_fill(claim=ClaimState.REVERSED))
    assert refusal == Refusal(Why.CLAIM_REVERSED, "6012345-02")


def test_return_to_stock_passes_on_the_limit_and_blocks_after_it() -> None:
    assert guard(ready(10)) is None
    assert guard(ready(11)) == Refusal(Why.RETURN_TO_STOCK, "6012345-02")


def test_what_a_pharmacist_let_go_is_not_stopped_by_it_again() -> None:
    released = frozenset({Stop.RETURN_TO_STOCK})
    assert guard_of(ready(11), DAY, RULES, released) is None


def test_nobody_lets_a_fill_go_after_the_last_day_that_the_phms_names() -> None:
    late = replace(ready(11), do_not_dispense_after=DAY - timedelta(1))
    refusal = guard_of(late, DAY, RULES, frozenset(Stop))
    assert refusal == Refusal(Why.TOO_LATE_TO_DISPENSE, "6012345-02")


def test_the_last_day_itself_is_said() -> None:
    assert last_chance(a_fill(not_after=DAY), DAY)
    assert not last_chance(a_fill(not_after=DAY + timedelta(1)), DAY)
    assert not last_chance(a_fill(), DAY)


def test_a_fill_of_unknown_age_does_not_wait() -> None:
    assert days_waiting(a_fill(ready_since=None), DAY) == 0
