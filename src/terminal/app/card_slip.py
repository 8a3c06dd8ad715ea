"""The slip of a card that paid nothing: a payment that was voided, or one that was declined.

Rules that hold here (money-tax-iias.md sections 6.6 and 12):

1. It is the customer's: at most the last four digits, no expiry, no holder, nothing of the goods.
2. A void is always told on paper; a declined card where its chip said why (the tags, with the AAC).
   What the terminal could not read has nothing to tell.
3. It carries no barcode: there is no sale that it stands for.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from terminal.app.receipt import (
    Receipt,
    ReceiptRow,
    RuleRow,
    Style,
    TextRow,
    card_deed,
    card_details,
    card_title,
    head_rows,
    numbers_of,
    tags_of,
)
from terminal.app.receipt_words import Words
from terminal.app.settings import StoreDetails
from terminal.domain.attempt import CardResult, Outcome
from terminal.domain.identity import AttemptRef
from terminal.domain.receipt_wish import Wish
from terminal.domain.sale import Sale
from terminal.domain.tender import CardTender


def slip_is_due(sale: Sale, ref: AttemptRef) -> bool:
    """Whether what the terminal said of this attempt goes on paper by itself."""
    tender = _tender_of(sale, ref)
    if tender is None or tender.result is None:
        return False
    if tender.ref != ref:
        return tender.given_back
    return tender.result.outcome is Outcome.DECLINED and bool(tags_of(tender.result))


def card_slip(sale: Sale, store: StoreDetails, cashier: str, at: datetime, wish: Wish) -> Receipt:
    """The original; `at` is the store's local time of the terminal's answer."""
    w, tender = Words(wish.language), _tender_of(sale, wish.attempt)
    assert tender is not None, "a slip is asked for of a card on the ticket"
    assert tender.result is not None, "and of one that was answered"
    voided = tender.ref != wish.attempt
    card = _void(w, tender, tender.result) if voided else _declined(w, tender, tender.result)
    return Receipt(
        (
            *head_rows(w, sale, store, cashier, at),
            *card,
            *numbers_of(store),
            *_foot(w, tender, voided),
        ),
        wish.language,
    )


def _tender_of(sale: Sale, ref: AttemptRef) -> CardTender | None:
    """The tender of this charge, or of this void."""
    for tender in sale.tenders:
        if isinstance(tender, CardTender):
            void = None if tender.void is None else tender.void.ref
            if ref in (tender.ref, void):
                return tender
    return None


def _void(w: Words, tender: CardTender, paid: CardResult) -> Iterator[ReceiptRow]:
    """The void's own approval and reference, where it has them; the rest is the payment's."""
    void = None if tender.void is None else tender.void.result
    assert void is not None, "what was given back was answered"
    amount = -paid.approved
    told = replace(paid, auth=void.auth or paid.auth, host_ref=void.host_ref or paid.host_ref)
    whole = replace(told, outcome=Outcome.APPROVED)
    yield TextRow(w("VOID"), style=Style.LARGE)
    yield TextRow(card_title(w, tender, whole), str(amount))
    yield card_deed(w, "VOID", paid, amount)
    yield TextRow(f"  {w('OF PAYMENT {ref}', ref=tender.ref)}")
    for detail in card_details(w, told):
        yield TextRow(f"  {detail}")


def _declined(w: Words, tender: CardTender, result: CardResult) -> Iterator[ReceiptRow]:
    """What was asked, and what the chip said."""
    amount = -tender.amount if tender.refunds else tender.amount
    yield TextRow(w("DECLINED"), style=Style.LARGE)
    yield TextRow(card_title(w, tender, result), str(amount))
    yield card_deed(w, "REFUND" if tender.refunds else "SALE", result, amount)
    for detail in card_details(w, result):
        yield TextRow(f"  {detail}")


def _foot(w: Words, tender: CardTender, voided: bool) -> Iterator[ReceiptRow]:
    yield RuleRow()
    if voided:
        words = "The card is not charged for it any more."
    elif tender.refunds:
        words = "Nothing went back to the card."
    else:
        words = "The card was not charged."
    yield TextRow(w(words), style=Style.CENTRED)
    if voided:
        yield TextRow(w("Keep this as proof of what you got back."), style=Style.CENTRED)
