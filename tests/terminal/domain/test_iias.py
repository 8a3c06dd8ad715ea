"""FSA/HSA amounts: what a request may carry and what each tender uses up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.domain.catalog import Eligibility
from terminal.domain.iias import (
    NOTHING,
    Buckets,
    FsaAmounts,
    fsa_request,
    used_by_fsa,
    used_by_other,
)
from terminal.domain.money import ZERO, Money

cents = st.integers(0, 99_999).map(Money)
buckets = st.builds(Buckets, cents, cents, cents)


def of(rx: int, otc: int, none: int) -> Buckets:
    return Buckets(Money(rx), Money(otc), Money(none))


@pytest.mark.parametrize(
    ("eligibility", "bucket"),
    [
        (Eligibility.RX, of(5, 0, 0)),
        (Eligibility.HEALTHCARE_OTC, of(0, 5, 0)),
        (Eligibility.NONE, of(0, 0, 5)),
    ],
)
def test_a_line_lies_in_the_bucket_of_its_eligibility(
    eligibility: Eligibility, bucket: Buckets
) -> None:
    assert Buckets.of(eligibility, Money(5)) == bucket


def test_fsa_uses_prescriptions_first_then_over_the_counter() -> None:
    assert used_by_fsa(of(1500, 429, 425), Money(1600)) == of(1500, 100, 0)


def test_other_tenders_keep_room_for_fsa() -> None:
    remaining = of(1500, 429, 425)
    assert used_by_other(remaining, Money(500)) == of(0, 75, 425)
    assert used_by_other(remaining, Money(2300)) == of(1446, 429, 425)


@pytest.mark.parametrize(
    ("remaining", "eligible", "rx"),
    [
        (of(-500, 200, 0), 0, 0),  # returns are negative lines; totals are floored at 0
        (of(-500, 900, 0), 400, 0),
        (of(500, -200, 0), 300, 300),  # Rx never exceeds HealthCare
        (of(500, -700, 900), 0, 0),
    ],
)
def test_eligible_totals_are_floored_at_zero(remaining: Buckets, eligible: int, rx: int) -> None:
    assert remaining.eligible == Money(eligible)
    assert remaining.rx_eligible == Money(rx)


@pytest.mark.parametrize(("healthcare", "rx"), [(5, 6), (5, -1), (-1, -1)])
def test_a_request_outside_the_amount_law_cannot_exist(healthcare: int, rx: int) -> None:
    with pytest.raises(ValueError, match="HealthCare"):
        FsaAmounts(Money(healthcare), Money(rx))


@given(buckets, st.integers(0, 299_997).map(Money))
def test_every_request_obeys_the_amount_law(remaining: Buckets, amount: Money) -> None:
    asked = fsa_request(remaining, amount)
    assert ZERO <= asked.rx <= asked.healthcare <= amount
    assert asked.healthcare <= remaining.eligible


@given(buckets, st.fractions(0, 1))
def test_a_tender_uses_exactly_its_amount_and_overdraws_no_bucket(
    remaining: Buckets, part: object
) -> None:
    amount = Money(int(remaining.total.cents * part))  # type: ignore[operator]
    for used in (used_by_fsa(remaining, amount), used_by_other(remaining, amount)):
        left = remaining - used
        assert used.total == amount
        assert min(used.rx, used.otc, used.none, left.rx, left.otc, left.none) >= ZERO
        assert left + used == remaining + NOTHING
