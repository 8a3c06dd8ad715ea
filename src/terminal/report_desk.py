"""Reports for the counter: counted and read on the archive's reader, answered as inputs.

Rules that hold here: no scan waits behind a report; the sums of what is new go to the writer in
short jobs, behind the counter's commits; what nobody waits for any more ends between two of them.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from terminal.app.dates import on_paper
from terminal.app.effects import ReadReport, StopReport, WriteReport
from terminal.app.faults import KnownFault
from terminal.app.inputs import Input, ReportProgress, ReportRead, ReportWritten
from terminal.app.reports import ReportQuestion
from terminal.archive import in_words, new_file
from terminal.domain.report import Report
from terminal.paper_files import writer_for
from terminal.presentation.report_paper import paper_of, table_for_file
from terminal.store import reports
from terminal.store.database import Connection
from terminal.store.reports import Counted
from terminal.store.store import Store

TOLD_FROM_ROWS: Final = reports.ROWS_AT_ONCE
"""What is counted in one step needs no word about how far it is."""


class _Stopped(Exception):
    """Nobody waits for it any more."""


class ReportDesk:
    """`post` may be called from any thread."""

    def __init__(self, store: Store, zone: ZoneInfo, post: Callable[[Input], None]) -> None:
        self._store = store
        self._zone = zone
        self._post = post
        self._wanted: ReportQuestion | None = None

    def perform(self, effect: ReadReport | StopReport | WriteReport) -> None:
        match effect:
            case ReadReport(question):
                self._wanted = question
                self.read(question)
            case StopReport():
                self._wanted = None
            case WriteReport():
                self.write(effect)

    def read(self, question: ReportQuestion) -> None:
        def answered(found: Report | KnownFault | None) -> None:
            if isinstance(found, KnownFault):
                self._post(ReportRead(question.number, None, in_words(found)))
            elif found is not None:
                self._post(ReportRead(question.number, found))

        def job(connection: Connection) -> Report | None:
            try:
                return self._report(connection, question)
            except _Stopped:
                return None

        self._store.archive.ask_latest("report", job, answered)

    def _report(self, connection: Connection, question: ReportQuestion) -> Report:
        first: list[int] = []

        def told(done: int, rows: int) -> None:
            if self._wanted is not question or self._store.archive.stopping:
                raise _Stopped
            first.append(done)
            if rows - first[0] > TOLD_FROM_ROWS:
                self._post(ReportProgress(question.number, done - first[0], rows - first[0]))

        at = datetime.now(self._zone)
        days = (*question.days, question.before)
        lately = reports.of_last_days(connection, self._zone, *days, at, told)
        if lately is not None:
            return lately
        reports.catch_up(connection, self._zone, self._keep, told)
        connection.rollback()  # see what was kept
        now = datetime.now(self._zone)
        return reports.report(connection, *question.days, question.before, now)

    def _keep(self, step: Counted) -> None:
        self._store.writer.wait(lambda connection: reports.keep(connection, step))

    def write(self, effect: WriteReport) -> None:
        """What is shown, so that the paper is what was looked at."""

        def answered(done: ReportWritten | KnownFault) -> None:
            if isinstance(done, KnownFault):
                done = ReportWritten(effect.number, "", in_words(done))
            self._post(done)

        def job(_connection: Connection) -> ReportWritten:
            at, report, kind = datetime.now(self._zone), effect.report, effect.kind
            paper = paper_of(report, kind, effect.store, f"{on_paper(at)}, {effect.person}")
            try:
                path = new_file(f"report {kind} {at:%Y-%m-%d %H%M%S}.{effect.ending}")
                writer_for(path)(paper, table_for_file(report, kind), path)
            except OSError as error:
                return ReportWritten(effect.number, "", f"{error.strerror}.")
            return ReportWritten(effect.number, str(path))

        self._store.archive.ask(job, answered)
