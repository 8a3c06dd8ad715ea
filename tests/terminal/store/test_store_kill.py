"""A store whose process is killed at any moment holds every batch that it said it holds."""

import os
import random
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from store_support.stores import KEY, open_store
from store_support.tickets import SALE
from terminal.store import journal
from terminal.store.backup import back_up
from terminal.store.recovery import load_recovery

_SELL_FOR_EVER = """
    import sys
    from dataclasses import replace
    from pathlib import Path
    from store_support.stores import commit, open_store
    from store_support.tickets import ADDED, OPENED
    from terminal.store.journal import head
    store = open_store(Path(sys.argv[1]))
    line = store.reader.wait(lambda c: head(c, store.meta.store_id, 1)).seq
    if line == 0:
        commit(store, OPENED)
        line = 1
    while True:
        commit(store, replace(ADDED, line=line))
        print(line, flush=True)
        line += 1
"""


def _sell_and_be_killed(path: Path, after_s: float) -> int:
    """The last line that the child said was durable."""
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_SELL_FOR_EVER), str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert child.stdout is not None
    said = [int(child.stdout.readline())]
    timer = threading.Timer(after_s, child.kill)
    timer.start()
    said += [int(line) for line in child.stdout if line.endswith("\n")]
    child.wait()
    timer.join()
    child.stdout.close()
    return said[-1]


@pytest.mark.parametrize("seed", range(3))
def test_every_line_on_the_screen_is_there_after_a_kill(path: Path, seed: int) -> None:
    moments = random.Random(seed)
    said = 0
    for _ in range(2):
        said = _sell_and_be_killed(path, moments.uniform(0.0, 0.15))
        with open_store(path) as store:
            verdict = store.reader.wait(lambda c: journal.verify(c, store.meta.store_id))
            (sale,) = store.reader.wait(load_recovery).sales
    assert verdict.good
    assert sale.id == SALE
    lines = [getattr(row.fact, "line", 0) for row in sale.facts]
    assert lines in (list(range(said + 1)), list(range(said + 2)))  # one may be durable, not said


def test_a_backup_is_encrypted_whole_and_opens(path: Path, tmp_path: Path) -> None:
    said = _sell_and_be_killed(path, 0.02)
    copy = tmp_path / "copy.db"
    with open_store(path) as store:
        store.writer.submit(lambda c: None, lambda _: None)
        store.reader.wait(lambda c: back_up(c, copy, KEY))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy.db", "lane"]
    assert not copy.read_bytes().startswith(b"SQLite format 3")
    with open_store(copy) as store:
        verdict = store.reader.wait(lambda c: journal.verify(c, store.meta.store_id))
    assert verdict.good
    assert verdict.rows >= said
