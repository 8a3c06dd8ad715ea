"""What lanes and the store hub say about the key under which buyers are marked.

Rules that hold here (pickup-and-compliance.md section 14; docs/decisions/0031):

1. The key itself is never said: the hub carries it from lane to lane in boxes, each sealed to one
   lane's public key. Of the key it knows `check`, which tells two keys apart and nothing else.
2. The first lane that says a check has named the store's key; another check is not taken.
3. A purchase that was told before there was a key is marked by whichever lane holds it; a mark is
   never changed.
"""

import re
from dataclasses import dataclass, field
from typing import Final

MAX_AT_ONCE: Final = 100
"""Boxes, and marks, in one message; the next report brings the rest."""
_CHECK: Final = re.compile(r"[0-9a-f]{32}")
_PUBLIC: Final = re.compile(r"[0-9a-f]{64}")
_SEALED: Final = re.compile(r"[0-9a-f]{128,512}")
_LANE: Final = re.compile(r"[0-9A-Za-z]{1,2}")
_DIGEST: Final = re.compile(r"[0-9A-Za-z:+/=_-]{1,128}")


def no_key_or(text: str) -> None:
    """ValueError when it is neither nothing nor the check of a key."""
    if text:
        _wants(_CHECK, text)


def no_public_or(text: str) -> None:
    """ValueError when it is neither nothing nor a lane's public key."""
    if text:
        _wants(_PUBLIC, text)


def _wants(pattern: re.Pattern[str], text: str) -> None:
    if not pattern.fullmatch(text):
        raise ValueError("not in the form that this field has")


@dataclass(frozen=True, slots=True)
class Wanting:
    """A lane for which the hub holds no box."""

    lane: str
    public: str

    def __post_init__(self) -> None:
        _wants(_LANE, self.lane)
        _wants(_PUBLIC, self.public)


@dataclass(frozen=True, slots=True)
class Box:
    """The key, sealed to one lane's public key: only who has that lane's secret opens it."""

    lane: str
    public: str
    sealed: str = field(repr=False)

    def __post_init__(self) -> None:
        _wants(_LANE, self.lane)
        _wants(_PUBLIC, self.public)
        _wants(_SEALED, self.sealed)


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A buyer of purchases that were told under plain digests."""

    document: str = field(repr=False)
    person: str = field(repr=False)

    def __post_init__(self) -> None:
        _wants(_DIGEST, self.document)
        _wants(_DIGEST, self.person)


@dataclass(frozen=True, slots=True)
class Marked:
    """The same buyer under the key."""

    plain: Unmarked = field(repr=False)
    document: str = field(repr=False)
    person: str = field(repr=False)

    def __post_init__(self) -> None:
        _wants(_DIGEST, self.document)
        _wants(_DIGEST, self.person)


@dataclass(frozen=True, slots=True)
class KeySituation:
    """How it stands with the key, for one lane."""

    check: str = ""
    """Of the store's key; nothing: no lane has named one yet."""
    box: str = field(default="", repr=False)
    """For this lane."""
    wants: tuple[Wanting, ...] = ()
    """Told to a lane that holds the key, as is the next."""
    unmarked: tuple[Unmarked, ...] = ()

    def __post_init__(self) -> None:
        no_key_or(self.check)
        if self.box:
            _wants(_SEALED, self.box)


@dataclass(frozen=True, slots=True)
class Keying:
    """What a lane that holds a key does for the others; with nothing else it names its key."""

    check: str
    boxes: tuple[Box, ...] = ()
    marked: tuple[Marked, ...] = ()

    def __post_init__(self) -> None:
        _wants(_CHECK, self.check)
        if len(self.boxes) > MAX_AT_ONCE or len(self.marked) > MAX_AT_ONCE:
            raise ValueError("more than one message holds")
