"""Learning what the drawer's sensor means, between a person and the printer.

The steps are drivers/cash_drawer/learning.py; here a person's moves come from one thread and the
printer's words from another, so both take the lock.
"""

import threading
from collections.abc import Callable
from typing import Final, assert_never

from drivers.cash_drawer.codec import Pin, PinLevel
from drivers.cash_drawer.learning import CANNOT_BE_HEARD, DrawerLearning, LearningStep
from drivers.receipt_printer.messages import AskStatus, Command, Pulse
from terminal.app.effects import LessonMove
from terminal.app.inputs import DrawerTaught, Input
from terminal.app.settings import DrawerSensor

LESSON_REASON: Final = "learning the sensor"


_NOTHING_TO_LEARN: Final = DrawerTaught(
    CANNOT_BE_HEARD.title,
    CANNOT_BE_HEARD.detail,
    over=True,
    open_when=DrawerSensor.NONE.value,
)


class DrawerLesson:
    """One at a time; `send` reaches the printer, `post` the counter."""

    def __init__(
        self,
        send: Callable[[Command], None],
        pin: Pin,
        post: Callable[[Input], None],
        *,
        hears: bool = True,
    ) -> None:
        self._send, self._pin, self._post, self._hears = send, pin, post, hears
        self._lock = threading.Lock()
        self._learning: DrawerLearning | None = None

    def go_on(self, move: LessonMove) -> None:
        """A person's move. A printer that does not answer says so by `heard(None)`."""
        match move:
            case LessonMove.BEGIN if not self._hears:
                self._post(_NOTHING_TO_LEARN)
            case LessonMove.BEGIN:
                self._change(lambda _: DrawerLearning())
            case LessonMove.SAID:
                self._change(lambda learning: learning and learning.said())
                self._send(AskStatus())
            case LessonMove.PULSE:
                self._send(Pulse(LESSON_REASON, self._pin))
            case LessonMove.END:
                self._change(lambda _: None)
            case _:
                assert_never(move)

    def heard(self, level: PinLevel | None) -> None:
        """The printer told its status."""
        self._change(lambda learning: learning and learning.heard(level))

    def _change(self, by: Callable[[DrawerLearning | None], DrawerLearning | None]) -> None:
        with self._lock:
            before = self._learning
            self._learning = by(before)
            now = self._learning
        if now is not None and (before is None or _told(before) != _told(now)):
            self._post(_told(now))


def _told(learning: DrawerLearning) -> DrawerTaught:
    words = learning.words
    open_when = ""
    if learning.open_when is not None:
        open_when = learning.open_when.value
    elif learning.step is LearningStep.NO_SENSOR:
        open_when = DrawerSensor.NONE.value
    return DrawerTaught(
        words.title, words.detail, words.button, learning.may_pulse, learning.over, open_when
    )
