"""What a stopped pickup handed out, read from its own message and the facts of its ticket."""

from sqlalchemy import Connection

from terminal.domain.dispute import Dispute
from terminal.domain.facts import FillAdded, FillHandedOver, FillRefreshed
from terminal.store import outbox
from terminal.store.journal import sale_facts
from terminal.store.outbox import OutboxState


def dispute(connection: Connection, message: str) -> Dispute | None:
    """What a stopped pickup handed out; None: it is not stopped any more, or is no pickup."""
    row = outbox.get(connection, message)
    if row is None or row.state not in (OutboxState.HELD, OutboxState.DEAD):
        return None
    if not isinstance(row.fact, FillHandedOver):
        return None
    facts = (each.fact for each in sale_facts(connection, row.fact.sale))
    of_line = [
        each.fill
        for each in facts
        if isinstance(each, FillAdded | FillRefreshed) and each.line == row.fact.line
    ]
    return Dispute(message, row.fact, of_line[-1] if of_line else None)
