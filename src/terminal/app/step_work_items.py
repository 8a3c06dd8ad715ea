"""What waits for a person's word: read by who keeps the registers, settled in words.

Rules that hold here (phms-and-sync.md sections 7 and 8):

1. An item is closed by one of its ways out; what was found and done is told in words, but where
   the message is simply sent once more.
2. What may be wrong with a drug is judged by a pharmacist.
3. What was settled is recorded before it leaves the list.
4. A pickup whose fill was changed is compared with it when it is chosen, and sent for the very
   version that was compared, or not at all.
"""

from dataclasses import replace
from typing import Final, assert_never

from terminal.app import inputs as i
from terminal.app.effects import LoadDispute, LoadWorkItems, ReadFill, ReleasePhms, WakeSync
from terminal.app.inputs import Do
from terminal.app.permissions import Right, may
from terminal.app.state import (
    Compared,
    DonePage,
    Msg,
    Said,
    SalePage,
    TerminalState,
    WorkItemsPage,
)
from terminal.app.stepping import Step, refuse, say
from terminal.domain import facts as f
from terminal.domain.dispute import hindrance
from terminal.domain.refusal import Refusal, Why
from terminal.domain.work_item import Settlement, WorkItem

FEWEST_LETTERS: Final = 3


def may_settle(state: TerminalState, item: WorkItem) -> bool:
    right = Right.RELEASE_PICKUP if item.of_health else Right.READ_RECORDS
    return state.user is not None and may(state.user, right)


def open_work_items(state: TerminalState) -> Step:
    """From the ticket and from the end of a sale, for who may read registers."""
    page = state.page
    if not isinstance(page, SalePage | DonePage):
        return Step(state)
    if state.user is None or not may(state.user, Right.READ_RECORDS):
        return refuse(state, Refusal(Why.NOT_PERMITTED))
    opened = replace(state.clear_field(WorkItemsPage(page)), said=None)
    return Step(opened, (), (LoadWorkItems(),))


def on_work_items(
    state: TerminalState, page: WorkItemsPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK) if page.chosen is not None:
            back = replace(_uncompared(page), chosen=None, typed="")
            return Step(replace(state.clear_field(back), said=None))
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(page.back), said=None))
        case i.Intent(do=Do.LINE_UP | Do.LINE_DOWN):
            by = 1 if what.do is Do.LINE_DOWN else -1
            place = max(0, min(page.highlighted + by, len(page.items or ()) - 1))
            marked = replace(_uncompared(page), highlighted=place, chosen=None, typed="")
            return Step(state.clear_field(marked))
        case i.Intent(do=Do.CHOOSE_ITEM, argument=item):
            return _choose(state, page, item)
        case i.Intent(do=Do.RELEASE_PHMS) if state.phms.held:
            return say(state, Said(Msg.PHMS_RELEASED)).doing(ReleasePhms())
        case i.Intent(do=Do.ANSWER, argument=how):
            return _settle(state, page, how)
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text)))
        case i.FieldSubmitted(text=text):
            # Enter does not choose among ways out: it only takes the words.
            return Step(replace(state, page=replace(page, typed=text)))
        case i.Intent():
            return Step(state)
        case _:
            assert_never(what)


def on_work_items_loaded(state: TerminalState, what: i.WorkItemsLoaded) -> Step:
    page = state.page
    if not isinstance(page, WorkItemsPage):
        return Step(state)
    whole = replace(_uncompared(page), items=what.items, more=what.more)
    loaded = replace(whole, highlighted=0, chosen=None, typed="")
    return Step(replace(state, page=loaded))


def _choose(state: TerminalState, page: WorkItemsPage, wanted: str) -> Step:
    items = page.items or ()
    marked = items[page.highlighted : page.highlighted + 1]
    found = tuple(item for item in items if item.id == wanted) if wanted else marked
    if not found:
        return Step(state)  # the list changed as it was pressed
    chosen = replace(_uncompared(page), chosen=found[0].id, highlighted=items.index(found[0]))
    step = Step(replace(state.clear_field(replace(chosen, typed="")), said=None))
    if Settlement.SENT_AS_NOW not in found[0].ways_out:
        return step
    return step.doing(LoadDispute(found[0].message))


def _uncompared(page: WorkItemsPage) -> WorkItemsPage:
    return replace(page, dispute=None, now=None, compared=Compared.NOT_YET)


def on_dispute_loaded(state: TerminalState, what: i.DisputeLoaded) -> Step:
    """What went out is known; now the PhMS is asked what the fill is."""
    page = state.page
    if not isinstance(page, WorkItemsPage) or page.item is None or what.dispute is None:
        return Step(state)
    if page.item.message != what.message:
        return Step(state)
    known = replace(page, dispute=what.dispute)
    return Step(replace(state, page=known), (), (ReadFill(what.dispute.handed.key),))


def on_fill_compared(state: TerminalState, page: WorkItemsPage, what: i.FillRead) -> Step:
    """The cache is no answer: what is sent has to be what the PhMS has."""
    if page.dispute is None or page.dispute.handed.key != what.key:
        return Step(state)
    told = what.source is i.ReadFrom.PHMS
    compared = Compared.TOLD if told else Compared.UNREACHED
    return Step(
        replace(state, page=replace(page, now=what.fill if told else None, compared=compared))
    )


def may_send_as_now(page: WorkItemsPage) -> bool:
    compared = page.dispute is not None and page.compared is Compared.TOLD
    return compared and page.dispute is not None and hindrance(page.dispute, page.now) is None


def _settle(state: TerminalState, page: WorkItemsPage, answer: str) -> Step:
    item = page.item
    how = next((each for each in Settlement if each.value == answer), None)
    if item is None or how not in item.ways_out:
        return Step(state)
    if not may_settle(state, item):
        return refuse(state, Refusal(Why.NOT_PERMITTED))
    version = ""
    if how is Settlement.SENT_AS_NOW:
        if not may_send_as_now(page) or page.now is None:
            return Step(state)
        version = page.now.version
    note = page.typed.strip()
    if how is not Settlement.SENT_AGAIN and sum(map(str.isalpha, note)) < FEWEST_LETTERS:
        return refuse(state, Refusal(Why.NOTE_MISSING))
    items = tuple(each for each in page.items or () if each is not item)
    place = max(0, min(page.highlighted, len(items) - 1))
    left = replace(_uncompared(page), items=items, chosen=None, typed="", highlighted=place)
    told = say(state.clear_field(left), Said(Msg.ITEM_SETTLED, item.subject))
    settled = f.WorkItemSettled(item.id, item.kind, item.subject, how, note, version)
    effects = (WakeSync(), LoadWorkItems()) if page.more else (WakeSync(),)
    return replace(told, facts=(settled,)).doing(*effects)
