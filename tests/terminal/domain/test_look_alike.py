"""Who could be taken for whom, and that choices tell nothing but what is chosen."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.domain.look_alike import (
    DECOYS,
    address_choices,
    alike,
    full_name,
    look_alikes,
    name_choices,
    similar,
    street_of,
)
from terminal.domain.prescription import Patient, PatientId

ROSALIND = Patient(PatientId("1"), "Testa", "Rosalind", date(1984, 3, 12), "house-1")
OTHER = Patient(PatientId("2"), "Mockford", "Casimir", date(1990, 11, 17), "house-2")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Testa", "TESTA", True),
        ("Testa", "Testas", True),
        ("Testa", "Tesda", True),
        ("Testa", "Teta", True),
        ("Rosalind", "Rosalinda", True),
        ("O'Brien", "Obrien", True),
        ("Johns", "Johnson", True),
        ("Testa", "Testarossa", False),
        ("Testa", "Fester", False),
        ("Li", "Lu", False),
        ("Testa", "", False),
        ("", "", False),
    ],
)
def test_similar_is_the_same_a_little_longer_or_one_letter_away(
    one: str, other: str, *, same: bool
) -> None:
    assert similar(one, other) is same
    assert similar(other, one) is same


@pytest.mark.parametrize(
    ("changed", "mistaken"),
    [
        ({}, False),
        ({"family": "Testa"}, True),
        ({"family": "Tesda"}, True),
        ({"given": "Rosalind"}, True),
        ({"birth_date": date(1984, 3, 12)}, True),
        ({"family": "Testa", "household": "house-1"}, False),
        ({"given": "Rosalind", "household": "house-1"}, True),
        ({"birth_date": date(1984, 3, 12), "household": "house-1"}, True),
    ],
)
def test_each_sign_of_section_3_makes_a_look_alike(
    changed: dict[str, object], *, mistaken: bool
) -> None:
    other = replace(OTHER, **changed)  # type: ignore[arg-type]
    assert alike(ROSALIND, other) is mistaken
    assert look_alikes(ROSALIND, (other, other, ROSALIND)) == ((other,) if mistaken else ())


def test_two_without_a_household_are_no_family() -> None:
    alone = replace(ROSALIND, household="")
    assert alike(alone, replace(OTHER, family="Testa", household=""))


def test_nobody_is_alike_for_what_is_not_known() -> None:
    blank = Patient(PatientId("3"), "", "", None)
    assert not alike(blank, Patient(PatientId("4"), "", "", None))


def test_the_name_stands_among_those_of_the_look_alikes() -> None:
    others = tuple(replace(OTHER, id=PatientId(str(n)), given=f"G{n}") for n in range(9))
    names = name_choices(ROSALIND, others)
    assert full_name(ROSALIND) in names
    assert len(names) == len(set(names)) == 1 + DECOYS
    assert name_choices(ROSALIND, (replace(ROSALIND, id=PatientId("5")),)) == ("Rosalind Testa",)


addresses = st.text("0123456789 abcElmStr.#", min_size=1, max_size=30).filter(str.strip)


@given(addresses, st.text(max_size=8), st.lists(addresses, max_size=3))
def test_an_address_stands_once_among_invented_ones_of_nobody_here(
    street: str, who: str, family: list[str]
) -> None:
    person = replace(ROSALIND, id=PatientId(who), address=f"{street}, Austin TX")
    household = [replace(OTHER, address=each) for each in family]
    choices = address_choices(person, household)
    assert choices.count(street_of(person)) == 1
    assert len(set(choices)) == 1 + DECOYS
    for decoy in set(choices) - {street_of(person)}:
        assert decoy not in {street_of(each) for each in household}
    assert choices == address_choices(person, household), "the same as long as it is asked"


def test_the_place_of_the_right_address_tells_nothing() -> None:
    places = {
        address_choices(replace(ROSALIND, id=PatientId(str(n)), address="1 Elm St")).index(
            "1 Elm St"
        )
        for n in range(60)
    }
    assert places == set(range(1 + DECOYS))


def test_without_an_address_there_is_nothing_to_choose() -> None:
    assert address_choices(ROSALIND) == ()
    assert address_choices(replace(ROSALIND, address=" , Austin")) == ()
