"""The ID for a controlled fill, in all that is asked of it."""

from dataclasses import replace
from datetime import date, timedelta

from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.domain.id_card import IdCard
from terminal.domain.obligation import Kind
from terminal.domain.pickup import Relationship
from terminal.domain.prescription import FillStatus, SoldBefore
from terminal.domain.shown_id import IdType
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane
from terminal.presentation.samples.pharmacy import pin_of
from terminal.presentation.samples.picking_up import picked_up

CARD = IdCard("99999999", "SAMPLETON", "ORVILLE", date(1967, 7, 21), expires=date(2030, 7, 21))
"""Of the spouse who picks up; it gives no state, which is then asked."""
OLD_CARD = IdCard("99999999", "SAMPLETON", "ORVILLE", date(1967, 7, 21), expires=date(2026, 7, 21))


def id_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: the cashier is signed in, and there is no ticket."""
    spouse = picked_up(lane, stock.CONTROLLED, stock.BORN_ROSALIND, Relationship.SPOUSE)
    asked = spouse.press(Do.MEET, Kind.CONTROLLED.value)
    licence = asked.press(Do.ANSWER, IdType.DRIVER_LICENCE.value)
    number = licence.enter("07212030")
    name = number.enter("99999999", "TX")
    without = asked.press(Do.NO_ID)
    patient = picked_up(lane, stock.CONTROLLED, stock.BORN_ROSALIND)
    own = patient.press(Do.MEET, Kind.CONTROLLED.value)
    bag = asked.press(Do.BACK).press(Do.MEET, Kind.QUESTIONS.value)
    flag = bag.press(Do.ANSWER, "the patient's name is on each")
    note = flag.press(Do.ANSWER, "settled with the prescriber")
    sold_at = stock.NOW - timedelta(days=1, minutes=12)
    sold = replace(
        stock.FREE, status=FillStatus.SOLD, sold=SoldBefore(sold_at, "1", Relationship.SPOUSE)
    )
    return {
        "question-bag": bag,
        "question": flag,
        "question-note": note,
        "question-signed": note.enter("called Dr. Sample at 10:30").enter(stock.PHARMACIST.id),
        "question-stops": bag.press(Do.ANSWER, "another name is on a label"),
        "pickup-sold": lane.holds(sold).scan(stock.FREE),
        "id": asked,
        "id-expires": licence,
        "id-number": number.key_in("9999"),
        "id-name": name,
        "id-scanned": asked.then(i.CodeScanned(CARD)),
        "id-expired": asked.then(i.CodeScanned(OLD_CARD)),
        "id-other-person": own.then(i.CodeScanned(CARD)),
        "id-reason": without,
        "id-reason-signed": without.press(Do.ANSWER, "emergency").enter(stock.PHARMACIST.id),
        "id-recorded": name.enter("Sampleton, Orville"),
        "id-known": asked.press(Do.KNOWN_PERSON).enter(
            stock.PHARMACIST.id, pin_of(stock.PHARMACIST)
        ),
    }
