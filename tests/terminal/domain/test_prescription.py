"""A fill is what the PhMS told, and says nothing about a person when it is printed."""

from dataclasses import replace

import pytest

from helpers.sales import LUIS, a_fill, patient
from terminal.domain.barcode import RxNumber
from terminal.domain.money import ZERO, Money
from terminal.domain.prescription import Fill, FillKey


@pytest.mark.parametrize(("rx", "number"), [("", 0), ("6012345", -1), ("6012345", 100)])
def test_a_fill_has_a_prescription_and_a_number(rx: str, number: int) -> None:
    with pytest.raises(ValueError, match="fill number"):
        FillKey(RxNumber(rx), number)


def test_a_fill_is_written_as_on_its_label() -> None:
    assert str(FillKey(RxNumber("6012345"), 2)) == "6012345-02"


@pytest.mark.parametrize("bags", [0, 21])
def test_a_fill_lies_in_bags(bags: int) -> None:
    with pytest.raises(ValueError, match="bags"):
        a_fill(bags=bags)


@pytest.mark.parametrize("schedule", [1, 6])
def test_a_schedule_is_2_to_5(schedule: int) -> None:
    with pytest.raises(ValueError, match="schedule"):
        a_fill(schedule=schedule)


def test_a_copay_is_not_negative_and_may_be_zero() -> None:
    with pytest.raises(ValueError, match="copay"):
        a_fill(copay=Money(-1))
    assert a_fill(copay=ZERO).copay == ZERO


def test_neither_name_nor_medicine_is_printed_in_logs() -> None:
    printed = repr(a_fill())
    for secret in ("Rossi", "M.", "1980", "GABAPENTIN", "00093015001"):
        assert secret not in printed
    assert "maria" in printed


@pytest.mark.parametrize(
    "other",
    [
        a_fill(ndc="00093015005"),
        replace(a_fill(), quantity="30"),
        replace(a_fill(), patient=patient(LUIS)),
    ],
)
def test_another_drug_quantity_or_patient_is_another_medicine(other: Fill) -> None:
    assert not a_fill().same_medicine_as(other)
    assert a_fill().same_medicine_as(replace(a_fill(), version="2", copay=Money(1)))


def test_the_first_dispensing_is_new() -> None:
    assert a_fill(number=0).is_new
    assert not a_fill(number=1).is_new
