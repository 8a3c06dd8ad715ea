"""A fill is handed out only when its status, claim and age allow it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from helpers.sales import DAY, a_fill
from terminal.domain.fill_guards import days_waiting, guard_of, soon_returned
from terminal.domain.policy import RETURN_TO_STOCK_DAYS, RETURN_TO_STOCK_WARNING_DAYS
from terminal.domain.prescription import ClaimState, Fill, FillStatus
from terminal.domain.refusal import Refusal, Why


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
    assert guard_of(a_fill(status=status), DAY) == Refusal(why, "6012345-02")


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
    refusal = guard_of(a_fill(claim=claim), DAY)
    assert (refusal.why if refusal else None) is why


def test_without_a_copay_there_is_nothing_to_charge() -> None:
    assert guard_of(a_fill(copay=None), DAY) == Refusal(Why.NO_COPAY, "6012345-02")


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
    refusal = guard_of(a_fill(not_after=date(2026, 7, 1)), day)
    assert (refusal.why if refusal else None) is why


def test_return_to_stock_passes_on_the_limit_and_blocks_after_it() -> None:
    assert guard_of(ready(RETURN_TO_STOCK_DAYS), DAY) is None
    after = guard_of(ready(RETURN_TO_STOCK_DAYS + 1), DAY)
    assert after == Refusal(Why.RETURN_TO_STOCK, "6012345-02")


def test_a_call_is_due_two_days_before_the_limit() -> None:
    assert not soon_returned(ready(RETURN_TO_STOCK_WARNING_DAYS - 1), DAY)
    assert soon_returned(ready(RETURN_TO_STOCK_WARNING_DAYS), DAY)


def test_a_fill_of_unknown_age_does_not_wait() -> None:
    assert days_waiting(a_fill(ready_since=None), DAY) == 0
