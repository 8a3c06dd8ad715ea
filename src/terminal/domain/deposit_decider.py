"""Whether money is taken on account, and what else may be on its ticket."""

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.deposit import DepositKind, DepositLine
from terminal.domain.money import ZERO
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale


def pay_account(sale: Sale, command: c.PayAccount) -> tuple[f.DepositAdded] | Refusal:
    """`standing` is the account's as the store read it just now."""
    if sale.live_lines:
        return Refusal(Why.TICKET_OF_ITS_OWN)
    owed = command.standing.balance
    if owed <= ZERO:
        return Refusal(Why.NOTHING_OWED, command.standing.account.id)
    if command.amount <= ZERO:
        return Refusal(Why.AMOUNT_OUT_OF_RANGE)
    if command.amount > owed:
        return Refusal(Why.MORE_THAN_OWED, str(owed))
    return (
        f.DepositAdded(
            sale.id,
            sale.next_line,
            DepositKind.ACCOUNT,
            command.standing.account.id,
            command.amount,
        ),
    )


def pays_a_debt(sale: Sale) -> bool:
    """Whether this is the ticket of a payment on account."""
    return any(
        isinstance(line, DepositLine) and line.kind is DepositKind.ACCOUNT
        for line in sale.live_lines
    )
