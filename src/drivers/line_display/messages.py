"""What the customer display can be asked to show; it never answers.

The driver does not know what a patient or a drug is: what may be shown is decided by its caller
(scanners-printers-displays.md section 16).
"""

from dataclasses import dataclass
from typing import Final

BRIGHTNESS_MIN: Final = 1
BRIGHTNESS_MAX: Final = 4


@dataclass(frozen=True, slots=True)
class Show:
    """Show two lines; each is cut or filled to 20 columns."""

    line1: str
    line2: str


@dataclass(frozen=True, slots=True)
class Clear:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class Brightness:
    """Set the brightness, from 1 (dim) to 4."""

    level: int

    def __post_init__(self) -> None:
        """Refuse a level the display does not have."""
        if not BRIGHTNESS_MIN <= self.level <= BRIGHTNESS_MAX:
            raise ValueError(f"brightness goes from {BRIGHTNESS_MIN} to {BRIGHTNESS_MAX}")


@dataclass(frozen=True, slots=True)
class ShowTest:
    """Show a test pattern for a few seconds, or until there is something for the customer."""


DisplayCommand = Show | Clear | Brightness | ShowTest
