"""The samples are the program's own screens: every page, every rule of a screen, no real person."""

from typing import get_args

import pytest

from helpers.screens import check_screen, texts
from terminal.app.inputs import Do
from terminal.app.settings import Profile
from terminal.app.state import Page
from terminal.presentation.samples import long_ticket, sample_screens, sample_states, stock
from terminal.presentation.samples.lane import started
from terminal.presentation.views import PageView, SaleView

STATES = sample_states()
SCREENS = sample_screens()


@pytest.mark.parametrize("name", STATES)
def test_what_holds_for_every_screen_holds_for_the_samples(name: str) -> None:
    check_screen(SCREENS[name], STATES[name])
    words = " ".join(texts(SCREENS[name]))
    assert not any(fill.drug in words or fill.ndc in words for fill in stock.BAGS)


def test_every_page_is_among_them() -> None:
    assert {type(state.page) for state in STATES.values()} == set(get_args(Page))
    assert {type(screen.page) for screen in SCREENS.values()} == set(get_args(PageView))


def test_each_is_another_screen_with_a_name_for_a_file() -> None:
    assert all(name.replace("-", "").isalpha() and name.islower() for name in SCREENS)
    shown = list(SCREENS.values())
    assert not [screen for at, screen in enumerate(shown) if screen in shown[:at]]


def test_they_are_the_same_each_time() -> None:
    assert sample_screens() == SCREENS


def test_a_drive_through_lane_has_the_same_samples() -> None:
    there = sample_screens(Profile.DRIVE_THROUGH)
    assert there.keys() == SCREENS.keys()
    assert {screen.status.lane for screen in there.values()} == {"Lane 2 · Drive-through"}


def test_a_long_ticket_is_as_long_as_asked() -> None:
    state = long_ticket(3)
    assert state.sale is not None
    assert [line.id for line in state.sale.lines] == [1, 2, 3]
    assert state.selected == 3


def test_a_sample_cannot_press_what_the_screen_does_not_offer() -> None:
    with pytest.raises(AssertionError, match="is not offered"):
        started().press(Do.CASH)


def test_a_code_with_two_readings_is_asked_about() -> None:
    view = SCREENS["sale-choosing"].page
    assert isinstance(view, SaleView)
    assert [row.id for row in view.results] == [stock.AS_EAN_8.gtin, stock.AS_UPC_E.gtin]
