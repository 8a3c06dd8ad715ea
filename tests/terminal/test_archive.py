"""Registers for the counter: read beside its own reader, written whole, told of trouble."""

import queue
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from store_support.stores import commit, open_store
from store_support.tickets import HANDED_OVER, OPENED
from terminal import archive
from terminal.app.effects import WriteRegister
from terminal.app.inputs import Input, RegisterRead, RegisterWritten
from terminal.app.records import RegisterQuestion
from terminal.archive import Archive
from terminal.store.store import Store

ASKED = RegisterQuestion(1, "pickups", date(2026, 3, 1), date(2026, 3, 31))
PATIENCE_S = 30.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store.db") as opened:
        commit(opened, OPENED, HANDED_OVER)
        yield opened


@pytest.fixture
def told(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "queue.Queue[Input]":
    """What is posted; documents go to a folder of the test."""
    monkeypatch.setattr(archive, "user_documents_path", lambda: tmp_path / "documents")
    return queue.Queue()


def of(store: Store, told: "queue.Queue[Input]") -> Archive:
    return Archive(store, ZoneInfo("America/New_York"), told.put)


def test_a_question_is_answered_with_the_rows_of_its_days(
    store: Store, told: "queue.Queue[Input]"
) -> None:
    of(store, told).read(ASKED)
    answer = told.get(timeout=PATIENCE_S)
    assert isinstance(answer, RegisterRead)
    assert answer.question == ASKED
    assert answer.page is not None
    assert [row.cells[3] for row in answer.page.rows] == ["6012345-02"]


@pytest.mark.parametrize(("ending", "start"), [("pdf", b"%PDF-"), ("csv", b"date and time,")])
def test_a_register_is_written_among_the_documents(
    store: Store, told: "queue.Queue[Input]", ending: str, start: bytes
) -> None:
    of(store, told).write(WriteRegister(ASKED, ending, "Elm Street Pharmacy", "T. Abara"))
    answer = told.get(timeout=PATIENCE_S)
    assert isinstance(answer, RegisterWritten)
    assert (answer.rows, answer.trouble) == (1, "")
    assert Path(answer.place).read_bytes().startswith(start)


def test_a_folder_that_cannot_be_written_is_told(
    store: Store, told: "queue.Queue[Input]", tmp_path: Path
) -> None:
    (tmp_path / "documents").write_text("a file where the folder should be")
    of(store, told).write(WriteRegister(ASKED, "csv", "Elm Street Pharmacy", "T. Abara"))
    answer = told.get(timeout=PATIENCE_S)
    assert isinstance(answer, RegisterWritten)
    assert answer.trouble == "Not a directory."
