"""Tickets that are over, for the tickets page and for their paper.

Rules that hold here: the newest come first; the answer is bounded; a ticket whose retention has
ended, so that its opening is gone, is not there any more.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from terminal.app.tickets import SHOWN, SentReceipt, TicketRow, TicketSought
from terminal.domain.evolve import replay
from terminal.domain.facts import ReceiptRequested, SaleCompleted, SaleFact, SaleOpened
from terminal.domain.identity import LaneId, SaleId, StaffId
from terminal.domain.language import Language
from terminal.domain.money import Money
from terminal.domain.receipt_message import (
    ReceiptMessageAsked,
    ReceiptMessageSettled,
    masked,
)
from terminal.domain.receipt_wish import Form
from terminal.domain.sale import Sale
from terminal.store.journal import sale_facts
from terminal.store.projections import SaleState
from terminal.store.times import instant, utc_text

_OVER: Final = (
    "SELECT id, number, lane, staff, state, closed_at, total_cents FROM sale"
    " WHERE lane = ? AND state IN ('completed', 'abandoned', 'moved') AND closed_at IS NOT NULL"
)
_NEWEST: Final = " ORDER BY number DESC LIMIT ?"


def over(connection: Connection, sought: TicketSought) -> tuple[TicketRow, ...]:
    where, values = "", [str(sought.lane)]
    for condition, value in (
        ("number = ?", sought.number),
        ("total_cents = ?", None if sought.amount is None else sought.amount.cents),
        ("closed_at >= ?", None if sought.since is None else utc_text(sought.since)),
        ("closed_at < ?", None if sought.before is None else utc_text(sought.before)),
    ):
        if value is not None:
            where += f" AND {condition}"
            values.append(value)  # type: ignore[arg-type]  # an integer or a text
    rows = connection.exec_driver_sql(_OVER + where + _NEWEST, (*values, SHOWN))
    return tuple(
        TicketRow(
            SaleId(row.id),
            row.number,
            LaneId(row.lane),
            instant(row.closed_at),
            Money(row.total_cents),
            StaffId(row.staff),
            row.state != SaleState.COMPLETED,
            row.state == SaleState.MOVED,
        )
        for row in rows
    )


def messages(connection: Connection, sale: SaleId) -> tuple[SentReceipt, ...]:
    """What was asked to be sent of a ticket, and what became of it."""
    facts = [row.fact for row in sale_facts(connection, sale)]
    settled = {
        each.message: each.outcome for each in facts if isinstance(each, ReceiptMessageSettled)
    }
    return tuple(
        SentReceipt(each.via, masked(each.via, each.address), settled.get(each.message))
        for each in facts
        if isinstance(each, ReceiptMessageAsked)
    )


def printed_in(connection: Connection, sale: SaleId) -> Language | None:
    """The language of its first receipt; None: it had none."""
    facts = (row.fact for row in sale_facts(connection, sale))
    asked = (each for each in facts if isinstance(each, ReceiptRequested))
    return next((each.wish.language for each in asked if each.wish.form is Form.RECEIPT), None)


def completed(connection: Connection, sale: SaleId) -> tuple[Sale, datetime] | None:
    """A ticket that was sold, with when; None: it is not, or not any more."""
    rows = sale_facts(connection, sale)
    facts = tuple(row.fact for row in rows if isinstance(row.fact, SaleFact))
    at = next((row.at for row in rows if isinstance(row.fact, SaleCompleted)), None)
    if at is None or not facts or not isinstance(facts[0], SaleOpened):
        return None
    return replay(facts), at
