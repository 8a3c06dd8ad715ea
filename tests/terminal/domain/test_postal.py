"""The states by their postal codes: what a person types becomes what the rules say, or nothing."""

import pytest

from terminal.domain.postal import STATES, is_state, read_state
from terminal.rules_files import packaged_rules


@pytest.mark.parametrize("text", ["US-NC", "us-nc", "NC", "nc", " Nc "])
def test_a_state_is_read_however_it_is_typed(text: str) -> None:
    assert read_state(text) == "US-NC"


@pytest.mark.parametrize("text", ["", "US-ZZ", "ZZ", "California", "US", "US-", "*", "store", "ON"])
def test_what_is_no_state_is_none(text: str) -> None:
    assert read_state(text) is None


def test_there_are_fifty_states_a_district_and_five_territories() -> None:
    assert len(STATES) == 56
    assert all(is_state(f"US-{each}") for each in STATES)
    assert not is_state("us-nc")
    assert not is_state("NC")


def test_every_row_of_the_program_is_of_a_state_that_there_is() -> None:
    states = {rule.jurisdiction for rule in packaged_rules()} - {"US", "*", "store"}
    assert states
    assert all(is_state(each) for each in states)
