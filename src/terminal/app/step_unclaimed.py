"""The work lists of bags that nobody picked up, and the calls about them.

Rules that hold here (pickup-and-compliance.md sections 2 and 12):

1. A list names people as briefly as the will-call list does. The telephone is that of one chosen
   bag: looking at it is recorded, as every look at a patient is.
2. What came of a call is a fact; it is shown beside the bag from then on.
"""

from dataclasses import replace
from typing import assert_never

from terminal.app import inputs as i
from terminal.app.effects import LoadUnclaimed
from terminal.app.inputs import Do
from terminal.app.state import Msg, Said, SalePage, TerminalState, UnclaimedPage
from terminal.app.stepping import Step, say
from terminal.domain import facts as f
from terminal.domain.unclaimed import CallResult, LastCall, UnclaimedList


def open_unclaimed(state: TerminalState, which: UnclaimedList = UnclaimedList.ALL) -> Step:
    opened = replace(state.clear_field(UnclaimedPage(which)), said=None)
    asked = LoadUnclaimed(which, state.at, state.day, state.policy.rules)
    return Step(opened, (), (asked,))


def on_unclaimed(
    state: TerminalState, page: UnclaimedPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK) if page.chosen is not None:
            return Step(replace(state, page=replace(page, chosen=None), said=None))
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(SalePage()), said=None))
        case i.Intent(do=Do.UNCLAIMED, argument=name):
            return open_unclaimed(state, UnclaimedList(name) if name else page.which)
        case i.Intent(do=Do.LINE_UP | Do.LINE_DOWN):
            return _moved(state, page, -1 if what.do is Do.LINE_UP else 1)
        case i.Intent(do=Do.CHOOSE_BAG, argument=key):
            return _choose(state, page, key)
        case i.Intent(do=Do.ANSWER, argument=answer):
            return _called(state, page, answer)
        case i.Intent() | i.FieldEdited() | i.FieldSubmitted():
            return Step(state)
        case _:
            assert_never(what)


def on_unclaimed_loaded(state: TerminalState, what: i.UnclaimedLoaded) -> Step:
    page = state.behind if state.locked else state.page
    if not isinstance(page, UnclaimedPage) or what.which is not page.which:
        return Step(state)
    loaded = replace(page, bags=what.bags, more=what.more, highlighted=0)
    return Step(replace(state, behind=loaded) if state.locked else replace(state, page=loaded))


def _moved(state: TerminalState, page: UnclaimedPage, by: int) -> Step:
    last = len(page.bags or ()) - 1
    place = max(0, min(page.highlighted + by, last))
    return Step(replace(state, page=replace(page, highlighted=place, chosen=None)))


def _choose(state: TerminalState, page: UnclaimedPage, key: str) -> Step:
    bags = page.bags or ()
    marked = bags[page.highlighted : page.highlighted + 1]
    wanted = tuple(bag for bag in bags if str(bag.fill.key) == key) if key else marked
    if not wanted:
        return Step(state)  # the list changed as it was pressed
    bag = wanted[0]
    chosen = replace(page, chosen=bag.fill.key, highlighted=bags.index(bag))
    shown = replace(state, page=chosen, said=None)
    return Step(shown, (f.PatientViewed(bag.fill.patient.id),))


def _called(state: TerminalState, page: UnclaimedPage, answer: str) -> Step:
    result = next((each for each in CallResult if each.value == answer), None)
    bag = page.bag
    if result is None or bag is None:
        return Step(state)
    called = replace(bag, called=LastCall(state.at, result))
    bags = tuple(called if each is bag else each for each in page.bags or ())
    shown = replace(state, page=replace(page, bags=bags, chosen=None))
    told = say(shown, Said(Msg.CALL_RECORDED, str(bag.fill.key)))
    return replace(told, facts=(f.PickupCalled(bag.fill.key, bag.fill.patient.id, result),))
