"""The commands that wait for a card terminal, which does one thing at a time.

A command waits behind a greeting, the limits of store and forward and questions about what is
stored: all of them are short and ask no customer. Behind anything else it is refused as BUSY,
untouched: the person at the counter decides, with the outcome of the first on the screen. The
limits wait for anything: nobody would tell them again.
"""

from collections import deque
from collections.abc import Sequence

from drivers.card_terminal import troubles
from drivers.card_terminal.messages import (
    AskStored,
    CountStored,
    Initialize,
    NotDone,
    Outcome,
    QueryAnswered,
    SetStoreAndForward,
    Trouble,
)
from drivers.card_terminal.troubles import AsksCustomer, Charge, Work

_Short = Initialize | SetStoreAndForward | CountStored | AskStored


class WaitingLine:
    """At most a greeting, the limits, a question of each kind, and one piece of work."""

    def __init__(self) -> None:
        self._waiting: deque[Work] = deque()

    @property
    def empty(self) -> bool:
        """Whether nothing waits."""
        return not self._waiting

    def join(self, command: Work, holder: Work | None) -> Outcome | QueryAnswered | NotDone | None:
        """Let a command wait behind `holder`, which has the terminal; the event that refuses it.

        The same attempt, question or greeting again is ignored: the answer of the first will come.
        """
        ahead = [*self._waiting, *([] if holder is None else [holder])]
        if _repeats(command, ahead):
            return None
        one_waits = any(type(each) is type(command) for each in self._waiting)
        if isinstance(command, SetStoreAndForward):
            may_wait = not one_waits
        else:
            may_wait = not one_waits and all(isinstance(each, _Short) for each in ahead)
        if may_wait:
            self._waiting.append(command)
            return None
        return troubles.ended(command, troubles.refused_result(), Trouble.BUSY)

    def take(self) -> Work | None:
        """The next command."""
        return self._waiting.popleft() if self._waiting else None

    def take_cancelled(self) -> Sequence[AsksCustomer]:
        """What would ask the customer, which a cancel takes out of the line."""
        cancelled = [each for each in self._waiting if isinstance(each, AsksCustomer)]
        for each in cancelled:
            self._waiting.remove(each)
        return cancelled

    def take_all(self) -> Sequence[Work]:
        """Everything that waits."""
        everything = list(self._waiting)
        self._waiting.clear()
        return everything


def _repeats(command: Work, ahead: Sequence[Work]) -> bool:
    """Whether this very attempt, question, service or greeting is on its way."""
    if isinstance(command, Charge):
        return any(isinstance(each, Charge) and each.ref == command.ref for each in ahead)
    return command in ahead
