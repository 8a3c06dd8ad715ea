"""The engine: runs `step`, makes facts durable, then shows the state and does the effects.

Rules that hold here:

1. Durable before visible: a state with facts is shown, and its effects done, only after the journal
   said that the facts are on disk.
2. One input at a time, in order. While facts commit, inputs wait in a queue. What people and
   scanners send is bounded, one too many is refused with a sound; an answer that was asked for is
   never dropped, since nobody asks twice.
3. Hiding needs no disk: a lock that could not be recorded still holds.
4. No thread, clock or port of its own: bootstrap gives it all of them.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from terminal.app.effects import AnswerScan, Beep, Effect
from terminal.app.faults import KnownFault
from terminal.app.inputs import (
    Activity,
    Arrived,
    ClockTicked,
    CodeScanned,
    CommitFailed,
    FieldEdited,
    FieldSubmitted,
    Intent,
    ScanRefused,
    ScanSeen,
    ScanTurnedAway,
    SignatureDrawn,
)
from terminal.app.ports import Batch, Journal
from terminal.app.state import TerminalState
from terminal.app.step import step
from terminal.app.stepping import Step
from terminal.domain.identity import StaffId

MAX_WAITING = 256
"""Inputs that may wait for one commit: more than two seconds of a scanner at full speed."""
SCANS = (CodeScanned, ScanRefused, ScanTurnedAway)
BY_HAND = (Intent, FieldEdited, FieldSubmitted, SignatureDrawn, *SCANS)
"""What a person does again when the sound says that it was not taken."""
SIGNS_OF_LIFE = (Activity, ClockTicked, ScanSeen)
"""The next one says the same."""


class Surroundings(Protocol):
    """What the engine reaches the world through."""

    def perform(self, effect: Effect) -> None:
        """Start an effect; it must not block."""

    def publish(self, state: TerminalState) -> None:
        """Show this state: it is durable."""

    def deliver(self, done: Callable[[], None]) -> None:
        """Call `done` on the engine's own thread, soon, from any thread."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A step whose facts are on their way to the disk."""

    step: Step
    before: TerminalState


class Engine:
    """Owns the state of the terminal. All methods are called on one thread."""

    def __init__(self, state: TerminalState, journal: Journal, world: Surroundings) -> None:
        self._state = state
        self._journal = journal
        self._world = world
        self._committing: _Waiting | None = None
        self._queue: deque[Arrived] = deque()

    @property
    def state(self) -> TerminalState:
        """The last durable state."""
        return self._state

    @property
    def busy(self) -> bool:
        return self._committing is not None or bool(self._queue)

    def take(self, arrived: Arrived) -> None:
        """Take one input; it is worked on now, or after the commit under way."""
        if self._committing is None:
            self._run(arrived)
        elif len(self._queue) < MAX_WAITING or not isinstance(
            arrived.what, BY_HAND + SIGNS_OF_LIFE
        ):
            self._queue.append(arrived)
        elif isinstance(arrived.what, SCANS):
            self._world.perform(AnswerScan(good=False))
        elif isinstance(arrived.what, BY_HAND):
            self._world.perform(Beep(good=False))

    def _run(self, arrived: Arrived) -> None:
        before = self._state
        taken = step(before, arrived)
        if not taken.facts:
            self._show(taken)
            return
        self._committing = _Waiting(taken, before)
        self._journal.commit(self._batch(taken, arrived), self._committed_elsewhere)

    def _batch(self, taken: Step, arrived: Arrived) -> Batch:
        return Batch(
            taken.facts,
            arrived.at,
            taken.state.settings.lane,
            self._actor(taken),
            taken.attachments,
        )

    def _actor(self, taken: Step) -> StaffId | None:
        person = taken.state.user or self._state.user
        return None if person is None else person.id

    def _committed_elsewhere(self, fault: KnownFault | None) -> None:
        """On the journal's thread: come back to ours."""
        self._world.deliver(lambda: self._committed(fault))

    def _committed(self, fault: KnownFault | None) -> None:
        waiting = self._committing
        assert waiting is not None, "a commit answers once"
        self._committing = None
        if fault is None:
            self._show(waiting.step)
        else:
            self._fail(waiting, fault)
        while self._queue and self._committing is None:
            self._run(self._queue.popleft())

    def _fail(self, waiting: _Waiting, fault: KnownFault) -> None:
        """Nothing of the step happened: the state stays, and the person is told."""
        before = waiting.before
        if waiting.step.state.locked and not before.locked:
            self._show(waiting.step)
            before = waiting.step.state
        unanswered = sum(isinstance(each, AnswerScan) for each in waiting.step.effects)
        before = replace(before, scans_waiting=max(before.scans_waiting, unanswered))
        failed = CommitFailed(fault.title, fault.remedy)
        self._show(step(before, Arrived(failed, before.at, before.now)))

    def _show(self, taken: Step) -> None:
        self._state = taken.state
        self._world.publish(taken.state)
        for effect in taken.effects:
            self._world.perform(effect)
