"""What the customer sees on a second screen: the last items, what to pay, the change.

Rules that hold here:

1. Never a patient's name, a drug or a prescription number: a fill is `Prescription`, and nothing of
   its record is read but its copay (scanners-printers-displays.md section 16).
2. A locked counter shows its neighbour's ticket to nobody: welcome is all there is.
3. A view costs the same at line 500 as at line 1.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from terminal.app.pse_page import PseSignPage
from terminal.app.return_page import RefundPage
from terminal.app.state import (
    CardKindPage,
    CardPage,
    DecidePage,
    DonePage,
    GiftPage,
    KeyedPage,
    PharmacistPage,
    Release,
    ReversalPage,
    SignPage,
    TenderPage,
    TerminalState,
    WaysPage,
)
from terminal.domain.deposit import DepositKind, DepositLine
from terminal.domain.lines import ItemLine, Line
from terminal.domain.money import ZERO, Money, total
from terminal.domain.refund import ReturnLine
from terminal.domain.refund_decider import given_back_last, shares_due
from terminal.domain.sale import Sale
from terminal.domain.tender import CardTender, CashTender, KeyedTender, Tender
from terminal.presentation.pse_sign_page import notice_to_sign
from terminal.presentation.sign_page import words_to_sign
from terminal.presentation.tender_rows import kind_name, moved_figures
from terminal.presentation.text import tr
from terminal.presentation.views import Figure

SHOWN_ROWS: Final = 6
"""As many as can be read from a metre away; the receipt has them all."""
SHOWN_TENDERS: Final = 4


class Stage(Enum):
    """Which of the three pictures is shown."""

    WELCOME = "welcome"
    TICKET = "ticket"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class CustomerRow:
    title: str
    detail: str
    amount: str


@dataclass(frozen=True, slots=True)
class CustomerView:
    """`rows`: the newest is the last. `hero` is the one number of the picture."""

    store: str
    stage: Stage
    heading: str = ""
    rows: tuple[CustomerRow, ...] = ()
    earlier: bool = False
    """There are more rows above."""
    figures: tuple[Figure, ...] = ()
    hero: Figure | None = None
    note: str = ""
    """What the customer is asked to do."""
    texts: tuple[tuple[str, str], ...] = ()
    """Title and words of each text to sign, in the place of the rows: they are read in full."""


def customer_view(state: TerminalState) -> CustomerView:
    """The view for a state; equal states give equal views."""
    store = state.settings.store.name
    page = state.page
    if not state.locked and isinstance(page, DonePage) and state.finished is not None:
        return _thanks(store, state.finished)
    sale = state.sale
    if state.locked or sale is None or not any(not line.voided for line in sale.lines):
        return CustomerView(store, Stage.WELCOME, tr("Welcome"))
    match page:
        case TenderPage() | WaysPage() | KeyedPage() | ReversalPage() | CardKindPage():
            return _ticket(store, sale, _to_pay(sale), _owed_figures(state, sale))
        case RefundPage():
            return _ticket(store, sale, _to_give_back(sale), _owed_figures(state, sale))
        case GiftPage(paying=True):
            return _ticket(store, sale, _to_pay(sale), _owed_figures(state, sale))
        case CardPage():
            return _at_the_terminal(state, sale, page)
        case DecidePage() | PharmacistPage(release=Release.PAYMENT):
            return _ticket(store, sale, _to_pay(sale), _owed_figures(state, sale), _moment())
        case SignPage():
            there = page.asked is not None
            note = tr("Please sign on the card terminal") if there else tr("Please sign")
            shown = _ticket(store, sale, _total(sale), _figures(state, sale), note)
            return replace(shown, texts=words_to_sign(state, page))
        case PseSignPage():
            shown = _ticket(store, sale, _total(sale), _figures(state, sale), tr("Please sign"))
            return replace(shown, texts=notice_to_sign(state))
        case _:
            return _ticket(store, sale, _total(sale), _figures(state, sale))


def _ticket(
    store: str, sale: Sale, hero: Figure, figures: tuple[Figure, ...], note: str = ""
) -> CustomerView:
    newest = _newest(sale)
    rows = tuple(_row(line) for line in reversed(newest[:SHOWN_ROWS]))
    earlier = len(newest) > SHOWN_ROWS
    return CustomerView(store, Stage.TICKET, "", rows, earlier, figures, hero, note)


def _newest(sale: Sale) -> list[Line]:
    """The last lines that count, the newest first; one more than is shown if there is one."""
    found: list[Line] = []
    for line in reversed(sale.lines):
        if not line.voided:
            found.append(line)
        if len(found) > SHOWN_ROWS:
            break
    return found


def _row(line: Line) -> CustomerRow:
    if isinstance(line, DepositLine):
        gift = line.kind is DepositKind.GIFT_CARD
        name = tr("Gift card") if gift else tr("Payment on account")
        return CustomerRow(name, "", str(line.net))
    if isinstance(line, ReturnLine):
        name = line.returned.item.name if line.returned.item else tr("Prescription")
        return CustomerRow(name, tr("comes back"), str(line.net))
    if not isinstance(line, ItemLine):
        return CustomerRow(tr("Prescription"), "", str(line.net))
    many = f"{line.quantity} × {line.unit_price}" if line.quantity != 1 else ""
    was = tr("was {was}", was=line.regular) if line.saved > ZERO else ""
    detail = " · ".join(part for part in (many, was) if part)
    return CustomerRow(line.item.name, detail, str(line.net))


# --- the one number


def _dollars(amount: Money) -> str:
    sign = "-" if amount < ZERO else ""
    return f"{sign}${Money(abs(amount.cents))}"


def _total(sale: Sale) -> Figure:
    return Figure(tr("Total"), _dollars(sale.total))


def _to_pay(sale: Sale) -> Figure:
    return Figure(tr("Left to pay") if sale.anything_paid else tr("To pay"), _dollars(sale.due))


def _to_give_back(sale: Sale) -> Figure:
    return Figure(tr("To give back"), _dollars(total(each.amount for each in shares_due(sale))))


def _moment() -> str:
    return tr("One moment, please")


# --- the smaller ones


def _figures(state: TerminalState, sale: Sale) -> tuple[Figure, ...]:
    figures = [Figure(tr("Tax"), str(sale.tax))]
    if sale.saved > ZERO:
        figures.append(Figure(tr("You save"), str(sale.saved)))
    if state.policy.fsa.on_screens and sale.owed.eligible > ZERO:
        figures.append(Figure(tr("FSA/HSA eligible"), str(sale.owed.eligible)))
    return (*figures, *moved_figures(sale))


def _owed_figures(state: TerminalState, sale: Sale) -> tuple[Figure, ...]:
    figures = [Figure(tr("Total"), str(sale.total))]
    figures.extend(_tenders(sale))
    if state.policy.fsa.on_screens and sale.eligible_left > ZERO:
        figures.append(Figure(tr("FSA/HSA eligible"), str(sale.eligible_left)))
    return tuple(figures)


def _tenders(sale: Sale) -> Iterator[Figure]:
    """What was paid: cash as it was handed over; more than a few payments as one sum."""
    taken = [tender for tender in sale.tenders if tender.taken]
    if len(taken) > SHOWN_TENDERS:
        yield from moved_figures(sale)
        return
    for tender in taken:
        yield _tender(tender)


def _tender(tender: Tender) -> Figure:
    if isinstance(tender, CashTender | KeyedTender):
        return Figure(kind_name(tender), str(tender.tendered))
    return Figure(kind_name(tender), str(tender.paid.total))


# --- pages of their own


def _at_the_terminal(state: TerminalState, sale: Sale, page: CardPage) -> CustomerView:
    store, tender = state.settings.store.name, sale.attempt(page.ref)
    figures = _owed_figures(state, sale)
    if tender is None:
        return _ticket(store, sale, _to_pay(sale), figures)
    if tender.void is not None:
        hero = Figure(tr("To give back"), _dollars(tender.paid.total))
        return _ticket(store, sale, hero, figures, _moment())
    if tender.void_of is not None:
        hero = Figure(tr("To give back"), _dollars(tender.amount))
        return _ticket(store, sale, hero, figures, _moment())
    card = tr("Back to this card") if tender.refunds else tr("On this card")
    hero = Figure(card, _dollars(tender.amount))
    return _ticket(store, sale, hero, figures, _card_note(page, tender))


def _card_note(page: CardPage, tender: CardTender) -> str:
    unsure = page.next_query is not None or page.trouble or tender.parked
    if unsure or page.cancelling:
        return _moment()
    return tr("Please tap, insert or swipe your card")


def _thanks(store: str, sale: Sale) -> CustomerView:
    change = sale.change
    hero = Figure(tr("Change"), _dollars(change)) if change else None
    back = given_back_last(sale)
    if back > ZERO:
        hero = Figure(tr("Given back"), _dollars(back))
    saved = (Figure(tr("You save"), str(sale.saved)),) if sale.saved > ZERO else ()
    figures = (Figure(tr("Total"), str(sale.total)), *saved, *_tenders(sale))
    return CustomerView(store, Stage.THANKS, tr("Thank you"), (), False, figures, hero)
