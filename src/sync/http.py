"""HTTP as plain values, and the shape of a conversation made of them.

Rules: nothing here opens a socket. A connector is a set of `Exchange` generators: they yield a
request, are sent what came of it, and return what it meant. `drive` is the only loop; whoever
owns a transport calls it. Bodies and headers stay out of every repr, for they hold patients.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias, TypeVar

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request, its target relative to the destination's base address (no leading slash)."""

    method: str
    target: str = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.method not in {"GET", "POST", "PUT"}:
            raise ValueError(f"unexpected method {self.method}")
        if self.target.startswith("/") or "://" in self.target.split("?", 1)[0]:
            raise ValueError("a target is relative to the base address")

    @property
    def changes(self) -> bool:
        """Whether the server may be different afterwards."""
        return self.method != "GET"


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A whole answer: its status line, its headers (names in lower case) and its body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """No whole answer came. `sent` is False only when certainly no byte of the request left."""

    reason: str
    sent: bool


HttpAnswer: TypeAlias = HttpResponse | NoAnswer
Exchange: TypeAlias = Generator[HttpRequest, HttpAnswer, ResultT]


class Transport(Protocol):
    """Carries one request at a time; never raises for what the network does."""

    def send(self, request: HttpRequest, timeout_s: float) -> HttpAnswer:
        """Bring the request there and the answer back within about `timeout_s`."""

    def close(self) -> None:
        """Let go of the connections."""


def drive(
    exchange: Exchange[ResultT],
    carry: Callable[[HttpRequest], HttpAnswer],
    before_change: Callable[[], None] = lambda: None,
) -> ResultT:
    """Run an exchange to its end; `before_change` runs once, before the first changing request."""
    announced = False
    try:
        request = next(exchange)
        while True:
            if request.changes and not announced:
                before_change()
                announced = True
            request = exchange.send(carry(request))
    except StopIteration as stop:
        result: ResultT = stop.value
        return result
