"""What a device's thread says about the wire itself, beside what the device says.

Edge-triggered: `LinkDown` comes once per loss and once more only when the reason changes.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinkUp:
    """The wire is open. `hears` is False for one that carries nothing back from the device."""

    where: str
    hears: bool = True


@dataclass(frozen=True, slots=True)
class LinkDown:
    """The wire was lost or could not be opened; it is tried again by itself."""

    reason: str


@dataclass(frozen=True, slots=True)
class LinkIdle:
    """The wire was closed because nobody needs it now; nothing is wrong."""


@dataclass(frozen=True, slots=True)
class ProtocolBug:
    """A driver made a mistake: the kind of exception and the line, never its text.

    The text of an exception may hold bytes from the wire.
    """

    kind: str
    at: str


LinkEvent = LinkUp | LinkDown | LinkIdle | ProtocolBug
