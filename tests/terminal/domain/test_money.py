"""Money is whole cents: it reads strictly, rounds by name and splits exactly."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.domain.money import ZERO, Money, apportion, at_rate_half_up, total


@pytest.mark.parametrize(
    ("text", "cents"),
    [("15", 1500), ("15.00", 1500), (" 4.10 ", 410), ("-0.05", -5), ("-0.00", 0), ("0.01", 1)],
)
def test_an_amount_is_read_as_whole_cents(text: str, cents: int) -> None:
    assert Money.parse(text) == Money(cents)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4.1",
        "4.100",
        ".50",
        "1,234.00",
        "$4",
        "1e3",
        "NaN",
        "+4",
        "1234567890",
        "\u0661\u0662",
        "--1",
    ],
)
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"12\.34"):
        Money.parse(text)


@pytest.mark.parametrize("cents", [1.0, True, "1", Decimal(1), None])
def test_money_is_never_anything_but_a_whole_number(cents: object) -> None:
    with pytest.raises(TypeError, match="whole number"):
        Money(cents)  # type: ignore[arg-type]


def test_a_decimal_with_two_places_is_taken_exactly() -> None:
    assert Money.of_decimal(Decimal("4.10")) == Money(410)
    assert Money.of_decimal(Decimal(-15)) == Money(-1500)


@pytest.mark.parametrize("value", ["4.105", "NaN", "sNaN", "Infinity", "-Infinity", "1E-3"])
def test_a_decimal_that_is_no_number_of_cents_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        Money.of_decimal(Decimal(value))


def test_amounts_add_subtract_scale_and_compare() -> None:
    assert Money(5) + Money(7) - Money(2) == Money(10)
    assert Money(399) * 3 == Money(1197)
    assert -Money(5) == Money(-5)
    assert Money(4) < Money(5)
    assert not ZERO
    assert Money(-1)
    assert total([Money(1), Money(2), Money(-4)]) == Money(-1)
    assert total([]) == ZERO


@given(st.integers(-99_999_999_999, 99_999_999_999))
def test_what_is_written_reads_back(cents: int) -> None:
    assert Money.parse(str(Money(cents))) == Money(cents)


@pytest.mark.parametrize(
    ("amount", "rate_ppm", "tax"),
    [
        (399, 10_000, 4),  # Illinois 1 %: 0.0399 half-up
        (1500, 10_000, 15),
        (399, 75_000, 30),  # 29.925
        (399, 65_000, 26),  # 25.935
        (50, 10_000, 1),  # exactly half a cent goes up
        (49, 10_000, 0),
        (-50, 10_000, -1),  # and away from zero for a return
        (0, 250_000, 0),
    ],
)
def test_a_rate_is_rounded_half_up_to_the_cent(amount: int, rate_ppm: int, tax: int) -> None:
    assert at_rate_half_up(Money(amount), rate_ppm) == Money(tax)


@pytest.mark.parametrize(
    ("discount", "bases", "shares"),
    [
        (100, (1500, 399, 399), (65, 18, 17)),
        (500, (1999, 799, 1249), (247, 99, 154)),
        (-100, (1500, 399, 399), (-65, -18, -17)),
        (1, (5, 5), (1, 0)),
        (0, (5, 5), (0, 0)),
    ],
)
def test_a_discount_is_shared_by_largest_remainder(
    discount: int, bases: tuple[int, ...], shares: tuple[int, ...]
) -> None:
    split = apportion(Money(discount), [Money(base) for base in bases])
    assert split == tuple(Money(share) for share in shares)


@pytest.mark.parametrize("bases", [(), (0, 0), (5, -1)])
def test_nothing_can_be_shared_over_nothing(bases: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="positive"):
        apportion(Money(1), [Money(base) for base in bases])


@given(
    st.lists(st.integers(0, 99_999), min_size=1, max_size=30).filter(any),
    st.fractions(0, 1),
)
def test_shares_sum_exactly_and_none_exceeds_its_line(bases: list[int], part: object) -> None:
    discount = int(sum(bases) * part)  # type: ignore[operator]
    shares = apportion(Money(discount), [Money(base) for base in bases])
    assert total(shares) == Money(discount)
    assert all(ZERO <= share <= Money(base) for share, base in zip(shares, bases, strict=True))
