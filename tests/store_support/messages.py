"""A receipt to be sent, to an invented customer."""

from datetime import date

from terminal.domain.identity import SaleId, StaffId
from terminal.domain.receipt_message import (
    CONSENT,
    MessageId,
    ReceiptMessageAsked,
    Via,
    bound_to,
)
from terminal.domain.receipt_wish import Wish


def a_message(
    via: Via = Via.EMAIL,
    address: str = "sam.sample@example.com",
    text: str = "TOTAL 8.54\n",
    number: int = 1,
) -> ReceiptMessageAsked:
    sale, subject = SaleId("1-000482"), "Your receipt from Elm Street Pharmacy"
    return ReceiptMessageAsked(
        sale,
        MessageId(f"{sale}/m{number}"),
        via,
        address,
        subject,
        text,
        Wish(),
        CONSENT,
        date(2026, 7, 1),
        bound_to(via, address, subject, text),
        StaffId("101"),
    )
