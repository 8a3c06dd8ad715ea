"""Registers for the counter: read and written on a reader of their own, answered as inputs.

Rules that hold here: no scan waits behind a register; a question always gets an answer, unless a
newer one has come; a file is written among the person's documents, never over another one.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from platformdirs import user_documents_path

from terminal import audit_pack, registers
from terminal.app.audit_list import AuditPaper
from terminal.app.dates import on_paper
from terminal.app.effects import ReadRegister, StopAudit, WriteAudit, WriteRegister
from terminal.app.faults import KnownFault
from terminal.app.inputs import (
    AuditProgress,
    AuditWritten,
    Input,
    RegisterRead,
    RegisterWritten,
    TillReportWritten,
)
from terminal.app.records import AUDIT, RegisterPage, RegisterQuestion
from terminal.app.till_report import Slip
from terminal.domain.identity import StaffId
from terminal.paper_files import writer_for
from terminal.presentation.till_paper import table_of, till_paper
from terminal.store import journal, staff
from terminal.store.database import Connection
from terminal.store.store import Store

FOLDER = "Rxlane"
TOLD_EVERY = 20
"""Prescriptions between two words about how far it is."""


class _Stopped(Exception):
    """Nobody waits for it any more."""


class Archive:
    """`post` may be called from any thread; `public_key` is that of the journal's checkpoints."""

    def __init__(
        self,
        store: Store,
        zone: ZoneInfo,
        public_key: Callable[[], bytes],
        post: Callable[[Input], None],
    ) -> None:
        self._store = store
        self._zone = zone
        self._public_key = public_key
        self._post = post
        self._auditing: int | None = None  # the number of the pack that is wanted

    def perform(self, effect: ReadRegister | WriteRegister | WriteAudit | StopAudit) -> None:
        match effect:
            case WriteAudit():
                self._auditing = effect.number
                self.audit(effect)
            case StopAudit():
                self._auditing = None
            case ReadRegister(question):
                self.read(question)
            case WriteRegister():
                self.write(effect)

    def read(self, question: RegisterQuestion) -> None:
        def answered(found: RegisterPage | KnownFault) -> None:
            if isinstance(found, KnownFault):
                self._post(RegisterRead(question, None, in_words(found)))
            else:
                self._post(RegisterRead(question, found))

        def job(connection: Connection) -> RegisterPage:
            return self._page(connection, question)

        self._store.archive.ask_latest("register", job, answered)

    def write(self, effect: WriteRegister) -> None:
        question = effect.question

        def answered(done: RegisterWritten | KnownFault) -> None:
            if isinstance(done, KnownFault):
                done = RegisterWritten(question, "", trouble=in_words(done))
            self._post(done)

        def job(connection: Connection) -> RegisterWritten:
            at = datetime.now(self._zone)
            page = self._page(connection, question)
            days = (question.since, question.until)
            paper = registers.paper_of(page, days, effect.store, effect.person, at)
            try:
                path = new_file(f"{question.register} {at:%Y-%m-%d %H%M%S}.{effect.ending}")
                writer_for(path)(paper, registers.table_of(page), path)
            except OSError as error:
                return RegisterWritten(question, "", trouble=f"{error.strerror}.")
            return RegisterWritten(question, str(path), len(page.rows))

        self._store.archive.ask(job, answered)

    def write_slip(self, slip: Slip) -> None:
        """An X, a Z or a deposit slip as a PDF among the person's documents."""

        def answered(done: TillReportWritten | KnownFault) -> None:
            if isinstance(done, KnownFault):
                done = TillReportWritten("", in_words(done))
            self._post(done)

        def job(_: Connection) -> TillReportWritten:
            at = datetime.now(self._zone)
            paper = till_paper(slip, f"{slip.title}, {on_paper(at)}")
            try:
                path = new_file(f"{slip.name} {at:%Y-%m-%d %H%M%S}.pdf")
                writer_for(path)(paper, table_of(slip), path)
            except OSError as error:
                return TillReportWritten("", f"{error.strerror}.")
            return TillReportWritten(str(path))

        self._store.archive.ask(job, answered)

    def audit(self, effect: WriteAudit) -> None:
        """Verify, collect, write both files; stopped between two rows when it is not wanted."""

        def answered(done: AuditWritten | KnownFault | None) -> None:
            if isinstance(done, KnownFault):
                done = AuditWritten(effect.number, None, in_words(done))
            if done is not None:
                self._post(done)

        def job(connection: Connection) -> AuditWritten | None:
            try:
                return self._audit(connection, effect)
            except _Stopped:
                return None
            except OSError as error:
                return AuditWritten(effect.number, None, f"{error.strerror}.")

        self._store.archive.ask(job, answered)

    def _audit(self, connection: Connection, effect: WriteAudit) -> AuditWritten:
        meta, at, key = self._store.meta, datetime.now(self._zone), self._public_key()

        def wanted(_done: int = 0, _of: int = 0) -> None:
            if self._auditing != effect.number:
                raise _Stopped

        def collected(done: int, of: int) -> None:
            wanted()
            if done % TOLD_EVERY == 0:
                self._post(AuditProgress(effect.number, done, of))

        verdict = journal.verify(connection, meta.store_id, key, wanted)
        head = journal.head(connection, meta.store_id, meta.epoch)
        people = _people(connection)
        pack = audit_pack.collect(connection, effect.wanted, people, self._zone, collected)
        wanted()
        chain = audit_pack.chain_words(verdict, head, key)
        paper = audit_pack.paper_of(pack, effect.store, f"{on_paper(at)}, {effect.person}", chain)
        paths = tuple(new_file(f"{AUDIT} {at:%Y-%m-%d %H%M%S}.{kind}") for kind in ("pdf", "csv"))
        for path in paths:
            writer_for(path)(paper, audit_pack.table_of(pack), path)
        made = AuditPaper(tuple(map(str, paths)), len(pack.evidence), pack.missing, verdict.trouble)
        return AuditWritten(effect.number, made)

    def _page(self, connection: Connection, question: RegisterQuestion) -> RegisterPage:
        register = registers.register_of(question.register)
        assert register is not None, "the page offers known registers only"
        people = _people(connection)
        first = self._midnight(question.since)
        end = self._midnight(question.until + timedelta(days=1))
        return registers.read(connection, register, first, end, people, question.sought)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone)


def _people(connection: Connection) -> dict[StaffId, str]:
    return {each.id: each.name for each in staff.all_staff(connection)}


def new_file(name: str) -> Path:
    """A place among the person's documents."""
    folder = user_documents_path() / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / name


def in_words(fault: KnownFault) -> str:
    return " ".join(part for part in (fault.title, fault.message, fault.remedy) if part)
