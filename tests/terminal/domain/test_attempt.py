"""What a terminal says of a card holds no card data and no contradiction."""

from dataclasses import fields

import pytest

from terminal.domain.attempt import CardResult, Outcome
from terminal.domain.money import ZERO, Money

APPROVALS = (Outcome.APPROVED, Outcome.PARTIAL)


@pytest.mark.parametrize("outcome", APPROVALS)
@pytest.mark.parametrize("cents", [0, -1])
def test_an_approval_approves_something(outcome: Outcome, cents: int) -> None:
    with pytest.raises(ValueError, match="approves something"):
        CardResult(outcome, Money(cents))


@pytest.mark.parametrize("outcome", [each for each in Outcome if each not in APPROVALS])
def test_only_an_approval_carries_an_amount(outcome: Outcome) -> None:
    with pytest.raises(ValueError, match="carries an amount"):
        CardResult(outcome, Money(1))
    assert CardResult(outcome).approved == ZERO


def test_at_most_four_digits_of_a_card_are_kept() -> None:
    assert CardResult(Outcome.DECLINED, last4="0014").last4 == "0014"
    with pytest.raises(ValueError, match="last four"):
        CardResult(Outcome.DECLINED, last4="10014")
    assert not {"pan", "expiry", "holder", "track"} & {each.name for each in fields(CardResult)}


def test_only_an_approval_is_subject_to_the_banks_later_word() -> None:
    assert CardResult(Outcome.APPROVED, Money(1), offline=True).offline
    with pytest.raises(ValueError, match="subject to approval"):
        CardResult(Outcome.DECLINED, offline=True)


@pytest.mark.parametrize("outcome", Outcome)
def test_only_unknown_is_not_settled(outcome: Outcome) -> None:
    amount = Money(1) if outcome in APPROVALS else ZERO
    assert CardResult(outcome, amount).settled is (outcome is not Outcome.UNKNOWN)
