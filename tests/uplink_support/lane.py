"""A lane: a real encrypted store, an uplink on it, and an ear for what it posts."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self, TypeVar
from uuid import uuid4

from store_support.stores import commit, open_store
from store_support.tickets import HANDED_OVER
from sync.messages import utc_now
from sync.runner import LinkSettings
from terminal.app.inputs import (
    Condition,
    FillRead,
    Input,
    OutboxCounted,
    PhmsHealthChanged,
    PickupSettled,
)
from terminal.domain.facts import FillHandedOver
from terminal.domain.identity import PickupId, SaleId
from terminal.domain.prescription import Fill, FillKey
from terminal.domain.work_item import WorkItem
from terminal.store import journal, outbox, will_call, work_items
from terminal.store.sync_desk import SyncDesk
from terminal.uplink.uplink import PhmsUplink

InputT = TypeVar("InputT")

FAST = LinkSettings(pull_every_s=0.05, request_timeout_s=0.5)
DEMO_FILLS = 25


class Lane:
    """Start it with `with`; it stops as a lane does: the uplink first, then the store."""

    def __init__(
        self, path: Path, url: str, settings: LinkSettings = FAST, *, jitter: float = 0.01
    ) -> None:
        self.store = open_store(path)
        self.desk = SyncDesk(self.store)
        self.posted: list[Input] = []
        self._changed = threading.Condition()
        self.uplink = PhmsUplink(
            self.desk, url, self._post, settings=settings, rnd=lambda: jitter, store_retry_s=0.02
        )

    def __enter__(self) -> Self:
        self.uplink.start()
        return self

    def __exit__(self, *args: object) -> None:
        self.uplink.stop()
        self.store.close()

    def _post(self, what: Input) -> None:
        with self._changed:
            self.posted.append(what)
            self._changed.notify_all()

    def all_of(self, kind: type[InputT]) -> list[InputT]:
        return [each for each in self.posted if isinstance(each, kind)]

    def wait_for(self, what: Callable[[], object], within_s: float = 30.0) -> None:
        """Until it is so; looked at whenever something is posted, and now and then.

        Looked at without the lock: it may ask the store, whose thread may just be posting.
        """
        deadline = time.monotonic() + within_s
        while not what():
            left_s = deadline - time.monotonic()
            assert left_s > 0, f"did not happen in {within_s} s; last: {self.posted[-3:]}"
            with self._changed:
                self._changed.wait(min(left_s, 0.02))

    def wait_pulled(self) -> None:
        self.wait_for(lambda: self.held() == DEMO_FILLS)

    def wait_condition(self, condition: Condition, detail: str = "") -> None:
        def is_so() -> bool:
            said = self.all_of(PhmsHealthChanged)[-1:]
            return any(one.condition is condition and detail in one.detail for one in said)

        self.wait_for(is_so)

    # What the store holds

    def held(self) -> int:
        return self.store.reader.wait(
            lambda c: int(c.exec_driver_sql("SELECT count(*) FROM fill").scalar_one())
        )

    def cached(self, key: FillKey) -> Fill | None:
        return self.store.reader.wait(lambda c: will_call.known(c, key))

    def known(self, key: FillKey) -> Fill:
        fill = self.cached(key)
        assert fill is not None
        return fill

    def row(self, pickup: PickupId) -> outbox.Outgoing:
        row = self.store.reader.wait(lambda c: outbox.get(c, pickup))
        assert row is not None
        return row

    def facts(self, kind: type[InputT]) -> list[InputT]:
        recorded = self.store.reader.wait(lambda c: list(journal.all_facts(c)))
        return [each.fact for each in recorded if isinstance(each.fact, kind)]

    def work_items(self) -> tuple[WorkItem, ...]:
        return self.store.reader.wait(work_items.open_items)

    def journal_is_whole(self) -> bool:
        store_id = self.store.meta.store_id
        return self.store.reader.wait(lambda c: journal.verify(c, store_id).good)

    # What the counter does

    def hand_over(self, fill: Fill) -> PickupId:
        """Commit the pickup of a fill as it was sold, and wake sync, as the counter does."""
        pickup = PickupId(str(uuid4()))
        commit(self.store, handed_over(fill, pickup), at=utc_now())
        self.uplink.wake()
        return pickup

    def wait_settled(self, key: FillKey, conflict: str = "") -> None:
        self.wait_for(
            lambda: any(
                one.key == key and conflict in one.conflict and bool(conflict) == bool(one.conflict)
                for one in self.all_of(PickupSettled)
            )
        )

    def wait_counted(self, waiting: int, stuck: int) -> None:
        counts = [(waiting, stuck)]
        self.wait_for(
            lambda: [(c.waiting, c.stuck) for c in self.all_of(OutboxCounted)[-1:]] == counts
        )

    def read(self, key: FillKey, within_s: float = 2.0) -> FillRead:
        before = len(self.answers(key))
        self.uplink.read_fill(key)
        self.wait_for(lambda: len(self.answers(key)) > before, within_s)
        return self.answers(key)[-1]

    def answers(self, key: FillKey) -> list[FillRead]:
        return [one for one in self.all_of(FillRead) if one.key == key]


def handed_over(fill: Fill, pickup: PickupId) -> FillHandedOver:
    assert fill.copay is not None
    return FillHandedOver(
        SaleId(str(uuid4())),
        HANDED_OVER.line,
        pickup,
        fill.key,
        fill.phms_id,
        fill.version,
        fill.copay,
        HANDED_OVER.relationship,
        HANDED_OVER.counselling,
        HANDED_OVER.signature,
    )
