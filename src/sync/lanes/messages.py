"""What a lane and the store hub say to each other, as frozen values that are whole when they exist.

Rules that hold here:

1. The minimum for the task (45 CFR 164.502(b)): counselling names the prescription and a shortened
   name, never a drug, a date of birth or a reason; a purchase names its buyer by digests alone,
   under a key that the hub does not have (`keys.py`).
2. Every text and every list has a bound: the other end is outside.
3. A message may be repeated. An answer and a purchase carry an id of their own for that.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from sync.lanes.keys import KeySituation, no_key_or, no_public_or
from sync.lanes.moves import MoveSituation, MovesSaid

MAX_FILLS: Final = 100
"""Of one ticket."""
MAX_TICKETS: Final = 200
"""Of one lane, those put aside included."""
MAX_ANSWERS: Final = 100
MAX_TEXT: Final = 200
MAX_NAME: Final = 64
MAX_BASE: Final = 2**53
MAX_COUNT: Final = 100_000
MAX_PURCHASES: Final = 500
"""In one publication; the next one brings the rest."""
_LANE: Final = re.compile(r"[0-9A-Za-z]{1,2}")
_ID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_DIGEST: Final = re.compile(r"[0-9A-Za-z:+/=_-]{1,128}")


def lane_name(text: str) -> str:
    """ValueError when it cannot be the name of a lane."""
    if not _LANE.fullmatch(text):
        raise ValueError("a lane is one or two letters or digits")
    return text


def _wants(pattern: re.Pattern[str], text: str) -> None:
    if not pattern.fullmatch(text):
        raise ValueError("not in the form that this field has")


def _at_most(limit: int, *texts: str) -> None:
    if any(len(text) > limit or not text.isprintable() for text in texts):
        raise ValueError("a text that is too long, or no text")


def _few(limit: int, things: tuple[object, ...]) -> None:
    if len(things) > limit:
        raise ValueError("more than one message holds")


# --- counselling


@dataclass(frozen=True, slots=True, order=True)
class RxFill:
    """A fill as every lane of the store knows it."""

    rx: str
    fill: int

    def __post_init__(self) -> None:
        _at_most(MAX_NAME, self.rx)
        if not self.rx or not 0 <= self.fill <= 99:
            raise ValueError("no fill of a prescription")


@dataclass(frozen=True, slots=True)
class WaitingFill:
    """A fill that waits for a pharmacist; `trigger` and `mode` are words of the rules."""

    key: RxFill
    patient: str = field(repr=False)
    """Shortened, as a status strip may show it."""
    trigger: str = ""
    mode: str = ""

    def __post_init__(self) -> None:
        _at_most(MAX_NAME, self.patient, self.trigger, self.mode)


@dataclass(frozen=True, slots=True)
class WaitingTicket:
    ticket: str
    fills: tuple[WaitingFill, ...]

    def __post_init__(self) -> None:
        _at_most(MAX_NAME, self.ticket)
        _few(MAX_FILLS, self.fills)
        if not self.ticket or not self.fills:
            raise ValueError("nothing waits there")


@dataclass(frozen=True, slots=True)
class Answer:
    """A pharmacist at one lane answers for fills on a ticket of another."""

    id: str
    lane: str
    """The lane of the ticket."""
    ticket: str
    keys: tuple[RxFill, ...]
    result: str
    pharmacist: str
    note: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        _wants(_ID, self.id)
        lane_name(self.lane)
        _at_most(MAX_NAME, self.ticket, self.result, self.pharmacist)
        _at_most(MAX_TEXT, self.note)
        _few(MAX_FILLS, self.keys)
        if not (self.keys and self.ticket and self.result and self.pharmacist):
            raise ValueError("an answer names its ticket, its fills, its result and who gave it")


@dataclass(frozen=True, slots=True)
class Brought:
    """An answer on its way to the lane of its ticket, and which lane it comes from."""

    answer: Answer
    by_lane: str


class Outcome(StrEnum):
    """What became of an answer at the lane of its ticket."""

    TAKEN = "taken"
    ANSWERED = "answered"  # somebody else was first
    OVER = "over"  # the ticket, or the fill on it
    REFUSED = "refused"  # a rule of that lane


@dataclass(frozen=True, slots=True)
class Told:
    """The lane of the ticket says what became of an answer, once that is durable."""

    id: str
    outcome: Outcome

    def __post_init__(self) -> None:
        _wants(_ID, self.id)


# --- purchases


@dataclass(frozen=True, slots=True)
class Purchase:
    """One product that a buyer bought, as the limits count it."""

    day: date
    chemical: str
    base: int
    """Of the base, in units of 1e-5 microgram."""
    packages: int
    pieces: int

    def __post_init__(self) -> None:
        _at_most(MAX_NAME, self.chemical)
        if not 0 < self.base <= MAX_BASE or not 0 < self.packages <= MAX_COUNT:
            raise ValueError("no amount that can be bought")
        if not 0 <= self.pieces <= MAX_BASE:
            raise ValueError("no number of pieces")


@dataclass(frozen=True, slots=True)
class Logged:
    """A purchase with its buyer's digests and its place in the lane's journal."""

    id: str
    seq: int
    ticket: str
    line: int
    document: str = field(repr=False)
    person: str = field(repr=False)
    purchase: Purchase

    def __post_init__(self) -> None:
        _wants(_ID, self.id)
        _at_most(MAX_NAME, self.ticket)
        for digest in (self.document, self.person):
            _wants(_DIGEST, digest)
        if self.seq < 1 or self.line < 0 or not self.ticket:
            raise ValueError("a journal counts from 1, and a purchase is a line of a ticket")


@dataclass(frozen=True, slots=True)
class Returned:
    """Lines of a ticket of this lane came back: they count no more."""

    id: str
    seq: int
    ticket: str
    lines: tuple[int, ...]

    def __post_init__(self) -> None:
        _wants(_ID, self.id)
        _at_most(MAX_NAME, self.ticket)
        _few(MAX_FILLS, self.lines)
        if self.seq < 1 or not self.ticket or not self.lines:
            raise ValueError("what comes back are lines of a ticket")


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """How far into a lane's journal the hub was told; epochs come one after another."""

    epoch: int = 0
    seq: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.epoch <= MAX_BASE and 0 <= self.seq <= MAX_BASE):
            raise ValueError("no place in a journal")


@dataclass(frozen=True, slots=True)
class Publication:
    """All that a lane logged after `after`, up to `upto`: a hole in between cannot be said.

    `epoch` is that of the lane now, which may be later than what it tells of.
    """

    epoch: int
    after: Mark
    upto: Mark
    logged: tuple[Logged, ...]
    returned: tuple[Returned, ...] = ()
    """After what was sold: a line comes back only once it was."""
    key: str = ""
    """The check of the key that marks its buyers; nothing: they are plain, as from a lane of an
    earlier version.
    """

    def __post_init__(self) -> None:
        Mark(self.epoch)
        _few(MAX_PURCHASES, self.logged)
        _few(MAX_PURCHASES, self.returned)
        if self.upto < self.after:
            raise ValueError("a journal is told forwards")
        no_key_or(self.key)


@dataclass(frozen=True, slots=True)
class BuyerQuestion:
    """What did this buyer buy since then? Answered for every lane but the one that asks."""

    document: str = field(repr=False)
    person: str = field(repr=False)
    since: date
    key: str = ""
    """As in `Publication`: what is marked otherwise cannot be found, and its lane is unseen."""

    def __post_init__(self) -> None:
        for digest in (self.document, self.person):
            _wants(_DIGEST, digest)
        no_key_or(self.key)


@dataclass(frozen=True, slots=True)
class BuyerAnswer:
    """`unseen`: lanes that may have sold something of which the hub does not know."""

    purchases: tuple[Purchase, ...]
    unseen: tuple[str, ...]


# --- a lane reports, a lane joins


@dataclass(frozen=True, slots=True)
class Report:
    """How a lane stands, about once a second; it replaces the report before.

    `pending`: it logged something that it has not published yet. `closing`: it goes, and comes back
    when it is opened again.
    """

    epoch: int
    pending: bool
    waiting: tuple[WaitingTicket, ...] = ()
    told: tuple[Told, ...] = ()
    """Of answers that were brought here."""
    heard: tuple[str, ...] = ()
    """Answers of this lane whose outcome it knows by now."""
    closing: bool = False
    key: str = ""
    """The check of the key that it holds."""
    public: str = ""
    """To this the store's key can be sealed for it; nothing from a lane of an earlier version."""
    moves: MovesSaid = field(default_factory=MovesSaid)
    """Nothing from a lane of an earlier version."""

    def __post_init__(self) -> None:
        Mark(self.epoch)
        _few(MAX_TICKETS, self.waiting)
        _few(MAX_ANSWERS, self.told)
        _few(MAX_ANSWERS, self.heard)
        for each in self.heard:
            _wants(_ID, each)
        no_key_or(self.key)
        no_public_or(self.public)


@dataclass(frozen=True, slots=True)
class LaneWaiting:
    """What waits for a pharmacist at one lane."""

    lane: str
    tickets: tuple[WaitingTicket, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """The hub's answer to a report."""

    mark: Mark
    """Up to where it has this lane's purchases."""
    waiting: tuple[LaneWaiting, ...] = ()
    """At the other lanes."""
    answers: tuple[Brought, ...] = ()
    """For tickets of this lane, until it says what became of them."""
    outcomes: tuple[Told, ...] = ()
    """Of answers that were given here, until this lane has heard."""
    keys: KeySituation | None = None
    """None from a hub of an earlier version, which could not tell marks from plain digests."""
    moves: MoveSituation | None = None
    """None from a hub of an earlier version: tickets stay at their lanes."""


class Accepted(StrEnum):
    """What the hub says to an answer at once."""

    ON_ITS_WAY = "on its way"
    ANSWERED = "answered"  # somebody else was first
    OVER = "over"  # nothing of it waits there
    SILENT = "silent"  # that lane does not report: nobody can take it there


@dataclass(frozen=True, slots=True)
class Receipt:
    """The hub took an answer, or says why not."""

    id: str
    accepted: Accepted


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """A lane comes with its one-time secret; `device` is the identity of its store.

    `lane` is what its settings call it, or nothing: a code for another lane is then not used up.
    """

    secret: str = field(repr=False)
    device: str
    lane: str = ""

    def __post_init__(self) -> None:
        _wants(_ID, self.device)
        if self.lane:
            lane_name(self.lane)
        _at_most(MAX_NAME, self.secret)


@dataclass(frozen=True, slots=True)
class Joined:
    """Which lane it is from now on, and its token: said once."""

    lane: str
    token: str = field(repr=False)

    def __post_init__(self) -> None:
        lane_name(self.lane)
        _at_most(MAX_NAME, self.token)
