"""The work lists of bags that nobody picked up."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.domain.barcode import RxNumber
from terminal.domain.prescription import Fill
from terminal.domain.unclaimed import CallResult, LastCall, Unclaimed, UnclaimedList
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane

PHONE: Final = "5125550104"


def unclaimed_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: the cashier is signed in, and there is no ticket."""
    reading = lane.press(Do.UNCLAIMED)
    late = _bag(stock.REFILL, 12)
    called = replace(
        _bag(stock.NEW, 9),
        called=LastCall(stock.NOW - timedelta(days=1), CallResult.MESSAGE_LEFT),
    )
    bags = (late, called, _bag(stock.FAMILY, 2), replace(_bag(stock.FREE, 2), phone=""))
    listed = reading.then(i.UnclaimedLoaded(UnclaimedList.ALL, bags))
    fortnight = listed.press(Do.UNCLAIMED, UnclaimedList.FORTNIGHT.value)
    return {
        "unclaimed-reading": reading,
        "unclaimed": listed,
        "unclaimed-call": listed.choose(Do.CHOOSE_BAG, str(called.fill.key)),
        "unclaimed-called": listed.press(Do.CHOOSE_BAG).press(
            Do.ANSWER, CallResult.WILL_COME.value
        ),
        "unclaimed-none": fortnight.then(i.UnclaimedLoaded(UnclaimedList.FORTNIGHT, ())),
        "unclaimed-many": reading.then(
            i.UnclaimedLoaded(UnclaimedList.ALL, tuple(_many()), more=True)
        ),
    }


def _bag(fill: Fill, days: int) -> Unclaimed:
    return Unclaimed(replace(fill, ready_since=stock.NOW - timedelta(days=days)), PHONE)


def _many() -> Iterator[Unclaimed]:
    for n in range(40):
        key = replace(stock.REFILL.key, rx=RxNumber(f"60{n:05}"))
        yield _bag(replace(stock.REFILL, key=key), 20 - n // 2)
