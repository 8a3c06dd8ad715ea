"""What the engine needs of the outside, as protocols; bootstrap gives it the real ones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from terminal.app.faults import KnownFault
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


class Journal(Protocol):
    """The one writer. `done` is called on the writer's thread: None, or why nothing happened."""

    def commit(self, batch: Batch, done: Callable[[KnownFault | None], None]) -> None: ...
