"""What the world does to a store file, made for real, and what a person is told."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from store_support.stores import AT, KEY, batch, commit, commit_batch, open_store
from store_support.tickets import ADDED, OPENED
from terminal.app.ports import Attachment
from terminal.domain.signature import digest_of
from terminal.store import faults, journal
from terminal.store.database import PAGE_BYTES, check_every_page, engine_for
from terminal.store.store import Store, alone

resource = pytest.importorskip("resource", reason="limits of POSIX make the troubles real")
OTHER_KEY = b"\xff" * 32


@pytest.fixture
def closed(path: Path) -> Path:
    """A closed store with one ticket."""
    with open_store(path) as store:
        commit(store, OPENED, ADDED)
    return path


def test_another_key_does_not_open_it(closed: Path) -> None:
    with pytest.raises(faults.WrongKey, match="The key does not open this store"):
        open_store(closed, OTHER_KEY)
    with open_store(closed) as store:
        assert store.reader.wait(lambda c: journal.verify(c, store.meta.store_id)).rows == 2


def test_the_file_holds_nothing_readable(closed: Path) -> None:
    content = closed.read_bytes()
    assert not content.startswith(b"SQLite format 3")
    assert b"Ibuprofen" not in content
    assert b"journal" not in content
    assert closed.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("pages", [0.0, 0.5, 1.0, 2.5, 8.0])
def test_a_file_cut_short_is_refused(closed: Path, pages: float) -> None:
    os.truncate(closed, int(pages * PAGE_BYTES))
    with pytest.raises(faults.StoreDamaged):
        open_store(closed)


def test_a_page_turned_to_noise_is_found_by_the_full_check(closed: Path) -> None:
    with closed.open("r+b") as file:
        file.seek(-PAGE_BYTES, os.SEEK_END)
        file.write(os.urandom(PAGE_BYTES))
    with (
        engine_for(closed, KEY).connect() as connection,
        pytest.raises(faults.StoreDamaged),
        faults.translated(),
    ):
        check_every_page(connection)


def test_a_tampered_end_of_the_journal_is_refused_at_the_start(closed: Path) -> None:
    with alone(closed, KEY, demo=False) as (_meta, connection), connection.begin():
        connection.exec_driver_sql("DROP TRIGGER journal_is_never_edited")
        connection.exec_driver_sql("UPDATE journal SET lane = '09' WHERE seq = 2")
    with pytest.raises(faults.StoreDamaged, match="Journal row 2"):
        open_store(closed)


def test_a_store_of_a_newer_program_is_left_alone(closed: Path) -> None:
    with alone(closed, KEY, demo=False) as (_meta, connection), connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = closed.read_bytes()
    with pytest.raises(faults.StoreNewer, match="newer version"):
        open_store(closed)
    assert closed.read_bytes() == before


def test_a_demo_store_is_never_a_real_one(tmp_path: Path) -> None:
    demo, real = tmp_path / "demo.db", tmp_path / "real.db"
    open_store(demo, demo=True).close()
    open_store(real).close()
    with pytest.raises(faults.StoreMismatch, match="demo store"):
        open_store(demo)
    with pytest.raises(faults.StoreMismatch, match="real store"):
        open_store(real, demo=True)


def test_a_missing_store_is_not_made_by_a_command(path: Path) -> None:
    with (
        pytest.raises(faults.StoreUnavailable, match="no store"),
        alone(path, KEY, demo=False),
    ):
        pass
    assert not path.exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(faults.StoreUnavailable):
        open_store(tmp_path / "file" / "store.db")


def test_a_killed_creation_leaves_nothing_in_the_way(path: Path) -> None:
    path.parent.mkdir()
    path.with_name("store.db.new").write_bytes(b"half a store")
    open_store(path).close()


# --- another program


_HOLD = """
    import sys
    from store_support.stores import open_store
    from pathlib import Path
    store = open_store(Path(sys.argv[1]))
    print("open", flush=True)
    sys.stdin.read()
    store.close()
"""


@contextmanager
def held_by_another_program(path: Path) -> Iterator["subprocess.Popen[str]"]:
    program = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_HOLD), str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert program.stdout is not None
    assert program.stdin is not None
    assert program.stdout.readline() == "open\n"
    try:
        yield program
    finally:
        program.kill()
        program.wait()
        program.stdin.close()
        program.stdout.close()


def test_only_one_program_at_a_time(closed: Path) -> None:
    with held_by_another_program(closed) as program:
        with pytest.raises(faults.StoreLocked, match=f"process {program.pid}"):
            open_store(closed)
        program.send_signal(signal.SIGKILL)
        program.wait()
        open_store(closed).close()  # nothing to clean up by hand


# --- a full disk


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """The kernel refuses to write beyond `size` (EFBIG), as a full disk does (ENOSPC)."""
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old)


def _large(number: int) -> Attachment:
    content = b"%d" % number * 100_000
    return Attachment(digest_of(content), "application/octet-stream", content)


def test_a_full_database_is_told_and_nothing_is_lost(store: Store) -> None:
    commit(store, OPENED)
    store.writer.wait(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 100").close())
    with pytest.raises(faults.DiskFull):
        commit_batch(store, batch(ADDED, attachments=(_large(1), _large(2), _large(3))))
    store.writer.wait(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 100000").close())
    commit_batch(store, batch(ADDED, attachments=(_large(1),)))
    verdict = store.reader.wait(lambda c: journal.verify(c, store.meta.store_id))
    assert verdict == journal.Verdict(2, 0, 0)


def test_a_disk_that_takes_no_more_bytes_is_told_and_nothing_is_lost(path: Path) -> None:
    with open_store(path) as store:
        commit(store, OPENED)
        full = (faults.DiskFull, faults.StoreUnavailable)
        with file_size_limit(300_000), pytest.raises(full):
            commit_batch(store, batch(ADDED, attachments=(_large(1), _large(2), _large(3))))
        commit_batch(store, batch(ADDED, attachments=(_large(1),)))
    with open_store(path) as store:
        verdict = store.reader.wait(lambda c: journal.verify(c, store.meta.store_id))
        assert verdict == journal.Verdict(2, 0, 0)
        (recorded, *_) = store.reader.wait(lambda c: tuple(journal.all_facts(c)))
        assert recorded.at == AT
