"""Will-call, in all its states, and whole pickups for the other samples."""

from dataclasses import replace
from datetime import date, timedelta

from terminal.app.effects import ReadFill
from terminal.app.identity_challenge import choices
from terminal.app.inputs import Do
from terminal.app.state import Challenge, PickupPage
from terminal.domain.barcode import RxNumber
from terminal.domain.look_alike import full_name
from terminal.domain.pickup import Relationship, WhyTyped
from terminal.domain.prescription import Fill, Patient, PatientId
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane

NOT_HER_BIRTHDAY = "01011970"
CROWD = 60
"""More people than the list shows."""


def identified(lane: SampleLane, fill: Fill, born: str) -> SampleLane:
    """The patient of this bag was found by its label and said date of birth and, if asked, name."""
    return named(lane.scan(fill).enter(born), fill.patient)


def named(lane: SampleLane, patient: Patient) -> SampleLane:
    page = lane.state.page
    if not isinstance(page, PickupPage) or page.asking is not Challenge.FULL_NAME:
        return lane
    return lane.press(Do.ANSWER, str(choices(page).index(full_name(patient))))


def picked_by(lane: SampleLane, picker: Relationship) -> SampleLane:
    return lane.press(Do.PICKED_BY, picker.value)


def picked_up(
    lane: SampleLane, fill: Fill, born: str, picker: Relationship = Relationship.PATIENT
) -> SampleLane:
    """This patient's sellable fills are on the ticket; only one bag was scanned so far."""
    return picked_by(identified(lane, fill, born), picker).press(Do.ADD_FILLS)


def pickup_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: the cashier is signed in, and there is no ticket."""
    everyone = lane.press(Do.PICKUP)
    asked = lane.scan(stock.REFILL)
    missed = asked.enter(NOT_HER_BIRTHDAY)
    known = identified(lane, stock.REFILL, stock.BORN_ORVILLE)
    typing = picked_by(known, Relationship.PATIENT).enter(stock.NEW.key.rx)
    typed = typing.press(Do.ANSWER, WhyTyped.UNREADABLE.value)
    return {
        "pickup": everyone,
        "pickup-found": everyone.key_in("sam"),
        "pickup-nobody": everyone.key_in("zed"),
        "pickup-nothing": lane.holds().press(Do.PICKUP),
        "pickup-crowd": _crowd(lane),
        "pickup-ask": asked.key_in("072"),
        "pickup-missed": missed,
        "pickup-called": missed.enter(NOT_HER_BIRTHDAY),
        "pickup-identified": known,
        "pickup-full-name": asked.enter(stock.BORN_ORVILLE),
        "pickup-address": asked.press(Do.ASK_ADDRESS),
        "pickup-telephone": asked.press(Do.ASK_TELEPHONE).key_in("01"),
        "pickup-listed": picked_by(
            identified(lane, stock.CONTROLLED, stock.BORN_ROSALIND), Relationship.CAREGIVER
        ),
        "pickup-objection": picked_by(
            identified(lane, stock.FREE, stock.BORN_HARRIET), Relationship.SPOUSE
        ),
        "pickup-picker-name": picked_by(
            identified(_asking_names(lane), stock.CONTROLLED, stock.BORN_ROSALIND),
            Relationship.OTHER,
        ),
        "pickup-reading": _reading(everyone),
        "pickup-bags": picked_by(known, Relationship.SPOUSE).scan(stock.NEW),
        "bag-typed": typing,
        "pickup-bag-typed": typed,
        "ticket-bag-typed": typed.press(Do.ADD_FILLS),
        "pickup-left-out": picked_by(known, Relationship.PATIENT).press(
            Do.TOGGLE_FILL, str(stock.NEW.key)
        ),
        "pickup-not-ready": identified(lane, stock.CONTROLLED, stock.BORN_ROSALIND),
        "pickup-returned-soon": identified(lane, stock.ALIKE, "12031948"),
        "pickup-other-bag": known.scan(stock.CONTROLLED),
        "pickup-unknown-label": lane.holds().scan(stock.FREE),
        "pickup-offline": identified(lane.offline(), stock.REFILL, stock.BORN_ORVILLE),
    }


def _asking_names(lane: SampleLane) -> SampleLane:
    settings = replace(lane.state.settings, ask_picker_name=True)
    return replace(lane, state=replace(lane.state, settings=settings))


def _reading(everyone: SampleLane) -> SampleLane:
    """The PhMS has not answered yet; the fills of the list were its cache."""
    reading = everyone.holding(ReadFill).choose(Do.CHOOSE_PATIENT, stock.ORVILLE.id)
    return named(reading.enter(stock.BORN_ORVILLE), stock.ORVILLE)


def _somebody(n: int) -> Patient:
    """Families Aaaasample, Babasample ... Zczcsample: nobody is taken for another."""
    pair = f"{chr(ord('A') + n % 26)}{chr(ord('a') + n // 26)}"
    family = f"{pair}{pair.casefold()}sample"
    born = date(1940, 1, 1) + timedelta(days=n)
    return Patient(PatientId(f"p{n}"), family, f"Orville {pair}", born, family)


def _crowd(lane: SampleLane) -> SampleLane:
    """One bag for each of many people."""
    bags = tuple(
        replace(
            stock.REFILL,
            key=replace(stock.REFILL.key, rx=RxNumber(f"60{n:05}")),
            patient=_somebody(n),
        )
        for n in range(CROWD)
    )
    return lane.holds(*bags).press(Do.PICKUP)
