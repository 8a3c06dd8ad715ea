"""Fills that stay at the pickup counter, and the pharmacist who lets one go."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from terminal.app.inputs import Do
from terminal.domain.prescription import ClaimState, Part
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane
from terminal.presentation.samples.picking_up import identified

LATE: Final = replace(stock.REFILL, ready_since=stock.NOW - timedelta(days=12))
"""Twelve days in its bin, of a payer who is not known."""
LAST_DAY: Final = replace(
    stock.NEW, do_not_dispense_after=stock.NOW.date(), oversize=True, part=Part.PARTIAL, owed="15"
)
REVERSED: Final = replace(stock.FAMILY, patient=stock.ORVILLE, claim=ClaimState.REVERSED)
REASON: Final = "claim looked up with the payer"


def stop_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: the cashier is signed in, and there is no ticket."""
    waited = identified(
        lane.holds(LATE, LAST_DAY, REVERSED).offline(), LAST_DAY, stock.BORN_ORVILLE
    )
    asked = waited.press(Do.LET_GO, str(LATE.key))
    signing = asked.press(Do.ANSWER, REASON)
    return {
        "pickup-stopped": waited,
        "stop-reason": asked,
        "stop-sign": signing,
        "pickup-let-go": signing.sign_in(stock.PHARMACIST),
    }
