"""A button says its whole word, whatever page it is on and however small the screen."""

import pytest
from PySide6.QtWidgets import QApplication

from terminal.app.settings import Profile
from terminal.presentation.samples import sample_screens
from terminal.ui.theme import LaneProfile
from terminal.ui.widgets.button import Button
from ui_support.counter import Counter
from ui_support.hands import settle


@pytest.mark.parametrize(
    ("size", "lane"),
    [(LaneProfile.COUNTER, Profile.COUNTER), (LaneProfile.DRIVE_THROUGH, Profile.DRIVE_THROUGH)],
)
def test_no_word_is_cut_or_touches_the_border(
    qapp: QApplication,
    size: LaneProfile,
    lane: Profile,
) -> None:
    cut = {}
    for name, screen in sample_screens(lane).items():
        counter = Counter(profile=size)
        counter.window.resize(1366, 768)
        counter.window.show()
        counter.window.show_screen(screen)
        settle()
        for button in counter.window.findChildren(Button):
            least = button.stacked_width() if button.stacked else button.tight_width()
            if button.isVisible() and least > button.width() + 1:
                cut[name, button.text()] = (round(least), button.width())
        counter.close()
    assert cut == {}
