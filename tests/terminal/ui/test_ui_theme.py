"""The design language: contrast, figures of one width, icons that exist."""

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from terminal.presentation.views import actions_of
from terminal.ui.fonts import icon_glyph, text_family
from terminal.ui.theme import (
    SHAPE_PAIRS,
    TEXT_PAIRS,
    THEMES,
    LaneProfile,
    Look,
    Role,
    Size,
    Theme,
    Weight,
)
from ui_support.counter import SAMPLES


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids=lambda pair: f"{pair[0].value}-{pair[1].value}")
def test_text_is_readable_on_its_ground(theme: Theme, pair: tuple[Role, Role]) -> None:
    assert contrast(theme.value(pair[0]), theme.value(pair[1])) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("pair", SHAPE_PAIRS, ids=lambda pair: f"{pair[0].value}-{pair[1].value}")
def test_rings_and_bars_stand_out(theme: Theme, pair: tuple[Role, Role]) -> None:
    assert contrast(theme.value(pair[0]), theme.value(pair[1])) >= 3.0


@pytest.mark.parametrize("weight", Weight)
def test_figures_have_one_width(qapp: QApplication, weight: Weight) -> None:
    look = Look(THEMES["light"])
    metrics = QFontMetricsF(look.font(Size.AMOUNT, weight))
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_the_type_face_is_the_one_that_is_shipped(qapp: QApplication) -> None:
    assert text_family() == "Source Sans Pro"


def test_the_drive_through_is_larger(qapp: QApplication) -> None:
    theme = THEMES["light"]
    near, far = Look(theme), Look(theme, LaneProfile.DRIVE_THROUGH)
    assert far.font(Size.TEXT).pixelSize() > near.font(Size.TEXT).pixelSize()
    assert far.px(48) >= 57


def test_every_icon_exists_and_stands_beside_a_word(qapp: QApplication) -> None:
    for screen in SAMPLES.values():
        for action in actions_of(screen):
            assert action.label
            assert not action.icon or icon_glyph(action.icon), action.icon


def test_an_unknown_icon_is_no_picture(qapp: QApplication) -> None:
    assert icon_glyph("mdi6.no-such-icon") == ""
    assert icon_glyph("fa5s.check") == ""
