"""Reports for the counter: counted and read beside the sales, written among the documents."""

import queue
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from report_support.tickets import many_tickets
from store_support.stores import AT, commit, open_store
from terminal import archive
from terminal.app.effects import ReadReport, StopReport, WriteReport
from terminal.app.inputs import Input, ReportProgress, ReportRead, ReportWritten
from terminal.app.reports import ReportQuestion
from terminal.domain import facts as f
from terminal.domain.money import total
from terminal.domain.report import Figure
from terminal.report_desk import ReportDesk
from terminal.store import reports
from terminal.store.store import Store

PATIENCE_S = 30.0
ZONE = ZoneInfo("America/New_York")
DAY = AT.date()
Told = queue.Queue[Input]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store.db") as opened:
        for facts in many_tickets(1, 4):
            commit(opened, *facts)
        yield opened


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    monkeypatch.setattr(archive, "user_documents_path", lambda: tmp_path / "documents")
    return queue.Queue()


def desk(store: Store, told: Told) -> ReportDesk:
    return ReportDesk(store, ZONE, told.put)


def asked(number: int = 1) -> ReadReport:
    return ReadReport(ReportQuestion(number, (DAY, DAY)))


def test_a_question_is_answered_with_what_was_sold(store: Store, told: Told) -> None:
    desk(store, told).perform(asked())
    answer = told.get(timeout=PATIENCE_S)
    assert isinstance(answer, ReportRead)
    assert answer.report is not None
    sold = [
        fact for facts in many_tickets(1, 4) for fact in facts if isinstance(fact, f.SaleCompleted)
    ]
    assert answer.report.all_of(Figure.TICKETS) == (len(sold), total(each.total for each in sold))


def test_long_counting_tells_how_far_it_is(
    store: Store, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("terminal.report_desk.TOLD_FROM_ROWS", 10)
    desk(store, told).perform(asked())
    first = told.get(timeout=PATIENCE_S)
    assert isinstance(first, ReportProgress)
    assert (first.number, first.done) == (1, 0)
    assert isinstance(told.get(timeout=PATIENCE_S), ReportRead)


def test_the_counter_sells_while_the_first_report_is_counted(store: Store, told: Told) -> None:
    """In the middle of the counting a ticket is committed, and an item looked up."""
    rows = store.reader.wait(lambda c: c.exec_driver_sql("SELECT max(seq) FROM journal").scalar())
    sold: list[int] = []

    def between_two_steps(_done: int, _rows: int) -> None:
        if not sold:
            commit(store, *many_tickets(9, 1)[0])
            sold.append(store.reader.wait(lambda _: 1))

    def keep(step: reports.Counted) -> None:
        store.writer.wait(lambda c: reports.keep(c, step))

    store.archive.wait(lambda c: reports.catch_up(c, ZONE, keep, between_two_steps, at_once=20))
    assert sold == [1]
    assert store.reader.wait(lambda c: reports.counted_up_to(c, ZONE)) == rows, "what was there"
    desk(store, told).perform(asked())
    answer = told.get(timeout=PATIENCE_S)
    assert isinstance(answer, ReportRead)
    assert answer.report is not None
    everything = [*many_tickets(1, 4), *many_tickets(9, 1)]
    completed = [
        each for facts in everything for each in facts if isinstance(each, f.SaleCompleted)
    ]
    assert answer.report.all_of(Figure.TICKETS)[0] == len(completed)


def test_what_was_stopped_counts_nothing_and_answers_nothing(store: Store, told: Told) -> None:
    ours = desk(store, told)
    ours.read(asked(1).question)  # nobody waits for it
    store.archive.wait(lambda _connection: None)
    ours.perform(StopReport())
    assert store.reader.wait(lambda c: reports.counted_up_to(c, ZONE)) == 0
    ours.perform(asked(2))
    answer = told.get(timeout=PATIENCE_S)
    assert isinstance(answer, ReportRead)
    assert answer.number == 2


@pytest.mark.parametrize(
    ("ending", "start"), [("pdf", b"%PDF-"), ("csv", b"report,name,detail,count,")]
)
def test_what_is_shown_is_written_among_the_documents(
    store: Store, told: Told, ending: str, start: bytes
) -> None:
    ours = desk(store, told)
    ours.perform(asked())
    answer = told.get(timeout=PATIENCE_S)
    assert isinstance(answer, ReportRead)
    assert answer.report is not None
    ours.perform(WriteReport(1, answer.report, "overview", ending, "Elm Street", "Mary Quinn"))
    written = told.get(timeout=PATIENCE_S)
    assert isinstance(written, ReportWritten)
    assert written.trouble == ""
    assert Path(written.place).read_bytes().startswith(start)


def test_a_folder_that_cannot_be_written_is_told(store: Store, told: Told, tmp_path: Path) -> None:
    (tmp_path / "documents").write_text("a file where the folder should be")
    ours = desk(store, told)
    ours.perform(asked())
    answer = told.get(timeout=PATIENCE_S)
    assert isinstance(answer, ReportRead)
    assert answer.report is not None
    ours.perform(WriteReport(1, answer.report, "tax", "csv", "Elm Street", "Mary Quinn"))
    assert told.get(timeout=PATIENCE_S) == ReportWritten(1, "", "Not a directory.")
