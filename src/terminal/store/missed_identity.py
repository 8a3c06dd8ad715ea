"""The wrong identity answers of today that nobody has settled, for a start.

By kind of fact and by day (`store.registry`): what it costs does not grow with history. Where
nobody missed, which is nearly every day, the confirmations are not read.
"""

from datetime import datetime, timedelta
from operator import attrgetter

from sqlalchemy import Connection

from terminal.domain.facts import IdentityConfirmed, IdentityMissed
from terminal.domain.missed_identity import Misses, unsettled
from terminal.store.registry import of_kind

DAY_AND_MORE = timedelta(days=2)
"""Past any end of the day: a clock that went back hides no wrong answer."""


def unsettled_since(connection: Connection, midnight: datetime) -> Misses:
    end = midnight + DAY_AND_MORE
    missed = list(of_kind(connection, IdentityMissed, midnight, end))
    if not missed:
        return ()
    rows = [*missed, *of_kind(connection, IdentityConfirmed, midnight, end)]
    return unsettled(row.fact for row in sorted(rows, key=attrgetter("seq")))
