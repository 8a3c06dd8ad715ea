"""How the store stands with FSA/HSA cards: told on the devices page, and warned of at sign-in."""

from dataclasses import replace
from datetime import timedelta

import pytest

from terminal.app.state import TerminalState
from terminal.domain.eligibility_list import ListTaken
from terminal.domain.policy import Certification, FsaMode
from terminal.presentation.eligibility_rows import fsa_figures, list_notice
from terminal.presentation.samples import sample_states


def a_state(days: int, fsa: FsaMode = FsaMode.IIAS) -> TerminalState:
    state = sample_states()["sign-in"]
    taken = ListTaken("2026-10", state.at - timedelta(days=days))
    return replace(state, eligibility_list=taken, policy=replace(state.policy, fsa=fsa))


def test_a_list_of_more_than_35_days_is_warned_of_before_anybody_signs_in() -> None:
    assert list_notice(a_state(35)) is None
    notice = list_notice(a_state(41))
    assert notice is not None
    assert notice.title == "The FSA/HSA list is 41 days old"
    assert "2026-10" in notice.detail


@pytest.mark.parametrize("fsa", [FsaMode.OFF, FsaMode.NINETY_PERCENT])
def test_a_store_that_sends_no_amounts_needs_no_list(fsa: FsaMode) -> None:
    assert list_notice(a_state(41, fsa)) is None
    assert fsa_figures(a_state(41, fsa)) == []


def test_a_store_that_was_told_of_no_list_is_not_warned_of_its_age() -> None:
    state = replace(a_state(0), eligibility_list=None)
    assert list_notice(state) is None
    assert [label for label, _ in fsa_figures(state)] == ["FSA/HSA"]


def test_a_certification_that_is_pending_says_what_follows() -> None:
    """Issuers decline at merchants that are not registered (section 6.8)."""
    state = a_state(3)
    assert fsa_figures(state) == [
        ("FSA/HSA", "IIAS, certification pending: issuers may decline"),
        ("Eligible products", "2026-10, here for 3 days"),
    ]
    settings = replace(state.settings, fsa_certification=Certification.CERTIFIED)
    assert fsa_figures(replace(state, settings=settings))[0] == ("FSA/HSA", "IIAS, certified")
