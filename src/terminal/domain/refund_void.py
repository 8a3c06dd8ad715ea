"""Whether a card payment that goes back can be voided, so that no card is needed.

Rules that hold here (money-tax-iias.md section 6.7, "Same batch"):

1. Only a whole payment is voided, of this terminal, of which nothing went back before.
2. A terminal numbers its payments anew with each batch, so that the number of before may be another
   customer's: once a closing of the batch was asked for, whatever came of it, the card is credited.
3. A void that was tried on the ticket is not tried again: what it did not give back is credited.
"""

from datetime import datetime

from terminal.domain.attempt import CardPayment, HeldPayment
from terminal.domain.refund import VOIDED_WHOLE, Shares, Source
from terminal.domain.sale import Sale
from terminal.domain.tender import CardTender


def payment_to_void(
    sale: Sale, due: Shares, terminal: str, batch_at: datetime | None
) -> CardPayment | None:
    """The payment that giving back `due` voids; None: the card has to be presented.

    `terminal` is the serial number of the lane's, `batch_at` as in `RefundCard`.
    """
    if len(due) != 1 or not terminal:
        return None
    (share,) = due
    source, payment = share.source, share.source.payment
    if payment is None or source.kind not in VOIDED_WHOLE or source.terminal != terminal:
        return None
    if share.amount != payment.amount:
        return None
    if batch_at is not None and batch_at >= payment.asked_at:
        return None
    return None if _tried(sale, source.key) else payment


def held_at(source: Source, payment: CardPayment) -> HeldPayment:
    """What the terminal must still hold before `payment` of that source is voided."""
    number, last4 = payment.terminal_txn, source.last4
    return HeldPayment(payment.ref, payment.kind, payment.amount, number, last4, source.terminal)


def _tried(sale: Sale, key: str) -> bool:
    refunds = (each for each in sale.tenders if isinstance(each, CardTender) and each.refunds)
    return any(each.void_of is not None and each.refunds[0].source.key == key for each in refunds)
