"""The threads of the store: one writer that owns the only writing connection, one reader.

Rules that hold here:

1. The counter's commits go before submitted jobs, so that a scan never waits behind a pull;
   within each kind the order is kept.
2. A batch or job that fails is rolled back whole, and whoever asked is told, always exactly once.
3. Queues are bounded; one that is full says so at once and never blocks the caller.
4. `done` is called on the store's thread: it posts, it does not work.
5. The log is written back into the file when nothing waits, not while somebody does.
"""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine

from terminal.app.faults import KnownFault
from terminal.app.ports import Batch
from terminal.store import journal
from terminal.store.chain import Head
from terminal.store.database import checkpoint, driver_of
from terminal.store.faults import StoreBusy, fault_of, translated

T = TypeVar("T")
Job = Callable[[Connection], T]
Bug = Callable[[BaseException], None]
"""Told about an error that nobody foresaw; the store goes on, the journal is safe."""

MAX_WAITING_COMMITS: Final = 256
"""The engine waits for each commit before the next; hundreds mean that the disk has stopped."""
MAX_WAITING_JOBS: Final = 256
"""Sync waits for its own jobs; a handful of threads never has so many."""
IDLE_S: Final = 0.25
"""Nothing to write for so long: time to write the log back."""
ROWS_PER_CHECKPOINT: Final = 192
"""Changed rows, about 64 lines of a ticket or 400 pages: less is not worth an fsync of the file."""
BUSY_ROWS_PER_CHECKPOINT: Final = 500
"""While sync leaves no pause: between two of its jobs, and so often that one takes few ms."""
OPEN_TIMEOUT_S: Final = 30.0
JOIN_TIMEOUT_S: Final = 30.0

_Task = Callable[[Connection], None]


class BrokenStore(KnownFault):
    """A bug stopped an operation of the store; it was undone."""

    def __init__(self) -> None:
        super().__init__(
            "This step could not be saved because of a fault in the program",
            "It was undone; everything before it is safe.",
            "Try it once more; if it happens again, restart the program and call support.",
        )


def _busy() -> StoreBusy:
    return StoreBusy(
        "The store does not keep up",
        "Too much waits to be written or read.",
        "Wait a moment; if it does not pass, check this computer's disk.",
    )


class _Queue:
    """Two lanes, urgent before ordinary; `get` gives None when idle, raises when closed.

    Each task has its token in one queue, so that whoever waits for a token is woken once and
    waits for nothing else: a condition would wake it to wait for the condition's own lock.
    """

    class Closed(Exception):
        """Closed and empty."""

    def __init__(self, urgent: int, ordinary: int) -> None:
        self._limits = (urgent, ordinary)
        self._lanes: tuple[deque[_Task], deque[_Task]] = (deque(), deque())
        self._tokens = SimpleQueue[bool]()  # True for a task, False for the end
        self._door = threading.Lock()
        self._closed = False

    def put(self, task: _Task, *, urgent: bool) -> bool:
        """False when the lane is full."""
        lane, limit = (0, self._limits[0]) if urgent else (1, self._limits[1])
        with self._door:
            if self._closed:
                raise RuntimeError("the store is closed")
            if len(self._lanes[lane]) >= limit:
                return False
            self._lanes[lane].append(task)
            self._tokens.put(True)
        return True

    def urgent(self) -> bool:
        """Whether somebody at the counter waits."""
        return bool(self._lanes[0])

    def get(self, timeout_s: float | None) -> _Task | None:
        try:
            more = self._tokens.get(timeout=timeout_s)
        except Empty:
            return None
        if not more:
            raise self.Closed
        return (self._lanes[0] or self._lanes[1]).popleft()

    @property
    def closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        with self._door:
            self._closed = True
            self._tokens.put(False)


class _Worker:
    """A named thread with its own connection and a queue of tasks."""

    def __init__(self, name: str, engine: Engine, queue: _Queue, bug: Bug) -> None:
        self._engine = engine
        self._queue = queue
        self._bug = bug
        self._opened: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name=name)
        self._thread.start()
        self._opened.result(OPEN_TIMEOUT_S)

    def stop(self) -> None:
        """Finish what waits, close the connection, join."""
        self._queue.close()
        self._thread.join(JOIN_TIMEOUT_S)
        assert not self._thread.is_alive(), "a store thread did not end"

    @property
    def stopping(self) -> bool:
        """Whether a long job had better end: somebody waits for the thread."""
        return self._queue.closed

    def _run(self) -> None:
        try:
            with translated():
                connection = self._engine.connect()
        except BaseException as error:  # noqa: BLE001  handed to whoever opens the store
            self._opened.set_exception(error)
            return
        with connection:
            self._opened.set_result(None)
            self._work(connection)

    def _work(self, connection: Connection) -> None:
        while True:
            try:
                task = self._queue.get(self._patience_s())
            except _Queue.Closed:
                return
            try:
                if task is None:
                    self._idle(connection)
                else:
                    task(connection)
            except BaseException as error:  # noqa: BLE001  a bug in a callback: told, not swallowed
                self._bug(error)

    def _patience_s(self) -> float | None:
        return None

    def _idle(self, connection: Connection) -> None:
        """Nothing came for `_patience_s`."""

    def _answer(self, work: Callable[[], T]) -> T | KnownFault:
        """What `work` gives, or the fault it met; a bug is reported and becomes a fault too."""
        try:
            return work()
        except Exception as error:  # noqa: BLE001  sorted into faults and bugs right here
            fault = fault_of(error)
            if fault is None:
                self._bug(error)
                return BrokenStore()
            return fault


class Writer(_Worker):
    """The one writer: implements `terminal.app.ports.Journal`."""

    def __init__(self, engine: Engine, store_id: str, epoch: int, bug: Bug) -> None:
        self._store_id = store_id
        self._epoch = epoch
        self._head: Head | None = None
        self._checkpointed_at = 0  # rows changed by this connection, ever
        self._changed = 0
        super().__init__("journal", engine, _Queue(MAX_WAITING_COMMITS, MAX_WAITING_JOBS), bug)

    def commit(self, batch: Batch, done: Callable[[KnownFault | None], None]) -> None:
        """Make the batch durable, before anything submitted; `done(None)` when it is."""

        def task(connection: Connection) -> None:
            answer = self._answer(lambda: self._append(connection, lambda _: (None, batch)))
            done(answer if isinstance(answer, KnownFault) else None)

        if not self._queue.put(task, urgent=True):
            done(_busy())

    def submit(self, job: Job[T], done: Callable[[T | KnownFault], None]) -> None:
        """Run one short job in a transaction of its own, behind the counter's commits."""

        def task(connection: Connection) -> None:
            done(self._answer(lambda: self._transact(connection, job)))
            self._after_job(connection)

        if not self._queue.put(task, urgent=False):
            done(_busy())

    def wait(self, job: Job[T]) -> T:
        """`submit`, and block until it is durable. For sync's threads, never for the counter's."""
        assert threading.current_thread() is not self._thread, "the writer cannot wait for itself"
        future: Future[T | KnownFault] = Future()
        self.submit(job, future.set_result)
        return _unwrap(future.result())

    def wait_recorded(self, job: Job[tuple[T, Batch]]) -> T:
        """Like `wait`; the facts beside the job's result are appended in its own transaction."""
        assert threading.current_thread() is not self._thread, "the writer cannot wait for itself"
        future: Future[T | KnownFault] = Future()

        def task(connection: Connection) -> None:
            future.set_result(self._answer(lambda: self._append(connection, job)))
            self._after_job(connection)

        if not self._queue.put(task, urgent=False):
            raise _busy()
        return _unwrap(future.result())

    def _append(self, connection: Connection, job: Job[tuple[T, Batch]]) -> T:
        before = self._head
        self._head = None  # read again after a failure, whatever became of the transaction
        with connection.begin():
            result, batch = job(connection)
            if before is None:
                before = journal.head(connection, self._store_id, self._epoch)
            after = journal.append(connection, before, batch)
        self._head = after
        self._changed = driver_of(connection).total_changes
        return result

    def _transact(self, connection: Connection, job: Job[T]) -> T:
        with connection.begin():
            result = job(connection)
        self._changed = driver_of(connection).total_changes
        return result

    def _patience_s(self) -> float | None:
        return IDLE_S if self._unwritten() >= ROWS_PER_CHECKPOINT else None

    def _idle(self, connection: Connection) -> None:
        self._checkpoint(connection)

    def _after_job(self, connection: Connection) -> None:
        if self._unwritten() >= BUSY_ROWS_PER_CHECKPOINT and not self._queue.urgent():
            self._checkpoint(connection)

    def _unwritten(self) -> int:
        return self._changed - self._checkpointed_at

    def _checkpoint(self, connection: Connection) -> None:
        """The log keeps everything meanwhile: a full disk is told by the commit that meets it."""
        self._checkpointed_at = self._changed
        with suppress(KnownFault), translated():
            checkpoint(connection, "PASSIVE")


class Reader(_Worker):
    """Look-ups and searches on a connection that cannot write."""

    def __init__(self, engine: Engine, bug: Bug, name: str = "store-reader") -> None:
        self._newest: dict[str, int] = {}
        self._numbering = threading.Lock()
        super().__init__(name, engine, _Queue(MAX_WAITING_JOBS, MAX_WAITING_JOBS), bug)

    def ask(self, job: Job[T], done: Callable[[T | KnownFault], None]) -> None:
        """Answer in order, before any search."""
        if not self._queue.put(self._task(job, done), urgent=True):
            done(_busy())

    def ask_latest(self, topic: str, job: Job[T], done: Callable[[T | KnownFault], None]) -> None:
        """Answer unless a newer question of the same topic has come: then `done` is not called."""
        with self._numbering:
            number = self._newest[topic] = self._newest.get(topic, 0) + 1

        def task(connection: Connection) -> None:
            if self._newest[topic] == number:
                self._task(job, done)(connection)

        if not self._queue.put(task, urgent=False):
            done(_busy())

    def wait(self, job: Job[T]) -> T:
        """`ask`, and block until it is answered. For sync's threads, never for the counter's."""
        assert threading.current_thread() is not self._thread, "the reader cannot wait for itself"
        future: Future[T | KnownFault] = Future()
        self.ask(job, future.set_result)
        return _unwrap(future.result())

    def _task(self, job: Job[T], done: Callable[[T | KnownFault], None]) -> _Task:
        def task(connection: Connection) -> None:
            try:
                answer = self._answer(lambda: job(connection))
            finally:
                connection.rollback()  # the next question sees what was written meanwhile
            done(answer)

        return task


def _unwrap(answer: T | KnownFault) -> T:
    if isinstance(answer, KnownFault):
        raise answer
    return answer
