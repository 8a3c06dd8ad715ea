"""Which paper a ticket gives: the receipt, a gift receipt, a card's slip; and in which language.

Rules that hold here:

1. What the customer asked for goes before what the PhMS tells of the patient, and that before the
   store's own. Patients of one ticket who want different languages get the store's.
2. A gift receipt shows no price and no prescription. Its barcode is the ticket's number with
   `GIFT_MARK` behind it: it leads to the same ticket, and tells that it came from such a paper.
"""

from collections.abc import Iterator
from datetime import datetime

from terminal.app.card_slip import card_slip
from terminal.app.receipt import (
    Receipt,
    ReceiptRow,
    Style,
    TextRow,
    foot_rows,
    head_rows,
    receipt_of,
    ticket_number,
)
from terminal.app.receipt_words import Words
from terminal.app.settings import StoreDetails
from terminal.app.state import TerminalState
from terminal.app.tickets import GIFT_MARK
from terminal.domain.language import Language, language_of
from terminal.domain.lines import ItemLine
from terminal.domain.policy import FsaMode
from terminal.domain.receipt_wish import Form, Wish
from terminal.domain.sale import Sale


def paper_of(
    sale: Sale, store: StoreDetails, cashier: str, at: datetime, wish: Wish, fsa: FsaMode
) -> Receipt:
    """The original; `at` is the store's local time of completion, `fsa` as the store stands now."""
    if wish.form is Form.GIFT:
        return _gift(sale, store, cashier, at, wish)
    if wish.form is Form.CARD:
        return card_slip(sale, store, cashier, at, wish)
    return receipt_of(sale, store, cashier, at, wish=wish, fsa=fsa)


def gift_lines(sale: Sale) -> tuple[ItemLine, ...]:
    """What a gift receipt can name: goods that were sold."""
    return tuple(line for line in sale.live_lines if isinstance(line, ItemLine))


def _gift(sale: Sale, store: StoreDetails, cashier: str, at: datetime, wish: Wish) -> Receipt:
    w = Words(wish.language)
    lines = (line for line in gift_lines(sale) if line.id in wish.lines)
    return Receipt(
        (
            *head_rows(w, sale, store, cashier, at),
            TextRow(w("GIFT RECEIPT"), style=Style.LARGE),
            *(row for line in lines for row in _gift_line(w, line)),
            *foot_rows(w, ticket_number(sale) + GIFT_MARK, store),
        ),
        wish.language,
    )


def _gift_line(w: Words, line: ItemLine) -> Iterator[ReceiptRow]:
    yield TextRow(line.item.name, "" if line.quantity == 1 else w("{n} pieces", n=line.quantity))


def other_language(language: Language) -> Language:
    return Language.ENGLISH if language is Language.SPANISH else Language.SPANISH


def language_for(state: TerminalState, sale: Sale) -> Language:
    """What this ticket's receipt is written in."""
    if state.language is not None:
        return state.language
    told = {language_of(line.fill.patient.language) for line in sale.rx_lines}
    only = told.pop() if len(told) == 1 else None
    return only or state.settings.store.language
