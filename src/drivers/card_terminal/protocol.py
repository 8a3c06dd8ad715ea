"""The PAX card terminal as a sans-IO device: commands and bytes in, events and bytes out.

Rules that hold here (card-terminal.md sections 3, 10 and 16):

1. One command holds the terminal at a time; who waits and who is refused is in `waiting_line`.
2. Each charge and each query is answered exactly once, whatever happens to the wire.
3. What never left the till is ABORTED. What may have left it is what the terminal says it is, and
   without its word UNKNOWN.
4. A batch is closed only when nothing else is under way and no attempt is open that it knows of.
5. While nothing runs or waits, the terminal is greeted now and then, so that one that was switched
   off is known before the next customer. A command that comes meanwhile takes the turn of a
   greeting that has not begun, and waits for the end of another for `ack_s` at most.
6. A serial wire is always open, and greeted when it opens. A TCP wire is open for one exchange
   ("one connection per command, closed after ACK"); a cancel takes a second connection, which is
   `pax_cancel.PaxCancel`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from drivers.card_terminal import pax_conversations as talk
from drivers.card_terminal.attempts import Attempts
from drivers.card_terminal.health import Health
from drivers.card_terminal.messages import (
    EBT_KINDS,
    STAY_ONLINE,
    AttemptSent,
    Cancel,
    Capabilities,
    CloseBatch,
    Command,
    Event,
    FrameProblem,
    HealthState,
    Initialize,
    Kind,
    Outcome,
    Query,
    QueryAnswered,
    Refund,
    Sale,
    SetStoreAndForward,
    StoreAndForward,
    StoreAndForwardSet,
    TerminalReady,
    Trouble,
    Void,
)
from drivers.card_terminal.pax_codec import Answer
from drivers.card_terminal.pax_conversations import Conversation
from drivers.card_terminal.pax_link import Answered, Ending, Failed, PaxLink, Request
from drivers.card_terminal.pax_service_talk import serve
from drivers.card_terminal.pax_timings import PaxTimings
from drivers.card_terminal.troubles import (
    AsksCustomer,
    Charge,
    Work,
    ended,
    failed_result,
    words_of,
)
from drivers.card_terminal.waiting_line import WaitingLine

CAPABILITIES: Final = Capabilities(
    kinds=frozenset(Kind),
    fsa=True,
    balances=EBT_KINDS,
    batch_close=True,
    signature=True,
    store_and_forward=True,
    own_debit=True,
)

_OFFLINE: Final = frozenset(
    {Trouble.NO_ACK, Trouble.NO_ANSWER, Trouble.LINK_LOST, Trouble.NOT_SENT}
)


class WireUse(Enum):
    """When the wire is open."""

    ALWAYS = auto()
    PER_EXCHANGE = auto()


@dataclass(slots=True)
class _Job:
    """A command under way; `request` is what it asks next, until that has been started."""

    command: Work
    conversation: Conversation
    request: Request | None
    wire_deadline: float
    by_itself: bool = False
    """A greeting that nobody asked for."""


class PaxTerminal:
    """`WireProtocol[Command, Event]` for a PAX terminal.

    `expected_serial`: the terminal that belongs to this register, "" to accept any. `saf`: what the
    store allows the terminal to approve on its own, as it was last set there.
    """

    capabilities: Final = CAPABILITIES

    def __init__(
        self,
        wire: WireUse = WireUse.ALWAYS,
        timings: PaxTimings | None = None,
        *,
        expected_serial: str = "",
        saf: StoreAndForward = STAY_ONLINE,
    ) -> None:
        self._wire = wire
        self._timings = timings or PaxTimings()
        self._expected_serial = expected_serial
        self._met_serial = ""
        self._attempts = Attempts()
        self._saf = saf
        self._link = PaxLink(self._timings)
        self._open = False
        self._used = False
        self._rest_until: float | None = None
        self._job: _Job | None = None
        self._line = WaitingLine()
        asked_again = {HealthState.OFFLINE, HealthState.BUSY}
        hellos = (self._timings.hello_again_s, self._timings.hello_idle_s)
        self._health = Health(asked_again, *hellos)
        self._events: list[Event] = []

    def connected(self, now: float) -> None:
        """Greet the terminal, or send the request that waits for this connection."""
        self._open, self._used = True, False
        if self._wire is WireUse.ALWAYS and self._job is None:
            self._begin(Initialize(), now)
        self._advance(now)

    def disconnected(self, now: float) -> None:
        """Settle what was under way; a request that found no wire is settled as not sent."""
        had_chance = not self._used
        if self._wire is WireUse.PER_EXCHANGE and self._used:
            self._rest_until = now + self._timings.reopen_s
        self._open, self._used = False, False
        if self._wire is WireUse.PER_EXCHANGE and self._link.closing and self._health.last:
            # The answer was read: a link that drops now is no trouble, whatever the wire says.
            self._events.append(self._health.last)
        if self._wire is WireUse.ALWAYS:
            self._say(HealthState.OFFLINE, now, words_of(Trouble.LINK_LOST))
        self._link.lost(now)
        self._drain_link(now)
        if had_chance and self._job is not None and self._job.request is not None:
            self._answer(Failed(Trouble.NOT_SENT, now), now)
        self._advance(now)

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes from the terminal."""
        self._link.receive(data, now)
        self._drain_link(now)
        self._advance(now)

    def command(self, command: Command, now: float) -> None:
        """Begin a command, let it wait, or refuse it with an event."""
        match command:
            case Cancel():
                self._cancel(now)
            case _:
                refusal = self._line.join(command, self._job.command if self._job else None)
                self._events += [refusal] if refusal is not None else []
                self._hurry_greeting(now)
        self._advance(now)

    def tick(self, now: float) -> None:
        """Let time pass."""
        if self._rest_until is not None and now >= self._rest_until:
            self._rest_until = None
        self._link.tick(now)
        self._drain_link(now)
        job = self._job
        if job is not None and job.request is not None and now >= job.wire_deadline:
            self._answer(Failed(Trouble.NOT_SENT, now), now)
        if self._may_greet() and self._health.time_to_greet(now):
            self._begin(Initialize(), now, by_itself=True)
        self._advance(now)

    def deadline(self) -> float | None:
        """When `tick` matters next."""
        wire = self._job.wire_deadline if self._job and self._job.request else None
        greeting = self._health.greet_at if self._may_greet() else None
        moments = (self._link.deadline(), wire, greeting, self._rest_until)
        return min((m for m in moments if m is not None), default=None)

    def outgoing(self) -> bytes:
        """Drain the bytes to write."""
        return self._link.outgoing()

    def events(self) -> Sequence[Event]:
        """Drain what happened."""
        events, self._events = self._events, []
        return events

    def wants_wire(self) -> bool:
        """Always on a serial wire; on TCP while an exchange runs or waits for its connection."""
        if self._wire is WireUse.ALWAYS:
            return True
        waits = self._job is not None and self._job.request is not None
        waits = waits and not self._used and self._rest_until is None
        return waits or not self._link.idle

    # --- commands ---

    def _may_greet(self) -> bool:
        reachable = self._open or self._wire is WireUse.PER_EXCHANGE
        return self._job is None and self._line.empty and reachable

    def _hurry_greeting(self, now: float) -> None:
        """Somebody waits: no greeting of our own keeps them."""
        job = self._job
        if job is None or not job.by_itself or self._line.empty:
            return
        if job.request is not None:
            self._job = None
        else:
            self._link.give_up_by(now + self._timings.ack_s)

    def _cancel(self, now: float) -> None:
        nothing = failed_result(Trouble.CANCELLED)
        cancelled = (ended(c, nothing, Trouble.CANCELLED) for c in self._line.take_cancelled())
        self._events += [event for event in cancelled if event is not None]
        job = self._job
        if job is None or not isinstance(job.command, AsksCustomer):
            return
        if job.request is not None and job.request.asks_customer:
            self._answer(Failed(Trouble.CANCELLED, now), now)
        elif self._wire is WireUse.ALWAYS:
            self._link.cancel()

    # --- jobs ---

    def _begin(self, command: Work, now: float, *, by_itself: bool = False) -> None:
        if isinstance(command, Charge):
            self._attempts.asked(command.ref, self._met_serial)
        if isinstance(command, SetStoreAndForward) and not command.settings.stores:
            self._saf = STAY_ONLINE  # from now on, whatever becomes of the request
        conversation = self._conversation(command, now)
        try:
            request = next(conversation)
        except StopIteration as over:
            self._finish(command, over.value, now)
        else:
            wire_deadline = now + self._timings.wire_s
            self._job = _Job(command, conversation, request, wire_deadline, by_itself)

    def _conversation(self, command: Work, now: float) -> Conversation:
        match command:
            case Initialize():
                return talk.greet()
            case Sale() | Refund():
                return talk.charge(command, self._saf)
            case Void():
                return talk.void(command)
            case Query():
                serial = self._serial_for(command)
                known = talk.Knowledge(now, serial, self._timings.response_s, self._saf)
                return talk.query(command, known)
            case _:
                settled = command.settled if isinstance(command, CloseBatch) else ()
                return serve(command, self._attempts.unresolved(settled), self._saf)

    def _serial_for(self, query: Query) -> str:
        remembered = self._attempts.serial_of(query.ref)
        return query.terminal_serial or remembered or self._expected_serial

    def _advance(self, now: float) -> None:
        """Start what can start: the next command, and its next request."""
        while self._job is None and self._link.idle and (command := self._line.take()) is not None:
            self._begin(command, now)
        job = self._job
        spent = self._used and self._wire is WireUse.PER_EXCHANGE
        if job is None or job.request is None or not self._open or spent or not self._link.idle:
            return
        request, job.request = job.request, None
        self._used = True
        self._link.start(request, now)

    def _drain_link(self, now: float) -> None:
        self._events += [FrameProblem(kind) for kind in self._link.take_problems()]
        ref = self._link.take_acknowledged()
        if ref and self._job is not None and isinstance(self._job.command, Charge):
            self._events.append(AttemptSent(ref))
        ending = self._link.take_ending()
        if ending is not None:
            self._answer(ending, now)

    def _answer(self, ending: Ending, now: float) -> None:
        """Give the conversation its ending: it asks on, or it is over."""
        job = self._job
        assert job is not None, "an exchange belongs to a command"
        if not isinstance(ending, Answered) or not isinstance(job.command, Initialize):
            self._judge_health(ending, now)
        try:
            job.request = job.conversation.send(ending)
            job.wire_deadline = now + self._timings.wire_s
        except StopIteration as over:
            self._job = None
            self._health.rest(now)
            self._finish(job.command, over.value, now)

    def _finish(self, command: Work, event: Event | Failed | Answer, now: float) -> None:
        match event:
            case TerminalReady():
                self._meet(event, now)
            case Answer():
                self._say(HealthState.BUSY, now, event.text or event.code)
            case Failed():
                pass  # the health has been told
            case _:
                self._remember(command, event)
                self._events.append(event)

    def _remember(self, command: Work, event: Event) -> None:
        match event:
            case Outcome() if isinstance(command, Charge):
                self._attempts.ended(command, event)
            case QueryAnswered():
                self._attempts.told(event)
            case StoreAndForwardSet():
                self._saf = event.settings
            case _:
                pass

    # --- health ---

    def _meet(self, who: TerminalReady, now: float) -> None:
        self._met_serial = who.serial
        self._events.append(who)
        if self._expected_serial and who.serial != self._expected_serial:
            self._say(HealthState.WRONG_TERMINAL, now, "another terminal is connected")
        else:
            self._say(HealthState.READY, now)

    def _judge_health(self, ending: Ending, now: float) -> None:
        if isinstance(ending, Answered):
            last = self._health.last
            if last is None or last.state is not HealthState.WRONG_TERMINAL:
                self._say(HealthState.READY, now)
        elif ending.trouble is Trouble.BUSY:
            self._say(HealthState.BUSY, now, "the terminal is busy")
        elif ending.trouble in _OFFLINE:
            self._say(HealthState.OFFLINE, now, words_of(ending.trouble))

    def _say(self, state: HealthState, now: float, *reasons: str) -> None:
        self._health.say(state, now, *reasons)
        self._events += self._health.drain()
