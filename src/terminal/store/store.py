"""Open the store of one lane: lock, key, whole, schema, marked as what it is; then its threads."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Self
from uuid import uuid4

from sqlalchemy import Connection

from terminal.paths import put_in_place
from terminal.store import chain, journal
from terminal.store.database import check_size, check_whole, checkpoint, engine_for
from terminal.store.faults import StoreMismatch, StoreUnavailable, damaged, translated
from terminal.store.lock import StoreLock
from terminal.store.migrate import migrate, upgrade
from terminal.store.times import instant, utc_text
from terminal.store.worker import Bug, Reader, Writer


@dataclass(frozen=True, slots=True)
class StoreMeta:
    """What the store says about itself. `epoch` grows when it wakes up on another machine."""

    store_id: str
    device: str
    epoch: int
    demo: bool
    created_at: datetime


def utc_now() -> datetime:
    return datetime.now(UTC)


class Store:
    """The open store; `close` joins its threads and frees its lock."""

    def __init__(
        self,
        path: Path,
        meta: StoreMeta,
        writer: Writer,
        reader: Reader,
        lock: StoreLock,
        open_archive: Callable[[], Reader],
    ) -> None:
        self.path = path
        self.meta = meta
        self.writer = writer
        self.reader = reader
        self._lock = lock
        self._open_archive = open_archive
        self._archive: Reader | None = None

    @classmethod
    def open(
        cls,
        path: Path,
        key: bytes,
        *,
        demo: bool,
        bug: Bug,
        machine: str = "",
        create: bool = True,
        now: Callable[[], datetime] = utc_now,
    ) -> Self:
        """Open, or create, the store at `path` with a 256-bit key.

        `machine` names this computer: a store that comes from another one (a restored backup, a
        cloned disk) continues in a new epoch. Raises a `KnownFault` of `terminal.store.faults`.
        """
        lock = StoreLock(_folder_of(path))
        try:
            meta = _prepare(path, key, demo, machine, create, now)
            writer = Writer(engine_for(path, key), meta.store_id, meta.epoch, bug)
            try:
                reader = _reader(path, key, bug, "store-reader")
            except BaseException:
                writer.stop()
                raise
        except BaseException:
            lock.release()
            raise
        archive = partial(_reader, path, key, bug, "archive-reader")
        return cls(path, meta, writer, reader, lock, archive)

    @property
    def archive(self) -> Reader:
        """A reader for long questions, registers and reports, so that no scan waits behind one."""
        if self._archive is None:
            self._archive = self._open_archive()
        return self._archive

    def close(self) -> None:
        """Write what waits, then let go. The reader first: it may hold up the last checkpoint."""
        try:
            if self._archive is not None:
                self._archive.stop()
            self.reader.stop()
            self.writer.stop()
        finally:
            self._lock.release()

    def sign_checkpoint(self, sign: chain.Sign, at: datetime) -> None:
        """Sign the last journal row: at every till close, at quit, and at least hourly."""
        self.writer.wait(
            lambda connection: journal.sign_checkpoint(connection, self.meta.store_id, sign, at)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _reader(path: Path, key: bytes, bug: Bug, name: str) -> Reader:
    return Reader(engine_for(path, key, read_only=True), bug, name)


@contextmanager
def alone(path: Path, key: bytes, *, demo: bool) -> Iterator[tuple[StoreMeta, Connection]]:
    """The store for a command without a counter: locked, checked, one writing connection.

    The caller begins and ends its transactions.
    """
    with StoreLock(_folder_of(path)):
        meta = _prepare(path, key, demo, "", create=False, now=utc_now)
        with translated(), engine_for(path, key).connect() as connection:
            yield meta, connection


def _folder_of(path: Path) -> Path:
    with translated():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def _prepare(
    path: Path,
    key: bytes,
    demo: bool,
    machine: str,
    create: bool,
    now: Callable[[], datetime],
) -> StoreMeta:
    with translated():
        if not path.exists():
            if not create:
                raise StoreUnavailable(
                    "There is no store here",
                    "The file does not exist.",
                    "Start the counter once, or restore a backup to this place.",
                )
            _create(path, key, demo, machine, now())
        check_size(path)
        with engine_for(path, key).connect() as connection:
            check_whole(connection, path)
            connection.rollback()
            migrate(connection, path, key, now)
            return _known(connection, demo, machine)


def _create(path: Path, key: bytes, demo: bool, machine: str, at: datetime) -> None:
    """Under another name until it is complete: an empty file is never a new store."""
    unfinished = path.with_name(path.name + ".new")
    unfinished.unlink(missing_ok=True)
    with engine_for(unfinished, key).connect() as connection:
        with connection.begin():
            upgrade(connection)
            connection.exec_driver_sql(
                "INSERT INTO meta(id, store_id, device, epoch, machine, demo, created_at)"
                " VALUES (1, ?, ?, 1, ?, ?, ?)",
                (str(uuid4()), str(uuid4()), machine, int(demo), utc_text(at)),
            )
        checkpoint(connection, "TRUNCATE")
    unfinished.chmod(0o600)
    put_in_place(unfinished, path)


def _known(connection: Connection, demo: bool, machine: str) -> StoreMeta:
    """Read what the store is, refuse the wrong kind, look at its last rows, move its epoch."""
    with connection.begin():
        row = connection.exec_driver_sql(
            "SELECT store_id, device, epoch, machine, demo, created_at FROM meta WHERE id = 1"
        ).first()
        if row is None:
            raise damaged("It does not say which store it is.")
        if bool(row.demo) is not demo:
            raise _mismatch(is_demo=bool(row.demo))
        verdict = journal.verify_tail(connection, row.store_id)
        if not verdict.good:
            raise damaged(f"Journal row {verdict.first_bad_seq}: {verdict.trouble}.")
        epoch = int(row.epoch)
        if machine and row.machine != machine:
            epoch += bool(row.machine)
            connection.exec_driver_sql(
                "UPDATE meta SET machine = ?, epoch = ? WHERE id = 1", (machine, epoch)
            )
        return StoreMeta(row.store_id, row.device, epoch, demo, instant(row.created_at))


def _mismatch(*, is_demo: bool) -> StoreMismatch:
    if is_demo:
        return StoreMismatch(
            "This is a demo store",
            "It holds invented people and must not be used at a real counter.",
            "Start with --demo, or choose another folder for the real store.",
        )
    return StoreMismatch(
        "This is a real store",
        "The demo must not write into it.",
        "Start without --demo, or choose another folder for the demo.",
    )
