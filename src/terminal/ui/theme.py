"""The one design language: colours by role, a type scale, spacing in steps of 4, one scale a lane.

Rules that hold here: a colour is used by its role, never by its value; every pair of text and
ground that the widgets paint is listed in `TEXT_PAIRS` and checked for WCAG 2.2 AA contrast; sizes
are pixels at the counter and grow by the lane profile. The roles and values come from
design/README.md.
"""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QColor, QFont

from terminal.presentation.views import Tone
from terminal.ui.fonts import text_family

STEP = 4
"""All distances are multiples of this (design/README.md)."""
TOUCH = 48
"""The smallest side of anything that is touched (DESIGN.md section 8)."""
TOUCH_LARGE = 68
"""Where it matters: paying, the next step (design/README.md)."""
RADIUS = 10
PANEL_RADIUS = 12


class LaneProfile(Enum):
    """Where the terminal stands: the drive-through clerk reads from farther away."""

    COUNTER = "counter"
    DRIVE_THROUGH = "drive_through"

    @property
    def scale(self) -> float:
        return 1.2 if self is LaneProfile.DRIVE_THROUGH else 1.0


class Size(Enum):
    """The type scale, in pixels.

    design/README.md gives 13/16/18/22-30/38-52 for Inter. Source Sans has an x-height of 0.486 em
    against Inter's 0.546, so the small sizes are 1.12 times as large to read the same.
    """

    CAP = 13
    SMALL = 15
    TEXT = 18
    AMOUNT = 20
    TITLE = 24
    HEADING = 30
    TOTAL = 42
    HERO = 56


class Weight(Enum):
    REGULAR = 400
    SEMIBOLD = 600
    BOLD = 700


class Role(Enum):
    """What a colour is for."""

    GROUND = "ground"
    CARD = "card"
    SUNK = "sunk"
    INK = "ink"
    MUTED = "muted"
    LINE = "line"
    PRIMARY = "primary"
    ON_PRIMARY = "on_primary"
    PRIMARY_SOFT = "primary_soft"
    FOCUS = "focus"
    ATTENTION = "attention"
    ATTENTION_GROUND = "attention_ground"
    DANGER = "danger"
    DANGER_GROUND = "danger_ground"
    GOOD = "good"
    GOOD_GROUND = "good_ground"
    INFO = "info"
    INFO_GROUND = "info_ground"


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours, `#RRGGBB` by role."""

    name: str
    ground: str
    card: str
    sunk: str
    ink: str
    muted: str
    line: str
    primary: str
    on_primary: str
    primary_soft: str
    focus: str
    attention: str
    attention_ground: str
    danger: str
    danger_ground: str
    good: str
    good_ground: str
    info: str
    info_ground: str

    def value(self, role: Role) -> str:
        return str(getattr(self, role.value))


# The focus ring of design/README.md, #D97706, reaches only 2.9:1 on the ground; this one 3.3:1.
LIGHT = Theme(
    name="light",
    ground="#F4F3EF",
    card="#FFFFFF",
    sunk="#ECEAE4",
    ink="#172026",
    muted="#56646C",
    line="#DEDAD1",
    primary="#0B6B5D",
    on_primary="#FFFFFF",
    primary_soft="#E3F1EE",
    focus="#CC6E05",
    attention="#9A4B06",
    attention_ground="#FCEFDC",
    danger="#A8201A",
    danger_ground="#FBE9E7",
    good="#0A6E42",
    good_ground="#E3F3EA",
    info="#1F4F8B",
    info_ground="#E6EEF8",
)

DARK = Theme(
    name="dark",
    ground="#0F1417",
    card="#182024",
    sunk="#12181B",
    ink="#EAF0F1",
    muted="#9DB0B7",
    line="#2B363B",
    primary="#36B79D",
    on_primary="#06221D",
    primary_soft="#14322D",
    focus="#F59E0B",
    attention="#F5B25C",
    attention_ground="#35260F",
    danger="#FF8A80",
    danger_ground="#3A1A18",
    good="#62D39A",
    good_ground="#12301F",
    info="#8AB8F2",
    info_ground="#14263C",
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK)}

TONE_ROLES: dict[Tone, tuple[Role, Role]] = {
    Tone.PLAIN: (Role.MUTED, Role.SUNK),
    Tone.PRIMARY: (Role.PRIMARY, Role.PRIMARY_SOFT),
    Tone.INFO: (Role.INFO, Role.INFO_GROUND),
    Tone.GOOD: (Role.GOOD, Role.GOOD_GROUND),
    Tone.ATTENTION: (Role.ATTENTION, Role.ATTENTION_GROUND),
    Tone.DANGER: (Role.DANGER, Role.DANGER_GROUND),
}
"""Text and ground of each tone."""

TEXT_PAIRS: tuple[tuple[Role, Role], ...] = (
    (Role.INK, Role.GROUND),
    (Role.INK, Role.CARD),
    (Role.INK, Role.SUNK),
    (Role.INK, Role.PRIMARY_SOFT),
    (Role.MUTED, Role.GROUND),
    (Role.MUTED, Role.CARD),
    (Role.MUTED, Role.SUNK),
    (Role.MUTED, Role.PRIMARY_SOFT),
    (Role.ON_PRIMARY, Role.PRIMARY),
    (Role.CARD, Role.DANGER),
    (Role.PRIMARY, Role.CARD),
    (Role.INFO, Role.CARD),
    (Role.GOOD, Role.CARD),
    (Role.DANGER, Role.CARD),
    (Role.ATTENTION, Role.CARD),
    *TONE_ROLES.values(),
)
"""Every pair of text and ground that is painted; each must reach 4.5:1 (WCAG 2.2, 1.4.3)."""

SHAPE_PAIRS: tuple[tuple[Role, Role], ...] = (
    (Role.FOCUS, Role.CARD),
    (Role.FOCUS, Role.GROUND),
    (Role.PRIMARY, Role.PRIMARY_SOFT),
)
"""Focus rings and selection bars; each must reach 3:1 (WCAG 2.2, 1.4.11)."""


class Look:
    """A theme at a scale: what widgets ask for colours, fonts and distances."""

    __slots__ = ("_colours", "_fonts", "scale", "theme")

    def __init__(self, theme: Theme, profile: LaneProfile = LaneProfile.COUNTER) -> None:
        self.theme = theme
        self.scale = profile.scale
        self._colours = {role: QColor(theme.value(role)) for role in Role}
        self._fonts: dict[tuple[Size, Weight, bool], QFont] = {}

    def px(self, pixels: float) -> int:
        """A distance at this lane's scale."""
        return round(pixels * self.scale)

    def colour(self, role: Role) -> QColor:
        return self._colours[role]

    def font(self, size: Size, weight: Weight = Weight.REGULAR, *, struck: bool = False) -> QFont:
        key = (size, weight, struck)
        found = self._fonts.get(key)
        if found is None:
            found = self._fonts[key] = self._make_font(size, weight, struck=struck)
        return found

    def _make_font(self, size: Size, weight: Weight, *, struck: bool) -> QFont:
        font = QFont(text_family())
        font.setPixelSize(self.px(size.value))
        font.setWeight(QFont.Weight(weight.value))
        font.setStrikeOut(struck)
        font.setFeature(QFont.Tag("tnum"), 1)  # a digit that changes must not move its neighbours
        return font
