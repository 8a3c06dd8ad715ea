"""Which versions of the eligible products list this store has had, read from the journal.

Rule that holds here: a start reads one row; an import compares with the last `KNOWN` versions, more
than the years for which a sale must be proved.
"""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection

from terminal.domain.eligibility_list import ListTaken
from terminal.domain.facts import EligibilityListTaken
from terminal.store import codec
from terminal.store.tables import EVERYDAY
from terminal.store.times import instant

KNOWN: Final = 200
"""Ten years of months, with some to spare."""
MOST_VERSIONS: Final = 20
"""Of one file: more are no versions of a list."""


def latest(connection: Connection) -> ListTaken | None:
    """None: this store was told of none."""
    return next(iter(_taken(connection, 1)), None)


def new_versions(
    connection: Connection, found: Iterable[tuple[str, int]]
) -> tuple[EligibilityListTaken, ...]:
    """The facts of versions that an import brought and nobody knew, the first `MOST_VERSIONS`."""
    known = {each.version for each in _taken(connection, KNOWN)}
    new = [each for each in found if each[0] not in known][:MOST_VERSIONS]
    return tuple(EligibilityListTaken(version, items) for version, items in new)


def _taken(connection: Connection, most: int) -> tuple[ListTaken, ...]:
    rows = connection.exec_driver_sql(
        f"SELECT at, name, body FROM journal WHERE {EVERYDAY} AND name = ?"  # noqa: S608  a constant
        " AND body IS NOT NULL ORDER BY seq DESC LIMIT ?",
        (EligibilityListTaken.__name__, most),
    ).fetchall()
    found = []
    for row in rows:
        fact = codec.decode(row.name, row.body)
        assert isinstance(fact, EligibilityListTaken)
        found.append(ListTaken(fact.version, instant(row.at)))
    return tuple(found)
