"""What the engine needs of the outside, as protocols; bootstrap gives it the real ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from terminal.app.faults import KnownFault
from terminal.app.inputs import Input
from terminal.domain.facts import Fact
from terminal.domain.identity import Digest, LaneId, StaffId


@dataclass(frozen=True, slots=True)
class Attachment:
    """A large body named by its digest, stored in the same transaction as the facts."""

    digest: Digest
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """Facts that become durable together or not at all, with who and when."""

    facts: tuple[Fact, ...]
    at: datetime
    lane: LaneId
    actor: StaffId | None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class TypedKey:
    """One key press: what it types, and the key's name where it types nothing (`Enter`, `F13`).

    `origin` is the window's own: nobody else looks at it, and it comes back as it was.
    """

    text: str = field(repr=False)
    name: str = ""
    repeated: bool = False
    origin: object = field(default=None, repr=False, compare=False)


class TypedScans(Protocol):
    """Tells a scanner that types from a person, one key at a time.

    What is given back stands in order: keys to deliver, and between them what was scanned.
    """

    def press(self, key: TypedKey, now: float) -> "Sequence[TypedKey | Input]":
        """Take a key before anything that has the focus does."""

    def settle(self, now: float) -> "Sequence[TypedKey | Input]":
        """Let time pass; at or after `deadline` what is held back is settled."""

    def deadline(self) -> float | None:
        """When `settle` matters; None while nothing is held back."""


class Journal(Protocol):
    """The one writer. `done` is called on the writer's thread: None, or why nothing happened."""

    def commit(self, batch: Batch, done: Callable[[KnownFault | None], None]) -> None: ...
