"""One exchange over a PAX link: a request out, its response in (card-terminal.md section 3).

The theory, which the table below holds and nothing else does:

- IDLE -> SENDING (the frame left) -> SENT (acknowledged: the customer is being asked) -> CLOSING
  (response read and acknowledged) -> IDLE.
- The same frame is sent again on an explicit NAK only, at most three times; then it was NOT_SENT.
  Silence, a lost wire and EOT never cause a second frame: once a first byte left, they end the
  exchange, and whoever asked must treat it as unknown.
- A response counts after the ACK, or before it if it names our own reference (the ACK was lost).
  Any other frame is acknowledged and skipped: a status report (A35), an answer nobody awaits.
- A response with a bad check byte is answered by NAK, and the terminal sends *the response* again;
  the third bad one is answered by EOT. The request is never repeated (section 10.4).
- A cancel (A14) is answered by ACK and/or EOT on the same link; that one EOT ends nothing.
- While CLOSING, a repeated response means that our ACK was lost: it is acknowledged again.
"""

from dataclasses import dataclass
from enum import Enum, auto
from math import inf

from drivers.card_terminal import pax_codec as codec
from drivers.card_terminal import pax_requests as requests
from drivers.card_terminal.messages import FrameFault, Trouble
from drivers.card_terminal.pax_codec import Answer
from drivers.card_terminal.pax_frames import (
    ACK,
    EOT,
    NAK,
    BadFrame,
    Control,
    Frame,
    FrameReader,
    Signal,
    Stray,
    encode,
)
from drivers.card_terminal.pax_outcomes import answers_for
from drivers.card_terminal.pax_timings import PaxTimings

# "NAK: resend the same frame, max 3"; "after 3 ... POS sends EOT, gives up" (section 3).
MAX_RESENDS = 3
MAX_BAD_FRAMES = 3
# A flood of broken frames in one read is one finding; the strip needs no more.
MAX_PROBLEMS = 16


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask and what answers it; `ref` is the reference that a charge carries.

    `asks_host`: the bank is asked, and no customer: as slow, but nothing to cancel.
    """

    payload: bytes
    answered_by: str
    ref: str = ""
    asks_customer: bool = False
    asks_host: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """The terminal's response, read and acknowledged."""

    answer: Answer
    at: float


@dataclass(frozen=True, slots=True)
class Failed:
    """There is no response, for this reason. Only NOT_SENT proves that nothing happened."""

    trouble: Trouble
    at: float


Ending = Answered | Failed


class LinkState(Enum):
    """Where the exchange is."""

    IDLE = auto()
    SENDING = auto()
    SENT = auto()
    CLOSING = auto()


class _Sign(Enum):
    """What can happen to an exchange."""

    ACK = auto()
    NAK = auto()
    EOT = auto()
    ANSWER = auto()
    OTHER = auto()
    BAD = auto()
    LATE = auto()
    LOST = auto()


_CONTROLS = {Control.ACK: _Sign.ACK, Control.NAK: _Sign.NAK, Control.EOT: _Sign.EOT}


class _Do(Enum):
    """What an exchange does about a sign."""

    AWAIT_ANSWER = auto()
    SEND_AGAIN = auto()
    TAKE = auto()
    SKIP = auto()
    ASK_AGAIN = auto()
    END_OR_CANCELLED = auto()
    CLOSE = auto()


# A `Trouble` ends the exchange. A pair that is not here changes nothing: a second ACK, a NAK after
# the ACK, a broken frame while nothing is awaited.
_TABLE: dict[tuple[LinkState, _Sign], _Do | Trouble] = {
    (LinkState.IDLE, _Sign.OTHER): _Do.SKIP,
    (LinkState.SENDING, _Sign.ACK): _Do.AWAIT_ANSWER,
    (LinkState.SENDING, _Sign.NAK): _Do.SEND_AGAIN,
    (LinkState.SENDING, _Sign.EOT): Trouble.BUSY,
    (LinkState.SENDING, _Sign.ANSWER): _Do.TAKE,
    (LinkState.SENDING, _Sign.OTHER): _Do.SKIP,
    (LinkState.SENDING, _Sign.BAD): _Do.ASK_AGAIN,
    (LinkState.SENDING, _Sign.LATE): Trouble.NO_ACK,
    (LinkState.SENDING, _Sign.LOST): Trouble.LINK_LOST,
    (LinkState.SENT, _Sign.EOT): _Do.END_OR_CANCELLED,
    (LinkState.SENT, _Sign.ANSWER): _Do.TAKE,
    (LinkState.SENT, _Sign.OTHER): _Do.SKIP,
    (LinkState.SENT, _Sign.BAD): _Do.ASK_AGAIN,
    (LinkState.SENT, _Sign.LATE): Trouble.NO_ANSWER,
    (LinkState.SENT, _Sign.LOST): Trouble.LINK_LOST,
    (LinkState.CLOSING, _Sign.ANSWER): _Do.SKIP,
    (LinkState.CLOSING, _Sign.OTHER): _Do.SKIP,
    (LinkState.CLOSING, _Sign.BAD): _Do.SKIP,
    (LinkState.CLOSING, _Sign.EOT): _Do.CLOSE,
    (LinkState.CLOSING, _Sign.LATE): _Do.CLOSE,
    (LinkState.CLOSING, _Sign.LOST): _Do.CLOSE,
}


class PaxLink:
    """The exchange machine. Drain `outgoing`, `problems`, `ending` and `acknowledged`."""

    def __init__(self, timings: PaxTimings) -> None:
        self._timings = timings
        self._reader = FrameReader()
        self._state = LinkState.IDLE
        self._request = Request(b"", "")
        self._answer: Answer | None = None
        self._out = bytearray()
        self._left = False
        self._resends = self._bad_frames = 0
        self._cancel_wanted = self._cancel_sent = self._owed_eot = False
        self._deadline: float | None = None
        self._give_up_at = inf
        self._byte_deadline: float | None = None
        self._acknowledged_ref = ""
        self._ending: Ending | None = None
        self._problems: list[FrameFault] = []

    @property
    def idle(self) -> bool:
        """Whether a new exchange may start."""
        return self._state is LinkState.IDLE

    @property
    def closing(self) -> bool:
        """Whether the response was read and only the end is awaited."""
        return self._state is LinkState.CLOSING

    def start(self, request: Request, now: float) -> None:
        """Send a request; only when idle."""
        assert self.idle, "one exchange at a time"
        self._request = request
        self._resends = self._bad_frames = 0
        self._cancel_wanted = self._cancel_sent = self._owed_eot = False
        self._left = False
        self._give_up_at = inf
        self._out += encode(request.payload)
        self._enter(LinkState.SENDING, now + self._timings.ack_s)

    def cancel(self) -> None:
        """Ask the terminal to give up, once, as soon as it has acknowledged the request."""
        if self._state in {LinkState.SENDING, LinkState.SENT} and self._request.asks_customer:
            self._cancel_wanted = True
            self._send_cancel()

    def give_up_by(self, at: float) -> None:
        """Wait for neither the ACK nor the answer any longer than that."""
        self._give_up_at = at
        if self._deadline is not None and not self.closing:
            self._deadline = min(self._deadline, at)

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes from the terminal."""
        if self._byte_deadline is not None and now >= self._byte_deadline:
            self._expire_frame(now)
        for signal in self._reader.feed(data):
            self._take(signal, now)
        self._watch_frame(now)

    def tick(self, now: float) -> None:
        """Let time pass."""
        if self._byte_deadline is not None and now >= self._byte_deadline:
            self._expire_frame(now)
        if self._deadline is not None and now >= self._deadline:
            self._happen(_Sign.LATE, now)

    def lost(self, now: float) -> None:
        """The wire is gone."""
        self._reader.reset()
        self._byte_deadline = None
        self._happen(_Sign.LOST, now)
        self._out.clear()

    def deadline(self) -> float | None:
        """When `tick` matters next."""
        return min(
            (d for d in (self._deadline, self._byte_deadline) if d is not None), default=None
        )

    def outgoing(self) -> bytes:
        """Drain the bytes to write; from the first of them on, the request counts as sent."""
        out = bytes(self._out)
        self._out.clear()
        self._left = self._left or bool(out)
        return out

    def take_acknowledged(self) -> str:
        """The reference of a charge that was acknowledged since this was last asked, or ""."""
        ref, self._acknowledged_ref = self._acknowledged_ref, ""
        return ref

    def take_ending(self) -> Ending | None:
        """Return how the exchange ended, once."""
        ending, self._ending = self._ending, None
        return ending

    def take_problems(self) -> tuple[FrameFault, ...]:
        """Drain what was wrong with bytes."""
        problems = tuple(self._problems)
        self._problems.clear()
        return problems

    # --- signs: what a signal means for the exchange that runs ---

    def _take(self, signal: Signal, now: float) -> None:
        match signal:
            case Control():
                self._happen(_CONTROLS[signal], now)
            case Frame():
                self._take_frame(signal, now)
            case BadFrame():
                self._note(signal.kind)
                self._happen(_Sign.BAD, now)
            case Stray():
                self._note(FrameFault.NOISE)

    def _take_frame(self, frame: Frame, now: float) -> None:
        answer = codec.read(frame.payload)
        if answer is None:
            self._note(FrameFault.MALFORMED)
        elif not answer.last_packet:
            self._note(FrameFault.NOT_LAST_PACKET)
        elif self._is_ours(answer):
            self._answer = answer
            self._happen(_Sign.ANSWER, now)
            return
        elif answer.command != "A35" and self._state is not LinkState.CLOSING:
            self._note(FrameFault.UNEXPECTED)
        self._happen(_Sign.OTHER, now)

    def _is_ours(self, answer: Answer) -> bool:
        if self.idle or answer.command != self._request.answered_by:
            return False
        if self._state is LinkState.SENDING:
            return bool(self._request.ref) and answer.trace.ref == self._request.ref
        return not self._request.ref or answers_for(self._request.ref, answer)

    def _watch_frame(self, now: float) -> None:
        inside = self._reader.inside_frame
        self._byte_deadline = now + self._timings.inter_byte_s if inside else None

    def _expire_frame(self, now: float) -> None:
        self._byte_deadline = None
        self._take(self._reader.expire(), now)

    def _note(self, problem: FrameFault) -> None:
        if len(self._problems) < MAX_PROBLEMS:
            self._problems.append(problem)

    # --- steps: nothing but the table above leads to a change of state ---

    def _happen(self, sign: _Sign, now: float) -> None:
        match _TABLE.get((self._state, sign)):
            case None:
                return
            case Trouble() as trouble:
                self._fail(trouble, now)
            case _Do.AWAIT_ANSWER:
                self._await_answer(now)
            case _Do.SEND_AGAIN:
                self._send_again(now)
            case _Do.TAKE:
                self._take_answer(now)
            case _Do.SKIP:
                self._out.append(ACK)
            case _Do.ASK_AGAIN:
                self._ask_again(now)
            case _Do.END_OR_CANCELLED:
                self._end_unless_cancelled(now)
            case _Do.CLOSE:
                self._enter(LinkState.IDLE, None)

    def _enter(self, state: LinkState, deadline: float | None) -> None:
        self._state = state
        self._deadline = deadline
        if deadline is not None and not self.closing:
            self._deadline = min(deadline, self._give_up_at)

    def _fail(self, trouble: Trouble, now: float) -> None:
        if trouble is Trouble.LINK_LOST and not self._left:
            trouble = Trouble.NOT_SENT
        self._ending = Failed(trouble, now)
        self._enter(LinkState.IDLE, None)

    def _await_answer(self, now: float) -> None:
        self._acknowledged_ref = self._request.ref
        slow = self._request.asks_customer or self._request.asks_host
        wait = self._timings.response_s if slow else self._timings.local_response_s
        self._enter(LinkState.SENT, now + wait)
        self._send_cancel()

    def _send_again(self, now: float) -> None:
        if self._resends >= MAX_RESENDS:
            self._fail(Trouble.NOT_SENT, now)
            return
        self._resends += 1
        self._out += encode(self._request.payload)
        self._enter(LinkState.SENDING, now + self._timings.ack_s)

    def _take_answer(self, now: float) -> None:
        assert self._answer is not None, "an ANSWER sign comes with its answer"
        self._out.append(ACK)
        self._ending, self._answer = Answered(self._answer, now), None
        self._enter(LinkState.CLOSING, now + self._timings.closing_s)

    def _ask_again(self, now: float) -> None:
        self._bad_frames += 1
        if self._bad_frames >= MAX_BAD_FRAMES:
            self._out.append(EOT)
            self._fail(Trouble.GARBLED, now)
            return
        self._out.append(NAK)

    def _end_unless_cancelled(self, now: float) -> None:
        if self._owed_eot:
            self._owed_eot = False
            return
        self._fail(Trouble.ENDED, now)

    def _send_cancel(self) -> None:
        if self._cancel_wanted and not self._cancel_sent and self._state is LinkState.SENT:
            self._cancel_sent = self._owed_eot = True
            self._out += encode(requests.cancel())
