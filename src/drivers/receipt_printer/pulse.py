"""The life of one drawer pulse, as a table (scanners-printers-displays.md sections 10 and 15).

Rules:

1. The printer must have answered just before the pulse leaves.
2. OPENED and NOT_OPENED are what the drawer's sensor says after the pulse, not what we hope; a
   printer that fell silent leaves it unconfirmed.
3. One pulse, one pin, never repeated by itself.
4. A buffered pulse goes only to a printer that prints: one that waits for paper would keep it, and
   open the drawer when nobody stands there.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, assert_never

from drivers.cash_drawer.codec import (
    REAL_TIME_UNIT_MS,
    Drawer,
    Pin,
    PulseForm,
    buffered_pulse,
    real_time_pulse,
)
from drivers.receipt_printer.inquiry import Inquiry
from drivers.receipt_printer.messages import Pulse, PulseDone, PulseOutcome, Trouble
from drivers.receipt_printer.profile import PrinterSettings
from drivers.receipt_printer.status import Question

PULSE_MS: Final = 2 * REAL_TIME_UNIT_MS
"""200 ms: long enough for a stiff latch, well below the solenoid's 510 ms."""

LOOK_AGAIN_S: Final = 0.2
"""The sensor is read this often until the drawer has sprung open."""

OPENING_S: Final = 1.5
"""A drawer that has not left its switch by then is locked with its key, or jammed."""

CHECK_PATIENCE_S: Final = 3.0
"""A pulse waits so long for the one answer that proves the printer is there."""

MAX_PULSES: Final = 4
"""Nobody opens a drawer five times at once."""

PRINTING_PATIENCE_S: Final = 5.0
"""A pulse is ignored while the printer prints (section 15): so long it waits for the receipt."""


class Phase(Enum):
    """Where a pulse is."""

    ASKING = auto()
    OPENING = auto()
    DONE = auto()


class Signal(Enum):
    """What can happen to a pulse."""

    ALIVE = auto()
    SILENT = auto()
    STOPPED = auto()
    OPEN = auto()
    STAYED_CLOSED = auto()
    NOT_HEARD = auto()
    WIRE_LOST = auto()


@dataclass(frozen=True, slots=True)
class Step:
    """A row's right side; without an outcome the pulse goes on.

    A reason of None is the one that came with the signal.
    """

    phase: Phase
    outcome: PulseOutcome | None = None
    reason: Trouble | None = Trouble.NONE


TABLE: Final = {
    (Phase.ASKING, Signal.ALIVE): Step(Phase.OPENING),
    (Phase.ASKING, Signal.SILENT): Step(Phase.DONE, PulseOutcome.FAILED, Trouble.SILENT),
    (Phase.ASKING, Signal.STOPPED): Step(Phase.DONE, PulseOutcome.FAILED, None),
    (Phase.ASKING, Signal.WIRE_LOST): Step(Phase.DONE, PulseOutcome.FAILED, Trouble.NOT_CONNECTED),
    (Phase.OPENING, Signal.OPEN): Step(Phase.DONE, PulseOutcome.OPENED),
    (Phase.OPENING, Signal.STAYED_CLOSED): Step(
        Phase.DONE, PulseOutcome.NOT_OPENED, Trouble.DRAWER_STAYED_CLOSED
    ),
    (Phase.OPENING, Signal.NOT_HEARD): Step(Phase.DONE, PulseOutcome.UNCONFIRMED, None),
    (Phase.OPENING, Signal.WIRE_LOST): Step(
        Phase.DONE, PulseOutcome.UNCONFIRMED, Trouble.WIRE_LOST
    ),
}


class PulseRun:
    """One pulse under way."""

    def __init__(self, pulse: Pulse, ticket: int, check_until: float, *, has_sensor: bool) -> None:
        self.pulse = pulse
        self.ticket = ticket
        self.phase = Phase.ASKING
        self.ends_at = check_until
        self.look_at = check_until
        self._has_sensor = has_sensor
        self._seen_closed = False
        self._over_at = check_until

    def seen(self, drawer: Drawer, now: float) -> PulseDone | None:
        """What the sensor says; closed counts from the pulse's end on."""
        if drawer is Drawer.OPEN:
            return self.signal(Signal.OPEN, now)
        self._seen_closed |= drawer is Drawer.CLOSED and now >= self._over_at
        return None

    def time_is_over(self, now: float) -> PulseDone | None:
        """It has to end: silent before the pulse, or as the sensor was last seen after it."""
        if self.phase is Phase.ASKING:
            return self.signal(Signal.SILENT, now)
        if self._seen_closed:
            return self.signal(Signal.STAYED_CLOSED, now)
        cause = Trouble.SILENT if self._has_sensor else Trouble.NO_DRAWER_SENSOR
        return self.signal(Signal.NOT_HEARD, now, cause)

    def signal(self, signal: Signal, now: float, cause: Trouble = Trouble.NONE) -> PulseDone | None:
        """Go the way of the table; the end of the pulse if this is it."""
        step = TABLE.get((self.phase, signal))
        if step is None:
            return None
        self.phase = step.phase
        if step.outcome is None:
            pulse_s = PULSE_MS / 1000
            self.look_at = self._over_at = now + pulse_s
            self.ends_at = now + (OPENING_S if self._has_sensor else pulse_s)
            return None
        reason = cause if step.reason is None else step.reason
        return PulseDone(self.pulse.reason_id, step.outcome, reason)


def pulse_bytes(pin: Pin, form: PulseForm) -> bytes:
    """What opens the drawer on this pin."""
    match form:
        case PulseForm.REAL_TIME:
            return real_time_pulse(pin, PULSE_MS)
        case PulseForm.BUFFERED:
            return buffered_pulse(pin, PULSE_MS)
        case _:
            assert_never(form)


class PulseDesk:
    """Takes pulses, drives the one at the front, and says what became of each."""

    def __init__(
        self, settings: PrinterSettings, inquiry: Inquiry, emit: Callable[[PulseDone], None]
    ) -> None:
        self._has_sensor = settings.drawer_open_when is not None
        self._form = settings.drawer_pulse
        self._inquiry = inquiry
        self._emit = emit
        self._waiting: deque[tuple[Pulse, float]] = deque()
        self._run: PulseRun | None = None

    @property
    def busy(self) -> bool:
        """Whether a pulse is under way."""
        return self._run is not None

    @property
    def waiting_since(self) -> float | None:
        """When the pulse at the front was asked for."""
        return self._waiting[0][1] if self._waiting else None

    def take(self, pulse: Pulse, now: float) -> None:
        """Queue a pulse."""
        if len(self._waiting) >= MAX_PULSES:
            self.refuse(pulse, Trouble.TOO_MANY_JOBS)
        else:
            self._waiting.append((pulse, now))

    def refuse(self, pulse: Pulse, reason: Trouble) -> None:
        """Say that a pulse never left."""
        self._emit(PulseDone(pulse.reason_id, PulseOutcome.FAILED, reason))

    def refuse_waiting(self, reason: Trouble) -> None:
        """No printer: what has not begun has failed."""
        while self._waiting:
            self.refuse(self._waiting.popleft()[0], reason)

    def start(self, now: float, wire_free_at: float) -> None:
        """Begin with the next pulse: ask whether the printer is there."""
        ticket = self._inquiry.ask((Question.PRINTER,), now, wire_free_at)
        until = max(now, wire_free_at) + CHECK_PATIENCE_S
        pulse, _ = self._waiting.popleft()
        self._run = PulseRun(pulse, ticket, until, has_sensor=self._has_sensor)

    def work(self, now: float, trouble: Trouble) -> bytes:
        """Go on with the pulse under way; the bytes that leave now. `trouble` stops the paper."""
        run = self._run
        if run is None:
            return b""
        if run.phase is Phase.ASKING and self._inquiry.completed >= run.ticket:
            if self._form is PulseForm.BUFFERED and trouble is not Trouble.NONE:
                self._end(run.signal(Signal.STOPPED, now, trouble))
                return b""
            run.signal(Signal.ALIVE, now)
            return pulse_bytes(run.pulse.pin, self._form)
        if now >= run.ends_at:
            self._end(run.time_is_over(now))
        elif now >= run.look_at:
            run.look_at = now + LOOK_AGAIN_S
            self._inquiry.ask((Question.PRINTER,), now)
        return b""

    def drawer_seen(self, drawer: Drawer, now: float) -> None:
        """What the sensor says now."""
        if self._run is not None:
            self._end(self._run.seen(drawer, now))

    def lost(self, now: float) -> None:
        """The wire is gone."""
        if self._run is not None:
            self._end(self._run.signal(Signal.WIRE_LOST, now))
        self.refuse_waiting(Trouble.NOT_CONNECTED)

    def deadline(self) -> float | None:
        """When to look at the sensor, to give up, or to stop waiting for a receipt."""
        if self._run is not None:
            return min(self._run.look_at, self._run.ends_at)
        since = self.waiting_since
        return None if since is None else since + PRINTING_PATIENCE_S

    def _end(self, done: PulseDone | None) -> None:
        if done is not None:
            self._run = None
            self._emit(done)
