"""Tickets that wait at other lanes, in the list of tickets, and bringing one of them here."""

from typing import Final

from terminal.app.elsewhere import AsideElsewhere
from terminal.app.inputs import Do, Intent
from terminal.app.state import TerminalState
from terminal.app.tickets_page import TicketsPage
from terminal.domain.move import Stays
from terminal.domain.move_decider import still_to_add
from terminal.domain.sale import Sale
from terminal.presentation.actions import press
from terminal.presentation.text import counted, tr
from terminal.presentation.views import Action, Badge, Emphasis, Figure, Notice, Row, Tone
from terminal.presentation.waiting_rows import since

NAMED: Final = 3
"""Prescriptions that the notice names; the others are counted."""
_STAYS: Final = {
    Stays.PAYMENT: "Something was paid on it, or a card was asked.",
    Stays.RETURN: "Goods come back on it.",
    Stays.DEBT: "It pays an account or a gift card.",
    Stays.LOGGED: "It has goods that stand in a log or a record book.",
    Stays.PRICE: "It has goods whose price was entered by hand.",
}


def aside_row(state: TerminalState, entry: AsideElsewhere, *, marked: bool) -> Row:
    only = entry.stays is not None
    where = (
        tr("only at lane {lane}", lane=entry.lane)
        if only
        else tr("at lane {lane}", lane=entry.lane)
    )
    parts = (
        entry.name,
        entry.reason,
        since(state, entry.since),
        counted(entry.lines, "1 line", "{n} lines"),
    )
    return Row(
        entry.key,
        tr("Ticket {number}", number=_number(entry)),
        " · ".join(part for part in parts if part),
        (Badge(where, Tone.ATTENTION if only else Tone.INFO),),
        str(entry.total),
        selected=marked,
        choose=Intent(Do.CHOOSE_TICKET, entry.key),
    )


def _number(entry: AsideElsewhere) -> str:
    return f"{entry.lane}-{entry.number:06}"


def about_aside(state: TerminalState, entry: AsideElsewhere) -> tuple[str, str, tuple[Figure, ...]]:
    """Heading, sentence, figures."""
    heading = tr("Ticket {number}", number=_number(entry))
    if entry.name:
        heading = tr("{heading} · {name}", heading=heading, name=entry.name)
    figures = [Figure(tr("Total"), str(entry.total))]
    waits = since(state, entry.since)
    figures += [Figure(tr("Since"), waits)] if waits else []
    figures += [Figure(tr("Why"), entry.reason)] if entry.reason else []
    return heading, _sentence(entry), tuple(figures)


def _sentence(entry: AsideElsewhere) -> str:
    if entry.stays is not None:
        return tr(_STAYS[entry.stays])
    if not entry.here:
        return _closed(entry)
    return tr(
        "It moves here at this lane's prices. Discounts, coupons, prescriptions and every question"
        " come again."
    )


def _closed(entry: AsideElsewhere) -> str:
    return tr("Lane {lane} has to be open: it hands the ticket over.", lane=entry.lane)


def aside_buttons(
    state: TerminalState, page: TicketsPage, entry: AsideElsewhere
) -> tuple[Action, ...]:
    unless = ""
    if entry.stays is not None:
        unless = tr("It goes on at lane {lane} alone", lane=entry.lane)
    elif not entry.here:
        unless = tr("Lane {lane} has to be open", lane=entry.lane)
    elif page.asking is not None:
        unless = tr("Lane {lane} is asked", lane=page.asking.lane)
    elif state.sale is not None:
        unless = tr("A ticket is open: finish it or put it aside first")
    emphasis = Emphasis.PLAIN if unless else Emphasis.FILLED
    return (press(Do.RESUME, tr("Bring it here"), "Enter", unless=unless, emphasis=emphasis),)


def without_line(state: TerminalState) -> tuple[Notice, ...]:
    """The list is of this lane alone while the hub is away."""
    others = state.other_lanes
    if others is None or others.connected:
        return ()
    title = tr("Tickets of other lanes are not shown")
    return (Notice(title, tr("No line: {why}.", why=others.why), Tone.INFO),)


def still_missing(sale: Sale | None) -> Notice | None:
    """What came with a ticket from another lane and is not on it yet."""
    if sale is None or sale.moved_here is None:
        return None
    fills, goods = still_to_add(sale), len(sale.moved_here.missing)
    if not (fills or goods):
        return None
    parts = [str(each) for each in fills[:NAMED]]
    if len(fills) > NAMED:
        parts.append(tr("{n} more", n=len(fills) - NAMED))
    if goods:
        parts.append(counted(goods, "1 line not sold here", "{n} lines not sold here"))
    title = tr("From lane {lane}: {what}", lane=sale.moved_here.lane, what=", ".join(parts))
    said = tr("Scan the bags, or find the person with F2.") if fills else tr("Scan the goods.")
    return Notice(title, said, Tone.ATTENTION)
