"""Learning what the drawer's sensor means, at installation (scanners-printers-displays.md 15).

Rules:

1. A person brings the drawer into a position and says so; the level is read after that, afresh.
2. Levels that differ, and come back when the drawer is closed again, are the polarity. The same
   level twice is a drawer without a sensor. Anything else is unclear, and done again.
3. Nothing is guessed: a printer that does not answer leaves the step as it is.

    learning = DrawerLearning()             # show learning.words
    learning = learning.said()              # "it is closed"; now ask the printer for its status
    learning = learning.heard(level)        # with `PrinterStatus.drawer_pin`, at every status
    ...                                     # until learning.over; then learning.open_when
"""

from dataclasses import dataclass, replace
from enum import Enum, StrEnum, auto
from typing import Final

from drivers.cash_drawer.codec import PinLevel

MOST_TRIES: Final = 3
"""An unclear drawer is tried so often; then somebody has to look at its cable."""


class LearningStep(StrEnum):
    """What the person is to do, or what came of it."""

    CLOSE = "close it"
    OPEN = "open it"
    CLOSE_AGAIN = "close it again"
    LEARNT = "learnt"
    NO_SENSOR = "no sensor"
    UNCLEAR = "unclear"


class _Reading(Enum):
    """The level beside that of the closed drawer."""

    FIRST = auto()
    AS_CLOSED = auto()
    OTHER = auto()
    WAVERED = auto()
    """As closed again, but it was the other one meanwhile."""


_TABLE: Final = {
    (LearningStep.CLOSE, _Reading.FIRST): LearningStep.OPEN,
    (LearningStep.OPEN, _Reading.OTHER): LearningStep.CLOSE_AGAIN,
    (LearningStep.OPEN, _Reading.AS_CLOSED): LearningStep.NO_SENSOR,
    (LearningStep.OPEN, _Reading.WAVERED): LearningStep.UNCLEAR,
    (LearningStep.CLOSE_AGAIN, _Reading.AS_CLOSED): LearningStep.LEARNT,
    (LearningStep.CLOSE_AGAIN, _Reading.OTHER): LearningStep.UNCLEAR,
}

_ENDS: Final = (LearningStep.LEARNT, LearningStep.NO_SENSOR, LearningStep.UNCLEAR)


@dataclass(frozen=True, slots=True)
class Words:
    """What is shown at a step: what to do or what was found, and the button under it."""

    title: str
    detail: str
    button: str = ""


WORDS: Final = {
    LearningStep.CLOSE: Words("Close the drawer", "Push it in until it clicks.", "It is closed"),
    LearningStep.OPEN: Words(
        "Open the drawer", "With the button here, or with its key. Leave it open.", "It is open"
    ),
    LearningStep.CLOSE_AGAIN: Words(
        "Close the drawer again", "This proves what was read.", "It is closed"
    ),
    LearningStep.LEARNT: Words("The drawer's sensor is known", "Now the counter sees it open."),
    LearningStep.NO_SENSOR: Words(
        "This drawer has no sensor",
        "The printer read the same level open and closed. If there should be one, look at the"
        " drawer's cable and learn again. Without it the counter cannot see the drawer.",
    ),
    LearningStep.UNCLEAR: Words(
        "What the sensor said was unclear",
        "Do it again, and move the drawer only when you are asked to.",
        "Again",
    ),
}
NOT_HEARD: Final = Words(
    "The printer does not answer", "Check its power and its cable, then press again.", "Again"
)
CANNOT_BE_HEARD: Final = Words(
    "This printer tells nothing of the drawer",
    "It is written to through Windows, which hands no answer back. The counter opens the drawer"
    " and cannot see it.",
)
GIVEN_UP: Final = Words(
    "What the sensor said stays unclear",
    "Look at the drawer's cable. Until then set it up without a sensor.",
)


@dataclass(frozen=True, slots=True)
class DrawerLearning:
    """How far the learning has come."""

    step: LearningStep = LearningStep.CLOSE
    closed: PinLevel | None = None
    """The level of the closed drawer."""
    level: PinLevel | None = None
    """The level that was heard last."""
    wavered: bool = False
    """Whether the level has changed since this step began."""
    reading: bool = False
    """The person has said so; the next level that is heard counts."""
    unheard: bool = False
    """It was to be read, and the printer did not tell."""
    tries: int = 1

    @property
    def over(self) -> bool:
        """Whether there is nothing more to do."""
        given_up = self.step is LearningStep.UNCLEAR and self.tries >= MOST_TRIES
        return self.step in (LearningStep.LEARNT, LearningStep.NO_SENSOR) or given_up

    @property
    def open_when(self) -> PinLevel | None:
        """The level of the open drawer, once it is learnt; None otherwise."""
        if self.step is not LearningStep.LEARNT:
            return None
        return PinLevel.LOW if self.closed is PinLevel.HIGH else PinLevel.HIGH

    @property
    def may_pulse(self) -> bool:
        """Whether the drawer is to be opened now."""
        return self.step is LearningStep.OPEN

    @property
    def words(self) -> Words:
        """What to show."""
        if self.over and self.step is LearningStep.UNCLEAR:
            return GIVEN_UP
        return NOT_HEARD if self.unheard else WORDS[self.step]

    def said(self) -> "DrawerLearning":
        """The person pressed the button: the drawer is as it was asked for, or once again."""
        if self.over:
            return self
        if self.step is LearningStep.UNCLEAR:
            return DrawerLearning(level=self.level, tries=self.tries + 1)
        return replace(self, reading=True, unheard=False)

    def heard(self, level: PinLevel | None) -> "DrawerLearning":
        """The printer told its pin; None: it does not answer."""
        if self.step in _ENDS:
            return replace(self, level=level)
        changed = None not in (level, self.level) and level is not self.level
        now = replace(self, level=level or self.level, wavered=self.wavered or changed)
        if not self.reading:
            return now
        if level is None:
            return replace(now, reading=False, unheard=True)
        step = _TABLE[self.step, _reading(now, level)]
        closed = level if self.step is LearningStep.CLOSE else self.closed
        return replace(now, step=step, closed=closed, reading=False, unheard=False, wavered=False)


def _reading(learning: DrawerLearning, level: PinLevel) -> _Reading:
    if learning.step is LearningStep.CLOSE:
        return _Reading.FIRST
    if level is not learning.closed:
        return _Reading.OTHER
    opening = learning.step is LearningStep.OPEN
    return _Reading.WAVERED if opening and learning.wavered else _Reading.AS_CLOSED
