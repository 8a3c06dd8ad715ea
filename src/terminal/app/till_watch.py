"""What the till is for every other page: followed by the facts, missed before payment, overdue.

Rules that hold here:

1. The book of the till follows the facts of each step, whatever page made them: what tickets do to
   the cash is derived, and no page does the sum.
2. Without an open till nothing is paid, where the setting says so; everything else goes on.
3. A clock that went back is told before money moves: set right, or accepted with a reason.

What they stop is stopped in one place, where the ticket is asked (`stepping.payment_refusal`).
"""

from dataclasses import replace
from datetime import datetime

from terminal.app.state import TerminalState
from terminal.app.stepping import Step
from terminal.domain.till import CLOCK_TOLERANCE, evolve


def with_till(step: Step) -> Step:
    """The step with the till as it is after the step's facts."""
    if not step.facts:
        return step
    state = step.state
    book = state.till
    for fact in step.facts:
        book = evolve(book, fact, state.at)
    return step if book is state.till else replace(step, state=replace(state, till=book))


def watched_clock(state: TerminalState, at: datetime) -> datetime | None:
    """How late it was before the clock went back; None: it did not, or is right again."""
    known = state.clock_back
    if known is not None:
        return None if at >= known else known
    return clock_back_at(state.at, at)


def clock_back_at(before: datetime | None, at: datetime) -> datetime | None:
    return before if before is not None and before - at > CLOCK_TOLERANCE else None


def left_open(state: TerminalState) -> bool:
    """Whether the open till is one of an earlier day."""
    return state.till.open is not None and state.till.open.day < state.day


def opens_at_sign_in(state: TerminalState) -> bool:
    """Whether the till has to be looked at before anything is sold."""
    settings = state.settings
    if settings.till_opens_itself or not settings.till_required:
        return False
    return state.till.open is None or left_open(state)
