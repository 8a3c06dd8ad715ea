"""The nexo card terminal as a sans-IO device: commands and answers in, events and requests out.

Rules that hold here (card-terminal.md sections 10, 13 and 16):

1. One command holds the terminal at a time; who waits and who is refused is in `waiting_line`.
2. Each charge and each query is answered exactly once, whatever happens to the network.
3. No charge is ever sent twice. What never left the till is ABORTED. What may have left it is what
   the terminal's *sealed* answer says it is, and without one UNKNOWN.
4. What this protocol has no message for is answered at once, as unsupported: balances, signatures,
   the batch (the processor closes it), store and forward.
5. A cancel is a request of its own beside the pending charge; the charge's answer decides.
6. While nothing runs or waits, the terminal is greeted now and then, so that one that was switched
   off is known before the next customer. A command that comes meanwhile waits for the end of that
   greeting for `hello_yields_s` at most.
"""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from drivers.card_terminal import nexo_conversations as talk
from drivers.card_terminal import nexo_ids as ids
from drivers.card_terminal.health import Health
from drivers.card_terminal.messages import (
    AttemptSent,
    Cancel,
    Capabilities,
    Command,
    Event,
    FrameFault,
    FrameProblem,
    HealthState,
    Initialize,
    Kind,
    Outcome,
    Query,
    QueryAnswered,
    Refund,
    Sale,
    Service,
    TerminalHealth,
    TerminalReady,
    Trouble,
    Void,
)
from drivers.card_terminal.nexo_conversations import Answered, Ask, Conversation, Ending, Failed
from drivers.card_terminal.nexo_crypto import BadSeal, SealingKey
from drivers.card_terminal.nexo_replies import BadReply, open_reply
from drivers.card_terminal.nexo_requests import PATH, Asking, Question
from drivers.card_terminal.nexo_settings import NexoParty, NexoTimings
from drivers.card_terminal.troubles import (
    Charge,
    Work,
    ended,
    failed_result,
    unsupported,
    words_of,
)
from drivers.card_terminal.waiting_line import WaitingLine
from drivers.wire.exchange import Answer, NoAnswer, Request

CAPABILITIES: Final = Capabilities(
    kinds=frozenset({Kind.CREDIT, Kind.DEBIT}),
    fsa=False,  # how the amounts are written is not confirmed (section 19)
    balances=frozenset(),
    batch_close=False,
    signature=False,
    store_and_forward=False,
)

_HTTP_OK: Final = 200
_OFFLINE: Final = frozenset({Trouble.NOT_SENT, Trouble.LINK_LOST, Trouble.NO_ANSWER, Trouble.ENDED})
_REFUSED: Final = "it answered HTTP {status}; check the passphrase, the key and the POIID"
_ASKED_AGAIN: Final = frozenset(HealthState) - {HealthState.READY}
_OTHER_KEY: Final = "the terminal's answers cannot be verified; check the passphrase and the key"


_Asked = Initialize | Charge | Query
"""What this driver has conversations for."""


@dataclass(slots=True)
class _Job:
    """A command under way: `ask` begins at `begin_at`, and is awaited as `number` once it has."""

    command: _Asked
    conversation: Conversation
    ask: Ask
    begin_at: float
    number: int | None = None
    deadline: float = 0.0
    sent: bool = False
    cancel_wanted: bool = False
    by_itself: bool = False
    """A greeting that nobody asked for."""


@dataclass(frozen=True, slots=True)
class _Abort:
    """A cancel on its way; nobody needs its answer."""

    number: int
    deadline: float


class NexoTerminal:
    """`ExchangeProtocol[Command, Event]` for one terminal.

    `chance` gives so many random bytes (for nonces and the ServiceIDs of messages that charge
    nothing); `utc_now` the date for the time stamp of a request.
    """

    capabilities: Final = CAPABILITIES

    def __init__(
        self,
        party: NexoParty,
        key: SealingKey,
        *,
        chance: Callable[[int], bytes],
        utc_now: Callable[[], datetime],
        timings: NexoTimings | None = None,
    ) -> None:
        self._party = party
        self._key = key
        self._timings = timings or NexoTimings()
        self._asking = Asking(party, chance, utc_now)
        self._job: _Job | None = None
        self._abort: _Abort | None = None
        self._line = WaitingLine()
        self._last_number = 0
        self._to_send: list[Request] = []
        hellos = (self._timings.hello_again_s, self._timings.hello_idle_s)
        self._health = Health(_ASKED_AGAIN, *hellos)
        self._events: list[Event] = []

    def command(self, command: Command, now: float) -> None:
        """Begin a command, let it wait, or refuse it with an event."""
        match command:
            case Cancel():
                self._cancel(now)
            case Initialize() | Sale() | Refund() | Void() | Query():
                refusal = self._line.join(command, self._job.command if self._job else None)
                self._events += [refusal] if refusal is not None else []
                self._hurry_greeting(now)
            case _:
                self._events.append(unsupported(command))
        self._advance(now)

    def sent(self, number: int, now: float) -> None:
        """The whole request was written: from here the customer is being asked."""
        job = self._job
        if job is None or job.number != number or job.sent:
            return
        job.sent = True
        if job.ask.ref:
            self._events.append(AttemptSent(job.ask.ref))
        if job.cancel_wanted:
            self._send_abort(job, now)

    def answer(self, number: int, answer: Answer | NoAnswer, now: float) -> None:
        """What came of a request; a late answer to one that was given up changes nothing."""
        if self._abort is not None and self._abort.number == number:
            self._abort = None
            return
        job = self._job
        if job is None or job.number != number:
            return
        self._end(job, self._read(answer, job.ask.question, now), now)
        self._advance(now)

    def tick(self, now: float) -> None:
        """Let time pass."""
        if self._abort is not None and now >= self._abort.deadline:
            self._abort = None
        job = self._job
        if job is not None and job.number is not None and now >= job.deadline:
            self._end(job, Failed(self._silence(job), now), now)
        if self._may_greet() and self._health.time_to_greet(now):
            self._begin(Initialize(), now, by_itself=True)
        self._advance(now)

    def close(self, now: float) -> None:
        """Settle what waits and what is under way."""
        self._settle(self._line.take_all(), Trouble.NOT_SENT)
        if (job := self._job) is not None:
            self._end(job, Failed(self._silence(job, Trouble.LINK_LOST), now), now)
            assert self._job is not job, "no conversation asks on after a failure"
        self._to_send.clear()
        self._abort, self._health.greet_at = None, None

    def deadline(self) -> float | None:
        """When `tick` matters next."""
        greeting = self._health.greet_at if self._may_greet() else None
        moments = [greeting, self._abort.deadline if self._abort else None]
        if (job := self._job) is not None:
            moments.append(job.begin_at if job.number is None else job.deadline)
        return min((moment for moment in moments if moment is not None), default=None)

    def requests(self) -> Sequence[Request]:
        """Drain the requests to send."""
        requests, self._to_send = self._to_send, []
        return requests

    def awaited(self) -> AbstractSet[int]:
        """The requests whose answers still matter."""
        job = self._job.number if self._job is not None else None
        abort = self._abort.number if self._abort is not None else None
        return {number for number in (job, abort) if number is not None}

    def events(self) -> Sequence[Event]:
        """Drain what happened."""
        events, self._events = self._events, []
        return events

    # --- commands ---

    def _may_greet(self) -> bool:
        return self._job is None and self._abort is None

    def _hurry_greeting(self, now: float) -> None:
        """Somebody waits: no greeting of our own keeps them for long."""
        if self._job is not None and self._job.by_itself and not self._line.empty:
            self._job.deadline = min(self._job.deadline, now + self._timings.hello_yields_s)

    def _cancel(self, now: float) -> None:
        self._settle(self._line.take_cancelled(), Trouble.CANCELLED)
        job = self._job
        if job is None or isinstance(job.command, Initialize | Void):
            return
        if isinstance(job.command, Query) or job.sent:
            self._send_abort(job, now)
        else:
            job.cancel_wanted = True  # an abort that overtakes its charge would abort nothing

    def _send_abort(self, job: _Job, now: float) -> None:
        """Ask the terminal to give up the charge that is under way or asked about; one at a time.

        A command that has no ServiceID ended before it could be cancelled.
        """
        assert not isinstance(job.command, Initialize), "a greeting charges nothing"
        if self._abort is not None:
            return
        name = ids.service_id(ids.Attempt(ids.Purpose.CHARGE, job.command.ref))
        number = self._post(self._asking.abort(name))
        self._abort = _Abort(number, now + self._timings.local_s)

    def _settle(self, commands: Sequence[Work], trouble: Trouble) -> None:
        for command in commands:
            event = ended(command, failed_result(trouble), trouble)
            self._events += [event] if event is not None else []

    # --- jobs ---

    def _begin(self, command: Work, now: float, *, by_itself: bool = False) -> None:
        assert not isinstance(command, Service), "rule 4: none ever waits in the line"
        conversation = self._conversation(command, now)
        try:
            ask = next(conversation)
        except StopIteration as over:
            self._finish(over.value, now)
        else:
            begin_at = now + ask.after_s
            self._job = _Job(command, conversation, ask, begin_at, by_itself=by_itself)

    def _conversation(self, command: _Asked, now: float) -> Conversation:
        match command:
            case Initialize():
                return talk.greet(self._asking, self._timings)
            case Sale() | Refund():
                return talk.charge(command, self._asking, self._timings)
            case Void():
                return talk.void(command, self._asking, self._timings)
            case Query():
                return talk.query(command, self._asking, self._timings, now)
            case _:
                assert_never(command)

    def _advance(self, now: float) -> None:
        """Start what can start: the next command, and its next question."""
        while self._job is None and (command := self._line.take()) is not None:
            self._begin(command, now)
        job = self._job
        if job is not None and job.number is None and now >= job.begin_at:
            job.number = self._post(job.ask.question)
            job.deadline = now + job.ask.wait_s

    def _post(self, question: Question) -> int:
        self._last_number += 1
        body = question.sealed(self._key, self._asking.nonce())
        self._to_send.append(Request(self._last_number, PATH, body))
        return self._last_number

    def _silence(self, job: _Job, otherwise: Trouble = Trouble.NO_ANSWER) -> Trouble:
        """What it means that there is no answer: nothing at all if nobody has taken the request."""
        still_here = job.number is None or any(r.number == job.number for r in self._to_send)
        return Trouble.NOT_SENT if still_here else otherwise

    def _end(self, job: _Job, ending: Ending, now: float) -> None:
        """Give the conversation its ending: it asks on, or it is over."""
        self._to_send = [r for r in self._to_send if r.number != job.number]
        if isinstance(ending, Failed) or not isinstance(job.command, Initialize):
            self._judge_health(ending, now)  # what a greeting was told, it tells itself
        job.number, job.sent = None, False
        try:
            job.ask = job.conversation.send(ending)
            job.begin_at = now + job.ask.after_s
        except StopIteration as over:
            self._job = None
            self._health.rest(now)
            self._finish(over.value, now)

    def _finish(
        self, event: Outcome | QueryAnswered | TerminalReady | TerminalHealth | None, now: float
    ) -> None:
        match event:
            case TerminalHealth():
                self._say(event.state, now, *event.reasons)
            case TerminalReady():
                self._events.append(event)
                self._say(HealthState.READY, now)
            case Outcome() | QueryAnswered():
                self._events.append(event)
            case None:
                pass

    # --- answers ---

    def _read(self, answer: Answer | NoAnswer, question: Question, now: float) -> Ending:
        if isinstance(answer, NoAnswer):
            trouble = Trouble.LINK_LOST if answer.sent else Trouble.NOT_SENT
            return Failed(trouble, now, answer.reason)
        if answer.status != _HTTP_OK:
            return Failed(Trouble.ENDED, now, _REFUSED.format(status=answer.status))
        try:
            reply = open_reply(self._key, answer.body)
        except BadSeal:
            self._events.append(FrameProblem(FrameFault.BAD_CHECK_BYTE))
            return Failed(Trouble.GARBLED, now)
        except BadReply:
            self._events.append(FrameProblem(FrameFault.MALFORMED))
            return Failed(Trouble.GARBLED, now)
        if reply.header.poi_id != self._party.poi_id:
            return Failed(Trouble.WRONG_TERMINAL, now)
        asked = (question.category.value, "Response", question.service_id, self._party.sale_id)
        told = reply.header
        if (told.category, told.kind, told.service_id, told.sale_id) != asked:
            self._events.append(FrameProblem(FrameFault.UNEXPECTED))
            return Failed(Trouble.MISMATCH, now)
        return Answered(reply, now)

    # --- health ---

    def _judge_health(self, ending: Ending, now: float) -> None:
        if isinstance(ending, Answered):
            self._say(HealthState.READY, now)
        elif ending.trouble is Trouble.GARBLED:
            self._say(HealthState.OFFLINE, now, _OTHER_KEY)
        elif ending.trouble is Trouble.WRONG_TERMINAL:
            self._say(HealthState.WRONG_TERMINAL, now, words_of(ending.trouble))
        elif ending.trouble in _OFFLINE:
            reasons = (words_of(ending.trouble), ending.why)
            self._say(HealthState.OFFLINE, now, *(reason for reason in reasons if reason))

    def _say(self, state: HealthState, now: float, *reasons: str) -> None:
        self._health.say(state, now, *reasons)
        self._events += self._health.drain()
