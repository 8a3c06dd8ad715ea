"""The pharmacy system of a played day: takes the pickups that a lane sent, and sells on its own."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from terminal.app.ports import Batch
from terminal.app.sync_store import Outgoing, WorkNote
from terminal.domain import facts as f
from terminal.domain.card_batch import BatchReport, CardClass, ClassTotal
from terminal.domain.identity import LaneId
from terminal.domain.money import Money
from terminal.domain.prescription import Fill, FillKey, FillStatus, SoldBefore
from terminal.store import fills
from terminal.store.fills import FillUpdate
from terminal.store.projections import PHMS
from terminal.store.store import Store
from terminal.store.sync_desk import SyncDesk

HORIZON: Final = timedelta(days=1)


class Pharmacy:
    """`bags` are its fills; what was told stands in the store's cache."""

    def __init__(self, store: Store, lane: LaneId, bags: tuple[Fill, ...]) -> None:
        self._store = store
        self._desk = SyncDesk(store)
        self._lane = lane
        self.bags = {each.key: each for each in bags}

    def tell(self, *bags: Fill, at: datetime) -> None:
        told = [FillUpdate(replace(each, read_at=at), at) for each in bags]
        self._store.writer.wait(lambda c: fills.apply(c, told))

    def take_pickups(self, at: datetime, refuses: FillKey | None = None) -> tuple[FillKey, ...]:
        """Whatever is on its way; one may be refused for good."""
        taken: list[FillKey] = []
        while waiting := self._desk.due(PHMS, at, HORIZON, 20):
            for row in waiting:
                assert isinstance(row.fact, f.FillHandedOver)
                if row.fact.key == refuses:
                    self._refuse(row, at)
                else:
                    self._take(row, at)
                    taken.append(row.fact.key)
        return tuple(taken)

    def _take(self, row: Outgoing, at: datetime) -> None:
        fact = row.fact
        assert isinstance(fact, f.FillHandedOver)
        confirmed = f.PickupConfirmed(fact.pickup, fact.key, "2")
        self._desk.mark_done(row.key, "applied", lambda _: self._batch(confirmed, at))
        self.sell(fact.key, at + timedelta(seconds=1), at_till=True)

    def _refuse(self, row: Outgoing, at: datetime) -> None:
        fact = row.fact
        assert isinstance(fact, f.FillHandedOver)
        disputed = f.PickupDisputed(fact.pickup, fact.key, "the fill is locked there")
        note = WorkNote(
            "refused", str(fact.key), disputed.reason, f"outbox:{row.key}", str(row.key)
        )
        self._desk.mark_stopped(
            row.key, dead=True, tries=1, note=note, facts=lambda _: self._batch(disputed, at)
        )

    def sell(self, key: FillKey, at: datetime, *, at_till: bool = False) -> None:
        sold = replace(self.bags[key], status=FillStatus.SOLD, sold=SoldBefore(at, at_till=at_till))
        self.tell(sold, at=at)

    def make_ready_again(self, key: FillKey, at: datetime) -> None:
        self.tell(self.bags[key], at=at)

    def _batch(self, fact: f.Fact, at: datetime) -> Batch:
        return Batch((fact,), at, self._lane, None)


def closed_batch(payments: int, amount: Money) -> f.CardBatchClosed:
    """What the card terminal tells when it has settled with the bank."""
    totals = (ClassTotal(CardClass.CREDIT, payments, amount),)
    return f.CardBatchClosed("53012345", BatchReport(totals, batch="7"))
