"""What lanes and the store hub say about tickets that were put aside, and move to another lane.

Rules that hold here (docs/decisions/0036):

1. What stands on a ticket, its name and its reason are sealed under the store's own key, which the
   hub does not have (`keys.py`): it knows which lane has a ticket, and who wants it.
2. The lane that has the ticket decides, in words of its own: the hub only carries.
3. A ticket that was given away is brought until the lane that asked says that it has it. Each move
   has an id, so that whatever is repeated has one effect.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sync.lanes.keys import no_key_or

MAX_ASIDE: Final = 50
"""Tickets of one lane that the others see."""
MAX_MOVES: Final = 20
"""In one message; the next brings the rest."""
MAX_LABEL: Final = 2_000
MAX_CONTENT: Final = 200_000
MAX_NAME: Final = 64
_LANE: Final = re.compile(r"[0-9A-Za-z]{1,2}")
_ID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_SEALED: Final = re.compile(r"[0-9A-Za-z_=-]+")


def _wants(pattern: re.Pattern[str], text: str) -> None:
    if not pattern.fullmatch(text):
        raise ValueError("not in the form that this field has")


def _named(*texts: str) -> None:
    if any(not text or len(text) > MAX_NAME or not text.isprintable() for text in texts):
        raise ValueError("a text that is too long, or none")


def _sealed(text: str, most: int) -> None:
    if len(text) > most:
        raise ValueError("more than one message holds")
    _wants(_SEALED, text)


@dataclass(frozen=True, slots=True)
class AsideTicket:
    """A ticket that waits; only a lane of the store reads what it is."""

    ticket: str
    sealed: str = field(repr=False)

    def __post_init__(self) -> None:
        _named(self.ticket)
        _sealed(self.sealed, MAX_LABEL)


@dataclass(frozen=True, slots=True)
class LaneAside:
    """What waits at one lane, as it last said; `here`: it is open and reports."""

    lane: str
    here: bool
    tickets: tuple[AsideTicket, ...]


@dataclass(frozen=True, slots=True)
class Want:
    """A lane asks another one for a ticket. `by` is who asks there."""

    id: str
    lane: str
    """The lane that has it."""
    ticket: str
    by: str

    def __post_init__(self) -> None:
        _wants(_ID, self.id)
        _wants(_LANE, self.lane)
        _named(self.ticket, self.by)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The same, on its way to the lane that has it."""

    want: Want
    by_lane: str


@dataclass(frozen=True, slots=True)
class Away:
    """The lane that had the ticket ended it, and gives what was on it to lane `to`."""

    id: str
    ticket: str
    to: str
    sealed: str = field(repr=False)
    key: str
    """The check of the key that seals it."""

    def __post_init__(self) -> None:
        _wants(_ID, self.id)
        _wants(_LANE, self.to)
        _named(self.ticket)
        _sealed(self.sealed, MAX_CONTENT)
        no_key_or(self.key)


@dataclass(frozen=True, slots=True)
class Arriving:
    """A ticket for this lane, and which lane it comes from."""

    away: Away
    lane: str


class MoveWord(StrEnum):
    TAKEN = "taken"  # by the lane that asked
    OVER = "over"  # it waits there no more
    STAYS = "stays"  # it may not leave
    FIRST = "first"  # another lane asked before
    SILENT = "silent"  # nobody decided in time


@dataclass(frozen=True, slots=True)
class MoveTold:
    id: str
    word: MoveWord

    def __post_init__(self) -> None:
        _wants(_ID, self.id)


@dataclass(frozen=True, slots=True)
class MovesSaid:
    """What a lane says with its report.

    `told`: what became of a ticket that it has or gets; `heard`: of whose it need not hear again.
    """

    aside: tuple[AsideTicket, ...] = ()
    told: tuple[MoveTold, ...] = ()
    heard: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.aside) > MAX_ASIDE or len(self.told) > MAX_MOVES:
            raise ValueError("more than one message holds")
        if len(self.heard) > MAX_MOVES:
            raise ValueError("more than one message holds")
        for each in self.heard:
            _wants(_ID, each)


@dataclass(frozen=True, slots=True)
class MoveSituation:
    """What the hub says with its answer to that."""

    aside: tuple[LaneAside, ...] = ()
    """At the other lanes, closed ones too."""
    wanted: tuple[Wanted, ...] = ()
    """Of this lane's tickets."""
    arriving: tuple[Arriving, ...] = ()
    told: tuple[MoveTold, ...] = ()
