"""The ledger of the store's own gift cards, as the journal left it.

What a card pays counts as soon as it is taken, on a ticket that is still open too. What is put on
one counts when its ticket is closed.
"""

from sqlalchemy import Connection

from terminal.domain import facts
from terminal.domain.deposit import DepositKind
from terminal.domain.gift import GiftDigest, GiftStanding
from terminal.domain.identity import LaneId, SaleId
from terminal.domain.keyed import Entry
from terminal.domain.money import Money
from terminal.domain.refund import RefundWay
from terminal.domain.tender_kind import TenderKind

# --- written by the journal


def load(connection: Connection, fact: facts.DepositAdded, at: str, lane: str) -> None:
    """It counts when its ticket is closed."""
    if fact.kind is DepositKind.GIFT_CARD:
        _enter(connection, fact.sale, -fact.line, fact.card, at, lane, fact.amount.cents, 0)


def pay(connection: Connection, fact: facts.KeyedTenderTaken, at: str, lane: str) -> None:
    if fact.kind is TenderKind.GIFT:
        card = dict(fact.entries)[Entry.CARD]
        _enter(connection, fact.sale, fact.tender, card, at, lane, -fact.applied.cents, 1)


def credit(connection: Connection, fact: facts.RefundGiven, at: str, lane: str) -> None:
    """Goods that it had paid came back: so much is on it again."""
    if fact.way is RefundWay.GIFT_CARD:
        card, cents = fact.shares[0].source.card, fact.amount.cents
        _enter(connection, fact.sale, fact.tender, card, at, lane, cents, 1)


def _enter(
    connection: Connection,
    sale: SaleId,
    part: int,
    card: str,
    at: str,
    lane: str,
    cents: int,
    counted: int,
) -> None:
    connection.exec_driver_sql(
        "INSERT INTO gift_entry(sale, part, card, at, lane, cents, counted)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (sale, part, card, at, lane, cents, counted),
    )


def count_loads(connection: Connection, sale: SaleId) -> None:
    connection.exec_driver_sql(
        "UPDATE gift_entry SET counted = 1 WHERE sale = ? AND part < 0", (sale,)
    )


def drop_loads(connection: Connection, sale: SaleId) -> None:
    connection.exec_driver_sql("DELETE FROM gift_entry WHERE sale = ? AND NOT counted", (sale,))


def take_back(connection: Connection, sale: SaleId, part: int) -> None:
    connection.exec_driver_sql("DELETE FROM gift_entry WHERE sale = ? AND part = ?", (sale, part))


# --- read


def standing(connection: Connection, card: GiftDigest, last4: str, lane: LaneId) -> GiftStanding:
    row = connection.exec_driver_sql(
        "SELECT count(*) AS known, coalesce(sum(cents), 0) AS cents,"
        " coalesce(sum(CASE WHEN cents < 0 AND lane = ? THEN -cents END), 0) AS taken"
        " FROM gift_entry WHERE card = ? AND counted",
        (lane, card),
    ).one()
    return GiftStanding(card, last4, Money(row.cents), bool(row.known), Money(row.taken))


def owed(connection: Connection) -> Money:
    """What is on all cards together: the store owes it to their holders."""
    row = connection.exec_driver_sql(
        "SELECT coalesce(sum(cents), 0) AS cents FROM gift_entry WHERE counted"
    ).one()
    return Money(row.cents)
