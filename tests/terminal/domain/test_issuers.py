"""Who issues an ID: postal codes, countries, and what is neither."""

import pytest

from terminal.domain.countries import COUNTRIES, PASSPORT_CODES
from terminal.domain.issuers import POSTAL_CODES, issuer_code, issuer_words
from terminal.domain.shown_id import IdType


def test_states_the_district_territories_and_provinces_issue_licences() -> None:
    assert len(POSTAL_CODES) == 50 + 1 + 8 + 13
    for code in ("nc", " DC", "PR", "on"):
        assert issuer_code(code, IdType.DRIVER_LICENCE) == code.strip().upper()


@pytest.mark.parametrize("text", ["ZZ", "QQ", "USA", "01012020", "", "N"])
def test_nobody_else_issues_a_licence(text: str) -> None:
    assert issuer_code(text, IdType.STATE_ID) is None
    assert issuer_words(text, IdType.DRIVER_LICENCE) is None


def test_the_codes_of_countries_are_those_of_the_list() -> None:
    assert (len(COUNTRIES), len(PASSPORT_CODES)) == (249, 249 + 26)
    assert {"US", "GB", "MX", "DE"} <= COUNTRIES
    assert {"USA", "GBR", "MEX", "CAN", "D", "RKS", "XXA"} <= PASSPORT_CODES
    assert "DEU" in PASSPORT_CODES, "typed from the list, not from the passport"


@pytest.mark.parametrize("text", ["XY", "ABC", "UK", "QQ", "N", "U S", "01"])
def test_a_code_of_no_country_is_none(text: str) -> None:
    assert issuer_code(text, IdType.PASSPORT) is None


def test_a_passport_names_its_country() -> None:
    assert issuer_code("usa", IdType.PASSPORT) == "USA"
    assert issuer_code("Mexico", IdType.PASSPORT) is None
    assert issuer_words("Mexico", IdType.PASSPORT) == "Mexico"
    assert issuer_words("Sample  Nation", IdType.TRIBAL) == "Sample Nation"
    assert issuer_words("01012020", IdType.PASSPORT) is None
