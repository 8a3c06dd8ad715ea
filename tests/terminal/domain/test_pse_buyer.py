"""Who buys: which document counts, and when two purchases are of one person."""

from dataclasses import replace
from datetime import date

import pytest

from helpers.pse import BUYER
from terminal.domain.pse_buyer import check_address, check_number
from terminal.domain.shown_id import IdType

DAY = date(2026, 7, 1)


def test_one_document_is_one_buyer_however_it_is_written() -> None:
    again = replace(BUYER, number="s 8812-34567", jurisdiction="tx", given="R.", address="2 Elm")
    assert again.document_key == BUYER.document_key
    assert replace(BUYER, number="S88124568").document_key != BUYER.document_key
    assert replace(BUYER, jurisdiction="OK").document_key != BUYER.document_key
    assert replace(BUYER, id_type=IdType.PASSPORT).document_key != BUYER.document_key


def test_a_licence_and_an_id_card_of_one_state_share_their_numbers() -> None:
    assert replace(BUYER, id_type=IdType.STATE_ID).document_key == BUYER.document_key


def test_one_name_with_its_birth_date_is_one_buyer_whatever_the_document() -> None:
    passport = replace(
        BUYER, id_type=IdType.PASSPORT, number="991", given="RÓSALIND MAY", family="tEsTa"
    )
    assert passport.person_key == BUYER.person_key
    assert replace(BUYER, birth_date=date(1984, 3, 13)).person_key != BUYER.person_key
    assert replace(BUYER, family="Testova").person_key != BUYER.person_key


def test_a_document_is_good_on_its_last_day() -> None:
    ends = replace(BUYER, expires=DAY)
    assert not ends.expired_on(DAY)
    assert ends.expired_on(date(2026, 7, 2))
    assert not replace(BUYER, expires=None).expired_on(DAY)


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (date(2026, 2, 28), 17),
        (date(2026, 3, 1), 18),
        (date(2028, 2, 28), 19),
        (date(2028, 2, 29), 20),
    ],
)
def test_who_is_born_on_29_february_turns_on_1_march_in_other_years(day: date, age: int) -> None:
    assert replace(BUYER, birth_date=date(2008, 2, 29)).age_on(day) == age


def test_nothing_of_a_person_is_in_a_repr() -> None:
    shown = repr(BUYER)
    for secret in (BUYER.number, BUYER.family, BUYER.given, BUYER.address, "1984"):
        assert secret not in shown


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": ""},
        {"number": "---"},
        {"number": "9" * 41},
        {"jurisdiction": " "},
        {"family": "1"},
        {"given": ""},
        {"given": "A\nB"},
        {"address": ""},
        {"address": "x" * 161},
        {"expires": date(1980, 1, 1)},
    ],
)
def test_what_the_log_cannot_hold_is_no_buyer(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  each says it in its own words
        replace(BUYER, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", ["TX", "T1", "123", "ABCD", "T-1-X", "----"])
def test_a_number_that_is_typed_has_four_signs_and_a_digit(typed: str) -> None:
    with pytest.raises(ValueError, match="number"):
        check_number(typed)


@pytest.mark.parametrize("typed", ["TX12", "1234", "S 8812-34567", "C01X"])
def test_a_short_number_is_a_number(typed: str) -> None:
    check_number(typed)


@pytest.mark.parametrize("typed", ["01011990", "Elm Street", "12", "12 3 A", "1-2-3", ""])
def test_an_address_that_is_typed_has_a_number_and_a_word(typed: str) -> None:
    with pytest.raises(ValueError, match="address"):
        check_address(typed)


@pytest.mark.parametrize(
    "typed", ["2 Elm", "PO Box 7, Anytown", "W5 Oak", "General Delivery 75001"]
)
def test_a_short_address_is_an_address(typed: str) -> None:
    check_address(typed)


def test_what_a_card_says_or_was_logged_is_not_measured_anew() -> None:
    assert replace(BUYER, number="77", address="Elm").number == "77"


def test_another_paper_is_no_document() -> None:
    with pytest.raises(ValueError, match="none of the documents"):
        replace(BUYER, id_type=IdType.OTHER)
