"""Registers for the counter: read and written on a reader of their own, answered as inputs.

Rules that hold here: no scan waits behind a register; a question always gets an answer, unless a
newer one has come; a file is written among the person's documents, never over another one; an audit
pack is written after it was recorded that it is read, both files of it or none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from platformdirs import user_documents_path

from terminal import audit_pack, registers
from terminal.app.audit_list import AuditPaper
from terminal.app.dates import on_paper
from terminal.app.effects import CollectAudit, ReadRegister, StopAudit, WriteAudit, WriteRegister
from terminal.app.faults import KnownFault
from terminal.app.inputs import (
    AuditCollected,
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
from terminal.presentation.paper import Paper
from terminal.presentation.till_paper import table_of, till_paper
from terminal.store import journal, staff
from terminal.store.database import Connection
from terminal.store.store import Store

FOLDER = "Rxlane"
TOLD_EVERY = 20
"""Prescriptions between two words about how far it is."""


class _Stopped(Exception):
    """Nobody waits for it any more."""


@dataclass(frozen=True, slots=True)
class _Collected:
    """A pack that is found and waits for its fact."""

    asked: CollectAudit
    pack: audit_pack.Pack
    paper: Paper
    broken: str


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
        self._auditing: CollectAudit | None = None  # the very pack that is wanted
        self._collected: _Collected | None = None

    def perform(
        self, effect: ReadRegister | WriteRegister | CollectAudit | WriteAudit | StopAudit
    ) -> None:
        match effect:
            case CollectAudit():
                self._auditing = effect
                self.collect(effect)
            case WriteAudit(number):
                self.write_audit(number)
            case StopAudit():
                self._auditing, self._collected = None, None
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
            paper = registers.paper_of(page, days, effect.store, effect.person, at, effect.terms)
            try:
                path = new_file(f"{question.register} {at:%Y-%m-%d %H%M%S}.{effect.ending}")
                writer_for(path)(paper, registers.table_of(page), path)
            except OSError as error:
                return RegisterWritten(question, "", trouble=f"{error.strerror}.")
            return RegisterWritten(question, str(path))

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

    def collect(self, effect: CollectAudit) -> None:
        """Verify and collect; stopped between two rows when it is not wanted."""
        self._audit_job(effect.number, lambda connection: self._collect(connection, effect))

    def write_audit(self, number: int) -> None:
        """Both files of what was collected, or none."""
        self._audit_job(number, lambda _: self._write_audit(number))

    def _audit_job(
        self, number: int, do: Callable[[Connection], AuditCollected | AuditWritten]
    ) -> None:
        def answered(done: AuditCollected | AuditWritten | KnownFault | None) -> None:
            if isinstance(done, KnownFault):
                done = AuditWritten(number, None, in_words(done))
            if done is not None:
                self._post(done)

        def job(connection: Connection) -> AuditCollected | AuditWritten | None:
            try:
                return do(connection)
            except _Stopped:
                return None
            except OSError as error:
                return AuditWritten(number, None, f"{error.strerror}.")

        self._store.archive.ask(job, answered)

    def _wanted(self, asked: CollectAudit) -> None:
        """A page that was left and opened again counts from one again: numbers are not enough."""
        if self._auditing is not asked:
            raise _Stopped

    def _collect(self, connection: Connection, effect: CollectAudit) -> AuditCollected:
        meta, at, key = self._store.meta, datetime.now(self._zone), self._public_key()
        number = effect.number

        def wanted(_done: int = 0, _of: int = 0) -> None:
            self._wanted(effect)

        def collected(done: int, of: int) -> None:
            wanted()
            if done % TOLD_EVERY == 0:
                self._post(AuditProgress(number, done, of))

        verdict = journal.verify(connection, meta.store_id, key, wanted)
        head = journal.head(connection, meta.store_id, meta.epoch)
        people = _people(connection)
        pack = audit_pack.collect(connection, effect.wanted, people, self._zone, collected)
        chain = audit_pack.chain_words(verdict, head, key)
        paper = audit_pack.paper_of(pack, effect.store, f"{on_paper(at)}, {effect.person}", chain)
        self._collected = _Collected(effect, pack, paper, verdict.trouble)
        try:
            wanted()
        except _Stopped:
            self._collected = None  # the stop came before there was anything to forget
            raise
        return AuditCollected(number, len(pack.evidence))

    def _write_audit(self, number: int) -> AuditWritten:
        found, self._collected = self._collected, None
        if found is None or found.asked.number != number:
            raise _Stopped
        at = datetime.now(self._zone)
        table, written = audit_pack.table_of(found.pack), list[Path]()
        try:
            for kind in ("pdf", "csv"):
                self._wanted(found.asked)
                path = new_file(f"{AUDIT} {at:%Y-%m-%d %H%M%S}.{kind}")
                writer_for(path)(found.paper, table, path)
                written.append(path)
        except (OSError, _Stopped):
            for path in written:
                path.unlink(missing_ok=True)
            raise
        places, pack = tuple(map(str, written)), found.pack
        made = AuditPaper(places, len(pack.evidence), pack.missing, found.broken)
        return AuditWritten(number, made)

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
