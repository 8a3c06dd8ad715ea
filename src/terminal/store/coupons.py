"""Which numbered coupons were taken on this lane: written with the line, read before one is taken.

One that lies on a ticket that is still open or put aside counts too, so that it is taken once.
"""

from sqlalchemy import Connection

from terminal.domain import facts
from terminal.domain.identity import LineId, SaleId

# --- written by the journal


def take(connection: Connection, fact: facts.CouponTaken) -> None:
    """One without a serial number is bound by the goods of its ticket alone."""
    code = fact.coupon.code
    if code.serial:
        connection.exec_driver_sql(
            "INSERT INTO coupon_used(code, sale, line) VALUES (?, ?, ?)",
            (code.code, fact.sale, fact.line),
        )


def take_off(connection: Connection, sale: SaleId, line: LineId) -> None:
    connection.exec_driver_sql("DELETE FROM coupon_used WHERE sale = ? AND line = ?", (sale, line))


def drop(connection: Connection, sale: SaleId) -> None:
    connection.exec_driver_sql("DELETE FROM coupon_used WHERE sale = ?", (sale,))


# --- read


def taken_elsewhere(connection: Connection, code: str, sale: SaleId) -> bool:
    """Whether another ticket has taken this very coupon."""
    row = connection.exec_driver_sql(
        "SELECT 1 FROM coupon_used WHERE code = ? AND sale <> ? LIMIT 1", (code, sale)
    ).first()
    return row is not None
