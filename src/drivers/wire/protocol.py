"""The shape of every device protocol: bytes and time in, events and bytes out.

Rules that hold for each implementation:

1. No ports, sockets, threads or clocks inside. Time comes in as `now`, in seconds of one
   monotonic clock; `deadline()` says when `tick` must be called at the latest.
2. Whatever the bytes are, nothing raises: outside bytes are hostile. Bad input becomes an event.
3. Every buffer has a named bound.
4. `receive`, `command`, `tick`, `connected` and `disconnected` only change state; the runner then
   drains `outgoing()` (bytes to write, in order) and `events()` (what happened, in order).
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar, runtime_checkable

CommandT_contra = TypeVar("CommandT_contra", contravariant=True)
EventT_co = TypeVar("EventT_co", covariant=True)


class WireProtocol(Protocol[CommandT_contra, EventT_co]):
    """One device's protocol, as a state machine that the runner drives from a single thread."""

    def connected(self, now: float) -> None:
        """The wire is open: forget half a conversation and say hello if the device wants one."""

    def disconnected(self, now: float) -> None:
        """The wire is gone: settle what was under way (usually as unknown)."""

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes as they arrived: any split, any gluing."""

    def command(self, command: CommandT_contra, now: float) -> None:
        """Start what the command asks; commands that cannot start now answer with an event."""

    def tick(self, now: float) -> None:
        """Let time pass; called at or after `deadline()`."""

    def deadline(self) -> float | None:
        """The next instant at which `tick` matters, or None while nothing is awaited."""

    def outgoing(self) -> bytes:
        """Drain the bytes to write."""

    def events(self) -> Sequence[EventT_co]:
        """Drain what happened."""

    def wants_wire(self) -> bool:
        """Whether the wire should be open now (always, or only while a command runs)."""


@runtime_checkable
class CountsWritten(Protocol):
    """A protocol that also wants to know what the wire took, because it hears nothing else."""

    def written(self, count: int, now: float) -> None:
        """The wire took the next `count` bytes of what `outgoing` gave."""
