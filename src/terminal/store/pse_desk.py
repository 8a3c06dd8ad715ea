"""The store as the line to the exchange sees it: `terminal.app.pse_store.PseStore`."""

from collections.abc import Sequence
from datetime import datetime

from terminal.app.pse_store import Waiting
from terminal.domain.pse_ticket import PseExchangeSettled, PseInquiryRequested
from terminal.store import pse
from terminal.store.store import Store


class PseStoreDesk:
    """Over the writer and the reader; close the store after the line has stopped."""

    def __init__(self, store: Store) -> None:
        self._writer = store.writer
        self._reader = store.reader

    def waiting(self, now: datetime, limit: int) -> Sequence[Waiting]:
        return self._reader.wait(lambda c: pse.waiting(c, now, limit))

    def inquiry(self, ref: str) -> tuple[PseInquiryRequested, str, datetime] | None:
        return self._reader.wait(lambda c: pse.inquiry(c, ref))

    def settle(self, fact: PseExchangeSettled, lane: str, at: datetime) -> None:
        batch = pse.settled(fact, lane, at)
        self._writer.wait_recorded(lambda _: (None, batch))

    def put_off(self, ref: str, due_at: datetime, error: str) -> None:
        self._writer.wait(lambda c: pse.put_off(c, ref, due_at, error))
