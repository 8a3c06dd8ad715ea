"""What is said for the next visit: messages, what stays behind, refills that come due."""

from dataclasses import replace
from datetime import date
from typing import Final

from terminal.app.inputs import Do
from terminal.domain.consent import Channel, MessageConsent
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane
from terminal.presentation.samples.picking_up import picked_up

HARRIET: Final = replace(stock.HARRIET, messages=(MessageConsent(Channel.SMS, date(2026, 5, 1)),))
DUE: Final = replace(stock.FREE, patient=HARRIET, refill_due=date(2026, 12, 13))
BEHIND: Final = replace(stock.FAMILY, patient=replace(stock.BEATRIX, household="specimen"))


def next_visit_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: the cashier is signed in, and there is no ticket."""
    ticket = picked_up(lane.holds(DUE, BEHIND), DUE, stock.BORN_HARRIET)
    asked = ticket.choose(Do.MESSAGES, "")
    paying = ticket.press(Do.CASH)
    return {
        "messages": asked,
        "messages-recorded": asked.press(Do.ANSWER, Channel.EMAIL.value),
        "tender-left-behind": paying,
        "done-refill": paying.press(Do.COMPLETE),
    }
