"""Registers for the counter: read beside its own reader, written whole, told of trouble."""

import errno
import queue
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtWidgets import QApplication

from store_support.stores import commit, open_store
from store_support.tickets import HANDED_OVER, OPENED
from terminal import archive
from terminal.app.audit_list import MOST, read_list
from terminal.app.effects import CollectAudit, StopAudit, WriteAudit, WriteRegister
from terminal.app.inputs import (
    AuditCollected,
    AuditProgress,
    AuditWritten,
    Input,
    RegisterRead,
    RegisterWritten,
)
from terminal.app.records import RegisterQuestion
from terminal.archive import Archive
from terminal.paper_files import Write, writer_for
from terminal.store.database import Connection
from terminal.store.store import Store

ASKED = RegisterQuestion(1, "pickups", date(2026, 3, 1), date(2026, 3, 31))
PATIENCE_S = 30.0
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()


@pytest.fixture(autouse=True)
def _an_application(qapp: QApplication) -> None:
    """The counter has one before its archive writes a PDF, and not on the archive's thread."""


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
    return Archive(store, ZoneInfo("America/New_York"), lambda: KEY, told.put)


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
    assert answer.trouble == ""
    assert Path(answer.place).read_bytes().startswith(start)


def test_a_folder_that_cannot_be_written_is_told(
    store: Store, told: "queue.Queue[Input]", tmp_path: Path
) -> None:
    (tmp_path / "documents").write_text("a file where the folder should be")
    of(store, told).write(WriteRegister(ASKED, "csv", "Elm Street Pharmacy", "T. Abara"))
    answer = told.get(timeout=PATIENCE_S)
    assert isinstance(answer, RegisterWritten)
    assert answer.trouble == "Not a directory."


# --- the audit pack


def a_pack(text: str = "6012345 6012999", number: int = 1) -> CollectAudit:
    return CollectAudit(number, read_list(text), "Elm Street Pharmacy", "T. Abara")


def collected(told: "queue.Queue[Input]") -> AuditCollected:
    while not isinstance(answer := told.get(timeout=PATIENCE_S), AuditCollected):
        assert isinstance(answer, AuditProgress)
    return answer


def written(desk: Archive, told: "queue.Queue[Input]", number: int = 1) -> AuditWritten:
    """As the counter does it: written once it is recorded that it is read."""
    desk.perform(WriteAudit(collected(told).number))
    answer = told.get(timeout=PATIENCE_S)
    assert isinstance(answer, AuditWritten)
    assert answer.number == number
    return answer


def test_a_pack_is_in_no_file_before_it_is_recorded_that_it_is_read(
    store: Store, told: "queue.Queue[Input]", tmp_path: Path
) -> None:
    of(store, told).perform(a_pack())
    assert collected(told) == AuditCollected(1, 1)
    assert not (tmp_path / "documents").exists()


def test_a_pack_is_written_as_pdf_and_csv_and_says_what_is_not_proved(
    store: Store, told: "queue.Queue[Input]"
) -> None:
    desk = of(store, told)
    desk.perform(a_pack())
    assert told.get(timeout=PATIENCE_S) == AuditProgress(1, 0, 2)
    answer = written(desk, told)
    assert answer.paper is not None
    assert (answer.paper.proved, answer.paper.broken) == (1, "")
    assert [text for text, _ in answer.paper.missing] == ["6012345-02", "6012999"]
    pdf, csv = map(Path, answer.paper.places)
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert "6012345-02" in csv.read_text("utf-8")
    assert {each.stat().st_mode & 0o777 for each in (pdf, csv)} == {0o600}


def test_a_pack_that_was_stopped_writes_nothing(
    store: Store, told: "queue.Queue[Input]", tmp_path: Path
) -> None:
    desk = of(store, told)
    desk.perform(a_pack(" ".join(str(6_000_000 + n) for n in range(MOST))))
    desk.perform(StopAudit())
    desk.perform(a_pack(number=2))
    written(desk, told, number=2)
    assert len(list((tmp_path / "documents").rglob("*.*"))) == 2


def test_a_pack_of_a_page_that_was_left_is_not_taken_for_that_of_the_next_page(
    store: Store, told: "queue.Queue[Input]"
) -> None:
    """Each page counts its packs from one."""
    desk = of(store, told)
    desk.perform(a_pack(" ".join(str(6_000_000 + n) for n in range(MOST))))
    desk.perform(StopAudit())
    desk.perform(a_pack())
    answer = written(desk, told)
    assert answer.paper is not None
    assert [text for text, _ in answer.paper.missing] == ["6012345-02", "6012999"]


def test_a_pack_that_was_stopped_after_it_was_collected_is_not_written(
    store: Store, told: "queue.Queue[Input]", tmp_path: Path
) -> None:
    desk = of(store, told)
    desk.perform(a_pack())
    number = collected(told).number
    desk.perform(StopAudit())
    desk.perform(WriteAudit(number))
    desk.read(ASKED)  # answered behind it
    assert isinstance(told.get(timeout=PATIENCE_S), RegisterRead)
    assert not (tmp_path / "documents").exists()


def test_of_a_pack_both_files_are_there_or_none(
    store: Store,
    told: "queue.Queue[Input]",
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The disk is full after the first."""

    def full(path: Path) -> Write:
        if path.suffix == ".csv":
            raise OSError(errno.ENOSPC, "No space left on device")
        return writer_for(path)

    monkeypatch.setattr(archive, "writer_for", full)
    desk = of(store, told)
    desk.perform(a_pack())
    assert written(desk, told) == AuditWritten(1, None, "No space left on device.")
    assert list((tmp_path / "documents").rglob("*.*")) == []


def test_a_pack_for_a_folder_that_cannot_be_written_is_told(
    store: Store, told: "queue.Queue[Input]", tmp_path: Path
) -> None:
    (tmp_path / "documents").write_text("a file where the folder should be")
    desk = of(store, told)
    desk.perform(a_pack())
    assert written(desk, told) == AuditWritten(1, None, "Not a directory.")


def _change_a_row(connection: Connection) -> None:
    connection.exec_driver_sql("DROP TRIGGER journal_is_never_edited")
    connection.exec_driver_sql("UPDATE journal SET lane = '9' WHERE seq = 1")


def test_a_pack_tells_of_a_journal_that_does_not_verify(
    store: Store, told: "queue.Queue[Input]"
) -> None:
    store.writer.wait(_change_a_row)
    desk = of(store, told)
    desk.perform(a_pack())
    answer = written(desk, told)
    assert answer.paper is not None
    assert answer.paper.broken
