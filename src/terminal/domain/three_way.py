"""The close seen from three sides: sold here, known to the PhMS, in the card terminal's batch.

Rules that hold here (money-tax-iias.md section 14):

1. Each difference is one entry with what settles it; none is netted against another.
2. The batch is compared over its own time, from close to close: it does not follow the till's.
3. Totals that the terminal did not tell are a difference of their own, never taken for agreement.
"""

from dataclasses import dataclass, field
from enum import Enum

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


@dataclass(frozen=True, slots=True)
class WaitingWord:
    """What of the PhMS a person has to look at; `subject` names a fill, nobody else."""

    subject: str
    detail: str


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


class Side(Enum):
    """Where it differs, and with that what settles it."""

    BATCH_OPEN = "batch open"
    BATCH_AMOUNT = "batch amount"
    BATCH_SILENT = "batch silent"
    PHMS_WAITING = "phms waiting"
    PHMS_STOPPED = "phms stopped"
    PHMS_CONFLICT = "phms conflict"


@dataclass(frozen=True, slots=True)
class Difference:
    side: Side
    count: int = 0
    amount: Money = ZERO
    about: str = ""
    detail: str = ""


def differences(sheet: CloseSheet) -> tuple[Difference, ...]:
    found = []
    batch = sheet.last_batch
    if batch is not None and batch.there is None:
        found.append(
            Difference(Side.BATCH_SILENT, batch.here.count, batch.here.amount, batch.batch)
        )
    elif batch is not None and batch.there is not None and batch.there.amount != batch.here.amount:
        gap = batch.there.amount - batch.here.amount
        detail = f"{batch.there.amount} there, {batch.here.amount} here"
        found.append(Difference(Side.BATCH_AMOUNT, batch.there.count, gap, batch.batch, detail))
    if sheet.since_batch.count:
        found.append(Difference(Side.BATCH_OPEN, sheet.since_batch.count, sheet.since_batch.amount))
    if sheet.waiting:
        found.append(Difference(Side.PHMS_WAITING, sheet.waiting))
    if sheet.stopped:
        found.append(Difference(Side.PHMS_STOPPED, sheet.stopped))
    found.extend(
        Difference(Side.PHMS_CONFLICT, 1, ZERO, each.subject, each.detail)
        for each in sheet.conflicts
    )
    return tuple(found)
