"""The tickets page: those that wait, those that are over, and the paper of the marked one."""

from terminal.app.asides import name_of, reason_of
from terminal.app.dates import clock, day_of, day_of_this_year
from terminal.app.elsewhere import AsideElsewhere
from terminal.app.inputs import Do, Intent
from terminal.app.receipt import ticket_number
from terminal.app.receipt_forms import gift_lines, other_language
from terminal.app.state import TerminalState
from terminal.app.step_tickets import Entry, entries, marked
from terminal.app.tickets import SHOWN, SentReceipt, TicketRow
from terminal.app.tickets_page import TicketsPage
from terminal.domain.identity import StaffId
from terminal.domain.language import Language
from terminal.domain.receipt_message import MessageOutcome
from terminal.domain.receipt_wish import RxWords
from terminal.domain.sale import Sale
from terminal.presentation.actions import press
from terminal.presentation.aside_rows import (
    about_aside,
    aside_buttons,
    aside_row,
    without_line,
)
from terminal.presentation.text import counted, tr
from terminal.presentation.ticket import row_of
from terminal.presentation.views import (
    Action,
    Badge,
    Emphasis,
    Field,
    Figure,
    Notice,
    Row,
    TicketsView,
    Tone,
)
from terminal.presentation.waiting_rows import age, left_to_pay, payment_badges


def tickets_view(state: TerminalState, page: TicketsPage) -> TicketsView:
    chosen = marked(state, page)
    heading, explain, figures = _about(state, chosen)
    if page.drawn is not None:
        figures = (*figures, *(_sent(each) for each in page.drawn.messages))
    return TicketsView(
        _title(page),
        Field("ticket", tr("Number, amount, time or day, then Enter"), page.typed, state.revision),
        tuple(
            _row(state, entry, marked=place == page.place)
            for place, entry in enumerate(entries(state, page))
        ),
        _empty(state, page),
        heading,
        explain,
        figures,
        _lines(state, chosen),
        None if page.drawn is None else page.drawn.sheet,
        _notices(state, page),
        _buttons(state, page, chosen),
    )


def _title(page: TicketsPage) -> str:
    if page.rows is None:
        return tr("Tickets · reading …")
    if page.sought:
        return tr('Tickets with "{sought}"', sought=page.sought)
    return tr("Tickets")


def _empty(state: TerminalState, page: TicketsPage) -> str:
    if page.rows is None or entries(state, page):
        return ""
    return tr("No such ticket on this lane.") if page.sought else tr("There is no ticket yet.")


def _row(state: TerminalState, entry: Entry, *, marked: bool) -> Row:
    if isinstance(entry, Sale):
        return _waiting(state, entry, marked=marked)
    if isinstance(entry, AsideElsewhere):
        return aside_row(state, entry, marked=marked)
    local = entry.at.astimezone(state.zone)
    at = clock(local)
    if local.date() != state.day:
        day = day_of_this_year if local.year == state.day.year else day_of
        at = tr("{day} {at}", day=day(local.date()), at=at)
    badges = (Badge(tr("voided"), Tone.ATTENTION),) if entry.voided else ()
    if entry.moved:
        badges = (Badge(tr("at another lane"), Tone.INFO),)
    return Row(
        entry.sale,
        tr("Ticket {number}", number=f"{entry.lane}-{entry.number:06}"),
        tr("{at} · {who}", at=at, who=_name(state, entry.staff)),
        badges,
        "" if entry.voided else str(entry.total),
        selected=marked,
        struck=entry.voided,
        choose=Intent(Do.CHOOSE_TICKET, entry.sale),
    )


def _waiting(state: TerminalState, sale: Sale, *, marked: bool) -> Row:
    is_open = state.sale is not None and sale.id == state.sale.id
    badge = Badge(tr("open now"), Tone.PRIMARY) if is_open else Badge(tr("waits"), Tone.INFO)
    count = len(sale.live_lines)
    parts = (
        name_of(sale),
        reason_of(sale),
        age(state, sale),
        counted(count, "1 line", "{n} lines"),
    )
    return Row(
        sale.id,
        tr("Ticket {number}", number=ticket_number(sale)),
        " · ".join(part for part in parts if part),
        (badge, *payment_badges(sale)),
        str(left_to_pay(sale)),
        selected=marked,
        choose=Intent(Do.CHOOSE_TICKET, sale.id),
    )


def _name(state: TerminalState, staff: StaffId | None) -> str:
    known = next((each.name for each in state.people if each.id == staff), None)
    return known or ("" if staff is None else str(staff))


def _about(state: TerminalState, chosen: Entry | None) -> tuple[str, str, tuple[Figure, ...]]:
    """What stands over the marked ticket: heading, sentence, figures."""
    if chosen is None:
        return tr("Choose a ticket"), "", ()
    if isinstance(chosen, TicketRow):
        number = f"{chosen.lane}-{chosen.number:06}"
        said = tr("It was voided: there is no receipt.") if chosen.voided else ""
        if chosen.moved:
            said = tr("It is over here: the lane that asked for it goes on with it.")
        return tr("Ticket {number}", number=number), said, ()
    if isinstance(chosen, AsideElsewhere):
        return about_aside(state, chosen)
    figures = [Figure(tr("Total"), str(chosen.total))]
    if chosen.anything_taken:
        figures.append(Figure(tr("Left to pay"), str(chosen.due)))
    aside = chosen.aside
    if aside is not None:
        by = _name(state, aside.by)
        figures += [Figure(tr("Put aside by"), by)] if by else []
        waits = age(state, chosen)
        figures += [Figure(tr("Since"), waits)] if waits else []
    reason = reason_of(chosen)
    figures += [Figure(tr("Why"), reason)] if reason else []
    heading = tr("Ticket {number}", number=ticket_number(chosen))
    if name := name_of(chosen):
        heading = tr("{heading} · {name}", heading=heading, name=name)
    return heading, "", tuple(figures)


_OUTCOMES = {
    None: "waits for the line",
    MessageOutcome.SENT: "sent",
    MessageOutcome.FAILED: "not sent",
    MessageOutcome.UNKNOWN: "not certain: ask the customer before sending it again",
}


def _sent(message: SentReceipt) -> Figure:
    to = tr("By {via} to {to}", via=tr(message.via.value), to=message.to)
    return Figure(to, tr(_OUTCOMES[message.outcome]))


def _lines(state: TerminalState, chosen: Entry | None) -> tuple[Row, ...]:
    if not isinstance(chosen, Sale):
        return ()
    return tuple(row_of(line, selected=False, today=state) for line in chosen.live_lines)


def _notices(state: TerminalState, page: TicketsPage) -> tuple[Notice, ...]:
    if page.wish.rx is RxWords.NAME:
        said = tr("The picture leaves them out: others can see the screen.")
        return (Notice(tr("The copy will name the medicines"), said, Tone.INFO),)
    if page.rows is not None and len(page.rows) >= SHOWN:
        more = tr("Search by number, amount, time or day for others.")
        return (Notice(tr("The newest {n} are shown", n=SHOWN), more, Tone.INFO),)
    return () if page.sought else without_line(state)


def _buttons(state: TerminalState, page: TicketsPage, chosen: Entry | None) -> tuple[Action, ...]:
    if isinstance(chosen, Sale):
        return _of_waiting(state, chosen)
    if isinstance(chosen, AsideElsewhere):
        return aside_buttons(state, page, chosen)
    if (chosen is None and page.rows is not None) or (chosen is not None and chosen.voided):
        return ()
    return _of_paper(page)


def _of_waiting(state: TerminalState, sale: Sale) -> tuple[Action, ...]:
    void = press(Do.ABANDON, tr("Void it"), "Del")
    if state.sale is not None and sale.id == state.sale.id:
        return (press(Do.RESUME, tr("Go on"), "Enter", emphasis=Emphasis.FILLED), void)
    other = tr("A ticket is open: finish it or put it aside first") if state.sale else ""
    take = Emphasis.PLAIN if other else Emphasis.FILLED
    return (
        press(Do.RESUME, tr("Take it up"), "Enter", unless=other, emphasis=take),
        press(Do.LABEL_TICKET, tr("Name and reason"), "F4"),
        void,
    )


_IN = {Language.ENGLISH: "In English", Language.SPANISH: "In Spanish"}


def _of_paper(page: TicketsPage) -> tuple[Action, ...]:
    """Also while it is read: what is pressed then is done as soon as it is there."""
    named, drawn = page.wish.rx is RxWords.NAME, page.drawn
    no_rx = no_goods = ""
    if drawn is not None:
        no_rx = "" if drawn.sale.rx_lines else tr("There is no prescription on it")
        no_goods = "" if gift_lines(drawn.sale) else tr("There are no goods on it")
    return (
        press(
            Do.PRINT_COPY,
            tr("Print a copy"),
            "F10",
            "",
            emphasis=Emphasis.FILLED,
            icon="mdi6.printer-outline",
        ),
        press(Do.RECEIPT_LANGUAGE, tr(_IN[other_language(page.wish.language)]), "F11"),
        press(Do.GIFT_RECEIPT, tr("Gift receipt"), "F8", unless=no_goods),
        press(Do.SEND_RECEIPT, tr("E-mail or text"), "F9"),
        press(
            Do.NAME_MEDICINES,
            tr("Name the medicines"),
            "F6",
            unless=no_rx,
            emphasis=Emphasis.CHOSEN if named else Emphasis.PLAIN,
        ),
    )
