"""A fill that stays here, and the pharmacist who answers for letting it go.

Rules that hold here (pickup-and-compliance.md sections 2 and 12):

1. What is looked at is the fill as it was read last, from the PhMS or the cache: offline too.
2. While the PhMS answers, a window that is over is opened by billing again, and by nothing else.
3. What a pharmacist let go is recorded with the fill, when it goes on the ticket.
"""

from dataclasses import replace
from typing import Final

from terminal.app.inputs import ReadFrom
from terminal.app.state import LetGo, PickupPage, StopPage, TerminalState
from terminal.app.stepping import Step
from terminal.domain import commands as c
from terminal.domain.fill_guards import STOPS, Stop, guard_of
from terminal.domain.identity import StaffId
from terminal.domain.prescription import Fill, FillKey
from terminal.domain.refusal import Refusal
from terminal.domain.stop_decider import bill_again

REASONS: Final = {
    Stop.RETURN_TO_STOCK: ("claim looked up with the payer", "billed again, not shown yet"),
    Stop.LOT_UNKNOWN: ("lot on the label is not recalled", "taken from another lot"),
}
"""The reasons that are offered; anything else can be typed."""


def stopped(state: TerminalState, page: PickupPage, fill: Fill) -> Refusal | None:
    """Why this fill stays here; what a pharmacist let go does not."""
    released = frozenset(each.stop for each in page.let_go if each.key == fill.key)
    if state.sale is not None:
        released |= state.sale.released(fill.key)
    return guard_of(fill, state.day, state.policy.rules, released)


def not_sold_now(state: TerminalState, fill: Fill) -> Refusal | None:
    """Why this fill cannot be sold, whatever anybody answered for before."""
    return guard_of(fill, state.day, state.policy.rules)


def offline(page: PickupPage, key: FillKey) -> bool:
    return dict(page.read_from).get(key) is not ReadFrom.PHMS


def stop_to_release(state: TerminalState, page: PickupPage, key: FillKey) -> Stop | None:
    """What a pharmacist may answer for of this fill now."""
    fill = next((each for each in page.fills if each.key == key), None)
    refusal = None if fill is None else stopped(state, page, fill)
    stop = None if refusal is None else STOPS.get(refusal.why)
    if fill is None or stop is None or bill_again(fill, stop, offline=offline(page, key)):
        return None
    return stop


def stopped_fills(state: TerminalState, page: PickupPage) -> tuple[tuple[Fill, Stop], ...]:
    """The fills of the person at hand that a pharmacist may let go."""
    if page.patient is None or not page.identified or page.reading:
        return ()
    found = ((f, stop_to_release(state, page, f.key)) for f in page.fills_of(page.patient))
    return tuple((fill, stop) for fill, stop in found if stop is not None)


def open_stop(state: TerminalState, page: PickupPage, argument: str) -> Step:
    for fill, stop in stopped_fills(state, page):
        if str(fill.key) == argument:
            asked = StopPage(page, fill.key, stop)
            return Step(replace(state.clear_field(asked), said=None))
    return Step(state)


def let_go(state: TerminalState, page: StopPage, pharmacist: StaffId) -> Step:
    """Back at pickup the fill can be added; the ticket records who answers for it, and why."""
    answer = LetGo(page.key, page.stop, pharmacist, page.note)
    back = replace(page.back, let_go=(*page.back.let_go, answer))
    return Step(replace(state.clear_field(back), said=None))


def release_commands(page: PickupPage, fill: Fill) -> tuple[c.ReleaseStop, ...]:
    """What goes before the fill onto the ticket."""
    return tuple(
        c.ReleaseStop(fill, each.stop, each.by, each.reason, offline(page, fill.key))
        for each in page.let_go
        if each.key == fill.key
    )
