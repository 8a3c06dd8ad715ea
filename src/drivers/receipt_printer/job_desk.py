"""The job under way at a printer that answers: checked, sent in portions, and confirmed.

Rule: a process ID that comes late still proves its job printed. Which job is next, and what is told
of those that have ended, is the book's (`job_book`).
"""

from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Final

from drivers.receipt_printer.inquiry import ALL, Inquiry
from drivers.receipt_printer.job import JobRun, Phase, Signal, trouble_of
from drivers.receipt_printer.job_book import MAX_REMEMBERED, JobBook
from drivers.receipt_printer.job_bytes import FALL, body_of, zeros_after
from drivers.receipt_printer.messages import Job, JobStage, JobState, Trouble
from drivers.receipt_printer.pacer import Pacer
from drivers.receipt_printer.profile import PrinterSettings
from drivers.receipt_printer.status import UNHEARD, Condition

CHECK_PATIENCE_S: Final = 3.0
"""A job waits so long for its four answers; a healthy printer gives them within 20 ms."""

MAX_UNCLAIMED: Final = 8
"""Process IDs named before anybody expected them; a printer keeps only its latest one."""


class JobDesk:
    """Takes jobs, sends the one at the front, and says how each of them stands."""

    def __init__(
        self, settings: PrinterSettings, inquiry: Inquiry, emit: Callable[[JobState], None]
    ) -> None:
        self.pacer = Pacer(settings.line_baud)
        self._settings = settings
        self._inquiry = inquiry
        self._book = JobBook(emit)
        self._run: JobRun | None = None
        self._ticket = 0
        self._check_until = 0.0
        self._to_end = b""
        self._may_send = False
        self._unnamed: OrderedDict[str, str] = OrderedDict()
        self._unclaimed: deque[str] = deque(maxlen=MAX_UNCLAIMED)

    @property
    def phase(self) -> Phase:
        """Where the job under way is; DONE when there is none."""
        return Phase.DONE if self._run is None else self._run.phase

    @property
    def waiting(self) -> bool:
        """Whether a job waits to be started."""
        return self._book.front is not None

    # taking and refusing

    def take(self, job: Job) -> None:
        """Queue a job, or tell how it stands when it is known already."""
        self._book.take(job)

    def expect(self, job_id: str, process_id: str) -> None:
        """Tell when this process ID is named, or was: its bytes went out in an earlier run."""
        if process_id in self._unclaimed:
            self._unclaimed.remove(process_id)
            self._end(JobState(job_id, JobStage.PRINTED))
        elif self._settings.profile.confirms:
            self._unnamed[process_id] = job_id

    def refuse(self, job: Job, reason: Trouble) -> None:
        """Say that a job cannot start, unless it is known already."""
        self._book.refuse(job, reason)

    def refuse_waiting(self, reason: Trouble) -> None:
        """No printer: what has not begun has failed."""
        self._book.refuse_waiting(reason)

    # working

    def start(self, now: float) -> None:
        """Begin with the next job: encode it, here on the device's thread, and ask the printer.

        It waits until it is encoded, so that a mistake in between leaves it to be refused.
        """
        job = self._book.front
        assert job is not None, "only what waits is started"
        body = body_of(job, self._settings.profile)
        if isinstance(body, Trouble):
            self._book.refuse_front(body)
            return
        self._book.begin()
        preamble = self._to_end + FALL if self._to_end else b""
        self._run = JobRun(job, body, self._settings, preamble)
        self._ticket = self._inquiry.ask(ALL, now, self.pacer.free_at)
        self._check_until = max(now, self.pacer.free_at) + CHECK_PATIENCE_S

    def work(self, now: float, condition: Condition, *, may_send: bool) -> bytes:
        """Go on with the job under way; the bytes that leave now."""
        run = self._run
        self._may_send = may_send and not condition.stopped
        if run is None:
            return b""
        if run.phase is Phase.CHECKING:
            self._check(run, now, condition)
        if run.pass_time(now, stopped=condition.stopped):
            self._run_out(now, condition)
        if run.phase is not Phase.SENDING or not self._may_send:
            return b""
        portion = self.pacer.portion(now)
        if self.pacer.empty:
            self._to_end = b""
            self._signal(Signal.LAST_BYTE, now)
        return portion

    def named(self, process_id: str, now: float) -> None:
        """The printer says that everything up to this process ID is printed."""
        if not self._settings.profile.confirms:
            return
        if self._run is not None and self._run.job.process_id == process_id:
            self._signal(Signal.NAMED, now)
        elif (job_id := self._unnamed.pop(process_id, None)) is not None:
            self._end(JobState(job_id, JobStage.PRINTED))
        else:
            self._unclaimed.append(process_id)

    def taken(self, now: float) -> None:
        """A printer that cannot confirm has worked its buffer off up to our question."""
        if not self._settings.profile.confirms:
            self._signal(Signal.TAKEN, now)

    def lost(self, now: float) -> None:
        """The wire is gone."""
        self._signal(Signal.WIRE_LOST, now)
        self.refuse_waiting(Trouble.NOT_CONNECTED)
        self.pacer = Pacer(self._settings.line_baud)

    def deadline(self) -> float | None:
        """When to go on."""
        if self._run is None:
            return None
        if self._run.phase is Phase.CHECKING:
            return self._check_until
        ends = self._run.deadline()
        sending = self._run.phase is Phase.SENDING and self._may_send
        return min(self.pacer.free_at, ends) if sending and ends is not None else ends

    def _check(self, run: JobRun, now: float, condition: Condition) -> None:
        if self._inquiry.completed >= self._ticket:
            if condition.healthy:
                self.pacer.load(run.bytes)
                self._signal(Signal.HEALTHY, now)
            else:
                self._signal(Signal.UNHEALTHY, now, trouble_of(condition))
        elif now >= self._check_until:
            self._signal(Signal.SILENT, now)

    def _run_out(self, now: float, condition: Condition) -> None:
        """Time is over; a printer that cannot confirm has at least taken all and feels well."""
        well = not self._inquiry.busy and condition.healthy
        if not self._settings.profile.confirms and well and self.phase is Phase.AWAITING:
            self._signal(Signal.TAKEN, now)
        else:
            cause = trouble_of(condition)
            if cause is Trouble.NONE or condition == UNHEARD:
                cause = Trouble.NOT_CONFIRMED
            self._signal(Signal.TIMEOUT, now, cause)

    def _signal(self, signal: Signal, now: float, cause: Trouble = Trouble.NONE) -> None:
        run = self._run
        if run is None:
            return
        state = run.signal(signal, now, cause)
        if state is None:
            return
        if run.phase is not Phase.DONE:
            self._book.say(state)
            return
        self._run = None
        self.pacer.load(b"")
        if state.stage is JobStage.UNKNOWN:
            self._to_end = zeros_after(run.job, state)  # handed out is not arrived
            if self._settings.profile.confirms:
                self._unnamed[run.job.process_id] = run.job.job_id
        self._end(state)

    def _end(self, state: JobState) -> None:
        while len(self._unnamed) > MAX_REMEMBERED:
            self._unnamed.popitem(last=False)
        self._book.say(state)
