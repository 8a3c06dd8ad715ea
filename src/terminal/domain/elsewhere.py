"""What this lane's journal keeps of counselling that was answered here for another lane's ticket.

The register belongs to the lane of the ticket, whose own fact names the pharmacist and this lane;
here an audit entry stays, and what became of it there.
"""

from dataclasses import dataclass
from enum import Enum

from terminal.domain.identity import LaneId, StaffId
from terminal.domain.pickup import Counselling
from terminal.domain.prescription import FillKey


class Delivery(Enum):
    """How far an answer for another lane has come."""

    ON_ITS_WAY = "on its way"
    TAKEN = "taken"
    ANSWERED = "answered"  # somebody else was first
    OVER = "over"  # the ticket, or the fill on it
    REFUSED = "refused"  # a rule of that lane
    SILENT = "silent"  # that lane does not report: nothing was sent


@dataclass(frozen=True, slots=True)
class CounselledElsewhere:
    """A pharmacist answered here. `ticket` is one of `lane`; it is none of ours."""

    answer: str
    lane: LaneId
    ticket: str
    keys: tuple[FillKey, ...]
    result: Counselling
    by: StaffId
    note: str


@dataclass(frozen=True, slots=True)
class CounselledElsewhereSettled:
    """What became of it there."""

    answer: str
    delivery: Delivery


ElsewhereFact = CounselledElsewhere | CounselledElsewhereSettled
