"""Cash that was counted: whole pieces, sums that agree, and what goes to the bank."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.domain.cash_count import (
    DENOMINATIONS,
    MAX_PIECES,
    Counted,
    Pieces,
    amount_of,
    to_deposit,
    with_pieces,
)
from terminal.domain.money import ZERO, Money

counts = st.dictionaries(
    st.sampled_from(DENOMINATIONS), st.integers(0, 60), min_size=1, max_size=12
).map(lambda found: tuple(Pieces(worth, found[worth]) for worth in DENOMINATIONS if worth in found))


def test_a_count_is_the_sum_of_its_pieces() -> None:
    counted = (Pieces(Money(20_00), 3), Pieces(Money(25), 7))
    assert amount_of(counted) == Money(61_75)
    assert amount_of(()) == ZERO


@pytest.mark.parametrize(("cents", "many"), [(20_00, -1), (20_00, MAX_PIECES + 1), (300, 1)])
def test_what_is_no_count_cannot_be(cents: int, many: int) -> None:
    with pytest.raises(ValueError, match=r"no such|so many"):
        Pieces(Money(cents), many)


def test_a_piece_that_is_entered_again_counts_once_and_keeps_its_place() -> None:
    counted: Counted = ()
    for pieces in (Pieces(Money(1), 5), Pieces(Money(100_00), 1), Pieces(Money(1), 8)):
        counted = with_pieces(counted, pieces)
    assert counted == (Pieces(Money(100_00), 1), Pieces(Money(1), 8))


def test_the_deposit_takes_the_large_pieces_and_leaves_the_float() -> None:
    counted = (Pieces(Money(100_00), 2), Pieces(Money(20_00), 6), Pieces(Money(25), 120))
    assert to_deposit(counted, Money(100_00)) == (
        Pieces(Money(100_00), 2),
        Pieces(Money(20_00), 2),
        Pieces(Money(25), 40),
    )


def test_where_the_pieces_do_not_fit_a_little_more_stays() -> None:
    assert to_deposit((Pieces(Money(100_00), 2),), Money(150_00)) == ()


@given(counts, st.integers(0, 100_000).map(Money))
def test_a_deposit_is_part_of_the_count_and_leaves_the_float_if_it_is_there(
    counted: Counted, stays: Money
) -> None:
    deposit = to_deposit(counted, stays)
    there = {each.worth: each.many for each in counted}
    assert all(each.many <= there[each.worth] for each in deposit)
    left = amount_of(counted) - amount_of(deposit)
    assert left >= min(stays, amount_of(counted))
