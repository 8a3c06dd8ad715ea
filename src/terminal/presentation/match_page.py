"""The three sides of a close beside one another: each difference with what settles it."""

from typing import Final

from terminal.app.inputs import Do, Intent
from terminal.app.state import TerminalState
from terminal.app.step_match import found_on, looked_at, may_explain
from terminal.app.till_page import TillMode, TillPage
from terminal.domain.three_way import CloseSheet, Difference, Side, Way, ways_of
from terminal.presentation.actions import press
from terminal.presentation.text import counted, tr
from terminal.presentation.views import Action, Figure, Row

_SETTLES: Final = {
    Side.BATCH_AMOUNT: (
        "Card batch {about} does not agree",
        "Compare its report with the card payments of these days, call the processor, say why.",
    ),
    Side.BATCH_SILENT: (
        "Card batch {about} was closed without totals",
        "Print the terminal's report and compare it with the amount here. Then say what it was.",
    ),
    Side.BATCH_OPEN: (
        "{n} card payments are in no closed batch",
        "A manager closes it: Ctrl+E on the tickets, the card terminal, Ctrl+B.",
    ),
    Side.PHMS_WAITING: (
        "{n} messages wait for the pharmacy system",
        "They go by themselves when it answers.",
    ),
    Side.PHMS_STOPPED: (
        "{n} messages do not go by themselves",
        "Call whoever looks after the counter; what was sold stands either way.",
    ),
    Side.PHMS_CONFLICT: (
        "The pharmacy system disagrees: {about}",
        "Ctrl+Shift+W, To settle: a person looks at it there. Call the pharmacist.",
    ),
    Side.SOLD_THERE: (
        "{about} sold in the PhMS, not here",
        "Look for its bag. Make it ready there and sell it here, or say how it left.",
    ),
    Side.NOT_SOLD_THERE: (
        "{about} picked up here, not sold in the PhMS",
        "Somebody made it ready again there. Put it right in the pharmacy system, or say why.",
    ),
}
_ONE: Final = {
    Side.BATCH_OPEN: "1 card payment is in no closed batch",
    Side.PHMS_WAITING: "1 message waits for the pharmacy system",
    Side.PHMS_STOPPED: "1 message does not go by itself",
}
_STOPPED_FILL: Final = (
    "{about} picked up here, not taken by the PhMS",
    "Mend what it says and send it again, or enter the pickup there and say so.",
)
_WAYS: Final = {
    Way.CLOSE_BATCH: "To the card terminal",
    Way.SEND_NOW: "Try it now",
    Way.SEND_AGAIN: "Send it again",
    Way.ENTERED: "It is entered there",
    Way.EXPLAIN: "Say what it was",
}
_REASONS: Final = {
    Side.BATCH_AMOUNT: ("Put right with the processor", "A payment by hand at the terminal"),
    Side.BATCH_SILENT: ("Compared with the terminal's report",),
    Side.PHMS_STOPPED: ("Entered in the pharmacy system by hand",),
    Side.SOLD_THERE: (
        "Delivered or mailed",
        "Sold at another counter",
        "Marked sold by mistake, put right there",
    ),
    Side.NOT_SOLD_THERE: ("Put right in the pharmacy system", "Brought back, returned to stock"),
}


def explanation(page: TillPage) -> str:
    if page.check is None:
        return tr("Reading …")
    if found_on(page):
        return tr("Each of these has its own way out. A close asks for a reason over them.")
    return tr("What was sold here, what the pharmacy system knows and the batch agree.")


def difference_rows(page: TillPage) -> tuple[Row, ...]:
    found = found_on(page)
    marked = min(page.highlighted, len(found) - 1)
    return tuple(
        Row(
            f"difference-{place}",
            title_of(each),
            each.detail,
            (),
            str(each.amount) if each.amount else "",
            selected=place == marked,
            choose=Intent(Do.CHOOSE_DIFFERENCE, str(place)),
        )
        for place, each in enumerate(found)
    )


def title_of(each: Difference) -> str:
    words = _words(each)[0]
    one = words if each.about else _ONE.get(each.side, words)
    return counted(each.count, one, words, about=each.about)


def way_out(page: TillPage) -> tuple[str, ...]:
    """What the one that is looked at is, and what settles it."""
    chosen = looked_at(page)
    return () if chosen is None else (title_of(chosen), tr(_words(chosen)[1]))


def _words(each: Difference) -> tuple[str, str]:
    if each.side is Side.PHMS_STOPPED and each.about:
        return _STOPPED_FILL
    return _SETTLES[each.side]


def way_keys(state: TerminalState, page: TillPage) -> tuple[Action, ...]:
    chosen = looked_at(page)
    if chosen is None or page.mode is not TillMode.MATCH:
        return ()
    return tuple(
        press(
            Do.SETTLE_DIFFERENCE,
            tr(_WAYS[way]),
            f"Ctrl+{number}",
            way.value,
            unless=""
            if may_explain(state) or not way.asks_why
            else tr("A pharmacist or a manager says that"),
        )
        for number, way in enumerate(ways_of(chosen), 1)
    )


def reason_keys(page: TillPage) -> tuple[Action, ...]:
    chosen = looked_at(page)
    reasons = () if chosen is None else _REASONS.get(chosen.side, ())
    return tuple(
        press(Do.ANSWER, tr(words), f"Ctrl+{number}", words)
        for number, words in enumerate(reasons, 1)
    )


def sides_of(sheet: CloseSheet) -> tuple[Figure, ...]:
    figures = [
        Figure(tr("Prescriptions handed over here"), str(sheet.handed_over)),
        Figure(tr("On the way to the pharmacy system"), str(sheet.waiting)),
        Figure(
            tr("Cards since the last batch: {n}", n=sheet.since_batch.count),
            str(sheet.since_batch.amount),
        ),
    ]
    batch = sheet.last_batch
    if batch is not None:
        there = tr("not told") if batch.there is None else str(batch.there.amount)
        figures.append(Figure(tr("Batch {n}, sold here", n=batch.batch), str(batch.here.amount)))
        figures.append(Figure(tr("Batch {n}, at the terminal", n=batch.batch), there))
    return tuple(figures)
