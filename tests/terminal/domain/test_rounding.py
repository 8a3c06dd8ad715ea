"""Cash rounding: the digit table, in every mode, on the cash part only."""

import pytest

from terminal.domain.money import ZERO, Money
from terminal.domain.rounding import CashRounding, rounding_of

ON = (CashRounding.MANDATORY, CashRounding.PERMISSIVE_ON)


@pytest.mark.parametrize("mode", ON)
@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("10.00", "10.00"),
        ("10.01", "10.00"),
        ("10.02", "10.00"),
        ("10.03", "10.05"),
        ("10.04", "10.05"),
        ("10.05", "10.05"),
        ("10.06", "10.05"),
        ("10.07", "10.05"),
        ("10.08", "10.10"),
        ("10.09", "10.10"),
        ("8.54", "8.55"),
        ("0.02", "0.00"),
        ("-10.03", "-10.05"),
        ("-10.02", "-10.00"),
    ],
)
def test_cash_due_is_rounded_by_its_last_digit(
    mode: CashRounding, exact: str, rounded: str
) -> None:
    due = Money.parse(exact)
    assert due + rounding_of(due, mode) == Money.parse(rounded)


@pytest.mark.parametrize("cents", range(10))
def test_a_store_that_does_not_round_never_rounds(cents: int) -> None:
    assert rounding_of(Money(1000 + cents), CashRounding.OFF) == ZERO
