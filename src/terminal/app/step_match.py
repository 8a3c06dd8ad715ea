"""The three sides of a close on the till's page: what differs, and what settles it.

Rules that hold here:

1. Each way out is taken here: what is done is a fact with a name before anything is sent.
2. Who says that a difference needs nothing more answers for it, with a reason: a pharmacist, or who
   oversees tills. Everybody who runs a till may send again.
3. What was done is asked of the store again; nothing is taken off the list before.
4. Who comes from a close goes back to it, with what was counted.
"""

from dataclasses import replace
from typing import Final

from terminal.app import inputs as i
from terminal.app.effects import Beep, CheckClose, WakeSync
from terminal.app.inputs import DeviceRole, Do
from terminal.app.permissions import Right, may
from terminal.app.state import Msg, Said, SalePage, TerminalState
from terminal.app.step_equipment import open_devices
from terminal.app.stepping import Step, refuse
from terminal.app.till_page import TillMode, TillPage
from terminal.domain.refusal import Refusal, Why
from terminal.domain.three_way import Difference, Side, Way, differences, ways_of
from terminal.domain.till_decider import SettleDifference, decide_till

_SENT: Final = Said(Msg.DIFFERENCE_SENT)
_SETTLED: Final = Said(Msg.DIFFERENCE_SETTLED)


def found_on(page: TillPage) -> tuple[Difference, ...]:
    return () if page.check is None else differences(page.check)


def looked_at(page: TillPage) -> Difference | None:
    found = found_on(page)
    return found[min(page.highlighted, len(found) - 1)] if found else None


def may_explain(state: TerminalState) -> bool:
    return state.user is not None and (
        may(state.user, Right.OVERSEE_TILLS) or may(state.user, Right.RELEASE_PICKUP)
    )


def on_match_key(state: TerminalState, page: TillPage, what: i.Intent) -> Step | None:
    """None: a key that every page of the till has."""
    if page.mode is TillMode.SETTLE:
        if what.do is Do.ANSWER:
            return settled(state, replace(page, typed=what.argument))
        if what.do is Do.BACK:
            return _show(state, replace(page, mode=TillMode.MATCH, way=None, typed=""))
        return None
    match what:
        case i.Intent(do=Do.LINE_UP | Do.LINE_DOWN):
            return _look(state, page, page.highlighted + (1 if what.do is Do.LINE_DOWN else -1))
        case i.Intent(do=Do.CHOOSE_DIFFERENCE, argument=place) if place.isdecimal():
            return _look(state, page, int(place))
        case i.Intent(do=Do.SETTLE_DIFFERENCE, argument=name):
            return _settle(state, page, name)
        case _:
            return None


def _look(state: TerminalState, page: TillPage, place: int) -> Step:
    last = max(0, len(found_on(page)) - 1)
    return Step(replace(state, page=replace(page, highlighted=max(0, min(place, last)))))


def _settle(state: TerminalState, page: TillPage, name: str) -> Step:
    difference = looked_at(page)
    if difference is None:
        return Step(state)
    way = next((each for each in ways_of(difference) if each.value == name), None)
    match way:
        case None:
            return Step(state)
        case Way.CLOSE_BATCH:
            tickets = replace(state.clear_field(SalePage()), said=None)
            return open_devices(tickets, DeviceRole.CARD_TERMINAL.value)
        case Way.SEND_NOW:
            return Step(replace(state, said=_SENT)).doing(WakeSync(), CheckClose())
        case Way.SEND_AGAIN:
            return _recorded(state, page, difference, way)
        case Way.ENTERED | Way.EXPLAIN:
            if not may_explain(state):
                return refuse(state, Refusal(Why.NOT_PERMITTED))
            return _show(state, replace(page, mode=TillMode.SETTLE, way=way, typed=""))


def settled(state: TerminalState, page: TillPage) -> Step:
    """The reason was given."""
    difference = looked_at(page)
    if difference is None or page.way is None:
        again = replace(page, mode=TillMode.MATCH, way=None, typed="")
        return _show(state, again).doing(CheckClose())
    return _recorded(state, page, difference, page.way)


def _recorded(state: TerminalState, page: TillPage, difference: Difference, way: Way) -> Step:
    assert state.user is not None, "somebody is signed in"
    by = state.user.id
    asked = decide_till(state.till, SettleDifference(by, difference, way, page.typed))
    if isinstance(asked, Refusal):
        return refuse(state, asked)
    fresh = TillPage(TillMode.MATCH, counted=page.counted, highlighted=page.highlighted)
    shown = state.clear_field(fresh)
    again = way is Way.SEND_AGAIN
    done = Step(replace(shown, said=_SENT if again else _SETTLED), (asked,))
    if difference.side is Side.PHMS_STOPPED:
        done = done.doing(WakeSync())
    return done.doing(Beep(good=True), CheckClose())


def _show(state: TerminalState, page: TillPage) -> Step:
    return Step(replace(state.clear_field(page), said=None))
