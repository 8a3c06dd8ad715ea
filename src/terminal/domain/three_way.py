"""The close seen from three sides: sold here, known to the PhMS, in the card terminal's batch.

Rules that hold here (money-tax-iias.md section 14):

1. Each difference is one entry with what settles it; none is netted against another.
2. The batch is compared over its own time, from close to close: it does not follow the till's.
3. Totals that the terminal did not tell are a difference of their own, never taken for agreement.
4. A difference that a person answered for, with a reason, is told no more; a message that stopped
   is told until it went or stands in the PhMS.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Final

from terminal.domain.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class CardSums:
    """Card payments less what was given back; `count` of the payments."""

    count: int = 0
    amount: Money = ZERO


@dataclass(frozen=True, slots=True)
class BatchMatch:
    """The last batch that was closed; `there` None: the terminal told no totals."""

    batch: str
    here: CardSums
    there: CardSums | None
    key: str = ""
    """Of this close alone: a terminal counts its batches from the beginning again."""


@dataclass(frozen=True, slots=True)
class WaitingWord:
    """What of the PhMS a person has to look at; `subject` names a fill, nobody else."""

    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class FillWord:
    """A fill on which the two sides differ. `fill` is its number, `key` what settles it."""

    key: str
    fill: str
    amount: Money = ZERO
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CloseSheet:
    """What the store knows of the three sides."""

    since_batch: CardSums = field(default_factory=CardSums)
    """Paid by card since the last batch was closed."""
    last_batch: BatchMatch | None = None
    waiting: int = 0
    """Messages to the PhMS that go by themselves."""
    stopped: int = 0
    """Those that do not any more."""
    conflicts: tuple[WaitingWord, ...] = ()
    unsent: tuple[FillWord, ...] = ()
    """The first of those that stopped, by what was handed over."""
    sold_there: tuple[FillWord, ...] = ()
    """Sold in the PhMS since the last close, and not here."""
    not_sold_there: tuple[FillWord, ...] = ()
    """Handed over here since then, and not sold in the PhMS, though it has said so before."""
    handed_over: int = 0
    """Fills since the last close."""
    explained: frozenset[tuple[str, str]] = frozenset()
    """What a person has answered for: the side and the key."""


class Side(Enum):
    """Where it differs, and with that what settles it. The names stand in facts."""

    BATCH_OPEN = "batch open"
    BATCH_AMOUNT = "batch amount"
    BATCH_SILENT = "batch silent"
    PHMS_WAITING = "phms waiting"
    PHMS_STOPPED = "phms stopped"
    PHMS_CONFLICT = "phms conflict"
    SOLD_THERE = "sold there"
    NOT_SOLD_THERE = "not sold there"


class Way(Enum):
    """What a person can do about a difference. The names stand in facts."""

    CLOSE_BATCH = "close batch"
    SEND_NOW = "send now"
    SEND_AGAIN = "send again"
    ENTERED = "entered there"  # with a reason: it stands in the PhMS, a person saw to it
    EXPLAIN = "explain"  # with a reason

    @property
    def asks_why(self) -> bool:
        return self in (Way.ENTERED, Way.EXPLAIN)


WAYS: Final = MappingProxyType(
    {
        Side.BATCH_OPEN: (Way.CLOSE_BATCH,),
        Side.BATCH_AMOUNT: (Way.EXPLAIN,),
        Side.BATCH_SILENT: (Way.EXPLAIN,),
        Side.PHMS_WAITING: (Way.SEND_NOW,),
        Side.PHMS_STOPPED: (Way.SEND_AGAIN, Way.ENTERED),
        Side.PHMS_CONFLICT: (),
        Side.SOLD_THERE: (Way.EXPLAIN,),
        Side.NOT_SOLD_THERE: (Way.EXPLAIN,),
    }
)
"""What settles each from the page of the close; a conflict has a page of its own."""


@dataclass(frozen=True, slots=True)
class Difference:
    side: Side
    count: int = 0
    amount: Money = ZERO
    about: str = ""
    detail: str = ""
    key: str = ""


def differences(sheet: CloseSheet) -> tuple[Difference, ...]:
    found = (*_of_cards(sheet), *_of_phms(sheet))
    return tuple(each for each in found if (each.side.value, each.key) not in sheet.explained)


def _of_cards(sheet: CloseSheet) -> Iterator[Difference]:
    batch = sheet.last_batch
    if batch is not None and batch.there is None:
        here = batch.here
        yield Difference(Side.BATCH_SILENT, here.count, here.amount, batch.batch, key=batch.key)
    elif batch is not None and batch.there is not None and batch.there.amount != batch.here.amount:
        gap = batch.there.amount - batch.here.amount
        detail = f"{batch.there.amount} there, {batch.here.amount} here"
        yield Difference(Side.BATCH_AMOUNT, batch.there.count, gap, batch.batch, detail, batch.key)
    if sheet.since_batch.count:
        yield Difference(Side.BATCH_OPEN, sheet.since_batch.count, sheet.since_batch.amount)


def _of_phms(sheet: CloseSheet) -> Iterator[Difference]:
    if sheet.waiting:
        yield Difference(Side.PHMS_WAITING, sheet.waiting)
    yield from (_of_fill(Side.PHMS_STOPPED, each) for each in sheet.unsent)
    more = sheet.stopped - len(sheet.unsent)
    if more > 0:
        yield Difference(Side.PHMS_STOPPED, more)
    for each in sheet.conflicts:
        yield Difference(Side.PHMS_CONFLICT, 1, ZERO, each.subject, each.detail)
    yield from (_of_fill(Side.SOLD_THERE, each) for each in sheet.sold_there)
    yield from (_of_fill(Side.NOT_SOLD_THERE, each) for each in sheet.not_sold_there)


def _of_fill(side: Side, word: FillWord) -> Difference:
    return Difference(side, 1, word.amount, word.fill, word.detail, word.key)


def ways_of(difference: Difference) -> tuple[Way, ...]:
    """What can be done about this one; without a key it is a number alone."""
    ways = WAYS[difference.side]
    if difference.side is Side.PHMS_STOPPED and not difference.key:
        return ()
    return ways
