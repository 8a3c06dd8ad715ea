"""The store's threads: the counter first, searches only while they matter, everyone answered."""

import threading
from concurrent.futures import Future
from pathlib import Path

import pytest
from sqlalchemy import Connection

from store_support.stores import batch, commit, open_store
from store_support.tickets import ADDED, OPENED
from terminal.app.faults import KnownFault
from terminal.store import journal, upkeep
from terminal.store.faults import DiskFull, StoreBusy, disk_full
from terminal.store.store import Store
from terminal.store.worker import (
    BUSY_ROWS_PER_CHECKPOINT,
    MAX_WAITING_COMMITS,
    ROWS_PER_CHECKPOINT,
    BrokenStore,
)


class Gate:
    """A job that holds the writer until it is let go."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._go = threading.Event()

    def job(self, _connection: Connection) -> None:
        self.reached.set()
        assert self._go.wait(10)

    def open(self) -> None:
        self._go.set()


def ignore(_answer: object) -> None:
    pass


def held(store: Store) -> Gate:
    gate = Gate()
    store.writer.submit(gate.job, ignore)
    assert gate.reached.wait(10)
    return gate


def test_the_counter_goes_before_sync(store: Store) -> None:
    order: list[str] = []
    last: Future[object] = Future()
    gate = held(store)
    store.writer.submit(lambda c: order.append("pull"), last.set_result)
    store.writer.commit(batch(OPENED), lambda fault: order.append("first line"))
    store.writer.commit(batch(ADDED), lambda fault: order.append("second line"))
    gate.open()
    last.result(10)
    assert order == ["first line", "second line", "pull"]


def test_a_full_queue_says_so_at_once(store: Store) -> None:
    answers: list[KnownFault | None] = []
    gate = held(store)
    store.writer.commit(batch(OPENED), answers.append)
    for _ in range(MAX_WAITING_COMMITS):
        store.writer.commit(batch(ADDED), answers.append)
    assert len(answers) == 1
    assert isinstance(answers[0], StoreBusy)
    gate.open()
    store.writer.wait(ignore)
    assert answers[1:] == [None] * MAX_WAITING_COMMITS


def test_a_failing_job_is_undone_and_its_fault_comes_back(store: Store) -> None:
    def fail(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO setting VALUES ('lane', 'drive-through')")
        raise disk_full()

    with pytest.raises(DiskFull):
        store.writer.wait(fail)
    rows = store.reader.wait(lambda c: c.exec_driver_sql("SELECT * FROM setting").fetchall())
    assert rows == []


def test_a_bug_is_reported_and_the_store_goes_on(path: Path, bugs: list[BaseException]) -> None:
    with open_store(path, bug=bugs.append) as store:
        with pytest.raises(BrokenStore):
            store.writer.wait(lambda c: 1 // 0)
        with pytest.raises(BrokenStore):
            store.reader.wait(lambda c: [1].index(2))
        commit(store, OPENED)
    assert [type(bug) for bug in bugs] == [ZeroDivisionError, ValueError]


def test_a_newer_search_makes_the_older_ones_pointless(store: Store) -> None:
    answered: list[str] = []
    gate, last = Gate(), Future[object]()
    store.reader.ask(gate.job, ignore)
    assert gate.reached.wait(10)
    for text in ("i", "ib", "ibu"):
        store.reader.ask_latest("items", lambda c, text=text: answered.append(text), ignore)  # type: ignore[misc]
    store.reader.ask_latest("people", lambda c: answered.append("people"), last.set_result)
    gate.open()
    last.result(10)
    assert answered == ["ibu", "people"]


def test_the_reader_sees_what_was_committed_and_cannot_write(
    path: Path, bugs: list[BaseException]
) -> None:
    with open_store(path, bug=bugs.append) as store:
        for wanted in (1, 2, 3):
            commit(store, OPENED if wanted == 1 else ADDED)
            seen = store.reader.wait(lambda c: journal.head(c, store.meta.store_id, 1).seq)
            assert seen == wanted
        with pytest.raises(KnownFault):
            store.reader.wait(lambda c: c.exec_driver_sql("INSERT INTO setting VALUES ('a', 'b')"))


def test_closing_writes_what_waits(path: Path) -> None:
    store = open_store(path)
    answers: list[KnownFault | None] = []
    store.writer.commit(batch(OPENED), answers.append)
    for _ in range(50):
        store.writer.commit(batch(ADDED), answers.append)
    store.close()
    assert answers == [None] * 51
    with pytest.raises(RuntimeError, match="closed"):
        store.writer.commit(batch(ADDED), answers.append)


def test_the_log_is_written_back_while_nothing_waits(store: Store, path: Path) -> None:
    commit(store, OPENED)
    for _ in range(ROWS_PER_CHECKPOINT):
        commit(store, ADDED)
    before = path.stat().st_size
    patience = threading.Event()
    for _ in range(100):
        if path.stat().st_size > before:
            break
        patience.wait(0.05)
    assert path.stat().st_size > before


def test_the_log_does_not_grow_without_end_while_sync_leaves_no_pause(
    store: Store, path: Path
) -> None:
    def fill_up(connection: Connection) -> None:
        for number in range(BUSY_ROWS_PER_CHECKPOINT):
            upkeep.put_setting(connection, f"s{number}", "x" * 500)

    for _ in range(20):
        store.writer.wait(fill_up)
    log = path.with_name(path.name + "-wal")
    one_round = BUSY_ROWS_PER_CHECKPOINT * 4200
    assert log.stat().st_size < 3 * one_round


def test_threads_are_named_and_end(path: Path) -> None:
    store = open_store(path)
    names = {thread.name for thread in threading.enumerate()}
    assert {"journal", "store-reader"} <= names
    store.close()
    assert not {"journal", "store-reader"} & {thread.name for thread in threading.enumerate()}
