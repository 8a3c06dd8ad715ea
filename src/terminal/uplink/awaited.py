"""What of this lane waits for a pharmacist, found again only when it may have changed.

Every keystroke is a step that is shown, on the thread of the screen; the rows of counselling are
looked through only for another ticket, another list of waiting ones, other rules or another day.
"""

from collections.abc import Callable
from datetime import date
from typing import Final

from terminal.app.counselling_elsewhere import AwaitedCounselling, awaited_counselling
from terminal.app.elsewhere import AsideOffered
from terminal.app.moves import aside_offered
from terminal.app.state import TerminalState
from terminal.domain.policy import Policy
from terminal.domain.sale import Sale

DependsOn = tuple[Sale | None, tuple[Sale, ...], Policy, date]
Found = tuple[AwaitedCounselling, ...]


class AwaitedShown:
    """`show` hears of it; `find` is what takes its time."""

    def __init__(
        self,
        show: Callable[[Found], None],
        find: Callable[[TerminalState], Found] = awaited_counselling,
    ) -> None:
        self._show: Final = show
        self._find: Final = find
        self._before: DependsOn | None = None

    def publish(self, state: TerminalState) -> None:
        now: DependsOn = (state.sale, state.suspended, state.policy, state.day)
        if self._before is None or not _same(self._before, now):
            self._before = now
            self._show(self._find(state))


class AsideShown:
    """`show` hears of the tickets that wait, when they changed."""

    def __init__(self, show: Callable[[tuple[AsideOffered, ...]], None]) -> None:
        self._show: Final = show
        self._before: tuple[Sale, ...] | None = None

    def publish(self, state: TerminalState) -> None:
        if state.suspended is not self._before:
            self._before = state.suspended
            self._show(aside_offered(state))


def _same(before: DependsOn, now: DependsOn) -> bool:
    """The very same values: what did not change is handed on, and looking into it would cost."""
    *values, day = now
    *known, known_day = before
    return day == known_day and all(one is other for one, other in zip(known, values, strict=True))
