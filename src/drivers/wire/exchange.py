"""The shape of a device that is asked over HTTPS: values of requests and answers, and the machine.

Rules that hold for each implementation:

1. No sockets, threads or clocks inside. Time comes in as `now`, in seconds of one monotonic clock;
   `deadline()` says when `tick` must be called at the latest.
2. Whatever an answer holds, nothing raises: outside bytes are hostile.
3. A request travels once, on a connection of its own, and is never sent again by whoever carries
   it. What came of it is an `Answer`; `NoAnswer.sent` is False only when no byte of it left.
4. `command`, `sent`, `answer`, `tick` and `close` only change state; the runner then drains
   `requests()` and `events()`, and cuts what is not in `awaited()` any more.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

CommandT_contra = TypeVar("CommandT_contra", contravariant=True)
EventT_co = TypeVar("EventT_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Request:
    """One POST. `number` is the machine's own and names the request in all that follows."""

    number: int
    path: str
    body: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not self.path.startswith("/"):
            raise ValueError("a path begins with a slash")


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """No whole answer came. `sent` is False only when certainly no byte of the request left."""

    reason: str
    sent: bool


class ExchangeProtocol(Protocol[CommandT_contra, EventT_co]):
    """One device's protocol, as a state machine that the runner drives from a single thread."""

    def command(self, command: CommandT_contra, now: float) -> None:
        """Start what the command asks; commands that cannot start now answer with an event."""

    def sent(self, number: int, now: float) -> None:
        """Hear that the whole request was written."""

    def answer(self, number: int, answer: Answer | NoAnswer, now: float) -> None:
        """Hear what came of a request; one that is not awaited any more changes nothing."""

    def tick(self, now: float) -> None:
        """Let time pass; called at or after `deadline()`."""

    def close(self, now: float) -> None:
        """Settle everything that is under way: nothing more will be heard."""

    def deadline(self) -> float | None:
        """The next instant at which `tick` matters, or None while nothing is awaited."""

    def requests(self) -> Sequence[Request]:
        """Drain the requests to send, each on its own connection."""

    def awaited(self) -> AbstractSet[int]:
        """The numbers of the requests whose answers still matter."""

    def events(self) -> Sequence[EventT_co]:
        """Drain what happened."""
