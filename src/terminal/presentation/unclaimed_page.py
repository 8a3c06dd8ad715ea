"""The work lists of bags that nobody picked up, and the call about one of them."""

from datetime import datetime
from typing import Final

from terminal.app.dates import day_of_this_year
from terminal.app.inputs import Do, Intent
from terminal.app.state import TerminalState, UnclaimedPage
from terminal.app.stops import not_sold_now
from terminal.domain.refusal import Why
from terminal.domain.return_to_stock import window_of
from terminal.domain.unclaimed import CallResult, Unclaimed, UnclaimedList
from terminal.presentation.actions import press
from terminal.presentation.stops import ends_badge, kept_apart
from terminal.presentation.text import ago, counted, days, list_name, tr
from terminal.presentation.ticket import as_of
from terminal.presentation.views import (
    Action,
    Badge,
    Emphasis,
    Figure,
    Notice,
    Row,
    Tone,
    WorkListView,
)

_LISTS: Final = {
    UnclaimedList.ALL: "All",
    UnclaimedList.TWO_DAYS: "48 to 72 hours",
    UnclaimedList.WEEK: "7 days",
    UnclaimedList.TEN_DAYS: "10 days",
    UnclaimedList.FORTNIGHT: "14 days",
    UnclaimedList.RETURNS: "Back to stock",
    UnclaimedList.NO_BIN: "No bin",
}
_CALLS: Final = {
    CallResult.WILL_COME: "Will come",
    CallResult.MESSAGE_LEFT: "Message left",
    CallResult.NO_ANSWER: "No answer",
    CallResult.WRONG_NUMBER: "Wrong number",
    CallResult.NOT_WANTED: "Not wanted",
}


def unclaimed_view(state: TerminalState, page: UnclaimedPage) -> WorkListView:
    bags = page.bags or ()
    return WorkListView(
        _title(page),
        _lists(page),
        tuple(_row(state, page, bag, place) for place, bag in enumerate(bags)),
        _empty(page),
        _figures(state),
        tr("Choose a bag") if page.bag is None else list_name(page.bag.fill.patient),
        _explain(page),
        () if page.bag is None else _details(state, page.bag),
        "" if page.bag is None else tr("What came of the call?"),
        () if page.bag is None else _calls(),
        _notices(page),
        _buttons(page),
    )


def _title(page: UnclaimedPage) -> str:
    if page.bags is None:
        return tr("Bags nobody picked up · reading …")
    count = len(page.bags)
    shown = counted(count, "1 bag", "{n} bags")
    return tr("Bags nobody picked up · {shown}", shown=shown)


def _lists(page: UnclaimedPage) -> tuple[Action, ...]:
    return tuple(
        press(
            Do.UNCLAIMED,
            tr(words),
            f"Alt+{n}",
            which.value,
            emphasis=Emphasis.CHOSEN if which is page.which else Emphasis.PLAIN,
        )
        for n, (which, words) in enumerate(_LISTS.items(), 1)
    )


def _empty(page: UnclaimedPage) -> str:
    return "" if page.bags is None or page.bags else tr("Nothing waits on this list.")


def _row(state: TerminalState, page: UnclaimedPage, bag: Unclaimed, place: int) -> Row:
    fill = bag.fill
    parts = (
        tr("bin {bin}", bin=fill.bin or "–"),
        _age(state, fill.ready_since),
        counted(fill.bags, "1 bag", "{n} bags"),
        *kept_apart((fill,)),
        *_called(state, bag),
    )
    marked = fill.key == page.chosen if page.chosen else place == page.highlighted
    return Row(
        str(fill.key),
        tr("{name} · Rx {rx}", name=list_name(fill.patient), rx=fill.key.rx),
        " · ".join(parts),
        _badges(state, bag),
        selected=marked,
        choose=Intent(Do.CHOOSE_BAG, str(fill.key)),
    )


def _age(state: TerminalState, since: datetime | None) -> str:
    if since is None:
        return tr("age not told")
    return ago((state.at - since).total_seconds())


def _called(state: TerminalState, bag: Unclaimed) -> tuple[str, ...]:
    if bag.called is None:
        return ()
    return (tr("{result}, {at}", result=_call_words(bag), at=as_of(bag.called.at, state)),)


def _call_words(bag: Unclaimed) -> str:
    assert bag.called is not None
    return tr(_CALLS[bag.called.result]).lower()


def _badges(state: TerminalState, bag: Unclaimed) -> tuple[Badge, ...]:
    refusal = not_sold_now(state, bag.fill)
    if refusal is not None and refusal.why is Why.RETURN_TO_STOCK:
        return (Badge(tr("days over"), Tone.DANGER),)
    return ends_badge(state, bag.fill)


def _figures(state: TerminalState) -> tuple[Figure, ...]:
    last = state.phms.last_good
    if last is None:
        return ()
    age = ago((state.at - last).total_seconds())
    return (Figure(tr("PhMS read"), tr("{age} ago", age=age)),)


def _explain(page: UnclaimedPage) -> str:
    if page.bag is None:
        return tr("Its telephone is shown then; that is recorded.")
    return tr("Say that something is ready, and no more than that.")


def _details(state: TerminalState, bag: Unclaimed) -> tuple[Figure, ...]:
    fill = bag.fill
    window = window_of(fill, state.policy.rules, state.day)
    figures = [
        Figure(tr("Telephone"), _phone(bag.phone)),
        Figure(tr("Bin"), fill.bin or "–"),
        Figure(tr("Rx"), str(fill.key)),
        Figure(tr("Waits for"), _age(state, fill.ready_since)),
    ]
    if window is not None:
        left = (window.last_day - state.day).days
        words = day_of_this_year(window.last_day)
        over = tr("over since {day}", day=words)
        near = tr("{day}, in {days}", day=words, days=days(left)) if left else tr("today")
        figures.append(Figure(tr("Last day for the payer"), over if left < 0 else near))
    if bag.called is not None:
        figures.append(Figure(tr("Last call"), _called(state, bag)[0]))
    return tuple(figures)


def _phone(digits: str) -> str:
    if len(digits) == 10:
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return digits or tr("not told")


def _calls() -> tuple[Action, ...]:
    return tuple(
        press(Do.ANSWER, tr(words), f"Ctrl+{n}", result.value)
        for n, (result, words) in enumerate(_CALLS.items(), 1)
    )


def _notices(page: UnclaimedPage) -> tuple[Notice, ...]:
    if not page.more:
        return ()
    words = tr("The longest waiting are shown. Choose a list by age for others.")
    if page.which is UnclaimedList.RETURNS:
        words = tr("Those that go back first are shown. Put them back, then read the list again.")
    return (Notice(tr("There are more bags."), words, Tone.INFO),)


def _buttons(page: UnclaimedPage) -> tuple[Action, ...]:
    if page.bag is not None or not page.bags:
        return ()
    return (press(Do.CHOOSE_BAG, tr("Call about this one"), "Enter", emphasis=Emphasis.FILLED),)
