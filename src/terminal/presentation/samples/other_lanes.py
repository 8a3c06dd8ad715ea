"""Counselling that waits at other lanes: the list, one ticket of it, and how far answers came."""

from datetime import timedelta
from typing import Final

from terminal.app import inputs as i
from terminal.app.elsewhere import FillElsewhere, OtherLanesState, TicketElsewhere
from terminal.app.inputs import Do
from terminal.domain.barcode import RxNumber
from terminal.domain.counselling import Mode, Trigger
from terminal.domain.elsewhere import Delivery
from terminal.domain.identity import LaneId, SaleId
from terminal.domain.pickup import Counselling
from terminal.domain.prescription import FillKey
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane
from terminal.presentation.samples.pharmacy import pin_of

_ONE: Final = TicketElsewhere(
    LaneId("1"),
    SaleId("1-000217"),
    (FillElsewhere(FillKey(RxNumber("6012511"), 0), "O••• T.", Trigger.NEW, Mode.OFFER),),
)
_WINDOW: Final = TicketElsewhere(
    LaneId("3"),
    SaleId("3-000094"),
    (
        FillElsewhere(FillKey(RxNumber("6012602"), 0), "B••• K.", Trigger.NEW, Mode.OFFER),
        FillElsewhere(FillKey(RxNumber("6012603"), 1), "B••• K.", Trigger.CHANGED, Mode.OFFER),
    ),
)
_CONSULT: Final = TicketElsewhere(
    LaneId("1"),
    SaleId("1-000219"),
    (
        FillElsewhere(
            FillKey(RxNumber("6012640"), 0), "A••• F.", Trigger.FLAGGED, Mode.MUST_CONSULT
        ),
    ),
)


def other_lane_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: the cashier is signed in, and there is no ticket."""
    since = stock.NOW - timedelta(minutes=42)

    def heard(*tickets: TicketElsewhere) -> i.OtherLanesHeard:
        return i.OtherLanesHeard(OtherLanesState(True, since, tickets))

    why = "the store hub is not reached"
    alone = i.OtherLanesHeard(OtherLanesState(False, since, (), why))
    waiting = lane.then(heard(_ONE, _CONSULT, _WINDOW))
    listed = waiting.press(Do.ELSEWHERE)
    one = listed.press(Do.ELSEWHERE, _ONE.name)
    window = listed.press(Do.ELSEWHERE, _WINDOW.name)
    asked = one.press(Do.ANSWER, Counselling.ACCEPTED.value)
    given = asked.enter(stock.PHARMACIST.id, pin_of(stock.PHARMACIST))
    refused = window.press(Do.ANSWER, Counselling.REFUSED.value)
    answer = given.state.given[-1].answer

    def moved(delivery: Delivery) -> SampleLane:
        return given.then(heard(_CONSULT, _WINDOW), i.AnswerMoved(answer, delivery))

    return {
        "elsewhere-waits": waiting,
        "elsewhere-list": listed,
        "elsewhere-none": lane.then(heard()).press(Do.ELSEWHERE),
        "elsewhere-alone": lane.then(alone).press(Do.ELSEWHERE),
        "elsewhere-ticket": one,
        "elsewhere-consult": listed.press(Do.ELSEWHERE, _CONSULT.name),
        "elsewhere-several": window.choose(Do.TOGGLE_FILL, "6012603-01"),
        "elsewhere-who": refused,
        "elsewhere-signs": asked,
        "elsewhere-given": given,
        "elsewhere-without-line": given.then(alone),
        "elsewhere-delivered": moved(Delivery.TAKEN),
        "elsewhere-too-late": moved(Delivery.ANSWERED),
        "elsewhere-over": moved(Delivery.OVER),
        "elsewhere-not-taken": moved(Delivery.REFUSED),
        "elsewhere-silent": moved(Delivery.SILENT),
        "elsewhere-gone": one.then(heard(_WINDOW)),
    }
