"""The life of one print job, as a table (scanners-printers-displays.md section 12).

Rules:

1. Nothing of the body goes out before the printer has said that it is healthy.
2. PRINTED comes from the printer's own process ID alone.
3. Once a byte went out, the job ends as PRINTED, SENT (a printer that cannot confirm) or UNKNOWN.
   It never fails, and it is never sent again.
4. While the printer says that it has stopped (paper, cover), the job's clock stands still: most
   printers go on by themselves after a reload. That patience is bounded too.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from drivers.receipt_printer.messages import Job, JobStage, JobState, StoreLogo, Trouble
from drivers.receipt_printer.pacer import BITS_PER_BYTE
from drivers.receipt_printer.profile import PrinterSettings
from drivers.receipt_printer.status import Condition, Paper, PrinterError

LINE_PRINT_S: Final = 0.030
PRINT_GRACE_S: Final = 5.0
"""Timeout = bytes x 10 / baud + lines x 30 ms + 5 s (section 12)."""

STORE_S: Final = 10.0
"""Writing a logo into its memory keeps a printer busy for seconds; nothing prints meanwhile."""

STOPPED_PATIENCE_S: Final = 180.0
"""Three minutes to fetch and load a roll; after that a person is asked what came out."""

AUTO_STATUS_ON: Final = b"\x1d\x61\x0f"
PAPER_QUERY: Final = b"\x1d\x72\x01"
PROCESS_ID_QUERY: Final = b"\x1d\x28\x48\x06\x00\x30\x30"

RESUME: Final = b"\x10\x05\x01"
"""DLE ENQ 1: recover from the cutter's error and print on from the line where it happened."""

OWN_FLUSH: Final = bytes(1_024)
"""What ends an interrupted command of ours: the longest data is a QR code's 515 bytes."""


class Phase(Enum):
    """Where a job is."""

    CHECKING = auto()
    SENDING = auto()
    AWAITING = auto()
    DONE = auto()


class Signal(Enum):
    """What can happen to a job."""

    HEALTHY = auto()
    UNHEALTHY = auto()
    SILENT = auto()
    LAST_BYTE = auto()
    NAMED = auto()
    TAKEN = auto()
    TIMEOUT = auto()
    WIRE_LOST = auto()


@dataclass(frozen=True, slots=True)
class Step:
    """A row's right side; a reason of None is the one that came with the signal."""

    phase: Phase
    stage: JobStage
    reason: Trouble | None = Trouble.NONE


TABLE: Final = {
    (Phase.CHECKING, Signal.HEALTHY): Step(Phase.SENDING, JobStage.SENDING),
    (Phase.CHECKING, Signal.UNHEALTHY): Step(Phase.DONE, JobStage.FAILED, None),
    (Phase.CHECKING, Signal.SILENT): Step(Phase.DONE, JobStage.FAILED, Trouble.SILENT),
    (Phase.CHECKING, Signal.WIRE_LOST): Step(Phase.DONE, JobStage.FAILED, Trouble.NOT_CONNECTED),
    (Phase.SENDING, Signal.LAST_BYTE): Step(Phase.AWAITING, JobStage.SENT),
    (Phase.SENDING, Signal.TIMEOUT): Step(Phase.DONE, JobStage.UNKNOWN, None),
    (Phase.SENDING, Signal.WIRE_LOST): Step(Phase.DONE, JobStage.UNKNOWN, Trouble.WIRE_LOST),
    (Phase.AWAITING, Signal.NAMED): Step(Phase.DONE, JobStage.PRINTED),
    (Phase.AWAITING, Signal.TAKEN): Step(Phase.DONE, JobStage.SENT, Trouble.CANNOT_CONFIRM),
    (Phase.AWAITING, Signal.TIMEOUT): Step(Phase.DONE, JobStage.UNKNOWN, None),
    (Phase.AWAITING, Signal.WIRE_LOST): Step(Phase.DONE, JobStage.UNKNOWN, Trouble.WIRE_LOST),
}
"""A signal without a row does not concern the job in that phase."""


class JobRun:
    """One job under way: its phase and its clock."""

    def __init__(
        self, job: Job, body: bytes, settings: PrinterSettings, preamble: bytes = b""
    ) -> None:
        self.job = job
        self.phase = Phase.CHECKING
        ending = PAPER_QUERY
        if settings.profile.confirms:
            ending = PROCESS_ID_QUERY + job.process_id.encode("ascii")
        self.bytes: Final = preamble + AUTO_STATUS_ON + body + ending
        lines = body.count(b"\n")
        self._time_left = len(self.bytes) * BITS_PER_BYTE / settings.line_baud
        self._time_left += lines * LINE_PRINT_S + PRINT_GRACE_S
        if isinstance(job, StoreLogo):
            self._time_left += STORE_S
        self._patience_left = STOPPED_PATIENCE_S
        self._stopped = False
        self._at = 0.0

    def signal(self, signal: Signal, now: float, cause: Trouble = Trouble.NONE) -> JobState | None:
        """Go the way of the table; the new state if there is one."""
        step = TABLE.get((self.phase, signal))
        if step is None:
            return None
        if step.phase is Phase.SENDING:
            self._at = now
        self.phase = step.phase
        reason = cause if step.reason is None else step.reason
        final = step.phase is Phase.DONE
        return JobState(self.job.job_id, step.stage, reason, final)

    def pass_time(self, now: float, *, stopped: bool) -> bool:
        """Whether the job has run out of time; `stopped` is how the printer stands from now on."""
        if self.phase not in (Phase.SENDING, Phase.AWAITING):
            return False
        elapsed, self._at = now - self._at, now
        if self._stopped:
            self._patience_left -= elapsed
        else:
            self._time_left -= elapsed
        self._stopped = stopped
        return self._patience_left <= 0 or self._time_left <= 0

    def deadline(self) -> float | None:
        """When the job runs out of time, as things stand."""
        if self.phase not in (Phase.SENDING, Phase.AWAITING):
            return None
        return self._at + (self._patience_left if self._stopped else self._time_left)


def trouble_of(condition: Condition) -> Trouble:
    """The first thing that a person must mend; NONE for a healthy printer."""
    if condition.cover_open:
        return Trouble.COVER_OPEN
    if condition.paper is Paper.OUT:
        return Trouble.PAPER_OUT
    match condition.error:
        case PrinterError.CUTTER:
            return Trouble.CUTTER
        case PrinterError.UNRECOVERABLE:
            return Trouble.UNRECOVERABLE
        case PrinterError.AUTO:
            return Trouble.RECOVERING
        case _:
            return Trouble.OFFLINE if condition.offline else Trouble.NONE
