"""The ID that was shown for a line: told to the PhMS with its pickup, kept in a fact of its own.

A pickup is kept for ten years, an ID for as long as its own rows say (section 16); so the pickup
says only that there is one. Until the PhMS has the pickup nothing of its ticket is removed.
"""

from sqlalchemy import Connection

from terminal.domain.evolve import replay
from terminal.domain.facts import SaleFact
from terminal.domain.identity import LineId, SaleId
from terminal.domain.lines import RxLine
from terminal.domain.shown_id import ShownId
from terminal.store.journal import sale_facts


def shown_on(connection: Connection, sale: SaleId, line: LineId) -> ShownId | None:
    """As the ticket has it: somebody else who came later has shown an own one."""
    told = (each.fact for each in sale_facts(connection, sale))
    ticket = replay(fact for fact in told if isinstance(fact, SaleFact))
    found = ticket.line(line)
    return found.shown_id if isinstance(found, RxLine) else None
