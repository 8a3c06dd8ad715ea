"""The ticket as rows and figures; line 500 costs what line 1 costs."""

from collections.abc import Iterator
from datetime import datetime

from terminal.app.dates import clock, day_of_this_year
from terminal.app.inputs import Do, Intent
from terminal.app.receipt import ticket_number
from terminal.app.state import TerminalState
from terminal.domain.catalog import Eligibility
from terminal.domain.copay import Relief
from terminal.domain.counselling import reissued
from terminal.domain.deposit import DepositKind, DepositLine
from terminal.domain.identity import LineId
from terminal.domain.lines import ItemLine, Line, RxLine
from terminal.domain.money import ZERO
from terminal.domain.refund import ReturnLine
from terminal.domain.sale import Sale
from terminal.presentation.price_page import discount_words
from terminal.presentation.return_rows import return_words
from terminal.presentation.tender_rows import moved_figures
from terminal.presentation.text import short_name, tr
from terminal.presentation.views import Badge, Figure, Row, TicketView, Tone


class TicketPresenter:
    """Remembers the rows of the last ticket: an unchanged line keeps its row."""

    def __init__(self) -> None:
        self._lines: tuple[Line, ...] = ()
        self._selected: LineId | None = None
        self._rows: tuple[Row, ...] = ()

    def view(self, state: TerminalState, sale: Sale | None) -> TicketView:
        lines = () if sale is None else sale.lines
        selected = None if sale is not state.sale else state.selected
        if lines is not self._lines or selected != self._selected:
            self._rows = tuple(self._renewed(lines, selected, state))
            self._lines, self._selected = lines, selected
        return TicketView(
            _title(state, sale),
            self._rows,
            _figures(state, sale),
            Figure(tr("Total"), str(ZERO if sale is None else sale.total)),
            tr("Scan the first item, or press F2 for a pickup."),
        )

    def _renewed(
        self, lines: tuple[Line, ...], selected: LineId | None, state: TerminalState
    ) -> Iterator[Row]:
        for line, known, row in zip(lines, self._lines, self._rows, strict=False):
            if line is known and row.selected is (line.id == selected):
                yield row
            else:
                yield row_of(line, selected=line.id == selected, today=state)
        for line in lines[len(self._lines) :]:
            yield row_of(line, selected=line.id == selected, today=state)


def row_of(line: Line, *, selected: bool, today: TerminalState) -> Row:
    match line:
        case ItemLine():
            words = discount_words(line)
            title, detail = line.item.name, f"{line.quantity} × {line.unit_price}"
            detail = f"{detail} · {words}" if words else detail
            refused = (Badge(tr("refused"), Tone.DANGER),) if line.refused else ()
            on_rx = (Badge(tr("on Rx"), Tone.PRIMARY),) if line.on_rx else ()
            food = line.item.snap and today.policy.tenders.snap
            snap = (Badge(tr("SNAP"), Tone.INFO),) if food else ()
            badges = (*on_rx, *fsa_badge(line.item.eligibility, today), *snap, *refused)
        case DepositLine():
            title = tr("Payment on account {number}", number=line.reference)
            if line.kind is DepositKind.GIFT_CARD:
                title = tr("Gift card •••• {last4}", last4=line.reference)
            detail, badges = tr("no sale, no tax"), ()
        case ReturnLine():
            title, detail, badges = return_words(line)
        case RxLine():
            fill = line.fill
            new = tr(" · new") if fill.is_new and not reissued(fill) else ""
            title = tr("Rx {rx} · fill {n}", rx=fill.key.rx, n=fill.key.fill) + new
            detail = tr(
                "{name} · bin {bin} · {copay}",
                name=short_name(fill.patient),
                bin=fill.bin or "–",
                copay=_copay_words(line, today),
            )
            badges = (Badge(tr("Rx"), Tone.PRIMARY), *_paid_how(line, today))
    return Row(
        str(line.id),
        title,
        detail,
        badges,
        str(line.net),
        selected=selected,
        struck=line.voided,
        choose=Intent(Do.SELECT_LINE, str(line.id)),
    )


_RELIEF = {Relief.OWED: "owed {less}", Relief.WAIVED: "waived {less}"}


def _copay_words(line: RxLine, today: TerminalState) -> str:
    """How old the copay is, always; and what assistance took off.

    In few words: all of it stands in one line of a drive-through lane too.
    """
    told = tr("copay as of {at}", at=as_of(line.fill.read_at, today))
    if line.fill.assistance is None:
        return told
    return tr("{copay}, aid {amount}", copay=told, amount=line.fill.assistance)


def _paid_how(line: RxLine, state: TerminalState) -> tuple[Badge, ...]:
    """What is owed or waived is not paid, so with no FSA card either."""
    if line.relief is None:
        return fsa_badge(Eligibility.RX, state)
    less = Badge(tr(_RELIEF[line.relief], less=line.copay - line.net), Tone.ATTENTION)
    return (*fsa_badge(Eligibility.RX, state), less) if line.net > ZERO else (less,)


def as_of(at: datetime, state: TerminalState) -> str:
    """A time of today as `10:41`, of another day with its date."""
    local = at.astimezone(state.zone)
    if local.date() == state.day:
        return clock(local)
    return f"{day_of_this_year(local.date())} {clock(local)}"


def fsa_badge(eligibility: Eligibility, state: TerminalState) -> tuple[Badge, ...]:
    """As the store stands with FSA/HSA cards (money-tax-iias.md section 6.1)."""
    shown = state.policy.fsa.on_screens and eligibility is not Eligibility.NONE
    return (Badge(tr("FSA"), Tone.INFO),) if shown else ()


def _title(state: TerminalState, sale: Sale | None) -> str:
    if sale is not None:
        return tr("Ticket {number}", number=ticket_number(sale))
    return tr("New ticket {lane}", lane=f"{state.settings.lane}-{state.counters.ticket:06}")


def _figures(state: TerminalState, sale: Sale | None) -> tuple[Figure, ...]:
    if sale is None:
        return (Figure(tr("Subtotal"), str(ZERO)), Figure(tr("Tax"), str(ZERO)))
    figures: tuple[Figure, ...] = (
        Figure(tr("Subtotal"), str(sale.total - sale.tax)),
        Figure(tr("Tax") if sale.exemption is None else tr("Tax (exempt)"), str(sale.tax)),
    )
    if sale.saved > ZERO:
        figures = (*figures, Figure(tr("Saved"), str(sale.saved)))
    if state.policy.fsa.on_screens and sale.owed.eligible != ZERO:
        label = tr("FSA/HSA eligible")
        if sale.owed.rx_eligible != ZERO:
            label = tr("FSA/HSA eligible (Rx {rx})", rx=sale.owed.rx_eligible)
        figures = (*figures, Figure(label, str(sale.owed.eligible)))
    return (*figures, *moved_figures(sale))
