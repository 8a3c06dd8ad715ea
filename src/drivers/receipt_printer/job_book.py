"""Jobs in their order: which wait, which one is under way, and how those before it ended.

Rule: a job whose first byte went out is never sent again, not even when it is asked for again: its
known state is told instead.
"""

from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Final

from drivers.receipt_printer.messages import Job, JobStage, JobState, Trouble

MAX_JOBS: Final = 16
"""More receipts than this waiting means that nobody looks at the printer."""

MAX_REMEMBERED: Final = 64
"""Jobs whose end is remembered; of older ones the store knows that they were sent."""


class JobBook:
    """Takes jobs, and tells how each of them stands."""

    def __init__(self, emit: Callable[[JobState], None]) -> None:
        self._emit = emit
        self._waiting: deque[Job] = deque()
        self._current: Job | None = None
        self._state: JobState | None = None
        self._ended: OrderedDict[str, JobState] = OrderedDict()

    @property
    def front(self) -> Job | None:
        """The job that is next."""
        return self._waiting[0] if self._waiting else None

    def take(self, job: Job) -> None:
        """Queue a job, or tell how it stands when it is known already."""
        known = self._known(job.job_id)
        if known is not None:
            self._emit(known)
        elif any(job.job_id == other.job_id for other in self._under_way()):
            return
        elif len(self._waiting) >= MAX_JOBS:
            self._emit(JobState(job.job_id, JobStage.FAILED, Trouble.TOO_MANY_JOBS))
        else:
            self._waiting.append(job)

    def refuse(self, job: Job, reason: Trouble) -> None:
        """Say that a job cannot start, unless it is known already."""
        self._emit(self._known(job.job_id) or JobState(job.job_id, JobStage.FAILED, reason))

    def refuse_front(self, reason: Trouble) -> None:
        """Say that the next job cannot start."""
        self.refuse(self._waiting.popleft(), reason)

    def refuse_waiting(self, reason: Trouble) -> None:
        """No printer: what has not begun has failed."""
        while self._waiting:
            self.refuse_front(reason)

    def begin(self) -> None:
        """The next job is under way from now on."""
        assert self._current is None, "one job at a time"
        self._current, self._state = self._waiting.popleft(), None

    def say(self, state: JobState) -> None:
        """Tell how a job stands: the one under way, or an earlier one that is known late."""
        if not state.final:
            self._state = state
        else:
            self._remember(state)
        self._emit(state)

    def _remember(self, end: JobState) -> None:
        if self._current is not None and self._current.job_id == end.job_id:
            self._current = self._state = None
        if end.stage is not JobStage.FAILED:
            self._ended[end.job_id] = end
        while len(self._ended) > MAX_REMEMBERED:
            self._ended.popitem(last=False)

    def _known(self, job_id: str) -> JobState | None:
        if self._current is not None and self._current.job_id == job_id:
            return self._state
        return self._ended.get(job_id)

    def _under_way(self) -> list[Job]:
        return [*self._waiting, *([self._current] if self._current else [])]
