"""The accounts of a whole ticket, worked out beside `till_ledger.postings`, which tells each fact.

Rules that hold here (money-tax-iias.md section 4):

1. What comes in is positive, what it stands for negative: the entries of a ticket sum to zero.
2. Rounding has its own account; it is never part of sales or tax.
3. A discount stands beside the sales before it, so that both can be told; what a manufacturer pays
   back for a coupon is no discount of the store.
"""

from collections import Counter
from enum import Enum

from terminal.domain.deposit import DepositKind, DepositLine
from terminal.domain.lines import ItemLine, RxLine
from terminal.domain.money import Money
from terminal.domain.refund import ReturnLine
from terminal.domain.sale import Sale
from terminal.domain.tender import CardTender, CashTender, RefundTender
from terminal.domain.tender_kind import TenderKind


class Account(Enum):
    """What is no tender; each kind of tender is an account of its own."""

    PRESCRIPTIONS = "prescriptions"
    GOODS = "goods"
    DISCOUNTS = "discounts"
    MANUFACTURER_COUPONS = "manufacturer coupons"
    TAX = "tax"
    CASH_ROUNDING = "cash rounding"
    DEBTS_PAID = "debts paid"
    RETURNS = "returns"
    GIFT_CARDS = "gift cards"
    RECEIVABLE = "still due"


def entries_of(sale: Sale) -> dict[Account | TenderKind, Money]:
    """Every account that the ticket touches."""
    cents = Counter[Account | TenderKind]()
    for line in sale.live_lines:
        match line:
            case RxLine():
                cents[Account.PRESCRIPTIONS] -= line.net.cents
            case ItemLine():
                cents[Account.GOODS] -= line.extended.cents
                paid_back = sum(each.amount.cents for each in line.coupons if not each.code.store)
                cents[Account.MANUFACTURER_COUPONS] += paid_back
                cents[Account.DISCOUNTS] += (line.extended - line.net).cents - paid_back
            case DepositLine(kind=DepositKind.GIFT_CARD):
                cents[Account.GIFT_CARDS] -= line.net.cents
            case DepositLine():
                cents[Account.DEBTS_PAID] -= line.net.cents
            case ReturnLine():
                cents[Account.RETURNS] -= line.net.cents
        cents[Account.TAX] -= line.tax.amount.cents
    for tender in sale.tenders:
        if not tender.taken:
            continue
        if isinstance(tender, RefundTender):
            cents[tender.booked_as] -= tender.handed_out.cents
            cents[Account.CASH_ROUNDING] -= tender.rounding.cents
        elif isinstance(tender, CashTender):
            cents[TenderKind.CASH] += (tender.tendered - tender.change).cents
            cents[Account.CASH_ROUNDING] -= tender.rounding.cents
        elif isinstance(tender, CardTender):
            cents[tender.booked_as] += tender.paid.total.cents
        else:
            cents[tender.kind] += tender.tendered.cents
            cents[TenderKind.CASH] -= tender.change.cents
    cents[Account.RECEIVABLE] += sale.due.cents
    return {account: Money(amount) for account, amount in cents.items() if amount}
