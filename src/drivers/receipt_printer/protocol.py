"""The receipt printer's conversation, without a port (scanners-printers-displays.md 10 to 15).

Rules:

1. The link is GREETING until the printer has answered all four questions, UP while it answers,
   MUTE after ten seconds of silence (four when it is idle), DOWN without a wire. Only UP takes
   jobs and pulses to work.
2. One job at a time, and one pulse; their lives are the tables of `job` and `pulse`.
3. What the printer says of itself is believed, whether asked (DLE EOT) or not (ASB). What it does
   not say is unknown.
4. A job whose first byte went out is never sent again, not even when it is asked for again.
"""

from enum import Enum, auto
from typing import Final, assert_never

from drivers.cash_drawer.codec import Drawer, drawer_state, pin_level
from drivers.receipt_printer import job as jobs
from drivers.receipt_printer.builder import REAL_TIME_PULSE_ON
from drivers.receipt_printer.codec import FLUSH
from drivers.receipt_printer.inquiry import ALL, Inquiry
from drivers.receipt_printer.job_desk import JobDesk
from drivers.receipt_printer.messages import (
    AskStatus,
    Command,
    Event,
    ExpectPrinted,
    PrinterStatus,
    PrintJob,
    Pulse,
    Resume,
    StoreLogo,
    Trouble,
)
from drivers.receipt_printer.profile import PrinterSettings
from drivers.receipt_printer.pulse import PRINTING_PATIENCE_S, PulseDesk
from drivers.receipt_printer.replies import (
    AutoStatus,
    BlockReply,
    FlowControl,
    Noise,
    PlainStatus,
    ProcessIdReply,
    RealTimeStatus,
    Reply,
    ReplyReader,
)
from drivers.receipt_printer.status import (
    UNHEARD,
    Condition,
    Presence,
    PrinterError,
    Question,
    answered,
    told,
)

POLL_S: Final = 2.0
"""Health is asked this often while nothing else is said: a printer that is switched off says
nothing by itself."""

FLUSH_AFTER_S: Final = 2.0
"""No hello so long: an interrupted command may be swallowing our bytes (section 12)."""

MUTE_AFTER_S: Final = 10.0
"""Section 12: offline after 10 s. A hello may wait for an interrupted command, a question for a
receipt that prints."""

IDLE_MUTE_AFTER_S: Final = 4.0
"""A printer that has nothing to do answers within milliseconds: after four questions in vain it was
switched off, and is not to look well until somebody needs it."""
_SILENCES: Final = (FLUSH_AFTER_S, IDLE_MUTE_AFTER_S, MUTE_AFTER_S)

STOP_BELIEVED_S: Final = 10.0
"""A full buffer of 4 kB is printed in about 3 s, and a printer that stops for longer says why: an
XOFF without an XON was a byte of noise, and must not keep back every receipt from then on."""

PAPER_ANSWERS: Final = frozenset({0x00, 0x03, 0x0C, 0x0F})
"""GS r 1 answers with the two sensors' bits in pairs: near end 03, end 0C."""


class Link(Enum):
    """How the conversation stands."""

    DOWN = auto()
    GREETING = auto()
    UP = auto()
    MUTE = auto()


class ReceiptPrinterProtocol:
    """A WireProtocol for one ESC/POS printer with its drawer."""

    def __init__(self, settings: PrinterSettings) -> None:
        assert settings.hears, "nothing is asked of a printer that cannot be heard"
        self._settings = settings
        self._link = Link.DOWN
        self._reader = ReplyReader()
        self._inquiry = Inquiry()
        self._events: list[Event] = []
        self._jobs = JobDesk(settings, self._inquiry, self._emit)
        self._pulses = PulseDesk(settings, self._inquiry, self._emit)
        self._condition = UNHEARD
        self._told: PrinterStatus | None = None
        self._status_ticket: int | None = None
        self._status_wanted = False
        self._flushed = False
        self._held_until = 0.0
        """While the printer says stop; a stop without a word to go on ends by itself."""
        self._poll_at = 0.0
        self._now = 0.0
        self._out = bytearray()

    # the wire

    def connected(self, now: float) -> None:
        """Say hello: end what a lost wire or a program that died left half said, then ask."""
        self._now = now
        self._reader.reset()
        self._inquiry.reset()
        self._out.clear()
        self._flushed, self._held_until = False, now
        self._out += self._jobs.pacer.occupy(jobs.OWN_FLUSH, now)
        self._greet(now)

    def disconnected(self, now: float) -> None:
        """Settle everything: what had begun is unknown, what had not has failed."""
        self._now = now
        self._jobs.lost(now)
        self._pulses.lost(now)
        self._link, self._condition = Link.DOWN, UNHEARD
        self._inquiry.reset()
        self._out.clear()
        self._status_ticket, self._status_wanted = None, False
        self._tell_status()

    def wants_wire(self) -> bool:
        """Always: the paper's state matters before there is a job."""
        return True

    def receive(self, data: bytes, now: float) -> None:
        """Take what the printer says."""
        if self._link is Link.DOWN:
            return
        for reply in self._reader.feed(data, now):
            self._hear(reply, now)
        self._advance(now)

    def command(self, command: Command, now: float) -> None:
        """Take a job, a pulse or a question; what cannot start says so at once."""
        unreachable = {Link.DOWN: Trouble.NOT_CONNECTED, Link.MUTE: Trouble.SILENT}.get(self._link)
        match command:
            case PrintJob() | StoreLogo():
                if unreachable is None:
                    self._jobs.take(command)
                else:
                    self._jobs.refuse(command, unreachable)
            case ExpectPrinted(job_id, process_id):
                self._jobs.expect(job_id, process_id)
            case Resume():
                self._now = now
                self._resume()
            case Pulse():
                if unreachable is None:
                    self._pulses.take(command, now)
                else:
                    self._pulses.refuse(command, unreachable)
            case AskStatus():
                if unreachable is None:
                    self._status_wanted, self._poll_at = True, now
                else:
                    self._tell_status(again=True)
            case _:
                assert_never(command)
        self._advance(now)

    def tick(self, now: float) -> None:
        """Let time pass."""
        self._advance(now)

    def deadline(self) -> float | None:
        """The next instant that matters: of those behind us, all has been done."""
        if self._link is Link.DOWN:
            return None
        since = self._inquiry.silent_since
        silences = () if since is None else tuple(since + each for each in _SILENCES)
        desks = (self._jobs.deadline(), self._pulses.deadline())
        candidates = (self._inquiry.deadline(), self._poll_at, self._held_until, *desks, *silences)
        return min((at for at in candidates if at is not None and at > self._now), default=None)

    def outgoing(self) -> bytes:
        """Drain the bytes to write."""
        out = bytes(self._out) + self._inquiry.outgoing()
        self._out.clear()
        return out

    def events(self) -> list[Event]:
        """Drain what happened."""
        events = list(self._events)
        self._events.clear()
        return events

    def _emit(self, event: Event) -> None:
        self._events.append(event)

    # hearing

    def _hear(self, reply: Reply, now: float) -> None:
        if isinstance(reply, Noise):
            return
        self._inquiry.heard()
        if self._link is Link.MUTE:
            self._greet(now)
        match reply:
            case RealTimeStatus(byte):
                question = self._inquiry.answer(now)
                if question is not None:
                    self._learn(answered(self._condition, question, byte))
                    if question is Question.PRINTER:
                        self._pulses.drawer_seen(self._drawer(), now)
            case AutoStatus(quad):
                self._learn(told(*quad[:3]))
                self._pulses.drawer_seen(self._drawer(), now)
            case ProcessIdReply(process_id):
                self._jobs.named(process_id, now)
            case PlainStatus(byte):
                if byte in PAPER_ANSWERS:
                    self._jobs.taken(now)
            case FlowControl(may_send):
                self._held_until = now if may_send else now + STOP_BELIEVED_S
            case BlockReply():
                pass
            case _:
                assert_never(reply)

    def _learn(self, condition: Condition) -> None:
        """The printer is like that now; a cover that was opened for the jam and shut mends it."""
        shut = self._condition.cover_open is True and condition.cover_open is False
        self._condition = condition
        if shut:
            self._resume()

    def _resume(self) -> None:
        """Let the printer go on after its cutter's error; never into the bytes of a receipt."""
        stuck = self._condition.error is PrinterError.CUTTER
        if stuck and self._jobs.phase is not jobs.Phase.SENDING:
            self._out += jobs.RESUME
            self._poll_at = self._now

    # going on

    def _advance(self, now: float) -> None:
        self._now = now
        if self._link is Link.DOWN:
            return
        if self._jobs.phase is not jobs.Phase.SENDING:
            self._inquiry.tick(now)  # no question falls into the bytes of a receipt
        self._mind_the_link(now)
        self._out += self._pulses.work(now, jobs.trouble_of(self._condition))
        line_free = now >= self._held_until and not self._pulses.busy
        self._out += self._jobs.work(now, self._condition, may_send=line_free)
        if self._link is Link.UP:
            self._start_waiting(now)
            self._poll(now)
        self._tell_what_was_asked()

    def _greet(self, now: float) -> None:
        """Real-time pulse on, automatic status on, all four questions."""
        self._link = Link.GREETING
        self._out += REAL_TIME_PULSE_ON + jobs.AUTO_STATUS_ON
        self._status_ticket = self._ask_all(now)

    def _ask_all(self, now: float) -> int:
        return self._inquiry.ask(ALL, now, self._jobs.pacer.free_at)

    def _mind_the_link(self, now: float) -> None:
        since = self._inquiry.silent_since
        silent_s = 0.0 if since is None else now - since
        ticket = self._status_ticket
        if self._link is Link.GREETING and ticket is not None and self._inquiry.completed >= ticket:
            self._link = Link.UP
            self._poll_at = now + POLL_S
        elif silent_s >= self._silence_s() and self._link is not Link.MUTE:
            self._link, self._condition, self._status_ticket = Link.MUTE, UNHEARD, None
            self._jobs.refuse_waiting(Trouble.SILENT)
            self._pulses.refuse_waiting(Trouble.SILENT)
        elif silent_s >= FLUSH_AFTER_S and self._link is Link.GREETING and not self._flushed:
            self._flushed = True
            self._out += self._jobs.pacer.occupy(FLUSH, now)
            self._out += REAL_TIME_PULSE_ON + jobs.AUTO_STATUS_ON

    def _silence_s(self) -> float:
        """How long the printer may say nothing."""
        idle = self._jobs.phase is jobs.Phase.DONE and not self._pulses.busy
        return IDLE_MUTE_AFTER_S if idle and self._link is Link.UP else MUTE_AFTER_S

    def _start_waiting(self, now: float) -> None:
        """Pulses before jobs: a cashier with cash in hand waits for the drawer, not for paper."""
        if not self._pulses.busy and self._may_pulse(now):
            self._pulses.start(now, self._jobs.pacer.free_at)
        while self._jobs.waiting and self._jobs.phase is jobs.Phase.DONE and not self._pulses.busy:
            self._jobs.start(now)

    def _may_pulse(self, now: float) -> bool:
        """Not into a receipt that is leaving, and only with patience into one that prints."""
        since = self._pulses.waiting_since
        if since is None or self._jobs.phase is jobs.Phase.SENDING:
            return False
        if self._jobs.phase is jobs.Phase.AWAITING:
            return self._condition.stopped or now >= since + PRINTING_PATIENCE_S
        return True

    def _poll(self, now: float) -> None:
        """Ask for health now and then, but not into the bytes of a receipt."""
        if now < self._poll_at or self._jobs.phase is jobs.Phase.SENDING:
            return
        self._poll_at = now + POLL_S
        if self._status_wanted:
            self._status_wanted = False
            self._status_ticket = self._ask_all(now)
        elif not self._inquiry.busy:
            self._ask_all(now)

    # the status

    def _drawer(self) -> Drawer:
        return drawer_state(self._condition.drawer_pin_high, self._settings.drawer_open_when)

    def _presence(self) -> Presence:
        match self._link:
            case Link.DOWN:
                return Presence.ABSENT
            case Link.MUTE:
                return Presence.SILENT
            case Link.GREETING | Link.UP:
                return Presence.OFFLINE if self._condition.stopped else Presence.ONLINE
            case _:
                assert_never(self._link)

    def _tell_what_was_asked(self) -> None:
        ticket = self._status_ticket
        if ticket is not None and self._inquiry.completed >= ticket:
            self._status_ticket = None
            self._tell_status(again=True)
        elif self._link is not Link.GREETING:
            self._tell_status()

    def _tell_status(self, *, again: bool = False) -> None:
        condition = self._condition
        status = PrinterStatus(
            self._presence(),
            condition.cover_open,
            condition.paper,
            condition.error,
            self._drawer(),
            pin_level(condition.drawer_pin_high),
        )
        if again or status != self._told:
            self._told = status
            self._emit(status)
