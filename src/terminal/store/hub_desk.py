"""The store as the line to the hub sees it: `terminal.app.hub_store.HubStore`.

The journal itself is the queue: the hub says up to where it has it, and what follows is sent. So
nothing is told of that was not durable, and a restart loses no place.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from terminal.app.hub_store import LoggedSale, ReturnedSale
from terminal.domain.barcode import Gtin
from terminal.domain.catalog import Item
from terminal.domain.facts import Fact, PseReturned
from terminal.domain.move import MoveSettled, SaleMovedAway, SaleMovedHere
from terminal.domain.pse_ticket import PseLogged
from terminal.store import catalog, codec
from terminal.store.store import Store
from terminal.store.tables import EVERYDAY


class HubStoreDesk:
    """Over the reader; close the store after the line has stopped."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def device(self) -> str:
        return self._store.meta.device

    @property
    def epoch(self) -> int:
        return self._store.meta.epoch

    @property
    def demo(self) -> bool:
        return self._store.meta.demo

    def logged_after(
        self, epoch: int, seq: int, limit: int
    ) -> tuple[LoggedSale | ReturnedSale, ...]:
        return self._store.reader.wait(lambda each: logged_after(each, epoch, seq, limit))

    def moved_away(self) -> tuple[SaleMovedAway, ...]:
        return self._store.reader.wait(moved_away)

    def arrived(self, move: str) -> bool:
        return self._store.reader.wait(lambda each: move in moved_here(each))

    def items(self, gtins: Iterable[Gtin]) -> tuple[Item, ...]:
        wanted = tuple(dict.fromkeys(gtins))
        found = self._store.reader.wait(lambda each: catalog.find(each, wanted))
        return tuple(each for each in found if each.gtin in wanted)


def moved_away(connection: Connection) -> tuple[SaleMovedAway, ...]:
    """In the order in which they left."""
    settled = {each.move for each in _of(connection, MoveSettled) if isinstance(each, MoveSettled)}
    left = (each for each in _of(connection, SaleMovedAway) if isinstance(each, SaleMovedAway))
    return tuple(each for each in left if each.move not in settled)


def moved_here(connection: Connection) -> frozenset[str]:
    """The ids of all moves to this lane."""
    arrived = _of(connection, SaleMovedHere)
    return frozenset(each.move for each in arrived if isinstance(each, SaleMovedHere))


def _of(connection: Connection, kind: type[Fact]) -> tuple[Fact, ...]:
    rows = connection.exec_driver_sql(
        f"SELECT name, body FROM journal WHERE {EVERYDAY}"  # noqa: S608  a constant
        " AND name = ? AND body IS NOT NULL ORDER BY seq",
        (kind.__name__,),
    )
    return tuple(codec.decode(row.name, row.body) for row in rows)


def logged_after(
    connection: Connection, epoch: int, seq: int, limit: int
) -> tuple[LoggedSale | ReturnedSale, ...]:
    """A restored store counts on from where its backup ended, in a later epoch: so both count."""
    rows = connection.exec_driver_sql(
        f"SELECT epoch, seq, name, body FROM journal WHERE {EVERYDAY}"  # noqa: S608  a constant
        " AND name IN (?, ?) AND (epoch > ? OR (epoch = ? AND seq > ?))"
        " AND body IS NOT NULL ORDER BY seq LIMIT ?",
        (PseLogged.__name__, PseReturned.__name__, epoch, epoch, seq, limit),
    )
    found = ((row.epoch, row.seq, codec.decode(row.name, row.body)) for row in rows)
    return tuple(_sale(at, place, fact) for at, place, fact in found)


def _sale(epoch: int, seq: int, fact: Fact) -> LoggedSale | ReturnedSale:
    if isinstance(fact, PseReturned):
        return ReturnedSale(epoch, seq, fact.sold_on, fact.lines)
    assert isinstance(fact, PseLogged), "asked by its name"
    return LoggedSale(epoch, seq, fact)
