"""The page of the till: what can be done, the table that is counted, the reports.

Rules that hold here: on a page of counting every word and colour is the same whatever should be in
the drawer; over and short is for who oversees tills.
"""

from collections.abc import Iterable
from typing import Final

from terminal.app.dates import clock, day_of, day_of_this_year
from terminal.app.inputs import Do, Intent
from terminal.app.state import TerminalState
from terminal.app.step_match import found_on
from terminal.app.step_till import FIELD, oversees
from terminal.app.step_till_print import DEPOSIT, X, Z, around, closed_shown, slip_of
from terminal.app.till_page import COUNTING, TillMode, TillPage
from terminal.app.till_report import pieces_lines, variance_label
from terminal.app.till_watch import left_open
from terminal.domain.cash_count import DENOMINATIONS, SMALLEST_NOTE, amount_of
from terminal.domain.money import ZERO, Money
from terminal.domain.till import ClosedTill, Till, by_person
from terminal.presentation.actions import press
from terminal.presentation.match_page import (
    difference_rows,
    explanation,
    reason_keys,
    sides_of,
    way_keys,
    way_out,
)
from terminal.presentation.text import tr
from terminal.presentation.views import (
    Action,
    Badge,
    Emphasis,
    Field,
    Figure,
    Notice,
    Row,
    StatusItem,
    TillView,
    Tone,
)

_ASKS: Final = {
    TillMode.OPEN: ("Count the float", "What is in the drawer before the first sale?"),
    TillMode.COUNT: ("Count the drawer", "The till goes on; the count is written down."),
    TillMode.CLOSE: ("Count the drawer and close", "Count what is there, all of it."),
    TillMode.TAKE_COUNT: ("Count before you take it over", "You answer for what you count."),
    TillMode.PAID_IN: ("Paid in", "Cash that goes into the drawer without a sale."),
    TillMode.PAID_OUT: ("Paid out", "Cash that leaves the drawer without a sale."),
    TillMode.DROP: ("Into the safe", "Cash that is too much for the drawer."),
    TillMode.WHY: ("Why is it closed all the same?", "It is recorded with the Z."),
    TillMode.CLOCK: (
        "Is the clock right now?",
        "If it is wrong, set the computer's clock; this page goes on by itself then.",
    ),
}
_CONFIRM: Final = {
    TillMode.OPEN: "Open the till with this",
    TillMode.COUNT: "This is counted",
    TillMode.CLOSE: "This is counted: close",
    TillMode.TAKE_COUNT: "This is counted: take it over",
    TillMode.WHY: "Close with this reason",
    TillMode.CLOCK: "The clock is right",
}
_REASONS: Final = {
    TillMode.PAID_IN: ("Change from the bank", "Change from the safe", "Found"),
    TillMode.PAID_OUT: ("Postage", "Supplies", "Delivery"),
}


_KEYS: Final = (*(f"Ctrl+{n}" for n in range(1, 9)), "Ctrl+0")
"""Ctrl+9 is the clock's."""


def till_key() -> Action:
    return press(Do.TILL, tr("Till: open, count, close"), "Ctrl+J")


def till_items(state: TerminalState) -> tuple[StatusItem, ...]:
    """For the status strip, while there is something to do about the till."""
    if state.clock_back is not None and state.till.open is not None:
        return (StatusItem(tr("Clock went back"), Tone.ATTENTION),)
    if state.till.open is None:
        missing = state.settings.till_required and not state.locked
        return (StatusItem(tr("No till open"), Tone.ATTENTION),) if missing else ()
    if left_open(state):
        words = tr("Till open since {day}", day=day_of_this_year(state.till.open.day))
        return (StatusItem(words, Tone.ATTENTION),)
    return ()


def till_view(state: TerminalState, page: TillPage) -> TillView:
    if page.mode in COUNTING:
        return _counting(state, page)
    match page.mode:
        case TillMode.PAID_IN | TillMode.PAID_OUT | TillMode.DROP:
            return _moving(state, page)
        case TillMode.WHY | TillMode.CLOCK:
            return _reason(state, page)
        case TillMode.TAKE_OVER:
            return _taking_over(state, page)
        case TillMode.REPORT | TillMode.CLOSED | TillMode.PAST:
            return _report(state, page)
        case TillMode.HISTORY:
            return _history(state, page)
        case TillMode.MATCH | TillMode.SETTLE:
            return _match(state, page)
        case _:
            return _home(state, page)


# --- what can be done


def _home(state: TerminalState, page: TillPage) -> TillView:
    till = state.till.open
    return _view(
        title=_title(state),
        rows=_story(state),
        heading=tr("What is to be done?"),
        explain=tr("Each opening of the drawer is recorded with its reason."),
        choices=_choices(state, till),
        notices=_notices(state, page),
        buttons=(press(Do.BACK, tr("Back to sales"), "Esc", emphasis=Emphasis.FILLED),),
    )


def _choices(state: TerminalState, till: Till | None) -> tuple[Action, ...]:
    own = till is not None and till.staff == state.user_id
    whose = "" if own or oversees(state) else tr("It is another person's till")
    theirs = tr("You hold it already") if own else ""
    over = "" if oversees(state) else tr("A manager sees this")
    rows = (
        (TillMode.PAID_IN, tr("Paid in"), ""),
        (TillMode.PAID_OUT, tr("Paid out"), ""),
        (TillMode.DROP, tr("Into the safe"), ""),
        (TillMode.COUNT, tr("Count the drawer"), whose),
        (TillMode.TAKE_OVER, tr("Take it over"), theirs),
        (TillMode.REPORT, tr("X report"), whose),
        (TillMode.CLOSE, tr("Close: Z report"), whose),
        (TillMode.HISTORY, tr("Over and short"), over),
        (TillMode.MATCH, tr("Compare three ways"), ""),
    )
    return tuple(
        _go(mode, words, key, unless)
        for key, (mode, words, unless) in zip(_KEYS, rows, strict=True)
    )


def _go(mode: TillMode, words: str, key: str, unless: str = "") -> Action:
    return press(Do.TILL, words, key, mode.value, unless=unless)


def _story(state: TerminalState) -> tuple[Row, ...]:
    """Whose till it is and since when; no amount but those that a person moved by hand."""
    till = state.till.open
    if till is None:
        return ()
    names = around(state)
    opened = till.opened_at.astimezone(state.zone)
    since = tr("{day}, {at}", day=day_of_this_year(till.day), at=clock(opened))
    rows = [
        Row("holder", tr("Till of {name}", name=names.who(till.staff)), tr("Who answers for it")),
        Row("opened", tr("Open since {since}", since=since), str(till.id)),
        Row("tickets", tr("Tickets"), "", (), str(till.tickets)),
    ]
    if till.shared_with:
        before = ", ".join(names.who(each) for each in till.shared_with)
        rows.append(Row("shared", tr("Before, without a count"), before))
    return tuple(rows)


def _title(state: TerminalState) -> str:
    till = state.till.open
    return tr("Till {id}", id=till.id) if till is not None else tr("No till is open")


# --- counting


def _counting(state: TerminalState, page: TillPage) -> TillView:
    ask, explain = _ASKS[page.mode]
    worth = DENOMINATIONS[page.highlighted]
    notes = [each for each in DENOMINATIONS if each >= SMALLEST_NOTE]
    coins = [each for each in DENOMINATIONS if each < SMALLEST_NOTE]
    history = page.mode is TillMode.OPEN and oversees(state)
    return _view(
        title=tr("Notes and coins"),
        rows=tuple(_pieces(page, each) for each in notes),
        more_rows=tuple(_pieces(page, each) for each in coins),
        total=Figure(tr("Counted"), str(amount_of(page.counted))),
        heading=_title(state),
        ask=tr(ask),
        explain=tr(explain),
        field_title=tr("How many of {worth}? Or what they are worth, with cents", worth=worth),
        field=_field(page, state),
        choices=(_go(TillMode.HISTORY, tr("Over and short"), "Ctrl+8"),) if history else (),
        notices=_notices(state, page),
        buttons=(
            press(Do.TILL_DRAWER, tr("Open the drawer"), "F2"),
            press(Do.TILL_DONE, tr(_CONFIRM[page.mode]), "F9", emphasis=Emphasis.FILLED),
        ),
    )


def _pieces(page: TillPage, worth: Money) -> Row:
    found = next((each for each in page.counted if each.worth == worth), None)
    return Row(
        f"piece-{worth.cents}",
        str(worth),
        "",
        () if found is None else (Badge(tr("x {n}", n=found.many)),),
        "" if found is None else str(found.amount),
        selected=DENOMINATIONS[page.highlighted] == worth,
        choose=Intent(Do.CHOOSE_PIECES, str(worth.cents)),
    )


def _field(page: TillPage, state: TerminalState, placeholder: str = "") -> Field:
    return Field(FIELD, placeholder, page.typed, state.revision, most=120)


# --- cash without a ticket, reasons


def _moving(state: TerminalState, page: TillPage) -> TillView:
    ask, explain = _ASKS[page.mode]
    asks_amount = page.amount is None
    drop = page.mode is TillMode.DROP
    what = tr("Number of the bag, if it has one") if drop else tr("What is it for?")
    reasons = () if asks_amount else _REASONS.get(page.mode, ())
    return _view(
        title=_title(state),
        rows=_story(state),
        total=None if page.amount is None else Figure(tr(ask), str(page.amount)),
        heading=_title(state),
        ask=tr(ask),
        explain=tr(explain),
        choices_title=tr("Reason") if reasons else "",
        choices=tuple(
            press(Do.ANSWER, tr(words), f"Ctrl+{n}", words) for n, words in enumerate(reasons, 1)
        ),
        field_title=tr("Amount") if asks_amount else what,
        field=_field(page, state, "0.00" if asks_amount else ""),
        notices=_notices(state, page),
        buttons=(
            press(
                Do.TILL_DONE,
                tr("Next") if asks_amount else tr("Done: open the drawer"),
                "F9",
                emphasis=Emphasis.FILLED,
            ),
        ),
    )


def _reason(state: TerminalState, page: TillPage) -> TillView:
    ask, explain = _ASKS[page.mode]
    words = page.unsettled
    if page.mode is TillMode.CLOCK and state.clock_back is not None:
        before = state.clock_back.astimezone(state.zone)
        now = state.at.astimezone(state.zone)
        words = (
            tr("before: {day}, {at}", day=day_of(before.date()), at=clock(before)),
            tr("now: {day}, {at}", day=day_of(now.date()), at=clock(now)),
        )
    return _view(
        title=_title(state),
        rows=_story(state),
        total=Figure(tr("Counted"), str(amount_of(page.counted))) if page.counted else None,
        heading=tr("Still open") if page.unsettled else tr("The computer's clock went back"),
        ask=tr(ask),
        explain=tr(explain),
        words=words,
        choices=(_go(TillMode.MATCH, tr("Compare three ways"), "Ctrl+0"),)
        if page.mode is TillMode.WHY
        else (),
        field_title=tr("Reason"),
        field=_field(page, state),
        buttons=(press(Do.TILL_DONE, tr(_CONFIRM[page.mode]), "F9", emphasis=Emphasis.FILLED),),
    )


def _taking_over(state: TerminalState, page: TillPage) -> TillView:
    return _view(
        title=_title(state),
        rows=_story(state),
        heading=_title(state),
        ask=tr("Take the till over"),
        explain=tr(
            "With a count, what is over or short until now is the other person's. Without one"
            " nobody can tell later whose it was."
        ),
        choices=(
            _go(TillMode.TAKE_COUNT, tr("Count first"), "Ctrl+1"),
            _go(TillMode.TAKE_OVER, tr("Without a count"), "Ctrl+2"),
        ),
        notices=_notices(state, page),
    )


# --- reports


def _report(state: TerminalState, page: TillPage) -> TillView:
    which = X if page.mode is TillMode.REPORT else Z
    slip = slip_of(state, page, which)
    over = closed_shown(state, page)
    lines = () if slip is None else slip.lines
    rows = tuple(
        Row(f"line-{n}", each.label, "", (), each.amount) for n, each in enumerate(lines, 1)
    )
    printing = [
        press(Do.TILL_PRINT, tr("Print"), "Ctrl+1", which),
        press(Do.TILL_WRITE, tr("As PDF"), "Ctrl+2", which, unless=_busy(page)),
    ]
    if over is not None:
        printing += [
            press(Do.TILL_PRINT, tr("Print the deposit slip"), "Ctrl+3", DEPOSIT),
            press(Do.TILL_WRITE, tr("Deposit slip as PDF"), "Ctrl+4", DEPOSIT, unless=_busy(page)),
        ]
    return _view(
        title="" if slip is None else tr(slip.title),
        rows=rows,
        heading=tr("Deposit") if over is not None else _title(state),
        ask="" if over is None else str(amount_of(over.closed.deposit)),
        explain=_explain(state, over),
        figures=() if over is None else _deposit(over),
        choices=tuple(printing),
        notices=(*_written(page), *_notices(state, page)),
        buttons=(press(Do.BACK, tr("Done"), "Esc", emphasis=Emphasis.FILLED),),
    )


def _explain(state: TerminalState, over: ClosedTill | None) -> str:
    if over is None:
        return tr("Nothing is reset.") if oversees(state) else tr("Cash is told after the count.")
    stays = over.closed.stays
    return tr("{stays} stays in the drawer for the next opening.", stays=stays)


def _deposit(over: ClosedTill) -> tuple[Figure, ...]:
    return tuple(Figure(each.label, each.amount) for each in pieces_lines(over.closed.deposit))


def _busy(page: TillPage) -> str:
    return tr("It is being written") if page.writing else ""


def _written(page: TillPage) -> tuple[Notice, ...]:
    if page.trouble:
        return (Notice(tr("The file was not written"), page.trouble, Tone.ATTENTION),)
    if page.written:
        return (Notice(tr("Written"), page.written, Tone.GOOD),)
    return ()


def _history(state: TerminalState, page: TillPage) -> TillView:
    tills = page.history or ()
    people = by_person(page.counts)
    names = around(state)
    reading = page.history is None
    return _view(
        title=tr("Closed tills · reading …") if reading else tr("Closed tills, newest first"),
        rows=tuple(
            _past_row(state, each, selected=place == page.highlighted)
            for place, each in enumerate(tills)
        ),
        heading=tr("Over and short, by person"),
        explain=tr("Of these tills, at each close and each take-over with a count.")
        if tills
        else tr("No till was closed yet."),
        figures=tuple(
            Figure(
                tr("{name}, counts: {n}", name=names.who(each.staff), n=each.counts),
                tr("over {over}, short {short}", over=each.over, short=-each.short),
            )
            for each in people
        ),
        buttons=(
            press(
                Do.CHOOSE_TILL,
                tr("Look at this one"),
                "Enter",
                unless="" if tills else tr("There is none"),
                emphasis=Emphasis.FILLED,
            ),
        ),
    )


def _past_row(state: TerminalState, each: ClosedTill, *, selected: bool) -> Row:
    variance = each.variance
    label = tr(variance_label(variance))
    words = label if variance == ZERO else f"{label} {abs_of(variance)}"
    closed = each.closed_at.astimezone(state.zone)
    return Row(
        f"till-{each.till.number}",
        tr("Z {n} · {day}", n=each.till.number, day=day_of(each.till.day)),
        tr(
            "{name} · closed {closed}, {at}",
            name=around(state).who(each.closed.staff),
            closed=day_of_this_year(closed.date()),
            at=clock(closed),
        ),
        (Badge(words, Tone.GOOD if variance == ZERO else Tone.ATTENTION),),
        str(each.closed.amount),
        selected=selected,
        choose=Intent(Do.CHOOSE_TILL, str(each.till.number)),
    )


def abs_of(amount: Money) -> Money:
    return -amount if amount < ZERO else amount


# --- the three sides


def _match(state: TerminalState, page: TillPage) -> TillView:
    sheet, settling = page.check, page.mode is TillMode.SETTLE
    reasons = reason_keys(page) if settling else ()
    differ = tr("Differences: {n}", n=len(found_on(page))) if sheet is not None else ""
    return _view(
        title=tr("Till, pharmacy system, card batch"),
        rows=difference_rows(page),
        heading=_title(state),
        ask=tr("What was it?") if settling else differ,
        explain=tr("It is recorded with your name.") if settling else explanation(page),
        figures=() if sheet is None or settling else sides_of(sheet),
        words=way_out(page),
        choices_title=tr("Reason") if reasons else "",
        choices=reasons or way_keys(state, page),
        field_title=tr("Reason") if settling else "",
        field=_field(page, state) if settling else None,
        notices=_notices(state, page),
        buttons=(
            press(Do.TILL_DONE, tr("Settled with this reason"), "F9", emphasis=Emphasis.FILLED)
            if settling
            else press(
                Do.BACK,
                tr("Back to the close") if page.counted else tr("Done"),
                "Esc",
                emphasis=Emphasis.FILLED,
            ),
        ),
    )


# --- what has to be said on whatever of its pages


def _notices(state: TerminalState, page: TillPage) -> tuple[Notice, ...]:
    found = []
    if state.clock_back is not None and page.mode is not TillMode.CLOCK:
        found.append(_clock_notice(state))
    till = state.till.open
    if till is not None and left_open(state) and page.mode is TillMode.HOME:
        found.append(_left_open_notice(till))
    if page.mode is TillMode.OPEN and state.settings.till_required:
        words = tr("Esc goes to the tickets; payment waits until a till is open.")
        found.append(Notice(tr("Nothing is paid without a till"), words, Tone.INFO))
    return tuple(found)


def _clock_notice(state: TerminalState) -> Notice:
    assert state.clock_back is not None
    before = state.clock_back.astimezone(state.zone)
    words = tr(
        "It was {day}, {at} here before. Set it right, and this goes away. If it is right now,"
        " say why.",
        day=day_of(before.date()),
        at=clock(before),
    )
    action = _go(TillMode.CLOCK, tr("It is right now"), "Ctrl+9")
    return Notice(tr("The computer's clock went back"), words, Tone.ATTENTION, (action,))


def _left_open_notice(till: Till) -> Notice:
    return Notice(
        tr("This till was not closed on {day}", day=day_of(till.day)),
        tr(
            "Close it now (Ctrl+7), or take it over (Ctrl+5): its Z tells all days since then. A"
            " store that never shuts goes on with it."
        ),
        Tone.ATTENTION,
    )


def _view(
    *,
    title: str = "",
    rows: Iterable[Row] = (),
    more_rows: Iterable[Row] = (),
    total: Figure | None = None,
    heading: str = "",
    ask: str = "",
    explain: str = "",
    figures: tuple[Figure, ...] = (),
    words: tuple[str, ...] = (),
    choices_title: str = "",
    choices: tuple[Action, ...] = (),
    field: Field | None = None,
    field_title: str = "",
    notices: tuple[Notice, ...] = (),
    buttons: tuple[Action, ...] = (),
) -> TillView:
    return TillView(
        title,
        tuple(rows),
        tuple(more_rows),
        total,
        heading,
        ask,
        explain,
        figures,
        words,
        choices_title,
        choices,
        field,
        field_title,
        notices,
        buttons,
    )
