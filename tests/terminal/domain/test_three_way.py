"""Sold here, known to the PhMS, in the card batch: each difference is told, none hides another."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from terminal.domain.money import ZERO, Money
from terminal.domain.three_way import (
    WAYS,
    BatchMatch,
    CardSums,
    CloseSheet,
    FillWord,
    Side,
    WaitingWord,
    Way,
    differences,
    ways_of,
)

sums = st.builds(CardSums, st.integers(0, 9), st.integers(0, 9_999).map(Money))


def sides(sheet: CloseSheet) -> list[Side]:
    return [each.side for each in differences(sheet)]


def test_a_day_that_agrees_has_no_difference() -> None:
    agreed = CardSums(3, Money(70_62))
    assert sides(CloseSheet()) == []
    assert sides(CloseSheet(last_batch=BatchMatch("12", agreed, agreed))) == []


def test_a_batch_of_another_amount_is_told_with_both_sums() -> None:
    batch = BatchMatch("12", CardSums(3, Money(60_00)), CardSums(4, Money(70_00)))
    (found,) = differences(CloseSheet(last_batch=batch))
    assert (found.side, found.amount, found.about) == (Side.BATCH_AMOUNT, Money(10_00), "12")
    assert found.detail == "70.00 there, 60.00 here"


def test_a_terminal_that_told_no_totals_does_not_agree() -> None:
    assert sides(CloseSheet(last_batch=BatchMatch("12", CardSums(), None))) == [Side.BATCH_SILENT]


def test_every_other_difference_is_an_entry_of_its_own() -> None:
    sheet = CloseSheet(
        CardSums(2, Money(5_00)), None, 3, 1, (WaitingWord("a", "x"), WaitingWord("b", "y"))
    )
    assert sides(sheet) == [
        Side.BATCH_OPEN,
        Side.PHMS_WAITING,
        Side.PHMS_STOPPED,
        Side.PHMS_CONFLICT,
        Side.PHMS_CONFLICT,
    ]


def test_each_fill_on_which_the_two_differ_is_named() -> None:
    sheet = CloseSheet(
        stopped=3,
        unsent=(FillWord("p1", "6012345-00", Money(5_00), "refused"),),
        sold_there=(FillWord("6012346-01", "6012346-01"),),
        not_sold_there=(FillWord("p2", "6012347-00"),),
    )
    found = differences(sheet)
    assert [(each.side, each.count, each.about) for each in found] == [
        (Side.PHMS_STOPPED, 1, "6012345-00"),
        (Side.PHMS_STOPPED, 2, ""),
        (Side.SOLD_THERE, 1, "6012346-01"),
        (Side.NOT_SOLD_THERE, 1, "6012347-00"),
    ]
    assert [ways_of(each) for each in found] == [
        (Way.SEND_AGAIN, Way.ENTERED),
        (),
        (Way.EXPLAIN,),
        (Way.EXPLAIN,),
    ]


def test_every_side_has_a_way_out_but_a_conflict_that_has_a_page_of_its_own() -> None:
    assert set(WAYS) == set(Side)
    assert [side for side, ways in WAYS.items() if not ways] == [Side.PHMS_CONFLICT]


def test_what_somebody_answered_for_is_told_no_more() -> None:
    batch = BatchMatch("12", CardSums(), CardSums(1, Money(5_00)), "close 9")
    sheet = CloseSheet(last_batch=batch, sold_there=(FillWord("6012346-01", "6012346-01"),))
    assert sides(sheet) == [Side.BATCH_AMOUNT, Side.SOLD_THERE]
    explained = frozenset({("batch amount", "close 9"), ("not sold there", "6012346-01")})
    assert sides(replace(sheet, explained=explained)) == [Side.SOLD_THERE]


@given(sums, sums)
def test_two_sums_agree_exactly_when_nothing_is_told(here: CardSums, there: CardSums) -> None:
    found = differences(CloseSheet(last_batch=BatchMatch("1", here, there)))
    gap = sum((each.amount.cents for each in found), 0)
    assert Money(gap) == there.amount - here.amount
    assert (found == ()) == (there.amount - here.amount == ZERO)
