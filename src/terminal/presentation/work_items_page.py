"""What waits for a person: what happened, what to do about it, and the ways out."""

from types import MappingProxyType
from typing import Final

from terminal.app.inputs import Do, Intent
from terminal.app.state import Compared, TerminalState, WorkItemsPage
from terminal.app.step_work_items import may_settle
from terminal.domain import work_item as w
from terminal.domain.dispute import Hindrance, Part, changes, hindrance
from terminal.domain.work_item import Settlement, WorkItem
from terminal.presentation.actions import press
from terminal.presentation.text import ago, tr
from terminal.presentation.ticket import as_of
from terminal.presentation.views import (
    Action,
    Badge,
    Emphasis,
    Field,
    Figure,
    Notice,
    Row,
    Tone,
    WorkListView,
)

KINDS: Final = MappingProxyType(
    {
        w.SECOND_PICKUP: (
            "Asked for a second time",
            "Count the drug and ask who has it. If it went out twice, give the second copay back.",
        ),
        w.OVERSPENT: (
            "House account over its limit",
            "Speak with the payer, take a payment on account, or raise the limit.",
        ),
        w.PSE_DURESS: (
            "Pseudoephedrine sold under duress",
            "The exchange had said stop. Report it as the state asks.",
        ),
        w.PSE_EXCHANGE: (
            "The exchange refused a logged sale",
            "The goods are gone. Correct the entry with the exchange, or report the sale to it.",
        ),
        w.RECEIPT_NOT_SENT: (
            "A receipt could not be sent",
            "See that the address was right; print a copy if the customer is here.",
        ),
        w.RECEIPT_UNKNOWN: (
            "Nobody knows whether a receipt arrived",
            "Ask the customer before it goes again: it may have arrived.",
        ),
        w.PSE_RETURN: (
            "Part of a logged sale came back",
            "The exchange takes whole sales back alone: correct the quantity with it.",
        ),
        "fill_changed_after_sale": (
            "Fill changed after it was handed out",
            "Compare it with what went out. If drug or patient differ, call the patient at once.",
        ),
        "dispensed_on_reversed_claim": (
            "Handed out, but its claim is reversed",
            "Bill the claim anew in the PhMS, or ask the patient for the drug's price.",
        ),
        "dispensed_while_on_hold": (
            "Handed out while it was on hold",
            "Read in the PhMS why it was held, and speak with the patient.",
        ),
        "fill_missing_at_phms": (
            "The PhMS does not know this fill",
            "Look for its number there. It may have been renumbered or deleted.",
        ),
        "pickup_unconfirmed": (
            "Nobody knows whether the PhMS has this pickup",
            "Look it up in the PhMS. Mark it there if it is not, or send it again.",
        ),
        "refused_by_phms": (
            "The PhMS refused this pickup",
            "Mend in the PhMS what it says, then send the pickup again.",
        ),
        "unreadable_fill": (
            "A fill of the PhMS cannot be read",
            "Correct it in the PhMS. Until then this lane does not know it.",
        ),
    }
)
"""Title and advice of each kind."""
RENEW: Final = "rxlane key phms"
OTHER: Final = ("Something to look at", "Read what it says, and settle it where it began.")
_WAYS: Final = MappingProxyType(
    {
        Settlement.SENT_AGAIN: "Send it again",
        Settlement.SENT_AS_NOW: "Send it as the fill is now",
        Settlement.DONE_IN_PHMS: "Done in the PhMS",
        Settlement.PUT_RIGHT: "Put right here",
        Settlement.IN_ORDER: "In order as it is",
    }
)


def work_items_view(state: TerminalState, page: WorkItemsPage) -> WorkListView:
    items = page.items or ()
    item = page.item
    return WorkListView(
        _title(page),
        (),
        tuple(_row(state, page, each, place) for place, each in enumerate(items)),
        tr("Nothing waits for you.") if page.items == () else "",
        (),
        tr("Choose what you settle") if item is None else tr(_words(item)[0]),
        "" if item is None else tr(_words(item)[1]),
        () if item is None else (*_details(state, item), *_compared(page)),
        "" if item is None else tr("How is it settled?"),
        () if item is None else _ways(state, page, item),
        _notices(state, page),
        _buttons(state, page),
        "" if item is None else tr("What was found, what was done"),
        None
        if item is None
        else Field("note", tr("No patient's name"), page.typed, state.revision),
    )


def _note(state: TerminalState, page: WorkItemsPage) -> Field:
    return Field("note", tr("No patient's name"), page.typed, state.revision)


def items_key() -> Action:
    return press(Do.WORK_ITEMS, tr("What waits for a person"), "Ctrl+Shift+W")


def _words(item: WorkItem) -> tuple[str, str]:
    return KINDS.get(item.kind, OTHER)


def _title(page: WorkItemsPage) -> str:
    if page.items is None:
        return tr("To settle · reading …")
    return tr("To settle · {n}", n=len(page.items))


def _row(state: TerminalState, page: WorkItemsPage, item: WorkItem, place: int) -> Row:
    marked = item.id == page.chosen if page.chosen else place == page.highlighted
    age = ago((state.at - item.opened_at).total_seconds())
    badges = (Badge(tr("pharmacist"), Tone.ATTENTION),) if item.of_health else ()
    return Row(
        item.id,
        tr(_words(item)[0]),
        tr("{subject} · {age}", subject=item.subject, age=age),
        badges,
        selected=marked,
        choose=Intent(Do.CHOOSE_ITEM, item.id),
    )


def _details(state: TerminalState, item: WorkItem) -> tuple[Figure, ...]:
    happened = Figure(tr("What happened"), item.detail)
    if Settlement.SENT_AS_NOW in item.ways_out:
        return (happened,)  # the row beside says the rest: what differs needs the room
    cells = (
        Figure(tr("About"), item.subject),
        happened,
        Figure(tr("Since"), as_of(item.opened_at, state)),
        Figure(tr("Its message"), tr("is stopped until you say") if item.stopped else ""),
    )
    return tuple(each for each in cells if each.amount)


def _compared(page: WorkItemsPage) -> tuple[Figure, ...]:
    """What the fill is now against what went out."""
    if page.dispute is None or page.now is None:
        return ()
    return tuple(
        Figure(
            tr(_PARTS[each.part]),
            tr("{was} → {now}", was=each.was or "–", now=each.now or "–")
            if each.was or each.now
            else tr("another one now"),
        )
        for each in changes(page.dispute, page.now)
    )


_PARTS: Final = {
    Part.VERSION: "Version in the PhMS",
    Part.COPAY: "Copay",
    Part.QUANTITY: "Quantity",
    Part.DRUG: "Drug",
    Part.PATIENT: "Patient",
    Part.STATUS: "Status in the PhMS",
}
_HINDERED: Final = {
    Hindrance.MISSING: "The PhMS has no such fill any more: enter it by hand there.",
    Hindrance.ANOTHER_RECORD: "It was entered anew in the PhMS: enter the pickup by hand there.",
    Hindrance.SOLD_ELSEWHERE: "The PhMS has it as sold already: look there by whom.",
    Hindrance.NOT_READY: "It is not ready in the PhMS: mend it there, then choose this again.",
    Hindrance.NOTHING_TO_COMPARE: "What was sold is kept no more: enter it by hand in the PhMS.",
    Hindrance.ANOTHER_MEDICINE: "Drug, quantity or patient differ: mend it in the PhMS and choose"
    " this again, or enter it by hand there.",
}


def _not_as_now(page: WorkItemsPage) -> str:
    """Why it is not sent for the fill as it is now; empty when it may be."""
    if page.dispute is None or page.compared is Compared.NOT_YET:
        return tr("The PhMS is asked: one moment")
    if page.compared is Compared.UNREACHED:
        return tr("The PhMS does not answer: Esc, and choose it again")
    hindered = hindrance(page.dispute, page.now)
    return "" if hindered is None else tr(_HINDERED[hindered])


def _ways(state: TerminalState, page: WorkItemsPage, item: WorkItem) -> tuple[Action, ...]:
    barred = "" if may_settle(state, item) else tr("A pharmacist settles this.")

    def unless(how: Settlement) -> str:
        return barred or (_not_as_now(page) if how is Settlement.SENT_AS_NOW else "")

    return tuple(
        press(Do.ANSWER, tr(_WAYS[how]), f"Ctrl+{n}", how.value, unless=unless(how))
        for n, how in enumerate(item.ways_out, 1)
    )


def _notices(state: TerminalState, page: WorkItemsPage) -> tuple[Notice, ...]:
    notices = []
    if state.phms.held:
        words = tr("Nothing goes to it. Renew its key with {command} and start again.")
        title = tr("The PhMS does not let this lane in.")
        notices.append(Notice(title, words.format(command=RENEW), Tone.DANGER))
    if page.item is not None and not may_settle(state, page.item):
        notices.append(Notice(tr("A pharmacist settles this."), "", Tone.INFO))
    if page.item is not None and Settlement.SENT_AS_NOW in page.item.ways_out:
        notices.append(_comparison(page))
    if page.more:
        words = tr("The longest waiting are shown; the others follow as these are settled.")
        notices.append(Notice(tr("There are more."), words, Tone.INFO))
    return tuple(notices)


def _comparison(page: WorkItemsPage) -> Notice:
    why = _not_as_now(page)
    if why:
        waits = page.compared is Compared.NOT_YET
        return Notice(tr("Not as the fill is now"), why, Tone.INFO if waits else Tone.ATTENTION)
    title = tr("Same record, drug, quantity and patient.")
    return Notice(title, "", Tone.GOOD)


def _buttons(state: TerminalState, page: WorkItemsPage) -> tuple[Action, ...]:
    held = (press(Do.RELEASE_PHMS, tr("Send what is held"), "Ctrl+R"),) if state.phms.held else ()
    if page.item is not None or not page.items:
        return held
    settle = press(Do.CHOOSE_ITEM, tr("Settle this one"), "Enter", emphasis=Emphasis.FILLED)
    return (settle, *held)
