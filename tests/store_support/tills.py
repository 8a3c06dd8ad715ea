"""Facts of a small till session on the lane of `stores.LANE`."""

from datetime import date

from store_support.stores import CASHIER, LANE
from terminal.domain import facts as f
from terminal.domain import till_facts as t
from terminal.domain.cash_count import DENOMINATIONS, Pieces
from terminal.domain.identity import SaleId, StaffId, TenderId
from terminal.domain.iias import NOTHING
from terminal.domain.money import Money
from terminal.domain.till import till_id

DAY = date(2026, 3, 7)
TILL = till_id(LANE, 1)
OTHER = StaffId("108")
FLOAT = (Pieces(DENOMINATIONS[3], 15),)
LATER = (*FLOAT, Pieces(DENOMINATIONS[8], 40))
SALE = SaleId("5a1e0000-0000-4000-8000-0000000000f1")
TILL_OPENED = t.TillOpened(TILL, 1, LANE, CASHIER, DAY, Money(150_00), FLOAT, None)
CASH = f.CashTaken(SALE, TenderId(1), Money(8_54), Money(10_00), Money(1), Money(1_45), NOTHING)
SOLD = f.SaleCompleted(SALE, Money(8_54), Money(54), Money(0), Money(0), Money(1_45))
COUNTED = t.CashCounted(TILL, CASHIER, CASHIER, Money(160_00), LATER, Money(158_55))
PAID_IN = t.PaidIn(TILL, CASHIER, Money(20_00), "change")
PAID_OUT = t.PaidOut(TILL, CASHIER, Money(5_00), "postage")
DROPPED = t.SafeDropped(TILL, CASHIER, Money(13_00), "B7")
TAKEN = t.TillTakenOver(TILL, CASHIER, OTHER, Money(160_00), LATER, Money(160_55))
LEFT = t.TillTakenOver(TILL, OTHER, CASHIER, None, (), Money(160_00))
CLOSED = t.TillClosed(
    TILL, 1, CASHIER, CASHIER, DAY, Money(160_00), LATER, Money(160_00), Money(150_00),
    (Pieces(DENOMINATIONS[8], 40),), (), "",
)  # fmt: skip
TILL_FACTS = (
    TILL_OPENED, CASH, COUNTED, PAID_IN, PAID_OUT, DROPPED, TAKEN, LEFT, CLOSED,
)  # fmt: skip
"""A whole session; the ticket of its cash is of the journal alone."""
