"""The tickets page: what waits, what is over with its paper, and the prompts that it opens."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from terminal.app import inputs as i
from terminal.app.elsewhere import AsideElsewhere, OtherLanesState
from terminal.app.inputs import Do
from terminal.app.receipt import BarcodeRow, Receipt, RuleRow, Style, TextRow
from terminal.app.receipt_forms import paper_of
from terminal.app.settings import Mail
from terminal.app.sheet import Sheet, SheetLine, SheetRow, SheetSymbol, Symbology
from terminal.app.state import TerminalState
from terminal.app.step_send import AGREED
from terminal.app.tickets import DrawnTicket, SentReceipt, TicketRow, sought_of
from terminal.app.tickets_page import SendPage, TicketsPage
from terminal.domain.barcode import RxNumber
from terminal.domain.identity import LaneId, SaleId
from terminal.domain.money import Money
from terminal.domain.move import MovedGoods, Stays
from terminal.domain.prescription import FillKey
from terminal.domain.receipt_message import ReceiptMessageAsked, Via, masked
from terminal.domain.sale import Sale
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane
from terminal.presentation.samples.selling import combined_ticket

COLUMNS = 42


def ticket_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: the cashier is signed in, and there is no ticket."""
    mail = Mail("mail.example.com", "receipts@example.com")
    settings = replace(lane.state.settings, mail=mail)
    lane = replace(lane, state=replace(lane.state, settings=settings))
    two = combined_ticket(lane).press(Do.SUSPEND).after(55).scan(stock.IBUPROFEN)
    waits = two.press(Do.SUSPEND).after(70)
    listed = _listed(waits)
    paid = _paid(lane)
    paper = _drawn(_listed(paid, paid.state.finished))
    reasons = listed.press(Do.LABEL_TICKET)
    return {
        "tickets-reading": waits.press(Do.TICKETS),
        "tickets-waiting": listed,
        "tickets-open": _listed(waits.scan(stock.CHOCOLATE)),
        "tickets-paper": paper,
        "tickets-paper-spanish": _drawn(paper.press(Do.RECEIPT_LANGUAGE)),
        "tickets-voided": paper.press(Do.LINE_DOWN),
        "tickets-none": lane.press(Do.TICKETS).then(_answer(lane.press(Do.TICKETS).state, ())),
        "tickets-name": reasons,
        "tickets-why-it-waits": reasons.enter("Blue cap"),
        "tickets-void": listed.press(Do.ABANDON),
        "tickets-gift": paper.press(Do.GIFT_RECEIPT).choose(Do.SELECT_LINE, "2"),
        "tickets-send": paper.press(Do.SEND_RECEIPT),
        "tickets-send-address": paper.press(Do.SEND_RECEIPT).press(Do.ANSWER, Via.EMAIL.value),
        "tickets-send-agree": _drawn(_sending(paper)),
        "tickets-sent": _drawn(_drawn(_sending(paper)).press(Do.ANSWER, AGREED)),
        "tickets-other-lanes": _with_others(waits, _OTHERS),
        "tickets-other-lane": _with_others(lane, _OTHERS[:1]),
        "tickets-other-lane-closed": _with_others(lane, (replace(_OTHERS[0], here=False),)),
        "tickets-other-lane-only": _with_others(lane, _OTHERS[1:]),
        "tickets-from-other-lane": _brought(lane),
        "tickets-no-sale": lane.press(Do.OPEN_DRAWER),
        "tickets-no-sale-signed": lane.press(Do.OPEN_DRAWER).enter("coins for the bank"),
    }


_OTHERS: Final = (
    AsideElsewhere(
        *(LaneId("1"), SaleId("1-000219"), 219, "Blue cap", "forgot something"),
        *(stock.NOW - timedelta(minutes=6), Money(2354), 3, None),
        here=True,
    ),
    AsideElsewhere(
        *(LaneId("3"), SaleId("3-000094"), 94, "B••• K.", "gets money or another card"),
        *(stock.NOW - timedelta(minutes=21), Money(4200), 2, Stays.PAYMENT),
        here=True,
    ),
)


def _with_others(lane: SampleLane, aside: tuple[AsideElsewhere, ...]) -> SampleLane:
    """`lane`: the list is not open yet."""
    since = stock.NOW - timedelta(hours=2)
    heard = lane.then(i.OtherLanesHeard(OtherLanesState(True, since, aside=aside)))
    return _listed(heard)


def _brought(lane: SampleLane) -> SampleLane:
    asked = _with_others(lane, _OTHERS[:1]).press(Do.RESUME)
    page = asked.state.page
    assert isinstance(page, TicketsPage)
    assert page.asking is not None
    goods = ((MovedGoods(stock.CHOCOLATE.gtin, 2), stock.CHOCOLATE),)
    fills = (FillKey(RxNumber("6012345"), 0),)
    return asked.then(
        i.TicketArrived(
            *(page.asking.move, LaneId("1"), "1-000219", stock.CASHIER.id, goods, fills),
            *("Blue cap", "forgot something"),
        )
    )


def _sending(paper: SampleLane) -> SampleLane:
    chosen = paper.press(Do.SEND_RECEIPT).press(Do.ANSWER, Via.EMAIL.value)
    return chosen.enter("sam.sample@example.com")


def _paid(lane: SampleLane) -> SampleLane:
    goods = lane.scan(stock.IBUPROFEN, stock.CHOCOLATE, stock.THERMOMETER)
    return goods.press(Do.CASH).choose(Do.CASH, "10000").after(1)


def _listed(lane: SampleLane, last: Sale | None = None) -> SampleLane:
    reading = lane.press(Do.TICKETS)
    rows = tuple(_older(lane.state))
    if last is not None:
        newest = TicketRow(last.id, last.number, last.lane, lane.state.at, last.total, last.staff)
        rows = (newest, *rows)
    return reading.then(_answer(reading.state, rows))


def _answer(state: TerminalState, rows: tuple[TicketRow, ...]) -> i.TicketsLoaded:
    assert isinstance(state.page, TicketsPage)
    sought = sought_of(state.page.sought, state.settings.lane, state.day, state.zone)
    assert sought is not None
    return i.TicketsLoaded(sought, rows)


def _older(state: TerminalState) -> Iterator[TicketRow]:
    for n, cents in enumerate((1849, 2354, 499, 12310, 3175, 899), 1):
        number = 482 - n
        sale = SaleId(f"{state.settings.lane}-{number:06}")
        at = state.at - timedelta(minutes=7 * n * n)
        lane, who = state.settings.lane, stock.CASHIER.id
        yield TicketRow(sale, number, lane, at, Money(cents), who, voided=n == 1)


def _drawn(lane: SampleLane) -> SampleLane:
    """The answer for the last ticket, laid out as the printer would."""
    state, page = lane.state, lane.state.page
    assert isinstance(page, TicketsPage | SendPage)
    sale = state.finished
    assert sale is not None
    cashier, at = stock.CASHIER.name, state.at.astimezone(state.zone)
    paper = paper_of(sale, state.settings.store, cashier, at, page.wish, state.policy.fsa)
    sent = (each for each in lane.facts if isinstance(each, ReceiptMessageAsked))
    messages = tuple(SentReceipt(each.via, masked(each.via, each.address)) for each in sent)
    drawn = DrawnTicket(sale, state.at, cashier, page.wish, _sheet(paper), messages)
    return lane.then(i.TicketDrawn(sale.id, page.wish, drawn))


def _sheet(paper: Receipt) -> Sheet:
    return Sheet(COLUMNS, tuple(row for each in paper.rows for row in _rows(each)))


def _rows(row: object) -> Iterator[SheetRow]:
    match row:
        case RuleRow():
            yield SheetLine("-" * COLUMNS)
        case BarcodeRow(text):
            yield SheetSymbol(Symbology.CODE128, text)
        case TextRow(left, "", Style.CENTRED):
            yield SheetLine(left, centred=True)
        case TextRow(left, "", Style.LARGE):
            yield SheetLine(left, bold=True, double=True, centred=True)
        case TextRow(left, right, style):
            width = COLUMNS // 2 if style is Style.LARGE else COLUMNS
            text = left[: width - len(right) - 1]
            double = style is Style.LARGE
            yield SheetLine(text + right.rjust(width - len(text)), style is not Style.PLAIN, double)
