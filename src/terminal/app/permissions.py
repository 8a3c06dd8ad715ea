"""What each role may do: one table, asked by name."""

from enum import Enum
from typing import Final

from terminal.domain.staff import Role, StaffMember


class Right(Enum):
    SELL = "sell"
    RELEASE_PICKUP = "release pickup"
    """Counsel, check the ID for a controlled fill, stand in for a failed identity challenge."""
    OPEN_DRAWER = "open drawer"
    VOID_TICKET = "void ticket"
    """Void a ticket that somebody else had; the own one is voided by who has it."""
    PARK_PAYMENT = "park payment"
    ASSIGN_DEVICES = "assign devices"
    SETTLE_PAYMENT = "settle payment"
    """Decide by the terminal's own record about a payment that it cannot confirm any more."""
    CLOSE_BATCH = "close batch"
    """Let the card terminal settle with the bank, which empties its records."""
    READ_RECORDS = "read records"
    """See and export registers and audit packs."""
    READ_REPORTS = "read reports"
    """See and export what the store takes: sales, payments, tax."""
    REMOVE_RECORDS = "remove records"
    """Remove what was kept long enough, and place or lift a legal hold."""
    KEEP_ACCOUNTS = "keep accounts"
    """Open and change house accounts, and write their statements."""
    LEAVE_OWED = "leave owed"
    """Hand out to a Medicaid patient who cannot pay the copay: whoever sells may not refuse it."""
    WAIVE_COPAY = "waive copay"
    SET_PRICE = "set price"
    """Another price than the shelf's, and a discount over the limit of who is signed in."""
    OPEN_PRICE = "open price"
    """Enter what goods cost that have no price of their own, within their limits."""
    EXEMPT_FROM_TAX = "exempt from tax"
    """Sell without sales tax to who shows a certificate."""
    RUN_TILL = "run till"
    """Open, count and close the own till, take it over, drop cash, small sums in and out."""
    OVERSEE_TILLS = "oversee tills"
    """See what is over or short and other people's tills, close them, move larger sums."""
    RETURN = "return"
    """Take goods back with their receipt, up to the cashier's limit."""
    RETURN_ANYTHING = "return anything"
    """Beyond that limit, after the store's days, and without a receipt."""
    RETURN_PRESCRIPTION = "return prescription"
    """Reverse the sale of a prescription: its pickup is undone, the medicine is destroyed."""
    KEEP_STAFF = "keep staff"
    """Say who may sign in, in which role and trained for what."""
    PASS_UNDER_DURESS = "pass under duress"  # noqa: S105  no password: a right
    """Pass over a stop of the exchange in fear of bodily injury or death; no right over others."""


_RIGHTS: Final = {
    Role.CASHIER: frozenset(
        {
            Right.SELL,
            Right.PARK_PAYMENT,
            Right.LEAVE_OWED,
            Right.PASS_UNDER_DURESS,
            Right.RUN_TILL,
            Right.OPEN_PRICE,
            Right.RETURN,
        }
    ),
    Role.WINDOW_CLERK: frozenset(
        {
            Right.SELL,
            Right.PARK_PAYMENT,
            Right.LEAVE_OWED,
            Right.PASS_UNDER_DURESS,
            Right.RUN_TILL,
            Right.RETURN,
        }
    ),
    Role.PHARMACIST: frozenset(
        {
            Right.SELL,
            Right.RELEASE_PICKUP,
            Right.VOID_TICKET,
            Right.PARK_PAYMENT,
            Right.READ_RECORDS,
            Right.READ_REPORTS,
            Right.LEAVE_OWED,
            Right.PASS_UNDER_DURESS,
            Right.RUN_TILL,
            Right.OPEN_PRICE,
            Right.RETURN,
            Right.RETURN_PRESCRIPTION,
        }
    ),
    Role.MANAGER: frozenset(
        {
            Right.SELL,
            Right.OPEN_DRAWER,
            Right.VOID_TICKET,
            Right.PARK_PAYMENT,
            Right.ASSIGN_DEVICES,
            Right.SETTLE_PAYMENT,
            Right.CLOSE_BATCH,
            Right.PASS_UNDER_DURESS,
            Right.READ_RECORDS,
            Right.READ_REPORTS,
            Right.REMOVE_RECORDS,
            Right.KEEP_ACCOUNTS,
            Right.LEAVE_OWED,
            Right.WAIVE_COPAY,
            Right.SET_PRICE,
            Right.EXEMPT_FROM_TAX,
            Right.RUN_TILL,
            Right.OPEN_PRICE,
            Right.RETURN,
            Right.RETURN_ANYTHING,
            Right.RETURN_PRESCRIPTION,
            Right.OVERSEE_TILLS,
            Right.KEEP_STAFF,
        }
    ),
}


def may(person: StaffMember, right: Right) -> bool:
    return right in _RIGHTS[person.role]
