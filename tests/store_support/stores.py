"""A store in a folder of its own, and the shortest way to commit to it."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from terminal.app.faults import KnownFault
from terminal.app.ports import Attachment, Batch
from terminal.domain.facts import Fact
from terminal.domain.identity import LaneId, StaffId
from terminal.store import outbox
from terminal.store.database import Connection
from terminal.store.store import Store

KEY = bytes(range(32))
AT = datetime(2026, 3, 7, 10, 42, 5, 6, timezone(timedelta(hours=-5)))
LANE = LaneId("01")
CASHIER = StaffId("107")


def no_bug(error: BaseException) -> None:
    """A bug inside the store fails the test that meets it, through pytest's thread hook."""
    raise error


def batch(*facts: Fact, at: datetime = AT, attachments: tuple[Attachment, ...] = ()) -> Batch:
    return Batch(facts, at, LANE, CASHIER, attachments)


def open_store(
    path: Path,
    key: bytes = KEY,
    *,
    demo: bool = False,
    machine: str = "",
    bug: Callable[[BaseException], None] = no_bug,
) -> Store:
    return Store.open(
        path, key, demo=demo, machine=machine, bug=bug, now=lambda: AT.astimezone(UTC)
    )


def commit(store: Store, *facts: Fact, at: datetime = AT) -> None:
    """Commit and wait; a fault is raised."""
    commit_batch(store, batch(*facts, at=at))


def commit_batch(store: Store, what: Batch) -> None:
    answer: Future[KnownFault | None] = Future()
    store.writer.commit(what, answer.set_result)
    fault = answer.result(10)
    if fault is not None:
        raise fault


def deliver(store: Store) -> None:
    """All that waits has arrived where it goes."""
    store.writer.wait(_delivered)


def _delivered(connection: Connection) -> None:
    rows = connection.exec_driver_sql("SELECT key FROM outbox WHERE state = 'queued'").all()
    for row in rows:
        outbox.mark_done(connection, row.key, "")
