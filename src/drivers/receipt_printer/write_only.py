"""A printer that can only be written to: documents go out whole, and not a word comes back.

Windows' spooler is such a wire (`drivers/wire/spool_transport.py`). Rules:

1. Whatever is written there becomes a document. So nothing is written but a job or a pulse: no
   hello, no questions, no automatic status, no process ID.
2. One document at a time. The next one waits until the wire had the silence that ends a document;
   the proof is a `tick`, which follows a look at the wire (runner, rule 5), and no other call.
3. Known is what the wire took. Nothing of a document: it failed. A part, or all of it without its
   end: unknown. All of it, and its end: sent. Never printed, and a drawer is never seen open.
4. Pulses before jobs, as at a printer that answers. A pulse that cannot leave soon never leaves:
   nobody stands at the drawer any more.
"""

from collections import deque
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, assert_never

from drivers.cash_drawer.codec import Drawer
from drivers.receipt_printer.builder import REAL_TIME_PULSE_ON
from drivers.receipt_printer.job import OWN_FLUSH
from drivers.receipt_printer.job_book import JobBook
from drivers.receipt_printer.job_bytes import FALL, body_of, zeros_after
from drivers.receipt_printer.messages import (
    AskStatus,
    Command,
    Event,
    ExpectPrinted,
    Job,
    JobStage,
    JobState,
    PrinterStatus,
    PrintJob,
    Pulse,
    PulseDone,
    PulseOutcome,
    Resume,
    StoreLogo,
    Trouble,
)
from drivers.receipt_printer.profile import PrinterSettings
from drivers.receipt_printer.pulse import MAX_PULSES, PRINTING_PATIENCE_S, pulse_bytes
from drivers.receipt_printer.status import Paper, Presence, PrinterError

REST_S: Final = 0.3
"""Longer than the wire's own silence that ends a document (`spool_transport.QUIET_S`)."""


class Phase(Enum):
    """Where a document is."""

    HANDED_OUT = auto()
    LEAVING = auto()
    RESTING = auto()


class Signal(Enum):
    """What can happen to it."""

    SOME_TAKEN = auto()
    ALL_TAKEN = auto()
    ENDED = auto()
    WIRE_LOST = auto()


class End(Enum):
    """What is known of it in the end."""

    NOT_BEGUN = auto()
    IN_DOUBT = auto()
    SENT = auto()


TABLE: Final[dict[tuple[Phase, Signal], Phase | End]] = {
    (Phase.HANDED_OUT, Signal.SOME_TAKEN): Phase.LEAVING,
    (Phase.HANDED_OUT, Signal.ALL_TAKEN): Phase.RESTING,
    (Phase.HANDED_OUT, Signal.WIRE_LOST): End.NOT_BEGUN,
    (Phase.LEAVING, Signal.SOME_TAKEN): Phase.LEAVING,
    (Phase.LEAVING, Signal.ALL_TAKEN): Phase.RESTING,
    (Phase.LEAVING, Signal.WIRE_LOST): End.IN_DOUBT,
    (Phase.RESTING, Signal.ENDED): End.SENT,
    (Phase.RESTING, Signal.WIRE_LOST): End.IN_DOUBT,
}
JOB_ENDS: Final = {
    End.NOT_BEGUN: (JobStage.FAILED, Trouble.NOT_CONNECTED),
    End.IN_DOUBT: (JobStage.UNKNOWN, Trouble.WIRE_LOST),
    End.SENT: (JobStage.SENT, Trouble.CANNOT_CONFIRM),
}
PULSE_ENDS: Final = {
    End.NOT_BEGUN: (PulseOutcome.FAILED, Trouble.NOT_CONNECTED),
    End.IN_DOUBT: (PulseOutcome.UNCONFIRMED, Trouble.WIRE_LOST),
    End.SENT: (PulseOutcome.UNCONFIRMED, Trouble.CANNOT_CONFIRM),
}


@dataclass(slots=True)
class _Document:
    """The one on its way: what it is, how much of it has not been taken yet."""

    what: Job | Pulse
    left: int
    phase: Phase = Phase.HANDED_OUT
    rested_at: float = 0.0


class WriteOnlyPrinter:
    """A `WireProtocol` for a printer behind a wire that does not hear; it `CountsWritten`."""

    def __init__(self, settings: PrinterSettings) -> None:
        assert not settings.hears, "a printer that answers is asked"
        self._settings = settings
        self._up = False
        self._events: list[Event] = []
        self._book = JobBook(self._events.append)
        self._pulses: deque[tuple[Pulse, float]] = deque()
        self._document: _Document | None = None
        self._zeros = OWN_FLUSH
        self._fall = b""
        self._hello = b""
        self._out = b""

    # the wire

    def connected(self, now: float) -> None:  # noqa: ARG002 - the shape of every protocol
        """Nothing to say, but what comes first has to end what was left half said."""
        self._up = True
        self._hello = self._zeros + REAL_TIME_PULSE_ON
        self._tell_status()

    def disconnected(self, now: float) -> None:
        """Settle everything: what had begun is unknown, what had not has failed."""
        was_up, self._up, self._out = self._up, False, b""
        self._happen(Signal.WIRE_LOST, now)
        self._book.refuse_waiting(Trouble.NOT_CONNECTED)
        self._refuse_pulses(Trouble.NOT_CONNECTED)
        if was_up:
            self._tell_status()

    def wants_wire(self) -> bool:
        """Always: that there is no such printer is to be known before there is a job."""
        return True

    def receive(self, data: bytes, now: float) -> None:
        """Nothing that such a wire says means anything."""

    def command(self, command: Command, now: float) -> None:
        """Take a job or a pulse; what cannot start says so at once."""
        match command:
            case PrintJob() | StoreLogo():
                if self._up:
                    self._book.take(command)
                else:
                    self._book.refuse(command, Trouble.NOT_CONNECTED)
            case Pulse():
                self._take_pulse(command, now)
            case AskStatus():
                self._tell_status()
            case ExpectPrinted() | Resume():
                return  # nothing is ever named here, and of a jam nothing is known
            case _:
                assert_never(command)
        self._go_on()

    def written(self, count: int, now: float) -> None:
        """The wire took so much of the document."""
        document = self._document
        assert document is not None, "nothing else is written"
        assert 0 < count <= document.left, "no more is taken than was given"
        document.left -= count
        self._happen(Signal.SOME_TAKEN if document.left else Signal.ALL_TAKEN, now)

    def tick(self, now: float) -> None:
        """Let time pass; the wire was looked at since `deadline`, and has ended its document."""
        document = self._document
        if document and document.phase is Phase.RESTING and now >= document.rested_at:
            self._happen(Signal.ENDED, now)
        while self._pulses and now >= self._pulses[0][1]:
            self._refuse_pulse(self._pulses.popleft()[0], Trouble.OFFLINE)
        self._go_on()

    def deadline(self) -> float | None:
        """When the document has ended, or a pulse has waited too long."""
        document = self._document
        rests = document is not None and document.phase is Phase.RESTING
        moments = [document.rested_at] if document is not None and rests else []
        moments += [self._pulses[0][1]] if self._pulses else []
        return min(moments, default=None)

    def outgoing(self) -> bytes:
        """Drain the bytes to write."""
        out, self._out = self._out, b""
        return out

    def events(self) -> list[Event]:
        """Drain what happened."""
        events = list(self._events)
        self._events.clear()
        return events

    # pulses

    def _take_pulse(self, pulse: Pulse, now: float) -> None:
        if not self._up:
            self._refuse_pulse(pulse, Trouble.NOT_CONNECTED)
        elif len(self._pulses) >= MAX_PULSES:
            self._refuse_pulse(pulse, Trouble.TOO_MANY_JOBS)
        else:
            self._pulses.append((pulse, now + PRINTING_PATIENCE_S))

    def _refuse_pulse(self, pulse: Pulse, reason: Trouble) -> None:
        self._events.append(PulseDone(pulse.reason_id, PulseOutcome.FAILED, reason))

    def _refuse_pulses(self, reason: Trouble) -> None:
        while self._pulses:
            self._refuse_pulse(self._pulses.popleft()[0], reason)

    # documents

    def _go_on(self) -> None:
        """Hand out the next document, once there is none on its way."""
        while self._up and self._document is None:
            if self._pulses:
                pulse = self._pulses.popleft()[0]
                self._hand_out(pulse, pulse_bytes(pulse.pin, self._settings.drawer_pulse))
            elif (job := self._book.front) is not None:
                self._start(job)
            else:
                return

    def _start(self, job: Job) -> None:
        """The job leaves the queue when it is encoded: a mistake in between leaves it there."""
        body = body_of(job, self._settings.profile)
        if isinstance(body, Trouble):
            self._book.refuse_front(body)
            return
        self._book.begin()
        self._book.say(JobState(job.job_id, JobStage.SENDING, final=False))
        self._hand_out(job, self._fall + body)

    def _hand_out(self, what: Job | Pulse, body: bytes) -> None:
        self._out = self._hello + body
        self._document = _Document(what, len(self._out))

    def _happen(self, signal: Signal, now: float) -> None:
        """Go the way of the table, the only one."""
        document = self._document
        step = None if document is None else TABLE.get((document.phase, signal))
        if document is None or step is None:
            return
        if isinstance(step, Phase):
            document.phase, document.rested_at = step, now + REST_S
            return
        self._document = None
        if isinstance(document.what, Pulse):
            self._events.append(PulseDone(document.what.reason_id, *PULSE_ENDS[step]))
        else:
            self._job_ended(document.what, step)
        if step is End.SENT:
            self._hello, self._zeros = b"", OWN_FLUSH

    def _job_ended(self, job: Job, end: End) -> None:
        state = JobState(job.job_id, *JOB_ENDS[end])
        if end is End.IN_DOUBT:
            self._zeros, self._fall = zeros_after(job, state), FALL
        elif end is End.SENT:
            self._fall = b""
        self._book.say(state)

    # the status

    def _tell_status(self) -> None:
        presence = Presence.UNHEARD if self._up else Presence.ABSENT
        nothing = (None, Paper.UNKNOWN, PrinterError.UNKNOWN, Drawer.UNKNOWN)
        self._events.append(PrinterStatus(presence, *nothing))
