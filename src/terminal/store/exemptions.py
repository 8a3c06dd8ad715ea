"""The certificates of customers who pay no sales tax, as they were recorded on tickets.

Rule that holds here: a start reads the last `KNOWN` of them by the journal's index of kinds; of a
number that was recorded more than once the newest day counts.
"""

from typing import Final

from sqlalchemy import Connection

from terminal.domain.facts import CustomerExempted
from terminal.domain.sale import Exemption
from terminal.store import codec
from terminal.store.tables import EVERYDAY

KNOWN: Final = 1_000
"""Years of a store's exempt customers, each of them many times."""


def recorded(connection: Connection) -> tuple[Exemption, ...]:
    """The newest of each number first."""
    rows = connection.exec_driver_sql(
        f"SELECT name, body FROM journal WHERE {EVERYDAY} AND name = ?"  # noqa: S608  a constant
        " AND body IS NOT NULL ORDER BY seq DESC LIMIT ?",
        (CustomerExempted.__name__, KNOWN),
    ).fetchall()
    found: dict[str, Exemption] = {}
    for row in rows:
        fact = codec.decode(row.name, row.body)
        assert isinstance(fact, CustomerExempted)
        found.setdefault(fact.certificate, Exemption(fact.certificate, fact.expires))
    return tuple(found.values())
