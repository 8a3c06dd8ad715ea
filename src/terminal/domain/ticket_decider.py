"""A whole ticket put aside, named, or voided.

Rules that hold here:

1. A ticket is voided for a reason in words, and by somebody: both are recorded with what it would
   have cost. Nothing that was paid on it may stand any more.
2. A name is what people at the counter say to each other; it is bounded and may be empty.
"""

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.aside import MAX_NAME, MAX_REASON
from terminal.domain.pse_desk import withdrawn
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale


def put_aside(sale: Sale, command: c.Suspend) -> f.SaleSuspended:
    name, reason = command.name.strip()[:MAX_NAME], command.reason.strip()[:MAX_REASON]
    return f.SaleSuspended(sale.id, name, reason, command.by, command.at)


def label_aside(sale: Sale, command: c.LabelAside) -> tuple[f.SaleFact, ...]:
    name, reason = command.name.strip()[:MAX_NAME], command.reason.strip()[:MAX_REASON]
    now = sale.aside
    if now is not None and (now.name, now.reason) == (name, reason):
        return ()
    return (f.SaleLabelled(sale.id, name, reason, command.by),)


def money_moved(sale: Sale) -> Refusal | None:
    """Why the ticket can neither be voided nor take goods back any more."""
    if sale.anything_given_back:
        return Refusal(Why.MONEY_WENT_BACK)
    return Refusal(Why.TENDERS_TAKEN) if sale.anything_paid else None


def void_ticket(sale: Sale, command: c.Abandon) -> tuple[f.SaleFact, ...] | Refusal:
    reason = command.reason.strip()[:MAX_REASON]
    moved = money_moved(sale)
    if moved is not None:
        return moved
    if not reason:
        return Refusal(Why.NOTE_MISSING)
    if not any(sign.isalpha() for sign in reason):
        return Refusal(Why.REASON_IN_WORDS)
    return (*withdrawn(sale), f.SaleAbandoned(sale.id, reason, command.by, sale.total))
