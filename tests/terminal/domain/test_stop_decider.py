"""When a pharmacist may let a stopped fill go onto a ticket."""

from dataclasses import replace
from datetime import timedelta

import pytest

from helpers.sales import DAY, NOW, PHARMACIST, Ticket, a_fill, known
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.barcode import EntryMethod
from terminal.domain.fill_guards import Stop
from terminal.domain.prescription import Fill, FillStatus
from terminal.domain.refusal import Why

LATE = a_fill(ready_since=NOW - timedelta(days=11))
BILLED = replace(LATE, adjudicated=DAY - timedelta(days=11))


def release(fill: Fill, reason: str = "looked up", *, offline: bool = True) -> c.ReleaseStop:
    return c.ReleaseStop(fill, Stop.RETURN_TO_STOCK, PHARMACIST, reason, offline)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (release(BILLED, offline=False), Why.BILL_AGAIN),
        (release(BILLED, "  "), Why.NOTE_MISSING),
        (release(a_fill()), Why.NOT_STOPPED),
        (release(replace(LATE, status=FillStatus.SOLD)), Why.FILL_SOLD),
        (release(replace(LATE, do_not_dispense_after=NOW.date())), None),
        (
            release(replace(LATE, do_not_dispense_after=NOW.date() - timedelta(1))),
            Why.TOO_LATE_TO_DISPENSE,
        ),
    ],
)
def test_what_a_pharmacist_may_answer_for(command: c.ReleaseStop, why: Why | None) -> None:
    ticket = Ticket()
    if why is None:
        assert isinstance(ticket.do(command)[0], f.StopReleased)
    else:
        assert ticket.why(command) is why


def test_the_release_holds_for_its_fill_alone_and_for_a_new_reading_of_it() -> None:
    ticket = Ticket()
    other = a_fill("6012399", 1, ready_since=LATE.ready_since)
    ticket.do(release(LATE), *known(), c.AddFill(LATE, EntryMethod.SCANNED))
    assert ticket.why(c.AddFill(other, EntryMethod.SCANNED)) is Why.RETURN_TO_STOCK
    ticket.do(c.RefreshFill(replace(LATE, version="2"), accepted=None))
