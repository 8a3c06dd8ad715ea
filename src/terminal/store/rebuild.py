"""Make the projections again from the journal: they hold nothing that it does not.

Three things are kept as they are, because the journal is not their source: how far each outbox row
got (a missing row is made again), the work items of its stops, and the failures of a PIN that was
changed since.
"""

from typing import Final

from sqlalchemy import Connection

from terminal.domain import facts
from terminal.domain.till_facts import DifferenceSettled
from terminal.store.codec import encode
from terminal.store.journal import all_facts
from terminal.store.projections import Entry, project
from terminal.store.times import utc_text

REBUILT: Final = (
    *("sale", "pickup", "fill_call", "card_attempt", "print_job", "counter"),
    *("book_entry", "notice", "account", "account_entry", "gift_entry", "report_sum"),
    "coupon_used",
    *("pse_purchase", "pse_transaction"),
    *("till", "till_account", "till_count"),
)
_OF_PINS: Final = (facts.SignedIn, facts.SignInFailed, facts.ScreenUnlocked)
_OF_MESSAGES: Final = (facts.WorkItemSettled, DifferenceSettled)
"""A message that was sent again once may have stopped again since: only a person sends it on."""


def rebuild(connection: Connection) -> int:
    """Empty the projections and replay every fact, in the open transaction; how many there were.

    A fact whose body was removed by the retention rules is not replayed, and what it meant is not
    made again: rebuild before removing, never after. The next report counts its sums again.
    """
    for table in REBUILT:
        connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608  a constant
    replayed = 0
    for row in all_facts(connection):
        replayed += 1
        if not isinstance(row.fact, (*_OF_PINS, *_OF_MESSAGES)):
            entry = Entry(utc_text(row.at), row.lane, row.actor or "", encode(row.fact))
            project(connection, row.fact, entry)
    return replayed
